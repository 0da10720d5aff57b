"""A mail address as it is typed into the office's own files, and what is wrong with it."""

from __future__ import annotations

import re

_WIDE = str.maketrans("＠．，：　", "@.,: ")
_PART = r"[^@\s<>,;，；、：:（）()\"“”'‘’]+"
_ADDRESS = re.compile(rf"{_PART}@{_PART}")
_SEVERAL = re.compile(r"[、，,;；\s]+")


def wrong_address(written: str, *, dotted: bool = True) -> str:
    """What is wrong with an address, "" for nothing. `dotted`: a unit's is never on this machine alone."""
    if written.lower().startswith("mailto:"):
        return f"带有“mailto:”，请只写地址：{written[7:]}"
    if written != (narrow := written.translate(_WIDE)):
        return f"中有全角字符，请改为半角：{narrow.replace(' ', '')}"
    if named := re.fullmatch(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>", written):
        return f"带有姓名，请只写地址：{named[1]}"
    if len([part for part in _SEVERAL.split(written) if "@" in part]) > 1:
        return "是几个地址，这里只能写一个"
    found = _ADDRESS.fullmatch(written)
    return "" if found and ("." in written.rpartition("@")[2] or not dotted) else "不是有效的邮箱地址"
