"""A file's bytes → its forms, in this very process: what the limited child does (`child`)."""

from __future__ import annotations

from collections.abc import Callable

from parsers.form.form import forms_of
from parsers.form.grid import Document
from parsers.form.refusal import RefusalError, refused
from parsers.formats import docx, odf, rtf, xlsx
from parsers.formats.answer import Answer
from parsers.formats.archive import is_office, members_of
from parsers.formats.package import Package, parse_xml
from parsers.formats.sniff import kind_of, picture

_SENTENCES = {
    "7z": "是 7z 压缩包",
    "rar": "是 rar 压缩包",
    "unknown": "的内容不是 Word、Excel、PDF 或网页",
    "xml": "是一般的 XML 文件",
}


def answer(name: str, content: bytes) -> Answer:
    """What there is to say about a file; a refusal is a form with its finding."""
    try:
        if kind_of(content) == "zip" and not is_office(package := Package(content)):
            return Answer(forms=(), members=tuple(members_of(package)))
        return Answer(forms=forms_of(name, document_of(content)))
    except RefusalError as refusal:
        return Answer(forms=(refused(name, refusal),), suite=refusal.suite, packed=refusal.packed)


def document_of(content: bytes, *, inner: bool = False) -> Document:
    """A file as text with places; `inner`: one that was put into another, in which no further one is looked for.
    Raises RefusalError."""
    kind = kind_of(content)
    if inner and kind == "zip":
        return _read_package(content, inner=True)
    reader = _READERS.get(kind)
    if reader is None:
        packed = kind if kind in ("7z", "rar") else ""
        raise RefusalError("unsupported", _SENTENCES.get(kind, _SENTENCES["unknown"]), packed=packed)
    return reader(content)


def _read_empty(content: bytes) -> Document:
    raise RefusalError("unreadable", f"文件是空的（{len(content)} 字节）")


def _read_picture(content: bytes) -> Document:
    raise RefusalError("scan", picture(content))


def _read_compound(content: bytes) -> Document:
    from parsers.formats import compound, doc, xls  # noqa: PLC0415 - what few files need is loaded for the first of them

    return compound.read(content, doc.read, xls.read)


def _read_html(content: bytes) -> Document:
    from parsers.formats import html  # noqa: PLC0415 - same

    return html.read(content)


def _read_pdf(content: bytes) -> Document:
    try:
        from parsers.formats import pdf  # noqa: PLC0415 - an optional part of the install, and slow to load
    except ImportError as error:
        raise RefusalError("unsupported", "是 PDF 文件，本系统未安装 PDF 读取组件") from error
    return pdf.read(content)


def _read_xml(content: bytes) -> Document:
    root = parse_xml(content)
    local = root.tag.rpartition("}")[2]
    if root.tag == "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}document":
        return odf.read(root)
    if local in ("html", "HTML"):
        return _read_html(content)
    if local in ("Workbook", "wordDocument", "package"):  # Office 2003 XML, and packages as one XML file
        raise RefusalError("unsupported", "是 Office 2003 XML 文档", suite="xls" if local == "Workbook" else "xml")
    raise RefusalError("unsupported", _SENTENCES["xml"])


def _read_package(content: bytes, *, inner: bool = False) -> Document:
    package = Package(content)
    package.inner = inner
    if "content.xml" in package and "[Content_Types].xml" not in package:
        return odf.read_package(package)
    if "word/document.xml" in package or "xl/workbook.xml" in package or "_rels/.rels" in package:
        return _office_package(package)
    raise RefusalError("unsupported", "是一般的压缩包")


def _office_package(package: Package) -> Document:
    main = package.main_part()
    if main.endswith((".bin", ".xlsb")):
        raise RefusalError("unsupported", "是 Excel 二进制工作簿（xlsb）", suite="xlsb")
    root, symbols = package.drawn_xml(main)
    local = root.tag.rpartition("}")[2]
    if local == "document":
        return docx.read(package, root, symbols=symbols)
    if local == "workbook":
        return xlsx.read(package, main, root)
    raise RefusalError("unsupported", "是演示文稿或其他办公文档")


_READERS: dict[str, Callable[[bytes], Document]] = {
    "zip": _read_package,
    "ole": _read_compound,
    "html": _read_html,
    "rtf": rtf.read,
    "pdf": _read_pdf,
    "xml": _read_xml,
    "empty": _read_empty,
    "picture": _read_picture,
}
