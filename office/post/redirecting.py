"""A letter of ours that came back goes once to the unit's other registered contact."""

from __future__ import annotations

from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Letter, Post
from office.desk.desk import Desk
from office.post.post import queue

_AGAIN = "#"  # in the key of a letter written anew for another address: it is not passed on once more


def redirect(desk: Desk, page: Page, post: Post, bounced: mailboxes.Bounce, now: datetime) -> tuple[str, str]:
    """Queue a letter that came back for the unit's other contact: the address it goes to now, and those of
    the unit that had it anyway. Both empty where the unit has no other, or the letter is none to a unit."""
    contacts = desk.roster[post.unit].addresses if post.unit in desk.roster else ()
    failed = {address.lower() for address in named(post, bounced)}
    failed |= {address.lower() for address in post.recipients if address in post.detail}  # it bounced there before
    others = [address for address in contacts if address.lower() not in failed]
    reached = [address for address in others if address in post.recipients]
    if reached or not others or not failed & {address.lower() for address in contacts} or _AGAIN in post.key:
        return "", "、".join(reached)
    queue(page, desk, _anew(page, post, others[0]), now=now, mail=post.mail, submission=post.submission)
    return others[0], ""


def named(post: Post, bounced: mailboxes.Bounce) -> tuple[str, ...]:
    """Those whom a letter went to and did not reach. An address of somebody else's makes no other failure of it: it is
    where a unit's mailbox passes its mails on to, or a forger's."""
    said = {address.lower() for address in bounced.recipients}
    return tuple(address for address in post.recipients if address.lower() in said) or post.recipients


def _anew(page: Page, post: Post, address: str) -> Letter:
    """The letter as it was, to another address."""
    message = mailboxes.decode(page.letters.content(post.number))
    return Letter(
        key=f"{post.key}{_AGAIN}{address}",
        kind=post.kind,
        to=(address,),
        subject=post.subject,
        text=message.text,
        html=message.html,
        attachments=message.attachments,
        references=message.references,
        unit=post.unit,
        round=post.round,
    )
