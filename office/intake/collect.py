"""One poll: fetch what the book has not seen, read and file it, answer, tidy the mailbox.

What cannot be had stops nothing else: a mail the server refuses is noted and asked for again at each poll, a
folder that does not open leaves the others read, a mailbox out of reach leaves what is stored to be filed and
answered. Only a folder of which every mail was stored or noted is read through.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI, Mail, MailState, Place
from mailboxes import Fetched, FolderError, Lack, Mailbox, MailServerError, ReadOnlyError, Survey
from office.arrivals.plan import is_whole
from office.decisions.acting import act_on_replies
from office.decisions.digest import tell_office
from office.desk.desk import Desk
from office.desk.units import UnitsError
from office.intake.filing import Filed, file_waiting
from office.intake.routing import route
from office.post.fates import send_again
from office.post.logins import patient
from office.post.post import Sent, send
from office.standing.assessing import unexplained
from office.standing.knowing import read_through

P = ParamSpec("P")
R = TypeVar("R")
_DONE = (MailState.FILED, MailState.ANSWERED, MailState.IGNORED)
_WAITING = (MailState.RECEIVED, MailState.FAILED)
EVERYWHERE = "look_everywhere"
"""The note in a book that the next poll looks into the folders of what was settled, too."""
_TOGETHER, _HEAVY = 20, 8 << 20  # mails, and bytes of them, stored in one transaction
_ASKED_AGAIN = 50  # mails of a folder that are owed, at one poll
_PATIENCE = timedelta(hours=1)  # before the office is told that its mailbox cannot be read
_AHEAD = timedelta(minutes=10)  # a mail server's clock may be that much before ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What lay in the mailbox, and what was taken from it."""

    account: str = ""
    surveys: tuple[Survey, ...] = ()
    fetched: int = 0
    left: int = 0  # mails that lie there and could not be taken: must be 0
    unread: int = 0  # of those in the book: mails the mailbox has not given whole
    trouble: str = ""  # why the mailbox, or a folder of it, could not be read through


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll came to."""

    in_box: int = 0  # mails that lay in the mailbox
    settled: int = 0  # of them: those something has come of, be it that a person must look
    retried: int = 0  # of them: those to be read again later
    left: int = 0  # of them: those that could not be noted: must be 0
    unread: int = 0  # of them: those the mailbox has not given whole, asked for again at each poll
    fetched: int = 0
    filed: Filed = field(default_factory=Filed)
    sent: Sent = field(default_factory=Sent)
    doubtful: int = 0  # letters tried again and again and still of unknown fate
    tidied: int = 0
    trouble: str = ""  # why the mailbox could not be read through, or not tidied

    @property
    def needs_person(self) -> bool:
        """Whether this poll left something for a person."""
        states = self.filed.states
        held = states.get(MailState.HELD) or states.get(MailState.FAILED)
        amiss = self.trouble or self.unread or not self.balanced
        return bool(held or self.sent.refused or self.sent.capped or self.doubtful or amiss)

    @property
    def balanced(self) -> bool:
        """Whether every mail in the mailbox is accounted for."""
        return self.in_box == self.settled + self.retried

    @property
    def tally(self) -> str:
        """「邮箱n封＝已处理n封」, or what is amiss."""
        later = f"＋稍后重试{self.retried}封" if self.retried else ""
        if self.balanced:
            unread = f"（其中{self.unread}封邮箱没有完整给出，每次收件重取）" if self.unread else ""
            return f"邮箱{self.in_box}封＝已处理{self.settled}封{later}{unread}"
        return f"警告：邮箱{self.in_box}封≠已处理{self.settled}封{later}，有{self.left}封未能取下，请在邮箱中查看"


class Stage(Protocol):
    """What makes a stage of a poll out of a duty: a flow makes a task of it."""

    def __call__(self, duty: Callable[P, R], /) -> Callable[P, R]:
        """The duty, watched."""
        ...


def _plainly(duty: Callable[P, R], /) -> Callable[P, R]:
    return duty


def collect(desk: Desk, now: datetime, *, stage: Stage = _plainly) -> Collected:
    """One poll from mailbox to mailbox. Raises Busy if another process polls, MailServerError for the machine room
    once everything was done that could be done without that server."""
    with desk.book.alone():
        trouble: MailServerError | None = None
        taken = Fetch()
        try:
            taken = stage(fetch)(desk, now)
        except MailServerError as error:
            trouble = error
        gone = _unexplained(desk)
        filed = Filed() if gone else stage(file_waiting)(desk, now)
        if not gone:
            stage(act_on_replies)(desk, now)
        doubtful = send_again(desk, now)
        unreadable = str(trouble or taken.trouble) if _long_unread(desk, now) else ""
        stage(tell_office)(desk, now, left=taken.left, trouble=unreadable, unexplained=gone)
        sent = stage(send)(desk, now)
        if trouble:
            raise trouble
        tidied, untidy = stage(tidy)(desk, now)
    here = _here(desk, taken)
    retried = sum(here[state] for state in _WAITING)
    return Collected(
        in_box=here.total() + taken.left,
        settled=here.total() - retried,
        retried=retried,
        left=taken.left,
        unread=taken.unread,
        fetched=taken.fetched,
        filed=filed,
        sent=sent,
        doubtful=doubtful,
        tidied=tidied,
        trouble="；".join(filter(None, (gone, taken.trouble, untidy, sent.trouble))),
    )


def _unexplained(desk: Desk) -> str:
    """Why nothing is filed while the roster does not say what became of a unit on file: what it sends under its new name
    would be a stranger's. Mails are stored, and filed as ever once it does."""
    with desk.book.reading() as page:
        names = unexplained(page, desk.roster)
    return f"{UnitsError.unexplained(names)}来件已留存，填写后下次收件时补登" if names else ""


