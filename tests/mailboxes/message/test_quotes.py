"""What the sender wrote, apart from what is quoted below."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import Message
from mailboxes.message.quotes import MARKER, is_forward, own_html, own_page, own_text, own_words, quoted_lines
from tests.mailboxes.reply_shapes import CONTAINERS, HEADS, LETTER, reply_html, reply_text

OWN = ("2", "不同意，谢谢", "3 归属教育局\n5 退回：缺第3项", "收到，但第3项不涉及我单位\n\n张三 8123456")


def mail(text: str, html: str = "") -> Message:
    return Message(message_id="<a@unit.test>", subject="回复：请确认", senders=("a@unit.test",), text=text, html=html)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("marked", [False, True])
def test_own_words_end_where_a_client_begins_to_quote(head: str, *, marked: bool) -> None:
    for own in OWN:
        assert own_words(reply_text(own, head, marked=marked)) == own
        assert own_page(reply_html(own, head)).split("\n") == [line for line in own.split("\n") if line]
        assert own_text(mail(reply_text(own, head), reply_html(own, head))) == own
        assert "<table" not in own_html(reply_html(own, head))


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_own_page_ends_where_an_element_begins_to_quote(container: str) -> None:
    for head in HEADS.values():
        html = reply_html("不同意，谢谢", head, container)
        assert own_page(html) == "不同意，谢谢"
        assert "<table" not in own_html(html)
        assert "不同意，谢谢" in own_html(html)


@pytest.mark.parametrize(
    "container", [one for one in CONTAINERS.values() if "divRply" not in one and "rule" not in one]
)
def test_quotation_without_a_head_is_one_by_its_element(container: str) -> None:
    if "border-top" not in container:
        assert own_page(reply_html("2", "", container)) == "2"


@pytest.mark.parametrize("head", [HEADS["189"], HEADS["thunderbird old"], HEADS["mutt"]])
def test_answer_below_the_quotation_is_found(head: str) -> None:
    below = f"{reply_text('', head, marked=True)}\n同意，请按第二季度登记。\n\n发自我的iPhone\n"
    assert own_words(below) == "同意，请按第二季度登记。"
    page = f'<div class="moz-cite-prefix">{head}</div><blockquote type="cite">{LETTER[0]}</blockquote><p>同意</p>'
    assert own_page(page) == "同意"


def test_answers_between_marked_lines_are_found_and_wrapped_ends_of_the_letter_are_not() -> None:
    long = "请" * 40
    text = f"{HEADS['189']}\n> 1 审计局的来件\n1 归属审计局\n> 2 教育局的来件\n\n2 无需处理\n> {long}\n请回复\n> 完"
    assert own_words(text).split() == ["1", "归属审计局", "2", "无需处理"]


def test_plain_twin_that_marks_nothing_is_cut_by_the_page_beside_it_or_by_the_letter_answered() -> None:
    text = "\n".join(("同意", "", "", *LETTER))
    page = reply_html("同意", "", CONTAINERS["gmail"])
    assert own_text(mail(text, page)) == "同意"
    assert own_words(text, LETTER) == "同意"
    assert own_words("\n".join(("同意", *LETTER[2:])), LETTER) == "同意"


def test_option_copied_out_of_the_letter_is_an_answer() -> None:
    assert own_words("2 第三季度\n\n" + "\n".join(LETTER), LETTER) == "2 第三季度"


@pytest.mark.parametrize("head", ["", "政府办回信如下", "> "])
def test_marker_of_ours_ends_what_was_written_whatever_the_client_does(head: str) -> None:
    marker = f"——{MARKER[:4]} {MARKER[4:]}——"
    assert own_words(f"2\n\n{head}{marker}\n" + "\n".join(LETTER)).startswith("2")
    assert LETTER[0] not in own_words(f"2\n\n{head}{marker}\n" + "\n".join(LETTER))
    assert LETTER[0] not in own_page(f"<p>2</p><p>{marker}</p><p>{LETTER[0]}</p>")


@pytest.mark.parametrize(
    "tail",
    [
        "发自我的iPhone",
        "发自我的小米手机",
        "发自 Outlook for Android",
        "获取 Outlook for iOS<https://aka.ms/o0ukef>",
        "从 Windows 版邮件发送",
        "Sent from my HUAWEI Mate 30",
        "-- \n张三\n8123456",
        "【免责声明】本邮件仅供收件人使用，不同意此条款者请勿阅读。",
        "重要提示：本邮件含有保密信息，不同意的请删除",
        "| |\n张三\n|\n|\nzhangsan@unit.test\n|",
        "【外部邮件】本邮件来自外部，请勿轻信。",
        "发自钉钉邮箱",
        "Virus-free. www.avast.example",
    ],
)
def test_what_a_client_or_a_gateway_adds_is_nobodys_word(tail: str) -> None:
    assert own_words(f"同意\n\n{tail}") == "同意"


@pytest.mark.parametrize(
    "text",
    [
        "发件人写错了，请更正。\n在会上他写道过",
        "在会议上他写道：\n要抓紧",
        "发件人：张三\n收件人：办公室\n见附件",
        "来自各乡镇的材料已齐",
        "第5项外部邮箱系统建设无新进展",
        "请勿打开附件2，以附件1为准",
        "一、进展\n-----------\n二、问题",
        "日期：2022年6月8日\n填报单位：司法局",
    ],
)
def test_own_words_without_a_quote_are_all(text: str) -> None:
    assert own_words(text) == text
    assert own_page("".join(f"<p>{line}</p>" for line in text.splitlines())) == text


def test_page_without_a_quote_stays_as_it_is() -> None:
    page = "<p>发件人：张三</p><table><tr><td>序号</td></tr></table><p>见附件</p>"
    assert own_html(page) == page


def test_form_pasted_above_a_quotation_stays_and_a_quoted_one_goes() -> None:
    page = reply_html("见下表", "", "<table><tr><td>新表</td></tr></table>" + CONTAINERS["163"])
    assert "新表" in own_html(page)
    assert "旧稿一" not in own_html(page)


def test_own_page_with_one_quoted_part_and_nothing_else_says_nothing() -> None:
    assert own_page(reply_html("", HEADS["189"], CONTAINERS["163"])) == ""
    assert own_words(reply_text("", HEADS["263"])) == ""


def test_quoted_lines_are_all_from_where_the_letter_begins() -> None:
    listed = ["[ ] 1 第二季度", "[X] 2 第三季度"]
    marked = "在 2022/6/2 9:00, 办公室 写道:\n" + "\n".join(f"> {line}" for line in listed)
    assert quoted_lines(mail(marked))[1:] == listed
    unmarked = HEADS["outlook mac zh"] + "\n" + "\n".join(listed)
    assert quoted_lines(mail(unmarked))[-2:] == listed
    assert quoted_lines(mail("", reply_html("", HEADS["qq new"], CONTAINERS["163"])))[2:4] == list(LETTER[2:4])
    assert quoted_lines(mail("[X] 2 第三季度")) == []


_SAID = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30).filter(
    lambda said: (
        re.search(r"[\u4e00-\u9fff]", said) is not None and not re.search(r"写|来信|邮件|信息|[&<>|:：_=*-]", said)
    )
)


@given(_SAID, st.sampled_from(sorted(HEADS)), st.sampled_from(sorted(CONTAINERS)))
def test_whatever_is_written_is_kept_and_nothing_quoted_is_added(own: str, head: str, container: str) -> None:
    text, html = reply_text(own, HEADS[head]), reply_html(own, HEADS[head], CONTAINERS[container])
    kept = own_words(text)
    assert kept in (own.strip(), "")  # "" only where it is a client's own line
    assert not any(line in own_page(html) for line in LETTER)


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("转发：报送", True),
        ("Fw: x", True),
        ("Re: FWD: x", True),
        ("回复：转发：x", True),
        ("转：报送", True),
        ("[转发] 报送", True),
        ("ＦＷ：报送", True),
        ("回复[2]：轉寄: x", True),
        ("转移支付：说明", False),
        ("Re: 转发工作", False),
        ("报送", False),
    ],
)
def test_is_forward_goes_by_the_prefix(subject: str, *, forward: bool) -> None:
    assert is_forward(subject) is forward
