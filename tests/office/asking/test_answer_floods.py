"""What somebody answers is read in time that grows with its length, for it is read by the process that holds the book:
the worst for each rule of reading answers, from registered addresses that anybody can put into From."""

import pytest

from ledger.model import Message
from ledger.roster import Roster
from mailboxes.message.quotes import own_html, own_text, own_words, quoted_lines
from office.answers.requests import asks_for_state, extension_asked
from office.arrivals.thanks import is_polite
from office.asking.carriers import codes_in
from office.asking.choices import marked_choice, read_choice
from office.asking.grammar import read_lines
from tests.mailboxes.message.test_floods import in_time  # noqa: F401  the fixture

SIZE = 1 << 16
OPTIONS = ("是我单位", "都不是")
PIECES = (
    "嗯", "领导好", "辛苦", "收到", "确认收到", "我选", ",", ";", "。", "~", "|", "-", " \n", "\n\n", "> a\n", "x\n", "3 归属教育局。",
    "发件人: a\n", "a 写道:\n", "K7M2-4QX9 ", "<", "<p>", "&gt;", "申请", "推迟", "查询", "说", "①", "3-1 ",
)  # fmt: skip
ENDS = ("", "x", "\n3 x")


def message(text: str, html: str = "") -> Message:
    return Message(message_id="", subject="", senders=(), text=text, html=html)


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("piece", PIECES)
def test_flood_of_an_answer_is_read_in_time(piece: str) -> None:
    for end in ENDS:
        text = piece * (SIZE // len(piece.encode())) + end
        own_text(message(text, f"<p>{text}</p>"))
        own_html(text)
        quoted_lines(message(text))
        marked_choice(text.splitlines(), OPTIONS)
        codes_in(text)
        asks_for_state(text)
        extension_asked(text, text)
        read_lines(text, roster=Roster(()), rounds=(), year=2022)
        assert not is_polite(text)
        assert read_choice(text, OPTIONS) is None


@pytest.mark.usefixtures("in_time")
def test_lines_that_all_stand_in_both_parts_are_compared_in_time() -> None:
    lines = [f"第{number}行" for number in range(30_000)]
    assert own_text(message("\n".join(lines), "<br>".join(lines))).count("\n") == len(lines) - 1


def test_words_of_thanks_are_cut_as_they_can_be() -> None:
    assert is_polite("嗯嗯嗯嗯，好嘞，辛苦了，谢谢您")
    assert not is_polite("嗯" * 40 + "，下周报")
    assert own_words("嗯" * 40) == "嗯" * 40
