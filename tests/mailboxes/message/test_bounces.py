"""Letters that came back: to whom, and which letter."""

import pytest

from mailboxes import bounce
from tests.mailboxes.cases_structure import DSN
from tests.mailboxes.written import mail, multi, part, word

_GONE = (
    "Final-Recipient: rfc822;gone@unit.test",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
)


def report(action: str, *more: str) -> bytes:
    status = "\r\n".join(["Reporting-MTA: dns; mx.test", "", *_GONE, f"Action: {action}", *more, ""])
    line, body = multi(
        part("text/plain", "could not be delivered", plain=True),
        part("message/delivery-status", status, plain=True),
        part("text/rfc822-headers", "Message-ID: <42@gov.test>\r\nTo: gone@unit.test\r\n", plain=True),
        kind="report; report-type=delivery-status",
    )
    return mail(line, "From: MAILER-DAEMON@mx.test", body=body)


def test_bounce_reads_the_standards_report() -> None:
    found = bounce(report("failed"))
    assert found
    assert found.recipients == ("gone@unit.test",)
    assert found.message_id == "<42@gov.test>"
    assert found.detail == "550 5.1.1 no such user"


def test_bounce_reads_a_report_with_the_whole_letter() -> None:
    found = bounce(mail(DSN[0], body=DSN[1]))
    assert found
    assert (found.recipients, found.message_id) == (("gone@unit.test",), "<42@gov.test>")


def test_bounce_names_every_recipient() -> None:
    more = ("", "Original-Recipient: rfc822;li@unit.test", "Final-Recipient: rfc822;x@unit.test", "Action: failed")
    found = bounce(report("failed", *more))
    assert found
    assert found.recipients == ("gone@unit.test", "li@unit.test")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_or_a_delivery_is_no_bounce(action: str) -> None:
    assert bounce(report(action)) is None


QQ_TEXT = (
    "很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\r\n"
    "被退回邮件 主 题：2022年第二季度催报\r\n收件人：gone@unit.test\r\n"
    "退信原因：550 5.1.1 收件人邮箱不存在\r\n"
)


def test_bounce_reads_the_chinese_words_of_qq() -> None:
    lines = ("From: PostMaster@qq.com", f"Subject: {word('系统退信/The email is returned')}", "To: office@gov.test")
    found = bounce(mail(*lines, "In-Reply-To: <42@gov.test>", body=QQ_TEXT))
    assert found
    assert (found.recipients, found.message_id) == (("gone@unit.test",), "<42@gov.test>")
    assert "550" in found.detail


def test_bounce_finds_the_letter_enclosed_without_a_report() -> None:
    letter = mail("Message-ID: <42@gov.test>", "To: gone@unit.test", subject="x")
    line, body = multi(part("text/plain; charset=utf-8", QQ_TEXT), part("message/rfc822", letter, plain=True))
    found = bounce(mail(line, "From: postmaster@163.com", "Return-Path: <>", body=body))
    assert found
    assert (found.recipients, found.message_id) == (("gone@unit.test",), "<42@gov.test>")


def test_bounce_reads_exims_header() -> None:
    found = bounce(mail("X-Failed-Recipients: gone@unit.test", "From: x@mx.test", body="Message-ID: <42@gov.test>"))
    assert found
    assert (found.recipients, found.message_id) == (("gone@unit.test",), "<42@gov.test>")


@pytest.mark.parametrize(
    "raw",
    [
        mail(body="你们发来的邮件被退回了，li@unit.test 收不到"),
        mail("Return-Path: <>", "X-QQ-AUTO-REPLY: true", body="我在休假，请联系 li@unit.test"),
        mail("Auto-Submitted: auto-replied", subject=word("自动回复：退信处理"), body="li@unit.test"),
        mail("From: mailer-daemon@x.test", body="Your quota is 90% full, ask admin@x.test"),
    ],
)
def test_what_is_no_bounce_is_none(raw: bytes) -> None:
    assert bounce(raw) is None
