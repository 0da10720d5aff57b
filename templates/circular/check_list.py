"""核对清单: every unit a circular names and every number in its text, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ledger.calendar import print_moment, print_read_through
from ledger.layout import progress_heading
from ledger.model import Assessment, Decision, Problem, Report, Standing, Submission
from ledger.numerals import in_cell, ranges, task_label
from templates.circular import circular, figures
from templates.common.wording import listed
from templates.workbook.sheets import Sheet, write_workbook

Sources = Mapping[int, tuple[str, str, str]]


def file_name(report: Report) -> str:
    """2022年第二季度通报核对清单.xlsx"""
    return f"{report.round.name}通报核对清单.xlsx"


def render(
    report: Report,
    *,
    submissions: Mapping[int, Submission],
    sources: Sources,
    decisions: Sequence[Decision],
    rules: str,
    waits: Sequence[str],
) -> bytes:
    """The list as xlsx: 数字 (each number of the text beside the table's own), 单位 (each unit where it is named), 来件 (the
    mail and the file behind each), 待定 (how far the mailbox was read, who is undecided, and what waits: `waits`, a sentence
    each), 完成情况待核 (expired tasks of which the text says neither done nor open), 决定 (what people decided on the round).

    Each sheet prints on A4 at a size that is read; one without a row is left out."""
    traced = _Traced(report, submissions, sources, decisions, rules)
    sheets = (
        _numbers(report, traced),
        _units(report, traced),
        _arrivals(report, traced),
        _waiting(report, waits),
        _unsettled(report),
        _decisions(report, decisions),
    )
    title = f"{report.round.name}通报核对清单"
    return write_workbook(
        [one for one in sheets if one.rows], title=title, author=report.office.name, made_at=report.made_at
    )


class _Traced:
    """What each unit's standing rests on, by round."""

    def __init__(
        self,
        report: Report,
        submissions: Mapping[int, Submission],
        sources: Sources,
        decisions: Sequence[Decision],
        rules: str,
    ) -> None:
        self._submissions, self._sources, self._decisions, self._rules = submissions, sources, decisions, rules
        assessed = (*report.previous_assessments, *report.assessments)
        self.standings = {(one.round.code, one.unit.name): one for one in assessed}

    def decided(self, unit: str, round_: str) -> str:
        """Numbers of the decisions on a unit in a round."""
        return listed(str(one.number) for one in self._decisions if one.unit == unit and one.round == round_)

    def ground(self, one: Assessment) -> Sequence[object]:
        """What a standing rests on: numbers of the submissions and of the decisions."""
        versions = [f"{each}（采用）" if each == one.submission else str(each) for each in one.versions]
        return listed(versions) or "无收件记录", self.decided(one.unit.name, one.round.code)

    def arrivals_of(self, one: Assessment) -> Iterable[Sequence[object]]:
        """One row for each arrival: submission, unit, mail, time, file, Message-ID, hash, rules."""
        for version in one.versions:
            kept = self._submissions.get(version)
            message_id, received, digest = self._sources.get(version, ("", "", ""))
            mail = "" if kept is None or kept.mail is None else kept.mail
            file = kept.file if kept else ""
            yield version, one.unit.name, mail, received, file, message_id, digest, self._rules

    def arrivals(self, units: Iterable[str], round_: str) -> str:
        """Numbers of the submissions that a number counts."""
        stood = (self.standings.get((round_, unit)) for unit in units)
        return listed(str(one.submission) for one in stood if one and one.submission)


def _numbers(report: Report, traced: _Traced) -> Sheet:
    heads = [("序号", 6.0), ("所在部分", 13.0), ("原文", 44.0), ("文中数字", 10.0), ("含义", 16.0)]
    heads += [("附表数值", 10.0), ("是否一致", 8.0), ("核对来源", 16.0), ("所涉单位", 34.0), ("所据报送件编号", 22.0)]
    rows = [
        [
            number,
            one.part,
            one.words,
            one.said,
            one.meaning,
            one.counted,
            "一致" if one.agrees else "不一致",
            one.table,
            listed(one.units),
            traced.arrivals(one.units, one.round),
        ]
        for number, one in enumerate(figures.figures(report), 1)
    ]
    return Sheet(name="数字", heads=heads, rows=rows, freeze="C2", wide=frozenset({2, 4, 7, 8, 9}))


def _units(report: Report, traced: _Traced) -> Sheet:
    heads = [("序号", 6.0), ("单位", 18.0), ("期次", 15.0), ("认定情形", 9.0), ("认定依据", 44.0), ("点名之处", 44.0)]
    heads += [("报送件编号", 18.0), ("决定编号", 10.0)]
    named = _named(report)
    rows = [[number, *_stated(one, named), *traced.ground(one)] for number, one in enumerate(report.assessments, 1)]
    rows += [
        ["", *_stated(one, {one.unit.name: ["上期问题“回头看”"]}), *traced.ground(one)]
        for one in _behind(report, traced)
    ]
    return Sheet(name="单位", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 4, 5, 6}))


