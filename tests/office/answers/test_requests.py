"""What units ask for by mail: their state, a declaration, more time, other contacts."""

import pytest

from ledger.model import Decision, MailState, Message, Standing, Verdict
from mailboxes.message.quotes import own_words
from office.answers.requests import asks_for_state, extension_asked, withdrawal_asked
from office.arrivals.declaring import read_declared
from office.decisions.decide import decide
from tests.offices import Played, at

LATER = "2022-06-20T09:00"
NOW = "2022-06-09T10:00"


def act(office: Played, kind: Verdict, **more: object) -> str:
    decision = Decision(number=0, kind=kind, by="张三", at=at(NOW), reason="领导批准", **more)  # type: ignore[arg-type]  # fields of Decision
    return decide(office.desk, decision, at(NOW))


def mine(office: Played) -> list[int]:
    return [task.number for task in office.desk.tasks_of("司法局")]


# --- queries ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "asks"),
    [
        ("查询", True),
        ("台账查询", True),
        ("回复：查询台账", True),
        ("查询2022年第二季度台账报送情况", True),
        ("二季度台账查询", True),
        ("请问如何查询", False),
        ("政府信息公开查询点建设情况", False),
        ("报送台账", False),
    ],
)
def test_subject_of_a_query_says_nothing_else(subject: str, asks: bool) -> None:
    assert asks_for_state(subject) is asks


def test_query_is_answered_with_the_state_and_the_form_and_nothing_is_held(office: Played) -> None:
    office.send("2022-06-01T15:20:00", subject="查询", text="")
    done = office.collect("2022-06-01T15:25")
    assert done.filed.states == {MailState.ANSWERED: 1}
    assert office.held() == []
    (answer,) = office.letters()
    assert answer.subject.startswith("【查询答复】司法局2022年第二季度")
    assert answer.references == ("<test-1@units.example>",)
    assert "尚未收到" in answer.text
    assert [file.name.rpartition(".")[2] for file in answer.attachments] == ["docx", "xlsx"]


def test_query_after_a_form_names_what_came_and_brings_it_back(office: Played) -> None:
    last = mine(office)[-1]
    office.send("2022-06-08T09:00:00", ("坏.docx", office.form()[:5000]))
    office.send("2022-06-08T15:20:00", ("台账.xlsx", office.form(without=(last,), suffix=".xlsx")))
    office.send("2022-06-09T09:00:00", subject="台账查询", text="请告知")
    office.collect("2022-06-09T09:05")
    answer = office.letters()[-1]
    for words in ("第1号，2022年6月8日9时00分收到“坏.docx”（已退回补正）", "现行版本", "不完整", f"第{last}项"):
        assert words in answer.text
    assert [file.name.rpartition(".")[2] for file in answer.attachments] == ["xlsx"]


def test_query_of_a_stranger_is_held_and_one_delivered_again_gets_no_second_answer(office: Played) -> None:
    raw = office.send("2022-06-01T15:20:00", subject="查询")
    office.drop("2022-06-01T15:21:00", b"Received: by another way\r\n" + raw)
    office.send("2022-06-01T15:22:00", subject="查询", sender="x@elsewhere.example")
    office.collect("2022-06-01T15:25")
    assert len(office.letters(office.unit.addresses[0])) == 1
    assert office.held() == ["unknown_sender"]


def test_form_in_a_mail_called_query_is_filed(office: Played) -> None:
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()), subject="查询")
    office.collect("2022-06-08T15:25")
    assert office.standing(LATER).standing is Standing.ON_TIME


