"""The letter 【待办】: what waits, with the lines that decide it; who is missing, with telephones; the board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.book import Page
from ledger.calendar import CalendarError, print_deadline
from ledger.model import Assessment, Attachment, CircularState, Held, Post, Round
from office.asking.asking import Asking, asking, to_staff
from office.asking.examples import within_year
from office.asking.offers import Offer, offers
from office.asking.questions import question_of, waiting_on_units
from office.desk.desk import Desk
from office.desk.staff import Role, Staff
from office.post.post import draft, queue
from office.reports.report import make_report
from office.standing.knowing import known
from office.standing.status import submissions_of
from templates.board import board


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What there is to tell."""

    left: int = 0
    trouble: str = ""
    unexplained: str = ""
    waiting: tuple[Held, ...] = ()
    asked: tuple[Held, ...] = ()
    doubtful: tuple[Post, ...] = ()
    bounced: tuple[Post, ...] = ()
    round: Round | None = None
    missing: tuple[Assessment, ...] = ()
    undecided: tuple[Assessment, ...] = ()
    drafts: tuple[tuple[Round, CircularState, int], ...] = ()
    front: int = 0  # mails at the front that may be this ledger's
    calendar: str = ""  # what is to be entered of the working days of a year

    @property
    def urgent(self) -> bool:
        """Whether it cannot wait for the morning."""
        return bool(self.left or self.trouble or self.unexplained)

    @property
    def worth_a_letter(self) -> bool:
        """Whether anybody has to do anything, or a deadline is near and somebody missing."""
        waits = self.front or self.waiting or self.doubtful or self.bounced or self.drafts
        return bool(self.urgent or waits or self.missing or self.undecided)


def write_digest(desk: Desk, page: Page, person: Staff, news: News, key: str, now: datetime) -> None:
    """One person's digest, with what he may decide as lines to answer with."""
    decides = person.role.rank >= Role.DECIDE.rank
    one, on_units, moment = asking(desk, page, key), waiting_on_units(page, now), known(desk, page).read_through
    offered = {held.number: offers(desk, page, held) for held in news.waiting}
    whole = {number: [each.line for each in lines if each.whole] for number, lines in offered.items()}
    shown = _board(desk, page, news.round, now) if news.round else ()
    letter = draft(
        desk,
        "held_digest",
        key,
        now,
        to=(person.address,),
        attachments=shown,
        items=[_item(page, held, one if decides else None, offered[held.number]) for held in news.waiting],
        letters=[_letter(post, one if decides else None) for post in news.doubtful],
        left=news.left,
        trouble=news.trouble,
        unexplained=news.unexplained,
        calendar=news.calendar,
        front=news.front,
        read_through=moment,
        person=person.name,
        may_decide=decides,
        confirms=decides and not desk.settings.mail.trusted,
        code=one.code if decides else "",
        asked=[
            {
                "number": held.number,
                "unit": on_units[held.number].unit,
                "matter": on_units[held.number].facts["matter"],
                "asked_at": on_units[held.number].asked_at,
                "until": on_units[held.number].until,
            }
            for held in news.asked
        ],
        bounced=[
            {"to": "、".join(post.recipients), "subject": post.subject, "detail": post.detail} for post in news.bounced
        ],
        round=news.round.name if news.round else "",
        deadline=news.round.deadline if news.round else None,
        missing=[_missing(each, news.round) for each in news.missing] if moment and news.round else [],
        undecided=[each.unit.name for each in news.undecided],
        drafts=[_draft(each, person, one) for each in news.drafts],
        board=bool(shown),
    )
    if not decides:
        queue(page, desk, letter, now=now)
        return
    facts = {
        "options": {str(number): lines for number, lines in whole.items()},
        "items": [held.number for held in (*news.waiting, *news.asked)],
        "drafts": {round_.code: version for round_, _, version in news.drafts},
    }
    to_staff(page, desk, letter, now, facts=facts)


def _item(page: Page, held: Held, one: Asking | None, lines: Iterable[Offer]) -> dict[str, object]:
    mail = page.mails.one(held.mail)
    return {
        "number": held.number,
        "kind": held.kind.label,
        "received_at": mail.received_at,
        "sender": mail.sender,
        "subject": mail.subject,
        "reason": held.reason,
        "unit": held.unit,
        "submissions": submissions_of(page, held),
        "note": _note(page, held),
        "answers": _answers(one, held.number, lines) if one else [],
    }


def _answers(one: Asking, number: int, lines: Iterable[Offer]) -> list[dict[str, str]]:
    """The lines offered, each with its link: a whole one by its number, the others to be written to their end."""
    shown, place = [], 0
    for each in lines:
        place += each.whole
        link = one.link(f"{number}-{place}", each.line) if each.whole else one.draft(each.line)
        shown.append({"line": each.line if each.whole else f"{each.line}……", "link": link})
    return shown


def _note(page: Page, held: Held) -> str:
    """What the unit was asked about it, and answered, to no end."""
    asked = [one for one in page.questions.all("unit") if held.number in question_of(one).held]
    if not asked:
        return ""
    one = asked[-1]
    return f"{one.unit}答复“{one.facts.get('answer')}”" if one.settled_at else f"已去信询问{one.unit}，逾期未答复"


def _letter(post: Post, one: Asking | None) -> dict[str, object]:
    lines = [f"第{post.number}号信 已送达", f"第{post.number}号信 重发"] if one else []
    return {
        "number": post.number,
        "to": "、".join(post.recipients),
        "subject": post.subject,
        "answers": [{"line": line, "link": one.draft(line)} for line in lines] if one else [],
    }


def _missing(one: Assessment, round_: Round) -> dict[str, object]:
    late = f"已同意延期至{print_deadline(one.deadline)}" if one.deadline != round_.deadline else ""
    note = "，".join(filter(None, ("曾报送但被退回，未补正" if one.versions else "", late)))
    contacts = [{"post": each.post, "name": each.name, "phone": each.phone} for each in one.unit.contacts]
    return {"unit": one.unit.name, "contacts": contacts, "note": note}


def _draft(each: tuple[Round, CircularState, int], person: Staff, one: Asking) -> dict[str, object]:
    """A circular that waits, and for who may the line that moves it on."""
    round_, state, version = each
    name = within_year(round_)
    if state is CircularState.DRAFT:
        said, answers = (
            f"{round_.name}通报第{version}稿待审定。",
            [{"line": f"{name} 审定", "link": one.draft(f"{name} 审定")}],
        )
    else:
        said = f"{round_.name}通报第{version}稿已审定，待印发。"
        answers = [{"line": f"{name} 印发……（写全文号）", "link": one.draft(f"{name} 印发 ")}]
    return {"said": said, "answers": answers if person.role is Role.APPROVE else []}


def _board(desk: Desk, page: Page, round_: Round, now: datetime) -> tuple[Attachment, ...]:
    try:
        content = board.render(make_report(desk, page, round_, now)).encode()
    except CalendarError:  # its 整改时限 would lie in a year without days
        return ()
    return (Attachment(name=f"{round_.name}看板.html", content=content, media_type="text/html"),)
