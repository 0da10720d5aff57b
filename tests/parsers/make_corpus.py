"""Writes the corpus: `python -m tests.parsers.make_corpus NODE_FOLDER`, where `npm install docx exceljs xlsx` was run.

One folder per shape with its golden (`golden.json`, told by `shapes`, never by our reader) and the same
page by several producers. Needs LibreOffice and node; the files it made are committed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import docx
from docx.opc.packuri import PackURI

from tests.parsers import kinds, oddities, producers
from tests.parsers.shapes import FIELDS, Shape, Truth, shapes

CORPUS = Path(__file__).parent / "corpus"
_NODE = {
    "plain": ("docx", "exceljs", "sheetjs.xlsx", "sheetjs.xls", "sheetjs.ods", "sheetjs.fods", "sheetjs.html"),
    "two_row_header": ("docx", "exceljs", "sheetjs.xls"),
    "progress_over_two_tasks": ("docx", "exceljs", "sheetjs.ods"),
    "two_forms_in_one_file": ("docx", "sheetjs.xlsx"),
    "head_in_table": ("docx", "exceljs"),
}
_CONVERTED = {
    "plain": ("doc", "odt", "fodt", "rtf", "html", "pdf", "docx", "xls", "ods", "fods"),
    "two_row_header": ("doc", "odt", "rtf", "html", "xls", "ods"),
    "page_tables_with_header": ("doc", "rtf", "odt"),
    "cell_cut_by_page": ("doc", "odt", "pdf"),
    "progress_over_two_tasks": ("doc", "odt", "rtf", "xls", "ods"),
    "head_in_table": ("doc", "rtf", "fods"),
    "two_forms_in_one_file": ("doc", "html"),
    "columns_renamed": ("doc", "xls"),
    "merged_cells_missing": ("doc", "odt", "rtf"),
    "quarter_columns": ("doc", "ods"),
    "quarter_columns_bare": ("doc", "ods"),
}
_SAVED_ANEW = (
    "typed_cells", "sheets_beside", "ledger_over_sheets", "sheets_of_quarters", "draft_and_final", "boxes_over_cells",
)  # fmt: skip
_SHEETS = ("xls", "ods", "fods")


def main() -> None:
    """Write everything anew."""
    node = Path(sys.argv[1])
    shutil.rmtree(CORPUS, ignore_errors=True)
    pages = []
    for shape in shapes():
        folder = CORPUS / shape.name
        folder.mkdir(parents=True)
        write_golden(folder, shape.truths)
        _write_python(folder, shape)
        _convert(folder, _CONVERTED.get(shape.name, ()))
        pages.append(_page(folder, shape))
    plan = node / "pages.json"
    plan.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    subprocess.run(["node", str(Path(__file__).with_suffix(".mjs")), str(plan)], cwd=node, check=True)
    for name, suffix, content, truths in oddities.files():
        folder = CORPUS / name
        folder.mkdir(exist_ok=True)
        write_golden(folder, truths)
        (folder / f"by-hand.{suffix}").write_bytes(content)
    _name_main_part_otherwise()
    for suffix in ("xls", "ods"):
        kinds.convert([CORPUS / name / "by-hand.xlsx" for name in _SAVED_ANEW], suffix)
    kinds.write(CORPUS)


def _name_main_part_otherwise() -> None:
    document = docx.Document(str(CORPUS / "plain" / "python-docx.docx"))
    document.part.partname = PackURI("/word/document2.xml")
    document.save(str(CORPUS / "main_part_elsewhere" / "python-docx.docx"))


def write_golden(folder: Path, truths: tuple[Truth, ...]) -> None:
    """What must be read off every file of a folder."""
    forms = []
    for truth in truths:
        form = {"title": truth.title, "unit": truth.unit, "reported_on": truth.reported_on, "round": truth.round}
        forms.append(form | {"rows": [{field: getattr(task, field) for field in FIELDS} for task in truth.tasks]})
    text = json.dumps(forms, ensure_ascii=False, indent=1) + "\n"
    (folder / "golden.json").write_text(text, encoding="utf-8")


def _write_python(folder: Path, shape: Shape) -> None:
    (folder / "by-hand.html").write_bytes(producers.web_page(shape.blocks, charset="gb2312"))
    (folder / "by-hand.docx").write_bytes(
        producers.word_package(producers.word_body(shape.blocks, ragged=shape.ragged), strict=shape.name == "plain")
    )
    (folder / "python-docx.docx").write_bytes(producers.python_docx(shape.blocks, ragged=shape.ragged))
    if shape.sheets:
        (folder / "openpyxl.xlsx").write_bytes(producers.openpyxl_book(shape.blocks))


def _convert(folder: Path, suffixes: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as home:
        for suffix in suffixes:
            source = folder / ("openpyxl.xlsx" if suffix in _SHEETS else "python-docx.docx")
            command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--norestore"]
            command += ["--convert-to", suffix, "--outdir", home, str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            shutil.move(f"{home}/{source.stem}.{suffix}", folder / f"libreoffice.{suffix}")


def _page(folder: Path, shape: Shape) -> dict[str, object]:
    """A shape as the node script takes it."""
    blocks = [
        block if isinstance(block, str) else [[asdict(cell) for cell in row] for row in block] for block in shape.blocks
    ]
    placed = [
        block
        if isinstance(block, str)
        else [(row, column, asdict(cell)) for row, column, cell in producers.placed(block)]
        for block in shape.blocks
    ]
    return {"folder": str(folder), "make": _NODE.get(shape.name, ()), "blocks": blocks, "placed": placed}


if __name__ == "__main__":
    main()
