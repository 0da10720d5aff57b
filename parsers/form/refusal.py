"""Why a file is not read: the kinds of refusal, and the sentences that tell the sender what to do."""

from __future__ import annotations

from ledger.model import Finding, Form, Severity

_SENTENCES = {
    "unreadable": "文件「{name}」无法读取：{reason}。请用 Word、Excel 或 WPS 打开核对并另存为 docx 或 xlsx 格式后重新报送。",
    "encrypted": (
        "文件「{name}」设有打开密码，无法读取。请用 Word、Excel 或 WPS 打开，在“文件—信息—保护文档—用密码进行加密”"
        "（WPS 为“文件—文档加密—密码加密”）中清除密码，保存后重新报送。"
    ),
    "encrypted_archive": (
        "压缩包「{name}」设有密码，无法读取。请重新打包、不设密码，或直接把 Word、Excel 文件作为附件后重新报送。"
    ),
    "encrypted_pdf": "PDF 文件「{name}」设有打开密码，无法读取。请清除密码，或改报 Word、Excel 版填报表（不设密码）。",
    "unsupported": "文件「{name}」{reason}，不是可以读取的填报表格式。请将填报表存为 Word（docx）或 Excel（xlsx）格式后重新报送。",
    "scan": "文件「{name}」是{reason}，不能自动读取，需由工作人员人工识读登记；收到时间照常计算。请同时报送 Word 或 Excel 版填报表。",
    "not_a_form": (
        "文件「{name}」可以打开，但没有找到带有“主要内容”“进展落实情况”等栏目的填报表{reason}。"
        "请在下发的填报版表格中填写后重新报送。"
    ),
}


class RefusalError(Exception):
    """A file that is not read: the finding's code and the reason as a piece of a Chinese sentence."""

    def __init__(self, code: str, reason: str = "", *, suite: str = "", packed: str = "") -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason
        self.suite = suite  # the suffix under which the office suite may read what ours cannot
        self.packed = packed  # the kind of archive an outside program may unpack


def broken(reason: str) -> RefusalError:
    """The refusal of a damaged file."""
    return RefusalError("unreadable", reason)


def too_large(what: str) -> RefusalError:
    """The refusal of a file that is out of all proportion for a form."""
    return RefusalError("unreadable", f"{what}，远远超出正常填报表的规模")


def refused(name: str, refusal: RefusalError) -> Form:
    """The form that stands for a file that is not read: no rows, one finding."""
    severity = Severity.VERIFY if refusal.code == "scan" else Severity.RETURN
    wording = "encrypted_archive" if refusal.code == "encrypted" and refusal.reason else refusal.code
    if refusal.code == "encrypted" and name.lower().endswith(".pdf"):
        wording = "encrypted_pdf"
    message = _SENTENCES[wording].format(name=name, reason=refusal.reason)
    return Form(file=name, findings=(Finding(code=refusal.code, severity=severity, message=message, where=name),))
