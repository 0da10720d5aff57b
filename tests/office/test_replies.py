"""Replies in the shapes of some forty mail programs, over our own letter quoted: what is written in them is read, what is
quoted never.

`tests/mailboxes/replies` holds what a program makes of a reply, written in its style: @OWN@ is what is typed, @LETTER@,
@MARKED@, @PAGE@ our letter as text, as text with `>`, as a page. `said_by_staff.tsv` and `said_by_units.tsv` hold what
people type (⏎ ends a line) and what it decides; nothing before the tab: it decides nothing and is asked back.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from ledger.model import Message
from mailboxes.message.quotes import own_text
from office.asking.choices import read_choice
from office.asking.grammar import read_lines
from office.asking.table import Order
from office.asking.written import unsigned
from tests.office.asking.test_grammar import ROSTER, ROUNDS
from tests.office.bymail import CLERK, digest, trust
from tests.offices import Played

SHAPES = Path(__file__).parents[1] / "mailboxes" / "replies"
NAMES = ("张经办", "张三", "银川市兴庆区人民政府办公室", *(unit.name for unit in ROSTER.units))
TYPED = {
    "1 归属司法局": "assign1",
    "1 归属司法局\n2 同意延期至6月15日\n3 退回：请填附件表格": "assign1 extend2 return3",
    "领导好：\n\n第1号归属司法局，谢谢。\n\n张经办 0951-6043210": "assign1",
    "２　同意": "agree2",
    "2 不同意：临近截止": "return2",
    "3 无需处理。\n\n\n祝好\n张经办\n银川市兴庆区人民政府办公室": "dismiss3",
    "": "",
    "收到，谢谢": "",
    "好的，请等一等": "",
    "1 归属司法局吗？": "",
}


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Message:
    """A 【待办】 with three things that wait."""
    office = Played(tmp_path_factory.mktemp("asked") / "office")
    trust(office)
    form = ("司法局台账.docx", office.form(named="法治科"))
    office.send("2022-06-08T15:20:00", form, sender="someone@mail.example")
    office.send("2022-06-08T15:21:00", subject="延期申请", text="因防汛，申请延期至6月15日报送二季度台账。")
    office.send("2022-06-08T15:22:00", subject="咨询", text="请问台账怎么填？")
    office.collect("2022-06-08T15:25")
    office.collect("2022-06-09T08:35")
    return digest(office, CLERK)


def shaped(name: str, own: str, letter: Message) -> Iterator[tuple[str, str]]:
    """A reply as a program sends it: its text, its page, and both where it makes both."""
    text, html = SHAPES / f"{name}.txt", SHAPES / f"{name}.html"
    page = letter.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    for_page = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in own.splitlines())
    marked = "\n".join(f"> {line}" for line in letter.text.splitlines())

    def filled(path: Path, own: str) -> str:
        said = path.read_text(encoding="utf-8") if path.exists() else ""
        said = said.replace("@OWN@", own).replace("@SUBJECT@", letter.subject).replace("@PAGE@", page)
        return said.replace("@MARKED@", marked).replace("@LETTER@", letter.text)

    made = filled(text, own), filled(html, for_page)
    yield from {made, (made[0], ""), ("", made[1])} - {("", "")}


def decided(text: str, html: str, letter: Message) -> str:
    mail = Message(message_id="", subject="", senders=(), text=text, html=html)
    written = unsigned(own_text(mail, letter.text.splitlines()), NAMES)
    lines = read_lines(written, roster=ROSTER, rounds=ROUNDS, year=2022)
    return " ".join(sorted({shown(line.said) for line in lines if line.said}))


def shown(said: Order) -> str:
    option = f".{said.option}" if said.option else ""
    return f"{said.act}{','.join(map(str, said.held))}{option}"


@pytest.mark.parametrize("name", sorted({path.stem for path in SHAPES.iterdir()}))
def test_in_the_shape_of_every_program_what_is_typed_decides_and_nothing_quoted(name: str, letter: Message) -> None:
    for own, acts in TYPED.items():
        for text, html in shaped(name, own, letter):
            assert decided(text, html, letter) == acts, (own, bool(text), bool(html))


def rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n").split("\t") for line in lines]


def test_what_staff_type_decides_that_or_is_asked_back(letter: Message) -> None:
    wrong = [(acts, typed) for acts, typed in rows("said_by_staff.tsv") if decided(typed, "", letter) != acts]
    assert wrong == []


OPTIONS = {
    "期次": ("2022年第二季度", "2022年第三季度", "都不是，请工作人员联系我单位"),
    "文件": ("以“甲.docx”为准", "以“乙.docx”为准", "都不是，请工作人员联系我单位"),
    "归属": ("是我单位（司法局）的台账", "是教育局的台账，由我单位转送", "都不是，请工作人员联系我单位"),
    "本单位": ("是，作为我单位的报送件", "不是"),
    "转送": ("是，分别是表中所写单位的台账，由我单位转送", "都不是，请工作人员联系我单位"),
    "日期": ("延至6月30日", "延至7月1日", "都不是，请工作人员联系我单位"),
    "补正": ("作为2022年第二季度的补正登记", "不登记，只是留存的旧表"),
}


def test_what_units_type_chooses_that_option_or_is_asked_back() -> None:
    wrong = [
        (about, chosen, typed)
        for about, chosen, typed in rows("said_by_units.tsv")
        if str(read_choice(unsigned(typed, NAMES), OPTIONS[about], ROUNDS) or "") != chosen
    ]
    assert wrong == []


@pytest.mark.parametrize("width", [20, 31, 38, 60])
def test_no_piece_of_our_letter_decides_however_it_was_wrapped(width: int, letter: Message) -> None:
    wrapped = [part for line in letter.text.splitlines() for part in (textwrap.wrap(line, width) or [""])]
    for start in range(len(wrapped)):
        for end in (start + 2, start + 5):
            part = [line for line in wrapped[start:end] if line.strip()]
            if len(part) > 1:
                assert decided("\n".join(("收到", "", *part)), "", letter) == "", part


@pytest.mark.parametrize("tag", ["<s>{}</s>", "<del>{}</del>", "<span style='text-decoration:line-through'>{}</span>", "<div style='display: none'>{}</div>"])  # fmt: skip
def test_what_is_struck_out_or_hidden_decides_nothing(tag: str, letter: Message) -> None:
    page = f"<div>{tag.format('1 归属教育局')}</div><div>2 同意</div>"
    assert decided("", page, letter) == "agree2"
    assert decided("1 归属教育局\n2 同意", page, letter) in ("", "agree2")


def test_answer_below_an_unmarked_letter_is_read_where_the_letter_is_known(letter: Message) -> None:
    head = "发件人: 台账 <taizhang@xingqing.example>\n发送时间: 2022年6月9日 8:35\n收件人: 张经办\n"
    assert decided(f"{head}\n{letter.text}\n\n1 归属司法局\n", "", letter) == "assign1"
    assert decided(f"见最后一行\n{head}\n{letter.text}\n\n1 归属司法局\n", "", letter) == ""


def test_head_of_a_memo_is_its_writers_own() -> None:
    memo = "发件人：司法局\n收件人：区政府办\n日期：2022年6月8日\n主题：二季度台账\n\n第3项不涉及我单位。"
    assert own_text(Message(message_id="", subject="", senders=(), text=memo)) == memo
    programs = memo.replace("日期：2022年6月8日", "发送时间：2022年6月8日 9:00")
    assert own_text(Message(message_id="", subject="", senders=(), text=programs)) == ""
