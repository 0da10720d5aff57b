"""How fast a form is read, against the XML parser and against other readers, with how much each gets right.

`python -m benchmarks.read` prints medians of CPU time and of ratios taken alternately in one run, so that other work on
the machine weighs on both alike, and exits 1 where a goal is missed. In Word the form is the example ledger's 42 tasks,
filled, its runs split as Word splits them; in Excel the office's own, as filled and as LibreOffice saves it anew (strings
shared and rich). The floor unzips and parses the parts no reader can do without; in Excel these are the sheet, the
strings, the styles (what a number means) and the workbook (which sheets there are).
Peers that are not installed are named and skipped.
"""

from __future__ import annotations

import gc
import io
import random
import shutil
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

import openpyxl
from lxml import etree

import parsers
from benchmarks.peers import SHEET, WORD, Read, Table, failures, ours
from examples import office
from examples.filling import fill
from ledger.model import SHANGHAI, Round, Row
from ledger.opening import open_year
from office.desk.units import read_roster
from parsers.confined import outside
from parsers.formats import reading
from templates.forms import forms
from tests.parsers import constructs
from tests.parsers.constructs import Construct, plain

ROUNDS = 25
GOALS = {"docx → Grid": 1.25, "docx → Form": 1.6, "xlsx → Grid": 1.5, "docx, warm child": 2.0}
LEAST_FASTER = 9.0  # than openpyxl; it writes each character of our own form as &#24180;, which libxml2 alone needs a tenth of the time for
OURS = "**ours, to the Form**"
SHEET_PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)
DOC_MILLISECONDS = 15.0
HEADINGS = ("序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"
_FONT = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to read: what it says, and the parts no reader can do without."""

    content: bytes
    table: Table
    parts: tuple[str, ...]

    def floor(self) -> None:
        """What no reader can do without."""
        floor(self.content, self.parts)()


def tasks() -> Table:
    """The seven texts of each of the 42 tasks, the last 200 to 400 characters long."""
    (form,) = parsers.read("ledger.docx", office.ledger())
    chance = random.Random(2022)  # noqa: S311 - the same form every time
    pieces = (
        "已公开政策文件12条，",
        "组织培训3次、督查2次，",
        "按月更新专栏信息，",
        "公开率达到95%，",
        "下一步将继续推进。",
    )
    return [[*_given(row), "".join(chance.choices(pieces, k=chance.randint(20, 40)))] for row in form.rows]


def _given(row: Row) -> list[str]:
    fields = (row.number, row.focus, row.content, row.indicator, row.responsible, row.due)
    return [field.text if field else "" for field in fields]


def word_task() -> Task:
    """The form of all tasks as a docx."""
    table = tasks()
    return Task(content=word_form(table), table=table, parts=("word/document.xml",))


def word_form(table: Table) -> bytes:
    """The form as a docx, four of its columns merged downwards."""
    chance = random.Random(7)  # noqa: S311 - the same form every time

    def paragraph(text: str) -> str:
        runs, at = [], 0
        while at < len(text):
            size = chance.randint(4, 14)
            runs.append(f'<w:r w:rsidR="00A77B3E">{_FONT}<w:t>{escape(text[at : at + size])}</w:t></w:r>')
            at += size
        return f'<w:p w:rsidR="00A77B3E"><w:pPr><w:jc w:val="both"/>{_FONT}</w:pPr>{"".join(runs)}</w:p>'

    def cell(text: str, merge: str = "") -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{merge}</w:tcPr>{paragraph(text)}</w:tc>'

    lines = ["".join(map(cell, HEADINGS))]
    above: list[str] = [""] * len(HEADINGS)
    for row in table:
        cells = []
        for column, text in enumerate(row):
            same = column in (1, 3, 4, 5) and text == above[column]
            restart = '<w:vMerge w:val="restart"/>' if column in (1, 3, 4, 5) else ""
            cells.append(cell("", "<w:vMerge/>") if same else cell(text, restart))
        lines.append("".join(cells))
        above = row
    rows = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    head = paragraph("2022年政务公开工作要点任务落实台账") + paragraph("填报单位：发改局（盖章）")
    document = f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{head}<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl><w:p/></w:body></w:document>'
    relation = f'<Relationships xmlns="{_P}"><Relationship Id="r" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", relation),
            ("word/document.xml", document),
        ):
            archive.writestr(name, content)
    return data.getvalue()


def sheet_task() -> Task:
    """The office's own form as an xlsx, filled by the unit that answers most tasks."""
    roster = read_roster(office.units(), place="银川市兴庆区")
    (form,) = parsers.read("ledger.docx", office.ledger())
    ledger = open_year(form, roster)
    unit = max(roster.units, key=lambda unit: sum(unit.name in task.units for task in ledger.tasks))
    due = date(2022, 6, 10)
    opens, deadline = datetime(2022, 1, 1, tzinfo=SHANGHAI), datetime(2022, 6, 11, tzinfo=SHANGHAI)
    round_ = Round(code="2022Q2", name="2022年第二季度", due=due, deadline=deadline, opens=opens)
    own = [task for task in ledger.tasks if unit.name in task.units]
    texts = {task.number: office.progress(task, unit, round_.name) for task in own}
    table = [
        [str(task.number), task.focus, task.content, task.indicator, task.responsible, task.due, texts[task.number]]
        for task in own
    ]
    content = fill(forms.xlsx(ledger, unit, round_, version="1"), texts, day="2022年6月8日")
    return Task(content=content, table=table, parts=SHEET_PARTS)


def floor(content: bytes, parts: tuple[str, ...]) -> Callable[[], object]:
    """Unzip and parse the parts that hold the text: what no reader can do without."""

    def work() -> None:
        archive = zipfile.ZipFile(io.BytesIO(content))
        for part in parts:
            if part in archive.NameToInfo:
                etree.fromstring(archive.read(part))

    return work


def _right(found: Table, table: Table) -> int:
    """How many tasks have all seven texts right."""
    by_number = {plain(row[0]): list(map(plain, row[:7])) for row in found if row}
    return sum(by_number.get(plain(row[0])) == list(map(plain, row)) for row in table)


def _ratio(own: Sequence[float], base: Sequence[float]) -> float:
    """How many times as long, each against the base that was measured beside it."""
    return statistics.median(a / b for a, b in zip(own, base, strict=True))


def alternately(
    works: dict[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds of each work by a clock, the works taken in turn so that what disturbs one disturbs all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    gc.disable()  # as timeit does, and as our child does while it reads
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            start = clock()
            work()
            bytes(1 << 20)  # makes malloc tidy up now what would else be charged to the next work
            times[name].append(clock() - start)
    gc.enable()
    return times


def show(times: dict[str, list[float]], base: str, *, said: dict[str, str] | None = None) -> dict[str, float]:
    """Print medians and ratios to the base; the ratios."""
    ratios = {}
    for name, own in times.items():
        ratios[name] = _ratio(own, times[base])
        goal = f"  (goal {GOALS[name]})" if name in GOALS else ""
        print(
            f"  {name:24}{statistics.median(own) * 1000:9.2f} ms {ratios[name]:8.2f} ×  {(said or {}).get(name, '')}{goal}"
        )
    return ratios


def _cpu(milliseconds: Sequence[float]) -> float:
    return statistics.median(milliseconds) * 1000


def peers_table(named: str, readers: dict[str, Read], task: Task, odd: Sequence[Construct]) -> None:
    """Print how fast and how right each reader is, ours the first."""
    wrong: dict[str, str] = {}
    right_tasks: dict[str, str] = {}
    works: dict[str, Callable[[], object]] = {"floor": task.floor}
    for name, read in readers.items():
        missed = failures(ours if name == OURS else read, odd)  # before anything runs here: it forks
        try:
            right_tasks[name] = f"{_right(read(task.content), task.table)}/{len(task.table)}"
        except ImportError:
            print(f"  {name}: not installed (make bench PEERS=1)")
            continue
        wrong[name] = f"{len(odd) - len(missed)}/{len(odd)} | {', '.join(missed)}"
        works[name] = lambda read=read: read(task.content)  # type: ignore[misc] # bound at once
    times = alternately(works, 7, time.process_time)
    ratios = {name: _ratio(own, times["floor"]) for name, own in times.items()}
    print(f"\n| {named} | CPU ms | × floor | tasks right | odd constructs right | wrong |\n|---|--:|--:|--:|--:|---|")
    for name, said in wrong.items():
        print(f"| {name} | {_cpu(times[name]):.1f} | {ratios[name]:.1f} | {right_tasks[name]} | {said} |")
    print()


def _form_rows(content: bytes) -> Table:
    """Our own reading of the whole form, as the peers give theirs."""
    (form,) = reading.answer("a", content).forms
    return [[*_given(row), row.progress.text if row.progress else ""] for row in form.rows]


def main() -> int:
    """Print the figures; 1 where one misses its goal."""
    word, sheet = word_task(), sheet_task()
    missed = [*_word(word), *_sheet("xlsx", sheet)]
    if saved := outside.convert(sheet.content, "et", target="xlsx"):
        missed += _sheet("xlsx, saved anew", Task(content=saved, table=sheet.table, parts=SHEET_PARTS))
    peers_table("docx", {OURS: _form_rows, **WORD}, word, list(constructs.word()))
    peers_table("xlsx", {OURS: _form_rows, **SHEET}, sheet, list(constructs.excel()))
    missed += _doc(word)
    print("missed: " + "; ".join(missed) if missed else "every goal met")
    return 1 if missed else 0


def _word(task: Task) -> list[str]:
    """Word: in this process by CPU time, through a warm child by the clock; the goals missed."""
    print(f"docx, {len(task.content) >> 10} KB, {len(task.table)} tasks")
    works: dict[str, Callable[[], object]] = {
        "floor": task.floor,
        "docx → Grid": lambda: reading.document_of(task.content),
        "docx → Form": lambda: reading.answer("a", task.content),
    }
    ratios = show(alternately(works, clock=time.process_time), "floor")
    works = {"floor": task.floor, "docx, warm child": lambda: parsers.read("a", task.content)}
    ratios |= show(alternately(works), "floor")
    return [name for name, goal in GOALS.items() if ratios.get(name, 0.0) > goal]


def _sheet(named: str, task: Task) -> list[str]:
    """Excel by CPU time; the goals missed."""
    print(f"{named}, {len(task.content) >> 10} KB, {len(task.table)} tasks")
    works: dict[str, Callable[[], object]] = {
        "floor": task.floor,
        "sheet and strings alone": floor(task.content, SHEET_PARTS[:2]),
        "xlsx → Grid": lambda: reading.document_of(task.content),
        "xlsx → Form": lambda: reading.answer("a", task.content),
        "openpyxl": lambda: openpyxl.load_workbook(io.BytesIO(task.content)),
    }
    times = alternately(works, clock=time.process_time)
    ratios = show(times, "floor")
    times_slower = _ratio(times["openpyxl"], times["xlsx → Grid"])
    print(f"  openpyxl ÷ xlsx → Grid   {times_slower:9.1f} ×  (goal {LEAST_FASTER:.0f})")
    missed = [f"{named}: xlsx → Grid"] if ratios["xlsx → Grid"] > GOALS["xlsx → Grid"] else []
    return missed + ([f"{named}: openpyxl ÷ xlsx → Grid"] if times_slower < LEAST_FASTER else [])


def _doc(task: Task) -> list[str]:
    """Word 97 by our reader and by LibreOffice, which also makes the file; the goals missed."""
    if shutil.which("soffice") is None:
        print("doc: LibreOffice is not installed")
        return []
    content = outside.convert(task.content, "docx", target="doc")
    assert content, "LibreOffice writes what it read"  # noqa: S101 - a benchmark
    print(f"doc, {len(content) >> 10} KB")
    works: dict[str, Callable[[], object]] = {"doc → Form": lambda: reading.answer("a", content)}
    times = alternately(works, clock=time.process_time)
    said = {"doc → Form": f"{_right(_form_rows(content), task.table)}/{len(task.table)} tasks"}
    times["LibreOffice → fodt"] = alternately({"suite": lambda: outside.convert(content, "doc")}, 1)["suite"] * ROUNDS
    ratios = show(times, "doc → Form", said=said)
    missed = [] if statistics.median(times["doc → Form"]) * 1000 <= DOC_MILLISECONDS else ["doc within 15 ms"]
    return missed + ([] if ratios["LibreOffice → fodt"] >= 30 else ["30 times faster than LibreOffice"])


if __name__ == "__main__":
    sys.exit(main())
