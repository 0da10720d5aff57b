"""What people do to a form, one kind to a folder of the corpus: `python -m tests.parsers.kinds [KIND …]` writes them anew.

Each is told once, as cells and what must be read off them, and written by python-docx, openpyxl and by hand, then saved
by LibreOffice in the older formats. Needs LibreOffice; the files it made are committed.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document
from openpyxl.worksheet.worksheet import Worksheet

from tests.parsers import cell_kinds, drawn_kinds
from tests.parsers.kind import EXCEL, Kind
from tests.parsers.producers import (
    W,
    openpyxl_book,
    python_docx,
    rich_text,
    sheet_package,
    web_page,
    word_body,
    word_package,
)
from tests.parsers.shapes import DAY, FIELDS, HEADINGS, TASKS, TITLE, UNIT, Block, C, Table, Task, body, header

CORPUS = Path(__file__).parent / "corpus"
_HEAD: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}"]
_CHINESE = "一二三四五六七八"


def kinds() -> Iterator[Kind]:
    """Every kind."""
    yield from _numbers()
    yield from _beside()
    yield from _rows()
    yield from _pages()
    yield from _heads()
    yield from cell_kinds.kinds()
    yield from drawn_kinds.kinds()


# --- told by cells alone ---


def _page(rows: Table, headings: tuple[str, ...] = HEADINGS) -> list[Block]:
    return [*_HEAD, [[C(one) for one in headings], *rows]]


def _full(tasks: tuple[Task, ...]) -> list[Block]:
    return [*_HEAD, [header(), *body(tasks, merged=False)]]


def _numbers() -> Iterator[Kind]:
    ways = {
        "numbers_chinese": list(_CHINESE),
        "numbers_in_brackets": [f"（{one}）" for one in _CHINESE],
        "numbers_as_items": [f"第{one}项" for one in _CHINESE],
        "numbers_circled": list("①②③④⑤⑥⑦⑧"),
    }
    for name, numbers in ways.items():
        tasks = tuple(replace(task, number=number) for task, number in zip(TASKS, numbers, strict=True))
        yield Kind(name=name, blocks=_full(tasks), tasks=tasks)
        short = tuple(_only(task) for task in tasks)
        rows = [[C(task.number), C(task.progress or "")] for task in short]
        yield Kind(name=f"{name}_alone", blocks=_page(rows, ("序号", "进展落实情况")), tasks=short)
    yield from _counted()
    both = replace(
        TASKS[4], number="5、6", content=f"{TASKS[4].content}\n{TASKS[5].content}", progress="两项合并，均已完成。"
    )
    tasks = (*TASKS[:4], both, *TASKS[6:])
    yield Kind(name="numbers_in_pairs", blocks=_full(tasks), tasks=tasks)


def _counted() -> Iterator[Kind]:
    """Numbers that the program counts: they stand in no cell, or only as what is shown (rich text, web pages)."""
    tasks = tuple(_only(task) for task in TASKS)
    blocks = _page([[C(task.number), C(task.progress or "")] for task in tasks], ("序号", "进展落实情况"))
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr></w:p>'
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )
    yield Kind(
        name="numbers_counted", blocks=blocks, tasks=tasks, word=_count_word, in_excel=False, by_hand=False, lost_in="rtf",
        raw={"docx": {task.number: item for task in tasks}}, more={"numbering.xml": ("numbering", numbering)},
    )  # fmt: skip
    raw = {
        "rtf": {task.number: rf"{{\listtext\pard\plain {task.number}.\tab}}\ls1\ilvl0 " for task in tasks},
        "html": {task.number: f'<ol start="{task.number}"><li></li></ol>' for task in tasks},
    }
    shown = tuple(replace(task, number=f"{task.number}.") for task in tasks)
    yield Kind(
        name="numbers_counted_as_shown", blocks=blocks, tasks=shown, in_word=False, in_excel=False, by_hand=False, raw=raw
    )  # fmt: skip


def _count_word(document: Document) -> None:
    for row in document.tables[0].rows[1:]:
        row.cells[0].text = ""
        row.cells[0].paragraphs[0].style = document.styles["List Number"]


def _only(task: Task) -> Task:
    return Task(task.number, "", "", "", "", "", "", task.progress)


def _beside() -> Iterator[Kind]:
    said = tuple(replace(task, section="", progress=f"第{task.number}项已公开{task.number}条。") for task in TASKS)

    def rows(*moved: str, also: str = "") -> Table:
        """The tasks' rows; the progress of those moved stands in one column more."""
        return [
            [*map(C, task.texts()[:6]), C(also if task.number in moved else task.progress or ""), C(task.progress or "" if task.number in moved else "")]
            for task in said
        ]  # fmt: skip

    everywhere = [task.number for task in said]
    yield Kind(
        name="beside_in_remarks", blocks=_page(rows(*everywhere), (*HEADINGS, "备注")), tasks=said, findings=("beside",)
    )
    yield Kind(
        name="beside_in_some_rows", blocks=_page(rows("2", "5"), (*HEADINGS, "备注")), tasks=said, findings=("beside",)
    )
    yield Kind(
        name="beside_without_heading",
        blocks=_page(rows(*everywhere), (*HEADINGS, "")),
        tasks=said,
        findings=("beside",),
    )
    both = tuple(replace(task, progress=f"已完成{task.progress}") for task in said)
    blocks = _page(rows(*everywhere, also="已完成"), (*HEADINGS, "具体进展情况说明"))
    yield Kind(name="progress_in_two_columns", blocks=blocks, tasks=both)


