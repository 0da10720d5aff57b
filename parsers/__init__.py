"""bytes → Form. Knows Word and Excel, not what a field means. The format is decided by content, not by name."""

from __future__ import annotations

from ledger.model import Finding, Form, Severity
from parsers import docx, xlsx
from parsers.form import forms
from parsers.grid import UnreadableError
from parsers.package import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(name: str, content: bytes) -> tuple[Form, ...]:
    """The forms in a file, at least one; never raises. A file that cannot be read gives a form without
    rows and a finding that says why and what to do."""
    try:
        if content[:4] == b"PK\x03\x04":
            package = Package(content)
            main = package.main()
            return forms(name, (xlsx if main.startswith("xl/") else docx).read(content))
    except UnreadableError as error:
        return _refused(name, "unreadable", f"文件无法读取：「{name}」{error}。")
    except RecursionError:
        return _refused(
            name, "unreadable", f"文件无法读取：「{name}」结构嵌套过深，请用 Word 或 Excel 打开另存后发送。"
        )
    if content[:8] == _OLE and b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P" in content:
        return _refused(
            name, "encrypted", f"「{name}」设有打开密码，无法读取；请在“文件—信息—保护文档”中取消密码后重新发送。"
        )
    return _refused(
        name,
        "unsupported",
        f"「{name}」不是可以读取的 Word（docx）或 Excel（xlsx）文件；请另存为 docx 或 xlsx 后重新发送。",
    )


def _refused(name: str, code: str, message: str) -> tuple[Form, ...]:
    return (Form(file=name, findings=(Finding(code=code, severity=Severity.RETURN, message=message),)),)
