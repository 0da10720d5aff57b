"""A world to crash in: an office folder, its mailbox and those of the units, on real servers, made in milliseconds."""

from __future__ import annotations

import imaplib
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Self

import pytest

import mailboxes
from ledger.model import MailState, PostState
from office.desk.desk import Desk
from office.intake.collect import collect
from tests.crash import steps
from tests.crash.child import At, Child, End
from tests.crash.mails import of_a_morning
from tests.crash.servers import Carrier
from tests.offices import Played, at
from tests.servers import PASSWORD, Account, Dovecot

MORNING = at("2022-06-09T15:25")
"""When the first poll of a world is."""
LATER = timedelta(minutes=20)
"""From poll to poll: more than a letter of unknown fate waits for its own copy."""
POLLS = 10
_SAME = ("roster", "ledger", "editions", "rounds")
_SETTLED = {PostState.SENT, PostState.REFUSED, PostState.GATHERED}
_numbers = itertools.count(1)


@dataclass
class Ground:
    """What all worlds of a run stand on: the servers, and an office to be copied."""

    dovecot: Dovecot
    carrier: Carrier
    pattern: Played
    morning: tuple[tuple[str, bytes], ...] = field(repr=False)  # when each mail of a sweep is received, and its bytes

    @classmethod
    @contextmanager
    def laid(cls, dovecot: Dovecot, patch: pytest.MonkeyPatch) -> Iterator[Self]:
        """An office is opened once, its ledger and its units are read once; `patch` sets the servers' passwords."""
        for way in ("INBOX", "OUTBOX"):
            patch.setenv(f"TAIZHANG_{way}_PASSWORD", PASSWORD)
        with tempfile.TemporaryDirectory(prefix="crash.") as folder, Carrier(lmtp_port=dovecot.lmtp_port) as carrier:
            pattern = Played(Path(folder) / "pattern")
            for name in _SAME:
                getattr(pattern.desk, name)
            pattern.desk.book.close()
            ground = cls(dovecot=dovecot, carrier=carrier, pattern=pattern, morning=of_a_morning(pattern))
            ground.warm()
            yield ground

    def warm(self) -> None:
        """One poll in this very process: what a fork finds loaded and read, it need not load and read."""
        for _, raw in self.morning:
            for file in mailboxes.decode(raw).attachments:
                steps.known(file.name, file.content)
        with self.world() as world:
            world.deliver(*self.morning)
            desk = world.desk()
            collect(desk, world.now)
            desk.book.close()

    @contextmanager
    def world(self, **settings: str) -> Iterator[World]:
        """A new world; `settings` are lines of [mail] that differ from the example's."""
        made = World(ground=self, settings=settings)
        try:
            yield made
        finally:
            made.end()


