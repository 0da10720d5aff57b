"""office.toml as it is written: what each line says, what is wrong with it and how to put it right, all in one go.

A file of settings is typed by people who never saw TOML. So each setting is read by itself: a line that is none is said
with what was probably meant, and what was meant is taken, so that the lines after it are looked at too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.model import Finding, Severity
from office.desk.charset import decoded
from office.desk.setting_names import FREE, LISTS, SECTIONS, heading, homes, near_name, near_section, setting
from office.desk.toml_mends import bare, mend, opens_list, parses

_STARTS = re.compile(r"\s*(?:[A-Za-z_][\w-]*\s*[=＝:：]|[\[［【]{1,2}\s*[A-Za-z])")
_HEADING = re.compile(r"\s*\[{1,2}\s*(?P<name>[^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?", re.DOTALL)
_LONGEST = 60  # lines of one list
_SHOWN = 60  # characters of a line


@dataclass(frozen=True, slots=True)
class TomlLine:
    """Where something stands: the number of its line, and the line."""

    number: int
    text: str


@dataclass(slots=True)
class _Pair:
    """A setting as it stands in a section."""

    place: TomlLine
    name: str
    value: Any


@dataclass(slots=True)
class _Table:
    """A heading with the settings under it; `name` is "" before the first heading."""

    name: str
    place: TomlLine
    pairs: list[_Pair] = field(default_factory=list)


class Written:
    """A file of settings: its values, where each stands, and what is wrong with how it is written."""

    def __init__(self, content: bytes, file: str) -> None:
        self.file = file
        self.raw: dict[str, Any] = {}
        self.problems: list[tuple[int, Finding]] = []
        self._places: dict[str, TomlLine] = {}
        text, wrong = decoded(content, file)
        for number, line, message in wrong:
            self.note(TomlLine(number, line) if number else None, message)
        tables = list(self._tables(text))
        if not any(table.pairs for table in tables) and not self.problems:
            self.note(None, f"{file} 是空的：请从备份恢复（taizhang restore 备份文件），或另建工作目录后参照填写")
        for table in self._in_place(tables):
            self._enter(table)

    def note(self, place: TomlLine | None, message: str, *, key: str = "") -> None:
        """A problem, with its line where it has one."""
        where = f"{self.file}第{place.number}行" if place else key and f"{self.file} [{key}]"
        for at, (number, known) in enumerate(self.problems):
            if place and number == place.number:  # a line is one problem, whatever is wrong with it
                self.problems[at] = (number, replace(known, message=f"{known.message}；{message}"))
                return
        said = f"{where}「{_short(place.text)}」：{message}" if place else message
        finding = Finding(code="settings", severity=Severity.RETURN, message=said, where=where)
        self.problems.append((place.number if place else 0, finding))

    def place(self, key: str) -> TomlLine | None:
        """Where a setting stands: `mail.inbox`, `rounds 2.due`; else its section's line, for one of a list."""
        return self._places.get(key) or self._places.get(key.partition(".")[0] if " " in key else key)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every problem, in the order of the lines."""
        return tuple(finding for _, finding in sorted(self.problems, key=lambda problem: problem[0]))

    def _tables(self, text: str) -> Iterator[_Table]:
        """The sections as they are written, each line mended where that is needed."""
        table = _Table("", TomlLine(1, ""))
        for place, statement in _statements(text):
            for said in self._readable(place, statement, table.name):
                if found := _HEADING.fullmatch(said):
                    yield table
                    table = _Table(re.sub(r"\s", "", found["name"]).strip("\"'"), place)
                else:
                    table.pairs += (_Pair(place, name, value) for name, value in tomllib.loads(said).items())
        yield table

    def _readable(self, place: TomlLine, statement: str, section: str) -> list[str]:
        """A statement as TOML can read it; what had to be changed is noted, unless its value says so itself."""
        if parses(statement):
            return [statement]
        mended = mend(statement, lambda name, value: _fits(section, name, value))
        if mended is None:
            self.note(place, "这一行看不懂：设置应写成“名称 = 内容”，说明文字前面要加 #")
            return []
        if mended.why and not _is_unknown(mended.text, section):
            where, text, shown = _difference(place, statement, mended.text)
            self.note(TomlLine(where, text), f"{mended.why}，改为：{shown}")
        return mended.text.split("\n") if mended.apart else [mended.text]

    # --- sections -----------------------------------------------------------------------------------

    def _in_place(self, tables: list[_Table]) -> Iterator[_Table]:
        """The sections with every setting in its own: what stands in a wrong one is said."""
        named = [self._named(table) for table in tables]
        declared = {table.name for table in named}
        first: dict[str, _Table] = {}
        astray: list[tuple[str, _Pair]] = []
        for table in named:
            known = first.get(table.name)
            if known and table.name not in LISTS:
                doubled = f"前面第{known.place.number}行已经有 {heading(table.name)} 段"
                if table.pairs and (home := _home(table.pairs, declared)):
                    self.note(table.place, f"{doubled}，这里是不是 {heading(home)}？")
                    table.name = home
                    declared.add(home)
                else:
                    self.note(table.place, f"{doubled}，请并到一处")
            target = known if known and table.name == known.name and table.name not in LISTS else table
            for piece in self._pieces(table, target, declared, astray):
                first.setdefault(piece.name, piece)
                if piece is not known:
                    yield piece
        for home, pair in astray:
            if home in first and pair.name not in {one.name for one in first[home].pairs}:
                self._enter(_Table(home, first[home].place, [pair]))

    def _named(self, table: _Table) -> _Table:
        """The section under its proper name."""
        if table.name in ("", *FREE):
            return table
        doubled = table.place.text.strip().startswith("[[")
        if table.name in SECTIONS:
            if doubled != (table.name in LISTS) and table.place.text.lstrip().startswith("["):
                self.note(table.place, f"应写成 {heading(table.name)}")
            return table
        near = near_section(table.name)
        listed = "、".join(SECTIONS)
        meant = f"是不是 {heading(near)}？" if near else f"可用的有：{listed}"
        self.note(table.place, f"没有名为 [{table.name}] 的设置段；{meant}")
        return _Table(near or table.name, table.place, table.pairs)

    def _pieces(
        self, table: _Table, target: _Table, declared: set[str], astray: list[tuple[str, _Pair]]
    ) -> Iterator[_Table]:
        """A section, and after it those whose own heading is missing."""
        pairs, kept, lost = table.pairs, [], []
        if table.name and table.name not in (*SECTIONS, *FREE):
            return
        seen = {one.name: one for one in target.pairs} if target is not table else {}
        run: list[_Pair] = []
        for pair in [*pairs, None]:
            if pair and (_strays(table.name, pair) or pair.name in seen):
                run.append(pair)
                continue
            if run:
                home = _home(run, declared)
                if home:
                    self._note_missing(home, run)
                    lost.append(_Table(home, run[0].place, run))
                    declared.add(home)
                else:
                    kept += [one for one in run if self._note_astray(table.name, one, seen, astray)]
                run = []
            if pair:
                seen[pair.name] = pair
                kept.append(pair)
        table.pairs = kept
        yield table
        yield from lost

    def _note_missing(self, home: str, run: list[_Pair]) -> None:
        names = "、".join(dict.fromkeys(one.name for one in run))
        what = f"{names} 属于 {heading(home)} 段" if len(run) < 2 else f"从这一行起的 {names} 属于 {heading(home)} 段"
        self.note(run[0].place, f"{what}，前面缺少一行 {heading(home)}")

    def _note_astray(self, section: str, pair: _Pair, seen: dict[str, _Pair], astray: list[tuple[str, _Pair]]) -> bool:
        """Say why a setting cannot stand where it does; whether it may be read as the one that was meant."""
        if pair.name in seen:
            self.note(pair.place, f"{pair.name} 前面第{seen[pair.name].place.number}行已经写过，请删去一处")
            return False
        places = [home for home in homes(pair.name) if home not in LISTS]
        if not section or places:
            where = "、".join(map(heading, places)) or "某一"
            self.note(pair.place, f"{pair.name} 应写在 {where} 段的下面")
            astray += [(home, pair) for home in places[:1]]
            return False
        near = near_name(section, pair.name)
        meant = f"是不是 {near}？" if near else f"可用的有：{'、'.join(SECTIONS[section])}"
        self.note(pair.place, f"{heading(section)} 中没有名为 {pair.name} 的设置；{meant}")
        if near and near not in seen:
            pair.name = near
            seen[near] = pair
            return True
        return False

    # --- values -------------------------------------------------------------------------------------

    def _enter(self, table: _Table) -> None:
        """A section's values, and where each stands."""
        if not table.name:
            for pair in table.pairs:
                self.raw.setdefault(pair.name, pair.value)
            return
        outer, _, inner = table.name.partition(".")
        values: dict[str, Any] = {pair.name: pair.value for pair in table.pairs}
        key = outer
        if outer in LISTS:
            self.raw.setdefault(outer, []).append(values)
            key = f"{outer} {len(self.raw[outer])}"
        elif inner:
            self.raw.setdefault(outer, {}).setdefault(inner, {}).update(values)
            key = table.name
        else:
            self.raw.setdefault(outer, {}).update(values)
        self._places.setdefault(key, table.place)
        self._places |= {f"{key}.{pair.name}": pair.place for pair in table.pairs}


