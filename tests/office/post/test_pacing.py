"""No more letters in a minute than a mail server takes; the rest waits for the next poll."""

from ledger.model import Letter, PostState
from office.keeping.check import check
from office.post.post import Sent, queue, send
from tests.offices import Played, at
from tests.servers import Fault, Smtp

START = "2022-05-16T09:00:00"


def queue_letters(office: Played) -> None:
    """One letter to each unit."""
    with office.desk.book.writing() as page:
        for unit in office.desk.roster.units:
            letter = Letter(key=unit.name, kind="test", to=unit.addresses[:1], subject="来函", text="正文", html="")
            queue(page, office.desk, letter, now=at(START))


def poll(office: Played, moment: str) -> Sent:
    with office.desk.book.alone():
        return send(office.desk, at(moment))


def test_server_gets_fifteen_letters_a_minute(office: Played, server: Smtp) -> None:
    queue_letters(office)
    for moment, expected in (
        (START, (15, 23)),
        ("2022-05-16T09:00:59", (0, 23)),
        ("2022-05-16T09:01:00", (15, 8)),
        ("2022-05-16T09:05:00", (8, 0)),
    ):
        sent = poll(office, moment)
        assert (sent.sent, sent.waiting) == expected
    assert len(server.accepted) == 38
    assert len({raw for _, _, raw in server.accepted}) == 38


def test_office_without_a_pace_sends_all_at_once(office: Played, server: Smtp) -> None:
    office.set("per_minute = 15", "per_minute = 0")
    queue_letters(office)
    sent = poll(office, START)
    assert (sent.sent, sent.waiting) == (38, 0)
    assert len(server.accepted) == 38


def test_maildir_needs_no_pace(office: Played) -> None:
    queue_letters(office)
    sent = poll(office, START)
    assert (sent.sent, sent.waiting) == (38, 0)


def test_day_has_a_most_of_letters_that_nothing_breaks_through(office: Played) -> None:
    office.set("total_per_day = 1000", "total_per_day = 20")
    queue_letters(office)
    done = office.collect("2022-05-16T09:00:00")
    assert (done.sent.sent, done.sent.waiting, done.sent.capped, done.needs_person) == (20, 18, True, True)
    assert office.collect("2022-05-16T23:59:59").sent.sent == 0
    done = office.collect("2022-05-17T00:00:01")
    assert (done.sent.sent, done.sent.waiting, done.sent.capped) == (18, 0, False)


def test_letters_wait_while_the_offices_own_account_is_refused(office: Played, server: Smtp) -> None:
    """However often: no unit is to blame, nobody's other contact is written to, and the office hears what to mend."""
    queue_letters(office)
    refusal = Fault("mail", "553 Mail from must equal authorized user")
    for hour in range(12):
        server.faults[:] = [refusal]
        office.collect(f"2022-05-16T{9 + hour:02}:00:00")
    server.faults[:] = [refusal]
    done = office.collect("2022-05-17T09:00:00")
    assert "不许本办账号以" in done.trouble
    assert done.needs_person
    assert server.accepted == []
    with office.desk.book.reading() as page:
        assert {post.state for post in page.letters.all() if post.kind == "test"} == {PostState.QUEUED}
        assert not [post for post in page.letters.all() if post.kind == "bounce_notice"]
    server.faults[:] = [refusal]
    found = [one.message for one in check(office.desk).blocking]
    assert any("不许本办账号以" in one and "授权码" in one for one in found)
    server.faults.clear()
    office.collect("2022-05-17T14:00:00")
    assert len(server.accepted) == 15