def _rows() -> Iterator[Kind]:
    labels = tuple(
        replace(task, number="", indicator="查看报送时间", due="填报时间", progress="已明确各科室上报时间和报送单位。")
        for task in TASKS
    )
    yield Kind(name="labels_in_rows", blocks=_full(labels), tasks=labels)
    plain = tuple(replace(task, section="") for task in TASKS)
    padded = [[C(text) for text in task.texts()] for task in plain]
    padded[2].insert(1, C(""))
    yield Kind(name="row_with_a_cell_too_many", blocks=_page(padded), tasks=plain, in_excel=False)
    twice = [*([C(text) for text in task.texts()] for task in plain)]
    twice.insert(1, [*map(C, plain[0].texts()[:6]), C("旧稿，未完成。")])
    yield Kind(
        name="hidden_rows", blocks=_page(twice), tasks=plain, findings=("hidden_rows",), excel=_hide_row, in_word=False, by_hand=False
    )  # fmt: skip


def _hide_row(page: Worksheet) -> None:
    page.row_dimensions[6].hidden = True  # the second of the two rows of task 1


_FEW = ("doc", "rtf", "xls")


def _pages() -> Iterator[Kind]:
    """How clerks lay the same tasks out: a table for each section, numbers anew, blank rows, headings on every page."""
    plain = tuple(replace(task, section="") for task in TASKS)
    told = [*([C(text) for text in task.texts()] for task in plain)]
    by_section = {task.section: [one for one in TASKS if one.section == task.section] for task in TASKS}
    tables: list[Block] = []
    for section, tasks in by_section.items():
        rows = [[C(text) for text in task.texts()] for task in tasks]
        tables += [section, [header(), *rows] if not tables else rows]
    yield Kind(name="a_table_for_each_section", blocks=[*_HEAD, *tables], tasks=TASKS, by_suite=_FEW, in_excel=False)
    anew = tuple(replace(task, number=str(n)) for tasks in by_section.values() for n, task in enumerate(tasks, 1))
    yield Kind(name="numbers_anew_in_sections", blocks=_full(anew), tasks=anew, by_suite=_FEW)
    spaced = [line for row in told for line in (row, [C("") for _ in HEADINGS])]
    yield Kind(name="blank_rows_between", blocks=_page(spaced), tasks=plain, by_suite=_FEW)
    foot = [C("注：本表一式两份。", columns=7)]
    people = [C("单位负责人：李四", columns=3), C("填表人：张三", columns=2), C("联系电话：0951-1234567", columns=2)]
    repeated = [*told[:3], header(), *told[3:6], header(), *told[6:], foot, people]
    yield Kind(name="headings_on_every_page", blocks=_page(repeated), tasks=plain, by_suite=_FEW)
    within = tuple(
        replace(task, number="", content=f"{task.number}.{task.content}", focus="", indicator="", responsible="")
        for task in plain
    )
    rows = [[C(task.content), C(task.due), C(task.progress or "")] for task in within]
    yield Kind(
        name="numbers_within_the_content",
        blocks=_page(rows, ("工作任务", "责任时限", "落实情况")),
        tasks=within,
        by_suite=_FEW,
    )


