"""What a machine wrote and nobody must answer, by nothing but what Chinese and other servers put into it."""

from __future__ import annotations

import pytest

from mailboxes import decode
from tests.mailboxes.written import file, mail, part, with_parts, word

ANSWERS = (
    "【系统自动回复】您的邮件已收到",
    "「自动回复」您好",
    "〖自动回复〗您好",
    "＜自动回复＞您好",
    "已收到您的来信[自动回复]",
    "来自张三的自动回复",
    "张三的自动回复：收件回执",
    "这是一封自动回复邮件",
    "不在办公室: 收件回执",
    "自動回覆: 收件回執",
    "自動回應：收件回執",
    "Auto Response: receipt",
    "Auto: receipt",
    "[AutoReply] receipt",
    "OOO: receipt",
    "Réponse automatique : reçu",
)
RETURNED = (
    "系统退信/The email is returned",
    "无法送达: 收件回执",
    "未送达: 收件回执",
    "邮件投递失败通知",
    "Undeliverable: x",
)
READ = (
    "已读: 收件回执",
    "未读：收件回执",
    "[已读] 收件回执",
    "阅读回执: x",
    "Read: x",
    "Return Receipt (displayed) - x",
)
RECALLS = (
    "撤回邮件：台账",
    "【邮件撤回】台账",
    "邮件召回成功",
    "对方撤回了一封邮件",
    "张三想撤回邮件“台账”",
    "Recall Report: x",
)
PEOPLES = (
    "关于自动回复设置的通知",
    "关于系统的自动回复",
    "自动监测站台账报送",
    "回执：参会人员名单",
    "关于撤回二季度台账的申请",
    "已读文件目录",
    "未送达文件清单",
    "OOO项目台账",
    "回复：自动回复：报送",
)


@pytest.mark.parametrize("subject", [*ANSWERS, *RETURNED, *READ, *RECALLS])
def test_machine_is_known_by_its_subject(subject: str) -> None:
    assert decode(mail(subject=word(subject))).automatic


@pytest.mark.parametrize("subject", PEOPLES)
def test_subject_about_machines_is_a_persons(subject: str) -> None:
    assert decode(mail(subject=word(subject))).automatic == ""


@pytest.mark.parametrize(
    "header",
    [
        "X-Auto-Reply: yes",
        "X-Autoreply-From: a@b.test",
        "X-Coremail-AutoReply: 1",
        "X-QQ-AutoReply: 1",
        "X-Vacation: yes",
        "X-Precedence: auto_reply",
        "X-MS-Exchange-Inbox-Rules-Loop: a@b.test",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "X-POST-MessageClass: 9; Autoresponder",
        "From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@gov.test",
        "From: do_not_reply@gov.test",
        "From: no.reply@gov.test",
    ],
)
def test_machine_is_known_by_its_header(header: str) -> None:
    assert decode(mail(header)).automatic


@pytest.mark.parametrize("header", ["X-Autoreply: no", "X-Auto-Response-Suppress: RN", "Delivered-To: a@b.test"])
def test_header_that_says_nothing_makes_no_machine(header: str) -> None:
    assert decode(mail(header)).automatic == ""


SAID = (
    "这是来自QQ邮箱的假期自动回复邮件。\r\n\r\n您好，我最近正在休假中，无法亲自回复您的邮件。",
    "您好，您的来信我已收到，我会尽快回复您。此邮件为系统自动回复，请勿直接回复。",
    "本邮件由系统自动发出，请勿回复。",
    "（此为自动回复邮件）您好，来信收悉",
)


@pytest.mark.parametrize("words", SAID)
def test_machine_is_known_by_what_it_says_of_itself(words: str) -> None:
    assert decode(mail("Subject: Re: x", body=words)).automatic
    page = f"<div>{words}</div>"
    assert decode(mail("Subject: Re: x", "Content-Type: text/html; charset=utf-8", body=page)).automatic


@pytest.mark.parametrize(
    "raw",
    [
        mail(body="请查收台账。系统自动回复功能已开发完成。"),
        mail(body="这是对你办自动回复的说明。"),
        mail(body=f"收到，请问第三项怎么填？\r\n------------------ 原始邮件 ------------------\r\n{SAID[2]}"),
        mail("Subject: Fw: x", body=SAID[2]),
        with_parts(part("text/plain; charset=utf-8", SAID[2]), file('="台账.xlsx"'), text=False),
    ],
    ids=["about one", "to us", "quoted", "handed on", "with a file"],
)
def test_words_about_machines_are_a_persons(raw: bytes) -> None:
    assert decode(raw).automatic == ""


def test_invitation_needs_no_method_where_it_is_the_matter_itself() -> None:
    asked = part("text/calendar; charset=utf-8", "BEGIN:VCALENDAR")
    assert decode(with_parts(asked, kind="alternative")).automatic
    handed = part("text/calendar; name=holiday.ics", "BEGIN:VCALENDAR", "Content-Disposition: attachment")
    assert decode(with_parts(handed)).automatic == ""
