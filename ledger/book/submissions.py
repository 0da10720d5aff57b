"""The book's pages on submissions and decisions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, func, insert, select, update

from ledger.book.tables import decisions, entries, findings, letters, mails, raws, standings, submissions
from ledger.book.topic import Topic
from ledger.model import Entry, Finding, PostState, Severity, Submission, Verdict

_GONE_OUT = (PostState.SENT, PostState.REFUSED, PostState.UNKNOWN)
"""A return letter in these states has gone as far as it will go: its window runs from there."""


_HEAD = ("mail", "unit", "round", "received_at", "file", "sha256", "reported_on")
_ABOUT_UNITS = (Verdict.EXTEND, Verdict.EXCUSE, Verdict.CLEAR, Verdict.STATE, Verdict.WAIVE, Verdict.VOID)
_TO_UNITS = ("forms_out", "reminder", "overdue", "notice_before", "annual_check", "corrected")
"""Letters that go to a unit because it is one of ours, not because somebody wrote in its name."""

# What every mail asks is put into words once: to build a statement costs five times as much as to run it.


def _any(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


@cache
def _on_file(*, by_round: bool, by_unit: bool, by_time: bool) -> Select[Any]:
    wanted = select(submissions).where(submissions.c.withdrawn.is_(None))
    if by_round:
        wanted = wanted.where(submissions.c.round.in_(_any("rounds")))
    if by_unit:
        wanted = wanted.where(submissions.c.unit.in_(_any("units")))
    if by_time:
        wanted = wanted.where(submissions.c.received_at <= bindparam("received_by"))
    return wanted.order_by(submissions.c.received_at, submissions.c.number)


_NUMBERED = select(submissions).where(submissions.c.number == bindparam("number"))
_SAME = select(submissions).where(
    submissions.c.unit.in_(_any("units")),
    submissions.c.round == bindparam("round"),
    submissions.c.sha256 == bindparam("sha256"),
)
_COPY, _WITHDRAWN = (
    _SAME.where(submissions.c.withdrawn.is_(None)),
    _SAME.where(submissions.c.withdrawn.is_not(None)),
)
_ENTRIES = select(entries).where(entries.c.submission.in_(_any("numbers"))).order_by(entries.c.task)
_FINDINGS = select(findings).where(findings.c.submission.in_(_any("numbers"))).order_by(findings.c.number)
_RETURNED = (
    select(letters.c.submission, func.max(func.coalesce(letters.c.sent_at, letters.c.queued_at)).label("at"))
    .where(letters.c.submission.in_(_any("numbers")), letters.c.kind == "return", letters.c.state.in_(_GONE_OUT))
    .group_by(letters.c.submission)
)


_FILE, _ENTER, _FIND = insert(submissions), insert(entries), insert(findings)


def _entry(row: Row[Any]) -> Entry:
    more = tuple((heading, text) for heading, text in json.loads(row.more)) if row.more else ()
    return Entry(task=row.task, progress=row.progress, where=row.place, more=more)


class Submissions(Topic):
    """Submissions with their entries and findings; decisions."""

    def file(self, submission: Submission) -> Submission:
        """Enter a submission with its entries and the form's own findings; the submission with its number."""
        if (again := self._withdrawn(submission)) is not None:
            return again
        row = {name: getattr(submission, name) for name in _HEAD}
        number = int(self._connection.execute(_FILE, row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key
        if submission.entries:
            self._connection.execute(
                _ENTER,
                [
                    {
                        "submission": number,
                        "task": e.task,
                        "progress": e.progress,
                        "place": e.where,
                        "more": json.dumps(e.more, ensure_ascii=False) if e.more else "",
                    }
                    for e in submission.entries
                ],
            )
        if submission.findings:
            self._connection.execute(
                _FIND,
                [
                    {
                        "submission": number,
                        "code": f.code,
                        "severity": f.severity,
                        "message": f.message,
                        "place": f.where,
                        "task": f.task,
                    }
                    for f in submission.findings
                ],
            )
        return replace(submission, number=number)

    def withdraw(self, number: int, decision: int) -> None:
        """What was filed by a decision that is taken back is on file no more, until it is filed anew."""
        self._connection.execute(update(submissions).where(submissions.c.number == number).values(withdrawn=decision))

    def _withdrawn(self, submission: Submission) -> Submission | None:
        """File anew what had been withdrawn, None where it never was."""
        same = {"units": [submission.unit], "round": submission.round, "sha256": submission.sha256}
        row = self._connection.execute(_WITHDRAWN, same).one_or_none()
        if row is None:
            return None
        values = {"withdrawn": None, "mail": submission.mail, "received_at": submission.received_at}
        self._connection.execute(update(submissions).where(submissions.c.number == row.number).values(**values))
        return self.one(row.number)

    def copy_of(self, unit: str, round_: str, sha256: str) -> Submission | None:
        """The submission of the same bytes by the same unit in the same round."""
        same = {"units": self._names().all(unit), "round": round_, "sha256": sha256}
        return next(iter(self._whole(_COPY, same)), None)

    def received_earlier(self, number: int, moment: datetime) -> None:
        """Of copies the earliest received counts, in whatever order they were collected."""
        earlier = update(submissions).where(submissions.c.number == number, submissions.c.received_at > moment)
        self._connection.execute(earlier.values(received_at=moment))

    def all(self, *rounds: str, unit: str | None = None, received_by: datetime | None = None) -> list[Submission]:
        """Submissions of those rounds, or of all, in order of receipt, whole; `received_by` leaves out those that came
        later."""
        wanted = _on_file(by_round=bool(rounds), by_unit=unit is not None, by_time=received_by is not None)
        facts = {"rounds": rounds, "units": self._names().all(unit or ""), "received_by": received_by}
        return self._whole(wanted, facts)

    def _whole(self, wanted: Select[Any], facts: Mapping[str, object]) -> list[Submission]:
        """The submissions of those rows with their entries and findings."""
        rows, names = self._connection.execute(wanted, facts).all(), self._names()
        if not rows:
            return []
        numbers = [row.number for row in rows]
        texts, odd, returned = self._entries(numbers), self._findings(numbers), self._returned(numbers)
        return [
            Submission(
                number=row.number,
                mail=row.mail,
                unit=names.current(row.unit),
                round=row.round,
                received_at=row.received_at,
                file=row.file,
                sha256=row.sha256,
                reported_on=row.reported_on,
                entries=tuple(texts[row.number]),
                findings=tuple(odd[row.number]),
                returned_at=returned.get(row.number),
            )
            for row in rows
        ]

    def one(self, number: int) -> Submission:
        """The submission of that number. Raises KeyError."""
        found = self._whole(_NUMBERED, {"number": number})
        if not found:
            raise KeyError(number)
        return found[0]

    def _entries(self, numbers: Iterable[int]) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = defaultdict(list)
        for row in self._connection.execute(_ENTRIES, {"numbers": numbers}):
            found[row.submission].append(_entry(row))
        return found

    def _findings(self, numbers: Iterable[int]) -> dict[int, list[Finding]]:
        found: dict[int, list[Finding]] = defaultdict(list)
        for row in self._connection.execute(_FINDINGS, {"numbers": numbers}):
            found[row.submission].append(
                Finding(
                    code=row.code, severity=Severity(row.severity), message=row.message, where=row.place, task=row.task
                )
            )
        return found

    def _returned(self, numbers: Iterable[int]) -> dict[int, datetime]:
        """When each submission's return letter went out."""
        rows = self._connection.execute(_RETURNED, {"numbers": numbers})
        return {row.submission: datetime.fromisoformat(row.at) if isinstance(row.at, str) else row.at for row in rows}

    def sources(self) -> dict[int, tuple[str, str, str]]:
        """By submission: Message-ID of the mail it came in, receipt as text, sha256 of the file."""
        wanted = select(submissions, mails.c.message_id).outerjoin(mails, mails.c.number == submissions.c.mail)
        return {
            row.number: (row.message_id or "", row.received_at.isoformat(sep=" ", timespec="seconds"), row.sha256)
            for row in self._connection.execute(wanted)
        }

    def filed_of(self, mails_: Iterable[int]) -> set[tuple[int, str]]:
        """Which units' forms were filed out of those mails: (mail, unit)."""
        wanted = select(submissions.c.mail, submissions.c.unit).where(
            submissions.c.mail.in_(list(mails_)), submissions.c.withdrawn.is_(None)
        )
        names = self._names()
        return {(row.mail, names.current(row.unit)) for row in self._connection.execute(wanted)}

    def units_on_file(self) -> set[str]:
        """Every unit that something is on file of, by its name of today: that it reported, that was decided about it,
        that it was written to as one of ours, that a circular stated of it. What a stranger calls himself is none."""
        named = (
            select(submissions.c.unit).distinct(),
            select(decisions.c.unit).where(decisions.c.kind.in_(_ABOUT_UNITS)).distinct(),
            select(letters.c.unit).where(letters.c.kind.in_(_TO_UNITS)).distinct(),
            select(standings.c.unit).distinct(),
        )
        names = self._names()
        return {names.current(name) for wanted in named for name in self._connection.scalars(wanted) if name}

    def kept_files(self) -> int:
        """How many distinct originals the book keeps."""
        return int(self._connection.scalar(select(func.count()).select_from(raws)) or 0)

    def newest(self) -> int:
        """The number of the submission filed last; 0 where none was."""
        return int(self._connection.scalar(select(func.max(submissions.c.number))) or 0)
