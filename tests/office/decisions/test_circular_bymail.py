"""A circular is approved and issued by replying to its draft, by who may."""

from pathlib import Path

import pytest

from ledger.model import CircularState
from office.duties.drafting import draft_circular, draft_due_circular
from office.duties.remind import remind
from tests.office.bymail import CLERK, LEADER, copy_of, digest, newest, reply, trust
from tests.offices import Played, at


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    office = Played(tmp_path_factory.mktemp("drafted") / "office")
    trust(office)
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    assert draft_due_circular(office.desk, at("2022-06-13T09:32"))
    return office


@pytest.fixture
def drafted(once: Played, tmp_path: Path) -> Played:
    """A copy of it for every test."""
    return copy_of(once, tmp_path / "office")


def state(office: Played) -> CircularState:
    with office.desk.book.reading() as page:
        newest_ = page.circulars.newest("2022Q2")
        assert newest_
        return newest_.state


def test_draft_is_approved_and_issued_by_replies_and_issuing_wants_a_second_word(drafted: Played) -> None:
    cover = newest(drafted, LEADER, "【通报稿】")
    reply(drafted, "2022-06-13T10:00:00", cover, "审定", sender=LEADER)
    drafted.collect("2022-06-13T10:05")
    assert state(drafted) is CircularState.APPROVED
    reply(drafted, "2022-06-13T10:10:00", cover, "印发 兴政办发［2022］36号", sender=LEADER)
    drafted.collect("2022-06-13T10:15")
    assert state(drafted) is CircularState.APPROVED
    confirm = newest(drafted, LEADER, "【请确认】")
    assert "印发以后不能撤销" in confirm.text.replace("、更正", "")
    reply(drafted, "2022-06-13T10:20:00", confirm, "确认", sender=LEADER)
    drafted.collect("2022-06-13T10:25")
    assert state(drafted) is CircularState.ISSUED
    done = newest(drafted, LEADER, "【已办理】")
    assert "兴政办发〔2022〕36号已印发" in done.text
    assert "可以撤销" not in done.text
    assert [one for one in drafted.letters(CLERK) if "兴政办发〔2022〕36号" in one.subject]


def test_approval_is_taken_back_by_a_reply(drafted: Played) -> None:
    reply(drafted, "2022-06-13T10:00:00", newest(drafted, LEADER, "【通报稿】"), "审定", sender=LEADER)
    drafted.collect("2022-06-13T10:05")
    reply(drafted, "2022-06-13T10:10:00", newest(drafted, LEADER, "【已办理】"), "撤销", sender=LEADER)
    drafted.collect("2022-06-13T10:15")
    assert state(drafted) is CircularState.DRAFT


def test_who_may_not_approve_gets_no_code_and_approves_nothing(drafted: Played) -> None:
    plain = newest(drafted, CLERK, "【通报稿】")
    assert "编号" not in plain.subject
    reply(drafted, "2022-06-13T10:00:00", plain, "审定")
    reply(drafted, "2022-06-13T10:01:00", newest(drafted, LEADER, "【通报稿】"), "审定")
    drafted.collect("2022-06-13T10:05")
    assert state(drafted) is CircularState.DRAFT
    assert all("不能审定" in one.text for one in drafted.letters(CLERK) if "【未办理】" in one.subject)


def test_report_on_who_is_silent_is_answered_by_what_to_do_with_them(office: Played) -> None:
    trust(office)
    for day in ("13", "15", "17"):
        remind(office.desk, at(f"2022-06-{day}T09:02"))
    report = newest(office, LEADER, "逾期未报送")
    reply(
        office, "2022-06-17T10:00:00", report, "教育局 免报：职能已划转\n财政局 延期至6月24日：系统升级", sender=LEADER
    )
    office.collect("2022-06-17T10:05")
    assert office.standing("2022-06-17T11:00", unit="教育局").standing.value == "excused"
    assert office.standing("2022-06-17T11:00", unit="财政局").deadline == at("2022-06-25T00:00")


def test_older_draft_approves_nothing_once_there_is_a_newer(drafted: Played) -> None:
    old = newest(drafted, LEADER, "【通报稿】")
    drafted.send("2022-06-13T11:00:00", ("台账.docx", drafted.form("财政局")), sender="caizheng@xingqing.example")
    drafted.collect("2022-06-13T11:05")
    draft_circular(drafted.desk, drafted.desk.round("2022Q2"), at("2022-06-14T09:32"))
    reply(drafted, "2022-06-14T10:00:00", old, "审定", sender=LEADER)
    drafted.collect("2022-06-14T10:05")
    assert state(drafted) is CircularState.DRAFT
    assert "现在已是第2稿" in newest(drafted, LEADER, "【未办理】").text


def test_approval_over_what_is_not_known_is_refused_with_what_to_decide(drafted: Played) -> None:
    drafted.send("2022-06-10T20:00:00", ("台账.docx", drafted.form("教育局")), sender="who@mail.example")
    drafted.collect("2022-06-13T09:50")
    reply(drafted, "2022-06-13T10:00:00", newest(drafted, LEADER, "【通报稿】"), "审定", sender=LEADER)
    drafted.collect("2022-06-13T10:05")
    assert state(drafted) is CircularState.DRAFT
    told = newest(drafted, LEADER, "【未办理】").text
    assert "待处理事项第1号" in told
    assert "taizhang decide" not in told


def test_mail_without_a_sure_time_is_assigned_with_the_time_written(office: Played) -> None:
    trust(office)
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()), sender="who@mail.example")
    office.collect("2022-06-08T15:25")
    with office.desk.book.writing() as page:
        page.mails.untime(1)
    office.collect("2022-06-09T08:35")
    reply(office, "2022-06-09T09:00:00", digest(office), "1 归属司法局")
    office.collect("2022-06-09T09:05")
    assert "没有给出可信的收到时间" in newest(office, CLERK, "【未办理】").text
    reply(office, "2022-06-09T09:10:00", digest(office), "1 归属司法局 收到时间6月8日15:20")
    office.collect("2022-06-09T09:15")
    assert office.standing("2022-06-11T09:00").received_at == at("2022-06-08T15:20:00")
