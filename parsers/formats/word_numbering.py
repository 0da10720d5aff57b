"""Automatic numbers of Word: what a paragraph of a list is numbered, which its text does not hold."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from parsers.form.refusal import RefusalError
from parsers.formats.package import Element, Package

_DEEPEST = 12  # styles based on styles

Level = tuple[str, str]  # of a list: its definition and how deep


class Numbering:
    """Counts the paragraphs of a document's lists as they come."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._counts: Counter[Level] = Counter()
        self._begun: set[Level] = set()

    def number_of(self, holder: Element) -> str:
        """The number of the first paragraph in a cell, "" if it is none of a numbered list."""
        paragraph = next(holder.iter("{*}p"), None)
        properties = None if paragraph is None else paragraph.find("{*}pPr")
        if properties is None:
            return ""
        number, level = self._listed(properties)
        instance = self._instances.get(number)
        if instance is None or number == "0":
            return ""
        return self._next(number, level, instance)

    def _next(self, number: str, level: str, instance: Element) -> str:
        definition = _said(instance, "abstractNumId")
        start, counts = self._start(definition, level)
        if not counts:
            return ""
        anew = next((one for one in instance.iterfind("{*}lvlOverride") if _value(one, "ilvl") == level), None)
        key = (definition, level)
        if key not in self._counts:
            self._counts[key] = start - 1
        if anew is not None and (number, level) not in self._begun:
            self._begun.add((number, level))
            self._counts[key] = _whole(_said(anew, "startOverride"), start) - 1
        self._counts[key] += 1
        return str(self._counts[key])

    def _listed(self, properties: Element) -> Level:
        """The list and the level that a paragraph names, itself or by its style."""
        for _ in range(_DEEPEST):
            listed = properties.find("{*}numPr")
            if listed is not None and _said(listed, "numId"):
                return _said(listed, "numId"), _said(listed, "ilvl") or "0"
            style = self._styles.get(_said(properties, "pStyle") or _said(properties, "basedOn"))
            if style is None:
                break
            inner = style.find("{*}pPr")
            properties = style if inner is None or inner.find("{*}numPr") is None else inner
        return "", "0"

    def _start(self, definition: str, level: str) -> tuple[int, bool]:
        """Where a level begins, and whether it counts at all: a bullet does not."""
        levels = self._definitions.get(definition, ())
        found = next((one for one in levels if _value(one, "ilvl") == level), None)
        if found is None:
            return 1, False
        return _whole(_said(found, "start"), 1), _said(found, "numFmt") not in ("bullet", "none")

    @cached_property
    def _root(self) -> Element | None:
        return self._part("numbering")

    @cached_property
    def _instances(self) -> dict[str, Element]:
        found = () if self._root is None else self._root.iterfind("{*}num")
        return {_value(one, "numId"): one for one in found}

    @cached_property
    def _definitions(self) -> dict[str, list[Element]]:
        found = () if self._root is None else self._root.iterfind("{*}abstractNum")
        return {_value(one, "abstractNumId"): list(one.iterfind("{*}lvl")) for one in found}

    @cached_property
    def _styles(self) -> dict[str, Element]:
        root = self._part("styles")
        return {} if root is None else {_value(one, "styleId"): one for one in root.iterfind("{*}style")}

    def _part(self, kind: str) -> Element | None:
        parts = dict(self._package.relations(self._package.main_part()).values())
        try:
            return self._package.xml(parts[kind])
        except (KeyError, RefusalError):
            return None


def _said(element: Element, child: str) -> str:
    found = element.find(f"{{*}}{child}")
    return "" if found is None else _value(found, "val")


def _value(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _whole(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
