"""Who a mail says it is from: the one address of its one From header, by the grammar of RFC 5322 (3.4) with the
characters of RFC 6531, or nobody (rules.md, Who wrote a mail). A display text is never an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailboxes.message.headers import Headers
from mailboxes.message.tokens import BrokenHeaderError, Token, tokens

_SPECIALS = "<>,;:@["
_DOTTED = re.compile(r"[^\s.]+(?:\.[^\s.]+)*")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")


def one_sender(headers: Headers) -> str:
    """The address in lower case; "" where there are several, several headers, none that the grammar knows, or one with
    characters that nobody sees."""
    values = headers.all("from")
    if len(values) != 1:
        return ""
    try:
        found = _addresses(tokens(_text(values[0]), _SPECIALS))
    except BrokenHeaderError:
        return ""
    return _lower(found[0]) if len(found) == 1 and found[0].isprintable() else ""


def _lower(address: str) -> str:
    """In lower case, and no other letter made an ASCII one by it (the Kelvin sign a k)."""
    return address.encode().lower().decode()


def _text(value: bytes) -> str:
    """The header's characters: UTF-8 as RFC 6532 has it, else the charset of Chinese mail programs."""
    line = _FOLD.sub(b"", value)
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


def _addresses(words: Sequence[Token]) -> list[str]:
    """Every address of an address list, a group's members among them. Raises BrokenHeaderError."""
    found: list[str] = []
    entry: list[Token] = []
    within_angle = in_group = False
    for word in (*words, Token("special", ",")):
        if word.kind == "special" and word.text in "<>":
            within_angle = word.text == "<"
        if word == ("special", ":") and not within_angle:
            if in_group or not _is_phrase(entry):
                raise BrokenHeaderError("group")
            in_group, entry = True, []
        elif word.kind == "special" and word.text in ",;" and not within_angle:
            if word.text == ";" and not in_group:
                raise BrokenHeaderError("group")
            in_group = in_group and word.text != ";"
            found += [_mailbox(entry)] if _stripped(entry) else []
            entry = []
        else:
            entry.append(word)
    if in_group or within_angle:
        raise BrokenHeaderError("open")
    return found


def _stripped(entry: Sequence[Token]) -> list[Token]:
    words = list(entry)
    while words and words[0].kind == "space":
        words.pop(0)
    while words and words[-1].kind == "space":
        words.pop()
    return words


def _mailbox(entry: Sequence[Token]) -> str:
    """Name <local@domain>, or local@domain alone. Raises BrokenHeaderError."""
    words = _stripped(entry)
    if ("special", "<") not in words:
        return _spec(words)
    start = words.index(Token("special", "<"))
    inner = _stripped(words[start + 1 : -1])
    if words[-1] != ("special", ">"):
        raise BrokenHeaderError("angle")
    if inner and inner[0] == ("special", "@"):  # a route of old: <@a,@b:c@d>
        inner = inner[inner.index(Token("special", ":")) + 1 :] if ("special", ":") in inner else []
    address = _spec(inner)
    name = words[:start]
    if not _is_phrase(name) and not _says(name, address):
        raise BrokenHeaderError("name")
    return address


def _is_phrase(words: Sequence[Token]) -> bool:
    """Whether words can be a display name; brackets in it are a habit of people, not of the grammar."""
    return all(word.kind != "special" for word in words)


def _says(words: Sequence[Token], address: str) -> bool:
    """Whether a name without quotes is the very address: many programs write it so."""
    return "".join(word.text for word in _stripped(words)).lower() == address.lower()


def _spec(words: Sequence[Token]) -> str:
    """local@domain. Raises BrokenHeaderError."""
    match [word.kind for word in words], [word.text for word in words]:
        case ["word" | "quoted", "special", "word" | "literal"], [local, "@", domain]:
            quoted = words[0].kind == "quoted"
            if not quoted and not _DOTTED.fullmatch(local):
                raise BrokenHeaderError("local")
            if words[2].kind == "word" and not _DOTTED.fullmatch(domain):
                raise BrokenHeaderError("domain")
            return f'"{local}"@{domain}' if quoted and not re.fullmatch(r"[\w.+-]+", local) else f"{local}@{domain}"
    raise BrokenHeaderError("address")
