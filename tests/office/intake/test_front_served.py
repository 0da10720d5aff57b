"""A front over a real IMAP server, two ledgers with books on PostgreSQL: killed -9 between any two steps of handing over."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import datetime
from pathlib import Path

import pytest

import mailboxes
from ledger.model import SHANGHAI
from mailboxes.transport.imap import ImapMailbox
from office.desk.desk import Desk
from office.desk.front import Front
from office.intake import routing
from office.intake.collect import collect
from office.keeping.opening import open_book
from tests.office.intake.test_front import Both, both, folders  # noqa: F401  fixtures
from tests.servers import PASSWORD, Account, Postgres

STEPS: tuple[tuple[object, str], ...] = (
    (Front, "see"),
    (ImapMailbox, "move"),
    (routing, "_link"),
    (Path, "unlink"),
    (Front, "forget"),
)
"""What is not begun any more."""


@pytest.fixture
def served(
    both: Both,  # noqa: F811  the fixture
    dovecot: Account,
    postgres_server: Postgres,
    monkeypatch: pytest.MonkeyPatch,
) -> Both:
    """Both ledgers, their mail on a server and their books in a database each."""
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    settings = both.root / "总台" / "front.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("maildir:box", dovecot.url), encoding="utf-8")
    for office in (both.open_, both.watch):
        office.set('url = ""', f'url = "{postgres_server.database()}"')
        open_book(office.desk)
        office.desk.close()
    return both


def killed_at(root: Path, place: object, name: str) -> None:
    """A poll in a process of its own that is killed when it comes to that step."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def poll() -> None:
        setattr(place, name, die)
        collect(Desk(root), datetime.now(SHANGHAI))

    child = multiprocessing.get_context("fork").Process(target=poll)
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL, name


def test_killed_between_any_two_steps_each_mail_reaches_its_ledgers_once(served: Both, dovecot: Account) -> None:
    def mail(number: int, *files: tuple[str, bytes]) -> bytes:
        before = served.root / "总台" / "box" / "new"
        served.send("2022-06-08T15:20:00", *files, subject=f"公开台账、督查台账{number}")
        (path,) = before.iterdir()
        raw = path.read_bytes()
        path.unlink()
        return raw

    forms = (("台账.docx", served.open_.form()), ("督查.docx", served.watch.form()))
    offices = (served.open_, served.watch)
    for number, (place, name) in enumerate(STEPS, 1):
        dovecot.deliver(mail(number, *(forms[: 1 + number % 2])))
        killed_at(offices[number % 2].root, place, name)
    now = datetime.now(SHANGHAI)
    for office in (*offices, *offices):
        done = collect(office.desk, now)
        assert (done.trouble, done.balanced) == ("", True)
    both_forms = sum(number % 2 for number in range(1, len(STEPS) + 1))
    assert served.mails() == (len(STEPS), both_forms, 0)
    assert [len(some) for some in served.filed()] == [1, 1]  # the same form again and again
    assert [office.held() for office in offices] == [[], []]
    with mailboxes.connect(dovecot.url, root=served.root, secret=PASSWORD) as box:
        assert len(box.survey("INBOX").uids) == 0
        assert len(box.survey("已分送").uids) == len(STEPS)
