"""Letters of ours that came back: to whom they could not be delivered, and which letter it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailboxes.automatic import is_system_mail, why_automatic
from mailboxes.headers import ADDRESS, MESSAGE_ID, Headers, read_addresses
from mailboxes.parts import Leaf, Tree, body_text, grow

_RETURNED = re.compile(
    r"退信|退回|无法投递|投递失败|未能送达|发送失败|undeliver|returned|delivery (?:status|fail)|failure notice"
    r"|could not be delivered|mail delivery",
    re.IGNORECASE,
)
_ORIGINAL = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}
_QUOTED_ID = re.compile(rf"^[>\s]*Message-ID:\s*({MESSAGE_ID.pattern})", re.IGNORECASE | re.MULTILINE)
_IN_TEXT = re.compile(rf"(?<![\w.+-]){ADDRESS.pattern}(?![\w@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A bounce: the addresses that failed, the message id of our letter, and what the server said."""

    recipients: tuple[str, ...]
    message_id: str = ""
    detail: str = ""


def bounce(raw: bytes) -> Bounce | None:
    """What a mail says about letters that could not be delivered; None for every other mail.

    A delay or a confirmed delivery is no bounce.
    """
    tree = grow(raw)
    leaves = tuple(tree.leaves(expand=False))
    statuses = [leaf for leaf in leaves if leaf.media_type == "message/delivery-status"]
    original = next((Headers.of(leaf.content) for leaf in leaves if leaf.media_type in _ORIGINAL), Headers(()))
    if statuses:
        return _from_report(statuses, original)
    text = "\n".join(body_text(leaf)[0] for leaf in leaves if leaf.is_body)
    return _from_text(tree, text, original) if _is_returned(tree, text) else None


def _from_report(statuses: list[Leaf], original: Headers) -> Bounce | None:
    """RFC 3464: one block of lines for each recipient."""
    failed: dict[str, str] = {}
    ids: tuple[str, ...] = ()
    for block in _blocks(statuses):
        ids = ids or block.message_ids("original-message-id", "x-original-message-id")
        action, status = block.plain("action"), block.plain("status")
        if action == "failed" or (not action and status.startswith("5")):
            said = block.text("diagnostic-code").partition(";")[2].strip() or status
            failed |= dict.fromkeys(_recipients(block), said)
    if not failed:
        return None
    ids = original.message_ids("message-id") or ids
    return Bounce(recipients=tuple(failed), message_id=next(iter(ids), ""), detail=next(iter(failed.values())))


def _blocks(statuses: list[Leaf]) -> Iterator[Headers]:
    for leaf in statuses:
        for block in re.split(rb"\r?\n[ \t]*\r?\n", leaf.content):
            yield Headers.of(block.strip() + b"\n\n")


def _recipients(block: Headers) -> tuple[str, ...]:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        _, _, address = block.text(name).rpartition(";")
        if found := tuple(read_addresses(address.encode())):
            return found
    return ()


def _is_returned(tree: Tree, text: str) -> bool:
    """Whether a mail server says that a letter came back, without the standard's report."""
    if tree.headers.raw("x-failed-recipients"):
        return True
    by_server = is_system_mail(tree) or tree.headers.raw("return-path").strip() == b"<>"
    automatic = by_server or "系统退信" in tree.headers.text("subject")
    return bool(automatic and why_automatic(tree) and _RETURNED.search(tree.headers.text("subject") + text[:2000]))


def _from_text(tree: Tree, text: str, original: Headers) -> Bounce | None:
    ids = original.message_ids("message-id") or tuple(match[1] for match in _QUOTED_ID.finditer(text))
    ids = ids or tree.headers.message_ids("in-reply-to", "references")
    named = tuple(dict.fromkeys(match[0].lower() for match in _IN_TEXT.finditer(text)))
    own = {*tree.headers.addresses("from"), *tree.headers.addresses("to")}
    written_to = original.addresses("to") + original.addresses("cc")
    recipients = (
        tree.headers.addresses("x-failed-recipients")
        or tuple(address for address in written_to if address in named)
        or written_to
        or tuple(address for address in named if address not in own and f"<{address}>" not in ids)[:1]
    )
    if not recipients:
        return None
    line = next((line.strip() for line in text.splitlines() if re.search(r"\b[45]\d\d[ -]", line)), "")
    return Bounce(recipients=recipients, message_id=next(iter(ids), ""), detail=line[:300])
