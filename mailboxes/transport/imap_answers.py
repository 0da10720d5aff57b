"""Answers to FETCH as imaplib hands them over, and what in them is an answer to us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from ledger.model import SHANGHAI

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')
_MOMENT = re.compile(r" ?(\d{1,2})-([A-Za-z]{3})-(\d{4} \d\d:\d\d:\d\d [+-]\d{4})")
_TOKEN = re.compile(rb'[()]|"(?:[^"\\]|\\.)*"|[^\s()"]+')
_LITERAL = re.compile(rb"\{\d+\}$")
_MOST_COPIED = 10_000  # of a run: a server that counts further is not answering us


class MailFacts(NamedTuple):
    """What the server says about a mail before it is fetched."""

    uid: str
    size: int | None  # None where it states none
    received_at: datetime | None  # None where it states none that can be


def uids_of(answer: Sequence[object]) -> set[int]:
    """Every uid an answer names."""
    return {int(found[1]) for line, _ in _lines(answer) if (found := _UID.search(line))}


def facts_of(answer: Sequence[object], wanted: Sequence[str]) -> list[MailFacts]:
    """Size and time of the wanted mails, ascending, as far as the server states them. A line about others' flags
    may name the same mail: it takes nothing away."""
    asked = set(wanted)
    facts: dict[int, MailFacts] = {}
    for line, _ in _lines(answer):
        uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
        if uid and uid[1].decode() in asked:
            before = facts.get(int(uid[1]), MailFacts(uid[1].decode(), None, None))
            facts[int(uid[1])] = MailFacts(
                before.uid,
                int(size[1]) if size else before.size,
                _moment(date[1].decode("ascii", "replace")) if date else before.received_at,
            )
    return [facts[uid] for uid in sorted(facts)]


def _moment(written: str) -> datetime | None:
    """A server's date (RFC 3501's, whose months know no case; some write RFC 5322's); None for one that cannot be."""
    usual = _MOMENT.fullmatch(written)
    try:
        at = parsedate_to_datetime(f"{usual[1]} {usual[2].title()} {usual[3]}" if usual else written)
    except (ValueError, OverflowError):
        return None
    return at.astimezone(SHANGHAI) if at.tzinfo and at.year > 1 else None


def envelope_of(answer: Sequence[object]) -> tuple[bytes, bytes]:
    """Sender and subject of the one mail an answer's ENVELOPE tells of (RFC 3501, 7.4.2); empty where it tells none."""
    tokens = iter(_tokens(answer))
    for token in tokens:
        if token.upper() == b"ENVELOPE" and next(tokens, b"") == b"(":
            _date, subject, senders = (_value(tokens) for _ in range(3))
            return _address(senders), subject if isinstance(subject, bytes) else b""
    return b"", b""


def _tokens(answer: Sequence[object]) -> Iterator[bytes]:
    """The words of an answer; a literal is one word, in quotes like a quoted one."""
    for item in answer:
        line, literal = item if isinstance(item, tuple) else (item, None)
        if isinstance(line, bytes):
            yield from _TOKEN.findall(_LITERAL.sub(b"", line) if literal is not None else line)
        if literal is not None:
            yield b'"' + bytes(literal).replace(b"\\", rb"\\").replace(b'"', rb"\"") + b'"'


def _value(tokens: Iterator[bytes]) -> bytes | list[object]:
    """One value: a word, or a list of them up to its closing bracket."""
    lists: list[list[object]] = [[]]
    for token in tokens:
        if token == b"(":
            lists.append([])
            lists[-2].append(lists[-1])
        elif token == b")" and len(lists) > 1:
            lists.pop()
        elif token != b")":
            lists[-1].append(_word(token))
        if len(lists) == 1:
            break
    value = lists[0][0] if lists[0] else b""
    return value if isinstance(value, (bytes, list)) else b""


def _word(token: bytes) -> bytes:
    if token.upper() == b"NIL":
        return b""
    return re.sub(rb"\\(.)", rb"\1", token[1:-1], flags=re.DOTALL) if token.startswith(b'"') else token


def _address(senders: bytes | list[object]) -> bytes:
    """local@domain of the one sender: (name, route, local, domain); b"" for none or several."""
    if not isinstance(senders, list) or len(senders) != 1 or not isinstance(senders[0], list):
        return b""
    parts = [part for part in senders[0] if isinstance(part, bytes)]
    return parts[2] + b"@" + parts[3] if len(parts) == 4 and parts[2] and parts[3] else b""


def literals_of(answer: Sequence[object], wanted: Sequence[str]) -> dict[str, bytes]:
    """The bytes of the wanted mails. One that was expunged meanwhile comes back empty, or not at all."""
    asked = set(wanted)
    found = {}
    for line, literal in _lines(answer):
        uid = _UID.search(line)
        if uid and literal and b"BODY[]" in line and uid[1].decode() in asked:
            found[uid[1].decode()] = literal
    return found


def copied_of(answer: Sequence[object]) -> set[int]:
    """The uids a server says it copied or moved: COPYUID's second word, a set like 3,5:7 (RFC 4315, 3)."""
    copied: set[int] = set()
    for said in answer:
        words = bytes(said).split() if isinstance(said, bytes) else []
        for run in words[1].split(b",") if len(words) == 3 else []:
            first, _, last = run.partition(b":")
            if first.isdigit() and (last.isdigit() or not last):
                copied.update(range(int(first), min(int(last or first), int(first) + _MOST_COPIED) + 1))
    return copied


def _lines(answer: Sequence[object]) -> Iterator[tuple[bytes, bytes]]:
    """Each response line with its literal. imaplib gives (line, literal) and, apart, what follows the literal."""
    waiting: tuple[bytes, bytes] | None = None
    for item in answer:
        if isinstance(item, tuple):
            if waiting:
                yield waiting
            waiting = (bytes(item[0]), bytes(item[1]))
        elif isinstance(item, bytes):
            if waiting:
                yield waiting[0] + b" " + item, waiting[1]
                waiting = None
            else:
                yield item, b""
    if waiting:
        yield waiting
