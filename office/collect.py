"""One poll: fetch what the book has not seen, read and file it, answer, tidy the mailbox."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from ledger.book import Page
from ledger.model import MailState, Place
from mailboxes import Fetched, Mailbox, Survey
from office.desk import Desk
from office.fates import send_again
from office.filing import Filed, file_waiting
from office.logins import patient
from office.post import Sent, send
from office.telling import tell_office

P = ParamSpec("P")
R = TypeVar("R")
_DONE = (MailState.FILED, MailState.ANSWERED, MailState.IGNORED)
_WAITING = (MailState.RECEIVED, MailState.FAILED)
_TOGETHER, _HEAVY = 20, 8 << 20  # mails, and bytes of them, stored in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What lay in the mailbox, and what was taken from it."""

    account: str
    surveys: tuple[Survey, ...]
    fetched: int = 0
    left: int = 0  # mails that lie there and could not be taken: must be 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll came to."""

    in_box: int = 0  # mails that lay in the mailbox
    settled: int = 0  # of them: those something has come of, be it that a person must look
    retried: int = 0  # of them: those to be read again later
    left: int = 0  # of them: those the server would not give: must be 0
    fetched: int = 0
    filed: Filed = field(default_factory=Filed)
    sent: Sent = field(default_factory=Sent)
    doubtful: int = 0  # letters tried again and again and still of unknown fate
    tidied: int = 0

    @property
    def needs_person(self) -> bool:
        """Whether this poll left something for a person."""
        states = self.filed.states
        held = states.get(MailState.HELD) or states.get(MailState.FAILED)
        return bool(held or self.sent.refused or self.sent.capped or self.doubtful or not self.balanced)

    @property
    def balanced(self) -> bool:
        """Whether every mail in the mailbox is accounted for."""
        return self.in_box == self.settled + self.retried

    @property
    def tally(self) -> str:
        """「邮箱n封＝已处理n封」, or what is amiss."""
        later = f"＋稍后重试{self.retried}封" if self.retried else ""
        if self.balanced:
            return f"邮箱{self.in_box}封＝已处理{self.settled}封{later}"
        return f"警告：邮箱{self.in_box}封≠已处理{self.settled}封{later}，有{self.left}封未能取下，请在邮箱中查看"


class Stage(Protocol):
    """What makes a stage of a poll out of a duty: a flow makes a task of it."""

    def __call__(self, duty: Callable[P, R], /) -> Callable[P, R]:
        """The duty, watched."""
        ...


def _plainly(duty: Callable[P, R], /) -> Callable[P, R]:
    return duty


def collect(desk: Desk, now: datetime, *, stage: Stage = _plainly) -> Collected:
    """One poll from mailbox to mailbox. Raises Busy if another process polls, MailServerError for the machine room."""
    with desk.book.alone():
        taken = stage(fetch)(desk, now)
        filed = stage(file_waiting)(desk, now)
        doubtful = send_again(desk, now)
        stage(tell_office)(desk, now, left=taken.left)
        sent = stage(send)(desk, now)
        tidied = stage(tidy)(desk, now)
    here = _here(desk, taken)
    retried = sum(here[state] for state in _WAITING)
    return Collected(
        in_box=here.total() + taken.left,
        settled=here.total() - retried,
        retried=retried,
        left=taken.left,
        fetched=taken.fetched,
        filed=filed,
        sent=sent,
        doubtful=doubtful,
        tidied=tidied,
    )


def _here(desk: Desk, taken: Fetch) -> Counter[MailState]:
    """What became of the mails that lay in the mailbox."""
    here: Counter[MailState] = Counter()
    with desk.book.reading() as page:
        for survey in taken.surveys:
            states = page.states_in(taken.account, survey.folder, survey.validity)
            here.update(states[uid] for uid in survey.uids if uid in states)
    return here


def fetch(desk: Desk, now: datetime) -> Fetch:
    """Store every mail not seen before, raw, before anything else."""
    settings = desk.settings.mail
    with patient(desk, "inbox", now), desk.inbox() as inbox:
        taken = [_fetch_folder(desk, inbox, folder, now) for folder in (settings.folder, *settings.also)]
    surveys, fetched, left = zip(*taken, strict=True)
    return Fetch(account=inbox.account, surveys=surveys, fetched=sum(fetched), left=sum(left))


def _fetch_folder(desk: Desk, inbox: Mailbox, folder: str, now: datetime) -> tuple[Survey, int, int]:
    """What lay in a folder, how many mails were taken, and how many lie there and could not be."""
    survey, fetched, left = inbox.survey(folder), 0, 0
    unseen = _unseen(desk, inbox.account, survey)
    mails = inbox.fetch(folder, unseen, limit=desk.settings.mail.max_size)
    for some in _some(desk.watch(mails, "收取", len(unseen))):
        with desk.book.writing() as page:
            for one in some:
                number = _store(page, one, now)
                page.place(
                    Place(account=inbox.account, folder=folder, validity=survey.validity, uid=one.uid, mail=number)
                )
        fetched += len(some)
    if fetched < len(unseen):  # a colleague may have moved some meanwhile: only what still lies there is amiss
        again = inbox.survey(folder)
        if again.validity == survey.validity:
            left = len(set(_unseen(desk, inbox.account, survey)).intersection(again.uids))
    return survey, fetched, left


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


def _unseen(desk: Desk, account: str, survey: Survey) -> list[str]:
    with desk.book.reading() as page:
        return page.unseen(account, survey.folder, survey.validity, survey.uids)


def _store(page: Page, one: Fetched, now: datetime) -> int:
    """A mail as the server gave it, in the book; one too large is held as it lies."""
    number = page.store_mail(one.raw, size=one.size, received_at=one.received_at, at=now)
    if one.raw is None:
        reason = f"邮件过大（{one.size / 2**20:.0f} MB），未下载；请在邮箱中查看，收到时间有效"
        page.hold(mail=number, kind="too_large", reason=reason, at=now)
        page.settle_mail(number, MailState.HELD, reason)
    return number


def tidy(desk: Desk, now: datetime) -> int:
    """Move what has come to an end out of the inbox. Tidying, not memory: the book knows without it."""
    settings, inbox, moved = desk.settings.mail, desk.inbox(), 0
    with desk.book.reading() as page:
        finished = page.untidied(inbox.account)
    if not finished:
        return 0
    ways: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place, state in finished:
        stays = place.folder in settings.also and state is MailState.IGNORED
        target = "" if stays else settings.done if state in _DONE else settings.waiting
        ways[place.folder, place.validity, target].append(place)
    with patient(desk, "inbox", now), inbox:
        for (folder, validity, target), places in ways.items():
            survey = inbox.survey(folder)
            here = set(survey.uids) if survey.validity == validity and target else set()
            moved += inbox.move(folder, [place.uid for place in places if place.uid in here], target)
            with desk.book.writing() as page:
                for place in places:
                    page.tidied(place)
    return moved
