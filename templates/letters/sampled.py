"""What the samples of letters share: an office, its rounds, a unit's tasks, files and findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ledger.model import SHANGHAI, Finding, Office, Severity

Sample = Mapping[str, object]


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of the sample year."""
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


OFFICE = Office(
    name="银川市兴庆区人民政府办公室",
    district="兴庆区",
    address="zwgk@xingqing.example",
    room="306室",
    phone="0951-0000306",
    contact="马晓云",
)
BARE_OFFICE = Office(name="银川市兴庆区人民政府办公室", district="兴庆区", address="zwgk@xingqing.example")
UNITS = ("发改局", "教育局", "科技局", "民政局", "司法局", "通贵乡")
"""The units that samples tell of."""
EARLIER, SUBJECT = "2022年第一季度", "报送二季度台账"
OPEN = (
    f"第5、7项未填写（{EARLIER}通报，整改时限2022年3月24日）",
    f"第42项到期未完成（{EARLIER}通报，整改时限2022年3月24日）",
)
MINE = (1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 15, 16)
ROUND = {"round": "2022年第二季度", "deadline": at(6, 11), "due": date(2022, 6, 10)}
ROLLED = {"round": "2022年第三季度", "deadline": at(9, 14), "due": date(2022, 9, 10)}
FILE = "发改局-2022年第二季度任务落实台账（填报版）.docx"
FORM = "发改局-2022年第三季度任务落实台账（填报版）.docx"
MAIL = {"received_at": at(6, 8, 15, 20), "files": (FILE, "佐证材料.pdf")}
FINDINGS = (
    Finding(
        code="blank",
        severity=Severity.CORRECT,
        task=5,
        where="表1第7行",
        message="第5项为你单位承担任务，“进展落实情况”未填写，请补充具体做法、数据和成效。",
    ),
    Finding(
        code="not_concerned",
        severity=Severity.CORRECT,
        task=9,
        message="第9项你单位为牵头单位，不得填写“不涉及”，请填写实质内容。",
    ),
    Finding(code="same", severity=Severity.VERIFY, task=3, message="第3项与上期文字完全相同，请核实有无新进展。"),
    Finding(code="old", severity=Severity.NOTE, message="使用的是旧版填报表，本次不影响登记，下次请用本期填报表。"),
)
RETURNED = (
    Finding(
        code="empty",
        severity=Severity.RETURN,
        where="表1",
        message="填报表中“进展落实情况”一栏均未填写，请逐项填写后重新报送。",
    ),
    Finding(code="year", severity=Severity.RETURN, message="填报表为2021年台账，请使用2022年填报表。"),
)
RECEIPT = {"number": 17, "first_number": 17, "first_received_at": at(6, 8, 15, 20), "rules": "2022-1"}
RECEIVED = {"unit": "发改局", **ROUND, **MAIL, "expected": MINE}
