"""The tree of a mail taken apart into leaves: texts and files, with what they were packed in."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageDefect
from email.message import Message as Part
from functools import cached_property

from mailboxes.message import outlook, smime, tnef
from mailboxes.message.charsets import charset, read_text
from mailboxes.message.contents import children_of, payload, serialised
from mailboxes.message.headers import Headers, lenient_base64
from mailboxes.message.names import clean_name
from mailboxes.message.parameters import file_name, parameter, value_of

_DEEPEST = 3  # forwarded mails inside forwarded mails
_MOST_LEAVES = 500
_REPORTS = {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
_KNOWN_HEADER = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|x-[a-z0-9-]+)\s*:",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+[ \t]*:|[ \t]|From ")
_CONTAINER = re.compile(rb"\b(?:multipart|message)/", re.IGNORECASE)
_DEFECTS = {
    "CloseBoundaryNotFoundDefect": "邮件不完整：缺少结尾的分隔行，可能有附件没有收全",
    "StartBoundaryNotFoundDefect": "邮件结构损坏：找不到各部分的分隔行",
    "MissingHeaderBodySeparatorDefect": "邮件头中有不合规范的行",
    "FirstHeaderLineIsContinuationDefect": "邮件头的第一行不合规范",
    "NoBoundaryInMultipartDefect": "邮件结构损坏：没有写明各部分的分隔行",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One text or file of a mail. `path` names the forwarded mail or container it came in, "" for the mail itself."""

    headers: Headers
    media_type: str
    content: bytes
    name: str = ""
    path: str = ""
    losses: tuple[str, ...] = ()

    @property
    def is_body(self) -> bool:
        """Whether it is what the sender wrote, not a file."""
        written = self.media_type in {"text/plain", "text/html", "text/"} or self.media_type.startswith("multipart/")
        return written and not self.path and not self.name and self.disposition != "attachment"

    @property
    def disposition(self) -> str:
        """`inline`, `attachment` or ""."""
        return value_of(self.headers.raw("content-disposition"))

    @property
    def content_id(self) -> str:
        """What an HTML body refers to it by."""
        return self.headers.text("content-id").strip("<> ")


@dataclass(frozen=True)
class Tree:
    """A parsed mail: its head, its tree and what was wrong with it."""

    part: Part[str, str]
    headers: Headers
    losses: tuple[str, ...] = ()
    report: str = field(default="")  # the report-type of a multipart/report

    @cached_property
    def heads(self) -> tuple[Headers, ...]:
        """The head of every part, its own first; nothing is decoded."""
        return tuple(map(Headers.of, _walk(self.part)))

    def leaves(self, *, expand: bool) -> Iterator[Leaf]:
        """All leaves in order; `expand` opens forwarded mails. Ends after 500."""
        for count, leaf in enumerate(_leaves(self.part, self.headers.hint, "", 0 if expand else _DEEPEST)):
            if count == _MOST_LEAVES:
                yield Leaf(headers=Headers(()), media_type="", content=b"", losses=("邮件的部分过多，其余未读取",))
                return
            yield leaf


def grow(raw: bytes) -> Tree:
    """The tree of a raw mail, whatever it looks like."""
    mended = _mended(raw)
    losses = () if mended is raw else ("邮件头中有不合规范的行",)
    try:
        part = email.message_from_bytes(mended)
    except RecursionError:  # parts in parts in parts: nobody writes that, somebody made it
        part = email.message_from_bytes(_CONTAINER.sub(b"text/x-", mended))
        losses = (*losses, "邮件结构嵌套过深，未能拆开")
    headers = Headers.of(part, _hint(part))
    kind = parameter(headers.raw("content-type"), b"report-type").text.lower()
    return Tree(part, headers, losses, kind)


def media_type(headers: Headers) -> str:
    """The media type a part claims; text/plain where it claims none."""
    claimed = value_of(headers.raw("content-type"))
    return claimed if re.fullmatch(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]*", claimed) else "text/plain"


def _mended(raw: bytes) -> bytes:
    """The mail with headers torn apart put together again.

    A line without a colon (Foxmail writes subjects with a line break inside) would end the head for
    the stdlib parser and turn all attachments into text; it is a continuation if headers follow it.
    """
    end = re.search(rb"\r?\n\r?\n", raw)
    lines = raw[: end.start() if end else 0].splitlines(keepends=True)
    broken = [number for number, line in enumerate(lines) if number and not _HEADER.match(line)]
    heads = [number for number, line in enumerate(lines) if _KNOWN_HEADER.match(line)]
    torn = {number for number in broken if heads and number < heads[-1]}
    if not torn:
        return raw
    head = b"".join(b" " + line if number in torn else line for number, line in enumerate(lines))
    return head + raw[sum(map(len, lines)) :]


def _hint(part: Part[str, str]) -> str:
    """The charset to try for bytes without a label: the first one any part names beyond ASCII and UTF-8."""
    for child in _walk(part):
        label = parameter(Headers.of(child).raw("content-type"), b"charset").text
        if charset(label) not in {"", "utf-8", "cp1252"}:
            return label
    return ""


def _walk(part: Part[str, str]) -> Iterator[Part[str, str]]:
    waiting = [part]
    while waiting:
        child = waiting.pop()
        yield child
        waiting.extend(reversed(children_of(child)))


