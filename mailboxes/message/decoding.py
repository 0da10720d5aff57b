"""Raw bytes → Message. Whatever comes in, a message comes out; what was lost on the way is said in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from ledger.model import Attachment, Message
from mailboxes.message.automatic import is_system_mail, says_automatic, why_automatic
from mailboxes.message.cloud import cloud_links
from mailboxes.message.headers import Headers
from mailboxes.message.names import invented_name
from mailboxes.message.pages import page_text
from mailboxes.message.parts import Leaf, Tree, body_text, grow
from mailboxes.message.quotes import is_forward, own_html, own_words
from mailboxes.message.sealed import why_sealed
from mailboxes.message.sender import one_sender

_BESIDE = {"text/calendar", "text/vcard", "text/x-vcard", "text/directory"}  # cards and appointments: nothing handed in
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_DECORATION = re.compile(r"image\d{3}\.(?:png|gif|jpe?g|wmz|emz)", re.IGNORECASE)


def decode(raw: bytes) -> Message:
    """The message of a raw mail. Never raises: losses are told in `losses`, the raw bytes stay what counts.

    Files of a forwarded mail are attachments named 「主题/文件名」; those of a returned letter stay in it.
    """
    return message_of(grow(raw))


def message_of(tree: Tree) -> Message:
    """The message of a mail taken apart."""
    leaves = tuple(tree.leaves(expand=not is_system_mail(tree)))
    text, html, text_losses = _bodies(leaves)
    headers = tree.headers
    subject = headers.read("subject")
    written = (text, html) if is_forward(subject.text) else (own_words(text), own_html(html))
    senders, attachments = _senders(headers), _attachments(leaves, html)
    files = any(not file.inline for file in attachments)
    losses = [*tree.losses, *text_losses, *(loss for leaf in leaves for loss in leaf.losses)]
    if subject.lossy:
        losses.append("主题中有无法识别的字符")
    if headers.raw("from") and not senders:
        losses.append(f"发件人地址无法识别：{headers.text('from')[:100]}")
    return Message(
        message_id=next(iter(headers.message_ids("message-id")), headers.text("message-id")[:250]),
        subject=subject.text,
        senders=senders,
        to=headers.addresses("to"),
        date=headers.text("date"),
        references=headers.message_ids("references", "in-reply-to"),
        text=text or page_text(html),
        html=html,
        attachments=attachments,
        automatic=why_automatic(tree) or ("" if files else _says_automatic(subject.text, *written)),
        own=_is_own(tree),
        sealed=why_sealed("" if senders else subject.text, text or page_text(html), leaves),
        losses=tuple(dict.fromkeys(losses)),
        cloud_links=cloud_links(*written),
    )


def _senders(headers: Headers) -> tuple[str, ...]:
    """The one sender; or, for a person to see, the several that a mail names. One that is only readable beside another
    that is not is none."""
    if sender := one_sender(headers):
        return (sender,)
    named = headers.addresses("from")
    return named if len(named) > 1 else ()


def _says_automatic(subject: str, text: str, page: str) -> str:
    """What a mail says of itself; one handed on says it of another."""
    return "" if is_forward(subject) else says_automatic(text or page_text(page))


def _is_own(tree: Tree) -> bool:
    return bool(tree.headers.raw("x-taizhang"))


def _bodies(leaves: Sequence[Leaf]) -> tuple[str, str, list[str]]:
    """The plain text, the HTML, and what was lost in them."""
    texts: dict[bool, list[str]] = {False: [], True: []}
    losses: list[str] = []
    for leaf in leaves:
        if leaf.is_body:
            text, lossy = body_text(leaf)
            texts[leaf.media_type == "text/html"].append(text)
            if lossy:
                losses.append("正文中有无法识别的字符")
    return "\n".join(texts[False]), "\n".join(texts[True]), losses


def _attachments(leaves: Sequence[Leaf], html: str) -> tuple[Attachment, ...]:
    files = [leaf for leaf in leaves if leaf.media_type and not leaf.is_body]
    attachments: list[Attachment] = []
    unnamed = 0
    for leaf in files:
        unnamed += not leaf.name
        name = leaf.name or invented_name(unnamed, leaf.content, leaf.media_type)
        attachments.append(
            Attachment(
                name=leaf.path + name,
                content=leaf.content,
                media_type=leaf.media_type,
                inline=_belongs_to_body(leaf, html),
            )
        )
    return tuple(attachments)


def _belongs_to_body(leaf: Leaf, html: str) -> bool:
    """Whether it is part of what was written, or a card or a signature beside it: no file handed in."""
    if leaf.media_type in _BESIDE | _SIGNATURES or leaf.name.lower().endswith((".p7s", ".vcf", ".ics")):
        return True
    if not leaf.media_type.startswith("image/"):
        return False
    referred = bool(leaf.content_id) and f"cid:{leaf.content_id}" in unescape(html)
    return referred or bool(leaf.content_id and _DECORATION.fullmatch(leaf.name))
