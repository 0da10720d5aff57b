"""A full and an empty sample of every letter's facts: for checking the office's own letters and to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ledger.model import SHANGHAI, Finding, Office, Severity

Sample = Mapping[str, object]


def _at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


_OFFICE = Office(
    name="银川市兴庆区人民政府办公室",
    district="兴庆区",
    address="zwgk@xingqing.example",
    room="306室",
    phone="0951-0000306",
    contact="马晓云",
)
_BARE_OFFICE = Office(name="银川市兴庆区人民政府办公室", district="兴庆区", address="zwgk@xingqing.example")
_MINE = (1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 15, 16)
_ROUND = {"round": "2022年第二季度", "deadline": _at(6, 11), "due": date(2022, 6, 10)}
_ROLLED = {"round": "2022年第三季度", "deadline": _at(9, 14), "due": date(2022, 9, 10)}
_FILE = "发改局-2022年第二季度任务落实台账（填报版）.docx"
_FORM = "发改局-2022年第三季度任务落实台账（填报版）.docx"
_MAIL = {"received_at": _at(6, 8, 15, 20), "files": (_FILE, "佐证材料.pdf")}
_FINDINGS = (
    Finding(
        code="blank",
        severity=Severity.CORRECT,
        task=5,
        where="表1第7行",
        message="第5项为你单位承担任务，“进展落实情况”未填写，请补充具体做法、数据和成效。",
    ),
    Finding(
        code="not_concerned",
        severity=Severity.CORRECT,
        task=9,
        message="第9项你单位为牵头单位，不得填写“不涉及”，请填写实质内容。",
    ),
    Finding(code="same", severity=Severity.VERIFY, task=3, message="第3项与上期文字完全相同，请核实有无新进展。"),
    Finding(code="old", severity=Severity.NOTE, message="使用的是旧版填报表，本次不影响登记，下次请用本期填报表。"),
)
_RETURNED = (
    Finding(
        code="empty",
        severity=Severity.RETURN,
        where="表1",
        message="填报表中“进展落实情况”一栏均未填写，请逐项填写后重新报送。",
    ),
    Finding(code="year", severity=Severity.RETURN, message="填报表为2021年台账，请使用2022年填报表。"),
)
_RECEIPT = {"number": 17, "first_number": 17, "first_received_at": _at(6, 8, 15, 20), "rules": "2022-1"}
_RECEIVED = {"unit": "发改局", **_ROUND, **_MAIL, "expected": _MINE}

FULL: dict[str, Sample] = {
    "receipt": {
        **_RECEIVED,
        **_RECEIPT,
        "written_at": _at(6, 8, 15, 21),
        "first_number": 12,
        "first_received_at": _at(6, 7, 9, 5),
        "answered": (1, 2, 3, 8, 9, 10, 11, 12, 13, 15, 16),
        "blank": (5,),
        "unchanged": (3,),
        "declared": (8,),
        "replaces": 12,
        "findings": _FINDINGS,
        "correct_by": _at(6, 11),
        "attached": True,
    },
    "return": {
        "unit": "发改局",
        **_MAIL,
        "round": "2022年第二季度",
        "deadline": _at(6, 11),
        "number": 17,
        "findings": _RETURNED,
        "correct_by": _at(6, 15),
        "attached": True,
    },
    "duplicate": {
        "unit": "发改局",
        "round": "2022年第二季度",
        "received_at": _at(6, 9, 9, 2),
        "files": (_FILE,),
        "number": 17,
        "first_received_at": _at(6, 8, 15, 20),
    },
    "held": {"unit": "发改局", **_MAIL, "mail_subject": "报送二季度台账"},
    "no_form": {
        "unit": "发改局",
        "received_at": _at(6, 8, 15, 20),
        "files": ("通知.pdf",),
        "mail_subject": "报送二季度台账",
        "deadline": _at(6, 11),
        "attached": True,
    },
    "cloud": {
        "unit": "发改局",
        "received_at": _at(6, 8, 15, 20),
        "files": (_FILE,),
        "mail_subject": "报送二季度台账",
        "deadline": _at(6, 11),
    },
    "reminder": {
        "unit": "发改局",
        **_ROLLED,
        "written_at": _at(9, 2, 9),
        "expected": _MINE,
        "step": 7,
        "attached": True,
    },
    "overdue": {
        "unit": "发改局",
        **_ROLLED,
        "written_at": _at(9, 16, 9),
        "expected": _MINE,
        "step": 3,
        "leader": "周子勇",
        "attached": True,
    },
    "escalation": {
        "leader": "分管副主任",
        "round": "2022年第二季度",
        "deadline": _at(6, 11),
        "total": 38,
        "units": (
            {
                "name": "科技局",
                "notices": (_at(6, 13, 9), _at(6, 15, 9)),
                "contact": "马子峰",
                "phone": "0951-0000051",
                "note": "",
            },
            {
                "name": "通贵乡",
                "notices": (_at(6, 13, 9),),
                "contact": "",
                "phone": "",
                "note": "6月14日申请延期，未批复",
            },
        ),
    },
    "forms_out": {
        "unit": "发改局",
        **_ROLLED,
        "written_at": _at(6, 15, 9),
        "expected": _MINE,
        "leads": (9, 10, 16),
        "files": (_FORM, _FORM.replace("docx", "xlsx")),
        "with_previous": True,
    },
    "circular_out": {
        "round": "2022年第二季度",
        "deadline": _at(6, 11),
        "made_at": _at(6, 15, 9),
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
    "held_digest": {
        "items": (
            {
                "number": 4,
                "kind": "单位不符",
                "received_at": _at(6, 9, 10, 2),
                "sender": "someone@mail.example",
                "subject": "报送台账",
                "reason": "发件邮箱未登记，填报单位为发改局。",
            },
            {
                "number": 6,
                "kind": "延期申请",
                "received_at": _at(6, 9, 11, 40),
                "sender": "tonggui@xingqing.example",
                "subject": "",
                "reason": "通贵乡申请延期至6月14日。",
            },
        ),
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
        "deadline": _at(6, 11),
        "standing": "逾期",
        "problems": ("于6月11日9时15分报送，逾期9小时15分钟。", "第5、9项未填写。"),
        "received_at": _at(6, 11, 9, 15),
        "reply_by": _at(6, 14, 17, 30),
    },
    "bounce_notice": {
        "unit": "发改局",
        "address": "fagai@xingqing.example",
        "failed_at": _at(6, 2, 9, 1),
        "reason": "550 用户不存在",
        "letter_subject": "【报送提醒】请于2022年6月10日24时前报送2022年第二季度任务落实台账",
        "next_address": "fagai-b@xingqing.example",
        "phone": "0951-0000031",
    },
}
"""Every fact there, every branch that adds something taken."""

EMPTY: dict[str, Sample] = {
    "receipt": {
        **_RECEIVED,
        **_RECEIPT,
        "written_at": _at(6, 12, 9, 35),
        "files": (_FILE,),
        "received_at": _at(6, 12, 9, 30),
        "first_received_at": _at(6, 12, 9, 30),
        "answered": _MINE,
        "blank": (),
        "unchanged": None,
        "findings": (),
    },
    "return": {"unit": "", "received_at": _at(6, 8, 15, 20), "files": (), "findings": _RETURNED[:1]},
    "duplicate": {**FULL["duplicate"]},
    "held": {"received_at": _at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "no_form": {"received_at": _at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "cloud": {"received_at": _at(6, 8, 15, 20), "files": (), "mail_subject": ""},
    "reminder": {"unit": "发改局", **_ROUND, "expected": _MINE, "step": 0},
    "overdue": {"unit": "发改局", **_ROUND, "written_at": _at(6, 13, 9), "expected": _MINE, "step": 1},
    "escalation": {"round": "2022年第二季度", "deadline": _at(6, 11), "total": 38, "units": ()},
    "forms_out": {
        "unit": "发改局",
        **_ROUND,
        "written_at": _at(5, 9, 9),
        "expected": (3,),
        "leads": (),
        "files": (_FILE,),
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
    "held_digest": {"items": ()},
    "gathered": {"letters": ({"subject": "【已收到，待核实】来件", "lines": ()},)},
    "notice_before": {**FULL["notice_before"], "standing": "未报送", "problems": ("未报送。",), "received_at": None},
    "bounce_notice": {**FULL["bounce_notice"], "reason": "", "next_address": "", "phone": ""},
}
"""As little there as there ever is."""


def complete(name: str, sample: Sample, *, bare: bool = False) -> dict[str, object]:
    """A sample with the facts every letter has."""
    common = {"office": _BARE_OFFICE if bare else _OFFICE, "written_at": _at(6, 9, 9), "ledger": "任务落实台账"}
    return {**common, **_DATED.get(name, {}), **sample}


_DATED: dict[str, Sample] = {
    "reminder": {"written_at": _at(6, 10, 15)},
    "escalation": {"written_at": _at(6, 16, 9)},
    "circular_out": {"written_at": _at(6, 15, 9)},
    "notice_before": {"written_at": _at(6, 13, 9)},
}
"""Letters written on another day than most."""