# --- heads: unit and round wherever they stand ---


def _heads() -> Iterator[Kind]:
    table: list[Block] = [[header(), *body(TASKS, merged=False)]]
    day = f"填报时间：{DAY}"
    units = {
        "unit_and_date": f"填报单位：{UNIT}　　　{DAY}",
        "unit_and_contact": f"填报单位：{UNIT}（联系人：张三，电话：0951-1234567）",
        "unit_and_secrecy": f"填报单位：{UNIT}（盖章）　密级：公开",
        "unit_and_measure": f"填报单位：{UNIT}　　　　　　单位：件、次",
        "unit_and_section": f"填报科室：法制科　　填报单位：{UNIT}",
    }
    for name, line in units.items():
        yield Kind(name=name, blocks=[TITLE, line, *([] if DAY in line else [day]), *table], tasks=TASKS)
    for name, unit in (("unit_once_called", f"{UNIT}（原法制办）"), ("unit_of_a_party_group", f"{UNIT}党组")):
        yield Kind(name=name, blocks=[TITLE, f"填报单位：{unit}", day, *table], tasks=TASKS, unit=unit)
    titled = f"{UNIT}2022年政务公开任务落实台账"
    yield Kind(
        name="unit_in_title", blocks=[titled, day, *table], tasks=TASKS, title=titled, unit=None, hints=(titled,)
    )
    signed: list[Block] = [TITLE, *table, UNIT, DAY]
    yield Kind(name="unit_in_signature", blocks=signed, tasks=TASKS, unit=None, hints=(UNIT,))
    one_cell: list[Block] = [TITLE, *table, f"{UNIT}（盖章）　　{DAY}"]
    yield Kind(name="unit_signed_beside_the_date", blocks=one_cell, tasks=TASKS, unit=None, hints=(UNIT,))
    upright = [C("填\n报\n单\n位"), C(UNIT, columns=2), C("填\n报\n时\n间"), C(DAY, columns=3)]
    framed: list[Block] = [[[C(TITLE, columns=7)], upright, header(), *body(TASKS, merged=False)]]
    yield Kind(name="labels_upright", blocks=framed, tasks=TASKS)
    yield Kind(
        name="unit_signed_at_the_right", blocks=[TITLE, *table], tasks=TASKS, unit=None, hints=(UNIT,), excel=_sign, in_word=False, by_hand=False
    )  # fmt: skip
    yield Kind(
        name="unit_in_sheet_name", blocks=[TITLE, day, *table], tasks=TASKS, unit=None, hints=(UNIT,), excel=_name_sheet, in_word=False, by_hand=False
    )  # fmt: skip
    rounds = {"round_of_a_month": "2022年5月", "round_of_half_a_year": "2022年上半年", "round_by_its_count": "第3期"}
    for name, said in rounds.items():
        title = f"{said}政务公开任务落实台账"
        yield Kind(name=name, blocks=[title, *_HEAD[1:], *table], tasks=TASKS, title=title, round=said)


