"""The board: self-contained, nothing of a unit's text is markup, and a browser shows it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from ledger.model import Report, Standing, Unit
from templates.board import board
from templates.circular import sample


class Page(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.words.append(data.strip())


def named(text: str) -> Report:
    report = sample.full()
    first = replace(report.assessments[0], unit=Unit(name=text, category=text))
    return replace(report, assessments=(first, *report.assessments[1:]))


def test_page_loads_nothing_and_runs_nothing() -> None:
    page = Page(board.render(sample.full()))
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    attributes = {name for _, attributes in page.tags for name in attributes}
    assert not {"src", "href", "style", "onclick", "action"} & attributes
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "</td><b>伪造</b>", '" onmouseover="x', "{{ 7*7 }}", "a&b"]
)
def test_hostile_name_is_text(text: str) -> None:
    page = Page(board.render(named(text)))
    assert page.words.count(text) >= 1
    assert page.tags == Page(board.render(named("甲"))).tags


def test_counts_are_those_of_the_standings() -> None:
    html = board.render(sample.full())
    for label, count in (("应报送", "37"), ("按时", "31"), ("逾期", "2"), ("免报", "1")):
        assert re.search(rf"<b>{count}</b><span>{label}</span>", html)


def test_units_to_chase_are_named_first() -> None:
    html = board.render(sample.report({4: Standing.MISSING, 9: Standing.LATE}))
    assert html.index("需要关注") < html.index("未报送 1个") < html.index("逾期 1个") < html.index("各单位报送情况")
    assert "需要关注" not in board.render(sample.empty())


def test_earlier_rounds_stand_beside_the_current() -> None:
    page = Page(board.render(sample.full()))
    assert "2022年第一季度" in page.words
    assert "2022年第一季度" not in Page(board.render(sample.empty())).words


def test_browser_shows_the_styled_page(tmp_path: Path) -> None:
    page, picture = tmp_path / "board.html", tmp_path / "board.png"
    page.write_text(board.render(sample.full()), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command = ["chromium-headless-shell", *options, "--window-size=1200,900", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    colours = {colour for _, colour in Image.open(picture).convert("RGB").getcolors(1 << 24) or []}
    assert {(220, 239, 225), (246, 207, 208)} <= colours  # on time and missing: the policy let the style in


def test_nothing_is_drawn_of_what_a_unit_filled_in_while_it_is_not_known() -> None:
    report = sample.full()
    waiting = replace(report.assessments[0], standing=Standing.UNDECIDED, expected=(1, 2), answered=(1, 2))
    before, after = (
        board.render(one).count("<progress")
        for one in (report, replace(report, assessments=(waiting, *report.assessments[1:])))
    )
    assert after == before - 1
