"""Which letter of ours a mail answers: by the address it was sent to, the thread it stands in, the code in its words.

Any one of them suffices; where two name different letters, none is believed. All are made with the book's own key, so
that nobody can name a letter he has not had. They say *what* is answered, never *who* answers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.book import Page
from ledger.model import Asked, Message, Unit
from mailboxes.message.quotes import own_text
from office.desk.desk import Desk
from office.post.return_address import own_key, proven_unit

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that reads like another
_NARROW = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(r"(?<![0-9A-Z])([0-9A-TV-Z]{4})[-‐‑–—_ ]?([0-9A-TV-Z]{4})(?![0-9A-Z])")
_TAG = 16
_NEWEST = 20  # letters of a thread that are looked at
_FIRST = 4000  # characters of a mail in which a code is looked for


@dataclass(frozen=True, slots=True)
class Answered:
    """The letter that a mail answers, and what named it; `torn` where its marks name several."""

    asked: Asked | None
    carriers: Mapping[str, int]

    @property
    def torn(self) -> bool:
        """Whether the marks disagree."""
        return self.asked is None and bool(self.carriers)


def code_of(key: bytes, letter: str) -> str:
    """The code of a letter: eight digits of 40 bits."""
    number = int.from_bytes(hmac.new(key, f"code:{letter}".encode(), hashlib.sha256).digest()[:5], "big")
    return "".join(_DIGITS[number >> shift & 31] for shift in range(35, -1, -5))


def tag_of(key: bytes, letter: str) -> str:
    """The mark in the address that a letter is answered to."""
    return hmac.new(key, f"answer:{letter}".encode(), hashlib.sha256).hexdigest()[:_TAG]


def printed_code(code: str) -> str:
    """A code as people read and type it: K7M2-4QX9."""
    return f"{code[:4]}-{code[4:]}"


def answered(desk: Desk, page: Page, message: Message, sent_to: Sequence[str]) -> Answered:
    """The letter that a mail answers."""
    found = {
        "address": page.questions.asked_as(tags=_tags(desk, sent_to)),
        "thread": _in_thread(page, message),
        "code": page.questions.asked_as(codes=codes_in(f"{message.subject}\n{own_text(message)[:_FIRST]}")),
    }
    carriers = {name: asked[-1].number for name, asked in found.items() if asked}
    numbers = {one.number for asked in found.values() for one in asked}
    every = {one.number: one for asked in found.values() for one in asked}
    return Answered(every[numbers.pop()] if len(numbers) == 1 else None, carriers)


def proven_units(desk: Desk, page: Page, sent_to: Sequence[str]) -> list[Unit]:
    """The units whose own address, or the address of a letter to them, is among those a mail was sent to."""
    known = proven_unit(desk, page, sent_to)
    asked = [one.unit for one in page.questions.asked_as(tags=_tags(desk, sent_to)) if one.unit in desk.roster]
    return [*([known] if known else []), *(desk.roster[name] for name in asked)]


def codes_in(words: str) -> list[str]:
    """Everything in a text that could be a code."""
    plain = unicodedata.normalize("NFKC", words).upper()
    return list(dict.fromkeys((one[1] + one[2]).translate(_ALIKE) for one in _CODE.finditer(plain)))


def without_codes(text: str, codes: Sequence[str]) -> str:
    """A text without those codes, however they are typed; all else as it was."""
    narrow, kept, end = text.upper().translate(_NARROW), [], 0
    for found in _CODE.finditer(narrow) if len(narrow) == len(text) else ():
        if (found[1] + found[2]).translate(_ALIKE) in codes:
            kept.append(text[end : found.start()])
            end = found.end()
    return " ".join([*kept, text[end:]])


def _in_thread(page: Page, message: Message) -> list[Asked]:
    """What the newest letter of ours in the thread asked."""
    for reference in reversed(message.references[-_NEWEST:]):
        if post := page.letters.of_id(reference):
            return page.questions.asked_as(letters=[post.key.partition("#")[0]])
    return []


def _tags(desk: Desk, sent_to: Sequence[str]) -> list[str]:
    user, _, domain = desk.settings.office.address.lower().rpartition("@")
    parts = (address.lower().rpartition("@") for address in sent_to)
    return [
        local.removeprefix(f"{user}+") for local, _, host in parts if host == domain and local.startswith(f"{user}+")
    ]


def address_of(desk: Desk, page: Page, letter: str) -> str:
    """Where a letter is answered to: its own address where the mail server knows such, else the office's."""
    address = desk.settings.office.address
    if not desk.settings.mail.plus_addresses:
        return address
    user, _, domain = address.rpartition("@")
    return f"{user}+{tag_of(own_key(page), letter)}@{domain}"
