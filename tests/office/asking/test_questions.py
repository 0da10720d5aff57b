"""A unit is asked about its own mail, and answers by a number; the office hears of it only where it does not."""

from pathlib import Path

import pytest

from ledger.model import Message
from tests.mailboxes.reply_shapes import HEADS
from tests.office.bymail import CLERK, copy_of, digest, newest, reply, trust
from tests.offices import Played

LATER = "2022-07-20T10:00:00"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """An office that a form of last quarter reached, in a mail that says this quarter."""
    office = Played(tmp_path_factory.mktemp("wondering") / "office")
    trust(office)
    form = office.form(round_="2022Q2", day="2022年7月19日")
    office.send(LATER, ("台账.docx", form), subject="报送第三季度台账")
    office.collect("2022-07-20T10:05")
    assert office.held() == ["which_round"]
    return office


@pytest.fixture
def wondering(once: Played, tmp_path: Path) -> Played:
    """A copy of it for every test."""
    return copy_of(once, tmp_path / "office")


def question(office: Played) -> Message:
    return newest(office, office.unit.addresses[0], "【请答复】")


def answer(office: Played, received: str, text: str, **more: object) -> None:
    reply(office, received, question(office), text, sender=office.unit.addresses[0], **more)  # type: ignore[arg-type]  # of reply


def test_question_offers_numbers_and_the_unit_stays_undecided(wondering: Played) -> None:
    asked = question(wondering)
    assert "1 2022年第二季度" in asked.text
    assert "2 2022年第三季度" in asked.text
    assert "2022年7月21日24时前答复" in asked.text
    assert len(wondering.letters(wondering.unit.addresses[0])) == 1  # and no 【已收到，待核实】 beside it
    assert wondering.standing("2022-07-20T11:00", round_="2022Q2").waiting
    assert wondering.standing("2022-07-20T11:00", round_="2022Q3").waiting


@pytest.mark.parametrize("head", ["qq new", "189", "outlook mac zh", "mail master", "gmail en wrapped"])
def test_number_files_the_form_in_the_round_chosen(wondering: Played, head: str) -> None:
    answer(wondering, "2022-07-20T11:00:00", "2，谢谢\n\n张三 8123456", head=head)
    wondering.collect("2022-07-20T11:05")
    assert wondering.held() == []
    assert wondering.standing("2022-07-20T11:06", round_="2022Q3").versions
    assert not wondering.standing("2022-07-20T11:06", round_="2022Q2").versions
    receipt = newest(wondering, wondering.unit.addresses[0], "【收件回执】")
    assert "单位2022年7月20日11时00分答复：2022年第三季度" in receipt.text
    with wondering.desk.book.reading() as page:
        (one,) = page.decisions.all()
        assert one.by == f"司法局（{wondering.unit.addresses[0]}）"
        assert one.words == "2，谢谢\n\n张三 8123456"


def test_what_an_answer_says_besides_its_number_waits_for_a_person(wondering: Played) -> None:
    answer(wondering, "2022-07-20T11:00:00", "2\n\n另外，我单位第3项已划转给教育局。\n\n法治科 张三\n8123456")
    wondering.collect("2022-07-20T11:05")
    assert wondering.standing("2022-07-20T11:06", round_="2022Q3").versions
    assert wondering.held() == ["no_form"]
    wondering.collect("2022-07-21T08:35")
    assert "答复询问（台账的期次）时另写“另外，我单位第3项已划转给教育局。”，请阅看" in digest(wondering).text


def test_other_contact_of_the_unit_may_answer_and_a_stranger_may_not(wondering: Played) -> None:
    reply(wondering, "2022-07-20T11:00:00", question(wondering), "2", sender="who@mail.example", verified=False)
    wondering.collect("2022-07-20T11:05")
    assert "which_round" in wondering.held()
    told = newest(wondering, wondering.unit.addresses[0], "【请核对】")
    assert "收到who@mail.example对我办询问（台账的期次）的答复" in told.text
    assert wondering.letters("who@mail.example") == []
    reply(wondering, "2022-07-20T11:10:00", question(wondering), "2", sender=wondering.unit.addresses[1])
    wondering.collect("2022-07-20T11:15")
    assert "which_round" not in wondering.held()


