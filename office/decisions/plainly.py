"""What the house says to who types commands, said to who answers a letter or looks at a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ASIDE = re.compile(r"[（(][^（）()]{0,200}?(?:--|taizhang )[^（）()]{0,200}[）)]")
_OPTION = re.compile(r"(?:，如 )?(?:用 )?--[a-z-]{1,20}(?: [0-9T:-]{1,20})?(?: (?=[\u4e00-\u9fff]))?")
_PATH = re.compile(r"[：；]/[^\n]{1,400}$")  # of a file on the server
_COMMAND = re.compile(
    r"(?:重新)?(?:先)?(?:直接)?(?:运行|用)? ?taizhang (?P<name>[a-z]{1,20})(?: [\x21-\x7e]{1,40}| 发文字号| 编号){0,8}"
    r"(?: ?(?:登记|印发|更正|撤回审定|重新生成草稿|处理))?"
)
_ELSE = "请管理系统的同志处理"
_BY_MAIL = {
    "circular": "请管理系统的同志重新生成草稿",
    "decide": "回复写明决定",
    "record": "请管理系统的同志登记",
    "held": "看最近一封【待办】",
    "collect": "等下一次收件",
}
_TWICE = re.compile(r"，或 ?回复写明决定|(?<=请)请(?=管理)")


def without_commands(text: str, instead: Mapping[str, str]) -> str:
    """A text with each command as what is done instead of it, and without options and paths."""
    placed = _COMMAND.sub(lambda found: instead.get(found["name"], _ELSE), _ASIDE.sub("", text))
    return _PATH.sub("", _OPTION.sub("", placed))


def by_mail(text: str) -> str:
    """A text for who answers letters."""
    return _TWICE.sub("", without_commands(text, _BY_MAIL))
