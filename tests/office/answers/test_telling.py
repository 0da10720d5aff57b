"""What the office is told, over a server that refuses."""

import pytest

import mailboxes
from ledger.model import Message
from tests.offices import Played, at
from tests.servers import PASSWORD, Fault, Smtp


def office_letters(smtp: Smtp) -> list[Message]:
    """What went to the clerk."""
    return [mailboxes.decode(raw) for _, to, raw in smtp.accepted if "jingban@xingqing.example" in to]


def test_letter_the_server_refuses_is_told_and_goes_to_the_other_contact(
    office: Played, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    office.set("maildir:mail/out", smtp.url)
    smtp.faults.append(Fault("rcpt", "550 5.1.1 no such user"))
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    first = office.collect("2022-06-09T15:25")
    assert first.needs_person
    assert not [recipients for _, recipients, _ in smtp.accepted if set(recipients) & set(office.unit.addresses)]
    office.collect("2022-06-09T15:30")
    office.collect("2022-06-09T15:35")
    to = [recipients[:1] for _, recipients, _ in smtp.accepted]  # the copy to the office stands behind
    assert to.count([office.unit.addresses[1]]) == 1
    assert len([one for one in office_letters(smtp) if "【退信" in one.subject]) == 1
    assert office.standing(str(at("2022-06-20T09:00").replace(tzinfo=None))).received_at == at("2022-06-09T15:20:00")
