"""Writes `refused/`, files that are said to be unreadable, and `packed/`, archives with forms inside.

`python -m tests.parsers.make_refused`: needs LibreOffice, bsdtar and msoffcrypto-tool; what it made is committed.
"""

from __future__ import annotations

import io
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

import docx
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped] # ships no types
from openpyxl.styles import Alignment, Border, Side

from tests.parsers.producers import package

HERE = Path(__file__).parent
_FORMS = HERE / "corpus" / "plain"
_PASSWORD = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'


def main() -> None:
    """Write everything anew."""
    refused, packed = HERE / "refused", HERE / "packed"
    refused.mkdir(exist_ok=True)
    packed.mkdir(exist_ok=True)
    for name in ("python-docx.docx", "openpyxl.xlsx"):
        path = refused / f"encrypted{Path(name).suffix}"
        with path.open("wb") as file:
            OOXMLFile(io.BytesIO((_FORMS / name).read_bytes())).encrypt("x", file)
    _flagged(refused / "encrypted.doc")
    _pdf(refused)
    (packed / "中文名.zip").write_bytes(_windows_zip())
    (packed / "两层.zip").write_bytes(package({"内层.zip": package({"表.docx": _form("by-hand.docx")})}))
    (packed / "卷.rar").write_bytes(rar("表.docx", _form("by-hand.docx")))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "表.docx").write_bytes(_form("by-hand.docx"))
        command = ["bsdtar", "-c", "--format", "7zip", "-f", str(packed / "包.7z"), "-C", folder, "表.docx"]
        subprocess.run(command, check=True)


def _form(name: str) -> bytes:
    return (_FORMS / name).read_bytes()


def _flagged(path: Path) -> None:
    """A doc whose header says it is encrypted."""
    content = bytearray(_form("libreoffice.doc"))
    at = next(start for start in range(512, len(content), 512) if content[start : start + 2] == b"\xec\xa5")
    content[at + 0x0B] |= 0x01
    path.write_bytes(content)


def _pdf(folder: Path) -> None:
    """A PDF with a password, one that is nothing but a picture, and one whose cells are too low for their texts."""
    with tempfile.TemporaryDirectory() as home:
        for source, target in (
            (_FORMS / "python-docx.docx", f"pdf:writer_pdf_Export:{_PASSWORD}"),
            (_picture(home), "pdf"),
            (_low_rows(home), "pdf"),
        ):
            command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", target]
            subprocess.run([*command, "--outdir", home, str(source)], check=True, capture_output=True, timeout=120)
        (folder / "encrypted.pdf").write_bytes(Path(home, "python-docx.pdf").read_bytes())
        (folder / "scan.pdf").write_bytes(Path(home, "scan.pdf").read_bytes())
        (folder / "overlapping.pdf").write_bytes(Path(home, "overlapping.pdf").read_bytes())
        (folder / "scan.png").write_bytes(Path(home, "scan.png").read_bytes())


def _low_rows(home: str) -> Path:
    """A sheet whose rows are a line high and whose texts take several."""
    book = openpyxl.load_workbook(_FORMS / "openpyxl.xlsx")
    page = book.worksheets[0]
    side = Side(style="thin")
    for number, row in enumerate(page.iter_rows(min_row=5), 5):
        page.row_dimensions[number].height = 15
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
    for letter in "CDEG":
        page.column_dimensions[letter].width = 16
    path = Path(home, "overlapping.xlsx")
    book.save(path)
    return path


def _picture(home: str) -> Path:
    """A page photographed: grey noise will do."""
    row = b"\x00" + bytes((x * 7) % 256 for x in range(200))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 200, 100, 8, 0, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * 100)) + chunk(b"IEND", b"")
    )
    Path(home, "scan.png").write_bytes(content)
    document = docx.Document()
    document.add_picture(io.BytesIO(content))
    document.save(str(Path(home, "scan.docx")))
    return Path(home, "scan.docx")


def _windows_zip() -> bytes:
    """A zip as Chinese Windows makes it: names in GBK, not marked as anything."""
    content = package({"XXXX": _form("by-hand.docx"), "__MACOSX/._XXXX": b"clutter", "Thumbs.db": b"clutter"})
    name = "表一".encode("gbk")
    return content.replace(b"XXXX", name[:4])


def rar(name: str, content: bytes) -> bytes:
    """A RAR 4 archive with one stored file."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    raw = name.encode()
    facts = struct.pack(
        "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0x54C80000, 20, 0x30, len(raw), 0o644
    )
    file = block(0x74, 0x8000, facts + raw) + content
    padding = block(0x7A, 0x4000, bytes(30_000))  # keeps bsdtar from taking the end of a stored docx for a zip's
    return b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6)) + file + padding + block(0x7B, 0x4000, b"")


if __name__ == "__main__":
    main()
