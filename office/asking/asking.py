"""A letter that is answered by a line: with its code, its own address, and each answer as a link that opens the reply
filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from ledger.book import Page
from ledger.model import Asked, Letter
from office.asking.carriers import address_of, code_of, printed_code, tag_of
from office.desk.desk import Desk
from office.post.post import queue
from office.post.return_address import own_key

VALID = timedelta(days=92)
"""How long a letter to the office's people may be answered: what it lists is known by numbers that are never given again."""
LONGEST_LINK = 500
"""Characters of a link that every mail program opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a letter needs before it is written: its code as printed, and where it is answered to."""

    letter: str
    code: str
    address: str

    def link(self, machine: str, words: str = "") -> str:
        """A link that opens a reply with an answer filled in: what the machine reads is ASCII and stands in subject and
        body, the Chinese beside it is for the eye and may be lost. "" where it would be too long."""
        subject = f"{machine} {self.code}"
        for said in (f"{subject} ({words})" if words else subject, subject):
            link = f"mailto:{quote(self.address, safe='@')}?subject={quote(subject)}&body={quote(said)}"
            if len(link) < LONGEST_LINK:
                return link
        return ""

    def draft(self, start: str) -> str:
        """A link that opens a reply with the beginning of a line, to be written to its end."""
        body = quote(f"{start}\r\n\r\n{self.code}")
        link = f"mailto:{quote(self.address, safe='@')}?subject={quote(self.code)}&body={body}"
        return link if len(link) < LONGEST_LINK else ""


def asking(desk: Desk, page: Page, letter: str) -> Asking:
    """The code and the address of a letter of that key."""
    return Asking(
        letter=letter, code=printed_code(code_of(own_key(page), letter)), address=address_of(desk, page, letter)
    )


def ask(
    page: Page,
    desk: Desk,
    letter: Letter,
    *,
    kind: str,
    facts: Mapping[str, object],
    until: datetime,
    now: datetime,
    mail: int | None = None,
) -> bool:
    """Queue a letter that is answered by a line, and remember what it asks; False if it was queued before."""
    key = own_key(page)
    if not letter.to or not queue(page, desk, letter, now=now, mail=mail, answer_to=address_of(desk, page, letter.key)):
        return False
    page.questions.ask(
        Asked(
            number=0,
            letter=letter.key,
            code=code_of(key, letter.key),
            tag=tag_of(key, letter.key),
            kind=kind,
            address=letter.to[0].lower(),
            facts=facts,
            asked_at=now,
            until=until,
            unit=letter.unit,
            round=letter.round,
        )
    )
    return True


def to_staff(page: Page, desk: Desk, letter: Letter, now: datetime, *, facts: Mapping[str, object] = {}) -> bool:
    """Queue a letter to the office's own people that may be answered by lines, whatever it is about."""
    return ask(page, desk, letter, kind="desk", facts=facts, until=now + VALID, now=now)


def offered(one: Asking, lines: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Answers as a letter shows them: (what the machine reads, the line to write) each with its link."""
    return [{"line": words, "link": one.link(machine, words)} for machine, words in lines]


def numbered(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Lines as the options 1, 2 … of a question."""
    return [(str(number), f"{number} {line}") for number, line in enumerate(lines, 1)]
