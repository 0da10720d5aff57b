"""units.xlsx → Roster: the 单位名录 and 分组 sheets, every problem named by its cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.dates import read_date
from ledger.model import Contact, Field, Finding, FormerName, Group, Severity, Unit
from ledger.roster import Roster, plain_name
from ledger.text import tidy
from office.desk.addresses import wrong_address
from office.desk.headings import GROUPS, KNOWN, UNITS, wrong_headings, wrong_sheet
from parsers.form.refusal import RefusalError
from parsers.formats.lists import read_lists

_HEADINGS = {
    "A岗": ("A岗姓名", "A岗邮箱", "A岗电话"),
    "B岗": ("B岗姓名", "B岗邮箱", "B岗电话"),
    "负责人": ("负责人", "负责人邮箱", "负责人电话"),
}
_TOTALS = ("合计", "总计", "小计", "共计", "总数")
_FORMER = re.compile(r"(?P<name>[^（）()]+)[（(](?:至|截至|使用至|到)?(?P<day>[^（）()]+)[）)]")
_SEPARATOR = re.compile(r"[、，,;；\n]+")
_CATEGORY = re.compile(r"类别[:：](?P<name>.+)")


class UnitsError(ValueError):
    """units.xlsx cannot be used; `findings` says every problem with its cell."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.message for finding in findings))
        self.findings = findings

    @classmethod
    def missing(cls, path: Path) -> UnitsError:
        """There is no units.xlsx."""
        return cls(
            (
                _problem(
                    "", f"没有找到 {path}，空白的样子见 taizhang init 另建的示例目录，请复制其中的 units.xlsx 后填写"
                ),
            )
        )

    @classmethod
    def unexplained(cls, names: Sequence[str]) -> UnitsError:
        """Something is on file of units that are not in the roster: nobody is judged until it says what became of them."""
        listed = "、".join(f"「{name}」" for name in names)
        return cls(
            (
                _problem(
                    UNITS,
                    f"账册中有{listed}的报送或决定，单位名录中却没有：改了名称的，请在现名一行的「曾用名」中填写"
                    f"（如：{names[0]}（至2022-08-15））；撤并的，请保留原来的一行；在此以前不作任何认定",
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a sheet by its headings, with the cell each value stands in."""

    texts: dict[str, str]
    cells: dict[str, str]

    def __getitem__(self, heading: str) -> str:
        return self.texts.get(heading, "")

    def names(self, heading: str) -> tuple[str, ...]:
        return tuple(name for name in _SEPARATOR.split(self[heading]) if name.strip())


def read_roster(content: bytes, *, place: str = "") -> Roster:
    """The office's units. Raises UnitsError with every problem in the workbook."""
    problems: list[Finding] = []
    sheets = _sheets(content, problems)
    lines = sheets.get(UNITS, [])
    units = list(_read_units(lines, problems))
    _refuse_names_in_use(units, {line["单位名称"]: line.cells.get("曾用名", UNITS) for line in lines}, problems)
    groups = list(_read_groups(sheets.get(GROUPS, []), units, problems)) if units else []
    if not units and not problems:
        problems.append(_problem(UNITS, "没有读到任何单位，请从第2行起逐行填写"))
    if problems:
        raise UnitsError(tuple(problems))
    return Roster(tuple(units), tuple(groups), place)


def _problem(cell: str, message: str) -> Finding:
    at = f" {cell}" if cell else ""
    end = "" if message.endswith("？") else "。"
    return Finding(code="units", severity=Severity.RETURN, message=f"units.xlsx{at}：{message}{end}", where=cell)


def _sheets(content: bytes, problems: list[Finding]) -> dict[str, list[_Line]]:
    try:
        lists = read_lists(content)
    except RefusalError as error:
        why = error.reason or "设有密码"
        problems.append(_problem("", f"文件不是能读取的 xlsx 工作簿（{why}），请用 Excel 或 WPS 打开另存后再试"))
        return {}
    sheets = {}
    for name in KNOWN:
        if name not in lists:
            if said := wrong_sheet(name, [other for other in lists if other not in KNOWN]):
                problems.append(_problem(name, said))
        elif wrong := wrong_headings(name, lists[name]):
            problems.append(_problem(*wrong))
        else:
            lines = (_line(row) for row in lists[name].rows)
            sheets[name] = [line for line in lines if any(line.texts.values())]
    return sheets


def _line(row: dict[str, Field]) -> _Line:
    return _Line(
        {heading: tidy(field.text) for heading, field in row.items()},
        {heading: field.where for heading, field in row.items()},
    )


def _read_units(lines: list[_Line], problems: list[Finding]) -> Iterator[Unit]:
    owners: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for line in _units_once(lines, problems):
        name = line["单位名称"]
        if not line["类别"]:
            problems.append(_problem(line.cells["类别"], f"「{name}」没有类别（部门、乡镇、街道等）"))
        for heading, known in (("单位名称", (name,)), ("别名", line.names("别名"))):
            for alias in known:
                owner = owners.setdefault(plain_name(alias), name)
                if owner != name:
                    problems.append(
                        _problem(line.cells[heading], f"名称「{alias}」同时属于「{owner}」和「{name}」，无法辨认")
                    )
        contacts = tuple(_contacts(line, problems))
        for contact in contacts:
            owner = addresses.setdefault(contact.address.lower(), name)
            if owner != name:
                problems.append(
                    _problem(line.cells["A岗邮箱"], f"邮箱 {contact.address} 同时登记在「{owner}」和「{name}」名下")
                )
        yield Unit(
            name=name,
            category=line["类别"],
            aliases=line.names("别名"),
            former=tuple(_former(line, problems)),
            contacts=contacts,
            leader=_contact(line, "负责人", problems),
            since=_day(line, "启用日期", problems),
            until=_day(line, "停用日期", problems),
        )


def _day(line: _Line, heading: str, problems: list[Finding]) -> date | None:
    """The day from which, or up to which, a unit reports."""
    day = read_date(line[heading]) if line[heading] else None
    if line[heading] and day is None:
        problems.append(_problem(line.cells[heading], f"{heading}「{line[heading]}」看不懂，请写成 2022-07-15"))
    return day


def _units_once(lines: list[_Line], problems: list[Finding]) -> Iterator[_Line]:
    """The lines that are units: no line that adds up those above, each name once."""
    seen: dict[str, str] = {}
    for line in lines:
        name, cell = plain_name(line["单位名称"]), line.cells["单位名称"]
        if name in _TOTALS and not line["A岗邮箱"]:
            continue
        if not name:
            problems.append(_problem(cell, "单位名称为空"))
        elif first := seen.get(name):
            problems.append(_problem(cell, f"「{line['单位名称']}」与{first}重复，一个单位只能有一行"))
        else:
            seen[name] = cell
            yield line


def _former(line: _Line, problems: list[Finding]) -> Iterator[FormerName]:
    """曾用名: each with its last day."""
    for written in line.names("曾用名"):
        found = _FORMER.fullmatch(written.strip())
        day = read_date(found["day"]) if found else None
        if found and day:
            yield FormerName(name=plain_name(found["name"]), until=day)
        else:
            problems.append(
                _problem(
                    line.cells["曾用名"], f"曾用名「{written}」看不懂，请写成 教育局（至2022-08-15），多个用顿号隔开"
                )
            )


def _refuse_names_in_use(units: Sequence[Unit], cells: Mapping[str, str], problems: list[Finding]) -> None:
    """An old name that another unit bears now, or has borne too, says nothing: who is meant depends on the day."""
    today = {plain_name(name): unit.name for unit in units for name in (unit.name, *unit.aliases)}
    before: dict[str, str] = {}
    for unit in units:
        for old in unit.former:
            name = plain_name(old.name)
            bearer, claimant = today.get(name, unit.name), before.setdefault(name, unit.name)
            if bearer != unit.name:
                message = f"「{old.name}」是「{unit.name}」的曾用名，又是「{bearer}」的名称，无法辨认"
                problems.append(_problem(cells[unit.name], message))
            elif name == plain_name(unit.name):
                problems.append(_problem(cells[unit.name], f"曾用名「{old.name}」就是现名，请填写改名以前的名称"))
            elif claimant != unit.name:
                message = f"曾用名「{old.name}」同时写在「{claimant}」和「{unit.name}」名下，只能属于一个单位"
                problems.append(_problem(cells[unit.name], message))


def _contacts(line: _Line, problems: list[Finding]) -> Iterator[Contact]:
    for post in ("A岗", "B岗"):
        contact = _contact(line, post, problems)
        if contact and contact.address:
            yield contact
        elif post == "A岗" and not line["A岗邮箱"]:  # one that is written wrongly was said
            problems.append(_problem(line.cells["A岗邮箱"], f"「{line['单位名称']}」没有登记A岗邮箱，收不到回执和提醒"))


def _contact(line: _Line, post: str, problems: list[Finding]) -> Contact | None:
    name, address, phone = _HEADINGS[post]
    if not line[name] and not line[address]:
        return None
    if line[address] and (wrong := wrong_address(line[address])):
        problems.append(_problem(line.cells[address], f"「{line[address]}」{wrong}"))
        return None
    return Contact(post=post, name=line[name], address=line[address].lower(), phone=line[phone])


def _read_groups(lines: list[_Line], units: list[Unit], problems: list[Finding]) -> Iterator[Group]:
    roster = Roster(tuple(units))
    categories: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        categories[unit.category].append(unit.name)

    def members(line: _Line, heading: str) -> Iterator[str]:
        for name in line.names(heading):
            if category := _CATEGORY.fullmatch(name.strip()):
                if category["name"] not in categories:
                    problems.append(_problem(line.cells[heading], f"没有类别为「{category['name']}」的单位"))
                yield from categories[category["name"]]
            elif unit := roster.find(name):
                yield unit.name
            else:
                problems.append(_problem(line.cells[heading], f"「{name}」不在单位名录中"))

    for line in lines:
        left_out = set(members(line, "不含"))
        names = roster.ordered(name for name in members(line, "包含") if name not in left_out)
        if not names:
            problems.append(_problem(line.cells.get("包含", GROUPS), f"分组「{line['分组名称']}」没有任何单位"))
        for name in (line["分组名称"], *line.names("别名")):
            yield Group(name=name, members=names, left_out=tuple(left_out))
