"""What is wrong with a Word template an office has edited, said before it is used."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from ledger.model import Finding, Severity
from templates.common.confined import Refused
from templates.common.docx_parts import environment, open_template

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_FULL_WIDTH = re.compile("[“”‘’（）。，：；［］｛｝％]")
_NEARLY = re.compile(r"[｛{][ \u3000]+[｛{%％]|｛[｛{%％]|[{]｛|[}％%][ \u3000]+[｝}](?!\})|｝[｝}]|[}]｝")
_NOTHING: Mapping[str, str] = {}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lint(
    template: bytes,
    known: AbstractSet[str],
    trials: dict[str, Callable[[], bytes]],
    *,
    required: Mapping[str, str] = _NOTHING,
) -> tuple[Finding, ...]:
    """Every problem of a template: unreadable, tags mistyped, unknown names, and failing trial renderings.

    `known` are the names it may use, `required` those it must, with what they are; `trials` are renderings to
    try, by what they stand for.
    """
    try:
        document = open_template(template)
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError):
        return (_finding("template_unreadable", "模板不是Word文档（.docx），请用Word或WPS另存为docx格式。"),)
    if found := (*_mistyped(document), *_unknown(document, known)):
        return found
    if found := tuple(_lacking(document, required)):
        return found
    return next(filter(None, (tuple(_tried(what, render)) for what, render in trials.items())), ())


def _mistyped(document: DocxTemplate) -> Iterator[Finding]:
    for text in paragraphs(document):
        for tag in _TAG.findall(text):
            if signs := "".join(dict.fromkeys(_FULL_WIDTH.findall(tag))):
                yield _finding("template_signs", f"标签“{tag}”中有中文符号“{signs}”，请改用英文半角符号。", tag)
        rest = _TAG.sub("", text)
        if _NEARLY.search(rest):
            yield _finding(
                "template_braces",
                f"“{_short(rest)}”中的大括号不是标签，请写成“{{{{ 名称 }}}}”（英文半角，大括号相连）。",
                _short(rest),
            )


def paragraphs(document: DocxTemplate) -> Iterator[str]:
    """The text of every paragraph: body, tables, text boxes, headers and footers."""
    for part in (document.docx.part, *_margins(document)):
        for paragraph in etree.fromstring(part.blob).iter(f"{_WORD}p"):
            yield "".join(node.text or "" for node in paragraph.iter(f"{_WORD}t"))


def _unknown(document: DocxTemplate, known: AbstractSet[str]) -> Iterator[Finding]:
    try:
        used = _names(document)
    except TemplateSyntaxError as error:
        yield _finding("template_syntax", f"标签语法有误（{error.message}），请检查if、for与endif、endfor是否成对。")
        return
    for name in sorted(used - known):
        yield _finding("template_unknown", f"没有名为“{name}”的内容，请对照自带模板改正标签名称。", name)


def _lacking(document: DocxTemplate, required: Mapping[str, str]) -> Iterator[Finding]:
    for name, what in required.items():
        if name not in _names(document):
            yield _finding("template_lacks", f"缺少标签“{{{{ {name} }}}}”，{what}无处可印，请对照自带模板补上。", name)


def _names(document: DocxTemplate) -> set[str]:
    """The names a template takes from outside. Only parsed: the engine's own search would compute constants."""
    engine = environment()
    sources = [document.get_xml(), *(document.get_part_xml(part) for part in _margins(document))]
    names = [name for source in sources for name in engine.parse(document.patch_xml(source)).find_all(nodes.Name)]
    own = {name.name for name in names if name.ctx != "load"} | {"loop", *engine.globals}
    return {name.name for name in names} - own


def _margins(document: DocxTemplate) -> Iterator[Part]:
    """The headers and footers."""
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        yield from (part for _, part in document.get_headers_footers(uri))


def _tried(what: str, render: Callable[[], bytes]) -> Iterator[Finding]:
    """Render and look for tags that were left as they are."""
    try:
        filled = DocxTemplate(io.BytesIO(render()))
    except Refused as error:
        yield _finding("template_fails", f"用{what}试填模板未成功：{_in_words(str(error))}。")
        return
    filled.init_docx()
    for text in paragraphs(filled):
        if "{{" in text or "{%" in text:
            yield _finding("template_left", f"用{what}试填后，“{_short(text)}”中仍有未替换的标签。", _short(text))


def _in_words(error: str) -> str:
    """What a clerk can do something with, out of the template engine's words."""
    if missing := re.search(r"has no attribute '(.+)'|'(.+)' is undefined", error):
        return f"没有名为“{missing[1] or missing[2]}”的内容"
    if "SecurityError" in error:
        return "标签中有不允许的内容"
    if "MemoryError" in error:
        return "生成的内容过大"
    return error.rstrip(".。")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _finding(code: str, message: str, where: str = "") -> Finding:
    return Finding(code=code, severity=Severity.RETURN, message=message, where=where)