def _name_sheet(page: Worksheet) -> None:
    page.title = UNIT


def _sign(page: Worksheet) -> None:
    """Unit and date under the last column, as a signature stands."""
    last = page.max_row
    page.cell(last + 2, 7).value, page.cell(last + 3, 7).value = UNIT, DAY


# --- writing ---


def write(corpus: Path, *names: str) -> None:
    """Write the folders of the kinds named, or of all."""
    made = {kind: _write(corpus / kind.name, kind) for kind in kinds() if not names or kind.name in names}
    for suffix in ("doc", "odt", "rtf", "docx", "html", "fodt", "pdf", *EXCEL, "fods"):
        convert([one for kind, files in made.items() if suffix in _saved_as(kind) for one in files if _saves(one, suffix)], suffix)  # fmt: skip


def _saved_as(kind: Kind) -> set[str]:
    return {*kind.by_suite, *kind.also} - {kind.lost_in}


def _saves(source: Path, suffix: str) -> bool:
    """Whether LibreOffice saves text as text, sheets as sheets."""
    return (source.suffix == ".xlsx") is (suffix in (*EXCEL, "fods"))


def _write(folder: Path, kind: Kind) -> list[Path]:
    """The golden and the files of a kind; the ones that LibreOffice is to save anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    form: dict[str, Any] = {name: getattr(kind, name) for name in ("title", "unit", "reported_on", "round")}
    form["rows"] = [{field: getattr(task, field) for field in FIELDS} for task in kind.tasks]
    form["findings"] = list(kind.findings)
    form |= {"hints": list(kind.hints)} if kind.hints else {}
    (folder / "golden.json").write_text(json.dumps([form], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for suffix in ("docx", "html") if kind.by_hand else kind.raw:
        (folder / f"by-hand.{suffix}").write_bytes(_by_hand(kind, suffix))
    sources = {"python-docx.docx": _in_word} if kind.in_word else {}
    sources |= {"openpyxl.xlsx": _in_excel} if kind.in_excel else {}
    for name, make in sources.items():
        (folder / name).write_bytes(make(kind))
    if not any(name.endswith(".docx") for name in sources) and "docx" in kind.raw:
        sources["by-hand.docx"] = _in_word
    return [folder / name for name in sources]


def _by_hand(kind: Kind, suffix: str) -> bytes:
    """A kind's page with the markup that stands for its texts."""
    raw = kind.raw.get(suffix, {})
    if suffix == "docx":
        return word_package(word_body(kind.blocks, raw=raw), more=kind.more)
    if suffix == "html":
        return web_page(kind.blocks, charset="gb2312", raw=raw)
    return sheet_package(kind.blocks, raw) if suffix == "xlsx" else rich_text(kind.blocks, raw, fonts=kind.fonts)


def _in_word(kind: Kind) -> bytes:
    document = docx.Document(io.BytesIO(python_docx(kind.blocks)))
    if kind.word:
        kind.word(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _in_excel(kind: Kind) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(openpyxl_book(kind.blocks)))
    page = book.worksheets[0]
    if kind.excel:
        kind.excel(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def convert(sources: list[Path], suffix: str) -> None:
    """Save files anew in an older format, all in one call: LibreOffice takes longer to start than to save them."""
    if not sources:
        return
    with tempfile.TemporaryDirectory() as home:
        copies = {source: Path(home) / f"{source.parent.name}{source.suffix}" for source in sources}
        for source, copy in copies.items():
            shutil.copy(source, copy)
        command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--norestore"]
        command += ["--convert-to", suffix, "--outdir", home, *map(str, copies.values())]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        for source, copy in copies.items():
            shutil.move(copy.with_suffix(f".{suffix}"), source.with_name(f"libreoffice.{suffix}"))


if __name__ == "__main__":
    write(CORPUS, *sys.argv[1:])
