"""A letter that came back: to the unit's other contact once, and the office told."""

from email.message import EmailMessage

from ledger.model import Letter, Message
from office.post.post import queue
from tests.offices import Played, at

STAFF = "jingban@xingqing.example"


def bounce(office: Played, letter: Message, *addresses: str, received: str, words: str = "") -> None:
    """A mail server says that a letter of ours could not be delivered."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "MAILER-DAEMON@mx.example", "taizhang@xingqing.example", "系统退信"
    mail["Return-Path"] = "<>"
    mail["X-Failed-Recipients"] = ", ".join(addresses)
    mail.set_content(f"您的邮件无法投递：{received} 550 User not found\n{words}\nMessage-ID: {letter.message_id}\n")
    office.drop(received, bytes(mail))


def notices(office: Played) -> list[Message]:
    return [letter for letter in office.letters(STAFF) if letter.subject.startswith("【退信】")]


def test_receipt_that_came_back_goes_to_the_other_contact_whole(office: Played) -> None:
    first, second = office.unit.addresses
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.collect("2022-06-09T15:25")
    (receipt,) = office.letters(first)
    bounce(office, receipt, first, received="2022-06-09T15:30:00")
    office.collect("2022-06-09T15:35")
    (again,) = office.letters(second)
    assert (again.subject, again.references) == (receipt.subject, receipt.references)
    assert again.text.split() == receipt.text.split()
    assert [file.sha256 for file in again.attachments] == [file.sha256 for file in receipt.attachments]
    assert again.message_id != receipt.message_id
    (notice,) = notices(office)
    assert f"已改发该单位的另一登记邮箱{second}" in notice.text


def test_letter_passed_on_is_not_passed_on_again(office: Played) -> None:
    first, second = office.unit.addresses
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    bounce(office, office.letters(first)[0], first, received="2022-06-09T15:30:00")
    office.collect("2022-06-09T15:35")
    bounce(office, office.letters(second)[0], second, received="2022-06-09T15:40:00")
    office.collect("2022-06-09T15:45")
    assert len(office.letters(first)) == len(office.letters(second)) == 1
    assert "没有其他可用的登记邮箱" in notices(office)[-1].text


def test_letter_that_the_other_contact_had_is_not_written_twice(office: Played) -> None:

    first, second = office.unit.addresses
    with office.desk.book.writing() as page:
        both = Letter(
            key="both", kind="notice", to=(first, second), subject="来函", text="正文", html="", unit="司法局"
        )
        queue(page, office.desk, both, now=at("2022-05-16T09:00"))
    office.collect("2022-05-16T09:00")
    (form,) = office.letters(first)
    bounce(office, form, first, received="2022-05-16T09:30:00")
    office.collect("2022-05-16T09:35")
    assert len(office.letters(second)) == 1
    assert f"同函已发往该单位的另一登记邮箱{second}" in notices(office)[0].text
    bounce(office, form, second, received="2022-05-16T09:40:00")
    office.collect("2022-05-16T09:45")
    assert len(office.letters(first)) == len(office.letters(second)) == 1
    assert "没有其他可用的登记邮箱" in notices(office)[-1].text


def test_words_and_addresses_of_whoever_wrote_the_report_stay_his(office: Played) -> None:
    """A unit's mailbox passes its mails on to an address we do not know, or somebody made the report up."""
    first, second = office.unit.addresses
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    (receipt,) = office.letters(first)
    for number in range(3):
        words = f"550 请点击 https://evil.example 重新登录{'。' * 500}"
        bounce(office, receipt, f"x{number}@evil.example", received=f"2022-06-09T15:30:0{number}", words=words)
    office.collect("2022-06-09T15:35")
    (notice,) = notices(office)
    assert "退信中写的是“" in notice.text
    assert len(notice.text) < 700
    assert "未见退信" not in notice.text
    assert len(office.letters(second)) == 1
