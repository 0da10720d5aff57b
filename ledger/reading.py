"""A form → what it says about our ledger: entries by task, unit, round, date, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process

from ledger.dates import read_date, read_year, read_years
from ledger.layout import PROGRESS, progress_heading, read_by, told_beside
from ledger.misplaced import misplaced, related
from ledger.model import Entry, Finding, Form, Ledger, Round, Row, Severity, Task, Unit
from ledger.numerals import SECTION, is_span, task_label, task_numbers
from ledger.progress_text.chosen import with_choice
from ledger.roster import Roster, plain_name
from ledger.rounds import round_said
from ledger.sub_rows import with_sub_rows
from ledger.text import is_blank, squeeze, tidy

_ALIKE = 80  # of 100: a row's 主要内容 is this task's
_SAME = 90  # of 100: word for word, but for a slip
_CLEARLY = 10  # of 100: by so much another task must fit better than the one that is named
_MANY = 3  # rows whose number and 主要内容 disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """A form understood as far as it says so itself."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    unit_text: str
    unit: Unit | None
    round: Round | None
    reported_on: date | None
    disputed: str = ""  # why a person must say which text belongs to which task

    @property
    def blocked(self) -> bool:
        """Whether an A finding stands against it."""
        return any(finding.severity is Severity.RETURN for finding in self.findings)


def reported_on(form: Form) -> date | None:
    """填报时间 as a full, possible date; the title lends its year to 「6月8日」."""
    return (
        read_date(form.reported_on.text, year=max(read_years(form.title), default=None)) if form.reported_on else None
    )


def read_form(form: Form, *, ledger: Ledger, roster: Roster, rounds: Sequence[Round]) -> FormReading:
    """Everything a form says, and every A and D finding it earns by itself."""
    form = read_by(form, ledger)
    findings = [_in_its_words(finding, ledger) for finding in form.findings]
    entries: tuple[Entry, ...] = ()
    disputed = ""
    if not any(finding.severity is Severity.RETURN for finding in findings):
        findings += _year(form, ledger)
        entries, odd, disputed = _entries(form, ledger)
        findings += odd
    unit_text = tidy(form.unit.text) if form.unit else ""
    issued_to = form.issued[0] if form.issued else ""
    said = " ".join(
        text for text in (form.issued[1] if form.issued else "", form.round.text if form.round else "") if text
    )
    return FormReading(
        entries=entries,
        findings=tuple(findings),
        unit_text=unit_text or issued_to,
        unit=roster.find(unit_text or issued_to) if plain_name(unit_text or issued_to) else None,
        round=round_said(form.round.text if form.round else "", rounds) or round_said(said, rounds),
        reported_on=reported_on(form),
        disputed=disputed,
    )


def _in_its_words(finding: Finding, ledger: Ledger) -> Finding:
    """A finding of the form, which knows no ledger, with the ledger's own name for the column of the progress."""
    return replace(finding, message=finding.message.replace(f"「{PROGRESS}」", f"「{progress_heading(ledger)}」"))