@dataclass
class World:
    """One office in the year 2022, polled by children."""

    ground: Ground
    settings: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = field(default=lambda: None)  # what every child of it does first: a planted mistake
    now: datetime = MORNING
    _children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"w{next(_numbers)}"
        self.root = self.ground.pattern.root.parent / "world"  # one at a time: letters printed there stay known
        self.office = self.root / "office"
        self.root.mkdir()
        shutil.copytree(self.ground.pattern.root, self.office)
        path = self.office / "office.toml"
        lines = [self._line(line) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("\n".join(lines), encoding="utf-8")
        self.ground.carrier.world = self.name
        self.ground.carrier.faults.clear()

    def _line(self, line: str) -> str:
        name = line.partition(" = ")[0]
        servers = {"inbox": f'"{self.inbox.url}"', "outbox": f'"{self.ground.carrier.url}"'}
        value = {**servers, **self.settings}.get(name)
        return f"{name} = {value}" if value else line

    def redirect(self, ports: dict[int, int]) -> None:
        """The office reaches its servers by other ports."""
        path = self.office / "office.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in ports.items():
            text = text.replace(f"@127.0.0.1:{old}", f"@127.0.0.1:{new}")
        path.write_text(text, encoding="utf-8")

    def end(self) -> None:
        """Nothing of it is left, no child that was stopped either."""
        for child in self._children:
            child.end()
        self.ground.carrier.rest()
        shutil.rmtree(self.root)

    @property
    def inbox(self) -> Account:
        """The office's own mailbox."""
        return self.mailbox("taizhang")

    def mailbox(self, name: str) -> Account:
        """A mailbox of this world."""
        return Account(user=f"{self.name}.{name}", server=self.ground.dovecot)

    def desk(self) -> Desk:
        """The office anew, as a process that starts finds it; ledger and units are those read before."""
        desk = Desk(self.office)
        desk.__dict__.update({name: self.ground.pattern.desk.__dict__[name] for name in _SAME})
        return desk

    # --- mail in ---------------------------------------------------------------------------------

    @contextmanager
    def colleague(self) -> Iterator[imaplib.IMAP4]:
        """Someone else at the office's mailbox."""
        line = imaplib.IMAP4("127.0.0.1", self.ground.dovecot.imap_port)
        line.login(self.inbox.user, PASSWORD)
        line.select("INBOX")
        try:
            yield line
        finally:
            line.logout()

    def deliver(self, *mails: tuple[str, bytes]) -> None:
        """Mails come in, each received at its moment."""
        with self.colleague() as line:
            for received, raw in mails:
                moment = imaplib.Time2Internaldate(at(received))
                assert line.append("INBOX", "", moment, raw)[0] == "OK"

    def forget_uids(self) -> None:
        """The folder gets a new validity, as after a restored backup: all its uids are new."""
        folder = self.inbox.maildir
        listing = folder / "dovecot-uidlist"
        if not listing.exists():
            return
        head, _, _ = listing.read_text().partition("\n")
        version, validity, *_ = head.split()
        listing.write_text(f"{version} V{int(validity[1:]) + 1} N1\n")
        for path in folder.glob("dovecot.index*"):
            path.unlink()

    # --- polls -----------------------------------------------------------------------------------

    def poll(self, at_: At | None = None) -> End:
        """One poll in a process of its own, and rest after it; the next one is later."""
        ended = self.start(at_).wait()
        assert ended, "only a child that is asked to stop stops"
        self.rest()
        return ended

    def start(self, at_: At | None = None, prepare: Callable[[], None] | None = None) -> Child:
        """A poll that has just begun."""
        now = self.now
        self._children.append(Child(lambda: collect(self.desk(), now), self.root, at_, prepare or self.prepare))
        return self._children[-1]

    def rest(self) -> None:
        """Everything under way arrives; then it is later."""
        self.ground.carrier.rest()
        self.now += LATER

    def heal(self) -> list[str]:
        """Poll until nothing is left to do, and once more; what the polls complained of."""
        errors = []
        for _ in range(POLLS):
            quiet = self.is_quiet()
            errors += [error] if (error := self.poll().error) else []
            if quiet and self.is_quiet():  # a poll may send the day's digest of itself
                break
        return errors

    def is_quiet(self) -> bool:
        """Whether no mail and no letter waits for the next poll."""
        desk = self.desk()
        with desk.book.reading() as page:
            mails, letters = page.mails.tally(), page.letters.tally()
        desk.book.close()
        waiting = [mails.get(state, 0) for state in (MailState.RECEIVED, MailState.FAILED)]
        return not any(waiting) and letters.keys() <= _SETTLED and not self.lying("taizhang")

    # --- what lies where -------------------------------------------------------------------------

    def lying(self, mailbox: str, folder: str = "") -> list[Path]:
        """The mails that lie in a folder of a mailbox."""
        maildir = self.mailbox(mailbox).maildir / folder
        return [path for sub in ("new", "cur") for path in sorted((maildir / sub).glob("*"))]

    def received(self) -> list[tuple[str, str]]:
        """Mailbox and Message-ID of every letter that has arrived anywhere but at the office itself."""
        parse = BytesHeaderParser().parsebytes
        folder = self.ground.dovecot.root / "mail"
        names = [path.name.removeprefix(f"{self.name}.") for path in folder.glob(f"{self.name}.*")]
        return sorted(
            (name, str(parse(path.read_bytes())["Message-ID"]))
            for name in names
            if name != "taizhang"
            for path in self.lying(name)
        )
