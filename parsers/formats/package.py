"""Zip packages from strangers (docx, xlsx, odt): parts by name, within limits, and their XML.

The directory of a zip may lie about sizes, so every part is inflated against a hard cap;
methods other than stored and deflated inflate without bound in some versions of Python and are refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.looks import without_looks

MAX_MEMBERS = 2_000
MAX_TOTAL = 200 << 20
MAX_PART = 32 << 20
_LARGE = 4 << 20
_MOST_TAGS = 1_000_000  # ten times those of a large form; each costs memory many times its length
_LOCAL_HEAD = 30  # bytes before the name that stands in front of each member
_ENCRYPTED = 0x1
_SYMBOLIC = (b"Wingdings", b"Webdings")
_UNUSUAL = re.compile(r"^[./]|\\|//|/\.|/$|^$")  # what a part's plain name has none of
_RELATIONSHIPS = "{*}Relationship"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, collect_ids=False
)

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type


def parse_xml(content: bytes) -> Element:
    """The root of an XML part; nothing is fetched or expanded. Raises RefusalError."""
    if len(content) > _LARGE and content.count(b"<") > _MOST_TAGS:
        raise too_large(f"文件内有超过 {_MOST_TAGS} 个标记")
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken("文件内容已损坏，不是完整的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise broken("文件内含不安全的实体定义")
    return root


class Package:
    """An opened zip package."""

    def __init__(self, content: bytes) -> None:
        try:
            members = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
            raise broken("压缩包结构不完整，文件可能在传送中被截断或损坏") from error
        self._content = content
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self.inner = False  # whether the file was put into another one
        self.members = {_normal(member.filename): member for member in members}
        self._folded = {name.lower(): name for name in self.members}
        if len(members) > MAX_MEMBERS:
            raise too_large(f"文件内有 {len(members)} 个部件")
        if len(self.members) < len(members):
            raise broken("文件内有重名部件，内容有歧义")
        if sum(member.file_size for member in members) > MAX_TOTAL:
            raise too_large(f"文件解压后超过 {MAX_TOTAL >> 20} MB")

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not None

    def _found(self, name: str) -> zipfile.ZipInfo | None:
        """A part by name; names are equal whatever their case (ECMA-376-2, 6.2.2.3)."""
        if name not in self.members:
            name = _normal(name)
        return self.members.get(name) or self.members.get(self._folded.get(name.lower(), ""))

    def read(self, name: str, *, limit: int = MAX_PART) -> bytes:
        """A part's bytes. Raises RefusalError if it is missing, damaged or larger than `limit`."""
        member = self._found(name)
        if member is None:
            raise broken(f"缺少部件 {name}")
        if member.flag_bits & _ENCRYPTED:
            raise RefusalError("encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken("使用了不支持的压缩方式")
        if member.file_size > limit:
            raise too_large(f"部件 {name} 超过 {limit >> 20} MB")
        part = self._inflated(member)
        if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
            raise broken(f"部件 {name} 已损坏，文件可能在传送中被截断")
        return part

    def _inflated(self, member: zipfile.ZipInfo) -> bytes:
        """What a member's bytes unpack to, no more than one byte over what the directory says; "" if damaged."""
        head = self._content[member.header_offset : member.header_offset + _LOCAL_HEAD]
        if len(head) < _LOCAL_HEAD or not head.startswith(b"PK\x03\x04"):
            return b""
        name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        start = member.header_offset + _LOCAL_HEAD + name + extra
        packed = self._content[start : start + member.compress_size]
        if member.compress_type == zipfile.ZIP_STORED:
            return packed
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
        except zlib.error:
            return b""

    def xml(self, name: str) -> Element:
        """A part's root element."""
        return parse_xml(self.read(name))

    def drawn_xml(self, name: str) -> tuple[Element, bool]:
        """A part's root element, and whether it names a symbol font; if not, it is without looks."""
        content = self.read(name)
        symbols = _names_symbol_font(content)
        return parse_xml(content if symbols else without_looks(content, b"w:")), symbols

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to inside the package: id → (last word of the type, name of the part)."""
        if part not in self._relations:
            folder, _, base = part.rpartition("/")
            source = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
            self._relations[part] = dict(_relations(self.xml(source), folder)) if source in self else {}
        return self._relations[part]

    def main_part(self) -> str:
        """The part that holds the document itself, found as Word finds it."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument":
                return target
        for usual in ("word/document.xml", "xl/workbook.xml"):
            if usual in self:
                return usual
        raise broken("缺少文档正文部件")

    def issued(self) -> str:
        """Our own mark: the custom document property `taizhang`, "" if the file does not bear it."""
        if "docProps/custom.xml" not in self:
            return ""
        own = (prop for prop in self.xml("docProps/custom.xml") if prop.get("name") == "taizhang")
        return next(("".join(map(str, prop.itertext())).strip() for prop in own), "")


def _names_symbol_font(content: bytes) -> bool:
    """Looked for by its first letter, which is rare in XML."""
    at = content.find(b"W")
    while at >= 0:
        if content.startswith(_SYMBOLIC, at):
            return True
        at = content.find(b"W", at + 1)
    return False


def _relations(root: Element, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for relation in root.iterchildren(_RELATIONSHIPS):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External" and target:
            kind = relation.get("Type", "").rpartition("/")[2]
            whole = target if target.startswith("/") else f"{folder}/{target}"
            yield relation.get("Id", ""), (kind, _normal(whole.lstrip("/")))


def _normal(name: str) -> str:
    if not _UNUSUAL.search(name):
        return name
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")