def test_link_of_an_option_chooses_it_without_thread_or_quotation(wondering: Played) -> None:
    asked = question(wondering)
    code = asked.subject.rpartition("编号")[2].rstrip("）")
    bare = {"In-Reply-To": "", "References": ""}
    assert f"subject=2%20{code}" in asked.html
    answer(wondering, "2022-07-20T11:00:00", f"{code} 选 2", head="", subject=f"2 {code}", headers=bare)
    wondering.collect("2022-07-20T11:05")
    assert wondering.standing("2022-07-20T11:06", round_="2022Q3").versions


def test_mark_in_the_quoted_list_and_an_answer_below_it_count(wondering: Played) -> None:
    asked = question(wondering)
    marked = "\n".join(
        f"> {line.strip()}" + (" √" if "2 2022年第三季度" in line else "") for line in asked.text.splitlines()
    )
    raw = f"{HEADS['thunderbird old']}\n{marked}\n"
    reply(wondering, "2022-07-20T11:00:00", asked, raw, sender=wondering.unit.addresses[0], head="")
    wondering.collect("2022-07-20T11:05")
    assert wondering.standing("2022-07-20T11:06", round_="2022Q3").versions


def test_answer_not_understood_is_asked_back_once_then_the_office_takes_over(wondering: Played) -> None:
    answer(wondering, "2022-07-20T11:00:00", "就是这期")
    wondering.collect("2022-07-20T11:05")
    assert "“就是这期”，未能看懂" in question(wondering).text
    answer(wondering, "2022-07-20T11:10:00", "收到，同意")
    wondering.collect("2022-07-20T11:15")
    assert "两次答复未能看懂" in newest(wondering, wondering.unit.addresses[0], "【核实结果】").text
    wondering.collect("2022-07-21T08:40")
    assert "1 登记为2022年第三季度" in digest(wondering).text
    assert "司法局答复“收到，同意”" in digest(wondering).text


def test_first_letter_may_be_answered_after_the_second_was_sent(wondering: Played) -> None:
    first = question(wondering)
    answer(wondering, "2022-07-20T11:00:00", "就是这期")
    wondering.collect("2022-07-20T11:05")
    reply(wondering, "2022-07-20T11:10:00", first, "2", sender=wondering.unit.addresses[0])
    wondering.collect("2022-07-20T11:15")
    assert wondering.held() == []
    assert wondering.standing("2022-07-20T11:16", round_="2022Q3").versions


def test_office_sees_it_waiting_on_the_unit_and_takes_over_after_a_working_day(wondering: Played) -> None:
    wondering.send("2022-07-20T10:30:00", subject="咨询", text="请问怎么填？", sender="who@mail.example")
    wondering.collect("2022-07-21T08:40")
    waiting = digest(wondering).text
    assert "等单位答复" in waiting
    assert "第1号：司法局，台账的期次" in waiting
    assert "1 登记为" not in waiting
    wondering.collect("2022-07-22T08:40")
    late = digest(wondering)
    assert "逾期未答复" in late.text
    reply(wondering, "2022-07-22T09:00:00", late, "1 登记为第三季度")
    wondering.collect("2022-07-22T09:05")
    assert "which_round" not in wondering.held()
    answer(wondering, "2022-07-22T10:00:00", "1")
    wondering.collect("2022-07-22T10:05")
    assert "已经办理完毕" in newest(wondering, wondering.unit.addresses[0], "【核实结果】").text
    assert not wondering.standing("2022-07-22T10:06", round_="2022Q2").versions


