"""What a world came to, and by how much it differs from the one nobody disturbed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, fields
from typing import Self

from office.standing.status import status
from tests.crash.world import World
from tests.offices import at

JUDGED = at("2022-06-10T12:00")
"""When standings are asked for: no window has closed yet, whenever a return letter went out."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All that must be the same whatever happened. A letter is named by its kind and whom it goes to: the numbers
    its Message-ID is made of have gaps on PostgreSQL after a kill."""

    mails: Counter[tuple[str, str, str]]  # sha256, receipt, state
    submissions: Counter[tuple[str, str, str, str]]  # unit, round, sha256, receipt
    standings: Counter[tuple[str, str, str]]  # unit, standing, receipt
    held: Counter[tuple[str, str]]  # kind, unit
    posts: Counter[tuple[str, str]]  # letter, state
    letters: Counter[tuple[str, str]]  # mailbox, letter
    folders: Counter[tuple[str, str]]  # folder of the office, sha256

    @classmethod
    def of(cls, world: World) -> Self:
        """What the book says, and what lies in the mailboxes."""
        desk = world.desk()
        with desk.book.reading() as page:
            mails = [
                (mail.sha256 or "", str(mail.received_at), mail.state)
                for mail in page.mails.all()
                if not mail.sender.startswith("taizhang@")
            ]
            submissions = [(one.unit, one.round, one.sha256, str(one.received_at)) for one in page.submissions.all()]
            held = [(one.kind, one.unit) for one in page.held.listed(open_only=False)]
            posts = page.letters.all()
        names = {post.message_id: f"{post.kind} to {' '.join(post.recipients)}" for post in posts}
        standings = [
            (one.unit.name, str(one.standing), str(one.received_at))
            for one in status(desk, desk.round("2022Q2"), JUDGED)
        ]
        desk.book.close()
        return cls(
            mails=Counter(mails),
            submissions=Counter(submissions),
            standings=Counter(standings),
            held=Counter(held),
            posts=Counter((names[post.message_id], str(post.state)) for post in posts),
            letters=Counter((mailbox, names.get(identity, identity)) for mailbox, identity in world.received()),
            folders=Counter(_folders(world)),
        )


def _folders(world: World) -> list[tuple[str, str]]:
    """Where each mail that came in lies now; the office's own copies are told by `posts`."""
    return [
        (path.parts[-3], hashlib.sha256(raw).hexdigest())
        for path in world.inbox.maildir.glob("**/*")
        if path.parent.name in ("new", "cur") and b"\nX-Taizhang:" not in (raw := path.read_bytes())
    ]


@dataclass(frozen=True, kw_only=True)
class Damage:
    """By how much a world differs from the undisturbed one: all 0."""

    mails_lost: int = 0
    submissions_lost: int = 0
    submissions_doubled: int = 0
    letters_lost: int = 0
    letters_doubled: int = 0
    other: tuple[str, ...] = ()  # in what else it differs

    @property
    def count(self) -> int:
        """How much was lost or doubled."""
        received = self.mails_lost + self.submissions_lost + self.submissions_doubled
        return received + self.letters_lost + self.letters_doubled

    def __str__(self) -> str:
        return "、".join(f"{one.name}={getattr(self, one.name)}" for one in fields(self) if getattr(self, one.name))


def damage(undisturbed: Outcome, found: Outcome) -> Damage:
    """What is missing, what is there twice, what else is not as it was."""
    known = {sha256 for sha256, _, _ in found.mails}
    return Damage(
        mails_lost=sum(sha256 not in known for sha256, _, _ in undisturbed.mails),
        submissions_lost=(undisturbed.submissions - found.submissions).total(),
        submissions_doubled=(found.submissions - undisturbed.submissions).total(),
        letters_lost=(undisturbed.letters - found.letters).total(),
        letters_doubled=(found.letters - undisturbed.letters).total(),
        other=tuple(
            f"{name}: {_said(was - is_)} → {_said(is_ - was)}"
            for name in ("mails", "standings", "held", "posts", "folders")
            if (was := getattr(undisturbed, name)) != (is_ := getattr(found, name))
        ),
    )


def _said(difference: Counter[tuple[str, ...]]) -> str:
    """A difference in few words: hashes by their first figures."""
    return "、".join(f"{count}×" + " ".join(part[:20] for part in what) for what, count in difference.items()) or "none"
