"""Histories that hypothesis invents: mails, copies of them, kills, faults, lost uids, colleagues and polls in any order.

Whatever happened, when all has healed every mail is in the book, every form in it once, and every letter
arrived once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ledger.model import MailState, PostState, Submission
from tests.crash.child import At
from tests.crash.mails import mail
from tests.crash.world import Ground, World
from tests.offices import at
from tests.servers import Fault

UNITS = ("司法局", "宣传部", "教育局")
_FIRST = at("2022-06-09T08:00:00")
_FAULTS = [Fault(at_, reply) for at_ in ("mail", "rcpt", "data", "after") for reply in ("451 4.3.0 later", "", b"25")]


class History(RuleBasedStateMachine):
    """One world and what happens in it. `ground` is laid before any history begins."""

    ground: ClassVar[Ground]
    forms: ClassVar[dict[str, bytes]]  # by unit
    told: ClassVar[Counter[str]] = Counter()  # what happened in all histories

    @classmethod
    def on(cls, ground: Ground) -> type[History]:
        """The histories of a ground; a form is filled once."""
        cls.ground = ground
        cls.forms = {unit: ground.pattern.form(unit) for unit in UNITS}
        return cls

    @initialize()
    def begin(self) -> None:
        """A new world."""
        self.playing = self.ground.world(per_day="1000", per_minute="0")
        self.world: World = self.playing.__enter__()
        self.mails: list[bytes] = []
        self.forms_in: dict[bytes, str] = {}  # which unit's form a mail brings
        self.sent: dict[bytes, datetime] = {}  # when each was first received
        self.arrivals = 0
        self.taken = False

    def _arrive(self, raw: bytes) -> None:
        self.arrivals += 1
        moment = _FIRST + timedelta(seconds=self.arrivals)
        self.sent.setdefault(raw, moment)
        self.world.deliver((moment.replace(tzinfo=None).isoformat(), raw))

    @rule(unit=st.sampled_from(UNITS), form=st.booleans())
    def write(self, unit: str, form: bool) -> None:
        """A unit writes: its form, in a new mail, or a question."""
        sender = self.ground.pattern.desk.roster[unit].addresses[0]
        files = [("台账.docx", self.forms[unit])] if form else []
        self.mails.append(mail(len(self.mails) + 1, sender, *files, text="填报时间能否晚两天？"))
        if form:
            self.forms_in[self.mails[-1]] = unit
        self._arrive(self.mails[-1])

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 20))
    def deliver_again(self, which: int) -> None:
        """The same mail comes once more."""
        self.told["delivered again"] += 1
        self._arrive(self.mails[which % len(self.mails)])

    @rule()
    def poll(self) -> None:
        """A poll that nothing disturbs."""
        assert self.world.poll().error == ""

    @rule(step=st.integers(1, 150), unit=st.sampled_from(UNITS))
    def die(self, step: int, unit: str) -> None:
        """A poll that has something to do is killed, if it takes so many steps."""
        self.write(unit, form=True)
        self.told["kills"] += self.world.poll(At(number=step)).died

    @rule(faults=st.lists(st.sampled_from(_FAULTS), min_size=1, max_size=3), unit=st.sampled_from(UNITS))
    def fail(self, faults: list[Fault], unit: str) -> None:
        """The SMTP server does not do its duty for a while."""
        self.write(unit, form=True)
        self.world.ground.carrier.faults += faults
        self.world.poll()
        self.told["faults"] += len(faults) - len(self.world.ground.carrier.faults)
        self.world.ground.carrier.faults.clear()

    @rule()
    def forget_uids(self) -> None:
        """The mailbox was restored from a backup."""
        self.told["new uids"] += 1
        self.world.forget_uids()

    @rule(step=st.integers(30, 120))
    def take_away(self, step: int) -> None:
        """A colleague reads, and puts into another folder, all that lies there, in the middle of a poll: what
        the book does not have then was never in our hands."""
        poll = self.world.start(At(what="stop", number=step))
        if poll.wait(stopped=True) is None:
            self._take_all()
            poll.go_on()
        self.world.rest()
        self._forget_what_was_taken()

    def _take_all(self) -> None:
        if not self.world.lying("taizhang"):
            return
        with self.world.colleague() as line:
            line.create("mine")
            line.uid("STORE", "1:*", "+FLAGS", r"(\Seen)")
            line.uid("MOVE", "1:*", "mine")
        self.told["taken away"] += 1

    def _forget_what_was_taken(self) -> None:
        """Mails that a colleague took before the book had them are nobody's loss."""
        known = self._stored()
        there = {path.read_bytes() for path in self.world.lying("taizhang")}
        self.taken = True
        self.sent = {raw: moment for raw, moment in self.sent.items() if raw in there or _sha256(raw) in known}

    def _stored(self) -> set[str | None]:
        desk = self.world.desk()
        with desk.book.reading() as page:
            known = {mail.sha256 for mail in page.mails.all()}
        desk.book.close()
        return known

    def teardown(self) -> None:
        """All heals, and all is there, once."""
        if not hasattr(self, "world"):
            return
        try:
            assert self.world.heal() == []
            self._check()
            self.told["histories"] += 1
        finally:
            self.playing.__exit__(None, None, None)

    def _check(self) -> None:
        desk = self.world.desk()
        with desk.book.reading() as page:
            mails, submissions, posts = page.mails.all(), page.submissions.all(), page.letters.all()
        desk.book.close()
        assert Counter(one.sha256 for one in mails if not one.sender.startswith("taizhang@")) == Counter(
            map(_sha256, self.sent)
        )
        assert {one.state for one in mails}.isdisjoint({MailState.RECEIVED, MailState.FAILED})
        self._check_forms(submissions)
        kinds = Counter(post.kind for post in posts)
        brought = sum(raw in self.forms_in for raw in self.sent)
        assert kinds["receipt"] == len(submissions)
        assert kinds["duplicate"] <= brought - len(submissions)  # at most a few a day
        assert {post.state for post in posts} <= {PostState.SENT}
        due = Counter((address.partition("@")[0], post.message_id) for post in posts for address in post.recipients)
        assert Counter(self.world.received()) == due
        assert not self.world.lying("taizhang")

    def _check_forms(self, submissions: list[Submission]) -> None:
        """Each form once, received when the first mail that brought it was."""
        first: dict[tuple[str, str], datetime] = {}
        for raw, moment in self.sent.items():
            if unit := self.forms_in.get(raw):
                key = unit, _sha256(self.forms[unit])
                first[key] = min(moment, first.get(key, moment))
        assert Counter((one.unit, one.sha256) for one in submissions) == Counter(first.keys())
        if not self.taken:  # of two copies a colleague may have taken the first
            assert {(one.unit, one.sha256): one.received_at for one in submissions} == first


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