def test_each_unclear_form_of_a_mail_is_a_question_of_its_own(office: Played) -> None:
    trust(office)
    forms = [office.form(round_="2022Q2", day="2022年7月19日", text=text) for text in ("甲{n}", "乙{n}")]
    office.send(LATER, ("甲.docx", forms[0]), subject="报送第三季度台账")
    office.send("2022-07-20T10:01:00", ("乙.docx", forms[1]), subject="报送第三季度台账")
    office.collect("2022-07-20T10:05")
    asked = [one for one in office.letters(office.unit.addresses[0]) if "【请答复】" in one.subject]
    assert len({one.subject for one in asked}) == 2
    reply(office, "2022-07-20T11:00:00", asked[0], "2", sender=office.unit.addresses[0])
    reply(office, "2022-07-20T11:01:00", asked[1], "1", sender=office.unit.addresses[0])
    office.collect("2022-07-20T11:05")
    assert office.held() == []
    for round_, text in (("2022Q3", "甲"), ("2022Q2", "乙")):
        assert office.standing("2022-07-20T11:06", round_=round_).entries[0].progress.startswith(f"司法局：{text}")


def test_alone_waiting_on_a_unit_makes_no_digest(wondering: Played) -> None:
    wondering.collect("2022-07-21T08:40")
    assert [one for one in wondering.letters(CLERK) if "【待办】" in one.subject] == []


def test_automatic_answer_that_quotes_the_question_decides_nothing(wondering: Played) -> None:
    answer(wondering, "2022-07-20T11:00:00", "2", headers={"Auto-Submitted": "auto-replied"})
    answer(wondering, "2022-07-20T11:01:00", "", subject="自动回复：【请答复】")
    wondering.collect("2022-07-20T11:05")
    assert "which_round" in wondering.held()


def test_of_two_versions_the_unit_says_which(office: Played) -> None:
    first, second = office.form(), office.form(text="定稿：已完成{n}项")
    office.send("2022-06-09T15:20:00", ("初稿.docx", first), ("定稿.docx", second))
    office.collect("2022-06-09T15:25")
    assert "2 以“定稿.docx”为准" in question(office).text
    answer(office, "2022-06-09T16:00:00", "2", verified=False)
    office.collect("2022-06-09T16:05")
    assert office.held() == []
    counted = office.standing("2022-06-11T09:00")
    assert counted.standing.value == "on_time"
    assert counted.entries[0].progress.startswith("司法局：定稿")
    told = newest(office, office.unit.addresses[0], "【核实结果】").text
    assert "其中的“初稿.docx”不作为报送件登记" in told


def test_unit_says_whose_a_form_is_and_the_other_one_confirms_it(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form("教育局")))
    office.collect("2022-06-09T15:25")
    assert office.held() == ["unit_differs"]
    assert "2 是教育局的台账，由我单位转送" in question(office).text
    answer(office, "2022-06-09T16:00:00", "2")
    office.collect("2022-06-09T16:05")
    theirs = office.desk.roster["教育局"].addresses[0]
    reply(office, "2022-06-09T17:00:00", newest(office, theirs, "【请答复】"), "1", sender=theirs)
    office.collect("2022-06-09T17:05")
    assert office.held() == []
    assert office.standing("2022-06-11T09:00", unit="教育局").standing.value == "on_time"
    assert not office.standing("2022-06-11T09:00").versions


@pytest.mark.parametrize(
    ("answered", "left"), [("是", []), ("1", []), ("不是，请核实", ["unknown_sender"]), ("", ["unknown_sender"])]
)
def test_form_from_an_unregistered_address_is_its_units_if_it_says_so(
    office: Played, answered: str, left: list[str]
) -> None:
    office.send("2022-06-09T15:20:00", ("请点http___x.docx", office.form()), sender="who@mail.example", subject="点此")
    office.collect("2022-06-09T15:25")
    asked = question(office)
    assert "who@mail.example没有登记" in asked.text
    assert "点" not in asked.text.replace("点击", "")
    assert office.letters("who@mail.example") == []
    if answered:
        answer(office, "2022-06-09T16:00:00", answered)
        office.collect("2022-06-09T16:05")
    assert office.held() == left
    assert (office.standing("2022-06-11T09:00").standing.value == "on_time") is (left == [])


