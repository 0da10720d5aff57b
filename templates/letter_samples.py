"""A full and an empty sample of every letter's facts: for checking the office's own letters and to look at."""

from __future__ import annotations

from datetime import date

from templates import letter_samples_asked
from templates.sampled import (
    BARE_OFFICE,
    FILE,
    FINDINGS,
    FORM,
    MAIL,
    MINE,
    OFFICE,
    RECEIPT,
    RECEIVED,
    RETURNED,
    ROLLED,
    ROUND,
    Sample,
    at,
)

FULL: dict[str, Sample] = {
    "receipt": {
        **RECEIVED,
        **RECEIPT,
        "written_at": at(6, 8, 15, 21),
        "first_number": 12,
        "first_received_at": at(6, 7, 9, 5),
        "answered": (1, 2, 3, 8, 9, 10, 11, 12, 13, 15, 16),
        "blank": (5,),
        "unchanged": (3,),
        "declared": (8,),
        "replaces": 12,
        "findings": FINDINGS,
        "correct_by": at(6, 11),
        "attached": True,
    },
    "return": {
        "unit": "发改局",
        **MAIL,
        "round": "2022年第二季度",
        "deadline": at(6, 11),
        "number": 17,
        "findings": RETURNED,
        "correct_by": at(6, 15),
        "attached": True,
    },
    "duplicate": {
        "unit": "发改局",
        "round": "2022年第二季度",
        "received_at": at(6, 9, 9, 2),
        "files": (FILE,),
        "number": 17,
        "first_received_at": at(6, 8, 15, 20),
    },
    "held": {"unit": "发改局", **MAIL, "mail_subject": "报送二季度台账"},
    "no_form": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "files": ("通知.pdf",),
        "mail_subject": "报送二季度台账",
        "deadline": at(6, 11),
        "attached": True,
    },
    "cloud": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "files": (FILE,),
        "mail_subject": "报送二季度台账",
        "deadline": at(6, 11),
    },
    "reminder": {
        "unit": "发改局",
        **ROLLED,
        "written_at": at(9, 2, 9),
        "expected": MINE,
        "step": 7,
        "attached": True,
    },
    "overdue": {
        "unit": "发改局",
        **ROLLED,
        "written_at": at(9, 16, 9),
        "expected": MINE,
        "step": 3,
        "leader": "周子勇",
        "attached": True,
    },
    "escalation": {
        "leader": "分管副主任",
        "round": "2022年第二季度",
        "deadline": at(6, 11),
        "total": 38,
        "units": (
            {
                "name": "科技局",
                "notices": (at(6, 13, 9), at(6, 15, 9)),
                "contact": "马子峰",
                "phone": "0951-0000051",
                "note": "",
            },
            {
                "name": "通贵乡",
                "notices": (at(6, 13, 9),),
                "contact": "",
                "phone": "",
                "note": "6月14日申请延期，未批复",
            },
        ),
    },
    "forms_out": {
        "unit": "发改局",
        **ROLLED,
        "written_at": at(6, 15, 9),
        "expected": MINE,
        "leads": (9, 10, 16),
        "files": (FORM, FORM.replace("docx", "xlsx")),
        "with_previous": True,
    },
    "circular_out": {
        "round": "2022年第二季度",
        "deadline": at(6, 11),
        "made_at": at(6, 15, 9),
        "total": 38,
        "on_time": 30,
        "late": 3,
        "incomplete": 2,
        "missing": ("科技局", "通贵乡"),
        "excused": 1,
        "held": 2,
        "files": ("2022年第二季度政务公开任务落实情况通报.docx", "汇总台账.xlsx"),
    },
    "annual_out": {
        "year": 2022,
        "total": 38,
        "deducted": 9,
        "excluded": 4,
        "objections_by": date(2022, 12, 26),
        "files": ("2022年度政务公开考核扣分表.docx",),
    },
    "annual_check": {
        "unit": "科技局",
        "year": 2022,
        "grounds": ("2022年第二季度逾期报送（2022年6月13日9时12分）", "2022年第三季度未报送"),
        "total": "3.5",
        "excluded": True,
        "objections_by": date(2022, 12, 26),
        "files": ("2022年度政务公开考核情况核对表（科技局）.docx",),
    },
    "held_digest": {
        "items": (
            {
                "number": 4,
                "kind": "单位不符",
                "received_at": at(6, 9, 10, 2),
                "sender": "someone@mail.example",
                "subject": "报送台账",
                "reason": "发件邮箱未登记，填报单位为发改局。",
            },
            {
                "number": 6,
                "kind": "延期申请",
                "received_at": at(6, 9, 11, 40),
                "sender": "tonggui@xingqing.example",
                "subject": "",
                "reason": "通贵乡申请延期至6月14日。",
            },
        ),
        "letters": (
            {"number": 31, "to": "keji@xingqing.example", "subject": "【收件回执】科技局2022年第二季度任务落实台账"},
        ),
        "left": 2,
    },
    "gathered": {
        "unit": "发改局",
        "letters": (
            {"subject": "【重复报送】与第17号报送件相同", "lines": ("与第17号报送件内容完全相同，不再重复登记。",)},
            {"subject": "【未发现填报表】转发", "lines": ("未发现填报表附件。", "1. 请重新发送。")},
        ),
    },
    "notice_before": {
        "unit": "发改局",
        "round": "2022年第二季度",
        "deadline": at(6, 11),
        "standing": "逾期",
        "problems": ("于6月11日9时15分报送，逾期9小时15分钟。", "第5、9项未填写。"),
        "received_at": at(6, 11, 9, 15),
        "reply_by": at(6, 14, 17, 30),
    },
    "bounce_notice": {
        "unit": "发改局",
        "address": "fagai@xingqing.example",
        "failed_at": at(6, 2, 9, 1),
        "reason": "550 用户不存在",
        "letter_subject": "【报送提醒】请于2022年6月10日24时前报送2022年第二季度任务落实台账",
        "next_address": "fagai-b@xingqing.example",
        "reached": "fagai-c@xingqing.example",
        "phone": "0951-0000031",
    },
    **letter_samples_asked.FULL,
}
"""Every fact there, every branch that adds something taken."""

