"""A mail as it came: what it says, its files, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from ledger.book import Page
from ledger.model import Attachment, Form, Mail, Message
from office.arrivals.letterbox import safe_name
from office.arrivals.open_mail import UnopenedError, open_mail
from office.desk.desk import Desk
from pages.visit import Visit, download

_NOBODY = Message(message_id="", subject="", senders=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mail, as far as it can be opened."""

    mail: Mail
    message: Message = _NOBODY
    why: str = ""  # how the sender was verified
    closed: str = ""  # why it cannot be opened
    forms: tuple[tuple[Form, str], ...] = ()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What was attached."""
        return self.message.attachments


def open_shown(desk: Desk, page: Page, number: int) -> Shown:
    """The mail of that number. Raises KeyError."""
    mail = page.mails.one(number)
    if mail.sha256 is None:
        return Shown(mail=mail, closed="邮箱没有给出这封邮件，账册中没有原件")
    try:
        opened = open_mail(desk.settings, page.mails.raw(mail.sha256))
    except UnopenedError as error:
        return Shown(mail=mail, closed=str(error))
    return Shown(mail=mail, message=opened.message, why=opened.why, forms=tuple(opened.every_form))


def show(visit: Visit) -> Response:
    """The page."""
    with visit.desk.book.reading() as page:
        try:
            shown = open_shown(visit.desk, page, visit.number("number"))
        except KeyError:
            return visit.missing("没有这封邮件。")
        filed = [one for one in page.submissions.all() if one.mail == shown.mail.number]
        held = [one for one in page.held.listed(open_only=False) if one.mail == shown.mail.number]
    return visit.page("mail", shown=shown, filed=filed, held=held)


def original(visit: Visit) -> Response:
    """The mail itself, to keep."""
    number = visit.number("number")
    with visit.desk.book.reading() as page:
        try:
            raw = page.mails.raw(page.mails.one(number).sha256 or "")
        except KeyError:
            return visit.missing("账册中没有这封邮件的原件。")
    visit.note("下载", f"邮件{number}原件")
    return download(f"邮件{number}.eml", raw)


def file(visit: Visit) -> Response:
    """A file of the mail, to keep."""
    number, place = visit.number("number"), visit.number("place")
    with visit.desk.book.reading() as page:
        try:
            found = open_shown(visit.desk, page, number).files[place - 1 :][:1]
        except KeyError:
            found = ()
    if not found or place < 1:
        return visit.missing("没有这个附件。")
    name = safe_name(found[0].name)
    visit.note("下载", f"邮件{number}附件 {name}")
    return download(name, found[0].content)