def test_units_are_not_flooded_with_questions_about_strangers(office: Played) -> None:
    for number in range(6):
        form = office.form(text=f"第{number}稿" + "{n}")
        office.send(f"2022-06-09T15:2{number}:00", ("台账.docx", form), sender=f"who{number}@mail.example")
    office.collect("2022-06-09T15:30")
    assert len([one for one in office.letters(office.unit.addresses[0]) if "【请答复】" in one.subject]) == 3


def test_day_that_no_calendar_has_is_asked_about_and_decided_as_put_right(office: Played) -> None:
    trust(office)
    office.send("2022-06-08T15:20:00", subject="延期申请", text="因防汛，申请延期至6月31日报送二季度台账。")
    office.collect("2022-06-08T15:25")
    assert "没有这一天" in question(office).text
    answer(office, "2022-06-08T16:00:00", "1")
    office.collect("2022-06-08T16:05")
    office.collect("2022-06-09T08:40")
    assert "2 同意延期至6月30日" in digest(office).text
    reply(office, "2022-06-09T09:00:00", digest(office), "2 同意")
    office.collect("2022-06-09T09:05")
    assert "延至2022年6月30日24时" in newest(office, office.unit.addresses[0], "【延期报送】").text


def test_recall_is_never_answered_and_decided_by_the_office(office: Played) -> None:
    trust(office)
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()))
    office.send("2022-06-08T15:30:00", subject="撤回: 报送台账", text="司法局 将撤回邮件“报送台账”。")
    office.collect("2022-06-08T15:35")
    assert office.held() == ["recall"]
    assert len(office.letters(office.unit.addresses[0])) == 1
    office.collect("2022-06-09T08:40")
    reply(office, "2022-06-09T09:00:00", digest(office), "1 作废")
    office.collect("2022-06-09T09:05")
    assert office.held() == []
    assert "第1号报送件不再计入" in newest(office, office.unit.addresses[0], "【报送件作废】").subject


def test_form_refused_by_its_unit_waits_for_the_office(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), subject="教育局台账")
    office.collect("2022-06-09T15:25")
    assert office.held() == ["subject_differs"]
    answer(office, "2022-06-09T16:00:00", "3")
    office.collect("2022-06-09T16:05")
    assert office.held() == ["subject_differs"]
    assert "已转工作人员核实办理" in newest(office, office.unit.addresses[0], "【核实结果】").text
    office.collect("2022-06-10T08:40")
    assert "司法局答复“都不是，请工作人员联系我单位”" in digest(office).text


def test_bundle_is_passed_on_and_each_unit_speaks_for_itself(office: Played) -> None:
    files = [(f"{unit}.docx", office.form(unit)) for unit in ("司法局", "教育局", "财政局")]
    office.send("2022-06-09T15:20:00", *files, subject="报送台账")
    office.collect("2022-06-09T15:25")
    assert office.held() == ["unit_differs", "unit_differs"]
    assert office.standing("2022-06-11T09:00").standing.value == "on_time"
    answer(office, "2022-06-09T16:00:00", "1")
    office.collect("2022-06-09T16:05")
    for unit, chosen in (("教育局", "1"), ("财政局", "2")):
        theirs = office.desk.roster[unit].addresses[0]
        reply(office, "2022-06-09T17:00:00", newest(office, theirs, "【请答复】"), chosen, sender=theirs)
    office.collect("2022-06-09T17:05")
    assert office.held() == ["unit_differs"]
    assert office.standing("2022-06-11T09:00", unit="教育局").standing.value == "on_time"
    assert office.standing("2022-06-11T09:00", unit="财政局").standing.value == "undecided"
