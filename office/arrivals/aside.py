"""Mails that are no letter to the office: the first of these reasons that applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ledger.model import Post
from mailboxes.message.automatic import REPORTS
from office.arrivals.opened import Opened
from office.arrivals.shelf import Shelf
from office.desk.desk import Desk


class Aside(NamedTuple):
    """Why a mail is put aside, and what it proves of a letter of ours."""

    reason: str
    sent: str = ""  # the Message-ID of our letter that came back whole
    refused: Post | None = None  # our letter that did not arrive


@dataclass(frozen=True, slots=True)
class _Case:
    desk: Desk
    opened: Opened
    shelf: Shelf


def put_aside(desk: Desk, opened: Opened, shelf: Shelf) -> Aside | None:
    """Why a mail is no letter to the office; None for one that is."""
    case = _Case(desk, opened, shelf)
    return next((aside for said in _ASIDE if (aside := said(case))), None)


def _our_own(case: _Case) -> Aside | None:
    message = case.opened.message
    ours = message.own and message.sender == case.desk.settings.office.address.lower()
    return Aside("本办发出的信件", sent=message.message_id) if ours else None


def _report(case: _Case) -> Aside | None:
    """The news that a letter was read or recalled: no person wrote it."""
    told = case.opened.message.automatic in REPORTS and not case.opened.filled
    return Aside(case.opened.message.automatic) if told else None


def _bounce(case: _Case) -> Aside | None:
    bounce = case.opened.bounce
    if bounce is None:
        return None
    post = case.shelf.letter(bounce.message_id) if bounce.message_id else None
    if post is None:
        return Aside("退信，未找到对应的本办信件")
    to = "、".join(bounce.recipients or post.recipients)
    return Aside(f"退信：致 {to} 的「{post.subject}」未能送达", refused=post)


def _junk(case: _Case) -> Aside | None:
    """A stranger's mail that the server itself takes for junk."""
    sender = case.opened.message.sender
    if sender and case.desk.roster.sender(sender):
        return None
    found_in = case.shelf.folders()
    junk = found_in and found_in.issubset(case.desk.settings.mail.also)
    return Aside("垃圾邮件等文件夹中的来件，发件人未登记") if junk else None


_ASIDE: tuple[Callable[[_Case], Aside | None], ...] = (_our_own, _report, _bounce, _junk)
