"""Staff decide by replying: read above the quotation, done once, answered, taken back; nobody else decides anything."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from ledger.model import Verdict
from mailboxes.message.quotes import own_words
from office.asking.grammar import read_lines
from tests.office.bymail import CLERK, LEADER, asked_for, copy_of, digest, newest, reply, trust
from tests.offices import Played


def decisions(office: Played) -> list[tuple[str, int | None]]:
    with office.desk.book.reading() as page:
        return [(one.kind.value, one.held) for one in page.decisions.all(whole=True)]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """An office with a stranger's form held that is 司法局's by its file's name alone, told of in the morning."""
    office = Played(tmp_path_factory.mktemp("held") / "office")
    trust(office)
    form = ("司法局台账.docx", office.form(named="法治科"))
    office.send("2022-06-08T15:20:00", form, sender="someone@mail.example")
    office.collect("2022-06-08T15:25")
    office.collect("2022-06-09T08:35")
    return office


@pytest.fixture
def held(once: Played, tmp_path: Path) -> Played:
    """A copy of it for every test."""
    return copy_of(once, tmp_path / "office")


def test_digest_comes_once_a_day_and_names_the_line_that_decides(held: Played) -> None:
    first = digest(held)
    assert "1 归属司法局" in first.text
    assert "请在此线以上填写答复" in first.text.splitlines()[0]
    links = [part.split('"')[0] for part in first.html.split('href="')[1:]]
    assert links
    assert all(len(link) < 500 and link.isascii() and link.startswith("mailto:") for link in links)
    count = len(held.letters(CLERK))
    form = ("教育局台账.docx", held.form("教育局", named="教育股"))
    held.send("2022-06-09T09:20:00", form, sender="other@mail.example")
    held.collect("2022-06-09T09:25")
    assert len(held.letters(CLERK)) == count
    held.collect("2022-06-10T08:31")
    assert "2 归属教育局" in digest(held).text


def test_no_digest_where_nothing_waits_and_no_deadline_is_near(office: Played) -> None:
    office.collect("2022-05-05T09:00")
    office.collect("2022-05-06T09:00")
    assert office.letters(CLERK) == []


def test_digest_of_the_last_afternoon_and_the_morning_after_names_the_missing_with_their_phones(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-10T09:00")
    office.collect("2022-06-10T14:05")
    office.collect("2022-06-13T08:40")
    morning, afternoon, after = [one for one in office.letters(CLERK) if "【待办】" in one.subject]
    for letter in (morning, afternoon, after):
        assert "尚未报送" in letter.text
        contact = office.desk.roster["教育局"].contacts[0]
        assert f"教育局：A岗{contact.name}（{contact.phone}）" in letter.text
        assert "司法局：" not in letter.text
        assert "收件截至" in letter.text
        assert [file.name for file in letter.attachments] == ["2022年第二季度看板.html"]


@pytest.mark.parametrize("head", ["qq new english", "189", "outlook bold", "mail master"])
def test_line_above_a_quotation_decides_in_every_client(held: Played, head: str) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "１　归属司法局，谢谢", head=head)
    held.collect("2022-06-09T09:05")
    assert decisions(held) == [("assign", 1)]
    assert held.held() == []
    assert held.standing("2022-06-11T09:00").received_at is not None
    answer = newest(held, CLERK, "【已办理】")
    assert "已登记为司法局2022年第二季度第1号报送件，收到时间不变" in answer.text
    receipt = newest(held, held.unit.addresses[0], "【收件回执】")
    assert "已登记为司法局2022年第二季度第1号报送件，收到时间不变" in receipt.text


def test_decision_is_a_row_with_who_the_words_and_the_mail(held: Played) -> None:
    raw = reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局")
    held.collect("2022-06-09T09:05")
    with held.desk.book.reading() as page:
        (one,) = page.decisions.all()
        assert one.by == f"张经办（{CLERK}）"
        assert one.words == "1 归属司法局"
        assert page.mails.raw(page.mails.one(one.mail or 0).sha256 or "") == raw


def test_link_alone_decides_whatever_became_of_its_chinese(held: Played) -> None:
    letter = digest(held)
    link = next(part.split('"')[0] for part in letter.html.split('href="')[1:] if "1-1" in part[:80])
    subject = link.split("subject=")[1].split("&")[0].replace("%20", " ")
    code = letter.subject.rpartition("编号")[2].rstrip("）")
    assert f"1-1 {code}" == subject
    bare = {"In-Reply-To": "", "References": ""}
    reply(held, "2022-06-09T09:00:00", letter, f"{subject} (1 ????)", head="", subject=subject, headers=bare)
    held.collect("2022-06-09T09:05")
    assert decisions(held) == [("assign", 1)]


