"""责任单位 as written → lead and responsible units: labels or none, 、，, groups, names by alias."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from ledger.model import Finding, Severity
from ledger.numerals import task_label
from ledger.roster import Roster
from ledger.text import squeeze

_LABEL = re.compile(
    r"(?:整改|主要|共同)?((?:牵头|主办|主责|承办|责任|配合|会办|协办|协同|负责|参与|参加|落实|实施|包案|主管)(?:责任)?(?:单位|部门|科室|主体)"
    r"|(?<![一-鿿])(?:牵头|主办|主责|承办|责任|配合|会办|协办))[:：]"
)
_LEADING = ("牵头", "主办", "主责")
_ANSWERING, _HELPING = ("承办", "责任", "负责", "包案", "主管"), ("配合", "会办", "协办", "协同", "参与", "参加")
_LIMIT = re.compile(r"责任时限[:：]?\s*(?P<due>\d{4}年\d{1,2}月(?:\d{1,2}日)?|长期坚持)[,，;；、。]?")
_ETC = re.compile(r"等(?:部门|单位|部门单位|有关部门)?$")
_NAME = re.compile(r"(?:[^、，,;；（(\n]|[（(][^）)]*[）)]?)+")
_PARTS = re.compile(
    r"牵头(?:负责|实施|落实|办理|抓总)?|主办|负责(?:落实)?|配合(?:落实|实施)?|参与|协助|协办|(?:按职责)?分工负责"
)
_CLAUSE = re.compile(rf"\s*(?:由)?(?P<names>.+?)(?:等)?(?:共同|分别)?(?P<part>{_PARTS.pattern})\s*")
_ROLE = re.compile(r"(?P<name>.+?)[（(]\s*(?P<part>牵头|主办|主责|责任|配合|会办|协办|参与)(?:单位|部门)?\s*[）)]")
_WHOLE = {
    "部门": ("部门",),
    "乡镇": ("乡镇",),
    "镇": ("乡镇", "镇"),
    "乡": ("乡镇", "乡"),
    "街道": ("街道",),
    "街道办事处": ("街道",),
    "镇街": ("乡镇", "街道"),
    "镇街道": ("乡镇", "街道"),
    "乡镇街道": ("乡镇", "街道"),
}
_COLLECTIVE = re.compile(
    r"(?:[区县市]?政府|[区县市]直)?各(?:区直|县直|市直|政府)?(?P<who>[^（()）/、]{1,5}?)(?:[（(/](?P<other>街道|乡镇)(?:办事处)?[)）]?)?"
)
_LEFTOVER = 4  # characters behind a group's name that are a slip of the pen, not another name


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Names of lead units in the text's order, of all units that answer in official order; the time
    limit if the text holds one; what was odd."""

    leads: tuple[str, ...]
    units: tuple[str, ...]
    limit: str
    findings: tuple[Finding, ...]


def _segments(text: str) -> list[tuple[str, str]]:
    """(label, names) in order; the label of text before the first one is ""."""
    parts = _LABEL.split(text)
    pairs = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [(label, names) for label, names in pairs if names.strip("、，,;；。 \n\t　")]


def _names(text: str) -> list[str]:
    """Names apart at 、，；, never inside brackets: 各卫生服务中心（站）、卫生院（室） are two."""
    return [name for part in _NAME.findall(text) if (name := _ETC.sub("", part.strip("。 \n\t　")))]


def _labelled(text: str) -> str:
    """「X局牵头，Y局配合」 with the labels put in front: 牵头单位：X局，配合单位：Y局."""
    if _LABEL.search(text) or not _PARTS.search(text):
        return text
    clauses = []
    for clause in re.split(r"[，,；;。]", text):
        found = _CLAUSE.fullmatch(clause)
        label = "牵头单位" if found and found["part"].startswith(_LEADING) else "责任单位"
        clauses.append(f"{label}：{found['names']}" if found else clause)
    return "，".join(clauses)


def has_helpers(labels: Sequence[str]) -> bool:
    """Whether of these labels 责任单位 leads: there is 配合单位 beside it, and no 牵头单位."""
    return any(one.startswith(_HELPING) for one in labels) and not any(one.startswith(_LEADING) for one in labels)


def _leading(labels: Sequence[str], *, helped: bool) -> tuple[str, ...]:
    """How the labels of leads begin."""
    alone = helped and not any(one.startswith(_LEADING) for one in labels)
    return (*_LEADING, *_ANSWERING) if alone or has_helpers(labels) else _LEADING


def _role(name: str) -> tuple[str, str]:
    """A name and the part in brackets behind it: 信访局（牵头）."""
    found = _ROLE.fullmatch(name)
    return (found["name"], found["part"]) if found else (name, "")


