"""Classic mistakes, planted one at a time from outside: the sweep is worth something only if it catches each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from ledger.book import Page
from ledger.book.letters import Letters
from ledger.book.submissions import Submissions
from ledger.model import Outcome, PostState, Submission
from mailboxes import Survey
from mailboxes.transport.imap import ImapMailbox
from mailboxes.transport.transport import Fetched
from office.answers import answers
from office.arrivals import plan
from office.desk.desk import Desk
from office.intake import collect, filing
from tests.crash.outcome import damage
from tests.crash.sweep import Course, Sweep

_patch = pytest.MonkeyPatch()


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One mistake: what it is, and how it is planted into a process that ends soon."""

    mistake: str
    plant: Callable[[], None]
    bites: str  # a step at which a kill shows it; "" where it shows unkilled

    def caught(self, sweep: Sweep, course: Course) -> str:
        """Where it first shows that something is lost or doubled, one kill at each kind of its steps; "" if nowhere."""
        planted = replace(sweep, prepare=self.plant)
        own = planted.undisturbed()
        if harm := damage(course.outcome, own.outcome).count:
            return f"unkilled: {harm} lost or doubled"
        kills = planted.killed(replace(own, outcome=course.outcome), own.kinds())
        return next((f"{one.step}: {one.damage}" for one in kills if one.damage.count), "")


def _moved_first() -> None:
    """The mail leaves the inbox before the book has it."""
    fetch = ImapMailbox.fetch

    def fetched(box: ImapMailbox, folder: str, uids: Any, *, limit: int) -> Iterator[Fetched]:  # noqa: ANN401  passed on
        for mail in fetch(box, folder, uids, limit=limit):
            box.move(folder, [mail.uid], "已处理")
            yield mail

    _patch.setattr(ImapMailbox, "fetch", fetched)


def _watermark() -> None:
    """The highest uid is remembered before the mails up to it are stored."""

    def unseen(desk: Desk, account: str, survey: Survey) -> list[str]:
        name = f"{account} {survey.folder} {survey.validity}"
        with desk.book.writing() as page:
            mark = int(page.notes.get(name) or 0)
            page.notes.write(name, str(max(map(int, survey.uids), default=mark)))
        return [uid for uid in survey.uids if int(uid) > mark]

    _patch.setattr(collect, "_unseen", unseen)


def _two_transactions() -> None:
    """The submission is committed, and its receipt is queued after that."""
    receipt, enter_all = answers.receipt, filing._enter_all
    later: list[tuple[Any, ...]] = []

    def postponed(desk: Desk, page: Page, *of: Any) -> None:  # noqa: ANN401  passed on
        del desk, page
        later.append(of)

    def filed(desk: Desk, some: Sequence[filing.Waiting], now: datetime) -> list[Outcome]:
        done = enter_all(desk, some, now)
        with desk.book.writing() as page:
            for of in later:
                receipt(desk, page, *of)
        later.clear()
        return done

    _patch.setattr(answers, "receipt", postponed)
    _patch.setattr(filing, "_enter_all", filed)


def _no_hashes() -> None:
    """A form is not known again by its bytes."""
    file = Submissions.file

    def copy_of(of: Submissions, unit: str, round_: str, sha256: str) -> None:
        del of, unit, round_, sha256

    def filed(of: Submissions, submission: Submission) -> Submission:
        return file(of, replace(submission, sha256=f"{submission.mail}:{submission.sha256}"[:64]))

    _patch.setattr(Submissions, "copy_of", copy_of)
    _patch.setattr(plan, "is_copy", lambda _submission, _earlier: False)
    _patch.setattr(Submissions, "file", filed)


def _no_claim() -> None:
    """Nothing in the book says that a letter is on its way."""

    def claim(letters: Letters, number: int) -> bool:
        del letters, number
        return True

    _patch.setattr(Letters, "claim", claim)


def _sent_first() -> None:
    """A letter is marked as sent before it is."""
    claim = Letters.claim

    def claimed(letters: Letters, number: int) -> bool:
        taken = claim(letters, number)
        letters.settle(number, PostState.SENT)
        return taken

    _patch.setattr(Letters, "claim", claimed)


def _unknown_is_refused() -> None:
    """A letter of unknown fate is taken for one that the server refused."""
    orphans = Letters.orphans

    def refused(letters: Letters, at: datetime) -> int:
        found = orphans(letters, at)
        for post in letters.all(state=PostState.UNKNOWN):
            letters.settle(post.number, PostState.REFUSED)
        return found

    _patch.setattr(Letters, "orphans", refused)


MUTANTS = (
    Mutant(mistake="mailbox moved before the commit", plant=_moved_first, bites="book, fetch_folder: before it"),
    Mutant(mistake="a watermark instead of a set difference", plant=_watermark, bites="book, unseen: after its commit"),
    Mutant(
        mistake="submission and letter in two transactions",
        plant=_two_transactions,
        bites="book, enter_all: after its commit",
    ),
    Mutant(mistake="no copy known by its hash", plant=_no_hashes, bites=""),
    Mutant(mistake="no claim before DATA", plant=_no_claim, bites="smtp, final dot: answered"),
    Mutant(mistake="marked sent before DATA", plant=_sent_first, bites="book, send_one: after its commit"),
    Mutant(mistake="unknown taken for refused", plant=_unknown_is_refused, bites="book, send_one: after its commit"),
)
