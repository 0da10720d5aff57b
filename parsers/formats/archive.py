"""Archives: what is packed in a zip; which of a file's members may be forms."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.package import Package

MAX_FILES = 100
MAX_UNPACKED = 60 << 20
_UTF8 = 0x800
_OFFICE = ("word/document.xml", "xl/workbook.xml", "content.xml", "_rels/.rels", "[Content_Types].xml")
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_office(package: Package) -> bool:
    """Whether a zip is one office document, not a bundle of files."""
    return any(part in package for part in _OFFICE)


def is_clutter(name: str) -> bool:
    """Whether a member is what a system leaves behind: resource forks, lock files, thumbnails."""
    base = name.rpartition("/")[2]
    return not base or base.startswith(("~$", "._", ".~")) or any(one in name for one in _CLUTTER)


def members_of(package: Package) -> Iterator[tuple[str, bytes]]:
    """The files in a zip, by their names as the packer meant them. Raises RefusalError."""
    if "OFD.xml" in package:  # like a scan: a person reads it, and the time of receipt counts
        raise RefusalError("scan", "OFD 版式文件（GB/T 33190）")
    files = [(name, member) for name, member in package.members.items() if not member.is_dir()]
    wanted = [
        (name, said)
        for name, member in files
        if not is_clutter(said := _meant(member.orig_filename, utf8=bool(member.flag_bits & _UTF8)))
    ]
    if not wanted:
        raise broken("压缩包内没有文件")
    if len(wanted) > MAX_FILES:
        raise too_large(f"压缩包内有 {len(wanted)} 个文件")
    if any(member.flag_bits & 1 for _, member in files):
        raise RefusalError("encrypted", "压缩包")
    left = MAX_UNPACKED
    for name, said in wanted:
        content = package.read(name, limit=left)
        left -= len(content)
        yield said, content


def _meant(name: str, *, utf8: bool) -> str:
    """A member's name; Chinese Windows writes GBK without saying so, and zipfile reads that as DOS text."""
    if utf8:
        return name
    raw = name.encode("cp437", "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset).replace("\\", "/")  # 0x5C within a character is no separator
        except UnicodeDecodeError:
            continue
    return name
