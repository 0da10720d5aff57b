"""What befalls a poll besides its death: servers that fail, colleagues, a second poller, a disk that is full."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Engine, event

from ledger.book import book as opening
from tests.crash.child import At
from tests.crash.disk import filled
from tests.crash.outcome import Damage, Outcome, damage
from tests.crash.sweep import Course
from tests.crash.world import Ground, World
from tests.servers import Fault

NONE = Damage()
SURVEYED = At(what="stop", name="imap, UID FETCH: answered")
FETCHED = At(what="stop", name="book, tried: before it")
LATER = "451 4.3.0 try again later"


def healed(world: World, course: Course) -> Damage:
    """What the world comes to once nothing disturbs it any more."""
    assert world.heal() == []
    return damage(course.outcome, Outcome.of(world))


def test_letters_survive_every_fault_of_the_server(world: World, course: Course) -> None:
    faults = [Fault(at, LATER) for at in ("mail", "rcpt", "data", "after")]
    faults += [Fault(at) for at in ("mail", "rcpt", "data", "after")]
    faults += [Fault(at, b"25") for at in ("rcpt", "data", "after")]
    world.ground.carrier.faults += faults
    assert healed(world, course) == NONE
    assert world.ground.carrier.faults == []


def test_letter_waits_while_the_offices_own_account_is_refused(world: World, course: Course) -> None:
    world.ground.carrier.faults.append(Fault("mail", "554 5.7.1 refused"))
    assert healed(world, course) == NONE


def test_letter_refused_at_data_goes_to_the_other_contact(world: World, course: Course) -> None:
    world.ground.carrier.faults.append(Fault("data", "554 5.7.1 refused"))
    found = healed(world, course)
    assert (found.mails_lost, found.submissions_lost, found.letters_lost) == (0, 0, 1)
    assert {name for name, _ in (Outcome.of(world).letters - course.outcome.letters)} == {"sifa-b", "jingban"}


def test_second_poller_is_sent_away_and_harms_nothing(world: World, course: Course) -> None:
    first = world.start(At(what="stop", name="smtp, final dot: sent"))
    first.wait(stopped=True)
    second = world.start().wait()
    assert second
    assert "Busy" in second.error
    assert first.go_on().error == ""
    assert healed(world, course) == NONE


@pytest.mark.parametrize("at", [SURVEYED, FETCHED], ids=["before the fetch", "before the tidying"])
def test_folder_with_new_uids_is_read_anew(world: World, course: Course, at: At) -> None:
    poll = world.start(at)
    poll.wait(stopped=True)
    world.forget_uids()
    poll.go_on()
    world.rest()
    assert healed(world, course) == NONE


def test_colleague_who_moves_and_deletes_before_the_fetch_takes_only_those_mails(world: World, course: Course) -> None:
    poll = world.start(SURVEYED)
    poll.wait(stopped=True)
    with world.colleague() as line:
        line.create("mine")
        line.store("1", "+FLAGS", r"(\Seen \Flagged)")
        line.copy("3", "mine")
        line.store("3:4", "+FLAGS", r"(\Deleted)")
        line.expunge()
    assert poll.go_on().error == ""
    world.rest()
    found = healed(world, course)
    assert (found.mails_lost, found.submissions_lost, found.submissions_doubled) == (2, 0, 0)
    assert max(Outcome.of(world).letters.values()) == 1
    assert not world.lying("taizhang")


def test_colleague_who_moves_and_deletes_before_the_tidying_changes_no_result(world: World, course: Course) -> None:
    poll = world.start(FETCHED)
    poll.wait(stopped=True)
    with world.colleague() as line:
        line.create("mine")
        line.store("1", "+FLAGS", r"(\Seen \Answered)")
        line.copy("2", "mine")
        line.store("2:3", "+FLAGS", r"(\Deleted)")
        line.expunge()
    assert poll.go_on().error == ""
    world.rest()
    found = healed(world, course)
    assert found.count == 0
    assert [what.partition(":")[0] for what in found.other] == ["folders"]


def test_full_disk_stops_the_poll_and_the_next_one_goes_on(ground: Ground, course: Course) -> None:
    said, found = filled(ground, course, 600)
    assert "disk I/O error" in said
    assert "账册暂时不能读写" in said
    assert found == NONE


def impatient() -> None:
    """The book's lock is waited for a tenth of a second only."""
    tune = opening._tune_sqlite

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    def tuned(engine: Engine) -> None:
        tune(engine)
        event.listen(engine, "connect", hurry)

    pytest.MonkeyPatch().setattr(opening, "_tune_sqlite", tuned)


def test_book_locked_by_another_program_stops_the_poll_and_the_next_one_goes_on(world: World, course: Course) -> None:
    poll = world.start(At(what="stop", name="smtp, final dot: sent"), prepare=impatient)
    poll.wait(stopped=True)
    other = sqlite3.connect(world.office / "book.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ended = poll.go_on()
    other.close()
    assert "database is locked" in ended.error
    assert "账册暂时不能读写" in ended.error
    world.rest()
    assert healed(world, course) == NONE
