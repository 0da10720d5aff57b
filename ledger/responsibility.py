"""责任单位 as written → lead and responsible units: labels or none, 、，, groups, names by alias."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.model import Finding, Severity
from ledger.roster import Roster
from ledger.text import squeeze

_LABEL = re.compile(r"(牵头单位|牵头部门|主办单位|责任单位|责任部门|配合单位|协办单位|配合部门|牵头)[:：]")
_LEADING = ("牵头", "主办")
_LIMIT = re.compile(r"责任时限[:：]?\s*(?P<due>\d{4}年\d{1,2}月(?:\d{1,2}日)?|长期坚持)[,，;；、。]?")
_ETC = re.compile(r"等(?:部门|单位|部门单位|有关部门)?$")
_NAME = re.compile(r"(?:[^、，,;；（(]|[（(][^）)]*[）)]?)+")
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


def read_responsibility(text: str, roster: Roster, *, task: int) -> Responsibility:
    """What the 责任单位 cell of one task says. Nothing that is not understood goes unreported."""
    findings: list[Finding] = []

    def report(code: str, severity: Severity, message: str) -> None:
        findings.append(Finding(code=code, severity=severity, message=message, task=task, where=f"第{task}项责任单位"))

    limit = _LIMIT.search(text)
    segments = _segments(_LIMIT.sub("", text))
    if len(segments) > 1 and segments[0][0] == "":
        segments[0] = ("牵头单位", segments[0][1])
        report(
            "no_lead_label",
            Severity.NOTE,
            f"第{task}项责任单位栏在「{squeeze(segments[0][1]).strip('，,')}」前没有「牵头单位」字样，已按牵头单位理解，请核对。",
        )
    leads: list[str] = []
    units: list[str] = []
    for label, names in segments:
        for name in _names(names):
            members = _members(name, roster)
            if members is None:
                report(
                    "unknown_unit",
                    Severity.VERIFY,
                    f"第{task}项责任单位中的「{squeeze(name)}」不是单位名录中的单位，也不是分组，未分派给任何单位；请在 units.xlsx 中补充单位、别名或分组。",
                )
                continue
            if members.odd:
                report(
                    "odd_name",
                    Severity.NOTE,
                    f"第{task}项责任单位中的「{squeeze(name)}」已按「{members.group}」理解，请核对文字。",
                )
            units += members.names
            leads += members.names if label.startswith(_LEADING) else ()
    return Responsibility(
        leads=tuple(dict.fromkeys(leads)),
        units=roster.ordered(units),
        limit=limit["due"] if limit else "",
        findings=tuple(findings),
    )


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
    group = roster.group_at_start(name)
    if group and len(squeeze(name)) - len(squeeze(group.name)) <= _LEFTOVER:
        return _Members(names=group.members, group=group.name, odd=True)
    return None
