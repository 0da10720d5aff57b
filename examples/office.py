"""The example office, handed out: its ledger, its units, and what its units might report."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from ledger.model import Task, Unit

_BLANK = re.compile(r"\{(\w+)\}")
_NUMBERS = {
    "few": (2, 6),
    "some": (7, 28),
    "many": (30, 180),
    "high": (95, 99),
    "top": (98, 100),
    "share": (82, 97),
    "day": (2, 27),
}
ADDRESS = "taizhang@xingqing.example"
"""Where the example's units send their forms."""
STAFF = "jingban@xingqing.example"
"""The example office's clerk: held mails and circulars go there."""
LEADER = "zhuren@xingqing.example"
"""The example office's leader: reports of units still missing go there."""
STAFF_NAME, LEADER_NAME = "张经办", "王主任"
PHONE = "0000-0000306"
CONTACT = "张经办"

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def ledger() -> bytes:
    """The year's master ledger in Word: 6 sections, 42 tasks."""
    return files("examples").joinpath("ledger.docx").read_bytes()


def units() -> bytes:
    """单位名录 in Excel: 38 units with their contacts, and the groups."""
    return files("examples").joinpath("units.xlsx").read_bytes()


def progress(task: Task, unit: Unit, round_name: str) -> str:
    """What the unit might report on the task in that round; the same arguments give the same text."""
    seed = hashlib.sha256(f"{unit.name}|{task.number}|{round_name}".encode()).digest()
    chance = Random(seed)  # noqa: S311 - variety, not secrecy
    texts, quarter = _texts(), _quarter(round_name)
    due = task.expires is not None and task.expires.month <= 3 * quarter
    pieces = (
        texts["openings"],
        _facts(task),
        texts["measures"],
        texts["completed" if due else "closings"],
    )
    return "".join(_said(chance.choice(piece), chance, unit, quarter) for piece in pieces)


def _said(sentence: str, chance: Random, unit: Unit, quarter: int) -> str:
    """The sentence with its blanks filled, each anew: two numbers in it are two numbers."""
    return _BLANK.sub(lambda blank: _fill(blank[1], chance, unit, quarter), sentence)


def _fill(blank: str, chance: Random, unit: Unit, quarter: int) -> str:
    if blank == "unit":
        return unit.name
    if blank == "month":  # before the round's deadline, which is early in the quarter's last month
        return str(chance.randint(3 * quarter - 3, 3 * quarter - 1))
    return str(chance.randint(*_NUMBERS[blank]))


def _quarter(round_name: str) -> int:
    """The quarter of 2022年第二季度."""
    return next((number for sign, number in _QUARTERS.items() if f"第{sign}季度" in round_name), 2)


def _facts(task: Task) -> list[str]:
    """The facts of the theme whose word stands first in the task; the last theme fits what none does."""
    text = f"{task.content}{task.focus}"
    *themes, anything = _texts()["themes"]
    places = [(text.index(word), theme) for theme in themes for word in theme["words"] if word in text]
    theme = min(places, key=lambda place: place[0], default=(0, anything))[1]
    facts: list[str] = theme["facts"]
    return facts


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("examples").joinpath("progress.toml").read_text(encoding="utf-8"))
