"""申报: a line in a mail such as 「第5、8项本季度无新进展」 is the unit's word on those tasks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.calendar import print_day
from ledger.model import SHANGHAI, Field, Form, Message, Row, Submission
from ledger.numerals import in_section, read_numeral, task_numbers
from ledger.rounds import PERIOD, round_said
from ledger.text import is_blank, squeeze
from mailboxes.message.quotes import own_text
from office.arrivals.judging import Envelope
from office.desk.desk import Desk

BODY = "邮件正文"
"""The file name of a submission that is the text of a mail."""

_ONE = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_TO = r"[-—–~至到]{1,2}"
_TASKS = rf"第?{_ONE}项?(?:(?:[、,和及与]|以及|{_TO})第?{_ONE}项?)*"
_QUARTER = rf"(?:{PERIOD})"
_OURSELVES = "[我本](?:单位|街道|局|办|委|镇|乡)"
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.)](?=第)")
_CLAUSE = re.compile(
    rf"(?:[^第\d?]{{0,20}}[,:])?(?:{_OURSELVES}|关于|{_QUARTER}|本季度|本期|台账|任务|中|的|,)*"
    rf"(?P<tasks>{_TASKS})(?:任务|工作|内容)*[,:]?"
    rf"(?P<said>(?:{_QUARTER}|{_OURSELVES}|本季度|本季|本期|目前|截至目前|均|都|暂|尚|仍|的|,)*"
    r"(?:无|没有|未有)(?:任何)?(?:新的?)?(?:工作)?(?:进展|变化)(?:情况)?)"
    r"(?:,?(?:特此(?:说明|报告|申报)|请(?:予以)?(?:登记|知悉)|谢谢))?"
)
_SPAN = re.compile(rf"第?(?P<first>{_ONE})项?(?:{_TO}第?(?P<last>{_ONE})项?)?")
_IN_SECTION = re.compile(
    rf"(?P<section>[一二三四五六七八九十]{{1,3}})-(?P<first>\d{{1,3}})(?:{_TO}(?P<last>\d{{1,3}}))?"
)
_HEAD = re.compile(r"\W*(?:发件人|from)\W*[:：]", re.IGNORECASE)
_LONGEST = 200  # characters of a clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One task declared without progress: the words as written and the line they stood in."""

    task: int
    said: str
    where: str


def declaration(desk: Desk, envelope: Envelope) -> tuple[tuple[Form, str], ...]:
    """The form a mail's own text amounts to, of the tasks declared; nothing if it declares none, or if neither
    our letter that it answers nor its subject says of which round."""
    round_ = envelope.reference or round_said(envelope.message.subject, desk.rounds)
    declared = _own_tasks(desk, envelope, round_.code) if round_ else []
    if round_ is None or envelope.sender is None or not declared:
        return ()
    received = envelope.mail.received_at.astimezone(SHANGHAI).date()
    form = Form(
        file=BODY,
        unit=Field(text=envelope.sender.name, where="发件人"),
        reported_on=Field(text=print_day(received), where="收到时间"),
        round=Field(text=round_.name, where="邮件主题"),
        rows=tuple(_row(one) for one in declared),
    )
    # with the mail's own name: the same words in a later mail are a new arrival
    written = f"{envelope.message.message_id}\n{envelope.written}"
    return ((form, hashlib.sha256(written.encode()).hexdigest()),)


def with_declared(desk: Desk, form: Form, envelope: Envelope) -> Form:
    """A form with what the mail beside it declares, where the form itself says nothing."""
    named = form.unit.text if form.unit else ""
    if not form.rows or (named.strip() and desk.roster.find(named) != envelope.sender):
        return form
    round_ = round_said(form.round.text, desk.rounds) if form.round else envelope.reference
    declared = {one.task: one for one in _own_tasks(desk, envelope, round_.code if round_ else "")}
    there = {number for row in form.rows for number in task_numbers(row.number.text)}
    rows = [_filled(row, declared) for row in form.rows]
    return replace(form, rows=(*rows, *(_row(one) for task, one in declared.items() if task not in there)))


def declared_tasks(submission: Submission) -> list[int]:
    """The tasks that a submission has from the text of its mail."""
    return [entry.task for entry in submission.entries if entry.where.startswith(BODY)]


def read_declared(message: Message, quoted: Sequence[str] = ()) -> Iterator[tuple[str, Declared]]:
    """Every task declared in the sender's own words, with the clause that declares it; `quoted` are the lines of the letter
    that it answers."""
    for number, line in _own_lines(message, quoted):
        for clause in re.split(r"[。;!]|(?<!项),(?=第)", _NUMBERED.sub("", squeeze(line))):
            found = _CLAUSE.fullmatch(clause) if len(clause) < _LONGEST else None
            if found is None or not re.search("[第项]", found["tasks"]):
                continue
            for task in _numbers(found["tasks"]):
                yield clause, Declared(task=task, said=found["said"].strip(","), where=f"{BODY}第{number}行")


def _own_tasks(desk: Desk, envelope: Envelope, round_: str) -> list[Declared]:
    """What the sender declares of its own tasks; not what names another round."""
    if envelope.sender is None or envelope.message.automatic or envelope.authentic == "failed":
        return []
    mine = {task.number for task in desk.ledger.tasks if envelope.sender.name in task.units}
    declared: dict[int, Declared] = {}
    for clause, one in read_declared(envelope.message, envelope.quoted):
        said = round_said(clause, desk.rounds)
        if one.task in mine and (said is None or said.code == round_ or not round_):
            declared.setdefault(one.task, one)
    return [declared[task] for task in sorted(declared)]


def _own_lines(message: Message, quoted: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines the sender wrote, with their numbers in the whole text."""
    written = own_text(message, quoted)
    own = [line.strip() for line in written.splitlines()]
    for number, line in enumerate((message.text if message.text.strip() else written).splitlines(), 1):
        if not own or _HEAD.match(line):
            return
        if line.strip() == own[0]:
            yield number, own.pop(0)


def _numbers(tasks: str) -> Iterator[int]:
    """The tasks named. 「一-3」 is the third of section one where the ledger numbers so, else one to three: a ledger has
    the one or the other."""
    for one in _IN_SECTION.finditer(tasks):
        section, first = read_numeral(one["section"]), int(one["first"])
        yield from (in_section(section, number) for number in range(first, int(one["last"] or first) + 1))
    for span in _SPAN.finditer(tasks):
        first, last = (_plain(span[name]) for name in ("first", "last"))
        yield from range(first, (last or first) + 1)


def _plain(word: str | None) -> int:
    return int(word if word.isdecimal() else read_numeral(word)) if word else 0


def _row(one: Declared) -> Row:
    return Row(number=Field(text=str(one.task), where=one.where), progress=Field(text=one.said, where=one.where))


def _filled(row: Row, declared: dict[int, Declared]) -> Row:
    one = next((declared[number] for number in task_numbers(row.number.text) if number in declared), None)
    if one is None or (row.progress and not is_blank(row.progress.text)):
        return row
    return replace(row, progress=Field(text=one.said, where=one.where))