def test_no_part_of_the_letter_decides_however_it_is_quoted(held: Played) -> None:
    letter = digest(held).text.splitlines()
    for start in range(len(letter)):
        for end in (start + 2, start + 5, len(letter)):
            part = [line for line in letter[start:end] if line.strip()]
            if len(part) > 1:
                own = own_words("\n".join(("收到", "", *part)), letter)
                lines = read_lines(own, roster=held.desk.roster, rounds=held.desk.rounds, year=2022)
                assert not [line for line in lines if line.said], part


def test_repeated_mail_decides_once_and_a_later_decision_is_told_who_was_first(held: Played) -> None:
    letter, leaders = digest(held), asked_for(held, "2022-06-09T08:50:00")
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局", number=77)
    reply(held, "2022-06-09T09:01:00", letter, "1 归属司法局", number=77, headers={"X-Other-Way": "1"})
    reply(held, "2022-06-09T09:02:00", leaders, "1 无需处理", sender=LEADER)
    held.collect("2022-06-09T09:05")
    assert decisions(held) == [("assign", 1)]
    assert len([one for one in held.letters(CLERK) if "【已办理】" in one.subject]) == 1
    told = newest(held, LEADER, "【未办理】").text
    assert "已经处理过" in told
    assert "张经办" in told


def test_decision_on_what_does_not_wait_is_doubled_by_no_repeated_mail(office: Played) -> None:
    trust(office)
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-08T15:21:00", subject="咨询", text="请问台账怎么填？")
    office.collect("2022-06-09T08:35")
    lines = (
        "第1号报送件 作废：重复\n教育局 第二季度 免报：职能划转\n财政局 延期至6月20日：防汛\n司法局第二季度第5项 已完成"
    )
    for minute, name in enumerate(("", "", "<again@units.example>")):  # twice without a Message-ID, once sent anew
        reply(office, f"2022-06-09T09:0{minute}:00", digest(office), lines, headers={"Message-ID": name})
        office.collect("2022-06-09T09:05")
    with office.desk.book.reading() as page:
        assert [one.kind.value for one in page.decisions.all()] == ["void", "excuse", "extend", "state"]
    told = newest(office, CLERK, "【未办理】").text
    assert told.count("已于2022年6月9日9时05分作出同样的决定") == 4
    reply(office, "2022-06-09T09:10:00", digest(office), "财政局 延期至6月22日：防汛")
    office.collect("2022-06-09T09:15")
    assert "6月22日" in newest(office, CLERK, "【已办理】").text


def test_undone_within_a_day_waits_again_and_can_be_decided_anew(held: Played) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局")
    held.collect("2022-06-09T09:05")
    reply(held, "2022-06-09T10:00:00", newest(held, CLERK, "【已办理】"), "撤销")
    held.collect("2022-06-09T10:05")
    assert decisions(held) == [("assign", 1), ("undo", 1)]
    assert held.held() == ["unknown_sender"]
    assert held.standing("2022-06-09T10:06").versions == ()
    told = newest(held, held.unit.addresses[0], "【核实结果】").text
    assert "决定已撤销，第1号报送件不再计入，来件重新核实，结果另行函告" in told
    assert "你单位2022年6月8日15时20分发来" not in told  # a stranger sent it
    reply(held, "2022-06-09T10:10:00", newest(held, CLERK, "【已办理】"), "1 归属司法局")
    held.collect("2022-06-09T10:15")
    assert held.held() == []
    assert held.standing("2022-06-11T09:00").standing.value == "on_time"


def test_undone_after_a_day_is_refused(held: Played) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局")
    held.collect("2022-06-09T09:05")
    reply(held, "2022-06-10T09:06:00", newest(held, CLERK, "【已办理】"), "撤销")
    held.collect("2022-06-10T09:10")
    assert decisions(held) == [("assign", 1)]
    assert "已超过24小时" in newest(held, CLERK, "【未办理】").text


def test_form_of_the_unit_itself_after_an_undone_assignment_is_on_file(held: Played) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局")
    held.collect("2022-06-09T09:05")
    reply(held, "2022-06-09T10:00:00", newest(held, CLERK, "【已办理】"), "撤销")
    held.collect("2022-06-09T10:05")
    held.send("2022-06-09T11:00:00", ("台账.docx", held.form()))
    held.collect("2022-06-09T11:05")
    assert held.standing("2022-06-11T09:00").received_at is not None


UNREAD = [
    ("", "没有写决定"),
    ("1 归属司法局吗？", "写成了问句"),
    ("1 归属火星局", "单位名录中没有「火星局」"),
    ("1 退回", "请写明理由"),
    ("1 归属司法局\n1 无需处理", "写了不同的意见"),
    ("1 归属司法局\n\n还是先等一等", "疑问或保留"),
    ("同意", "没有看懂"),
    ("9 无需处理", "没有第9号待办事项"),
    ("审定", "您的权限不能审定"),
    ("印发", "请写全发文字号"),
    ("1-9", "没有这个选项"),
]
"""What people write that decides nothing, and what they are told."""