def _behind(report: Report, traced: _Traced) -> list[Assessment]:
    """The standings of the round before of the units that the look-back names."""
    before = report.previous.code if report.previous else ""
    named = dict.fromkeys(line.unit for line in report.lookback)
    return [one for unit in named if (one := traced.standings.get((before, unit)))]


def _arrivals(report: Report, traced: _Traced) -> Sheet:
    heads = [("报送件编号", 10.0), ("单位", 18.0), ("邮件编号", 8.0), ("收到时间", 12.0), ("文件名", 34.0)]
    heads += [("邮件标识（Message-ID）", 36.0), ("文件校验值（SHA-256）", 36.0), ("规则版本", 10.0)]
    stated = (*report.assessments, *_behind(report, traced))
    rows = [row for one in stated for row in traced.arrivals_of(one)]
    return Sheet(name="来件", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 4, 5, 6}))


def _stated(one: Assessment, named: Mapping[str, list[str]]) -> list[object]:
    where = "；".join(named.get(one.unit.name, ()))
    return [one.unit.name, one.round.name, one.standing.label, one.reason, where]


def _named(report: Report) -> dict[str, list[str]]:
    """Where each unit is named: the parts of the text, and its lines in the lists."""
    found: dict[str, list[str]] = {one.unit.name: [] for one in report.assessments}
    for part, paragraph in figures.paragraphs(circular.context(report)):
        for unit in _units_in(paragraph, found):
            if part not in found[unit]:
                found[unit].append(part)
    for line in report.problems:
        found.setdefault(line.unit, []).append(_line(line))
    return found


def _units_in(paragraph: str, units: Iterable[str]) -> set[str]:
    """The units named; of names that begin alike the longest, so that 新华街 is not read out of 新华街东."""
    longest = sorted(units, key=len, reverse=True)
    return set(re.findall("|".join(map(re.escape, longest)), paragraph)) if longest else set()


def _line(line: Problem) -> str:
    tasks = f"（任务{ranges(line.tasks)}）" if line.tasks else ""
    return f"问题清单：{line.description}{tasks}"


def _waiting(report: Report, waits: Sequence[str]) -> Sheet:
    """What is not known of the round: while anything stands here but the first line, it cannot be approved."""
    undecided = [one for one in report.assessments if one.standing is Standing.UNDECIDED]
    rows = [["收件截至", "", print_read_through(report.read_through)]]
    rows += [["待定单位", one.unit.name, one.reason] for one in undecided]
    rows += [["待处理事项", "", one] for one in waits]
    heads = [("事项", 16.0), ("单位", 24.0), ("说明", 100.0)]
    return Sheet(name="待定", heads=heads, rows=rows, freeze="A2", wide=frozenset({2}))


def _unsettled(report: Report) -> Sheet:
    """What a person has to settle before it can be said: never in the circular by itself."""
    heads = [
        ("序号", 6.0),
        ("单位", 18.0),
        ("任务", 7.0),
        ("责任时限", 13.0),
        (progress_heading(report.ledger), 56.0),
        ("存疑之处", 28.0),
    ]
    heads += [("认定办法", 40.0)]
    due = {task.number: task.due for task in report.ledger.tasks}
    rows = [
        [
            number,
            one.unit,
            in_cell(one.task),
            due.get(one.task, ""),
            one.text,
            one.words,
            f"在“单位”页认定，或回复：{one.unit} {report.round.name} 第{task_label(one.task)}项 已完成（未完成的写 未完成）",
        ]
        for number, one in enumerate(report.unsettled, 1)
    ]
    return Sheet(name="完成情况待核", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 4, 5, 6}))


def _decisions(report: Report, decisions: Sequence[Decision]) -> Sheet:
    heads = [("编号", 6.0), ("决定", 12.0), ("单位", 18.0), ("报送件编号", 9.0), ("问题代码或文号", 20.0)]
    heads += [("任务", 7.0), ("延至", 18.0), ("经办人", 10.0), ("时间", 18.0), ("理由", 48.0)]
    rows = [
        [
            one.number,
            one.kind.label,
            one.unit,
            one.submission or "",
            one.code,
            in_cell(one.task) if one.task else "",
            print_moment(one.until) if one.until else "",
            one.by,
            print_moment(one.at),
            one.reason,
        ]
        for one in decisions
        if one.round in (report.round.code, report.previous.code if report.previous else "")
    ]
    return Sheet(name="决定", heads=heads, rows=rows, freeze="C2", wide=frozenset({2, 9}))
