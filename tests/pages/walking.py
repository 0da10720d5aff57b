"""A form opened, filled in and sent off as a person does it: by the keyboard alone, Tab after Tab, or by the mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import FileChooser, Locator, Page

Walk = Callable[[Page, str, Mapping[str, str]], None]
_MOST = 400  # keys to the end of any page
_FOCUS = """selector => {
    const one = document.activeElement, form = document.querySelector(selector), above = one.parentElement
    const opens = one.tagName === 'SUMMARY' && above.contains(form)
    if (!opens && !(form && form.contains(one))) return null
    return {tag: one.tagName, open: above.open, type: one.type, name: one.name, value: one.value, checked: one.checked}
}"""
"""What has the focus: what opens the form, or a part of it."""


def by_keyboard(page: Page, form: str, says: Mapping[str, str]) -> None:
    """Tab, Space, Enter, arrows and letters; nothing is clicked, nothing focused but by the keys."""
    page.on("filechooser", _asked)  # from now on: told of it only when a key is pressed, the browser may be too late
    left = dict(says)
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUS, form)
        if at and at["tag"] == "SUMMARY" and not at["open"]:
            page.keyboard.press("Enter")
        elif at and at["tag"] == "BUTTON":
            assert left == {}, f"the keys pass by {[*left]}"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        elif at and at["name"] in left:
            _type(page, at, left.pop(at["name"]))
    pytest.fail(f"no key leads to {form}")


def _asked(_chooser: FileChooser) -> None:
    """A file is asked for."""


def _type(page: Page, at: Mapping[str, Any], value: str) -> None:
    """Fill in the field that has the focus."""
    if at["type"] == "select-one":
        _choose(page, value)
    elif at["type"] == "checkbox":
        page.keyboard.press("Space")
    elif at["type"] == "file":
        with page.expect_file_chooser() as found:
            page.keyboard.press("Space")
        found.value.set_files(value)
    elif at["type"] in ("date", "datetime-local"):
        _segments(page, value)
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type(value)


def _choose(page: Page, value: str) -> None:
    page.keyboard.press("Home")
    for _ in range(_MOST):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} cannot be chosen")


def _segments(page: Page, value: str) -> None:
    """A date as Chromium without a language of its own asks for it: month, day, year, then hour, minute, half of the day."""
    moment = datetime.fromisoformat(value)
    page.keyboard.type(f"{moment:%m%d%Y}" + (f"{moment:%I%M%p}"[:5] if "T" in value else ""))
    assert page.evaluate("document.activeElement.value") == value


def by_mouse(page: Page, form: str, says: Mapping[str, str]) -> None:
    """Clicks, and letters where the click has put them."""
    shown = page.locator(form).first
    if not shown.is_visible():
        shown.locator("xpath=ancestor::details[1]/summary").click()
    for name, value in says.items():
        _click(shown.locator(f"[name='{name}']"), value)
    with page.expect_navigation():
        shown.locator("button").last.click()


def _click(field: Locator, value: str) -> None:
    match field.evaluate("one => one.type"):
        case "select-one":
            field.select_option(value)
        case "checkbox":
            field.click()
        case "file":
            field.set_input_files(value)
        case _:
            field.click()
            field.fill(value)


WALKS: Mapping[str, Walk] = {"keyboard": by_keyboard, "mouse": by_mouse}