def look(desk: Desk, now: datetime) -> str:
    """A poll right before something is said of what is not there: why the mailbox could not be read through, "" if it
    was. Raises Busy."""
    try:
        done = collect(desk, now)
        trouble = done.trouble or ("" if done.balanced else done.tally)
    except MailServerError as error:
        trouble = str(error)
    if read_through(desk) == now:
        return ""
    trouble = trouble or "邮箱没有读全"
    tell_office(desk, now, trouble=trouble)
    return trouble


def _long_unread(desk: Desk, now: datetime) -> bool:
    """Whether the mailbox has been out of reach for longer than a line may break."""
    moment = read_through(desk)
    return moment is not None and now - moment > _PATIENCE


def _here(desk: Desk, taken: Fetch) -> Counter[MailState]:
    """What became of the mails that lay in the mailbox."""
    here: Counter[MailState] = Counter()
    with desk.book.reading() as page:
        for survey in taken.surveys:
            states = page.mails.states_in(taken.account, survey.folder, survey.validity)
            here.update(states[uid] for uid in survey.uids if uid in states)
    return here


def fetch(desk: Desk, now: datetime) -> Fetch:
    """Store every mail not seen before, raw, before anything else. Raises MailServerError where the mailbox cannot
    be reached; a folder that cannot be read leaves the others read."""
    settings = desk.settings.mail
    done = Fetch()
    route(desk, now)
    with desk.book.reading() as page:
        everywhere = bool(page.notes.get(EVERYWHERE))
    with patient(desk, "inbox", now), desk.inbox() as inbox:
        done = replace(done, account=inbox.account)
        if everywhere:
            _fetch_settled(desk, inbox, now)
        for folder in (settings.folder, *settings.also):
            try:
                done = _fetch_folder(desk, inbox, folder, done, now)
            except FolderError as error:
                done = replace(done, trouble="；".join(filter(None, (done.trouble, str(error)))))
    return done


def _fetch_settled(desk: Desk, inbox: Mailbox, now: datetime) -> None:
    """The folders of what was settled, once: a book that was restored has not seen what came after its backup."""
    for folder in (desk.settings.mail.done, desk.settings.mail.waiting):
        with suppress(FolderError):  # not made yet
            _fetch_folder(desk, inbox, folder, Fetch(), now)
    with desk.book.writing() as page:
        page.notes.write(EVERYWHERE, "")


def _fetch_folder(desk: Desk, inbox: Mailbox, folder: str, done: Fetch, now: datetime) -> Fetch:
    """Take what lies in a folder. Where every mail of it was stored or noted, the folder is read through."""
    survey = inbox.survey(folder)
    unseen = _unseen(desk, inbox.account, survey)
    with desk.book.reading() as page:
        owed = page.mails.owed(inbox.account, folder, survey.validity)
    again = [uid for uid in owed if uid in set(survey.uids)][:_ASKED_AGAIN]
    mails = inbox.fetch(folder, [*unseen, *again], limit=desk.settings.mail.max_size)
    fetched = 0
    here = Place(account=inbox.account, folder=folder, validity=survey.validity, uid="", mail=0)
    for some in _some(desk.watch(mails, "收取", len(unseen))):
        with desk.book.writing() as page:
            for one in some:
                _enter(desk, page, replace(here, uid=one.uid, mail=owed.get(one.uid, 0)), one, now)
        fetched += sum(one.uid not in owed for one in some)
    left = _left(desk, inbox, survey) if fetched < len(unseen) else 0
    with desk.book.writing() as page:
        for mail in page.mails.forget_owed(inbox.account, folder, but=survey.validity):
            page.held.settle_of(mail, at=now)
        if left == 0:
            page.mails.write_read_through(inbox.account, folder, now)
        unread = len(page.mails.owed(inbox.account, folder, survey.validity))
    return replace(
        done,
        surveys=(*done.surveys, survey),
        fetched=done.fetched + fetched,
        left=done.left + (left or 0),
        unread=done.unread + unread,
    )


