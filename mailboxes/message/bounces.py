"""Letters of ours that came back: to whom they could not be delivered, and which letter it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailboxes.message.automatic import is_system_mail, why_automatic
from mailboxes.message.bounced import Bounce
from mailboxes.message.headers import MESSAGE_ID, Headers, read_addresses
from mailboxes.message.pages import page_text
from mailboxes.message.parts import Leaf, Tree, body_text, grow, media_type

_RETURNED = re.compile(
    r"退信|退回|无法.{0,2}[送达投]|[递送]失败|未能送达|undeliver|returned|rejected|deliver[a-z]* (?:status|fail|error)"
    r"|failure notice|failed mail|not delivered|non-delivery|able to deliver"
    r"|could not be delivered|mail delivery",
    re.IGNORECASE,
)
_STATUS = "message/delivery-status"
_ORIGINAL = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}
_QUOTED_ID = re.compile(rf"^[> \t]{{0,80}}Message-ID:[ \t]{{0,80}}({MESSAGE_ID.pattern})", re.IGNORECASE | re.MULTILINE)
_IN_TEXT = re.compile(r"(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ENCLOSED = re.compile(
    r"^.{0,40}(?:原[信邮]|copy of the message|original message|^received:|^return-path:)", re.IGNORECASE | re.MULTILINE
)
_STILL_TRIED = re.compile(
    r"still (?:being )?(?:trying|retried)|will (?:be )?(?:retr|keep|continue|try)|delayed|延迟|继续尝试|稍后重试",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"(?:postmaster|mailer-daemon|mail-daemon|abuse|helpdesk|support)@")


def bounce(raw: bytes) -> Bounce | None:
    """What a mail says about letters that could not be delivered; None for every other mail.

    A delay or a confirmed delivery is no bounce.
    """
    tree = grow(raw)
    return bounce_of(tree, why_automatic(tree))


def bounce_of(tree: Tree, automatic: str) -> Bounce | None:
    """What a mail taken apart says about letters that could not be delivered; `automatic`: why it is no person's."""
    by_report = any(media_type(head) == _STATUS for head in tree.heads)
    if not (by_report or tree.headers.raw("x-failed-recipients") or automatic):
        return None
    leaves = tuple(tree.leaves(expand=False))
    statuses = [leaf for leaf in leaves if leaf.media_type == _STATUS]
    original = next((Headers.of(leaf.content) for leaf in leaves if leaf.media_type in _ORIGINAL), Headers(()))
    if any(block.raw("action") or block.raw("status") for block in _blocks(statuses)):
        return _from_report(statuses, original)
    text = "\n".join(_words(leaf) for leaf in leaves if leaf.is_body)
    return _from_text(tree, text, original) if _is_returned(tree, text) else None


def _words(leaf: Leaf) -> str:
    text, _ = body_text(leaf)
    return page_text(text) if leaf.media_type == "text/html" else text


def _from_report(statuses: list[Leaf], original: Headers) -> Bounce | None:
    """RFC 3464: one block of lines for each recipient."""
    failed: dict[str, str] = {}
    ids: tuple[str, ...] = ()
    for block in _blocks(statuses):
        ids = ids or block.message_ids("original-message-id", "x-original-message-id")
        action, status = block.plain("action"), block.plain("status")
        if action.startswith(("fail", "error")) or (not action and status.startswith("5")):
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
    words = f"{tree.headers.text('subject')}\n{text[:2000]}"
    return bool(automatic and why_automatic(tree) and _RETURNED.search(words) and not _STILL_TRIED.search(words))


def _from_text(tree: Tree, text: str, original: Headers) -> Bounce | None:
    ids = original.message_ids("message-id") or tuple(match[1] for match in _QUOTED_ID.finditer(text))
    ids = ids or tree.headers.message_ids("in-reply-to", "references")
    own = {*tree.headers.addresses("from"), *tree.headers.addresses("to")}
    told = text[: found.start()] if (found := _ENCLOSED.search(text)) else text
    named = tuple(dict.fromkeys(match[0].lower() for match in _IN_TEXT.finditer(told)))
    named = tuple(name for name in named if name not in own and f"<{name}>" not in ids and not _SYSTEM.match(name))
    written_to = original.addresses("to") + original.addresses("cc")
    recipients = (
        tree.headers.addresses("x-failed-recipients")
        or tuple(address for address in written_to if address in named)
        or named
        or written_to
    )
    if not recipients:
        return None
    line = next((line.strip() for line in text.splitlines() if re.search(r"\b[45]\d\d[ -]", line)), "")
    return Bounce(recipients=recipients, message_id=next(iter(ids), ""), detail=line[:300])
