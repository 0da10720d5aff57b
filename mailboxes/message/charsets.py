"""Bytes → text for mails as they are written in China: nothing dropped in silence, every loss told."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

# What a label says against what its writers do: whoever writes gb2312 sends GBK, whoever writes latin-1 sends cp1252.
_MEANT = {
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb2312-80": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "chinesegb": "gb18030",
    "x-mac-chinesesimp": "gb18030",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
}
_NO_LABEL = {"", "ascii", "default", "unknown", "unknown-8bit", "x-unknown", "8bit", "binary"}
_WESTERN = {"cp1252", "iso8859-15", "cp1250"}
_NO_CHARSET = {
    "unicode-escape",
    "raw-unicode-escape",
    "undefined",
    "idna",
    "punycode",
}  # codecs, but no way to write mail
_LABEL = re.compile(r"[a-z0-9_.:+-]{1,40}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…·《》]")


class Decoded(NamedTuple):
    """A text, and whether anything of it was lost on the way."""

    text: str
    lossy: bool = False


def read_text(data: bytes, label: str | None = None) -> Decoded:
    """The text of some bytes, by their label where it holds, else by what they can only be.

    A label is widened (gb2312 → gb18030) but never believed against the bytes; a guess must read as
    Chinese. What nobody can read keeps its replacement characters and is flagged.
    """
    meant = charset(label)
    for candidate in _candidates(data, meant):
        text = _strict(data, candidate)
        if text is not None:
            return _storable(text)
    return Decoded(_storable(data.decode(meant or "utf-8", "replace")).text, lossy=True)


def charset(label: str | None) -> str:
    """The Python codec a charset label means; "" where it means none."""
    plain = (label or "").strip().strip("\"'").lower().partition("*")[0]
    plain = _MEANT.get(plain, plain)
    if plain in _NO_LABEL or not _LABEL.fullmatch(plain):
        return ""
    try:
        codec = codecs.lookup(plain)
    except LookupError:
        return ""
    is_text = getattr(codec, "_is_text_encoding", True)  # zip and rot13 are codecs too
    return codec.name if is_text and codec.name.replace("_", "-") not in _NO_CHARSET else ""


def _candidates(data: bytes, meant: str) -> list[str]:
    if data.isascii():
        stateful = meant if meant in {"utf-7", "hz", "iso2022_jp_ext"} else ""
        return [stateful or ("iso2022_jp_ext" if b"\x1b$" in data else "ascii"), "ascii"]
    guesses = ["utf-8"] if _strict(data, "utf-8") is not None else []
    if _reads_chinese(data):
        guesses.append("gb18030")
    if meant in _WESTERN:  # the commonest false label of all: prefer what the bytes prove
        return [*guesses, meant]
    return [meant, *guesses] if meant else guesses


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _reads_chinese(data: bytes) -> bool:
    """Whether bytes read as GB18030 give Chinese as it is written: mostly hanzi, most of them common ones.

    Strict decoding alone proves nothing: it reads Latin-1 `Frösche` as `Fr鰏che`.
    """
    text = _strict(data, "gb18030")
    if text is None:
        return False
    foreign = [char for char in text if not char.isascii()]
    hanzi = _HAN.findall(text)
    common = sum(_strict_encodes(char) for char in hanzi)
    chinese = len(_CHINESE.findall(text))
    return (
        chinese > 0.6 * len(foreign)
        and not any("\ue000" <= char <= "\uf8ff" for char in foreign)
        and (common >= 0.5 * len(hanzi))
    )


def _strict_encodes(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _storable(text: str) -> Decoded:
    """The text as a book can keep it: no NUL, no control characters, no half of a surrogate pair."""
    text = _CONTROLS.sub("", text)
    whole = text.encode("utf-8", "replace").decode("utf-8") if re.search("[\ud800-\udfff]", text) else text
    return Decoded(whole, lossy=whole != text)