def _left(desk: Desk, inbox: Mailbox, survey: Survey) -> int | None:
    """How many mails lie in a folder that are not in the book: a colleague may have moved some meanwhile, only what
    still lies there is amiss. None where the folder was made anew meanwhile: the next poll will know."""
    again = inbox.survey(survey.folder)
    if again.validity != survey.validity:
        return None
    return len(set(_unseen(desk, inbox.account, survey)).intersection(again.uids))


def _unseen(desk: Desk, account: str, survey: Survey) -> list[str]:
    with desk.book.reading() as page:
        return page.mails.unseen(account, survey.folder, survey.validity, survey.uids)


def _some(mails: Iterable[Fetched]) -> Iterator[list[Fetched]]:
    """A few mails at a time: a commit of its own for each costs more than the mail."""
    some: list[Fetched] = []
    for one in mails:
        some.append(one)
        if len(some) == _TOGETHER or sum(len(each.raw or b"") for each in some) > _HEAVY:
            yield some
            some = []
    if some:
        yield some


def _enter(desk: Desk, page: Page, place: Place, one: Fetched, now: datetime) -> None:
    """A mail as the mailbox gave it, in the book: stored whole, or noted with all that is told of it and held. One
    that was owed (`place.mail`) is read anew once it, or its time, has come."""
    timed = one.received_at is not None and can_be(desk, one.received_at, now)
    received_at, size = one.received_at or now, one.size or len(one.raw or b"")
    if place.mail:
        _pay(page, page.mails.one(place.mail), one, timed=timed, size=size, now=now)
        return
    number = page.mails.store(one.raw, size=size, received_at=received_at, timed=timed, at=now)
    known = page.mails.one(number)
    owed = known.state not in _DONE and (_whole(one) is None or not (timed or known.timed))
    page.mails.place(replace(place, mail=number), owed=owed)
    if one.raw is None:
        hold_unread(page, number, one, now)


def _whole(one: Fetched) -> bytes | None:
    """The mail, if it was given and given whole."""
    return one.raw if one.raw is not None and is_whole(len(one.raw), one.size or 0) else None


def _pay(page: Page, mail: Mail, one: Fetched, *, timed: bool, size: int, now: datetime) -> None:
    """What the mailbox gives now of a mail that it owed. A time that could not be does not become true by waiting."""
    told = timed and not mail.timed and one.received_at not in (None, mail.received_at)
    whole = _whole(one)
    given = whole is not None and hashlib.sha256(whole).hexdigest() != mail.sha256
    if told and one.received_at:
        page.mails.time(mail.number, one.received_at)
    if given or (told and mail.sha256):
        page.held.settle_of(mail.number, at=now)
    if given and whole is not None:
        page.mails.complete(mail.number, whole, size=size, at=now, owed=not (told or mail.timed))
    elif told and mail.sha256:
        page.mails.read_again(mail.number)


def can_be(desk: Desk, received_at: datetime, now: datetime) -> bool:
    """Whether a mail can have come in then: in the office's year, and not after now."""
    return datetime(desk.settings.year, 1, 1, tzinfo=SHANGHAI) <= received_at <= now + _AHEAD


def hold_unread(page: Page, number: int, one: Fetched, now: datetime) -> None:
    """A mail that lies in the mailbox and was not had: all that is known of it, for a person."""
    page.mails.describe(number, message_id="", sender=one.sender, subject=one.subject)
    if one.lack is Lack.LARGE:
        reason = f"邮件过大（{(one.size or 0) / 2**20:.0f} MB），未下载；请在邮箱中查看"
    else:
        reason = f"邮箱没有给出这封邮件{f'（{one.said}）' if one.said else ''}，每次收件都会重取；也可在邮箱中查看"
    time = "收到时间有效" if one.received_at else "邮箱没有给出收到时间"
    reason = f"{reason}（{time}）"
    page.held.add(mail=number, kind=HeldKind(one.lack or Lack.REFUSED), reason=reason, at=now)
    page.mails.settle(number, MailState.HELD, reason)


def tidy(desk: Desk, now: datetime) -> tuple[int, str]:
    """Move what has come to an end out of the inbox: how many, and why not all. Tidying, not memory: the book knows
    without it."""
    settings, inbox, moved = desk.settings.mail, desk.inbox(), 0
    with desk.book.reading() as page:
        finished = page.mails.untidied(inbox.account)
    if not finished:
        return 0, ""
    ways: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place, state in finished:
        stays = place.folder in settings.also and state is MailState.IGNORED
        target = settings.done if state in _DONE else settings.waiting
        target = "" if stays or target == place.folder else target
        ways[place.folder, place.validity, target].append(place)
    with patient(desk, "inbox", now), inbox:
        for (folder, validity, target), places in ways.items():
            survey = inbox.survey(folder)
            here = set(survey.uids) if survey.validity == validity and target else set()
            try:
                moved += inbox.move(folder, [place.uid for place in places if place.uid in here], target)
            except ReadOnlyError as error:
                return moved, f"{error}；已处理的邮件留在原处"
            with desk.book.writing() as page:
                for place in places:
                    page.mails.tidied(place)
    return moved, ""
