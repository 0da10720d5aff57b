"""A monthly office, all that it prints from its forms to the year's end: nowhere a quarter."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from click.testing import CliRunner

from cli import main
from office.desk.desk import Desk
from office.papers.forms import blank_forms
from tests.ledgers.filled import fill
from tests.ledgers.test_whole_year import Kind, text_of, told_by
from tests.offices import at
from tests.pages.served import Served, Windows

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pages(office: Kind) -> list[str]:
    """Every kind of page of 工作台 that leads from the first; one of the units (教育局) has no task."""
    read: dict[str, str] = {}
    left = ["/", f"/unit?name={quote('教育局')}"]
    with Served(office, lent=Windows(cast("Browser", None)), now=at("2025-02-17T11:00")) as served:
        for path in left:
            kind = re.sub(r"\d+|(?<=[?&]round=).*", "", path)
            if kind not in read and not path.startswith(("/export", "/files/")):
                read[kind] = served.read(path, "jingban@pingchuan.gov.cn")
                left += re.findall(r'href="(/[^"#]*)"', read[kind])
    assert len(read) > 12
    office.desk = Desk(office.root)
    return list(read.values())


def test_a_monthly_office_prints_no_quarter(tmp_path: Path) -> None:
    office = Kind(tmp_path, "yuedu")
    this, units = office.desk.rounds[0], office.busy  # due on 10 February

    def run(*command: str) -> str:
        done = CliRunner().invoke(main, ["--office", str(office.root), *command], catch_exceptions=False)
        assert done.exit_code in (0, 1), done.output
        return done.output

    said = [run("forms", this.code, "--send", "--now", "2025-01-20T09:00")]
    said += [run("remind", "--now", moment) for moment in ("2025-02-05T09:00", "2025-02-10T15:00")]
    for place, unit in enumerate(units[2:]):
        blank = blank_forms(office.desk, unit, this, {})[0]
        form = fill(blank.content, office.expected.asked, told_by(unit.name), number=office.expected.number)
        day = this.due + timedelta(days=2 * (place == 0))
        office.send(f"{day}T09:0{place}:00", (blank.name, form), sender=unit.addresses[0])
    said += [run("collect", "--now", "2025-02-12T10:00"), run("remind", "--now", "2025-02-13T09:30")]
    told = [("status", this.code), ("board",), ("circular", this.code), ("report",), ("publish", units[2].name)]
    said += [run(*command, "--now", "2025-02-17T09:30") for command in told]
    who = ("--round", this.code, "--by", "张三", "--reason", "阅", "--now", "2025-02-17T10:00")
    said += [run("decide", "approve", *who), run("decide", "issue", *who, "--number", "平政办发〔2025〕3号")]
    said += [run(*command) for command in (("tasks",), ("units",), ("held",), ("duties",), ("check", "--offline"))]
    said += [run("letters", "--preview", str(tmp_path / "样函")), run("annual", "2025", "--now", "2026-03-20T10:00")]
    said += pages(office)
    said += [letter.subject + letter.text + letter.html for letter in [*office.letters(), *office.letters("jingban")]]
    printed = [*office.desk.out.rglob("*"), *(tmp_path / "样函").rglob("*")]
    said += [one.name + text_of(one.read_bytes()) for one in printed if one.suffix in (".docx", ".xlsx")]
    said += [one.name + one.read_text(encoding="utf-8") for one in printed if one.suffix in (".html", ".txt")]
    assert len(printed) > 10
    assert any("提前" in one or "截止" in one for one in said)
    assert [one[max(0, at - 60) : at + 60] for one in said if (at := one.find("季度")) >= 0] == []
