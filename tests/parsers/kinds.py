"""What people do to a form, one kind to a folder of the corpus: `python -m tests.parsers.kinds` writes them anew.

Each is told once, as cells and what must be read off them, and written by python-docx, openpyxl and by hand, then saved
by LibreOffice in the older formats. Needs LibreOffice; the files it made are committed.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches
from docx.table import _Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.parsers.producers import openpyxl_book, python_docx, web_page, word_body, word_package
from tests.parsers.shapes import DAY, FIELDS, HEADINGS, TASKS, TITLE, UNIT, Block, C, Table, Task, body, header
from tests.parsers.test_drawn import box, choice

CORPUS = Path(__file__).parent / "corpus"
WORD, EXCEL = ("doc", "odt", "rtf"), ("xls", "ods")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_HEAD: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}"]
_CHINESE = "一二三四五六七八"


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """A page, what must be read off it, and what is done to it in Word and in Excel that cells alone cannot say."""

    name: str
    blocks: list[Block]
    tasks: tuple[Task, ...]
    findings: tuple[str, ...] = ()
    word: Callable[[Document], None] | None = None
    excel: Callable[[Worksheet], None] | None = None
    in_word: bool = True
    in_excel: bool = True
    by_hand: bool = True
    lost_in: str = ""  # the format in which LibreOffice does not keep it


def kinds() -> Iterator[Kind]:
    """Every kind."""
    yield from _numbers()
    yield from _beside()
    yield from _rows()
    yield from _drawn()


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
    both = replace(
        TASKS[4], number="5、6", content=f"{TASKS[4].content}\n{TASKS[5].content}", progress="两项合并，均已完成。"
    )
    tasks = (*TASKS[:4], both, *TASKS[6:])
    yield Kind(name="numbers_in_pairs", blocks=_full(tasks), tasks=tasks)


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


# --- drawn: what a cell's text alone does not say ---


def _drawn() -> Iterator[Kind]:
    yield _told("struck_out", "尚未公示。", "", word=_strike_word, excel=_strike_excel)
    yield _told("hidden_text", "尚未公示。", TASKS[1].progress, word=_hide_word, in_excel=False)
    yield _told("pictures", "［图片］", TASKS[1].progress, word=_picture_word, excel=_picture_excel)
    yield _told("ticks_by_font", "☑已完成", TASKS[1].progress, word=_tick_word, excel=_tick_excel)
    yield _told("form_fields", "☒已完成☐未完成", "推进中", word=_fields_word, in_excel=False, lost_in="rtf")
    yield _told("number_formats", "36条", "60.5%", excel=_formats_excel, in_word=False)
    yield _told("left_under_a_merge", "两项一并公开。", "两项一并公开。", excel=_merge_excel, in_word=False)
    yield _told("nested_table", "见下表：类别数量政策12解读3图解1", TASKS[1].progress, word=_nest, in_excel=False)
    blocks: list[Block] = [TITLE, f"填报时间：{DAY}", [header(), *body(TASKS, merged=False)]]
    yield Kind(
        name="unit_in_page_header", blocks=blocks, tasks=TASKS, word=_head_word, excel=_head_excel, by_hand=False
    )  # fmt: skip


def _told(name: str, first: str, second: str | None, **how: Any) -> Kind:  # noqa: ANN401  the fields of Kind
    """A form whose first two texts are drawn."""
    tasks = (replace(TASKS[0], progress=first), replace(TASKS[1], progress=second), *TASKS[2:])
    return Kind(name=name, blocks=_full(TASKS), tasks=tasks, by_hand=False, **how)


def _cell(document: Document, number: str) -> _Cell:
    cells: list[_Cell] = next(list(row.cells) for row in document.tables[0].rows if row.cells[0].text == number)
    return cells[6]


def _place(page: Worksheet, number: str) -> str:
    return next(f"G{cell.row}" for cell in page["A"] if str(cell.value) == number)


def _strike_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run("已完成全部公示。").font.strike = True
    cell.paragraphs[0].add_run("尚未公示。")
    for paragraph in _cell(document, "2").paragraphs:
        for run in paragraph.runs:
            run.font.double_strike = True


def _strike_excel(page: Worksheet) -> None:
    page[_place(page, "1")].value = CellRichText(TextBlock(InlineFont(strike=True), "已完成全部公示。"), "尚未公示。")
    page[_place(page, "2")].font = Font(strike=True)


def _hide_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run("底稿：已完成全部公示。").font.hidden = True
    cell.paragraphs[0].add_run("尚未公示。")


def _picture_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run().add_picture(io.BytesIO(PNG), width=Inches(0.3))


def _picture_excel(page: Worksheet) -> None:
    place = _place(page, "1")
    page[place].value = None
    picture = Image(io.BytesIO(PNG))
    picture.width = picture.height = 15
    page.add_image(picture, place)


def _tick_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    tick = cell.paragraphs[0].add_run("R")
    tick.font.name = "Wingdings 2"
    cell.paragraphs[0].add_run("已完成")


def _tick_excel(page: Worksheet) -> None:
    tick = TextBlock(InlineFont(rFont="Wingdings 2"), "R")
    page[_place(page, "1")].value = CellRichText(tick, TextBlock(InlineFont(rFont="宋体"), "已完成"))


def _fields_word(document: Document) -> None:
    fields = (
        box("<w:checked/>", "已完成") + box('<w:default w:val="0"/>', "未完成"),
        choice('<w:result w:val="1"/>', "未开展", "推进中", "已完成"),
    )
    for number, runs in zip("12", fields, strict=True):
        cell = _cell(document, number)
        cell.text = ""
        for run in parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"):
            cell.paragraphs[0]._p.append(run)


def _formats_excel(page: Worksheet) -> None:
    first, second = page[_place(page, "1")], page[_place(page, "2")]
    first.value, first.number_format = 36, '0"条"'
    second.value, second.number_format = 0.605, "0.0%"


def _merge_excel(page: Worksheet) -> None:
    first, second = _place(page, "1"), _place(page, "2")
    page[first].value, page[second].value = "两项一并公开。", "上一稿的旧文字。"
    page.merged_cells.add(f"{first}:{second}")  # unlike merge_cells this leaves what the cells below hold


def _nest(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = "见下表："
    inner = cell.add_table(rows=4, cols=2)
    for row, texts in zip(inner.rows, (("类别", "数量"), ("政策", "12"), ("解读", "3"), ("图解", "1")), strict=True):
        for one, text in zip(row.cells, texts, strict=True):
            one.text = text


def _head_word(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = f"填报单位：{UNIT}（盖章）"


def _head_excel(page: Worksheet) -> None:
    assert page.oddHeader
    page.oddHeader.left.text = f"填报单位：{UNIT}（盖章）"


# --- writing ---


def write(corpus: Path) -> None:
    """Write every kind's folder."""
    made = {kind: _write(corpus / kind.name, kind) for kind in kinds()}
    for suffix in (*WORD, *EXCEL):
        kept = [one for kind, files in made.items() if kind.lost_in != suffix for one in files]
        _convert([one for one in kept if (one.suffix == ".xlsx") is (suffix in EXCEL)], suffix)


def _write(folder: Path, kind: Kind) -> list[Path]:
    """The golden and the files of a kind; the ones that LibreOffice is to save anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    form: dict[str, Any] = {"title": TITLE, "unit": UNIT, "reported_on": DAY, "round": None}
    form["rows"] = [{field: getattr(task, field) for field in FIELDS} for task in kind.tasks]
    form["findings"] = list(kind.findings)
    (folder / "golden.json").write_text(json.dumps([form], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if kind.by_hand:
        (folder / "by-hand.html").write_bytes(web_page(kind.blocks, charset="gb2312"))
        (folder / "by-hand.docx").write_bytes(word_package(word_body(kind.blocks)))
    made = []
    if kind.in_word:
        made.append(folder / "python-docx.docx")
        made[-1].write_bytes(_in_word(kind))
    if kind.in_excel:
        made.append(folder / "openpyxl.xlsx")
        made[-1].write_bytes(_in_excel(kind))
    return made


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


def _convert(sources: list[Path], suffix: str) -> None:
    """Save files anew in an older format, all in one call: LibreOffice takes longer to start than to save them."""
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
    write(CORPUS)
