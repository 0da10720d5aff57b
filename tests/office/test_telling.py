"""What the office is told, over a server that refuses."""

import pytest

from tests.offices import Played, at
from tests.servers import PASSWORD, Fault, Smtp


def test_letter_the_server_refuses_is_told_and_goes_to_the_other_contact(
    office: Played, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    office.set("maildir:mail/out", smtp.url)
    smtp.faults.append(Fault("rcpt", "550 5.1.1 no such user"))
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    first = office.collect("2022-06-09T15:25")
    assert first.needs_person
    assert smtp.accepted == []
    office.collect("2022-06-09T15:30")
    office.collect("2022-06-09T15:35")
    to = [recipients[:1] for _, recipients, _ in smtp.accepted]  # the copy to the office stands behind
    assert to.count([office.unit.addresses[1]]) == 1
    assert to.count(["jingban@xingqing.example"]) == 1
    assert office.standing(str(at("2022-06-20T09:00").replace(tzinfo=None))).received_at == at("2022-06-09T15:20:00")
