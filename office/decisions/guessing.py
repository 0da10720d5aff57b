"""Codes that are none: counted for each address and day. After five the address gets no answer that day, no code alone
counts that it writes, and a person is told."""

from __future__ import annotations

import re
from datetime import datetime

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI
from office.asking.carriers import codes_in
from office.decisions.staff_letters import StaffReply

_MOST = 5  # of an address in a day
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])")  # words and days have the shape, too


def is_guessing(page: Page, case: StaffReply, written: str, now: datetime) -> bool:
    """Whether a reply that nothing but a code could tie to a letter of ours comes from an address that tries codes."""
    if case.reply.carriers.keys() - {"code"}:
        return False
    name = f"wrong_codes:{now.astimezone(SHANGHAI).date()}:{case.person.address}"
    tried = int(page.notes.get(name) or 0)
    wrong = case.reply.carriers.keys() == set() and any(
        map(_CODE.match, codes_in(f"{case.message.subject}\n{written}"))
    )
    if wrong:
        page.notes.write(name, str(tried + 1))
        if tried == _MOST:
            _tell(page, case, now)
    return tried + wrong > _MOST


def _tell(page: Page, case: StaffReply, now: datetime) -> None:
    reason = f"以 {case.person.address} 的名义一天内写错编号{_MOST}次以上，当日不再答复，也不凭编号办理；请向本人核实"
    page.held.add(mail=case.mail.number, kind=HeldKind.FAILED_SENDER, reason=reason, at=now)
