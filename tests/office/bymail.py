"""The office's people and units at their mail programs: they answer a letter as clients do."""

from __future__ import annotations

import shutil
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from ledger.model import Message
from office.desk.desk import Desk
from tests.mailboxes.reply_shapes import HEADS
from tests.offices import Played

CLERK, LEADER = "jingban@xingqing.example", "zhuren@xingqing.example"


def vouched(sender: str) -> str:
    """What the office's mail server says of a mail that is its sender's."""
    return f"mx.xingqing.example; dmarc=pass header.from={sender.rpartition('@')[2]}"


def copy_of(once: Played, root: Path) -> Played:
    """An office that was played once for many tests, for one of them."""
    once.desk.close()
    copy = Played.__new__(Played)
    copy.root, copy.mails = root, once.mails
    shutil.copytree(once.root, root)
    copy.desk = Desk(root)
    return copy


def trust(office: Played) -> None:
    """The office's mail server says of each mail whether it is its sender's."""
    office.set("trusted = []", 'trusted = ["mx\\\\.xingqing\\\\.example"]')


def reply(
    office: Played,
    received: str,
    letter: Message,
    text: str,
    *,
    sender: str = CLERK,
    head: str = "qq new",
    subject: str = "",
    html: str = "",
    verified: bool = True,
    headers: dict[str, str] | None = None,
    number: int = 0,
) -> bytes:
    """Answer a letter: what is written stands above the letter, quoted as a client quotes it."""
    office.mails += 1
    mail = EmailMessage(policy=SMTP)
    if verified:
        mail["Authentication-Results"] = vouched(sender)
    mail["From"], mail["To"] = sender, office.desk.settings.office.address
    mail["Subject"] = subject or f"回复：{letter.subject}"
    mail["Message-ID"] = f"<reply-{number or office.mails}@units.example>"
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = " ".join((*letter.references, letter.message_id))
    for name, value in (headers or {}).items():
        del mail[name]
        if value:
            mail[name] = value
    mail.set_content(f"{text}\n\n\n{HEADS[head]}\n{letter.text}" if head else text)
    if html:
        mail.add_alternative(html, subtype="html")
    raw = bytes(mail)
    office.drop(received, raw)
    return raw


def digest(office: Played, to: str = CLERK) -> Message:
    """The newest 【待办】 of one of the office's people."""
    return [one for one in office.letters(to) if "【待办】" in one.subject][-1]


def asked_for(office: Played, received: str, sender: str = LEADER) -> Message:
    """The 【待办】 that one of the office's people gets who writes 「查询」."""
    office.send(received, sender=sender, subject="查询", text="")
    office.collect(received)
    return digest(office, sender)


def newest(office: Played, to: str, title: str) -> Message:
    """The newest letter to an address whose subject holds those words."""
    return [one for one in office.letters(to) if title in one.subject][-1]
