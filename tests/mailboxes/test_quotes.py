"""What the sender wrote, apart from what is quoted below."""

import pytest

from mailboxes.quotes import is_forward, own_html, own_words


@pytest.mark.parametrize(
    "quote",
    [
        "------------------ 原始邮件 ------------------\n发件人: office",
        "------------------ Original ------------------\nFrom: office",
        "-----Original Message-----\nFrom: office",
        "---- 回复的原邮件 ----\n| 发件人 | office |",
        "在 2022-06-01 09:00:00，“办公室” <office@gov.test> 写道：\n> quoted",
        "At 2022-06-01 09:00:00, office wrote:\n> quoted",
        "On Wed, Jun 1, 2022, office <office@gov.test> wrote:\n> quoted",
        "发件人： 办公室\n发送时间： 2022-06-01\n收件人： 张三",
        "*From:* office\n*Sent:* Wednesday",
        "> quoted",
        "________________________________\n发件人: office",
    ],
)
def test_own_words_end_where_the_quoted_letter_begins(quote: str) -> None:
    assert own_words(
        f"见附件。\n第二行\n\n{quote}\n不是我写的" if quote[0] != ">" else f"见附件。\n第二行\n{quote}"
    ) == ("见附件。\n第二行")


def test_own_words_without_a_quote_are_all() -> None:
    text = "发件人写错了，请更正。\n在会上他写道过"
    assert own_words(text) == text


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><table></table></blockquote>",
        '<div id="isReplyContent"><table></table></div>',
        '<div class="gmail_quote"><table></table></div>',
        "<div>------------------ 原始邮件 ------------------</div><table></table>",
    ],
)
def test_own_html_ends_where_the_quoted_letter_begins(quote: str) -> None:
    assert "<table" not in own_html(f"<p>见附件</p>{quote}")
    assert "见附件" in own_html(f"<p>见附件</p>{quote}")


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("转发：报送", True),
        ("Fw: x", True),
        ("Re: FWD: x", True),
        ("回复：转发：x", True),
        ("Re: 转发工作", False),
        ("报送", False),
    ],
)
def test_is_forward_goes_by_the_prefix(subject: str, *, forward: bool) -> None:
    assert is_forward(subject) is forward
