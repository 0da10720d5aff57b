"""One form while its file is read: the lines around its tables, the rows in them, and what its sender should know of how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.model import Field, Finding, Form, Severity
from parsers.form.beside import UNNAMED, Besides, beside, besides, chosen_progress, under_another_name
from parsers.form.columns import Column, Header
from parsers.form.grid import Line
from parsers.form.heads import HINT, SENTENCE, date_of, preface_of, round_of, signature_of, title_of, unit_of
from parsers.form.rows import Draft, RowReader
from parsers.form.unseen import counted, hidden_rows

TEXT = "正文"
"""Where a paragraph stands."""
_MOST_NAMED = 8  # places in a sentence

Cells = tuple[Field, ...]


@dataclass(slots=True, kw_only=True)
class FormDraft:
    """One form while its file is read: the lines around its tables and the rows in them."""

    head: list[Cells] = field(default_factory=list)
    rows: RowReader = field(default_factory=RowReader)
    foot: list[Cells] = field(default_factory=list)
    header: Header | None = None
    columns: tuple[Column, ...] = ()  # of its first table
    progress: Column | None = None
    beside: str = ""  # the heading under which the progress stands in place of its own
    renamed: bool = False  # whether the progress stands under a heading that does not say so
    besides: Besides = field(default_factory=Besides)
    sheet: str = ""
    hidden: bool = False
    headless: list[str] = field(default_factory=list)  # where rows like tasks' stand under no heading, unread

    def choose(self, header: Header, lines: Sequence[Line], *, anew: bool) -> None:
        """Take up the headings of a table, and find the column of the progress; of another table of the form it stands where
        it stood in the first."""
        self.header = header
        self.progress = None  # its heading may name the round
        said = text_of(self.round())
        self.progress = chosen_progress(header, lines, said)
        if self.progress is None and (anew or self.renamed):
            self.progress = under_another_name(header, lines)
            self.renamed = self.renamed or self.progress is not None
        elif (anew or self.beside) and (other := beside(header, lines, self.progress)):
            self.progress, self.beside = other, other.heading or UNNAMED
        self.besides = besides(header, self.progress, said)

    def unit(self) -> Field | None:
        """填报单位, above the table if it is named there, else below."""
        above = unit_of(self.head)
        return above if above and above.text else unit_of([*self.foot, *self.rows.foot]) or above

    def form(self, name: str, issued: str) -> Form:
        """The finished form."""
        lines = [cell for cells in self.head for cell in cells[:1]]
        texts = [cell.text for cell in lines]
        title, after = title_of(texts)
        above = date_of(self.head)
        date = above if above and above.text else date_of([*self.foot, *self.rows.foot]) or above
        kept = counted(self.rows.drafts)
        return Form(
            file=name,
            title=" ".join(title.split()),
            preface=preface_of(texts[after:]),
            unit=self.unit(),
            reported_on=date,
            round=self.round(),
            issued=_mark(issued),
            hints=self._hints(title),
            columns=tuple((one.title, one.kind) for one in self.columns if one.title),
            rows=tuple(draft.row() for draft in kept),
            findings=(
                *self._findings(kept),
                *self._shifted(kept),
                *hidden_rows(self.rows.drafts, kept),
                *self._unread(),
            ),
        )

    def _hints(self, title: str) -> tuple[str, ...]:
        """The title, the short lines above and under the table that are no sentences, the sheet's name."""
        around = (cells[0].text.strip() for cells in (*self.head, *self.foot, *self.rows.foot) if len(cells) == 1)
        short = (line for line in around if len(line) <= HINT and not SENTENCE.search(line))
        said = (one for line in short for one in signature_of(line) or (line,))
        return tuple(dict.fromkeys(filter(None, (title, *said, self.sheet))))

    def _findings(self, kept: Sequence[Draft]) -> tuple[Finding, ...]:
        """What the sender should know of where the progress was read."""
        elsewhere = [draft for draft in kept if draft.beside]
        where = ""
        if self.renamed and self.progress:
            heading = f"「{self.progress.heading}」" if self.progress.heading else "没有栏名的一"
            message = f"表中没有「进展落实情况」栏，{heading}栏已按进展登记；下次请使用下发的填报表。"
        elif self.beside:
            message = _told_beside("全部为空", self.beside)
        elif elsewhere:
            where = _where(elsewhere[0])
            place = f"（{where}{'等' if len(elsewhere) > 1 else ''}）"
            message = _told_beside(f"有{len(elsewhere)}行为空", elsewhere[0].beside, place)
        else:
            return ()
        return (Finding(code="beside", severity=Severity.NOTE, message=message, where=where),)

    def _shifted(self, kept: Sequence[Draft]) -> tuple[Finding, ...]:
        """What the office should look at: rows whose cells had to be moved by a column."""
        return tuple(
            Finding(
                code="shifted",
                severity=Severity.VERIFY,
                message=f"{place}所在行的内容与栏目标题错开了一格，已按内容归到各栏（进展取自{_where(draft)}），请核实。",
                where=place,
            )
            for draft in kept
            if draft.shifted and (place := draft.grid.place(draft.line.cells[0]))
        )

    def _unread(self) -> tuple[Finding, ...]:
        """What the sender should know of rows that were not read."""
        if not self.headless:
            return ()
        message = f"{'、'.join(self.headless[:_MOST_NAMED])}{'等' if len(self.headless) > _MOST_NAMED else ''}像是任务行，但所在的表没有栏目标题，未予登记；如应登记，请补上标题行后重新报送。"
        return (Finding(code="headless", severity=Severity.NOTE, message=message, where=self.headless[0]),)

    def round(self) -> Field | None:
        """The round, named in the title, a line near it, the heading of the progress or the sheet's name."""
        named = self.progress is not None and not self.besides.parts
        more = [Field(text=self.progress.heading, where=TEXT)] if self.progress and named else []
        return round_of(
            [*(cell for cells in self.head for cell in cells), *more, Field(text=self.sheet, where=self.sheet)]
        )


def _told_beside(what: str, heading: str, place: str = "") -> str:
    return f"「进展落实情况」一栏{what}，进展写在「{heading}」中{place}，已按进展登记；下次请填入「进展落实情况」栏。"


def _where(draft: Draft) -> str:
    """Where a row's progress stands."""
    return draft.progress.where if draft.progress else ""


def text_of(said: Field | None) -> str:
    """A field's text, "" for none."""
    return said.text if said else ""


def _mark(issued: str) -> tuple[str, str, str] | None:
    """Our own mark `unit|round|version`, None for a file that does not bear it."""
    parts = issued.split("|")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
