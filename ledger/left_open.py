"""What the columns of a ledger leave open: what nobody could know of them stops the check until a person has said it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.layout import NAMES, Explained
from ledger.limits import read_due
from ledger.model import Finding, Form, LedgerColumn, Row, Severity
from ledger.responsibility import read_responsibility
from ledger.roster import Roster

_IS_PLACE = re.compile(r"地点|地址|区域|位置|所在|点位|来源|提出|领导|责任人|负责人")
_IS_TIME = re.compile(r"时|日期|期限|限$|月份|节点")


def left_open(
    form: Form, columns: Sequence[LedgerColumn], said: Explained, *, roster: Roster, year: int
) -> list[Finding]:
    """What the table lacks, and what columns that are only carried may mean."""
    return [*_lacking(columns), *_no_limits(form, columns, said, year), *_left_units(form, columns, said, roster)]


def _lacking(columns: Sequence[LedgerColumn]) -> list[Finding]:
    """What the table lacks, as far as its columns are understood."""
    kinds = {one.kind for one in columns}
    carried = "、".join(f"「{one.heading}」" for one in columns if not one.kind)
    findings = []
    for kind, what in (("content", "任务内容"), ("responsible", "责任单位")):
        if kind not in kinds:
            message = (
                f"看不出哪一栏是{what}{f'（没有看懂的有：{carried}）' if carried else ''}；请在 office.toml [ledger.columns] 中写明，"
                f'如 "栏名" = "{NAMES[kind]}"。'
            )
            findings.append(Finding(code="column_unclear", severity=Severity.CORRECT, message=message, where="表头"))
    return findings


def _no_limits(form: Form, columns: Sequence[LedgerColumn], said: Explained, year: int) -> list[Finding]:
    """A ledger that seems to have no time limits, though a column of days is left: nothing would ever be past due."""
    if any(one.kind == "due" for one in columns):
        return []
    days = [
        one
        for one in _left(columns, said)
        if _IS_TIME.search(one) and any(read_due(_said(row, one), year=year)[0] for row in form.rows)
    ]
    if not days:
        return []
    named = "、".join(f"「{one}」" for one in days)
    message = (
        f"看不出哪一栏是责任时限，{named}中有日期；请在 office.toml [ledger.columns] 中写明，"
        f'如 "{days[-1]}" = "责任时限"；不是时限的，写 "照录"。'
    )
    return [Finding(code="column_unclear", severity=Severity.CORRECT, message=message, where="表头")]


def _left_units(form: Form, columns: Sequence[LedgerColumn], said: Explained, roster: Roster) -> list[Finding]:
    """A column left over that names units of ours in most rows: they might answer, and would hear nothing."""
    named = []
    for heading in _left(columns, said):
        texts = [text for row in form.rows if (text := _said(row, heading))]
        ours = [text for text in texts if read_responsibility(text, roster, task=0).units]
        if texts and len(ours) * 2 >= len(texts) and not _IS_PLACE.search(heading):
            named.append(heading)
    if not named or all(one.kind != "responsible" for one in columns):  # then it is asked which column is
        return []
    message = (
        f"{'、'.join(f'「{one}」' for one in named)}栏中是单位名称，看不出是不是责任单位；请在 office.toml [ledger.columns] 中写明，"
        f'如 "{named[0]}" = "责任单位"；不填报的，写 "照录"。'
    )
    return [Finding(code="column_unclear", severity=Severity.CORRECT, message=message, where="表头")]


def _left(columns: Sequence[LedgerColumn], said: Explained) -> list[str]:
    """The headings that are carried as they are, and of which nobody has said so."""
    return [one.heading for one in columns if not one.kind and not one.asked and one.heading not in said.columns]


def _said(row: Row, heading: str) -> str:
    found = row.under(heading)
    return found.text.strip() if found else ""
