"""Why a mail without a form waits for a person: the first of these reasons that applies. No book is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.held_kinds import HeldKind
from mailboxes.message.automatic import RECALL
from office.arrivals.judging import Envelope
from office.arrivals.opened import Opened

_LONGEST = 300  # characters of a reason's details


@dataclass(frozen=True, slots=True)
class Formless:
    """A mail that brings no form that could be read."""

    envelope: Envelope
    opened: Opened
    torn: str  # why it is not whole, "" if it is
    ours: bool  # whether the office's own people sent it


def why_held(case: Formless) -> tuple[HeldKind, str]:
    """The kind of the held item, and the reason as a sentence."""
    return next((kind, reason) for kind, said in _REASONS if (reason := said(case)))


def _torn(case: Formless) -> str:
    return case.torn


def _recall(case: Formless) -> str:
    sender = case.envelope.sender
    recalled = case.envelope.message.automatic == RECALL
    return f"「{sender.name}」发来{RECALL}是否作废" if sender and recalled else ""


def _sealed(case: Formless) -> str:
    sealed = case.envelope.message.sealed
    return f"邮件无法打开：{sealed}；请在邮箱中查看，或待对方重发（收到时间有效）" if sealed else ""


def _scan(case: Formless) -> str:
    scans = case.opened.scans
    return f"附件「{scans[0]}」是扫描件或照片，需人工录入（收到时间有效）" if scans else ""


def _cloud(case: Formless) -> str:
    files = "；".join(case.envelope.message.cloud_links)[:_LONGEST]
    return f"附件是超大附件、云附件或在线文档的链接，系统不下载，已请对方改用普通附件重发：{files}" if files else ""


def _from_staff(case: Formless) -> str:
    if case.envelope.sender or not case.ours:
        return ""
    return f"本办（{case.envelope.message.sender}）转来的邮件，其中没有能读出的填报表，请阅看"


def _unknown_sender(case: Formless) -> str:
    address = case.envelope.message.sender or "（无法辨认）"
    return "" if case.envelope.sender else f"发件地址 {address} 未登记，邮件中没有填报表"


def _no_form(case: Formless) -> str:
    return f"「{case.envelope.sender.name}」来信中没有填报表，请阅看" if case.envelope.sender else ""


_REASONS: tuple[tuple[HeldKind, Callable[[Formless], str]], ...] = (
    (HeldKind.TORN, _torn),
    (HeldKind.RECALL, _recall),
    (HeldKind.SEALED, _sealed),
    (HeldKind.SCAN, _scan),
    (HeldKind.CLOUD, _cloud),
    (HeldKind.FROM_STAFF, _from_staff),
    (HeldKind.UNKNOWN_SENDER, _unknown_sender),
    (HeldKind.NO_FORM, _no_form),
)
