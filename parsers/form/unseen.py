"""Hidden rows: the only row of a task counts (a filter left on), one beside a row that is shown does not; either is said."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.model import Finding, Severity
from ledger.numerals import task_numbers
from ledger.text import squeeze
from parsers.form.rows import Draft

_MOST_NAMED = 8
Task = str | tuple[int, ...]


def counted(drafts: Sequence[Draft]) -> list[Draft]:
    """The rows that count."""
    if not any(draft.unseen for draft in drafts):
        return list(drafts)
    told = {_task(draft) for draft in drafts if not draft.unseen} | {""}
    return [draft for draft in drafts if not draft.unseen or _task(draft) not in told]


def hidden_rows(drafts: Sequence[Draft], kept: Sequence[Draft]) -> tuple[Finding, ...]:
    """What the sender should know of hidden rows, those that count and those that do not."""
    unseen = [draft for draft in drafts if draft.unseen]
    read = [draft for draft in unseen if any(draft is one for one in kept)]
    left = [draft for draft in unseen if not any(draft is one for one in kept)]
    findings = []
    if read:
        message = f"表中有隐藏的行（{_places(read)}），其中的内容已照常登记；如不应登记，请删去这些行后重新报送。"
        findings.append(Finding(code="hidden_rows", severity=Severity.NOTE, message=message, where=_place(read[0])))
    if left:
        message = f"表中有隐藏的行（{_places(left)}），与显示出来的行重复或没有序号，未予登记；如应登记，请取消隐藏、改正后重新报送。"
        findings.append(Finding(code="hidden_rows", severity=Severity.NOTE, message=message, where=_place(left[0])))
    return tuple(findings)


def _task(draft: Draft) -> Task:
    """What tells a row's task from others: its 主要内容, else its number."""
    return squeeze(draft.text("content")) or task_numbers(draft.text("number")) or ""


def _place(draft: Draft) -> str:
    return draft.grid.place(draft.line.cells[0])


def _places(drafts: Sequence[Draft]) -> str:
    named = "、".join(map(_place, drafts[:_MOST_NAMED]))
    return named if len(drafts) <= _MOST_NAMED else f"{named}等{len(drafts)}行"
