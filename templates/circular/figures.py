"""Every number in a circular's text beside the same number counted again from its attachments' rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ledger.model import Report, Standing
from ledger.numerals import SECTION, task_numbers
from templates.circular import circular
from templates.common.phrases import last_day
from templates.common.tally import lacking
from templates.common.wording import change, clock, day, percent, rate, short_clock, until

_TOKEN = re.compile(
    r"(?P<time>\d{4}年\d{1,2}月\d{1,2}日(?:\d{1,2}时(?:\d{1,2}分)?)?|\d{1,2}月\d{1,2}日\d{1,2}时(?:\d{1,2}分)?)"
    r"|(?P<annex>附件\d+)|(?P<tasks>第(?:[一二三四五六七八九十]{1,3}-)?\d[\d、—\-一二三四五六七八九十]*项)|(?P<count>\d+(?:\.\d+)?(?:%|个百分点|个|项次|项))|(?P<other>\d+)"
)
_SENTENCE = re.compile("[^。；]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the text: what it says, what it means, what the attachments say, whom it counts."""

    part: str
    words: str
    said: str
    meaning: str
    counted: str
    table: str
    round: str
    units: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether text and attachments say the same."""
        return self.said == self.counted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """A number counted again."""

    meaning: str
    counted: str
    table: str = "附件：报送情况一览表"
    units: tuple[str, ...] = ()
    before: bool = False  # of the round before


def paragraphs(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The text that is computed, paragraph by paragraph, with the part it stands in."""
    yield "导语", f"收件截至{context['as_of']}"
    yield from (("总体情况", words) for words in context["overall"])
    yield from (("“回头看”情况", words) for words in context["lookback"])
    for block in context["classes"]:
        yield from ((block["heading"] or "存在的主要问题", words) for words in block["paragraphs"])
    yield "工作要求", context["demand"]["text"]


def figures(report: Report) -> list[Figure]:
    """Every number of the text, in its order."""
    counts = _Counts(report)
    return [one for part, words in paragraphs(counts.context) for one in _of(counts, part, words)]


def _of(counts: _Counts, part: str, words: str) -> Iterator[Figure]:
    hidden = counts.mask(words)
    for found in _TOKEN.finditer(hidden):
        before = words[: found.start()]
        counted = counts.find(found, part, before)
        report = counts.report
        behind = report.previous if counted.before else None
        tail = re.match("[^。；，]*", words[found.end() :])
        yield Figure(
            part=part,
            words=f"{_sentence(before)[-40:]}{found[0]}{tail[0][:20] if tail else ''}",
            said=found[0],
            meaning=counted.meaning,
            counted=counted.counted,
            table=counted.table,
            round=(behind or report.round).code,
            units=counted.units,
        )


def _sentence(before: str) -> str:
    found = _SENTENCE.search(before)
    return found[0] if found else ""


@dataclass(slots=True)
class _Column:
    """A round's units by the label of their standing, from an attachment's rows."""

    units: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → (category, label)

    def names(self, *labels: str, category: str = "") -> tuple[str, ...]:
        return tuple(n for n, (kind, label) in self.units.items() if label in labels and category in ("", kind))

    def expected(self, category: str = "") -> tuple[str, ...]:
        every = {label for _, label in self.units.values()} - {Standing.EXCUSED.label}
        return self.names(*every, category=category)


_LABELS = (
    ("按时报送", Standing.ON_TIME),
    ("逾期报送", Standing.LATE),
    ("报送不完整", Standing.INCOMPLETE),
    ("未报送", Standing.MISSING),
    ("未报送的单位", Standing.MISSING),
    ("逾期报送的单位", Standing.LATE),
    ("填报不完整的单位", Standing.INCOMPLETE),
    ("尚在报送（补正）期限内", Standing.PENDING),
    ("来件待核实", Standing.UNDECIDED),
    ("免报单位", Standing.EXCUSED),
)


