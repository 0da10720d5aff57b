"""An Office package opened as a stranger's: capped, no DTD, no entity, parts found by relationship."""

from __future__ import annotations

import posixpath
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from parsers.grid import UnreadableError

_MOST_MEMBERS = 2000
_LARGEST_PART = 32 * 2**20
_CHUNK = 65536
_PROPERTIES = "docProps/custom.xml"


class Package:
    """The parts of a docx or xlsx. Raises UnreadableError for what is no sound package."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(content))
            infos = self._zip.infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError("文件不完整或已损坏，请重新保存后发送") from error
        names = [info.filename for info in infos]
        if len(infos) > _MOST_MEMBERS or len(set(names)) < len(names):
            raise UnreadableError("文件结构异常，请用 Word 或 Excel 打开另存后发送")
        self._names = {name.lower(): name for name in names}

    def __contains__(self, name: str) -> bool:
        return name.lower().lstrip("/") in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part, up to 32 MiB: the directory may lie about its size."""
        try:
            info = self._zip.getinfo(self._names[name.lower().lstrip("/")])
            if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise UnreadableError("文件已加密，请取消密码后发送")
            pieces, size = [], 0
            with self._zip.open(info) as part:
                while piece := part.read(_CHUNK):
                    size += len(piece)
                    if size > _LARGEST_PART:
                        raise UnreadableError("文件展开后过大，请删去图片等内容后发送")
                    pieces.append(piece)
        except (BadZipFile, KeyError, EOFError, OSError, NotImplementedError, ValueError, zlib.error) as error:
            raise UnreadableError("文件不完整或已损坏，请重新保存后发送") from error
        return b"".join(pieces)

    def xml(self, name: str) -> etree._Element:
        """A part as a tree."""
        content = self.read(name)
        if b"<!DOCTYPE" in content:
            raise UnreadableError("文件含有不允许的内容（DTD），请用 Word 或 Excel 打开另存后发送")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableError("文件内容已损坏，请重新保存后发送") from error

    def targets(self, part: str, kind: str) -> dict[str, str]:
        """By relationship id: the parts of a kind (the end of the relationship's type) that a part names."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        return {
            rel.get("Id", ""): posixpath.normpath(
                posixpath.join("/" if (rel.get("Target") or "").startswith("/") else folder, rel.get("Target", ""))
            ).lstrip("/")
            for rel in self.xml(rels)
            if rel.get("Type", "").endswith("/" + kind) and rel.get("TargetMode") != "External"
        }

    def main(self) -> str:
        """The main part."""
        found = list(self.targets("", "officeDocument").values())
        if not found or found[0] not in self:
            raise UnreadableError("文件中没有正文，请重新保存后发送")
        return found[0]

    def issued(self) -> str:
        """Our own mark, the custom property `taizhang`."""
        if _PROPERTIES not in self:
            return ""
        for item in self.xml(_PROPERTIES):
            if item.get("name") == "taizhang":
                return "".join(str(text) for text in item.itertext())
        return ""
