"""Numbers that a web page's style sheet counts (CSS counters): written before the texts they stand before."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from ledger.numerals import print_numeral
from parsers.formats.package import Element

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_BEFORE = re.compile(r"::?before$", re.IGNORECASE)
_COMPOUND = re.compile(
    r"([a-z][\w-]*|\*)?((?:[.#][\w-]+|:first-child|:last-child|:nth-child\(\d{1,4}\))*)", re.IGNORECASE
)
_PART = re.compile(r"([.#])([\w-]+)|:([a-z]+)-child(?:\((\d+)\))?", re.IGNORECASE)
_COUNT = re.compile(r"counter-(reset|increment)\s*:\s*([^;]*)", re.IGNORECASE)
_NAMED = re.compile(r"([a-z_][\w-]*)(?:\s+(-?\d{1,6}))?", re.IGNORECASE)
_CONTENT = re.compile(r"(?<![\w-])content\s*:\s*([^;]*)", re.IGNORECASE)
_PIECE = re.compile(r"\"([^\"]*)\"|'([^']*)'|counter\(\s*([\w-]+)\s*(?:,\s*([\w-]+)\s*)?\)", re.IGNORECASE)
_MOST_RULES = 50
_MOST_STEPS = 6  # of a selector
_HUNDRED = 100
_MOST_BEFORE = 1_000  # siblings counted

Step = tuple[str, str, str]  # how it follows the one before (">", " ", ""), its tag, its other parts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What a style sheet says of counters for the elements it selects, or for what stands before them."""

    steps: tuple[Step, ...]
    before: bool
    reset: dict[str, int] = field(default_factory=dict)
    increment: dict[str, int] = field(default_factory=dict)
    content: str = ""


def counts(page: str) -> bool:
    """Whether the source of a page shows any counter."""
    return "counter(" in page


def write_counters(root: Element) -> None:
    """Write what the counters show before the texts of their elements. Every counter is the whole page's."""
    rules = _rules("\n".join("".join(map(str, style.itertext())) for style in root.iter("style")))
    counters: dict[str, int] = {}
    for element in root.iter("*") if rules else ():
        said = [rule for rule in rules if _selects(rule.steps, element)]
        for rule in sorted(said, key=lambda one: one.before):
            counters |= rule.reset
            for name, step in rule.increment.items():
                counters[name] = counters.get(name, 0) + step
            if rule.before and rule.content:
                element.text = _shown(rule.content, counters) + (element.text or "").lstrip()


def _rules(sheet: str) -> list[_Rule]:
    found: list[_Rule] = []
    for selectors, said in _RULE.findall(_COMMENT.sub("", sheet)):
        told = {kind.lower(): _named(names, kind) for kind, names in _COUNT.findall(said)}
        content = _CONTENT.search(said)
        if not told and not (content and counts(content[1])):
            continue
        for selector in selectors.split(","):
            plain = _BEFORE.sub("", selector.strip())
            if steps := _steps(plain):
                before = plain != selector.strip()
                found.append(_Rule(steps=steps, before=before, content=content[1] if content else "", **told))
    return found[:_MOST_RULES]


def _named(names: str, kind: str) -> dict[str, int]:
    default = 0 if kind.lower() == "reset" else 1
    return {name: int(number) if number else default for name, number in _NAMED.findall(names) if name != "none"}


def _steps(selector: str) -> tuple[Step, ...]:
    """A selector as its parts, the last first; () for one that says more than is understood here."""
    parts = re.split(r"\s*(>)\s*|\s+", selector)
    steps: list[Step] = []
    joint = ""
    for part in parts:
        if part in (None, ""):
            continue
        if part == ">":
            joint = ">"
            continue
        found = _COMPOUND.fullmatch(part)
        if not found:
            return ()
        steps.append((joint or " ", (found[1] or "*").lower(), found[2]))
        joint = ""
    return tuple(reversed(steps)) if len(steps) <= _MOST_STEPS else ()


def _selects(steps: tuple[Step, ...], element: Element | None) -> bool:
    if element is None or not _is(element, steps[0]):
        return False
    if len(steps) == 1:
        return True
    around = [element.getparent()] if steps[0][0] == ">" else element.iterancestors()
    return any(_selects(steps[1:], one) for one in around)


def _is(element: Element, step: Step) -> bool:
    _, tag, parts = step
    return tag in ("*", element.tag) and all(_has(element, found) for found in _PART.finditer(parts))


def _has(element: Element, part: re.Match[str]) -> bool:
    """Whether an element has a class or an id, or a place among its siblings."""
    if part[1]:
        return part[2] in element.get("class", "").split() if part[1] == "." else part[2] == element.get("id")
    if part[3].lower() == "last":
        return element.getnext() is None
    return sum(1 for _ in itertools.islice(element.itersiblings(preceding=True), _MOST_BEFORE)) + 1 == int(part[4] or 1)


def _shown(content: str, counters: dict[str, int]) -> str:
    return "".join(
        _printed(counters.get(found[3], 0), found[4] or "") if found[3] else found[1] or found[2] or ""
        for found in _PIECE.finditer(content)
    )


def _printed(number: int, style: str) -> str:
    chinese = "chinese" in style.lower() or style.lower() == "cjk-ideographic"
    return print_numeral(number) if chinese and 0 < number < _HUNDRED else str(number)
