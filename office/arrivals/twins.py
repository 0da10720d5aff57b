"""Two forms of one unit in one mail: the same content twice is one form; two contents are for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledger.held_kinds import HeldKind
from ledger.model import Entry, Finding, Severity
from ledger.numerals import ranges
from ledger.text import is_blank, squeeze
from office.arrivals.judging import Judgement

_PRINTED = 0.8  # of the texts: line ends in a PDF cut some words


def two_forms_apart(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Two different forms of the same unit and round in one mail: a person decides which. The same
    content twice (Word and PDF of one form) is one form."""
    kept: list[Judgement] = []
    judgements = _without_other_rounds(judgements)
    for judgement in judgements:
        twins = [one for one in kept if _same_place(one, judgement)]
        if any(_same_content(one, judgement) for one in twins):
            continue
        kept.append(judgement)
    return [_doubled(one) if sum(_same_place(one, other) for other in kept) > 1 else one for one in kept]


def closed_rounds_apart(
    judgements: Sequence[Judgement], on_file: Mapping[tuple[str, str], Mapping[int, str]]
) -> list[Judgement]:
    """A workbook that is carried on from round to round brings the rounds before once more. `on_file` has the texts filed
    by unit and closed round: a sheet that says nothing new is left out, what is new in one is for a person."""
    kept = []
    for judgement in judgements:
        filed = on_file.get((judgement.unit, judgement.round)) if judgement.submission else None
        later = any(_in_one_file(judgement, other) and other.round > judgement.round for other in judgements)
        if judgement.submission is None or not filed or not later:
            kept.append(judgement)
        elif new := [one.task for one in judgement.submission.entries if _is_news(one, filed)]:
            reason = f"同一文件中还有「{judgement.unit}」{judgement.round}的表，第{ranges(new)}项与已登记的不同，该期已截止，请核实是否补正"
            kept.append(replace(judgement, submission=None, kind=HeldKind.CLOSED_ROUND, reason=reason))
    return kept


def _is_news(entry: Entry, filed: Mapping[int, str]) -> bool:
    return not is_blank(entry.progress) and squeeze(entry.progress) != squeeze(filed.get(entry.task, ""))


def _without_other_rounds(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Without the sheets of periods that are no rounds of ours, where the same file brings one that is; the office is
    told of them."""
    ours = [one for one in judgements if one.submission]
    aside = [
        one
        for one in judgements
        if one.kind is HeldKind.WHICH_ROUND and any(_in_one_file(one, other) for other in ours)
    ]
    return [
        _told_of(one, [other for other in aside if _in_one_file(one, other)]) for one in judgements if one not in aside
    ]


def _in_one_file(one: Judgement, other: Judgement) -> bool:
    return one.form.file == other.form.file and one.form is not other.form


def _told_of(judgement: Judgement, aside: Sequence[Judgement]) -> Judgement:
    """A judgement with a C finding on the sheets that were left aside."""
    if judgement.submission is None or not aside:
        return judgement
    names = "、".join(one.form.round.text for one in aside if one.form.round)
    message = f"同一文件中还有「{names}」的表，未登记，请核实。"
    odd = Finding(code="other_rounds", severity=Severity.VERIFY, message=message, where=judgement.form.file)
    submission = replace(judgement.submission, findings=(*judgement.submission.findings, odd))
    return replace(judgement, submission=submission)


def _same_place(one: Judgement, other: Judgement) -> bool:
    return bool(one.submission and other.submission) and (one.unit, one.round) == (other.unit, other.round)


def _same_content(one: Judgement, other: Judgement) -> bool:
    """The same form twice: byte for byte, text for text, or as a PDF that reads nearly alike."""
    mine, theirs = one.submission, other.submission
    if mine is None or theirs is None:
        return False
    if one.sha256 == other.sha256:
        return True
    texts, others = ({entry.task: squeeze(entry.progress) for entry in each.entries} for each in (mine, theirs))
    alike = sum(texts[task] == others.get(task) for task in texts)
    printed = any(judgement.form.file.lower().endswith(".pdf") for judgement in (one, other))
    return bool(texts) and texts.keys() == others.keys() and alike >= len(texts) * (_PRINTED if printed else 1)


def _doubled(judgement: Judgement) -> Judgement:
    reason = f"一封邮件中有「{judgement.unit}」的多份不同填报表（{judgement.form.file}），请确定以哪份为准"
    return Judgement(
        form=judgement.form,
        sha256=judgement.sha256,
        kind=HeldKind.TWO_FORMS,
        reason=reason,
        unit=judgement.unit,
        round=judgement.round,
    )
