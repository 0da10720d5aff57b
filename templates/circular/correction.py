"""更正: what an issued circular stated and what it should have stated, unit by unit, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledger.cases import is_new
from ledger.model import Assessment, Report, Standing
from templates.circular import circular
from templates.common.docx_parts import fill, open_template, save
from templates.common.tally import Tally, tally
from templates.common.wording import day, listed, percent, rate, short_clock, tasks, until

_TEMPLATE = Path(__file__).with_name("documents") / "correction.docx"
_WANTING = {"blank": "未填写", "not_involved": "填“不涉及”", "returned": "退回后尚未补正"}
COUNTED = {
    Standing.ON_TIME: "按时报送单位",
    Standing.LATE: "逾期报送单位",
    Standing.INCOMPLETE: "报送不完整单位",
    Standing.MISSING: "未报送单位",
    Standing.EXCUSED: "免报单位",
    Standing.PENDING: "尚在期限内的单位",
    Standing.UNDECIDED: "来件待核实的单位",
}
"""How the units of a standing are called where they are counted."""


def changes(before: Report, after: Report) -> dict[str, tuple[str, str]]:
    """By unit in official order: what was stated of it and what is right, where they differ."""
    was, now = _statements(before), _statements(after)
    pairs = {unit: (was.get(unit, "未列入"), now.get(unit, "不列入")) for unit in (now | was)}
    return {unit: pair for unit, pair in pairs.items() if pair[0] != pair[1]}


def _statements(report: Report) -> dict[str, str]:
    """What a circular says of each unit, in a phrase."""
    return {
        one.unit.name: "；".join([_standing(one, _wanting(report, one.unit.name)), *_open(report, one.unit.name)])
        for one in report.assessments
    }


def _wanting(report: Report, unit: str) -> str:
    """第3、5项未填写，第9项填“不涉及”: what a unit has to fill in or correct, as the list of problems has it."""
    return "，".join(
        f"{tasks(line.tasks)}{_WANTING[line.kind]}"
        for line in report.problems
        if line.unit == unit and line.kind in _WANTING
    )


def _standing(one: Assessment, wanting: str) -> str:
    if one.standing is Standing.LATE and one.received_at:
        return f"逾期报送（{short_clock(one.received_at)}）" + (f"，填报不完整（{wanting}）" if wanting else "")
    if one.standing is Standing.INCOMPLETE:
        return "填报不完整" + (f"（{wanting}）" if wanting else "")
    if one.standing is Standing.PENDING:
        return f"未到期（经批准延至{until(one.deadline)}）" if one.deadline > one.round.deadline else "未到期"
    words = {
        Standing.ON_TIME: "按时报送",
        Standing.MISSING: "未报送",
        Standing.EXCUSED: "经批准免报",
        Standing.UNDECIDED: "来件待核实",
    }
    return words.get(one.standing, "逾期报送")


def _open(report: Report, unit: str) -> list[str]:
    """A unit's tasks past due, and last round's problems that are still open."""
    expired = [task for line in report.problems if (line.unit, line.kind) == (unit, "expired") for task in line.tasks]
    open_ = [line for line in report.lookback if line.unit == unit and not line.cleared]
    return [
        *([f"{tasks(expired)}到期未完成"] if expired else []),
        *([f"上期问题{len(open_)}项未整改到位"] if open_ else []),
    ]


def render(after: Report, before: Report, *, why: Mapping[str, str], number: str = "") -> bytes:
    """The correction as docx: `after` dated as the correction is, `why` the ground by unit, `number` its own 发文字号."""
    document = open_template(_TEMPLATE.read_bytes())
    fill(document, context(after, before, why=why, number=number))
    circular.fit_masthead(document.docx)
    return save(document, title=_title(after), author=after.office.name, made_at=after.made_at)


def file_name(report: Report, turn: int = 1) -> str:
    """关于更正2022年第二季度政务公开任务落实台账报送情况通报的通知.docx; 第2次 … of those after the first."""
    return f"{_title(report)}{f'（第{turn}次）' if turn > 1 else ''}.docx"


def _title(report: Report) -> str:
    return f"关于更正{report.round.name}{circular.subject(report)}报送情况通报的通知"


def context(after: Report, before: Report, *, why: Mapping[str, str], number: str) -> dict[str, object]:
    """The correction as plain data."""
    head, differing = circular.context(after), changes(before, after)
    dated = after.dated or after.made_at
    cited = f"（{before.reference}）" if before.reference else ""
    return {
        "office": after.office.name,
        "reference": number or circular.open_reference(after),
        "title": "\n".join(
            [after.office.name, f"关于更正{after.round.name}", circular.subject(after), "报送情况通报的通知"]
        ),
        "addressees": head["addressees"],
        "lead": f"《{circular.title(before)}》{cited}印发后，经核查，部分内容有误。现将有关事项更正如下。",
        "units": f"更正涉及单位{len(differing)}个：{listed(differing)}。具体如下：",
        "rows": [
            {"number": place, "unit": unit, "was": was, "now": now, "why": why.get(unit, "")}
            for place, (unit, (was, now)) in enumerate(differing.items(), 1)
        ],
        "figures": _figures(tally(before.assessments), tally(after.assessments)) + _rectify(before, after),
        "date": day(dated),
        "contact": head["contact"],
        "level": head["level"],
    }


def _figures(was: Tally, now: Tally) -> str:
    """Every number of the text that changes, as sentences: in all, by category, by 项次."""
    whole = [("应报送单位", f"{was.expected}个", f"{now.expected}个")]
    whole += [(words, f"{was.count(one)}个", f"{now.count(one)}个") for one, words in COUNTED.items()]
    whole.append(("按时报送率", percent(was.rate), percent(now.rate)))
    then, parts = dict(was.categories), now.categories if len(now.categories) > 1 else ()
    by_category = [
        (f"{name}{what}", old, new)
        for name, part in parts
        for what, old, new in (
            ("应报送单位", f"{then.get(name, tally([])).expected}个", f"{part.expected}个"),
            ("按时报送单位", f"{then.get(name, tally([])).on_time}个", f"{part.on_time}个"),
            ("按时报送率", percent(then.get(name, tally([])).rate), percent(part.rate)),
        )
    ]
    (done, due), (done_now, due_now) = was.filled, now.filled
    filled = [
        ("应填报任务", f"{due}项次", f"{due_now}项次"),
        ("已填报任务", f"{done}项次", f"{done_now}项次"),
        ("填报率", percent(rate(done, due)), percent(rate(done_now, due_now))),
    ]
    told = [
        "，".join(f"{what}由{old}更正为{new}" for what, old, new in pairs if old != new) + "。"
        for pairs in (whole, by_category, filled)
        if any(old != new for _, old, new in pairs)
    ]
    return "".join(told) or "上述更正不影响原通报中的统计数字。"


def _rectify(before: Report, after: Report) -> str:
    """What the units that the correction names anew have to put right, until when; "" where there is none."""
    new = [one for one in after.problems if is_new(one, before.problems)]
    if not new:
        return ""
    who = listed(dict.fromkeys(one.unit for one in new))
    return f"更正后新列入问题清单的单位（{who}），整改时限为{day(new[0].rectify_by)}。"
