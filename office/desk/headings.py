"""The sheets of units.xlsx and their headings: one that is missing or called otherwise is one problem."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from ledger.text import squeeze
from parsers.formats.lists import List

UNITS, GROUPS = "单位名录", "分组"
KNOWN = {
    UNITS: (
        ("单位名称", "类别", "A岗邮箱"),
        (
            "序号",
            "别名",
            "曾用名",
            "A岗姓名",
            "A岗电话",
            "B岗姓名",
            "B岗邮箱",
            "B岗电话",
            "负责人",
            "负责人邮箱",
            "负责人电话",
        ),
    ),
    GROUPS: (("分组名称", "包含"), ("别名", "不含")),
}
_CALLED = {
    "单位名称": ("单位", "名称", "填报单位", "部门", "单位全称"),
    "类别": ("类型", "分类", "单位类别", "单位类型", "性质"),
    "A岗邮箱": ("邮箱", "电子邮箱", "A岗邮件", "A岗电子邮箱", "邮箱地址"),
    "别名": ("简称", "单位简称", "又名"),
    "曾用名": ("原名", "原名称", "旧名"),
    "负责人": ("领导", "分管领导", "主要负责人", "单位负责人"),
    "A岗姓名": ("联系人", "A岗", "姓名"),
    "A岗电话": ("电话", "联系电话"),
    "B岗姓名": ("B岗",),
    "分组名称": ("分组", "组名", "名称", "组别"),
    "包含": ("成员", "包括", "包含单位", "单位"),
    "不含": ("除外", "不包含", "不包括"),
}
"""What people call the columns that we know under another name."""


def wrong_sheet(name: str, others: Sequence[str]) -> str:
    """What is wrong where a sheet is not there, "" for nothing: the units' must be; the groups' may be left out, but not
    be called otherwise."""
    meant = get_close_matches(name, others, 1, 0.5)
    if name != UNITS and not meant:
        return ""
    there = f"，有的是「{'、'.join(meant or others)}」，请改名" if others else ""
    return f"没有名为「{name}」的工作表{there}"


def wrong_headings(name: str, sheet: List) -> tuple[str, str] | None:
    """The one problem of a sheet's first line, with its cell: a heading that is missing, or one that is written otherwise."""
    required, others = KNOWN[name]
    known = (*required, *others)
    missing = [heading for heading in required if heading not in sheet.headings]
    if missing == list(required):
        return (f"{name}!1:1", f"第1行应是栏名，没有找到「{'、'.join(required)}」")
    unused = missing or [heading for heading in others if heading not in sheet.headings]
    written = _otherwise(unused, [heading for heading in sheet.headings if heading not in known])
    if missing:
        said = f"第1行缺少列「{'、'.join(missing)}」"
        return (f"{name}!1:1", f"{said}，{written}" if written else said)
    if sheet.nameless and unused:
        what = f"{'、'.join(sheet.nameless)}列有内容而没有栏名，可用的栏名有「{'、'.join(unused)}」，与登记无关的写「备注」"
        return (f"{name}!{sheet.nameless[0]}1", what)
    return (f"{name}!1:1", f"第1行的栏名不认识，{written}") if written else None


def _otherwise(unused: Sequence[str], foreign: Sequence[str]) -> str:
    """Which headings were probably written otherwise, as a question; "" for none."""
    found: dict[str, str] = {}
    for heading in unused:
        if called := _called(heading, [word for word in foreign if word not in found]):
            found[called] = heading
    asked = "，".join(f"「{heading}」是不是写成了「{called}」" for called, heading in found.items())
    return f"{asked}？" if asked else ""


def _called(heading: str, foreign: Sequence[str]) -> str | None:
    """What a heading is written as: 单位名 for 单位名称, 简称 for 别名."""
    plain = {squeeze(word): word for word in foreign}
    near = [plain[word] for word in plain if word == squeeze(heading) or word in _CALLED.get(heading, ())]
    return next(iter(near), None) or next(
        (plain[word] for word in get_close_matches(heading, plain, 3, 0.6) if word[:1] == heading[:1]), None
    )
