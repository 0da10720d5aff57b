"""Filling an office's Word template: plain cleaned data, a sandbox, and the same bytes for the same data."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from templates.common.package import put
from templates.common.wording import clean

_BEFORE_SHADE = {qn(f"w:{name}") for name in ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")}
_KEPT = 64  # parts of templates
_TAG_LIKE = re.compile(r"(?<=[{%}])_(?=[{}%])")


class _Press(ImmutableSandboxedEnvironment):
    """Jinja that keeps what it compiled: a part of a template is the same for every document made of it."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self._compiled = lru_cache(maxsize=_KEPT)(super().from_string)

    def from_string(self, source: str | nodes.Template, *_: object) -> Template:  # docxtpl gives no more
        """The template of a source, compiled once."""
        return self._compiled(source)


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Jinja for templates that people upload: sandboxed, escaping, loud about unknown variables."""
    return _Press()


def open_template(template: bytes) -> DocxTemplate:
    """The template, ready to be given parts of its own before it is filled."""
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    return document


def fill(document: DocxTemplate, context: Mapping[str, object]) -> None:
    """Fill the template with plain data: str, int, lists, dicts; Markup is taken as it is."""
    document.render(plain(context), environment(), autoescape=True)
    for table in document.docx.element.body.iter(qn("w:tbl")):
        _fit_grid(table)
        _order_shading(table)


def _order_shading(table: CT_Tbl) -> None:
    """Put a cell's shade where the schema wants it: docxtpl writes it before the width."""
    for shade in list(table.iter(qn("w:shd"))):
        properties = shade.getparent()
        if properties is not None and properties.tag == qn("w:tcPr"):
            before = [child for child in properties if child.tag in _BEFORE_SHADE]
            if before:
                before[-1].addnext(shade)


def _fit_grid(table: CT_Tbl) -> None:
    """Give the grid the widths of the head's cells: columns made by a loop shift those after them."""
    widths = [cell.width for cell in table.tr_lst[0].tc_lst]
    columns = table.tblGrid.gridCol_lst
    if len(widths) == len(columns):
        for column, width in zip(columns, widths, strict=True):
            column.w = width


def plain(value: object) -> Any:  # noqa: ANN401 - the shape of the value is the caller's
    """The value with every string cleaned and escaped so that docxtpl prints it as it is written."""
    match value:
        case Markup():
            return value
        case str():
            return _text(value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _text(text: str) -> str:
    """The text escaped; docxtpl turns {_{ into {{ after rendering; written as a character reference, it does not."""
    cleaned = clean(text)
    return Markup(_TAG_LIKE.sub("&#95;", str(escape(cleaned)))) if "_" in cleaned else cleaned  # noqa: S704 - escaped here


def save(document: DocxTemplate, *, title: str, author: str, made_at: datetime) -> bytes:
    """The document's bytes, its properties set, nothing in it depending on when this ran."""
    core = document.docx.core_properties
    core.title, core.author, core.last_modified_by = clean(title)[:255], clean(author)[:255], clean(author)[:255]
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    core.revision = 1
    return _packed(document.docx.part.package)


def _packed(package: Any) -> bytes:  # noqa: ANN401 - python-docx leaves it half typed
    """The package as a file without the clock, compressed once: saved python-docx's own way, it is opened again for that."""
    packed = io.BytesIO()
    for part in package.parts:
        part.before_marshal()
    with zipfile.ZipFile(packed, "w") as file:
        target: Any = _Target(file)
        PackageWriter._write_content_types_stream(target, package.parts)  # type: ignore[no-untyped-call]  # noqa: SLF001 - no public way
        PackageWriter._write_pkg_rels(target, package.rels)  # type: ignore[no-untyped-call]  # noqa: SLF001 - same
        PackageWriter._write_parts(target, package.parts)  # noqa: SLF001 - same
    return packed.getvalue()


class _Target:
    """Where python-docx writes a package's parts, one by one."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def write(self, uri: PackURI, content: bytes) -> None:
        """A part under its name."""
        put(self._file, uri.membername, content)
