"""What changes nothing of what a text says does not turn its reading: another manner of typing, a greeting, a closing.

Readings are turned where a text that is done is named as open or one that is open passes as done. Every eighth text of the
labelled sets, changed in each way.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger.progress_text import Status, read

_SETS = sorted(Path(__file__).with_name("progress").glob("*.jsonl"))
_EVERY = 8


def _after(words: str) -> Callable[[str], str]:
    return lambda text: text.rstrip("。") + "。" + words


def _before(words: str) -> Callable[[str], str]:
    return lambda text: words + text


CHANGES: dict[str, Callable[[str], str]] = {
    "no full stop": lambda text: text.rstrip("。"),
    "stop": lambda text: text.rstrip("。") + "。",
    "semicolons": lambda text: text.replace("，", "；"),
    "a gap for a comma": lambda text: text.replace("，", "  "),
    "a wide gap for a comma": lambda text: text.replace("，", "　"),
    "wide figures": lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}),
    "a line for each sentence": lambda text: text.replace("。", "。\n"),
    "star": _before("★"),
    "answer": _before("答："),
    "heading": _before("一、工作开展情况\n"),
    "now": _before("目前，"),
    "so far": _before("截至目前，"),
    "our unit heeds it": _before("我单位高度重视，"),
    "as asked": _before("按照上级部署要求，我局精心组织，"),
    "a task force": _before("成立了以主要领导为组长的工作专班，明确专人负责。"),
    "report ends": _after("特此报告。"),
    "please read": _after("以上情况，请审阅。"),
    "annex": _after("附：相关印证材料3份。"),
    "telephone": _after("联系人：李某，电话13900000000。"),
    "day": _after("2022年6月8日"),
    "well received": _after("群众反映良好。"),
    "all of it": lambda text: text.replace("全部", "全都"),
    "this town": lambda text: re.sub("我(?=[局镇乡街区委办])", "本", text),
}


def _texts() -> Iterator[tuple[str, str, str, date]]:
    for path in _SETS:
        for line in path.read_text(encoding="utf-8").splitlines()[::_EVERY]:
            one = json.loads(line)
            if one["status"] in ("done", "under_way", "not_started"):
                yield one["status"], one["text"], one["task"], date.fromisoformat(one["written"])


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_said_otherwise_is_read_alike(change: str) -> None:
    turned, tried = [], 0
    for label, text, task, written in _texts():
        changed = CHANGES[change](text)
        if changed == text:
            continue
        status = read(changed, task=task, written=written).status
        tried += 1
        if (label == "done" and status.is_open) or (label != "done" and status is Status.DONE):
            turned.append(changed)
    assert tried > 5
    assert not turned


def test_a_box_that_says_only_whether_it_concerns_the_unit_is_no_answer() -> None:
    assert read("☑涉及 □不涉及，31处全部完成", task="整治隐患31处").status is Status.DONE
    assert read("★完成287户，63户因整村搬迁暂缓", task="改造户厕350户").status.is_open