def test_line_not_understood_decides_nothing_and_gets_the_lines_that_are(held: Played) -> None:
    letter = digest(held)
    for day, (text, why) in enumerate(UNREAD):  # three such letters in a day, at most
        moment = f"2022-07-{day + 1:02}T09:00"
        reply(held, f"{moment}:00", letter, text)
        held.collect(moment)
        assert decisions(held) == [], text
        told = newest(held, CLERK, "【未办理】").text
        assert why in told
        if "写法如下" in told:  # in the words of the round that is open
            assert "3 登记为第三季度" in told
            assert "同意延期至9月15日" in told
    assert held.held() == ["unknown_sender"]


def test_fourth_reply_of_a_day_that_says_nothing_gets_no_letter(held: Played) -> None:
    for minute in range(5):
        reply(held, f"2022-06-09T09:{minute:02}:00", digest(held), "同意")
    held.collect("2022-06-09T09:10")
    assert len([one for one in held.letters(CLERK) if "【未办理】" in one.subject]) == 3


def test_several_lines_in_one_reply_each_decide(held: Played) -> None:
    held.send("2022-06-09T08:40:00", subject="咨询", text="请问台账怎么填？")
    held.send("2022-06-09T08:41:00", subject="延期申请", text="因防汛，申请延期至6月15日报送二季度台账。")
    held.collect("2022-06-09T08:45")
    reply(
        held, "2022-06-09T09:00:00", digest(held), "1 归属司法局；2 退回：请按填报说明填写\n3 同意延期至6月15日\n\n张经办 8123456"
    )  # fmt: skip
    held.collect("2022-06-09T09:05")
    assert decisions(held) == [("assign", 1), ("return", 2), ("extend", 3)]
    assert "延至2022年6月15日24时" in newest(held, held.unit.addresses[0], "【延期报送】").text
    assert "只撤销其中一项的，写明编号" in newest(held, CLERK, "【已办理】").text


def test_unit_with_more_time_is_listed_with_its_own_day(office: Played) -> None:
    trust(office)
    office.send("2022-06-09T08:41:00", subject="延期申请", text="因防汛，申请延期至6月15日报送二季度台账。")
    office.collect("2022-06-09T08:45")
    reply(office, "2022-06-09T09:00:00", digest(office), "1 同意")
    office.collect("2022-06-09T09:05")
    office.collect("2022-06-13T08:40")
    line = next(line for line in digest(office).text.splitlines() if ". 司法局：" in line)
    assert line.endswith("；已同意延期至2022年6月15日24时。")


def nobody(office: Played) -> None:
    office.collect("2022-06-09T09:05")
    assert decisions(office) == []


def test_who_may_not_decide_decides_nothing(held: Played) -> None:
    letter = digest(held)
    held.set('role = "decide"', 'role = "view"')
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局")
    nobody(held)
    assert "不能作出决定" in newest(held, CLERK, "【未办理】").text


def test_stranger_and_unit_with_the_code_decide_nothing(held: Played) -> None:
    letter = digest(held)
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局", sender="someone@mail.example")
    reply(held, "2022-06-09T09:01:00", letter, "1 归属司法局", sender=held.unit.addresses[0])
    nobody(held)


def test_forged_automatic_and_forwarded_replies_decide_nothing(held: Played) -> None:
    letter = digest(held)
    failed = {"Authentication-Results": "mx.xingqing.example; dmarc=fail header.from=xingqing.example"}
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局", headers=failed)
    reply(held, "2022-06-09T09:01:00", letter, "1 归属司法局", headers={"Auto-Submitted": "auto-replied"})
    reply(held, "2022-06-09T09:02:00", letter, "1 归属司法局", subject=f"转发：{letter.subject}")
    nobody(held)
    assert held.held() == ["unknown_sender"]


def test_five_wrong_codes_in_a_day_end_all_answers_to_codes_and_a_person_is_told(held: Played) -> None:
    bare = {"In-Reply-To": "", "References": ""}
    code = digest(held).subject.rpartition("编号")[2].rstrip("）")
    for minute, tried in enumerate((*(f"AAAA-BBB{number}" for number in range(6)), code)):
        reply(held, f"2022-06-09T09:{minute:02}:00", digest(held), "1 归属司法局", head="", subject=tried, headers=bare)
    nobody(held)
    assert held.held() == ["unknown_sender", "failed_sender"]
    reply(held, "2022-06-09T09:20:00", digest(held), "1 归属司法局")  # what hangs in the thread needs no code
    held.collect("2022-06-09T09:25")
    assert decisions(held) == [("assign", 1)]


