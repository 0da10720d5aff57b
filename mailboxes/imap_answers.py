"""Answers to FETCH as imaplib hands them over, and what in them is an answer to us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ledger.model import SHANGHAI

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE " ?(\d{1,2})-([A-Z][a-z][a-z])-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
_MOST_COPIED = 10_000  # of a run: a server that counts further is not answering us
_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


class Facts(NamedTuple):
    """What the server says about a mail before it is fetched."""

    uid: str
    size: int
    received_at: datetime


def uids_of(answer: Sequence[object]) -> set[int]:
    """Every uid an answer names."""
    return {int(found[1]) for line, _ in _lines(answer) if (found := _UID.search(line))}


def facts_of(answer: Sequence[object], wanted: Sequence[str]) -> list[Facts]:
    """Size and time of the wanted mails, ascending; lines about others' flags are not answers to us."""
    asked = set(wanted)
    facts = {}
    for line, _ in _lines(answer):
        uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
        if uid and size and date and uid[1].decode() in asked and (at := _moment(date)):
            facts[int(uid[1])] = Facts(uid[1].decode(), int(size[1]), at)
    return [facts[uid] for uid in sorted(facts)]


def _moment(date: re.Match[bytes]) -> datetime | None:
    """A server's date; None for one that cannot be: such a line is no answer."""
    day, month, year, hour, minute, second, sign, hours, minutes = date.groups()
    try:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        zone = timezone(-offset if sign == b"-" else offset)
        at = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except (ValueError, KeyError):
        return None
    return at.astimezone(SHANGHAI)


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
