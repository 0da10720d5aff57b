"""What a file is, by its content: names and media types lie."""

from __future__ import annotations

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PICTURES = {
    b"\xff\xd8\xff": "照片或扫描图片（JPEG）",
    b"\x89PNG": "图片（PNG）",
    b"GIF8": "图片（GIF）",
    b"BM": "图片（BMP）",
    b"II*\x00": "扫描图片（TIFF）",
    b"MM\x00*": "扫描图片（TIFF）",
}
_MODERN_PICTURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


def picture(content: bytes) -> str:
    """What kind of picture a file is, "" if it is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "图片（WebP）"
    if content[4:12] in _MODERN_PICTURES:
        return "照片（HEIC）"
    return next((kind for magic, kind in _PICTURES.items() if content.startswith(magic)), "")


def kind_of(content: bytes) -> str:
    """zip, ole, pdf, rtf, 7z, rar, gzip, xml, html, picture, empty or unknown."""
    if not content:
        return "empty"
    if content.startswith(_ZIP):
        return "zip"
    head = content[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for kind, found in (
        ("ole", content.startswith(OLE)),
        ("pdf", b"%PDF-" in head[:1024]),
        ("rtf", start.startswith(b"{\\rtf")),
        ("7z", content.startswith(b"7z\xbc\xaf\x27\x1c")),
        ("rar", content.startswith(b"Rar!\x1a\x07")),
        ("picture", bool(picture(content))),
        ("html", _is_html(start)),
        ("xml", start.startswith(b"<?xml") or _is_utf16_xml(content)),
    ):
        if found:
            return kind
    return "unknown"


def _is_html(start: bytes) -> bool:
    text = start.replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if b"<html" in text or b"<!doctype html" in text:
        return True
    bare = (b"<table", b"<body", b"<div", b"<head", b"<meta", b"<p>", b"<p ", b"<span")
    return (
        text.startswith(bare)
        or (b"mime-version" in text and b"multipart/related" in text)
        or (b"<table>" in text and not text.startswith(b"<?xml"))
    )


def _is_utf16_xml(content: bytes) -> bool:
    return content[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<\x00?\x00x" in content[:64].replace(b"\x00<", b"<\x00")
