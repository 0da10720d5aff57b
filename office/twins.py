"""Two forms of one unit in one mail: the same content twice is one form; two contents are for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledger.model import Entry, Finding, Severity
from ledger.numerals import ranges
from ledger.text import is_blank, squeeze
from office.judging import Verdict

_PRINTED = 0.8  # of the texts: line ends in a PDF cut some words


def two_forms_apart(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Two different forms of the same unit and round in one mail: a person decides which. The same
    content twice (Word and PDF of one form) is one form."""
    kept: list[Verdict] = []
    verdicts = _without_other_rounds(verdicts)
    for verdict in verdicts:
        twins = [one for one in kept if _same_place(one, verdict)]
        if any(_same_content(one, verdict) for one in twins):
            continue
        kept.append(verdict)
    return [_doubled(one) if sum(_same_place(one, other) for other in kept) > 1 else one for one in kept]


def closed_rounds_apart(
    verdicts: Sequence[Verdict], on_file: Mapping[tuple[str, str], Mapping[int, str]]
) -> list[Verdict]:
    """A workbook that is carried on from round to round brings the rounds before once more. `on_file` has the texts filed
    by unit and closed round: a sheet that says nothing new is left out, what is new in one is for a person."""
    kept = []
    for verdict in verdicts:
        filed = on_file.get((verdict.unit, verdict.round)) if verdict.submission else None
        later = any(_in_one_file(verdict, other) and other.round > verdict.round for other in verdicts)
        if verdict.submission is None or not filed or not later:
            kept.append(verdict)
        elif new := [one.task for one in verdict.submission.entries if _is_news(one, filed)]:
            reason = f"同一文件中还有「{verdict.unit}」{verdict.round}的表，第{ranges(new)}项与已登记的不同，该期已截止，请核实是否补正"
            kept.append(replace(verdict, submission=None, kind="closed_round", reason=reason))
    return kept


def _is_news(entry: Entry, filed: Mapping[int, str]) -> bool:
    return not is_blank(entry.progress) and squeeze(entry.progress) != squeeze(filed.get(entry.task, ""))


def _without_other_rounds(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Without the sheets of periods that are no rounds of ours, where the same file brings one that is; the office is
    told of them."""
    ours = [one for one in verdicts if one.submission]
    aside = [one for one in verdicts if one.kind == "which_round" and any(_in_one_file(one, other) for other in ours)]
    return [
        _told_of(one, [other for other in aside if _in_one_file(one, other)]) for one in verdicts if one not in aside
    ]


def _in_one_file(one: Verdict, other: Verdict) -> bool:
    return one.form.file == other.form.file and one.form is not other.form


def _told_of(verdict: Verdict, aside: Sequence[Verdict]) -> Verdict:
    """A verdict with a C finding on the sheets that were left aside."""
    if verdict.submission is None or not aside:
        return verdict
    names = "、".join(one.form.round.text for one in aside if one.form.round)
    message = f"同一文件中还有「{names}」的表，未登记，请核实。"
    odd = Finding(code="other_rounds", severity=Severity.VERIFY, message=message, where=verdict.form.file)
    submission = replace(verdict.submission, findings=(*verdict.submission.findings, odd))
    return replace(verdict, submission=submission)


def _same_place(one: Verdict, other: Verdict) -> bool:
    return bool(one.submission and other.submission) and (one.unit, one.round) == (other.unit, other.round)


def _same_content(one: Verdict, other: Verdict) -> bool:
    """The same form twice: byte for byte, text for text, or as a PDF that reads nearly alike."""
    mine, theirs = one.submission, other.submission
    if mine is None or theirs is None:
        return False
    if one.sha256 == other.sha256:
        return True
    texts, others = ({entry.task: squeeze(entry.progress) for entry in each.entries} for each in (mine, theirs))
    alike = sum(texts[task] == others.get(task) for task in texts)
    printed = any(verdict.form.file.lower().endswith(".pdf") for verdict in (one, other))
    return bool(texts) and texts.keys() == others.keys() and alike >= len(texts) * (_PRINTED if printed else 1)


def _doubled(verdict: Verdict) -> Verdict:
    reason = f"一封邮件中有「{verdict.unit}」的多份不同填报表（{verdict.form.file}），请确定以哪份为准"
    return Verdict(
        form=verdict.form,
        sha256=verdict.sha256,
        kind="two_forms",
        reason=reason,
        unit=verdict.unit,
        round=verdict.round,
    )