# --- declarations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "tasks"),
    [
        ("第5、8项本季度无新进展", [5, 8]),
        ("第3—5项无新进展。", [3, 4, 5]),
        ("收到。第5项、第8项均无新进展，谢谢！", [5, 8]),
        ("经核实，我局第十二至十四项任务二季度没有新进展", [12, 13, 14]),
        ("一、第5项暂无新进展；第6项已完成", [5]),
        ("第３～５项，本季度无新进展", [3, 4, 5]),
        ("如第5项无新进展怎么填", []),
        ("第5项无新进展可以吗？", []),
        ("第5项无新进展的，请填写实际情况", []),
        ("其余任务无新进展", []),
        ("第3项（表1第5行）与上期填报内容完全相同，请核实本期有无新进展。", []),
        ("申报无新进展：第8项（共1项）", []),
        ("> 第5项无新进展", []),
        ("------------------ 原始邮件 ------------------\n第5项无新进展", []),
        ("张三 <a@b.example> 于2022年6月9日写道：\n第5项无新进展", []),
        ("发件人：办公室\n第5项无新进展", []),
    ],
)
def test_declaration_is_a_whole_clause_of_the_senders_own(line: str, tasks: list[int]) -> None:
    message = Message(message_id="", subject="", senders=(), text=f"您好\n\n{line}")
    declared = [one for _, one in read_declared(message)]
    assert [one.task for one in declared] == tasks
    assert {one.where for one in declared} <= {"邮件正文第3行"}


@pytest.mark.parametrize(
    ("line", "tasks"), [("第一-3项本期无新进展", [1003]), ("第一-3、十二-1—2项无新进展", [1003, 12001, 12002])]
)
def test_task_that_is_numbered_within_its_section_is_declared_by_that_number(line: str, tasks: list[int]) -> None:
    declared = [one.task for _, one in read_declared(Message(message_id="", subject="", senders=(), text=line))]
    assert [number for number in declared if number > 1000] == tasks  # the others are in no such ledger


def test_declaration_quoted_in_html_only_does_not_count() -> None:
    html = "<p>收到</p><blockquote><p>第5项无新进展</p></blockquote>"
    message = Message(message_id="", subject="", senders=(), text="收到\n第5项无新进展", html=html)
    assert list(read_declared(message)) == []


def test_declaration_in_reply_to_a_receipt_completes_the_form(office: Played) -> None:
    first, last = mine(office)[0], mine(office)[-1]
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form(without=(first, last))))
    office.collect("2022-06-08T15:25")
    (receipt,) = office.letters()
    office.send(
        "2022-06-09T09:00:00",
        subject=f"回复：{receipt.subject}",
        text=f"收到。\n第{first}、{last}项本季度无新进展。\n\n> 第{mine(office)[1]}项无新进展",
        headers={"In-Reply-To": receipt.message_id},
    )
    office.collect("2022-06-09T09:05")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    declared = {entry.task: entry for entry in one.entries if entry.where == "邮件正文第2行"}
    assert list(declared) == [first, last]
    assert {entry.progress for entry in declared.values()} == {"本季度无新进展"}
    answer = office.letters()[-1].text
    assert f"申报无新进展：第{first}、{last}项（共2项）" in answer
    assert "收到文件：邮件正文" in answer
    assert "填报单位」" not in answer


def test_declaration_needs_its_round_said(office: Played) -> None:
    line = f"第{mine(office)[0]}项无新进展"
    office.send("2022-06-08T15:20:00", subject="台账", text=line)
    office.collect("2022-06-08T15:25")
    assert office.held() == ["no_form"]
    office.send("2022-06-08T15:30:00", subject="司法局2022年第二季度台账", text=line)
    office.collect("2022-06-08T15:35")
    assert office.standing(LATER).standing is Standing.INCOMPLETE


def test_declaration_of_other_units_tasks_or_of_another_round_is_for_a_person(office: Played) -> None:
    other = next(task.number for task in office.desk.ledger.tasks if task.number not in mine(office))
    office.send("2022-06-08T15:20:00", subject="二季度台账", text=f"第{other}项无新进展")
    office.send("2022-06-08T15:21:00", subject="二季度台账", text=f"第{mine(office)[0]}项三季度无新进展")
    office.collect("2022-06-08T15:25")
    assert office.held() == ["no_form", "no_form"]