def read_responsibility(
    text: str,
    roster: Roster,
    *,
    task: int,
    first_leads: bool = False,
    helped: bool = False,
    nobody: frozenset[str] = frozenset(),
) -> Responsibility:
    """What the 责任单位 cell of one task says. Nothing that is not understood goes unreported.

    `helped`: the table has a column of 配合单位. `first_leads`: where no lead is named, the first does. `nobody`:
    names that a person has said are no units of ours.
    """
    limit = _LIMIT.search(text)
    segments = _segments(_labelled(_LIMIT.sub("", text)))
    cell = _Cell(roster=roster, task=task, nobody=nobody)
    if len(segments) > 1 and segments[0][0] == "":
        segments[0] = ("牵头单位", segments[0][1])
        names = squeeze(segments[0][1]).strip("，,")
        message = f"责任单位栏在「{names}」前没有「牵头单位」字样，已按牵头单位理解，请核对。"
        cell.report("no_lead_label", Severity.NOTE, message)
    leading = _leading([label for label, _ in segments], helped=helped)
    for label, names in segments:
        for name, part in map(_role, _names(names)):
            cell.take(name, leads=(part or label).startswith(leading))
    return Responsibility(
        leads=tuple(dict.fromkeys(cell.leads or (cell.first if first_leads else ()))),
        units=roster.ordered(cell.units),
        limit=limit["due"] if limit else "",
        findings=tuple(cell.findings),
    )


@dataclass(slots=True, kw_only=True)
class _Cell:
    """A cell while its names are taken up one by one."""

    roster: Roster
    task: int
    nobody: frozenset[str]
    leads: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    first: tuple[str, ...] = ()  # the unit that is named first, not as one of many
    findings: list[Finding] = field(default_factory=list)

    def report(self, code: str, severity: Severity, message: str) -> None:
        """Note what is odd."""
        label = f"第{task_label(self.task)}项"
        place = f"{label}责任单位"
        self.findings.append(
            Finding(code=code, severity=severity, message=f"{label}{message}", task=self.task, where=place)
        )

    def take(self, name: str, *, leads: bool) -> None:
        """Take up a name: a unit's, a group's, or nobody's."""
        members = _members(name, self.roster)
        if members is None:
            self._nobodys(squeeze(name))
            return
        if members.odd:
            message = f"责任单位中的「{squeeze(name)}」已按「{members.group}」理解，请核对文字。"
            self.report("odd_name", Severity.NOTE, message)
        self.units += members.names
        self.leads += members.names if leads else ()
        self.first = self.first or (() if members.group else members.names)

    def _meant(self, name: str) -> str:
        """The unit that was probably meant, where its name is as long: 司法居."""
        known = [one for one, _ in self.roster.plain_names if len(one) == len(name) > 2]
        near = get_close_matches(name, known, 1, 0.6)
        return f"（是不是「{near[0]}」？）" if near else ""

    def _nobodys(self, name: str) -> None:
        if name not in self.nobody:
            message = (
                f"责任单位中的「{name}」不是单位名录中的单位，也不是分组，未分派给任何单位{self._meant(name)}；"
                "请在 units.xlsx 中补充单位、别名或分组，不是填报单位的写入 office.toml [ledger] not_units。"
            )
            self.report("unknown_unit", Severity.VERIFY, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Members:
    names: tuple[str, ...]
    group: str = ""
    odd: bool = False


def _members(name: str, roster: Roster) -> _Members | None:
    if unit := roster.find(name):
        return _Members(names=(unit.name,))
    if group := roster.group(name):
        return _Members(names=group.members, group=group.name)
    parts = name.split()
    if len(parts) > 1 and all(found := [_members(part, roster) for part in parts]):
        return _Members(names=tuple(n for members in found if members for n in members.names))
    if everybody := _collective(name, roster):
        return _Members(names=everybody, group=squeeze(name))
    group = roster.group_at_start(name)
    if group and len(squeeze(name)) - len(squeeze(group.name)) <= _LEFTOVER:
        return _Members(names=group.members, group=group.name, odd=True)
    return None


def _collective(name: str, roster: Roster) -> tuple[str, ...]:
    """All units of the categories that a collective name means by itself: 各部门, 各镇（街道）; () for any other."""
    found = _COLLECTIVE.fullmatch(squeeze(name))
    if found is None:
        return ()
    wanted = {*_WHOLE.get(found["who"], ()), *_WHOLE.get(found["other"] or "", ())}
    known = found["who"] in _WHOLE and wanted <= {"镇", "乡"} | {unit.category for unit in roster.units}
    return tuple(unit.name for unit in roster.units if unit.category in wanted) if known else ()
