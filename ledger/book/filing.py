"""The book's pages on submissions and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from ledger.book.tables import decisions, entries, findings, letters, mails, raws, standings, submissions
from ledger.model import Decision, Entry, Finding, PostState, Severity, Submission, Verdict
from ledger.roster import Names

_GONE_OUT = (PostState.SENT, PostState.REFUSED, PostState.UNKNOWN)
"""A return letter in these states has gone as far as it will go: its window runs from there."""


_ABOUT_UNITS = (Verdict.EXTEND, Verdict.EXCUSE, Verdict.CLEAR, Verdict.STATE, Verdict.WAIVE, Verdict.VOID)
_TO_UNITS = ("forms_out", "reminder", "overdue", "notice_before", "annual_check", "corrected")
"""Letters that go to a unit because it is one of ours, not because somebody wrote in its name."""


class FilingPage:
    """Submissions with their entries and findings; decisions."""

    _connection: Connection
    _names: Callable[[], Names]

    def file(self, submission: Submission) -> int:
        """Enter a submission with its entries and the form's own findings; its number."""
        if (again := self._withdrawn(submission)) is not None:
            return again
        row = insert(submissions).values(
            mail=submission.mail,
            unit=submission.unit,
            round=submission.round,
            received_at=submission.received_at,
            file=submission.file,
            sha256=submission.sha256,
            reported_on=submission.reported_on,
        )
        number = int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key
        if submission.entries:
            self._connection.execute(
                insert(entries),
                [
                    {"submission": number, "task": e.task, "progress": e.progress, "place": e.where}
                    for e in submission.entries
                ],
            )
        if submission.findings:
            self._connection.execute(
                insert(findings),
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
        return number

    def withdraw(self, number: int, decision: int) -> None:
        """What was filed by a decision that is taken back is on file no more, until it is filed anew."""
        self._connection.execute(update(submissions).where(submissions.c.number == number).values(withdrawn=decision))

    def _withdrawn(self, submission: Submission) -> int | None:
        """File anew what had been withdrawn: its number, None where it never was."""
        same = (submissions.c.unit == submission.unit, submissions.c.round == submission.round)
        known = select(submissions.c.number).where(
            *same, submissions.c.sha256 == submission.sha256, submissions.c.withdrawn.is_not(None)
        )
        number = self._connection.scalar(known)
        if number is not None:
            values = {"withdrawn": None, "mail": submission.mail, "received_at": submission.received_at}
            self._connection.execute(update(submissions).where(submissions.c.number == number).values(**values))
        return number

    def copy_of(self, unit: str, round_: str, sha256: str) -> Submission | None:
        """The submission of the same bytes by the same unit in the same round."""
        whose = submissions.c.unit.in_(self._names().all(unit))
        same = (
            whose,
            submissions.c.round == round_,
            submissions.c.sha256 == sha256,
            submissions.c.withdrawn.is_(None),
        )
        return next(iter(self._whole(select(submissions).where(*same))), None)

    def received_earlier(self, number: int, moment: datetime) -> None:
        """Of copies the earliest received counts, in whatever order they were collected."""
        earlier = update(submissions).where(submissions.c.number == number, submissions.c.received_at > moment)
        self._connection.execute(earlier.values(received_at=moment))

    def submissions(
        self, round_: str | None = None, *, unit: str | None = None, received_by: datetime | None = None
    ) -> list[Submission]:
        """Submissions in order of receipt, whole; `received_by` leaves out those that came later."""
        wanted = select(submissions).order_by(submissions.c.received_at, submissions.c.number)
        wanted = wanted.where(submissions.c.withdrawn.is_(None))
        if round_ is not None:
            wanted = wanted.where(submissions.c.round == round_)
        if unit is not None:
            wanted = wanted.where(submissions.c.unit.in_(self._names().all(unit)))
        if received_by is not None:
            wanted = wanted.where(submissions.c.received_at <= received_by)
        return self._whole(wanted)

    def _whole(self, wanted: Select[Any]) -> list[Submission]:
        """The submissions of those rows with their entries and findings."""
        rows, names = self._connection.execute(wanted).all(), self._names()
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

    def submission(self, number: int) -> Submission:
        """The submission of that number. Raises KeyError."""
        found = self._whole(select(submissions).where(submissions.c.number == number))
        if not found:
            raise KeyError(number)
        return found[0]

    def _entries(self, numbers: Iterable[int]) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = defaultdict(list)
        wanted = select(entries).where(entries.c.submission.in_(list(numbers))).order_by(entries.c.task)
        for row in self._connection.execute(wanted):
            found[row.submission].append(Entry(task=row.task, progress=row.progress, where=row.place))
        return found

    def _findings(self, numbers: Iterable[int]) -> dict[int, list[Finding]]:
        found: dict[int, list[Finding]] = defaultdict(list)
        wanted = select(findings).where(findings.c.submission.in_(list(numbers))).order_by(findings.c.number)
        for row in self._connection.execute(wanted):
            found[row.submission].append(
                Finding(
                    code=row.code, severity=Severity(row.severity), message=row.message, where=row.place, task=row.task
                )
            )
        return found

    def _returned(self, numbers: Iterable[int]) -> dict[int, datetime]:
        """When each submission's return letter went out."""
        wanted = select(
            letters.c.submission, func.max(func.coalesce(letters.c.sent_at, letters.c.queued_at)).label("at")
        )
        wanted = wanted.where(
            letters.c.submission.in_(list(numbers)), letters.c.kind == "return", letters.c.state.in_(_GONE_OUT)
        )
        rows = self._connection.execute(wanted.group_by(letters.c.submission))
        return {row.submission: datetime.fromisoformat(row.at) if isinstance(row.at, str) else row.at for row in rows}

    # --- decisions -------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> int:
        """Enter a decision: a row, never an edit; its number."""
        row = insert(decisions).values(
            kind=decision.kind,
            by=decision.by,
            at=decision.at,
            reason=decision.reason,
            round=decision.round,
            unit=decision.unit,
            submission=decision.submission,
            held=decision.held,
            code=decision.code,
            task=decision.task,
            until=decision.until,
            letter=decision.letter,
            received_at=decision.received_at,
            undoes=decision.undoes,
            mail=decision.mail,
            words=decision.words,
        )
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def decisions(self, round_: str | None = None, *, whole: bool = False) -> list[Decision]:
        """Decisions in the order they were taken: those that stand, or the `whole` of them, with what took others
        back."""
        wanted = select(decisions).order_by(decisions.c.number)
        if not whole:
            undone = select(decisions.c.undoes).where(decisions.c.undoes.is_not(None))
            wanted = wanted.where(decisions.c.number.not_in(undone), decisions.c.undoes.is_(None))
        if round_ is not None:
            wanted = wanted.where(decisions.c.round == round_)
        names = self._names()
        return [
            Decision(**{**row._mapping, "kind": Verdict(row.kind), "unit": names.current(row.unit)})  # noqa: SLF001  SQLAlchemy's public spelling
            for row in self._connection.execute(wanted)
        ]

    def newest_decision(self) -> int:
        """The number of the decision taken last; 0 where none was."""
        return int(self._connection.scalar(select(func.max(decisions.c.number))) or 0)

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
