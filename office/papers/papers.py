"""Documents on the office's own Word templates: where one does not work, the last one that did stands in for it.

A quarter's circular does not wait for somebody to mend a template; but it is said, loudly, whose template it is on.
The book keeps the templates, by their hash, as it keeps every file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from ledger.book import Page
from office.desk.desk import Desk
from templates.common.confined import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Generic[T]):
    """What was printed, the template it stands on (None: the shipped one), and what the office must know of that."""

    content: T
    template: bytes | None = None
    warning: str = ""


def print_paper(desk: Desk, name: str, render: Callable[[bytes | None], T]) -> Printed[T]:
    """A paper on the office's own template of that name, on the last one that worked, or on the shipped one.

    `render` makes it on a template, None for the shipped one, and raises Refused where that one does not work.
    """
    path = desk.root / "templates" / name
    if not path.exists():
        return Printed(content=render(None))
    own = path.read_bytes()
    try:
        return Printed(content=render(own), template=own)
    except Refused as error:
        why = f"本办的模板 templates/{name} 不能使用（{error}）"
    kept = _last_good(desk, name)
    if kept and kept != own:
        try:
            return Printed(content=render(kept), template=kept, warning=_warning(why, "上一次合格的"))
        except Refused:  # it worked on other data
            pass
    return Printed(content=render(None), warning=_warning(why, "系统自带的"))


def _warning(why: str, instead: str) -> str:
    return f"{why}，已改用{instead}模板；请管理系统的同志运行 taizhang check 逐条查看，改正后重新生成"


def remember(page: Page, name: str, template: bytes | None, now: datetime) -> None:
    """A template has worked: it stands in for a later one that does not."""
    if template:
        page.notes.write(_note(name), page.mails.store_raw(template, at=now))


def _last_good(desk: Desk, name: str) -> bytes | None:
    with desk.book.reading() as page:
        kept = page.notes.get(_note(name))
        return page.mails.raw(kept) if kept else None


def _note(name: str) -> str:
    return f"template:{name}"
