"""更正: an issued circular is never made anew; what was wrong in it is said in a document of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from ledger.book import Page
from ledger.cases import is_new
from ledger.model import SHANGHAI, Assessment, Circular, CircularState, Decision, Report, Round
from office.desk.desk import Desk
from office.papers.papers import Printed
from office.papers.pdf import pdf_beside
from office.post.post import draft, queue
from office.reports.issuing import IssuingError, as_reference, tell_issued
from office.reports.report import keep, make_report
from office.standing.freezing import by_todays_names, stated_report
from templates.circular import correction

_WENT_OUT = (CircularState.ISSUED, CircularState.CORRECTED)


def correct(desk: Desk, page: Page, round_: Round, decision: Decision, now: datetime) -> str:
    """State a round again on what had been received when it was counted, with what was decided since, and
    write the difference to what went out; what was done. Raises IssuingError.

    What came in after the count makes no statement wrong: it is the next round's look-back.
    """
    newest = page.circulars.newest(round_.code)
    issued = stated_report(newest.snapshot) if newest and newest.state in _WENT_OUT else None
    before = by_todays_names(issued, desk.roster.names) if issued else None
    if newest is None or before is None:
        raise IssuingError(f"{round_.name}通报尚未印发，无须更正；重新生成草稿即可")
    after = _again(desk, page, before, now)
    differing = correction.changes(before, after)
    if not differing:
        return f"{round_.name}通报与按现有决定重新认定的结果一致，没有需要更正的内容，未生成更正"
    number = as_reference(decision.code) if decision.code else ""
    page.decisions.enter(replace(decision, code=number))
    why = _grounds(page, newest, after, decision)
    document = correction.render(after, before, why=why, number=number)
    turn = sum(one.state is CircularState.CORRECTED for one in page.circulars.all(round_.code)) + 1
    path = desk.out / correction.file_name(after, turn)
    version = keep(
        page, after, Printed(content=document), state=CircularState.CORRECTED, now=now, file=path.name, number=number
    )
    path.write_bytes(document)
    tell_issued(
        desk, page, after, [path, *pdf_beside(desk, path, document)], reference=number, now=now, units=list(differing)
    )
    for unit, (was, becomes) in differing.items():
        letter = draft(
            desk,
            "corrected",
            f"corrected:{round_.code}:{version}:{unit}",
            now,
            to=desk.roster[unit].addresses,
            of=round_.code,
            unit=unit,
            round=round_.name,
            cited=before.reference,
            was=was,
            becomes=becomes,
            reason=why.get(unit, decision.reason),
            rectify_by=_new_limit(before, after, unit),
        )
        queue(page, desk, letter, now=now)
    return f"已生成更正（第{version}版），涉及单位{len(differing)}个：{'、'.join(differing)}；{path.name}"


def _new_limit(before: Report, after: Report, unit: str) -> date | None:
    """Until when a unit has to put right what the correction names anew; None where it names nothing."""
    new = (one.rectify_by for one in after.problems if one.unit == unit and is_new(one, before.problems))
    return next(new, None)


def _again(desk: Desk, page: Page, before: Report, now: datetime) -> Report:
    """The report on what had been received when it was counted, judged at this moment: a deadline put off since has
    passed or not by now. A problem that stands keeps its 整改时限, a new one runs from the correction."""
    counted = make_report(desk, page, before.round, now, received_by=before.made_at)
    return replace(
        counted,
        made_at=before.made_at,
        reference=before.reference,
        dated=now.astimezone(SHANGHAI).date(),
        problems=tuple(
            one if is_new(one, before.problems) else replace(one, rectify_by=before.rectify_by)
            for one in counted.problems
        ),
    )


def _grounds(page: Page, stated: Circular, after: Report, correction_: Decision) -> dict[str, str]:
    """Why each unit's statement changes: what was decided since, and what the standing now rests on."""
    known = set(json.loads(stated.snapshot)["decisions"])
    since = [one for one in page.decisions.all(stated.round) if one.number not in known and one.unit]
    told: dict[str, dict[str, str]] = {}  # reason and words of each decision
    for one in since:
        told.setdefault(one.unit, {})[one.reason] = f"{one.kind.label}：{one.reason}（第{one.number}号决定）"
    return {one.unit.name: _ground(told.get(one.unit.name, {}), one, correction_) for one in after.assessments}


def _ground(told: dict[str, str], one: Assessment, correction_: Decision) -> str:
    """The decisions, then what the standing rests on unless that says no more than they do."""
    words = [*told.values()] or [correction_.reason]
    repeated = any(reason in one.reason for reason in told)
    return "；".join(words if repeated else [*words, one.reason])
