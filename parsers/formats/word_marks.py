"""What Word draws and its XML does not hold as text: form fields, EQ fields, prompts, symbol fonts, bound controls.

Each is written into the tree as the text a reader sees, before any cell is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.formats.package import Element, Package, parse_xml
from parsers.formats.symbols import CHECKED, PRIVATE, SYMBOL_FONTS, UNCHECKED, drawn_field, draws, is_private, symbol

_NO = ("0", "false", "off")
_PROMPT = re.compile(
    r"^[\s\[【<＜（(]*(?:单击|点击|点按|轻触|请?在此|请(?:点击|单击|选择|输入|填写|在)|选择一?[项个]|Click|Tap|Choose|Select|Enter|\[?键入)",
    re.IGNORECASE,
)
_LOW = 0x100  # characters above are drawn in another font than the run's symbol font


def write_form_field(data: Element, text_name: str) -> None:
    """The glyph of a check box, or the entry chosen in a list, behind the field's own mark; `data` is its ffData."""
    mark = data.getparent()
    run = None if mark is None else mark.getparent()
    if mark is None or run is None or not (said := _box(data) or _entry(data)):
        return
    text = run.makeelement(text_name)
    text.text = said
    run.insert(run.index(mark) + 1, text)


def _box(data: Element) -> str:
    box = data.find("{*}checkBox")
    if box is None:
        return ""
    states = [one for one in (box.find("{*}checked"), box.find("{*}default")) if one is not None]
    return CHECKED if states and _on(states[0]) else UNCHECKED


def _on(element: Element) -> bool:
    return _value(element, "1") not in _NO


def _value(element: Element | None, default: str) -> str:
    values = {} if element is None else {str(name).rpartition("}")[2]: str(value) for name, value in element.items()}
    return values.get("val", default)


def _entry(data: Element) -> str:
    choice = data.find("{*}ddList")
    if choice is None:
        return ""
    entries = [_value(one, "") for one in choice.iterfind("{*}listEntry")]
    chosen = next((one for one in (choice.find("{*}result"), choice.find("{*}default")) if one is not None), None)
    place = _value(chosen, "0")
    return entries[int(place)] if place.isdecimal() and int(place) < len(entries) else ""


def write_equation(first: Element, text_name: str) -> None:
    """The text that an EQ or SYMBOL field draws (带圈字符, 拼音指南) into the run its instruction begins in; `first` is that part of
    the instruction. A field with a result shows the result."""
    if not draws(first.text or ""):
        return
    run = first.getparent()
    parts, shown = [first.text or ""], False
    for element in _after(first):
        local = str(element.tag).rpartition("}")[2]
        if local == "instrText" and not shown:
            parts.append(element.text or "")
        elif local == "fldChar":
            kind = next((str(v) for name, v in element.items() if str(name).endswith("fldCharType")), "")
            if kind != "separate":
                break
            shown = True
        elif local == "t" and shown and element.text:
            return
    if run is not None and (drawn := drawn_field("".join(parts))):
        text = run.makeelement(text_name)
        text.text = drawn
        run.append(text)


def _after(element: Element) -> Iterator[Element]:
    """The elements of a paragraph behind one, in order."""
    paragraph = next(element.iterancestors("{*}p"), None)
    found = False
    for one in () if paragraph is None else paragraph.iter("{*}instrText", "{*}fldChar", "{*}t"):
        if found:
            yield one
        found = found or one is element


def is_prompt(control: Element, text_name: str) -> bool:
    """Whether a control marked as showing its prompt does: what was typed into it stays though the mark is left on."""
    runs = [text.getparent() for text in control.iter(text_name) if text.text and text.text.strip()]
    styled = all(run is not None and run.find("{*}rPr/{*}rStyle") is not None for run in runs)
    return styled or prompts("".join(text.text or "" for text in control.iter(text_name)))


def prompts(text: str) -> bool:
    """Whether a text asks to be replaced: 单击此处输入文字, 选择一项。"""
    return _PROMPT.match(text) is not None


def write_symbols(root: Element, text_name: str) -> None:
    """The characters that runs in a symbol font draw: R in Wingdings 2 is ☑."""
    for text in root.iter(text_name):
        if not text.text:
            continue
        font = _font(text.getparent())
        if font in SYMBOL_FONTS:
            text.text = "".join(symbol(font, ord(c)) if ord(c) < _LOW or is_private(c) else c for c in text.text)
        elif PRIVATE.search(text.text):
            text.text = PRIVATE.sub(lambda found, font=font: symbol(font, ord(found[0])), text.text)  # type: ignore[misc]  # bound here


def _font(run: Element | None) -> str:
    fonts = None if run is None else run.find("{*}rPr/{*}rFonts")
    named = (
        []
        if fonts is None
        else [str(v).strip().lower() for k, v in fonts.items() if str(k).endswith(("ascii", "hAnsi"))]
    )
    return next((one for one in named if one in SYMBOL_FONTS), named[0] if named else "")


def write_bound(binding: Element, package: Package, text_name: str) -> None:
    """What a control bound to a part of the file shows: that part's text, whatever stale text lies in the control."""
    control = binding.getparent()
    control = None if control is None else control.getparent()
    attributes = {str(name).rpartition("}")[2]: str(value) for name, value in binding.items()}
    texts = [] if control is None else list(control.iter(text_name))
    found = _bound(package, attributes) if texts else None
    if found is None or not texts:
        return
    texts[0].text = found
    for text in texts[1:]:
        text.text = ""


def _bound(package: Package, attributes: dict[str, str]) -> str | None:
    names = dict(re.findall(r"xmlns:(\w+)=['\"]([^'\"]*)['\"]", attributes.get("prefixMappings", "")))
    path = attributes.get("xpath", "")
    if not re.fullmatch(r"[\w:/\[\]@.\-]+", path):
        return None
    for part in [name for name in package.members if re.fullmatch(r"customXml/item\d+\.xml", name, re.IGNORECASE)]:
        for kind, properties in package.relations(part).values():
            if kind == "customXmlProps" and attributes.get("storeItemID", "").lower() in _id(package, properties):
                return _at(parse_xml(package.read(part)), path, names)
    return None


def _id(package: Package, part: str) -> str:
    root = package.xml(part)
    return next((str(value).lower() for name, value in root.items() if str(name).endswith("itemID")), "")


def _at(root: Element, path: str, names: dict[str, str]) -> str | None:
    try:
        found = root.xpath(path, namespaces=names or None)
    except etree.XPathError:
        return None
    one = found[0] if isinstance(found, list) and found else None
    if isinstance(one, etree._Element):  # noqa: SLF001  lxml's only name for the type
        return "".join(map(str, one.itertext()))
    return one if isinstance(one, str) else None
