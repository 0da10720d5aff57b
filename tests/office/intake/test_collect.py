"""One poll: what becomes of every kind of mail."""

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from ledger.book import Busy
from ledger.model import MailState, Standing
from mailboxes.transport import maildir
from office.duties.remind import remind
from templates.forms import guide
from tests.offices import Played, at

LATER = "2022-06-20T09:00"
READ = b"""From: sifa@xingqing.example
Subject: Read
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

read
--b
Content-Type: message/disposition-notification

Disposition: manual-action/MDN-sent-manually; displayed
--b--
"""


def test_form_is_filed_and_answered_in_its_thread(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    done = office.collect("2022-06-09T15:25")
    one = office.standing(LATER)
    assert done.filed.states == {MailState.FILED: 1}
    assert not done.needs_person
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-09T15:20:00")
    (receipt,) = office.letters()
    assert receipt.to == (office.unit.addresses[0],)
    assert receipt.references == ("<test-1@units.example>",)
    assert receipt.automatic
    for words in ("2022年6月9日15时20分", "第1号", "按时", "台账.docx"):
        assert words in receipt.text


def test_excel_form_is_read_alike(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.xlsx", office.form(suffix=".xlsx")))
    office.collect("2022-06-09T15:25")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    assert one.entries[0].where.startswith("填报表!")


def test_poll_again_changes_nothing(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    done = office.collect("2022-06-09T15:30")
    assert (done.fetched, done.sent.sent) == (0, 0)
    assert len(office.letters()) == 1


def test_mail_is_tidied_away_by_what_became_of_it(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-09T15:21:00", sender="stranger@elsewhere.example")
    office.collect("2022-06-09T15:25")
    inbox = office.root / "mail" / "in"
    count = {folder: sum(1 for _ in (inbox / folder).glob("*/*")) for folder in (".已处理", ".待处理")}
    assert count == {".已处理": 1, ".待处理": 1}
    assert not list((inbox / "new").iterdir())


def test_blank_tasks_are_named_with_their_place_and_the_form_comes_back(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.collect("2022-06-09T15:25")
    assert office.standing(LATER).standing is Standing.INCOMPLETE
    (receipt,) = office.letters()
    assert f"第{last}项（表1第" in receipt.text
    assert [file.name for file in receipt.attachments] == ["司法局-2022年第二季度任务落实台账（填报版）.docx"]


def test_correction_replaces_the_content_and_says_what_it_replaced(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.send("2022-06-13T10:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-13T10:05")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-09T15:20:00")
    assert "替代第1号报送件" in office.letters()[-1].text


@pytest.mark.parametrize(
    ("received", "standing"), [("2022-06-10T23:59:59", Standing.ON_TIME), ("2022-06-11T00:00:00", Standing.LATE)]
)
def test_one_second_decides(office: Played, received: str, standing: Standing) -> None:
    office.send(received, ("台账.docx", office.form()))
    office.collect("2022-06-13T09:00")
    assert office.standing(LATER).standing is standing


def test_torn_file_is_returned_and_its_correction_counts_from_the_first_arrival(office: Played) -> None:
    office.send("2022-06-10T16:00:00", ("台账.docx", office.form()[:5000]))
    office.collect("2022-06-10T16:05")
    (letter,) = office.letters()
    assert "退回补正" in letter.subject
    assert "2022年6月14日24时" in letter.text
    office.send("2022-06-14T20:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-14T20:05")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-10T16:00:00")


def test_empty_form_is_returned_and_opens_no_window(office: Played) -> None:
    tasks = tuple(task.number for task in office.desk.tasks_of("司法局"))
    office.send("2022-06-10T16:00:00", ("台账.docx", office.form(without=tasks)))
    office.collect("2022-06-10T16:05")
    office.collect("2022-06-13T09:00")
    assert office.standing("2022-06-13T09:00").standing is Standing.MISSING
    assert "全部为空" in office.letters()[0].text


def test_form_of_another_year_is_returned(office: Played) -> None:
    document = Document(BytesIO(office.form()))
    for paragraph in document.paragraphs[:2]:
        for run in paragraph.runs:
            run.text = run.text.replace("2022", "2021")
    out = BytesIO()
    document.save(out)
    office.send("2022-06-09T15:20:00", ("台账.docx", out.getvalue()))
    office.collect("2022-06-09T15:25")
    assert [finding.code for finding in office.standing(LATER).findings] == ["wrong_year"]
    assert "2021年" in office.letters()[0].text


def test_same_form_in_a_new_mail_gets_a_short_answer_and_changes_nothing(office: Played) -> None:
    form = office.form()
    office.send("2022-06-09T15:20:00", ("台账.docx", form))
    office.send("2022-06-12T15:20:00", ("再发.docx", form))
    done = office.collect("2022-06-13T09:00")
    assert done.filed.states == {MailState.FILED: 1, MailState.ANSWERED: 1}
    assert "与第1号报送件" in office.letters()[-1].text
    assert office.standing(LATER).versions == (1,)


def test_same_mail_delivered_again_gets_no_second_answer(office: Played) -> None:
    raw = office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    office.drop("2022-06-12T10:00:00", raw)
    office.drop("2022-06-12T10:01:00", b"Received: by another way\r\n" + raw)
    office.collect("2022-06-13T09:00")
    assert len(office.letters()) == 1
    assert office.standing(LATER).received_at == at("2022-06-09T15:20:00")


def test_copy_received_earlier_but_collected_later_makes_it_on_time(office: Played) -> None:
    form = office.form()
    office.send("2022-06-11T09:00:00", ("台账.docx", form))
    office.collect("2022-06-11T09:05")
    assert office.standing(LATER).standing is Standing.LATE
    office.send("2022-06-10T09:00:00", ("台账.docx", form))
    office.collect("2022-06-11T09:10")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-10T09:00:00")


def test_unknown_sender_is_held_and_told_and_answered_if_our_server_vouches_for_him(office: Played) -> None:
    office.set("trusted = []", r'trusted = ["mx\\.gov\\.test"]')
    vouched = "mx.gov.test; dmarc=pass header.from=elsewhere.example"
    office.send(
        "2022-06-09T15:19:00",
        sender="helper@elsewhere.example",
        headers={"Authentication-Results": vouched},
    )
    office.send("2022-06-09T15:19:00", sender="other@elsewhere.example")
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), sender="helper@elsewhere.example")
    done = office.collect("2022-06-09T15:25")
    assert done.needs_person
    assert office.held() == ["unknown_sender"] * 3
    (answer,) = office.letters("helper@elsewhere.example")
    assert "待核实" in answer.subject
    assert office.letters("other@elsewhere.example") == []
    assert "未登记" in office.letters("jingban@xingqing.example")[0].text
    assert office.standing(LATER).standing is Standing.UNDECIDED


def test_form_of_another_unit_is_held(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(named="财政局")))
    office.collect("2022-06-09T15:25")
    assert office.held() == ["unit_differs"]


def test_subject_naming_another_unit_is_held(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), subject="财政局二季度台账")
    office.collect("2022-06-09T15:25")
    assert office.held() == ["subject_differs"]


def test_two_different_forms_of_a_unit_are_held_and_two_of_the_same_content_are_one(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("一.docx", office.form()), ("二.docx", office.form(text="另写{n}条")))
    office.collect("2022-06-09T15:25")
    assert office.held() == ["two_forms", "two_forms"]
    office.send(
        "2022-06-09T16:20:00",
        ("一.docx", office.form(text="三{n}")),
        ("一.xlsx", office.form(text="三{n}", suffix=".xlsx")),
    )
    office.collect("2022-06-09T16:25")
    assert len(office.held()) == 2
    assert office.standing(LATER).standing is Standing.ON_TIME


def test_forms_of_several_units_in_one_mail_are_judged_one_by_one(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("本局.docx", office.form()), ("代报.docx", office.form("财政局")))
    office.collect("2022-06-09T15:25")
    assert office.standing(LATER).standing is Standing.ON_TIME
    assert office.held() == ["unit_differs"]


def test_mail_without_a_form_is_held_and_answered(office: Played) -> None:
    office.send("2022-06-09T15:20:00", subject="请问怎么填", text="请问第3项怎么填写？我们单位不太清楚。")
    office.collect("2022-06-09T15:25")
    assert office.held() == ["no_form"]
    assert "未发现" in office.letters(office.unit.addresses[0])[0].subject


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-QQ-AUTO-REPLY": "true"},
        {"Precedence": "bulk"},
        {"Subject": "自动回复：您好"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_automatic_mail_is_never_answered_but_its_form_is_filed(office: Played, headers: dict[str, str]) -> None:
    office.send("2022-06-09T15:20:00", headers=headers)
    office.collect("2022-06-09T15:25")
    assert office.letters() == []
    office.send("2022-06-09T15:30:00", ("台账.docx", office.form()), headers=headers)
    office.collect("2022-06-09T15:35")
    assert office.letters() == []
    assert office.standing(LATER).standing is Standing.ON_TIME


def test_file_that_a_machine_passes_on_is_shown_to_a_person(office: Played) -> None:
    """Exchange marks what an inbox rule forwards; nobody is 未报送 whose scan lies there unseen."""
    marks = {"X-MS-Exchange-Inbox-Rules-Loop": "sifa@xingqing.example"}
    office.send("2022-06-09T15:20:00", ("台账.jpg", b"\xff\xd8\xff" + bytes(60_000)), headers=marks)
    office.collect("2022-06-09T15:25")
    assert office.held() == ["scan"]
    assert office.letters() == []
    assert office.standing(LATER).standing is Standing.UNDECIDED


def test_own_letter_come_back_is_ignored(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    office.drop("2022-06-09T15:30:00", next((office.root / "mail" / "out" / "new").iterdir()).read_bytes())
    done = office.collect("2022-06-09T15:35")
    assert done.filed.states == {MailState.IGNORED: 1}
    assert len(office.letters()) == 1


def test_mail_that_came_to_its_end_is_owed_nothing_when_it_lies_there_again(office: Played) -> None:
    """`make crash`, histories: our own letter, its time of receipt one that cannot be, under a new uid."""
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    ours = next((office.root / "mail" / "out" / "new").iterdir()).read_bytes()
    for time in ("2022-06-09T15:35", "2022-06-09T15:40"):
        office.drop("2027-01-01T00:00:00", ours)
        assert office.collect(time).tidied == 1


def test_bounce_finds_its_letter_and_the_office_is_told(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    identity = office.letters()[0].message_id
    bounce = EmailMessage()
    bounce["From"], bounce["To"], bounce["Subject"] = (
        "MAILER-DAEMON@mx.example",
        "taizhang@xingqing.example",
        "系统退信",
    )
    bounce["Return-Path"] = "<>"
    bounce.set_content(f"您的邮件无法投递：sifa@xingqing.example 550 User not found\n\nMessage-ID: {identity}\n")
    office.drop("2022-06-09T15:30:00", bytes(bounce))
    office.collect("2022-06-09T15:35")
    assert any("退信" in letter.subject for letter in office.letters("jingban@xingqing.example"))


def test_eleventh_letter_of_a_day_waits_for_the_morning_and_comes_gathered(office: Played) -> None:
    for minute in range(13):
        office.send(f"2022-06-09T15:{minute:02d}:00", (f"{minute}.docx", office.form(text=f"第{minute}稿" + "{n}")))
    office.collect("2022-06-09T16:00")
    to = office.unit.addresses[0]
    assert len(office.letters(to)) == 10
    office.collect("2022-06-09T17:00")
    assert len(office.letters(to)) == 10
    office.collect("2022-06-10T08:35")
    letters = office.letters(to)
    assert len(letters) == 11
    assert letters[-1].text.count("收件编号：第") == 3


def test_second_poller_is_refused(office: Played) -> None:
    with office.desk.book.alone(), pytest.raises(Busy):
        office.collect("2022-06-09T15:25")


def test_every_mail_ends_in_a_state_and_none_is_lost(office: Played) -> None:
    for number, raw in enumerate(
        [b"", b"\x00\xff\xfe", b"Subject: =?gb2312?B?xxx?=\r\n\r\n", b"From: a@b\r\nFrom: c@d\r\n\r\nx", b"x" * 100_000]
    ):
        office.drop(f"2022-06-09T15:2{number}:00", raw)
    office.collect("2022-06-09T15:30")
    with office.desk.book.reading() as page:
        mails = page.mails.all()
    assert len(mails) == 5
    assert {mail.state for mail in mails} <= {MailState.HELD, MailState.IGNORED}


def test_poll_that_runs_out_of_time_leaves_the_rest_to_the_next(
    office: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    with monkeypatch.context() as patch:
        patch.setattr("office.intake.filing._LONGEST_POLL", -1)
        done = office.collect("2022-06-13T09:05")
        assert remind(office.desk, at("2022-06-13T09:10")).steps
    assert (done.filed.submissions, done.retried, done.tally) == (0, 1, "邮箱1封＝已处理0封＋稍后重试1封")
    assert office.standing("2022-06-13T09:10").standing is Standing.UNDECIDED
    assert office.letters(office.unit.addresses[0]) == []
    assert office.collect("2022-06-13T09:15").filed.submissions == 1


def test_poll_accounts_for_every_mail_in_the_box(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-09T15:21:00")
    done = office.collect("2022-06-09T15:25")
    assert (done.tally, done.balanced) == ("邮箱2封＝已处理2封", True)
    assert office.collect("2022-06-09T15:30").tally == "邮箱0封＝已处理0封"


def test_mail_that_lies_there_and_cannot_be_taken_raises_the_alarm_once_a_day(
    office: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    monkeypatch.setattr(
        "mailboxes.transport.maildir._read", lambda *_: None
    )  # a server that lists a mail and never gives it
    done = office.collect("2022-06-09T15:25")
    assert (done.left, done.needs_person) == (1, True)
    assert done.tally == "警告：邮箱1封≠已处理0封，有1封未能取下，请在邮箱中查看"
    for moment in ("2022-06-09T15:30", "2022-06-10T09:00"):
        office.collect(moment)
    told = [letter for letter in office.letters("jingban@xingqing.example") if "未能取下" in letter.subject]
    assert len(told) == 2
    monkeypatch.undo()
    assert office.collect("2022-06-10T09:05").tally == "邮箱1封＝已处理1封"


def test_mail_a_colleague_takes_away_meanwhile_is_not_missed(office: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))

    def taken(_uid: str, path: Path, _limit: int) -> None:
        path.unlink()

    monkeypatch.setattr("mailboxes.transport.maildir._read", taken)
    done = office.collect("2022-06-09T15:25")
    assert (done.in_box, done.left, done.needs_person) == (0, 0, False)


def test_mail_the_server_gives_in_part_is_held_not_returned(office: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large mail QQ's IMAP leaves the attachment out (MailKit #1241): its sender has done nothing wrong."""
    office.send("2022-06-09T15:20:00")
    read = maildir._read
    monkeypatch.setattr(
        maildir, "_read", lambda *of: (mail := read(*of)) and replace(mail, size=(mail.size or 0) + 21_000_000)
    )
    office.collect("2022-06-09T15:25")
    assert office.held() == ["torn"]
    (letter,) = office.letters("sifa@xingqing.example")
    assert "待核实" in letter.subject


def test_whole_form_is_filed_though_the_server_only_estimates_its_size(
    office: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    read = maildir._read
    monkeypatch.setattr(maildir, "_read", lambda *of: (mail := read(*of)) and replace(mail, size=(mail.size or 0) * 2))
    assert office.collect("2022-06-09T15:25").filed.submissions == 1


def test_form_that_went_astray_into_another_folder_is_filed_and_strangers_there_are_left_alone(office: Played) -> None:
    office.set("also = []", 'also = ["垃圾邮件"]')
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-09T15:21:00", ("发票.docx", b"x"), sender="spam@elsewhere.example")
    junk = office.root / "mail/in/.垃圾邮件/new"
    junk.mkdir(parents=True)
    for mail in (office.root / "mail/in/new").iterdir():
        mail.rename(junk / mail.name)
    done = office.collect("2022-06-09T15:25")
    assert done.filed.states == {MailState.FILED: 1, MailState.IGNORED: 1}
    assert (done.tally, done.needs_person) == ("邮箱2封＝已处理2封", False)
    assert len(list(junk.iterdir())) == 1
    assert len(list((office.root / "mail/in/.已处理/new").iterdir())) == 1
    assert office.letters("spam@elsewhere.example") == []


def test_mail_in_two_folders_is_one_mail(office: Played) -> None:
    office.set("also = []", 'also = ["垃圾邮件"]')
    raw = office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    junk = office.root / "mail/in/.垃圾邮件/new"
    junk.mkdir(parents=True)
    (junk / f"{at('2022-06-09T15:19:00').timestamp():.0f}.J1.test").write_bytes(raw)
    done = office.collect("2022-06-09T15:25")
    assert (done.fetched, done.filed.submissions) == (2, 1)
    assert office.standing(LATER).received_at == at("2022-06-09T15:19:00")
    assert len(office.letters("sifa@xingqing.example")) == 1


def test_recall_deletes_nothing_and_is_shown_to_a_person(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-09T15:30:00", subject="撤回：报送台账")
    office.collect("2022-06-09T15:35")
    assert office.held() == ["recall"]
    assert office.standing(LATER).standing is Standing.ON_TIME
    assert len(office.letters("sifa@xingqing.example")) == 1


def test_mail_that_wants_no_automatic_answer_gets_none_and_is_shown_to_a_person(office: Played) -> None:
    office.send("2022-06-09T15:30:00", text="表见附件", headers={"X-Auto-Response-Suppress": "All"})
    office.collect("2022-06-09T15:35")
    assert office.held() == ["no_form"]
    assert office.letters("sifa@xingqing.example") == []


def test_form_that_came_empty_is_returned_as_such(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", b""), ("ATT00001.txt", b""))
    office.collect("2022-06-09T15:25")
    (letter,) = office.letters("sifa@xingqing.example")
    assert "退回补正" in letter.subject
    assert "台账.docx" in letter.text
    assert "ATT00001" not in letter.text


@pytest.mark.parametrize("host", ["docs.qq.com/sheet/DABC", "www.kdocs.cn/l/cABC", "x.feishu.cn/sheets/shtABC"])
def test_document_on_line_is_held_as_a_link(office: Played, host: str) -> None:
    office.send("2022-06-09T15:20:00", text=f"二季度台账见 https://{host}")
    office.collect("2022-06-09T15:25")
    assert office.held() == ["cloud"]


def test_sealed_mail_is_named_and_its_sender_told_how_to_send(office: Played) -> None:
    office.set("trusted = []", r'trusted = ["mx\\.gov\\.test"]')
    vouched = {"Authentication-Results": "mx.gov.test; dmarc=pass header.from=elsewhere.example"}
    sealed = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    office.send("2022-06-09T15:20:00", text=sealed)
    office.send("2022-06-09T15:21:00", text=sealed, sender="someone@elsewhere.example", headers=vouched)
    office.collect("2022-06-09T15:25")
    assert office.held() == ["sealed", "sealed"]
    own, stranger = (office.letters(to)[0] for to in ("sifa@xingqing.example", "someone@elsewhere.example"))
    assert "你单位于2022年6月9日15时20分发来的邮件“报送台账”已收到，但该邮件无法打开（PGP加密）" in own.text
    assert "你单位" not in stranger.text


def test_form_beside_something_sealed_is_filed(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), ("签名.gpg", b"\x89\x01"))
    assert office.collect("2022-06-09T15:25").filed.submissions == 1


def test_receipt_of_having_read_is_nothing_handed_in(office: Played) -> None:
    office.drop("2022-06-09T15:20:00", READ)
    office.collect("2022-06-09T15:25")
    assert office.held() == []
    assert office.letters() == []
    assert office.standing("2022-06-13T09:00").versions == ()


def test_form_in_a_receipt_of_having_read_is_filed_all_the_same(office: Played) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = office.unit.addresses[0], "Read: 台账"
    message.set_content("read")
    message.add_attachment(office.form(), maintype="application", subtype="octet-stream", filename="台账.docx")
    raw = bytes(message)
    report = b"Content-Type: multipart/report; report-type=disposition-notification;"
    assert b"Content-Type: multipart/mixed;" in raw
    office.drop("2022-06-09T15:20:00", raw.replace(b"Content-Type: multipart/mixed;", report))
    assert office.collect("2022-06-09T15:25").filed.submissions == 1
    assert office.letters() == []


def test_cloud_attachment_is_held_with_its_name_and_end(office: Played) -> None:
    link = "https://wx.mail.qq.com/ftn/download?func=3&key=abc"
    office.send(
        "2022-06-09T15:20:00", text=f"从QQ邮箱发来的超大附件\n台账.docx (128.03M, 2022年7月9日 15:20 到期)\n{link}"
    )
    office.collect("2022-06-09T15:25")
    with office.desk.book.reading() as page:
        (held,) = page.held.listed()
    assert held.kind == "cloud"
    assert "台账.docx（128.03M，2022年7月9日 15:20 到期）" in held.reason


def test_the_guide_that_went_out_with_the_forms_comes_back_without_harm(tmp_path: Path) -> None:
    """单位怎么填报 beside the filled form is no second form; alone it is sent back as no form at all."""
    office = Played(tmp_path / "office")
    round_, who = office.desk.rounds[0], office.desk.settings.office
    page = (guide.NAME, guide.docx(guide.text(who, round_, round_.deadline, 2), who))
    office.send("2022-06-08T09:00:00", page, ("台账.docx", office.form()))
    office.send("2022-06-08T09:10:00", page, sender=office.desk.roster["教育局"].addresses[0])
    office.collect("2022-06-08T09:15")
    assert office.standing("2022-06-08T10:00").received_at == at("2022-06-08T09:00")
    assert office.standing("2022-06-08T10:00", "教育局").received_at is None
    assert office.held() == []
    assert sum("【退回补正】教育局" in one.subject for one in office.letters()) == 1