EMPTY: dict[str, Sample] = {
    "receipt": {
        **RECEIVED,
        **RECEIPT,
        "written_at": at(6, 12, 9, 35),
        "files": (FILE,),
        "received_at": at(6, 12, 9, 30),
        "first_received_at": at(6, 12, 9, 30),
        "answered": MINE,
        "blank": (),
        "unchanged": None,
        "findings": (),
    },
    "return": {"unit": "", "received_at": at(6, 8, 15, 20), "files": (), "findings": RETURNED[:1]},
    "duplicate": {**FULL["duplicate"]},
    "held": {"received_at": at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "no_form": {"received_at": at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "cloud": {"received_at": at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "reminder": {"unit": "发改局", **ROUND, "expected": MINE, "step": 0},
    "overdue": {"unit": "发改局", **ROUND, "written_at": at(6, 13, 9), "expected": MINE, "step": 1},
    "escalation": {"round": "2022年第二季度", "deadline": at(6, 11), "total": 38, "units": ()},
    "forms_out": {
        "unit": "发改局",
        **ROUND,
        "written_at": at(5, 9, 9),
        "expected": (3,),
        "leads": (),
        "files": (FILE,),
    },
    "circular_out": {
        **FULL["circular_out"],
        "on_time": 38,
        "late": 0,
        "incomplete": 0,
        "missing": (),
        "excused": 0,
        "held": 0,
    },
    "annual_out": {
        "year": 2022,
        "total": 0,
        "deducted": 0,
        "excluded": 0,
        "objections_by": date(2022, 12, 26),
        "files": (),
    },
    "annual_check": {
        "unit": "发改局",
        "year": 2022,
        "grounds": (),
        "total": "0",
        "excluded": False,
        "objections_by": date(2022, 12, 26),
        "files": ("2022年度政务公开考核情况核对表（发改局）.docx",),
    },
    "held_digest": {"items": ()},
    "gathered": {"letters": ({"subject": "【已收到，待核实】来件", "lines": ()},)},
    "notice_before": {**FULL["notice_before"], "standing": "未报送", "problems": ("未报送。",), "received_at": None},
    "bounce_notice": {**FULL["bounce_notice"], "reason": "", "next_address": "", "reached": "", "phone": ""},
    **letter_samples_asked.EMPTY,
}
"""As little there as there ever is."""


def complete(name: str, sample: Sample, *, bare: bool = False) -> dict[str, object]:
    """A sample with the facts every letter has."""
    common = {"office": BARE_OFFICE if bare else OFFICE, "written_at": at(6, 9, 9), "ledger": "任务落实台账"}
    return {**common, **_DATED.get(name, {}), **sample}


_DATED: dict[str, Sample] = {
    "reminder": {"written_at": at(6, 10, 15)},
    "escalation": {"written_at": at(6, 16, 9)},
    "circular_out": {"written_at": at(6, 15, 9)},
    "notice_before": {"written_at": at(6, 13, 9)},
}
"""Letters written on another day than most."""