def _year(form: Form, ledger: Ledger) -> list[Finding]:
    year = read_year(form.title) or (read_year(form.round.text) if form.round else None)
    if year is None or year == ledger.year or ledger.year in read_years(form.title):
        return []
    message = f"表题为「{tidy(form.title)}」，是{year}年的表，不是{ledger.year}年任务落实台账；请使用{ledger.year}年填报版重新报送。"
    return [Finding(code="wrong_year", severity=Severity.RETURN, message=message, where="标题")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    tasks: tuple[Task, ...] = ()
    alike: bool | None  # whether 主要内容 is the task's; None where the form does not repeat it
    finding: Finding | None = None


def _entries(form: Form, ledger: Ledger) -> tuple[tuple[Entry, ...], list[Finding], str]:
    """The entries by task, the findings of the rows, and why a person must look before any of it counts."""
    tasks, parts = ledger.tasks, _section_numbers(form.rows) and not _by_section(ledger.tasks)
    written = _written_numbers(ledger)
    form = replace(form, rows=tuple(_numbered(row, ledger.tasks, written) for row in form.rows))
    matches = [(row, _match(row, tasks, parts=parts)) for row in form.rows]
    kept, sub_rows = with_sub_rows([(row, match.tasks, match.alike) for row, match in matches])
    matches = [(kept[place], match) for place, (_, match) in enumerate(matches) if place in kept]
    judged = [match.alike for _, match in matches if match.alike is not None]
    if judged and sum(judged) * 2 < len(judged):
        message = "表中「主要内容」与本年度任务落实台账不一致，不是本办下发的填报表；请使用本年度填报版重新报送。"
        odd = Finding(code="other_ledger", severity=Severity.RETURN, message=message, where=form.rows[0].number.where)
        return (), [odd], ""
    findings = [match.finding for _, match in matches if match.finding]
    disputed = _disputed([row for row, _ in matches], findings)
    findings += sub_rows
    findings += [one for row, match in matches if (one := misplaced(row, match.tasks, ledger))]
    entries: dict[int, Entry] = {}
    for row, match in matches:
        if row.progress is None:
            continue
        for task in match.tasks:
            said = with_choice(row.state.text if row.state else "", row.progress.text.strip())
            more = told_beside(row, ledger.more)
            entry = Entry(task=task.number, progress=said, where=row.progress.where, more=more)
            if (before := entries.get(entry.task)) and not is_blank(before.progress):
                entry, odd_rows = _joined(before, entry)
                findings += odd_rows
            entries[entry.task] = entry
    if not entries:
        known = any(match.tasks for _, match in matches)
        return (), [*findings, _without_progress(ledger) if known else _without_tasks()], ""
    if all(is_blank(entry.progress) for entry in entries.values()):
        message = "填报内容全部为空，未填写任何进展情况；请填写后重新报送。"
        findings.append(
            Finding(code="empty", severity=Severity.RETURN, message=message, where=form.rows[0].number.where)
        )
    return tuple(entries[number] for number in sorted(entries)), findings, disputed


def _without_tasks() -> Finding:
    message = "表中没有读到本年度台账的任何任务行，请核对是否为本期填报表，并使用本年度填报版重新报送。"
    return Finding(code="no_tasks", severity=Severity.RETURN, message=message)


def _without_progress(ledger: Ledger) -> Finding:
    message = (
        f"表中有本年度台账的任务，但没有「{progress_heading(ledger)}」一栏（Excel 表打印成 PDF 时，这一栏可能分到了另外的页上），未能登记；"
        "请用下发的填报表填写，以 Word 或 Excel 格式重新报送。"
    )
    return Finding(code="no_progress", severity=Severity.RETURN, message=message)


def _by_section(tasks: Sequence[Task]) -> bool:
    return any(task.number >= SECTION for task in tasks)


def _written_numbers(ledger: Ledger) -> dict[str, Task]:
    """The tasks by the number that the ledger itself writes."""
    column = next((place for place, one in enumerate(ledger.columns) if one.kind == "number"), None)
    return {squeeze(task.cells[column]): task for task in ledger.tasks if task.cells} if column is not None else {}


def _numbered(row: Row, tasks: Sequence[Task], written: Mapping[str, Task]) -> Row:
    """A row with the number that we know its task by, where the ledger writes another: 督〔2025〕1号, the 3 of a section."""
    text = squeeze(row.number.text)
    found = written.get(text)
    if found is None and _by_section(tasks) and (numbers := task_numbers(text)) and numbers[0] < SECTION:
        within = [task for task in tasks if task.number % SECTION == numbers[0]]
        here = [task for task in within if row.section and squeeze(task.section) == squeeze(row.section)]
        found = here[0] if len(here) == 1 else None
    if found is None or task_numbers(text) == (found.number,):
        return row
    return replace(row, number=replace(row.number, text=found.label))


def _disputed(rows: Sequence[Row], findings: Sequence[Finding]) -> str:
    """Why the rows of a form cannot be told apart without a person, "" if they can.

    Many are three rows and a fifth of the form, except where 序号 only counts the rows of the unit's own copy; without
    主要内容 a number that begins anew (1, 2, 3, 1, 2) names no task at all."""
    numbers = [task_numbers(row.number.text) for row in rows]
    if not any(row.content and squeeze(row.content.text) for row in rows):
        firsts = [one[0] for one in numbers if one]
        again = [place for place, number in enumerate(firsts) if number == 1 and place and firsts[place - 1] > 1]
        return "表中序号重新从1编起，又没有「主要内容」一栏，无法确定各段文字属于哪项任务" if again else ""
    odd = [one for one in findings if one.code in ("number_odd", "content_changed")]
    if len(odd) < _MANY or len(odd) * 5 < len(rows) or _only_counts(numbers, odd):
        return ""
    return f"表中有{len(odd)}行的序号与「主要内容」对不上（{odd[0].where}等），请确定各段文字属于哪项任务"


def _only_counts(numbers: Sequence[tuple[int, ...]], odd: Sequence[Finding]) -> bool:
    """Whether 序号 counts the rows, throughout or anew in each section, and every text is a task's word for word."""
    if any(one.code == "content_changed" for one in odd):
        return False
    before = 0
    for number in numbers:
        if number and number not in ((before + 1,), (1,)):
            return False
        before = number[0] if number else before
    return True


def _section_numbers(rows: Sequence[Row]) -> bool:
    """Whether 1-3 in this form is the third of section one: several rows begin with the same number."""
    firsts = [task_numbers(row.number.text)[:1] for row in rows if is_span(row.number.text)]
    return len(set(firsts)) < len(firsts)


def _joined(before: Entry, entry: Entry) -> tuple[Entry, list[Finding]]:
    """The same task in two rows: both texts are kept."""
    if is_blank(entry.progress) or squeeze(entry.progress) == squeeze(before.progress):
        return before, []
    message = f"第{task_label(entry.task)}项在表中出现两次（{before.where}、{entry.where}），内容已合并；如不应合并，请删去一处后重新报送。"
    odd = Finding(code="row_twice", severity=Severity.NOTE, message=message, where=entry.where, task=entry.task)
    progress = f"{before.progress}\n{entry.progress}"
    return replace(before, progress=progress, more=(*before.more, *entry.more)), [odd]


def _match(row: Row, tasks: Sequence[Task], *, parts: bool = False) -> _Match:
    """The tasks a row is about: by number if its 主要内容 does not contradict, else by 主要内容."""
    numbers = task_numbers(row.number.text)
    named = tuple(task for task in tasks if task.number in numbers)
    content = squeeze(row.content.text) if row.content else ""
    spans = parts and is_span(row.number.text)
    if not content:
        # a number of ours that is in doubt names no task, and a row with no number of ours is told of
        known = () if spans else named
        return _Match(tasks=known, alike=None, finding=None if known else _unknown(row))
    if len(named) > 1 and not spans:
        return _several(row, content, named)
    same = bool(named) and not spans and content == squeeze(named[0].content)  # as most are: no other can fit better
    score, best = (100.0, named[0]) if same else _likeliest(content, tasks)
    if spans:
        return _Match(tasks=(best,), alike=True) if best else _Match(alike=False, finding=_unknown(row))
    if same or (named and related(content, squeeze(named[0].content)) and not _is_clearer(content, named[0], score)):
        return _Match(tasks=named, alike=True)
    if best is None:
        return _Match(tasks=named, alike=False, finding=_changed(row, named[0]) if named else _unknown(row))
    return _Match(tasks=(best,), alike=True, finding=_renumbered(row, best) if numbers else None)


def _likeliest(content: str, tasks: Sequence[Task]) -> tuple[float, Task | None]:
    """The task whose 主要内容 a row's is most like, and how like; None if it is no task's."""
    ours = {task.number: squeeze(task.content) for task in tasks}
    best = process.extractOne(content, ours, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (best[1], next(task for task in tasks if task.number == best[2])) if best else (0.0, None)


def _is_clearer(content: str, named: Task, score: float) -> bool:
    """Whether another task's 主要内容 fits so much better that the number must be wrong."""
    return score >= _SAME and score - fuzz.ratio(content, squeeze(named.content)) >= _CLEARLY


def _several(row: Row, content: str, named: tuple[Task, ...]) -> _Match:
    """The row of a pair or a range: its text answers every task it names, if 主要内容 speaks of them."""
    told = [
        task for task in named if related(content, squeeze(task.content)) or _within(squeeze(task.content), content)
    ]
    if len(told) == len(named):
        return _Match(tasks=named, alike=True)
    message = f"{row.number.where}序号写作「{tidy(row.number.text)}」，「主要内容」没有写全各项，已按序号登记到第{'、'.join(task.label for task in named)}项，请核实。"
    odd = Finding(
        code="number_odd", severity=Severity.VERIFY, message=message, where=row.number.where, task=named[0].number
    )
    return _Match(tasks=named, alike=bool(told), finding=odd)


def _within(ours: str, content: str) -> bool:
    return len(ours) >= 8 and fuzz.partial_ratio(ours, content) >= _ALIKE


def _unknown(row: Row) -> Finding:
    text = tidy(row.content.text)[:20] if row.content else row.number.text
    return Finding(
        code="unknown_row",
        severity=Severity.NOTE,
        message=f"{row.number.where}「{text}」不是本年度台账中的任务，未予登记；如系序号或「主要内容」写错，请改正后重新报送。",
        where=row.number.where,
    )


def _changed(row: Row, task: Task) -> Finding:
    message = f"第{task.label}项（{row.number.where}）的「主要内容」与下发台账不一致，已按序号登记；请核对序号，勿改动下发内容。"
    return Finding(
        code="content_changed",
        severity=Severity.VERIFY,
        message=message,
        where=row.number.where,
        task=task.number,
    )


def _renumbered(row: Row, task: Task) -> Finding:
    message = f"{row.number.where}序号写作「{tidy(row.number.text)}」，「主要内容」是第{task.label}项，已按第{task.label}项登记。"
    return Finding(
        code="number_odd", severity=Severity.VERIFY, message=message, where=row.number.where, task=task.number
    )
