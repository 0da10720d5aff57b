"""Letters of unknown fate: the office's own copy tells, over an SMTP server that breaks off after the dot."""

from __future__ import annotations

import pytest

import mailboxes
from ledger.model import Decision, Letter, MailState, PostState, Verdict
from office.decisions.decide import DecisionError, decide
from office.post.post import queue
from office.standing.status import doubtful_letters
from tests.offices import Played, at
from tests.servers import Fault, Smtp

OFFICE = "taizhang@xingqing.example"


def write(office: Played, moment: str = "2022-05-16T09:00") -> str:
    """A letter to the unit in the outbox; its Message-ID."""
    with office.desk.book.writing() as page:
        letter = Letter(key="来函", kind="test", to=office.unit.addresses[:1], subject="来函", text="正文", html="")
        queue(page, office.desk, letter, now=at(moment))
        return page.letters.all()[0].message_id


def state(office: Played) -> tuple[PostState, int]:
    with office.desk.book.reading() as page:
        post = page.letters.all()[0]
    return post.state, post.attempts


def test_copy_goes_to_the_office_in_the_same_transaction_and_is_filed_as_its_own(office: Played, server: Smtp) -> None:
    write(office)
    office.collect("2022-05-16T09:05")
    ((_, recipients, raw),) = server.accepted
    assert recipients == [office.unit.addresses[0], OFFICE]
    assert OFFICE not in mailboxes.decode(raw).to
    office.drop("2022-05-16T09:05:01", raw)
    done = office.collect("2022-05-16T09:10")
    assert done.filed.states == {MailState.IGNORED: 1}
    assert not done.needs_person


def test_letter_whose_copy_came_is_not_sent_again(office: Played, server: Smtp) -> None:
    write(office)
    server.faults.append(Fault("after"))
    office.collect("2022-05-16T09:05")
    assert state(office) == (PostState.UNKNOWN, 1)
    office.drop("2022-05-16T09:05:01", server.accepted[0][2])
    office.collect("2022-05-16T09:10")
    assert state(office) == (PostState.SENT, 1)
    office.collect("2022-05-16T10:00")
    assert len(server.accepted) == 1


def test_letter_without_its_copy_is_sent_again_after_a_quarter_of_an_hour(office: Played, server: Smtp) -> None:
    identity = write(office)
    server.faults.append(Fault("data"))
    for moment, expected in (
        ("2022-05-16T09:05", (PostState.UNKNOWN, 1)),
        ("2022-05-16T09:19:59", (PostState.UNKNOWN, 1)),
        ("2022-05-16T09:20", (PostState.SENT, 2)),
    ):
        office.collect(moment)
        assert state(office) == expected
    assert [mailboxes.decode(raw).message_id for _, _, raw in server.accepted] == [identity]


def test_copy_that_comes_late_stops_the_second_sending(office: Played, server: Smtp) -> None:
    write(office)
    server.faults += [Fault("after"), Fault("mail", "451 4.3.0 later")]
    office.collect("2022-05-16T09:05")
    office.collect("2022-05-16T09:30")
    assert state(office) == (PostState.QUEUED, 2)
    office.drop("2022-05-16T09:31:00", server.accepted[0][2])
    office.collect("2022-05-16T09:35")
    assert state(office) == (PostState.SENT, 2)
    assert len(server.accepted) == 1


def test_refused_unit_is_refused_though_the_copy_is_taken(office: Played, server: Smtp) -> None:
    write(office)
    server.faults.append(Fault("rcpt", "550 5.1.1 no such user"))
    done = office.collect("2022-05-16T09:05")
    assert done.sent.refused == 1
    assert server.accepted == []


def test_letter_goes_out_though_the_copy_is_refused(office: Played, server: Smtp) -> None:
    write(office)
    server.unknown.add(OFFICE)
    office.collect("2022-05-16T09:05")
    assert [recipients for _, recipients, _ in server.accepted] == [[office.unit.addresses[0]]]


def test_without_copies_a_letter_is_sent_again_once_and_then_shown_to_a_person(office: Played, server: Smtp) -> None:
    office.set("copy_to_self = true", "copy_to_self = false")
    identity = write(office)
    server.faults += [Fault("after"), Fault("after")]
    assert not office.collect("2022-05-16T09:05").needs_person
    office.collect("2022-05-16T09:10")
    done = office.collect("2022-05-16T09:15")
    assert (done.doubtful, done.needs_person) == (1, True)
    to_unit = [
        (recipients, raw) for _, recipients, raw in server.accepted if recipients != ["jingban@xingqing.example"]
    ]
    assert [recipients for recipients, _ in to_unit] == [[office.unit.addresses[0]]] * 2
    assert {mailboxes.decode(raw).message_id for _, raw in to_unit} == {identity}
    told = mailboxes.decode(server.accepted[-1][2])
    assert "1封信件结果不明" in told.subject
    assert "第1号信：致sifa@xingqing.example" in told.text


@pytest.mark.parametrize(("kind", "expected"), [(Verdict.RESEND, PostState.SENT), (Verdict.DISMISS, PostState.SENT)])
def test_person_settles_a_letter_of_unknown_fate(
    office: Played, server: Smtp, kind: Verdict, expected: PostState
) -> None:
    office.set("copy_to_self = true", "copy_to_self = false")
    write(office)
    server.faults += [Fault("after"), Fault("after")]
    for moment in ("2022-05-16T09:05", "2022-05-16T09:10", "2022-05-16T09:15"):
        office.collect(moment)
    (post,) = doubtful_letters(office.desk)
    before = len(server.accepted)
    now = at("2022-05-16T09:20")
    decision = Decision(number=0, kind=kind, by="张三", at=now, reason="电话核实", letter=post.number)
    decide(office.desk, decision, now)
    assert state(office)[0] is expected
    to_the_unit = [to for _, to, _ in server.accepted[before:] if to != [office.desk.settings.office.address]]
    assert len(to_the_unit) == (kind is Verdict.RESEND)
    assert doubtful_letters(office.desk) == []
    with office.desk.book.reading() as page:
        assert page.decisions.all()[-1].letter == post.number
    with pytest.raises(DecisionError, match="不是结果不明的信"):
        decide(office.desk, decision, now)
