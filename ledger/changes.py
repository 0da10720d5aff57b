"""What differs between two editions of a ledger, or two rosters: what is new, gone, renamed, in sentences.

Tasks are matched by their words (a year in them apart), never by their number alone: numbers move.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.model import Ledger, Task
from ledger.numerals import ranges
from ledger.roster import Roster
from ledger.text import squeeze, tidy

_YEAR = re.compile(r"20\d\d(?:年度?)?|(?<=[上今本])年度?")
_ALIKE = 60  # of 100: the same task in other words
_SHOWN = 24  # characters of a task that name it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A task before and after; None where it is new, or gone."""

    before: Task | None
    after: Task | None


def pair_tasks(before: Sequence[Task], after: Sequence[Task]) -> tuple[Pair, ...]:
    """Each task of two editions with itself: word for word first, then the likeliest; in the order of the later one,
    what is gone at the end."""
    found: dict[int, Task] = {}
    for alike in (_word_for_word, _in_other_words):
        old = [one for one in before if one.number not in {task.number for task in found.values()}]
        found |= alike(old, [one for one in after if one.number not in found])
    kept = {task.number for task in found.values()}
    gone = [Pair(before=one, after=None) for one in before if one.number not in kept]
    return (*(Pair(before=found.get(one.number), after=one) for one in after), *gone)


def _word_for_word(before: Sequence[Task], after: Sequence[Task]) -> dict[int, Task]:
    """Of tasks with the same words, those with the same number belong together, then those in the same order."""
    found: dict[int, Task] = {}
    left = list(before)
    for same in (lambda old, new: old.number == new.number, lambda _old, _new: True):
        for new in (one for one in after if one.number not in found):
            if old := next((one for one in left if _words(one) == _words(new) and same(one, new)), None):
                found[new.number] = old
                left.remove(old)
    return found


def _in_other_words(before: Sequence[Task], after: Sequence[Task]) -> dict[int, Task]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  most commands compare nothing

    old, new = {one.number: one for one in before}, {one.number: one for one in after}
    words = {number: _words(one) for number, one in old.items()}
    scored = [
        (-score, number != here, here, number)
        for here, one in new.items()
        for _, score, number in process.extract(
            _words(one), words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=len(words)
        )
    ]
    found: dict[int, Task] = {}
    taken: set[int] = set()
    for _, _, here, number in sorted(scored):
        if here not in found and number not in taken:
            found[here] = old[number]
            taken.add(number)
    return found


def _words(task: Task) -> str:
    return _plain(task.content or task.focus)


def _plain(text: str) -> str:
    """A text as it is compared: the next year's ledger says the next year."""
    return _YEAR.sub("", squeeze(text))


def tell_tasks(before: Ledger, after: Ledger, roster: Roster) -> Iterator[str]:
    """What has become of the tasks, a line each; a task that is the same in all gets none. `roster` knows the units
    under the names they had before."""
    told: dict[str, list[int]] = defaultdict(list)
    moved: dict[int, list[int]] = defaultdict(list)
    for pair in pair_tasks(before.tasks, after.tasks):
        if pair.after is None and pair.before is not None:
            yield f"取消：原第{pair.before.label}项「{_named(pair.before)}」"
        elif pair.before is None and pair.after is not None:
            yield f"新增：第{pair.after.label}项「{_named(pair.after)}」，{_of_units(pair.after)}"
        elif pair.before and pair.after:
            if words := "；".join(_differences(_by_todays_names(pair.before, roster), pair.after)):
                told[words].append(pair.after.number)
            moved[pair.after.number - pair.before.number].append(pair.before.number)
    yield from (f"调整：第{ranges(numbers)}项{words}" for words, numbers in told.items())
    for step, numbers in moved.items():
        if step:
            now = ranges(number + step for number in numbers)
            yield f"序号变动：原第{ranges(numbers)}项，现为第{now}项"


def _by_todays_names(task: Task, roster: Roster) -> Task:
    def today(names: Sequence[str]) -> tuple[str, ...]:
        known = [(name, roster.known_as(name)) for name in names]
        return tuple(unit.name if unit else name for name, unit in known)

    return replace(task, leads=today(task.leads), units=today(task.units))


def _named(task: Task) -> str:
    words = tidy(task.content or task.focus)
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def _of_units(task: Task) -> str:
    leads, units = "、".join(task.leads), f"责任单位{len(task.units)}个"
    return f"{leads}牵头，{units}" if leads else units


def _differences(before: Task, after: Task) -> Iterator[str]:
    if _words(before) != _words(after):
        yield f"内容「{_named(before)}」改为「{_named(after)}」"
    if _plain(before.indicator) != _plain(after.indicator):
        yield f"量化指标「{tidy(before.indicator) or '无'}」改为「{tidy(after.indicator) or '无'}」"
    if before.leads != after.leads:
        yield f"牵头单位由{_listed(before.leads)}改为{_listed(after.leads)}"
    yield from _moved("责任单位", before.units, after.units)
    if _plain(before.due) != _plain(after.due):
        yield f"责任时限「{tidy(before.due) or '无'}」改为「{tidy(after.due) or '无'}」"


def _listed(names: Sequence[str]) -> str:
    return "、".join(names) or "（未写明）"


def _moved(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if more := [name for name in after if name not in before]:
        yield f"{what}增加{_listed(more)}"
    if less := [name for name in before if name not in after]:
        yield f"{what}减少{_listed(less)}"


def tell_units(before: Roster, after: Roster) -> Iterator[str]:
    """What has become of the units, a line each. Whether a unit that is gone bears another name now only the roster
    says (曾用名, 别名); the same address is worth a question."""
    kept = set()
    for unit in before.units:
        now = after.known_as(unit.name)
        if now is None:
            heir = next((one for one in after.units if set(one.addresses) & set(unit.addresses)), None)
            asked = f"；「{heir.name}」用的是同一邮箱，如系改名，请在其「曾用名」中填写{unit.name}" if heir else ""
            yield f"名录中已无「{unit.name}」{asked}"
            continue
        kept.add(now.name)
        if now.name != unit.name:
            yield f"改名：「{unit.name}」改为「{now.name}」"
    yield from (f"新增单位「{unit.name}」（{unit.category}）" for unit in after.units if unit.name not in kept)
