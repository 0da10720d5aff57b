"""An HTML body as lines that know whether they stand in a quotation; and the body without what is quoted.

A quotation is an element that clients put around the letter they answer. Where they only put a rule or a head before it, the
lines say so, as in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from mailboxes.message.pages import LINES, UNSEEN

_QUOTES = re.compile(
    r"isreplycontent|isforwardcontent|gmail_quote|gmail_attr|gmail_extra|yahoo_quoted|moz-cite|ntes-mailmaster-quote|j-reply|qqmail_quote"
    r"|foxmail-quote|origbody|reply139content|replysplit|mail-editor-reference-message-container|ms-outlook-mobile-reference"
    r"|referencequote|replycontent|wps_quote|protonmail_quote|zmail_extra|^quote$|mailquote|reply-quote|original-?mail|tutanota_quote",
    re.IGNORECASE,
)
_HEADS = re.compile(r"divrplyfwdmsg|appendonsend|olk_src_body_section", re.IGNORECASE)
_CARDS = re.compile(
    r"(?:ntes|gmail|imail|ms-outlook-mobile|foxmail|moz|mail|qqmail)[-_]?signature|^signature$|signcontainer|xm_sign|_sign$",
    re.IGNORECASE,
)
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|line-through|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_STRUCK = {"s", "strike", "del"}
UNPRINTED = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
"""Characters that nobody sees."""
_HINT = re.compile(
    r"blockquote|<article|original|原始|原邮件|原件|发件人|寄件|发信人|发送[人者]|from|写道|寫道|wrote|quote|reply|forward|refer"
    r"|origbody|sign|此线以上|&gt;",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """A line of a body; `inner` is what it says without the marks of a quotation."""

    text: str
    quoted: bool
    place: int  # of its first piece in an HTML body
    inner: str


@dataclass(slots=True)
class _Piece:
    """A text of the tree: that of an element, or what follows one."""

    element: etree._Element
    tail: bool
    quoted: bool


class QuotedPage:
    """An HTML body taken apart once: its lines in order, empty ones left out, and itself without some of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._root = _tree(source)
        self._pieces = [] if self._root is None else list(_walk(self._root))
        self.lines = list(_lines(self._pieces))

    def cut(self, own: Collection[BodyLine]) -> str:
        """The body of which only those lines are left, with the tables and elements that hold them."""
        root, starts = self._root, [line.place for line in self.lines]
        mine = {line.place for line in own}
        if root is None or (len(mine) == len(starts) and not any(piece and piece.quoted for *_, piece in self._pieces)):
            return self._source
        ends = dict(zip(starts, [*starts[1:], len(self._pieces)], strict=False))
        kept = {number for place in mine for number in range(place, ends[place])}
        living: set[etree._Element] = set()
        for number, (_, _, piece) in enumerate(self._pieces):
            if piece is None:
                continue
            if number in kept and not piece.quoted:
                _spare(piece, living)
            elif piece.tail:
                piece.element.tail = None
            else:
                piece.element.text = None
        for gone in [one for one in root.iter("table", "blockquote", "a") if one not in living]:
            _remove(gone)
        return str(etree.tostring(root, encoding="unicode", method="html"))


def _spare(piece: _Piece, living: set[etree._Element]) -> None:
    """What holds a text that is kept is kept."""
    holder = piece.element.getparent() if piece.tail else piece.element
    while holder is not None and holder not in living:
        living.add(holder)
        holder = holder.getparent()


def _remove(element: etree._Element) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _tree(source: str) -> etree._Element | None:
    if not source.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return etree.fromstring(source.encode("utf-8", "replace"), parser)


def hints_at_quotes(source: str) -> bool:
    """Whether an HTML body holds anything that a quotation could begin with: most have nothing, and are left alone."""
    return _HINT.search(source) is not None


_Step = tuple[str, str, _Piece | None]
_BREAK: _Step = ("break", "", None)
_CELL: _Step = ("text", "\t", None)


def _walk(root: etree._Element) -> Iterator[_Step]:
    """(what, text, piece) of the tree in order: `break` between lines, `text`, `head` before a quotation that no element
    holds."""
    unseen = quoted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        named = _named(element) if element.attrib else ""
        quotes, hides = _is_quote(named, tag), _is_hidden(element, tag) or (bool(named) and _is_card(named))
        if event == "start":
            unseen += hides
            quoted += quotes
            if quotes or tag in LINES:
                yield _BREAK
            if named and _HEADS.search(named):
                yield "head", "-----Original Message-----", None
            yield "text", "" if unseen else element.text or "", _Piece(element, tail=False, quoted=quoted > 0)
            continue
        unseen -= hides
        quoted -= quotes
        if tag in ("td", "th"):
            yield _CELL
        elif quotes or tag in LINES:
            yield _BREAK
        if element is not root:
            yield "text", "" if unseen else element.tail or "", _Piece(element, tail=True, quoted=quoted > 0)


def _is_hidden(element: etree._Element, tag: str) -> bool:
    """Whether nobody sees what an element holds, or it was struck out."""
    return tag in UNSEEN or tag in _STRUCK or _HIDES.search(element.get("style") or "") is not None


def _named(element: etree._Element) -> str:
    return " ".join(filter(None, (element.get("id"), element.get("class"), element.get("name"))))


def _is_quote(named: str, tag: str) -> bool:
    if tag == "blockquote":
        return True
    return bool(named) and tag not in ("html", "body") and any(_QUOTES.search(one) for one in named.split())


def _is_card(named: str) -> bool:
    return any(_CARDS.search(one) for one in named.split())


def _lines(pieces: Sequence[_Step]) -> Iterator[BodyLine]:
    said: list[str] = []
    place, quoted = 0, False
    for number, (what, text, piece) in enumerate(pieces):
        if what == "text":
            if said:
                said.append(text)
            elif text.strip():
                said, place, quoted = [text], number, piece is not None and piece.quoted
            continue
        if said:
            yield _line(said, place, quoted=quoted)
            said = []
        if what == "head":
            yield _line([text], number, quoted=False)
    if said:
        yield _line(said, place, quoted=quoted)


def _line(said: list[str], place: int, *, quoted: bool) -> BodyLine:
    text = re.sub(r"\s+", " ", "".join(said).translate(UNPRINTED)).strip()
    inner = text.lstrip("> ")
    return BodyLine(text=text, quoted=quoted or text.startswith(">"), place=place, inner=inner)
