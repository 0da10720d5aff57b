"""A town on a real mail server: the office, its people and its units, each with a mailbox; the clock is an argument."""

from __future__ import annotations

import imaplib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import mailboxes
from examples.filling import fill
from ledger.model import Message
from office.desk.desk import Desk
from office.duties.drafting import draft_due_circular
from office.duties.remind import remind
from office.intake.collect import collect
from office.keeping.opening import init
from office.papers.forms import blank_forms
from office.standing.status import held_json, status
from tests.mailboxes.reply_shapes import HEADS
from tests.office.bymail import vouched
from tests.offices import at
from tests.servers import PASSWORD, Dovecot, Smtp

OFFICE = "taizhang@xingqing.example"


class Town:
    """The office, its people and its units, each with a mailbox on one server; the clock is an argument."""

    def __init__(self, root: Path, server: Dovecot, smtp: Smtp) -> None:
        self.server, self.number = server, 0
        init(root)
        settings = root / "office.toml"
        text = settings.read_text(encoding="utf-8")
        for old, new in (
            ("maildir:mail/in", f"imap://taizhang@127.0.0.1:{server.imap_port}/INBOX"),
            ("maildir:mail/out", smtp.url),
            ("per_minute = 15", "per_minute = 0"),
            ("pdf = true", "pdf = false"),
            ("copy_to_self = true", "copy_to_self = false"),
            ("trusted = []", 'trusted = ["mx\\\\.xingqing\\\\.example"]'),
        ):
            text = text.replace(old, new)
        settings.write_text(text, encoding="utf-8")
        self.desk = Desk(root)

    def letters(self, address: str, title: str = "") -> list[Message]:
        """What lies in somebody's mailbox, read over IMAP."""
        url = f"imap://{address.partition('@')[0]}@127.0.0.1:{self.server.imap_port}/INBOX"
        with mailboxes.connect(url, root=Path(), secret=PASSWORD) as box:
            found = box.fetch("INBOX", box.survey("INBOX").uids, limit=2**26)
            mails = [mailboxes.decode(one.raw or b"") for one in found]
        return [one for one in mails if title in one.subject]

    def write(
        self,
        when: str,
        sender: str,
        subject: str,
        text: str,
        *files: tuple[str, bytes],
        answers: Message | None = None,
        html: str = "",
    ) -> None:
        """A mail that the office's server takes at that moment."""
        self.number += 1
        mail = EmailMessage(policy=SMTP)
        mail["Authentication-Results"] = vouched(sender)
        mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
        mail["Message-ID"] = f"<{self.number}@units.example>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers.message_id
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        with imaplib.IMAP4("127.0.0.1", self.server.imap_port) as line:
            line.login("taizhang", PASSWORD)
            line.append("INBOX", "", imaplib.Time2Internaldate(at(when)), bytes(mail))

    def reply(self, when: str, sender: str, title: str, text: str, head: str = "qq new") -> None:
        """Answer the newest letter with those words in its subject, as a mail program does."""
        letter = self.letters(sender, title)[-1]
        body = f"{text}\n\n\n{HEADS[head]}\n{letter.text}"
        self.write(when, sender, f"回复：{letter.subject}", body, answers=letter)

    def serve(self, now: str) -> None:
        """What the schedules of `serve` do at a moment."""
        moment: datetime = at(now)
        collect(self.desk, moment)
        if moment.minute == 32:
            draft_due_circular(self.desk, moment)
        if moment.minute == 2:
            remind(self.desk, moment)

    def held(self) -> list[str]:
        """Kinds of what waits for a person."""
        return [str(one["kind"]) for one in held_json(self.desk)]

    def blank(self, unit: str) -> bytes:
        """A unit's own blank form of the second quarter."""
        made = blank_forms(self.desk, self.desk.roster[unit], self.desk.round("2022Q2"), {})
        return next(file.content for file in made if file.name.endswith(".docx"))

    def form(self, unit: str, blank: bytes, text: str = "已开展{n}次", day: str = "2022年6月8日") -> bytes:
        """A unit's own form, filled."""
        texts = {task.number: f"{unit}{text.format(n=task.number)}" for task in self.desk.tasks_of(unit)}
        return fill(blank, texts, day=day)

    def standing(self, unit: str, now: str) -> str:
        """How a unit stands at a moment."""
        stands = status(self.desk, self.desk.round("2022Q2"), at(now))
        return next(one.standing.value for one in stands if one.unit.name == unit)
