"""Proof-reading letters: every letter printed with a full and an empty sample, unknown names with their line."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from ledger.model import Finding, Severity
from templates.letters import samples as letter_samples
from templates.letters.facts import COMMON, FACTS
from templates.letters.press import SHIPPED, environment, printed

_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝|\{ \{")


def lint(overrides: Path | None = None) -> tuple[Finding, ...]:
    """What is wrong with the letters, the office's own where it has one: a sentence each, with file and line."""
    if overrides is None or not any(overrides.glob("*")):
        return _shipped()
    return (*(finding for name in FACTS for finding in _letter(name, overrides)), *_strangers(overrides))


@cache
def _shipped() -> tuple[Finding, ...]:
    """Our own letters, with nothing of an office's between them: read once a process."""
    return tuple(finding for name in FACTS for finding in _letter(name, None))


def _letter(name: str, overrides: Path | None) -> Iterator[Finding]:
    own = overrides / f"{name}.j2" if overrides else None
    path = own if own and own.exists() else SHIPPED / f"{name}.j2"
    try:
        unknown = [_problem(f"{path.name}第{line}行", words) for line, words in _unknown(name, path.read_text("utf-8"))]
    except TemplateSyntaxError as error:
        yield _problem(f"{path.name}第{error.lineno}行", f"信函模板写法有误：{error.message}。")
        return
    yield from unknown
    if not unknown:
        yield from _printing(name, path, overrides)


@lru_cache(maxsize=128)
def _unknown(name: str, source: str) -> tuple[tuple[int, str], ...]:
    """Names the letter knows no fact for, in branches taken or not: the line of each and what is wrong with it."""
    tree = environment(None).parse(source)
    strange = meta.find_undeclared_variables(tree) - COMMON.keys() - FACTS[name].names.keys()
    known = "、".join((*COMMON, *FACTS[name].names))
    return tuple(
        (place.lineno, f"信函模板用了不存在的变量“{place.name}”，可用的变量有：{known}。")
        for place in tree.find_all(nodes.Name)
        if place.name in strange
    )


def _printing(name: str, path: Path, overrides: Path | None) -> Iterator[Finding]:
    """What goes wrong when the letter is printed: with all facts, and if that goes well with the fewest."""
    full = {**FACTS[name].defaults, **letter_samples.complete(name, letter_samples.FULL[name])}
    bare = {**FACTS[name].defaults, **letter_samples.complete(name, letter_samples.EMPTY[name], bare=True)}
    found = [*_sample(name, path, overrides, full)] or [*_sample(name, path, overrides, bare)]
    yield from found


def _sample(name: str, path: Path, overrides: Path | None, facts: dict[str, object]) -> Iterator[Finding]:
    try:
        subject, text, _ = printed(name, overrides, facts)
    except (TemplateError, TypeError, KeyError, AttributeError, ValueError, ArithmeticError) as error:
        yield _problem(_place(error, name, overrides), f"用样例试写信函失败：{type(error).__name__}: {error}。")
        return
    if not subject or not text.strip():
        yield _problem(path.name, f"用样例试写的信函没有{'正文' if subject else '主题'}。")
    if left := _LEFT_OVER.search(subject + text):
        yield _problem(path.name, f"用样例试写的信函里留有“{left[0]}”，请检查括号是否为半角、是否成对。")


def _place(error: Exception, name: str, overrides: Path | None) -> str:
    """File and line of the template an error came from, an included one if it was there."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    if not frames:
        return f"{name}.j2"
    file = Path(frames[-1].filename).name
    template = environment(overrides).get_template(file)
    return f"{file}第{template.get_corresponding_lineno(frames[-1].lineno or 1)}行"


def _strangers(overrides: Path | None) -> Iterator[Finding]:
    """Files of the office that are no letter of ours, so never used: a slip in the name."""
    files = sorted(overrides.glob("*.j2")) if overrides and overrides.is_dir() else []
    for path in files:
        if path.stem not in FACTS and not (SHIPPED / path.name).exists():
            message = f"没有名为“{path.stem}”的信函，此文件不会被使用；信函有：{'、'.join(FACTS)}。"
            yield Finding(code="letter", severity=Severity.NOTE, where=path.name, message=message)


def _problem(where: str, message: str) -> Finding:
    return Finding(code="letter", severity=Severity.RETURN, where=where, message=message)