def test_declaration_beside_a_form_fills_its_blanks_only(office: Played) -> None:
    first, last = mine(office)[0], mine(office)[-1]
    office.send(
        "2022-06-08T15:20:00",
        ("台账.docx", office.form(without=(last,))),
        text=f"附件为我局台账。\n第{first}、{last}项本季度无新进展。",
    )
    office.collect("2022-06-08T15:25")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    said = {entry.task: entry.progress for entry in one.entries}
    assert said[last] == "本季度无新进展"
    assert said[first] != "本季度无新进展"
    (receipt,) = office.letters()
    assert f"申报无新进展：第{last}项（共1项）" in receipt.text


def test_declaration_delivered_again_changes_nothing_and_one_written_again_counts(office: Played) -> None:
    first, last = mine(office)[0], mine(office)[-1]
    line = f"第{last}项本季度无新进展"
    raw = office.send("2022-06-08T15:20:00", subject="二季度台账", text=line)
    office.drop("2022-06-08T15:21:00", b"Received: by another way\r\n" + raw)
    office.send("2022-06-08T16:00:00", ("台账.docx", office.form(without=(last,))))
    office.collect("2022-06-08T16:05")
    assert office.standing(LATER).standing is Standing.INCOMPLETE
    office.send("2022-06-09T16:00:00", subject="二季度台账", text=line)
    office.collect("2022-06-09T16:05")
    one = office.standing(LATER)
    assert (one.standing, len(one.versions)) == (Standing.ON_TIME, 3)
    assert first in one.answered


# --- applications ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "各位同志：\n因机构改革，人员未到位。\n特申请延期至6月15日报送。",
            "因机构改革，人员未到位；特申请延期至6月15日报送",
        ),
        ("由于疫情，我局申请推迟报送，请批准。", "由于疫情，我局申请推迟报送，请批准"),
        ("台账拟于下周延期报送。", "台账拟于下周延期报送"),
        ("我局不再申请延期，按时报送。", ""),
        ("请查收。", ""),
        ("收到。\n-----原始邮件-----\n申请延期报送", ""),
    ],
)
def test_application_is_read_with_its_reason(text: str, asked: str) -> None:
    assert extension_asked("", own_words(text)) == asked


def test_extension_asked_for_is_held_acknowledged_and_told_when_decided(office: Played) -> None:
    office.send(
        "2022-06-09T08:50:00",
        ("申请.docx", b"no form"),
        subject="关于延期报送的申请",
        text="区政府办：\n因防汛，申请延期至6月15日报送二季度台账。",
    )
    office.collect("2022-06-09T08:55")
    assert office.held() == ["extension"]
    (word,) = office.letters(office.unit.addresses[0])
    assert "延期申请收悉" in word.text
    assert "仍为2022年6月10日24时" in word.text
    assert "因防汛，申请延期至6月15日" in office.letters("jingban@xingqing.example")[0].text
    act(office, Verdict.EXTEND, held=1, until=at("2022-06-16T00:00"))
    assert office.held() == []
    told = office.letters(office.unit.addresses[0])[-1]
    assert told.subject.startswith("【延期报送】")
    assert told.references == ("<test-1@units.example>",)
    for words in ("2022年6月10日24时延至2022年6月15日24时", "领导批准", "6月9日8时50分发来的申请"):
        assert words in told.text
    assert office.standing("2022-06-15T09:00").standing is Standing.PENDING


def test_extension_refused_is_told_and_the_deadline_stays(office: Played) -> None:
    office.send("2022-06-09T08:50:00", subject="申请", text="请予延期报送。")
    office.collect("2022-06-09T08:55")
    act(office, Verdict.RETURN, held=1)
    told = office.letters(office.unit.addresses[0])[-1]
    assert "【延期申请未获同意】" in told.subject
    assert "截止时间仍为2022年6月10日24时" in told.text
    office.collect("2022-06-15T09:00")
    assert office.standing("2022-06-15T09:00").standing is Standing.MISSING