def _statements(text: str) -> Iterator[tuple[TomlLine, str]]:
    """Settings and headings, each with its first line; a list may go over several."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if bare(lines[at]).strip():
            yield TomlLine(at + 1, lines[at]), "\n".join(lines[at:end])
        at = end


def _end(lines: list[str], at: int) -> int:
    """The line after the statement that begins on one."""
    if parses(lines[at]) or not opens_list(lines[at]):
        return at + 1
    for end in range(at + 1, min(at + _LONGEST, len(lines))):
        if _STARTS.match(lines[end]):
            return end
        if parses("\n".join(lines[at : end + 1])) or not opens_list("\n".join(lines[at : end + 1])):
            return end + 1
    return at + 1


def _fits(section: str, name: str, value: object) -> bool:
    """Whether a value is of the kind that its setting asks for, as far as that is known."""
    known = setting(section, name)
    return section in FREE or known is None or known.takes(value)


def _is_unknown(text: str, section: str) -> bool:
    """Whether a line has a name that is not known where it stands, which is said of it."""
    if found := _HEADING.fullmatch(text):
        return not found["name"].isascii()
    return section not in FREE and any(not name.isascii() for name in tomllib.loads(text))


def _strays(section: str, pair: _Pair) -> bool:
    """Whether a setting cannot stand in a section."""
    if section in FREE:
        return pair.name.isascii() and bool(homes(pair.name)) and not pair.place.text.lstrip().startswith(('"', "'"))
    if not section:
        return pair.name not in SECTIONS
    return setting(section, pair.name) is None


def _home(run: list[_Pair], declared: set[str]) -> str | None:
    """The section whose heading is missing above some settings: it knows them all, and stands nowhere else."""
    for section in SECTIONS:
        if (section in LISTS or section not in declared) and all(_belongs(section, pair) for pair in run):
            return section
    return None


def _belongs(section: str, pair: _Pair) -> bool:
    known = setting(section, pair.name)
    return known is not None and known.kind is not dict


def _difference(place: TomlLine, written: str, mended: str) -> tuple[int, str, str]:
    """The line that was changed: its number, as it is, as it should be."""
    before, after = written.split("\n"), mended.split("\n")
    if len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True), place.number):
            if old != new:
                return number, old, bare(new).strip()
    return place.number, before[0], "　".join(bare(line).strip() for line in after)


def _short(line: str) -> str:
    """A line as it is shown: without the remark behind it."""
    text = bare(line).strip() or line.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
