"""What could not be read ends by itself once it is sent again as asked; what says more, or came in time, waits on."""

import pytest

from tests.office.bymail import newest
from tests.offices import Played

LINK = "请查收。从QQ邮箱发来的超大附件\n台账.docx（120M，2022年7月1日 12:00 到期）https://mail.qq.com/ftn/download?func=3&key=a"


def again(office: Played, received: str) -> None:
    letter = newest(office, office.unit.addresses[0], "【")
    office.send(
        received, ("台账.docx", office.form()), subject=f"回复：{letter.subject}", headers={"In-Reply-To": letter.message_id}
    )  # fmt: skip
    office.collect(received[:16])


@pytest.mark.parametrize(("kind", "text"), [("cloud", LINK), ("no_form", "请查收附件。")])
def test_form_sent_again_as_asked_ends_what_waited(office: Played, kind: str, text: str) -> None:
    office.send("2022-06-09T10:00:00", text=text)
    office.collect("2022-06-09T10:05")
    assert office.held() == [kind]
    again(office, "2022-06-09T11:00:00")
    assert office.held() == []


def test_form_sent_again_under_the_same_subject_ends_it_too(office: Played) -> None:
    office.send("2022-06-09T10:00:00", text="请查收附件。", subject="报送第二季度台账")
    office.send("2022-06-09T10:10:00", ("台账.docx", office.form()), subject="Re: 报送第二季度台账")
    office.collect("2022-06-09T10:15")
    assert office.held() == []


@pytest.mark.parametrize("text", ["请问第3项怎么填？", "第3项不涉及我单位，特此说明。"])
def test_mail_that_says_more_waits_for_a_person(office: Played, text: str) -> None:
    office.send("2022-06-09T10:00:00", text=text)
    office.collect("2022-06-09T10:05")
    again(office, "2022-06-09T11:00:00")
    assert office.held() == ["no_form"]


def test_link_that_came_in_time_waits_where_the_form_did_not(office: Played) -> None:
    office.send("2022-06-10T23:00:00", text=LINK)
    office.collect("2022-06-10T23:05")
    again(office, "2022-06-11T09:00:00")
    assert office.held() == ["cloud"]


def test_form_of_another_unit_ends_nothing(office: Played) -> None:
    office.send("2022-06-09T10:00:00", text=LINK)
    office.collect("2022-06-09T10:05")
    letter = newest(office, office.unit.addresses[0], "【")
    theirs = office.desk.roster["教育局"].addresses[0]
    office.send(
        "2022-06-09T11:00:00",
        ("台账.docx", office.form("教育局")),
        sender=theirs,
        headers={"In-Reply-To": letter.message_id},
    )
    office.collect("2022-06-09T11:05")
    assert office.held() == ["cloud"]