def test_delegate_decides_on_his_days_and_is_named_as_one(held: Played) -> None:
    letter = digest(held)
    held.set('role = "decide"', 'role = "decide"\nfrom = 2022-06-10\nuntil = 2022-06-14')
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局")
    nobody(held)
    assert "您的权限自2022年6月10日起到2022年6月14日止" in newest(held, CLERK, "【未办理】").text
    reply(held, "2022-06-10T09:00:00", letter, "1 归属司法局")
    held.collect("2022-06-10T09:05")
    with held.desk.book.reading() as page:
        assert [one.by for one in page.decisions.all()] == [f"张经办（{CLERK}，代办）"]


def test_marks_that_disagree_decide_nothing(held: Played) -> None:
    letter = digest(held)
    other = asked_for(held, "2022-06-09T08:50:00").subject.rpartition("编号")[2].rstrip("）")
    reply(held, "2022-06-09T09:00:00", letter, "1 归属司法局", subject=f"回复 {other}")
    nobody(held)
    assert "不一致" in newest(held, CLERK, "【未办理】").text


def test_new_mail_without_any_mark_decides_nothing_and_is_no_stranger(held: Played) -> None:
    bare = {"In-Reply-To": "", "References": ""}
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局", head="", subject="台账", headers=bare)
    nobody(held)
    assert held.held() == ["unknown_sender"]
    assert "不能确定您回复的是哪一封来信" in newest(held, CLERK, "【未办理】").text


def test_mail_our_server_does_not_vouch_for_is_asked_for_a_second_word(held: Played) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局", verified=False)
    nobody(held)
    confirm = newest(held, CLERK, "【请确认】")
    assert "1 归属司法局" in confirm.text
    reply(held, "2022-06-09T09:10:00", confirm, "确认", verified=False)
    reply(held, "2022-06-09T09:11:00", confirm, "确认", verified=False)
    held.collect("2022-06-09T09:15")
    assert decisions(held) == [("assign", 1)]


def test_second_word_of_somebody_else_or_too_late_is_none(held: Played) -> None:
    reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局", verified=False)
    held.collect("2022-06-09T09:05")
    confirm = newest(held, CLERK, "【请确认】")
    reply(held, "2022-06-09T09:10:00", confirm, "确认", sender=LEADER)
    held.collect("2022-06-09T09:15")
    reply(held, "2022-06-10T09:10:00", confirm, "确认", verified=False)
    held.collect("2022-06-10T09:15")
    assert decisions(held) == []


def test_offices_own_address_and_the_leaders_query_are_no_strangers(held: Played) -> None:
    own = held.desk.settings.office.address
    held.send("2022-06-09T09:00:00", sender=own, subject="回复：台账", text="已转告")
    assert "1 归属司法局" in asked_for(held, "2022-06-09T09:01:00").text
    assert held.held() == ["unknown_sender"]


def test_form_that_staff_pass_on_waits_under_their_name(held: Played) -> None:
    held.send("2022-06-09T09:00:00", ("台账.docx", held.form("教育局")), sender=CLERK, subject="转教育局台账")
    held.collect("2022-06-09T09:05")
    assert held.held() == ["unknown_sender", "from_staff"]


def test_line_beside_a_form_decides_and_the_form_waits(held: Played) -> None:
    raw = reply(held, "2022-06-09T09:00:00", digest(held), "1 归属司法局")
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    mail.replace_header("Message-ID", "<with-a-form@units.example>")
    mail.add_attachment(held.form("教育局"), maintype="application", subtype="octet-stream", filename="台账.docx")
    held.drop("2022-06-09T08:59:00", bytes(mail))
    held.collect("2022-06-09T09:05")
    assert decisions(held) == [("assign", 1)]
    assert held.held() == ["from_staff"]


def test_mere_thanks_get_no_letter(held: Played) -> None:
    before = len(held.letters(CLERK))
    reply(held, "2022-06-09T09:00:00", digest(held), "收到，谢谢")
    held.collect("2022-06-09T09:05")
    assert len(held.letters(CLERK)) == before


def test_plus_address_alone_names_the_letter(held: Played) -> None:
    held.set("plus_addresses = false", "plus_addresses = true")
    held.collect("2022-06-10T08:40")
    letter = digest(held)
    with held.desk.book.reading() as page:
        raw = page.letters.content(
            next(post.number for post in page.letters.all() if post.message_id == letter.message_id)
        ).decode()
    address = raw.split("Reply-To:")[1].split("<")[1].split(">")[0]
    assert "+" in address
    bare = {"In-Reply-To": "", "References": "", "To": address}
    reply(held, "2022-06-10T09:00:00", letter, "1 归属司法局", head="", subject="答复", headers=bare)
    held.collect("2022-06-10T09:05")
    assert decisions(held) == [("assign", 1)]


def test_verdict_words_are_all_known() -> None:
    assert Verdict.UNDO.label == "撤销决定"