def _leaves(part: Part[str, str], hint: str, path: str, depth: int) -> Iterator[Leaf]:
    headers = Headers.of(part, hint)
    kind, name = media_type(headers), file_name(headers)
    losses = [_DEFECTS[cause] for cause in map(_cause, part.defects) if cause in _DEFECTS]
    if name.lossy:
        losses.append(f"附件名称“{clean_name(name.text)}”中有无法识别的字符")
    children = children_of(part)
    if children and kind.startswith("message/") and kind not in _REPORTS:
        yield from _forwarded(children[0], headers, path, depth)
        return
    if children and kind not in _REPORTS:
        for loss in losses:
            yield Leaf(headers=Headers(()), media_type="", content=b"", path=path, losses=(loss,))
        for child in children:
            yield from _leaves(child, hint, path, depth)
        return
    content = b"\n".join(serialised(child) for child in children) if children else payload(part, headers)
    leaf = Leaf(
        headers=headers, media_type=kind, content=content, name=clean_name(name.text), path=path, losses=tuple(losses)
    )
    yield from _opened(leaf, depth)


def _cause(defect: MessageDefect) -> str:
    return type(defect).__name__


def _forwarded(inner: Part[str, str], outer: Headers, path: str, depth: int) -> Iterator[Leaf]:
    """A mail inside a mail: its files under its subject, or itself as a file where it holds none."""
    if not inner.keys() and not inner.is_multipart():  # encoded against the standard: open it first
        opened = lenient_base64(payload(inner, Headers(())))
        inner = email.message_from_bytes(opened) if _HEADER.match(opened) else inner  # words only are no base64
    headers = Headers.of(inner, outer.hint)
    name = clean_name(headers.text("subject")) or clean_name(file_name(outer).text) or "转发邮件"
    files: list[Leaf] = []
    if depth < _DEEPEST and not headers.raw("x-taizhang"):
        files = [leaf for leaf in _leaves(inner, outer.hint, f"{path}{name}/", depth + 1) if not _is_text(leaf)]
    yield from files
    if not any(leaf.content for leaf in files):
        yield Leaf(headers=outer, media_type="message/rfc822", content=serialised(inner), name=_eml(name), path=path)


def _is_text(leaf: Leaf) -> bool:
    return leaf.media_type in {"text/plain", "text/html"} and not leaf.name and leaf.disposition != "attachment"


def _eml(name: str) -> str:
    return name if name.endswith(".eml") else f"{name}.eml"


def _opened(leaf: Leaf, depth: int) -> Iterator[Leaf]:
    """What a leaf holds where it is a container of mail programs; else itself."""
    name = leaf.name.lower()
    if name.endswith(".eml") and leaf.media_type != "message/rfc822":
        yield from _forwarded(email.message_from_bytes(leaf.content), leaf.headers, leaf.path, depth)
    elif leaf.media_type == "application/ms-tnef" or name == "winmail.dat" or leaf.content.startswith(tnef.MAGIC):
        yield from _unpacked(leaf, tnef.files(leaf.content), leaf.path, "winmail.dat 无法打开，请对方以普通附件重发")
    elif leaf.content.startswith(outlook.MAGIC) and name.endswith(".msg"):
        inside = f"{leaf.path}{leaf.name[: -len('.msg')]}/"
        yield from _unpacked(
            leaf, outlook.files(leaf.content), inside, "转发的邮件（.msg）无法打开，请对方以普通附件重发"
        )
    elif smime.is_block(name, leaf.media_type) and depth <= _DEEPEST:
        yield from _unsealed(leaf, depth)
    elif leaf.media_type == "application/pgp-encrypted":
        yield _with_loss(leaf, "邮件已加密（PGP），系统无法打开")
    else:
        yield leaf


def _unpacked(leaf: Leaf, files: list[tuple[str, bytes]] | None, path: str, loss: str) -> Iterator[Leaf]:
    """The files of one of Outlook's containers; itself where it cannot be opened or holds none."""
    if not files:
        yield leaf if files is not None else _with_loss(leaf, loss)
        return
    headers = Headers((), leaf.headers.hint)
    for name, content in files:
        yield Leaf(
            headers=headers, media_type="application/octet-stream", content=content, name=clean_name(name), path=path
        )


def _unsealed(leaf: Leaf, depth: int) -> Iterator[Leaf]:
    inner = smime.signed_content(leaf.content)
    if inner is None:
        yield _with_loss(leaf, "邮件经过加密或签名封装，系统无法打开")
    else:
        yield from _leaves(email.message_from_bytes(inner), leaf.headers.hint, leaf.path, depth + 1)


def _with_loss(leaf: Leaf, loss: str) -> Leaf:
    return Leaf(
        headers=leaf.headers,
        media_type=leaf.media_type,
        content=leaf.content,
        name=leaf.name,
        path=leaf.path,
        losses=(*leaf.losses, loss),
    )


def body_text(leaf: Leaf) -> tuple[str, bool]:
    """The text of a body leaf, and whether some of it was lost."""
    label = parameter(leaf.headers.raw("content-type"), b"charset").text
    if not label and leaf.media_type == "text/html":
        found = re.search(rb"charset=[\"']?([A-Za-z0-9_-]+)", leaf.content[:2048])
        label = found[1].decode() if found else ""
    reading = read_text(leaf.content, label or leaf.headers.hint)
    return reading.text.replace("\r\n", "\n").replace("\r", "\n"), reading.lossy
