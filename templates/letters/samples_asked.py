"""Samples of the letters that answer what a unit asks: its state, an application, a decision on it."""

from __future__ import annotations

from datetime import date

from ledger.model import Finding, Severity
from templates.letters.sampled import FILE, FINDINGS, MINE, OPEN, ROUND, Sample, at

FULL: dict[str, Sample] = {
    "query": {
        "unit": "发改局",
        **ROUND,
        "extended": True,
        "standing": "不完整",
        "reason": "2022年6月8日15时20分按时收到，最新版本尚有2处需补正",
        "arrivals": (
            {"number": 9, "received_at": at(6, 7, 9, 5), "file": "台账.docx", "state": "退回补正"},
            {"number": 12, "received_at": at(6, 8, 9, 5), "file": FILE, "state": "已由新版替代"},
            {"number": 17, "received_at": at(6, 8, 15, 20), "file": FILE, "state": "现行版本"},
        ),
        "expected": MINE,
        "answered": (1, 2, 3, 8, 9, 10, 11, 12, 13, 15, 16),
        "blank": (5,),
        "findings": (
            Finding(code="returned", severity=Severity.RETURN, message="填报表为2021年台账，请使用2022年填报表。"),
            *FINDINGS,
        ),
        "attached": True,
        "open_problems": OPEN,
    },
    "applied": {
        "unit": "通贵乡",
        "received_at": at(6, 9, 8, 50),
        "mail_subject": "关于延期报送的申请",
        "files": ("申请.pdf",),
        "matter": "延期",
        "deadline": at(6, 11),
    },
    "voided": {
        "unit": "发改局",
        **ROUND,
        "number": 17,
        "received_at": at(6, 8, 15, 20),
        "file": FILE,
        "reason": "内容与事实不符",
        "others": (9, 12),
    },
    "corrected": {
        "unit": "科技局",
        "round": "2022年第二季度",
        "cited": "清政办发〔2022〕36号",
        "was": "按时报送",
        "becomes": "未报送",
        "reason": "作废：内容与事实不符（第12号决定）；至2022年6月10日24时未收到合格的填报表",
        "rectify_by": date(2022, 6, 29),
    },
    "decided": {
        "unit": "通贵乡",
        **ROUND,
        "deadline": at(6, 15),
        "outcome": "延期",
        "reason": "遭遇强降雨，工作人员均在防汛一线",
        "applied_at": at(6, 9, 8, 50),
        "original": at(6, 11),
    },
}
"""Every fact there, every branch that adds something taken."""

EMPTY: dict[str, Sample] = {
    "query": {
        "unit": "发改局",
        **ROUND,
        "standing": "未到期",
        "reason": "截止2022年6月10日24时，尚未收到合格的填报表",
        "arrivals": (),
        "expected": MINE,
        "answered": (),
        "blank": MINE,
        "findings": (),
    },
    "applied": {"received_at": at(6, 9, 8, 50), "mail_subject": "", "files": (), "matter": "联系人变更"},
    "voided": {
        "unit": "发改局",
        **ROUND,
        "number": 17,
        "received_at": at(6, 8, 15, 20),
        "file": FILE,
        "reason": "内容与事实不符",
    },
    "corrected": {
        "unit": "科技局",
        "round": "2022年第二季度",
        "cited": "",
        "was": "未报送",
        "becomes": "按时报送",
        "reason": "收到时间有误",
    },
    "decided": {"unit": "通贵乡", **ROUND, "outcome": "免报", "reason": "机构改革，职能已划转", "original": at(6, 11)},
}
"""As little there as there ever is."""