def test_extension_and_excuse_unasked_are_told_too(office: Played) -> None:
    act(office, Verdict.EXTEND, unit="司法局", round="2022Q2", until=at("2022-06-16T00:00"))
    act(office, Verdict.EXCUSE, unit="司法局", round="2022Q3")
    extended, excused = office.letters(office.unit.addresses[0])
    assert "申请" not in extended.text
    assert excused.subject == "【免予报送】司法局2022年第三季度任务落实台账"


def test_change_of_contacts_is_held_with_what_was_asked(office: Played) -> None:
    office.send(
        "2022-06-01T08:50:00",
        ("登记表.xlsx", b"no form"),
        subject="变更联系人",
        text="A岗由李四改为王五，wangwu@sifa.example。",
    )
    office.send("2022-06-01T08:51:00", subject="司法局变更联系人", text="本人接任A岗。", sender="new@elsewhere.example")
    office.collect("2022-06-01T08:55")
    assert office.held() == ["contact", "contact"]
    assert "联系人变更申请收悉" in office.letters(office.unit.addresses[0])[0].text
    digest = office.letters("jingban@xingqing.example")[0].text
    assert "「司法局」变更联系人：A岗由李四改为王五" in digest
    assert "未登记" in digest


@pytest.mark.parametrize(
    ("subject", "text", "asked"),
    [
        ("撤回", "", "撤回"),
        ("回复：收件回执", "前面发错了，请撤回。", "前面发错了，请撤回"),
        ("关于台账", "我局申请撤回第1号报送件，稍后重报。", "我局申请撤回第1号报送件，稍后重报"),
        ("关于台账", "撤回二季度台账", "撤回二季度台账"),
        ("关于台账", "请不要撤回。", ""),
        ("关于台账", "请问能撤回吗？", ""),
        ("关于台账", "请告知撤回的办法。", ""),
        ("撤回通知的说明", "前已说明", ""),
        ("关于台账", "按要求已撤回网上公开的文件。", ""),
    ],
)
def test_wish_to_take_a_form_back_is_read(subject: str, text: str, asked: str) -> None:
    assert withdrawal_asked(subject, text) == asked


def test_form_is_taken_back_as_the_guide_says(office: Played) -> None:
    office.send("2022-06-07T09:00:00", subject="撤回", text="撤回")
    office.collect("2022-06-07T09:05")
    assert office.held() == ["no_form"]  # there is nothing to take back
    act(office, Verdict.DISMISS, held=1)
    office.send("2022-06-08T09:00:00", ("台账.docx", office.form()))
    office.send("2022-06-08T10:00:00", subject="撤回", text="前面发错了，请撤回。")
    office.send("2022-06-08T11:00:00", ("台账.docx", office.form(text="已改{n}次")), text="请撤回前一份，以这份为准。")
    office.collect("2022-06-08T11:05")
    assert office.held() == ["recall"]
    told = next(one for one in office.letters(office.unit.addresses[0]) if "撤回申请收悉" in one.text)
    assert "已登记的报送件照常有效" in told.text
    act(office, Verdict.VOID, held=2)
    assert "作废" in office.letters(office.unit.addresses[0])[-1].subject
    (left,) = [one.submission for one in [office.standing("2022-06-20T09:00")]]
    assert left == 2


@pytest.mark.parametrize("subject", ["查询", "变更联系人", "申请延期"])
def test_automatic_mail_asks_for_nothing(office: Played, subject: str) -> None:
    office.send("2022-06-01T08:50:00", subject=subject, text="申请延期报送", headers={"Auto-Submitted": "auto-replied"})
    office.collect("2022-06-01T08:55")
    assert office.letters() == []
    assert office.held() == []
