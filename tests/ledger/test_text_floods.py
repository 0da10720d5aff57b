"""A progress text of any length is read in time that grows with it: the worst for each rule, from a stranger's form."""

from datetime import date

import pytest

from ledger.checks import check_content
from ledger.model import Entry, Task
from ledger.progress_text import Status, read
from tests.mailboxes.message.test_floods import in_time  # noqa: F401  the fixture

LONG, ENDLESS = 10_000, 1 << 20
TASK = "建成公园10处，压缩至5个工作日，公开率达到80%"
PIECES = (
    "未", "未,", "已完成", "不涉及", "正在", "待", "9/", "1处", "1处,", "10处中", "除", "按", "应尽", "已", "。", "\n", "12", "我局", "零",
    "其他局", "见附件;", "工程款", "6月5日", "50%", "“", "12,345", "☑未完成", "□", "(×)是", "虽,现已完成,", "完成1处，", "共5处，", "调整为3处",
    "压缩至3个工作日", "其余3处，", "一", "无一", "己", "由1%到2%，", "任务9，装了9，", "剩1处走了", "明年", "将9至",
)  # fmt: skip


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("piece", PIECES)
def test_flood_of_a_progress_text_is_read_in_time(piece: str) -> None:
    read(piece * (LONG // len(piece)), task=TASK, written=date(2022, 12, 8))
    assert read(piece * (ENDLESS // len(piece)), task=TASK).status is Status.UNCLEAR


@pytest.mark.usefixtures("in_time")
def test_endless_texts_of_two_units_are_compared_in_time() -> None:
    task = Task(number=1, section="", focus="", content=TASK, indicator="公开率达到80%", responsible="", due="")
    entries = {1: Entry(task=1, progress="已完成公开率" * (ENDLESS // 6), where="")}
    others = {1: {"甲局": "未办结公开率" * (ENDLESS // 6), "乙局": "已完成公开率" * (ENDLESS // 6)}}
    found = check_content([task], entries, unit="丙局", on=date(2022, 12, 8), previous={}, others=others)
    assert [one.message for one in found if one.code == "copied"] == ["有1项与乙局填报内容几乎相同（第1项），请核实。"]