class _Counts:
    """The attachments of one circular, counted."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.context: dict[str, Any] = circular.context(report)

    @cached_property
    def now(self) -> _Column:
        """The round, as 附件1 has it."""
        units: dict[str, tuple[str, str]] = {}
        for group in self.context["groups"]:
            units |= {row["name"]: (group["name"], row["standing"].split()[-1]) for row in group["units"]}
        return _Column(units)

    def _rows(self) -> list[Any]:
        """Every unit's row of 附件1."""
        return [row for group in self.context["groups"] for row in group["units"]]

    @cached_property
    def before(self) -> _Column:
        """The round before, as the comparison table has it."""
        assessed = self.report.previous_assessments
        return _Column({one.unit.name: (one.unit.category, one.standing.label) for one in assessed})

    @cached_property
    def _names(self) -> re.Pattern[str]:
        office = self.report.office
        own = (office.name, office.room, office.address, office.phone)
        known = {*self.now.units, *self.before.units, *(line.unit for line in self.report.lookback), *own}
        rounds = {one.name for one in (self.report.round, self.report.previous) if one}
        longest = sorted(filter(None, known | rounds), key=len, reverse=True)
        return re.compile(f"(?:{'|'.join(map(re.escape, longest))})(?!\\d{{1,2}}日)")  # 2025年2月, not of 2025年2月25日

    def mask(self, words: str) -> str:
        """The text with names hidden: a digit in a unit's name is no number."""
        return self._names.sub(lambda found: "＿" * len(found[0]), words)

    def find(self, found: re.Match[str], part: str, before: str) -> _Count:
        """The number of the attachments that this one of the text should be."""
        kinds: dict[str, Callable[[str, str, str], _Count]] = {
            "time": self._time,
            "annex": self._annex,
            "tasks": self._tasks,
            "count": self._count,
        }
        said = kinds.get(found.lastgroup or "")
        return said(found[0], part, before) if said else _Count(meaning="未能识别", counted="", table="")

    def _time(self, said: str, part: str, before: str) -> _Count:  # noqa: ARG002  one shape for all
        report, name = self.report, self._unit(before)
        known = {
            until(report.round.deadline): "报送截止时间",
            day(report.round.due): "原定截止日",
            day(last_day(report.round.deadline)): "实际截止日",
            day(report.rectify_by): "整改期限",
            clock(report.read_through or report.made_at): "收件截止时间",
        }
        if said in known:
            return _Count(meaning=known[said], counted=said, table="期次设置")
        one = next((one for one in report.assessments if one.unit.name == name), None)
        if one and said == until(one.deadline):
            return _Count(meaning="延期后的截止时间", counted=said, table="延期决定", units=(name,))
        received = short_clock(one.received_at) if one and one.received_at else ""
        return _Count(meaning="报送时间", counted=received, units=(name,))

    def _annex(self, said: str, part: str, before: str) -> _Count:  # noqa: ARG002  one shape for all
        for attachment in self.context["attachments"]:
            if said == f"附件{attachment['number']}":
                return _Count(meaning=f"附件序号：{attachment['title']}", counted=said, table="附件说明")
        return _Count(meaning="附件序号", counted="", table="附件说明")

    def _tasks(self, said: str, part: str, before: str) -> _Count:
        name = self._unit(before)
        listed = {
            task
            for line in self.report.problems
            if line.unit == name and (line.kind == "expired") == ("到期" in part)
            for task in line.tasks
        }
        one = next((one for one in self.report.assessments if one.unit.name == name), None)
        listed = listed or (set(one.expected) - set(one.answered) if one else set())
        agrees = bool(listed) and _numbers(said) <= listed
        return _Count(meaning="任务序号", counted=said if agrees else "", table="附件：问题清单", units=(name,))

    def _unit(self, before: str) -> str:
        """The unit named last."""
        found = [name for name in self._names.findall(before) if name in self.now.units]
        return found[-1] if found else ""

    def _count(self, said: str, part: str, before: str) -> _Count:
        if "回头看" in part:
            return self._looked_back(before)
        behind = "与上期相比" in before and "本期" not in before
        column, category = (self.before if behind else self.now), self._category(before)
        if before.endswith(tuple(f"{sign}{name}" for name in self._categories for sign in "（、")):
            ours = column.expected(next(name for name in self._categories if before.endswith(name)))
            return _Count(meaning="该类应报送单位数", counted=f"{len(ours)}个", units=ours)
        if "个百分点" in said:
            return self._changed(before)
        if said.endswith("%"):
            return self._rate(column, category, before, behind=behind)
        if "项" in said or "填报任务" in before[-8:]:
            return self._items(before)
        return self._units(column, category, before, part, behind=behind)

    @property
    def _categories(self) -> list[str]:
        return [group["name"] for group in self.context["groups"]]

    def _category(self, before: str) -> str:
        sentence = before.rpartition("。")[2]
        named = [name for name in re.findall("|".join(map(re.escape, self._categories)), sentence) if name]
        return named[-1] if "分类别看" in sentence and named else ""

    def _changed(self, before: str) -> _Count:
        now, then = (
            rate(len(one.names(Standing.ON_TIME.label)), len(one.expected())) for one in (self.now, self.before)
        )
        step = change(now, then) if now is not None and then is not None else ""
        rises = before.endswith(step[:2])
        return _Count(meaning="较上期增减", counted=step[2:] if rises else "")

    def _rate(self, column: _Column, category: str, before: str, *, behind: bool) -> _Count:
        if before.endswith("填报率"):
            done, due = self._filled
            return _Count(meaning="填报率", counted=percent(rate(done, due)))
        ours, punctual = column.expected(category), column.names(Standing.ON_TIME.label, category=category)
        counted = percent(rate(len(punctual), len(ours)))
        return _Count(meaning=f"{category}按时报送率", counted=counted, units=punctual, before=behind)

    @property
    def _filled(self) -> tuple[int, int]:
        """已填 and 应填 over all units that report."""
        pairs = [tuple(map(int, row["answered"].split("/"))) for row in self._rows() if "/" in row["answered"]]
        return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)

    def _items(self, before: str) -> _Count:
        done, due = self._filled
        if before.endswith("已填报"):
            return _Count(meaning="已填报项次", counted=f"{done}项次")
        if before.endswith("应填报任务"):
            return _Count(meaning="应填报项次", counted=f"{due}项次")
        rows, units = self.context["expired"], tuple(dict.fromkeys(self._expired))
        return _Count(meaning="到期未完成任务数", counted=f"{len(rows)}项", table="附件：到期未完成事项", units=units)

    @property
    def _expired(self) -> Iterator[str]:
        return (line.unit for line in self.report.problems if line.kind == "expired")

    def _units(self, column: _Column, category: str, before: str, part: str, *, behind: bool) -> _Count:
        for words, standing in sorted(_LABELS, key=lambda pair: -len(pair[0])):
            if before.endswith(words) and not before.endswith("且填报不完整的单位"):
                names = column.names(standing.label, category=category)
                return _units(f"{category}{standing.label}单位数", names, before=behind)
        if before.endswith("且填报不完整的单位"):
            short = lacking(self.report.problems)
            return _units("逾期且不完整单位数", [n for n in column.names(Standing.LATE.label) if n in short])
        if before.endswith("延期报送的单位"):
            return _units("延期单位数", [row["name"] for row in self._rows() if "经批准延至" in row["note"]])
        if "到期" in part:
            return _units("到期未完成单位数", tuple(dict.fromkeys(self._expired)), table="附件：到期未完成事项")
        names = column.expected() or tuple(column.units)
        return _units("应报送单位数", names, before=behind)

    def _looked_back(self, before: str) -> _Count:
        """Counts of last round's problems, from the table of what became of them."""
        rows, table = self.context["lookback_rows"], "附件：“回头看”情况表"
        open_ = [row for row in rows if row["cleared"] != "已销号"]
        for words, meaning, some in (
            ("通报问题", "上期问题数", [row for row in rows if not row["opened"]]),
            ("上年度结转的问题", "上年度结转问题数", [row for row in rows if row["of_last_year"]]),
            ("尚未销号的问题", "以前各期未销号问题数", [r for r in rows if r["opened"] and not r["of_last_year"]]),
            ("已整改销号", "已销号问题数", [row for row in rows if row not in open_]),
            ("未整改到位", "未销号问题数", open_),
        ):
            if before.endswith(words):
                names = tuple(dict.fromkeys(row["unit"] for row in some))
                return _Count(meaning=meaning, counted=f"{len(some)}项", table=table, units=names, before=True)
        if before.endswith("涉及单位"):
            names = tuple(dict.fromkeys(row["unit"] for row in rows))
            return _units("“回头看”涉及单位数", names, table=table, before=True)
        theirs = [row for row in open_ if before.endswith(row["unit"])]
        names = tuple(dict.fromkeys(row["unit"] for row in theirs))
        return _Count(meaning="该单位未销号问题数", counted=f"{len(theirs)}项", table=table, units=names, before=True)


def _units(meaning: str, names: Sequence[str], *, table: str = "附件：报送情况一览表", before: bool = False) -> _Count:
    return _Count(meaning=meaning, counted=f"{len(names)}个", table=table, units=tuple(names), before=before)


def _numbers(said: str) -> set[int]:
    """The tasks that 第14、15项 or 第1—5项 name."""
    numbers: set[int] = set()
    for run in said.removeprefix("第").removesuffix("项").split("、"):
        first, _, last = run.partition("—")
        start = task_numbers(first)[0]
        end = start - start % SECTION + int(last) if last else start
        numbers |= set(range(start, end + 1))
    return numbers
