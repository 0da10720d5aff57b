"""Deciding lines: each row of the table by its own example, however it is typed; nothing that only resembles one."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import office as example
from ledger.calendar import Calendar
from ledger.model import Message, Round, RoundPlan
from ledger.roster import Roster
from ledger.rounds import plan_rounds
from mailboxes.message.quotes import own_text
from office.asking.choices import marked_choice, read_choice
from office.asking.examples import words_of
from office.asking.grammar import WrittenLine, read_lines
from office.asking.table import LINES, Order, Verb, Wording
from office.desk.units import read_roster
from tests.mailboxes.reply_shapes import CONTAINERS, HEADS, reply_html, reply_text
from tests.offices import at

ROSTER = read_roster(example.units(), place="银川市兴庆区")
ROUNDS: Sequence[Round] = plan_rounds(
    [RoundPlan(due=at(f"2022-{month:02}-10").date()) for month in (6, 9, 12)], Calendar()
)
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789:;,.()-"}


def read(text: str) -> list[WrittenLine]:
    return read_lines(text, roster=ROSTER, rounds=ROUNDS, year=2022)


def said(text: str) -> list[Order]:
    return [line.said for line in read(text) if line.said]


@pytest.mark.parametrize("row", LINES, ids=[f"{row.act}:{row.example}" for row in LINES])
def test_row_reads_its_own_example_however_it_is_typed(row: Wording) -> None:
    (plain,) = said(row.example)
    assert plain.act is row.act
    for typed in (
        row.example.translate(_WIDE),
        f"　{row.example}　",
        row.example.replace(" ", ""),
        f"{row.example}。",
        f"{row.example}，谢谢！",
        f"您好，{row.example}",
        f"「{row.example}」",
    ):
        assert said(typed) == [plain], typed


def test_examples_are_in_the_words_of_the_office_and_round_and_read_so() -> None:
    rounds = plan_rounds([RoundPlan(due=at(f"2022-{month:02}-10").date()) for month in range(3, 9)], Calendar())
    roster = Roster(tuple(unit for unit in ROSTER.units if unit.name != "教育局"))
    words = words_of(roster, rounds, 2022, "2022M05")
    assert (words.unit, words.round, words.day) == (roster.units[0].name, "5月", "5月15日")
    for row in LINES:
        line = words.fill(row.like)
        (read,) = read_lines(line.replace("×", "某"), roster=roster, rounds=rounds, year=2022)
        assert read.said, line
        assert read.said.act is row.act
        assert not any(part in line for part in ("教育局", "第二季度", "6月15日"))


_EXAMPLES = st.sampled_from([row.example for row in LINES if row.act is not Verb.QUERY])
_DOUBTS = st.sampled_from(["吗", "？", "吗？", "还是再等等", "或者无需处理", "待定", "不？", "可以吗"])
_BEFORE = st.sampled_from(["没有", "不", "暂", "如果", "原则上", "是否", "建议", "我看", "请问", "未"])


@given(_EXAMPLES, _DOUBTS)
def test_line_with_a_doubt_behind_it_decides_nothing(example_: str, doubt: str) -> None:
    if "：" not in example_:  # what follows a colon is the reason
        assert said(f"{example_}{doubt}") == []
    assert said(f"{example_}，{doubt}？") == []


@given(_EXAMPLES, _BEFORE)
def test_line_with_a_word_before_it_is_another_line(example_: str, before: str) -> None:
    plain = said(example_)
    assert said(f"{before}{example_}") in ([], plain if before == "" else [])


@given(_EXAMPLES, st.sampled_from(["还是先不要办", "但是等我再看看", "是不是再核实一下", "如果来得及"]))
def test_reply_with_a_reservation_beside_it_decides_nothing(example_: str, doubt: str) -> None:
    assert said(f"{example_}\n\n{doubt}") == []


@pytest.mark.parametrize(
    "text", ["2号：认定为宣传部", "2号 认定宣传部 理由：电话核实", "第2项归宣传部", "待办2 登记给宣传部（已核实）"]
)
def test_assignment_is_read_in_the_words_people_use(text: str) -> None:
    (one,) = said(text)
    assert (one.act, one.held, one.unit) == (Verb.ASSIGN, (2,), "宣传部")


def test_line_not_understood_stops_its_own_matter_alone() -> None:
    assert [one.held for one in said("3 归属教育局\n6 不同意")] == [(3,)]
    assert said("3 归属教育局\n3 还是等等") == []


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for line in read(text):
        assert line.said is None or not line.trouble


@given(st.integers(1, 99999), st.sampled_from([unit.name for unit in ROSTER.units]))
def test_every_unit_and_number_is_read_as_it_is_written(number: int, unit: str) -> None:
    (one,) = said(f"{number} 归属{unit}")
    assert (one.act, one.held, one.unit) == (Verb.ASSIGN, (number,), unit)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("3、5 无需处理", (3, 5)), ("3-5 无需处理", (3, 4, 5)), ("3至5号无需处理", (3, 4, 5)), ("③ 无需处理", (3,)), ("第三项 无需处理", (3,))],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, numbers: tuple[int, ...]) -> None:
    assert said(text)[0].held == numbers


@pytest.mark.parametrize(
    "text",
    [
        "没有不同意见",
        "同意延期吗",
        "不同意，谢谢",
        "同意",
        "3",
        "归属教育局",
        "3 归属教育局和民政局",
        "3 归属教育局，5",
        "5-3 无需处理",
        "1-99 无需处理",
        "6 延期至6月31日",
        "6 延期至下周",
        "印发",
        "印发 36号",
        "第3项本季度无新进展",
        "3 归属教育局收到时间6月9日",
        "5 退回",
        "5 退回：缺第3项？",
        "6 不同意",
        "教育局 免报",
        "3 归属教育局，但不要发回执",
        "6 同意延期至6月15日，但须先电话联系",
        "8 无需处理，先放着",
        "审定稿已收到",
        "已审定？",
    ],
)
def test_what_only_resembles_a_decision_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5 退回，第3项未填写", "第3项未填写"),
        ("5 退回：第3项填了但不完整", "第3项填了但不完整"),
        ("5 退回（缺第3项）", "缺第3项"),
        ("6 不同意，理由：临近截止", "临近截止"),
        ("6 同意延期至6月15日，防汛", "防汛"),
    ],
)
def test_reason_is_what_stands_behind_its_sign(text: str, reason: str) -> None:
    assert said(text)[0].reason == reason


def test_day_and_reason_are_kept_as_written() -> None:
    (one,) = said("6 同意延期至6月15日17时：防汛, 经分管领导同意。")
    assert one.until == at("2022-06-15T17:00")
    assert one.reason == "防汛，经分管领导同意"


OPTIONS = ("2022年第二季度", "2022年第三季度", "都不是，请工作人员联系我单位")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("2", 2),
        ("２", 2),
        ("选2，谢谢\n\n张三", 2),
        ("选第2项", 2),
        ("OK, 2", 2),
        ("确认收到，选2", 2),
        ("2、第三季度", 2),
        ("2 2022年第三季度", 2),
        ("第三季度", 2),
        ("按第三季度登记", 2),
        ("请按三季度办理", 2),
        ("同意，请按第二季度登记。", 1),
        ("同意，二季度。", 1),
        ("2 (2 2022年第三季度)", 2),
        ("2 (? ????)", 2),
        ("都不是，请工作人员联系我单位", 3),
        ("3", 3),
        ("同意", None),
        ("不同意", None),
        ("1 第三季度", None),
        ("1或2", None),
        ("1还是2？", None),
        ("是第二季度还是第三季度", None),
        ("2，但第3项不涉及", None),
        ("4", None),
        ("收到", None),
        ("", None),
        ("不是2", None),
        ("12", None),
        ("2022年第一季度", None),
    ],
)
def test_choice_is_one_option_or_none(text: str, chosen: int | None) -> None:
    assert read_choice(text, OPTIONS, ROUNDS) == chosen


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("是", 1),
        ("是的，谢谢", 1),
        ("同意", 1),
        ("1", 1),
        ("确认，是", 1),
        ("不是", 2),
        ("不同意，谢谢", 2),
        ("否", 2),
        ("好的", None),
        ("收到", None),
        ("是不是", None),
        ("没有不同意见", None),
        ("同意，不是", None),
    ],
)
def test_yes_or_no_is_plain_or_asked_back(text: str, chosen: int | None) -> None:
    assert read_choice(text, ("是，作为我单位的报送件", "不是"), ROUNDS) == chosen


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (["审计局：", "1 2022年第二季度", "[X] 2 2022年第三季度"], 2),
        (["1 2022年第二季度", "2 2022年第三季度 √"], 2),
        (["√ 1 2022年第二季度", "2 2022年第三季度（√）"], None),
        (["1 2022年第二季度", "2 2022年第三季度"], None),
        (["1 2022年第二季度", "2 2022年第三季度 就是这个"], None),
    ],
)
def test_mark_in_the_quoted_list_counts_where_it_is_the_only_change(lines: list[str], chosen: int | None) -> None:
    assert marked_choice(lines, OPTIONS) == chosen


_RESERVED = """
等一下 先等等 上面写错了 以上仅供参考 我再想想 还没定 请李主任定 教育局说不是他们的 不好意思，应该是4号 作废 取消上述 明天再办 暂缓 缓办 慢点办 以上是草稿 这是张三的意见 以上是教育局的意见
以上为拟办意见 上述意见待领导批准 不确定 有疑问请电话 待复核 未核实 还要核 办之前打电话给我 打电话后再办 收到请回电 可以吗 行吗 是否妥当 请审阅 请指示 请批准 报请领导同意 需领导同意 经同意后办理
仅为建议 个人意见 仅个人看法 开会再议 会后办 下午办 改日再办 如无异议即办 若无异议 无误后办 核实无误后办理 6月12日之前 教育局确认后生效 领导签字后生效 明天生效 下周一起执行 张三说的 听张三说的
据教育局讲 转张三意见 以上张三写的 张三让我发的 测试 试试 测试邮件 这是测试 误发 发错了 打错字了 点错了 不是我写的 群里说的 看看对不对 对吗 行不行 妥否 是不是 这样写对不 帮看看 你看呢 你们定 你决定
由你定 随你 听你的 领导还没看 领导没同意 没同意 教育局没同意 教育局不同意 教育局有异议 有异议 有争议 有问题 有点问题 存疑 可疑 疑似 呈李主任批示 李主任看后办
"""
"""What stands below a decision and takes it back, or leaves it to somebody or to another day."""


@pytest.mark.parametrize(
    "decision", ["3 归属教育局", "2 同意", "5 退回：缺第3项", "审定", "确认", "撤销", "3-1", "教育局 免报：职能划转"]
)
def test_no_decision_stands_above_a_remark_that_reserves(decision: str) -> None:
    assert [remark for remark in _RESERVED.split() if said(f"{decision}\n{remark}")] == []
    assert said(f"{decision}\n\n此致\n敬礼！")


ANSWERS = {
    "3 归属教育局": 1,
    "３　归属教育局，谢谢": 1,
    "3 归属教育局\n5 退回：缺第3项": 2,
    "同意延期至6月15日": 1,
    "7 作废": 1,
    "审定": 1,
    "印发 兴政办发〔2022〕36号": 1,
    "撤销": 1,
    "收到，谢谢": 0,
    "同意": 0,
    "": 0,
    "不同意，谢谢": 0,
    "3 归属教育局吗？": 0,
    "没有不同意见": 0,
}
"""What is written above a letter of ours, and how many decisions it is."""


@pytest.mark.parametrize("head", HEADS, ids=HEADS)
def test_in_every_clients_reply_the_own_lines_decide_and_nothing_quoted(head: str) -> None:
    containers = list(CONTAINERS.values())
    for place, (answer, count) in enumerate(ANSWERS.items()):
        text = reply_text(answer, HEADS[head])
        html = reply_html(answer, HEADS[head], containers[place % len(containers)])
        for parts in ((text, ""), ("", html), (text, html)):
            mail = Message(message_id="", subject="", senders=(), text=parts[0], html=parts[1])
            assert len(said(own_text(mail))) == count, (answer, parts)
