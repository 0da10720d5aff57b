"""What a reply says by itself: thanks, an answer, a form; never what it quotes."""

import pytest

from ledger.model import Decision, Message, Verdict
from office.arrivals.opener import files_of
from office.arrivals.thanks import is_acknowledgement
from office.decisions.decide import decide
from tests.mailboxes.reply_shapes import CONTAINERS, HEADS, reply_html, reply_text
from tests.offices import Played, at

OURS = {"In-Reply-To": "<letter@gov.test>"}


def reply(text: str, html: str = "", subject: str = "回复：台账") -> Message:
    return Message(
        message_id="<a@unit.test>", subject=subject, senders=("a@unit.test",), text=text, html=html, references=("<l@gov.test>",)
    )  # fmt: skip


def filled(message: Message) -> int:
    """How many forms with task rows are in a mail."""
    files, _ = files_of(message, apart=False)
    return sum(bool(form.rows) for one in files for form in one.forms or ())


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("收到，谢谢", True),
        ("收到！", True),
        ("您好，邮件已收到，辛苦了。", True),
        ("好的，已收悉，谢谢王主任！", True),
        ("收到。\n\n司法局 0951-0000306", True),
        ("OK, thanks", True),
        ("不同意，谢谢", False),
        ("选2，谢谢", False),
        ("好的，同意", False),
        ("收到，是第三季度", False),
        ("收到，但第3项不涉及我单位", False),
        ("收到，但我单位不涉及第3项", False),
        ("收到。\n\n不报", False),
        ("收到了吗", False),
        ("收到请回复", False),
        ("没收到", False),
        ("未收到回执", False),
        ("谢谢，明天报", False),
        ("", False),
    ],
)
def test_thanks_are_words_that_weigh_nothing(office: Played, text: str, *, thanks: bool) -> None:
    for head in ("", HEADS["263"], HEADS["outlook mac zh"]):
        assert is_acknowledgement(reply(reply_text(text, head) if head else text), office.unit) is thanks


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_quoted_table_is_no_new_form(office: Played, container: str) -> None:
    rows = "".join(
        f"<tr><td>{task.number}</td><td>{task.focus}</td><td>{task.content}</td><td>{task.indicator}</td><td>旧稿{task.number}</td></tr>"
        for task in office.desk.tasks_of("司法局")
    )
    table = f"<table><tr><td>序号</td><td>重点工作</td><td>主要内容</td><td>量化指标</td><td>进展落实情况</td></tr>{rows}</table>"
    for head in (HEADS["qq new"], HEADS["outlook mac zh"], HEADS["189"], HEADS["qq new english"]):
        html = reply_html(
            "收到",
            head,
            container.replace("{quote}", f"{{quote}}{table}" if "</" not in container else f"{table}{{quote}}"),
        )
        assert filled(reply("收到\n", html)) == 0
    assert filled(reply("见下表", f"<p>见下表</p>{table}")) == 1


def test_form_whose_twin_stands_in_what_the_plain_part_quotes_is_no_new_form() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>重点</td><td>内容</td><td>旧稿之{n}</td></tr>" for n in (5, 8))
    table = f"<table><tr><td>序号</td><td>重点工作</td><td>主要内容</td><td>进展落实情况</td></tr>{rows}</table>"
    twin = "收到\n\n" + HEADS["263"] + "\n序号\n5 重点 内容 旧稿之5\n8 重点 内容 旧稿之8"
    assert filled(reply(twin, f"<p>收到</p><section>{table}</section>")) == 0


def test_thanks_above_a_quoted_extension_letter_are_no_application(office: Played) -> None:
    quoted = "审计局：\n因人员变动，你单位申请延期报送第二季度台账，同意延至6月20日。"
    for number, head in enumerate(HEADS.values()):
        office.send(
            f"2022-06-09T10:{number:02}:00", subject="回复：【延期报送】", text=f"收到\n\n{head}\n{quoted}", headers=OURS
        )  # fmt: skip
    office.collect("2022-06-09T11:00")
    assert office.held() == []


def test_thanks_above_an_unmarked_copy_of_our_letter_are_no_application(office: Played) -> None:
    decision = Decision(
        number=0, kind=Verdict.EXTEND, by="张三", at=at("2022-06-08T10:00"), reason="因防汛，你单位申请延期报送",
        unit="司法局", round="2022Q2", until=at("2022-06-16T00:00"),
    )  # fmt: skip
    decide(office.desk, decision, at("2022-06-08T10:00"))
    (letter,) = office.letters()
    assert "申请延期" in letter.text
    office.send(
        "2022-06-08T11:00:00",
        subject=f"回复：{letter.subject}",
        text=f"收到\n\n{letter.text}",
        headers={"In-Reply-To": letter.message_id},
    )
    office.collect("2022-06-08T11:05")
    assert office.held() == []


def test_held_form_in_a_mails_body_is_the_same_form_for_the_person_who_assigns_it(office: Played) -> None:
    rows = "".join(
        f"<tr><td>{task.number}</td><td>{task.focus}</td><td>{task.content}</td><td>{task.indicator}</td><td>已发布信息{task.number}条</td></tr>"
        for task in office.desk.tasks_of("司法局")
    )
    table = f"<p>填报单位：司法局　填报时间：2022年6月8日</p><table><tr><td>序号</td><td>重点工作</td><td>主要内容</td><td>量化指标</td><td>进展落实情况</td></tr>{rows}</table>"
    raw = office.send("2022-06-09T15:20:00", sender="who@mail.example", subject="第二季度台账")
    office.drop(
        "2022-06-09T15:21:00",
        raw.replace(b"text/plain", b"text/html")
        .replace(b"<test-1@", b"<test-9@")
        .partition(b"\r\n\r\n")[0]
        .replace(b"7bit", b"8bit")
        .replace(b"base64", b"8bit")
        + b"\r\n\r\n"
        + table.encode(),
    )
    office.collect("2022-06-09T15:25")
    assert office.held() == ["unknown_sender", "unknown_sender"]
    decision = Decision(
        number=0, kind=Verdict.ASSIGN, by="张经办", at=at("2022-06-09T16:00"), reason="已电话核实", unit="司法局", held=2
    )  # fmt: skip
    assert "已登记为司法局" in decide(office.desk, decision, at("2022-06-09T16:00"))
    assert office.standing("2022-06-11T09:00").standing.value == "on_time"
