"""A text file of the office's own, whatever it was saved in: what it says, and what is wrong with how it was saved."""

from __future__ import annotations

_NO_TEXT = {b"PK": "Word 或 WPS 文档", b"{\\rtf": "写字板文档", b"\xd0\xcf\x11\xe0": "Word 文档"}
Wrong = tuple[int, str, str]
"""A line's number and text (0 and "" of the whole file), and what is wrong with it."""


def decoded(content: bytes, file: str) -> tuple[str, list[Wrong]]:
    """The text, and what is wrong with how it was saved."""
    for mark, what in _NO_TEXT.items():
        if content.startswith(mark):
            said = f"{file} 是{what}，不是文本文件：请用记事本打开原来的文件修改，不要用 Word"
            return "", [(0, "", said)]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), [_charset(file, "UTF-16（记事本中称“Unicode”）")]
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    texts = [_text(line) for line in lines]
    foreign = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    if len(foreign) > sum(not line.isascii() for line in lines) - len(foreign):
        return "\n".join(texts), [_charset(file, "GBK（记事本中称“ANSI”）")]
    said = "有不是 UTF-8 编码的字，请重新输入这一行"
    return "\n".join(texts), [(number, texts[number - 1], said) for number in foreign]


def _charset(file: str, charset: str) -> Wrong:
    mend = "请用记事本打开，选“文件”“另存为”，“编码”一栏选 UTF-8，存回原处"
    return 0, "", f"{file} 是用 {charset} 编码保存的：{mend}"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(line: bytes) -> str:
    """A line as UTF-8, else as what Chinese Windows calls ANSI."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("gb18030", errors="replace")
