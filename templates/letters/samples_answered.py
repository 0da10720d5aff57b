"""Samples of the letters that are answered by a line, and of those that answer such a line."""

from __future__ import annotations

from datetime import date

from templates.letters.sampled import FILE, Sample, at

_OFFICE = "mailto:zwgk@xingqing.example?subject="


def _answer(line: str, machine: str) -> dict[str, str]:
    return {"line": line, "link": f"{_OFFICE}{machine}%20K7M2-4QX9&body={machine}%20K7M2-4QX9"}


FULL: dict[str, Sample] = {
    "held_digest": {
        "person": "张经办",
        "may_decide": True,
        "confirms": True,
        "code": "K7M2-4QX9",
        "items": (
            {
                "number": 4,
                "kind": "单位不符",
                "received_at": at(6, 9, 10, 2),
                "sender": "someone@mail.example",
                "subject": "报送台账",
                "reason": "发件邮箱未登记，填报单位为发改局。",
                "unit": "发改局",
                "submissions": (12, 17),
                "note": "单位答复“都不是”",
                "answers": (_answer("4 归属发改局", "4-1"), _answer("4 无需处理", "4-2")),
            },
            {
                "number": 6,
                "kind": "延期申请",
                "received_at": at(6, 9, 11, 40),
                "sender": "tonggui@xingqing.example",
                "subject": "",
                "reason": "通贵乡申请延期至6月14日。",
                "unit": "",
                "submissions": (),
                "note": "",
                "answers": (_answer("6 同意延期至6月14日", "6-1"), {"line": "6 不同意：理由", "link": ""}),
            },
        ),
        "asked": ({"number": 7, "unit": "民政局", "matter": "期次", "asked_at": at(6, 9, 8, 40), "until": at(6, 11)},),
        "letters": (
            {
                "number": 31,
                "to": "keji@xingqing.example",
                "subject": "【收件回执】科技局2022年第二季度任务落实台账",
                "answers": ({"line": "第31号信 已送达", "link": ""}, {"line": "第31号信 重发", "link": ""}),
            },
        ),
        "bounced": (
            {"to": "fagai@xingqing.example", "subject": "【报送提醒】2022年第二季度", "detail": "550 用户不存在"},
        ),
        "left": 2,
        "round": "2022年第二季度",
        "deadline": at(6, 11),
        "missing": (
            {
                "unit": "科技局",
                "contacts": (
                    {"post": "A岗", "name": "马子峰", "phone": "0951-0000051"},
                    {"post": "B岗", "name": "李敏", "phone": ""},
                ),
                "note": "曾报送但被退回，未补正",
            },
            {"unit": "通贵乡", "contacts": (), "note": ""},
        ),
        "undecided": ("民政局",),
        "drafts": (
            {
                "said": "2022年第一季度通报第2稿待审定。",
                "answers": (_answer("2022年第一季度 审定", "1-1"),),
            },
        ),
        "read_through": at(6, 9, 9),
        "board": True,
    },
    "handled": {
        "person": "张经办",
        "received_at": at(6, 9, 10, 2),
        "done": (
            {"words": "3 归属教育局", "said": "已登记为教育局2022年第二季度第17号报送件，收到时间不变"},
            {"words": "6 同意延期至6月15日", "said": "通贵乡2022年第二季度已延期至2022年6月15日24时，并通知单位"},
        ),
        "undone": ({"words": "5 退回", "said": "请写明理由，如「5 退回：缺第3项」"},),
        "undo": True,
        "undo_by": at(6, 10, 10, 2),
        "undo_link": f"{_OFFICE}undo",
        "help": ("3 归属教育局", "5 退回：缺第3项"),
        "code": "K7M2-4QX9",
    },
    "confirm": {
        "person": "张经办",
        "received_at": at(6, 9, 10, 2),
        "why": "本办邮件服务器没有验证发件人身份",
        "lines": ("3 归属教育局", "6 同意延期至6月15日"),
        "confirm_by": at(6, 10, 10, 2),
        "link": f"{_OFFICE}confirm",
        "code": "K7M2-4QX9",
    },
    "sign_in": {
        "person": "张经办",
        "link": "https://taizhang.xingqing.example/enter?token=K7M24QX9",
        "valid_until": at(6, 9, 10, 17),
        "minutes": 15,
    },
    "ask": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "mail_subject": "报送台账",
        "files": (FILE,),
        "matter": "台账期次",
        "why": "表中期次为2022年第一季度，邮件主题却是2022年第二季度。",
        "options": (
            _answer("1 2022年第一季度", "1"),
            _answer("2 2022年第二季度", "2"),
            _answer("3 都不是，请工作人员联系我单位", "3"),
        ),
        "again": "就是这期",
        "reply_by": at(6, 10),
        "code": "K7M2-4QX9",
    },
    "colleague": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "address": "lisi@mail.example",
        "matter": "台账的期次",
        "reply_by": at(6, 10),
    },
    "outcome": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "mail_subject": "报送台账",
        "number": 17,
        "said": "与发改局已登记的第17号报送件相同，未重复登记",
        "reason": "经核实",
    },
}
"""Every fact there, every branch that adds something taken."""

EMPTY: dict[str, Sample] = {
    "held_digest": {"items": ()},
    "handled": {
        "received_at": at(6, 9, 10, 2),
        "undone": ({"words": "", "said": "回复中没有写决定"},),
        "code": "K7M2-4QX9",
    },
    "confirm": {
        "received_at": at(6, 9, 10, 2),
        "why": "印发以后不能撤销",
        "lines": ("印发 兴政办发〔2022〕36号",),
        "confirm_by": at(6, 10, 10, 2),
        "link": "",
        "code": "K7M2-4QX9",
    },
    "sign_in": {"link": "http://127.0.0.1:4201/enter?token=K7M24QX9", "valid_until": at(6, 9, 10, 17), "minutes": 15},
    "ask": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "mail_subject": "",
        "matter": "延期日期",
        "why": f"{date(2022, 6, 8).month}月31日不是能有的日期。",
        "options": ({"line": "1 6月30日", "link": ""}, {"line": "2 7月1日", "link": ""}),
        "reply_by": at(6, 10),
        "code": "K7M2-4QX9",
    },
    "colleague": {
        "unit": "发改局",
        "received_at": at(6, 8, 15, 20),
        "address": "lisi@mail.example",
        "matter": "延期到哪一天",
        "reply_by": at(6, 10),
    },
    "outcome": {"unit": "发改局", "said": "第17号报送件已予认可", "reason": "经核实", "number": 17},
}
"""As little there as there ever is."""
