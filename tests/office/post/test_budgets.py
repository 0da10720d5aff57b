"""No flood of one kind of letter holds up another: order of sending, budgets by kind and address (rules.md, Budgets)."""

from __future__ import annotations

from datetime import timedelta

import pytest

import mailboxes
from ledger.model import Letter, PostState
from office.duties.remind import remind
from office.post.post import queue
from tests.offices import Played, at
from tests.servers import Smtp

EVE = "2022-06-09T15:00:00"


@pytest.fixture
def office(office: Played) -> Played:
    """An office whose mail server checks senders."""
    office.set("trusted = []", r'trusted = ["mx\\.gov\\.test"]')
    return office


def strangers(office: Played, count: int, received: str = "2022-06-09T14:00:00", *, first: int = 0) -> None:
    """Mails of people in no roster, for whom our server vouches."""
    for number in range(first, first + count):
        sign = {"Authentication-Results": f"mx.gov.test; dmarc=pass header.from=s{number}.example"}
        office.send(received, sender=f"a@s{number}.example", headers=sign)


def gone(office: Played) -> list[str]:
    """Kinds of the letters that went out."""
    with office.desk.book.reading() as page:
        return [post.kind for post in page.letters.all() if post.state is PostState.SENT]


def test_flood_of_strangers_leaves_receipts_reminders_and_digest_on_time(office: Played) -> None:
    office.set("total_per_day = 1000", "total_per_day = 40")
    strangers(office, 30)
    office.send("2022-06-09T14:30:00", ("台账.docx", office.form()))
    remind(office.desk, at(EVE))
    done = office.collect(EVE)
    kinds = gone(office)
    assert {kind: kinds.count(kind) for kind in ("receipt", "held_digest", "stranger")} == {
        "receipt": 1,
        "held_digest": 1,
        "stranger": 20,
    }
    assert kinds.count("reminder") == len(office.desk.roster.units) - 1
    assert not done.sent.capped


def test_stranger_is_answered_once_a_day_and_twenty_of_them_in_an_hour(office: Played) -> None:
    strangers(office, 30)
    office.collect("2022-06-09T14:05")
    strangers(office, 30, "2022-06-09T14:50:00")
    office.collect("2022-06-09T14:55")
    assert gone(office).count("stranger") == 20
    strangers(office, 30, "2022-06-09T15:05:00")
    office.collect("2022-06-09T15:10")
    assert gone(office).count("stranger") == 30
    assert len(office.held()) == 90


def test_flood_of_forms_from_one_unit_holds_up_neither_its_reminder_nor_another_unit(
    office: Played, server: Smtp
) -> None:
    other = office.desk.roster["教育局"]
    for number in range(18):
        office.send("2022-06-09T14:00:00", (f"{number}.docx", office.form(text=f"第{number}稿" + "{n}")))
    office.send("2022-06-09T14:10:00", ("台账.docx", office.form(other.name)), sender=other.addresses[0])
    with office.desk.book.writing() as page:
        letter = Letter(
            key="x", kind="reminder", to=office.unit.addresses, subject="提醒", text="", html="", unit=office.unit.name
        )
        queue(page, office.desk, letter, now=at(EVE))
    for minute in range(3):
        office.collect(str(at(EVE) + timedelta(minutes=minute)))
    to = [recipients[0] for _, recipients, _ in server.accepted]
    assert other.addresses[0] in to
    kinds = gone(office)
    assert (kinds.count("receipt"), kinds.count("reminder")) == (11, 1)


def test_letters_go_out_in_their_turn(office: Played, server: Smtp) -> None:
    kinds = ("stranger", "reminder", "held_digest", "receipt")
    staff, unit = office.desk.settings.notify, office.unit
    office.send("2022-06-09T14:00:00")
    office.collect("2022-06-09T14:01")
    server.accepted.clear()
    with office.desk.book.writing() as page:
        for kind in kinds:
            to = staff if kind == "held_digest" else unit.addresses[:1]
            name = "" if kind in ("stranger", "held_digest") else unit.name
            letter = Letter(key=kind, kind=kind, to=to, subject=kind, text="", html="", unit=name)
            queue(page, office.desk, letter, now=at(EVE), mail=1 if kind == "receipt" else None)
    office.collect(EVE)
    subjects = [mailboxes.decode(raw).subject for _, _, raw in server.accepted]
    assert subjects == list(reversed(kinds))


def test_many_held_mails_leave_staff_their_digests(office: Played) -> None:
    """Thirty mails at thirty polls: one letter in a day, all of them in the next morning's, and none is put off."""
    for number in range(30):
        received = at("2022-06-09T09:00") + timedelta(minutes=12 * number)
        strangers(office, 1, str(received), first=number)
        office.collect(str(received + timedelta(minutes=1)))
    office.collect("2022-06-09T18:10")
    office.collect("2022-06-10T08:31")
    digests = [
        one
        for one in office.letters(office.desk.settings.notify[0])
        if "待处理" in one.subject or "待办" in one.subject
    ]
    assert len(digests) == 2
    assert all(f"a@s{number}.example" in digests[-1].text for number in range(30))
    with office.desk.book.reading() as page:
        assert not page.letters.all(state=PostState.DEFERRED)


def test_collected_letter_of_hundreds_goes_out(office: Played) -> None:
    office.set("per_day = 10", "per_day = 1")
    with office.desk.book.writing() as page:
        for number in range(120):
            letter = Letter(
                key=f"{number}", kind="receipt", to=office.unit.addresses, subject=f"回执{number}", text="内容", html=""
            )
            queue(page, office.desk, letter, now=at(EVE))
    office.collect(EVE)
    office.collect("2022-06-10T08:35:00")
    (collected,) = (one for one in office.letters(office.unit.addresses[0]) if "汇总" in one.subject)
    assert "（一百一十九）回执0" in collected.text
    assert collected.text.count("内容") == 20


def test_collected_letter_has_the_newest_version_first(office: Played) -> None:
    office.set("per_day = 10", "per_day = 1")
    for minute in range(4):
        office.send(f"2022-06-09T15:{minute:02d}:00", (f"{minute}.docx", office.form(text=f"第{minute}稿" + "{n}")))
        office.collect(f"2022-06-09T15:{minute:02d}:30")
    office.collect("2022-06-10T08:35")
    collected = office.letters(office.unit.addresses[0])[-1].text
    assert collected.index("收件第4号") < collected.index("收件第3号") < collected.index("收件第2号")
