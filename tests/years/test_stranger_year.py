"""The year a stranger played from outside, again, with every number stated by hand."""

from __future__ import annotations

import io
import random
from collections import Counter

import docx
import pytest
from docx import Document

from ledger.model import Annual, Decision, Problem, Report, Standing, Verdict
from office.decisions.decide import decide
from office.duties.drafting import Drafted, draft_circular
from office.duties.remind import remind
from office.reports.annual import sum_up
from office.reports.middle import write_middle
from office.standing.status import held_json
from templates.circular.figures import figures
from tests.offices import Played, at

HEADS = ("序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况")
DAYS = {"2022Q2": "2022年6月8日", "2022Q3": "2022年9月8日", "2022Q4": "2022年12月6日"}
DONE = (
    "组织业务培训",
    "召开专题推进会",
    "开展自查自纠",
    "更新门户网站栏目",
    "上门走访企业",
    "回应群众咨询",
    "制作图解",
)
OPEN42 = "正在开展“回头看”，已检查12个单位，尚未完成。"
SPECIAL_Q2 = [
    "掌政镇",
    "大新镇",
    "通贵乡",
    "月牙湖乡",
    "凤凰北街街道",
    "解放西街街道",
    "文化街街道",
    "富宁街街道",
    "新华街街道",
    "玉皇阁北街街道",
    "前进街街道",
    "中山南街街道",
    "银古路街道",
    "胜利街街道",
    "丽景街街道",
    "发改局",
    "财政局",
    "人社局",
    "就创中心",
    "教育局",
]
SPECIAL_Q3 = [
    "大新镇",
    "掌政镇",
    "解放西街街道",
    "文化街街道",
    "发改局",
    "民政局",
    "财政局",
    "应急局",
    "统计局",
    "前进街街道",
    "审计局",
    "丽景街街道",
    "税务局",
]
SPECIAL_Q4 = ["掌政镇", "大新镇", "文化街街道", "统计局", "应急局", "财政局", "前进街街道", "审计局", "司法局"]


class Year:
    """The example office with its 38 units, and what the stranger did to it."""

    def __init__(self, office: Played) -> None:
        self.office, self.desk = office, office.desk
        self.names = [unit.name for unit in self.desk.roster.units]

    def text(self, unit: str, task: int, round_: str) -> str:
        """A text of its own for each unit, task and round: done where the task has a time limit, else under way."""
        chance = random.Random(f"{unit}{task}{round_}")  # noqa: S311  variety, not secrecy
        did = "，".join(f"{what}{chance.randint(2, 97)}次" for what in chance.sample(DONE, 3))
        limited = next(one for one in self.desk.ledger.tasks if one.number == task).expires
        return (
            f"已完成。{did}，共计{chance.randint(10, 999)}条。" if limited else f"{did}，正在持续推进，已发布{task}条。"
        )

    def form(
        self, unit: str, round_: str, changes: dict[int, str] | None = None, *, left_out: tuple[int, ...] = ()
    ) -> bytes:
        """A form as a unit makes its own: seven columns, its tasks."""
        texts = {task.number: self.text(unit, task.number, round_) for task in self.desk.tasks_of(unit)} | (
            changes or {}
        )
        document = docx.Document()
        document.add_paragraph(f"2022年银川市兴庆区政务公开工作要点任务落实台账（{self.desk.round(round_).name}）")
        document.add_paragraph(f"填报单位：{unit}")
        document.add_paragraph(f"填报时间：{DAYS[round_]}")
        rows = [task for task in self.desk.ledger.tasks if task.number in texts and task.number not in left_out]
        table = document.add_table(rows=1 + len(rows), cols=7)
        cells = [cell for row in table._cells for cell in [row]]
        values = [*HEADS]
        for task in rows:
            values += [
                str(task.number),
                task.focus,
                task.content[:30],
                task.indicator[:80],
                "",
                task.due,
                texts[task.number],
            ]
        for cell, value in zip(cells, values, strict=True):
            cell.text = value
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    def send(self, moment: str, unit: str, *forms: bytes, subject: str = "报送台账", text: str = "请查收。") -> None:
        """A unit mails its forms."""
        files = [(f"台账{number or ''}.docx", form) for number, form in enumerate(forms)]
        self.office.send(moment, *files, sender=self.desk.roster[unit].addresses[0], subject=subject, text=text)

    def whole(self, round_: str, day: str, but: list[str]) -> None:
        """Everybody else reports in full."""
        for minute, unit in enumerate(name for name in self.names if name not in but):
            self.send(f"{day}T09:{minute:02}:00", unit, self.form(unit, round_))

    def say(self, kind: Verdict, now: str, reason: str = "核实", **what: object) -> str:
        """A person decides."""
        said = Decision(number=0, kind=kind, by="李经办", at=at(now), reason=reason, **what)  # type: ignore[arg-type]  # fields of Decision
        return decide(self.desk, said, at(now))

    def settle(self, now: str, matching: str, kind: Verdict, **what: object) -> None:
        """Decide everything held whose subject, file or reason matches."""
        for one in held_json(self.desk):
            if matching in f"{one['subject']} {one['file']} {one['reason']} {one['sender']}":
                self.say(kind, now, "核实", held=one["number"], **what)

    def last(self, unit: str, round_: str) -> int:
        """The number of what a unit sent last."""
        with self.desk.book.reading() as page:
            return page.submissions.all(round_, unit=unit)[-1].number

    def draft(self, round_: str, now: str) -> Drafted:
        """The draft of a circular."""
        return draft_circular(self.desk, self.desk.round(round_), at(now))

    def issue(self, round_: str, approved: str, issued: str, number: int) -> None:
        """Approve and issue it."""
        self.say(Verdict.APPROVE, approved, round=round_)
        self.say(Verdict.ISSUE, issued, round=round_, code=f"兴政办发〔2022〕{number}号")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year, played to its end; `kept` on it is what each circular stated."""
    played = Year(Played(tmp_path_factory.mktemp("year") / "office"))
    played.kept = {}  # type: ignore[attr-defined]  # this test's own
    second(played)
    third(played)
    fourth(played)
    return played


def second(y: Year) -> None:
    q = "2022Q2"
    y.whole(q, "2022-06-07", SPECIAL_Q2)
    y.send("2022-06-08T10:00:00", "财政局", y.form("财政局", q, {13: "不涉及"}))
    y.send("2022-06-08T10:01:00", "发改局", y.form("发改局", q, {9: "不涉及"}))
    y.send(
        "2022-06-08T10:02:00",
        "教育局",
        y.form("教育局", q, {29: "今年图文解读占比达到75%，多元化解读率为66%，发布解读稿12篇。"}),
    )
    y.send("2022-06-08T10:04:00", "人社局", y.form("人社局", q), y.form("就创中心", q))
    first_, other = y.form("丽景街街道", q), y.form("丽景街街道", q, {1: "第二份的第1项文字，开展活动8次。"})
    y.send("2022-06-08T10:05:00", "丽景街街道", first_, other)
    y.send("2022-06-08T10:06:00", "前进街街道", y.form("前进街街道", q, {3: "", 5: "", 7: ""}))
    y.send("2022-06-08T10:07:00", "中山南街街道", y.form("中山南街街道", q))
    same = y.form("银古路街道", q)
    y.send("2022-06-08T10:08:00", "银古路街道", same)
    for minute, unit in enumerate(("富宁街街道", "新华街街道", "玉皇阁北街街道")):
        y.send(
            f"2022-06-08T11:0{minute}:00",
            unit,
            subject="申请延期",
            text="因疫情管控，我街道申请将二季度台账延期至6月15日报送，请批准。",
        )
    y.office.collect("2022-06-08T12:00:00")
    now, until = "2022-06-09T10:00:00", at("2022-06-16T00:00:00")  # 6月15日: through that day
    y.settle(now, y.desk.roster["富宁街街道"].addresses[0], Verdict.EXTEND, until=until)
    y.settle(now, y.desk.roster["新华街街道"].addresses[0], Verdict.EXTEND, until=until)
    y.settle(now, y.desk.roster["玉皇阁北街街道"].addresses[0], Verdict.RETURN)
    y.settle(now, "就创中心", Verdict.ASSIGN, unit="就创中心")
    y.settle(now, "台账1.docx", Verdict.ASSIGN, unit="丽景街街道")
    y.settle(now, y.desk.roster["丽景街街道"].addresses[0], Verdict.DISMISS)
    assert held_json(y.desk) == []
    y.say(Verdict.EXCUSE, now, unit="文化街街道", round=q)
    y.say(Verdict.WAIVE, now, submission=y.last("财政局", q), code="not_involved", task=13)
    y.send("2022-06-09T16:00:00", "胜利街街道", y.form("胜利街街道", q))
    y.send("2022-06-10T10:00:00", "月牙湖乡", y.form("月牙湖乡", q)[:9000])
    y.send("2022-06-10T10:00:10", "凤凰北街街道", y.form("凤凰北街街道", q)[:9000])
    y.send(
        "2022-06-10T11:00:00",
        "解放西街街道",
        y.form("解放西街街道", q, {task.number: "" for task in y.desk.ledger.tasks}),
    )
    y.office.collect("2022-06-10T11:05:00")
    y.send("2022-06-10T23:59:59", "掌政镇", y.form("掌政镇", q))
    y.send("2022-06-11T00:00:00", "大新镇", y.form("大新镇", q))
    y.send("2022-06-11T00:00:01", "通贵乡", y.form("通贵乡", q))
    y.send("2022-06-11T09:00:00", "解放西街街道", y.form("解放西街街道", q))
    y.send("2022-06-11T09:30:00", "银古路街道", same)
    y.send(
        "2022-06-12T10:00:00",
        "中山南街街道",
        y.form("中山南街街道", q, {1: "更正后的第1项：开展培训88次，发布信息8条。"}, left_out=tuple(range(3, 43))),
    )
    y.office.collect("2022-06-12T10:05:00")
    y.send("2022-06-14T23:59:59", "月牙湖乡", y.form("月牙湖乡", q))
    y.send("2022-06-15T00:00:00", "凤凰北街街道", y.form("凤凰北街街道", q))
    y.send("2022-06-15T20:00:00", "富宁街街道", y.form("富宁街街道", q))
    y.office.collect("2022-06-15T20:05:00")
    y.kept[q] = y.draft(q, "2022-06-16T09:00:00").report  # type: ignore[attr-defined]
    y.issue(q, "2022-06-16T15:00:00", "2022-06-17T10:00:00", 36)
    y.say(Verdict.VOID, "2022-06-20T10:00:00", "经查非本单位报送", submission=y.last("科技局", q))
    y.say(
        Verdict.EXTEND, "2022-06-20T10:01:00", "停电，情况属实", unit="通贵乡", round=q, until=at("2022-06-14T00:00:00")
    )
    y.say(Verdict.CORRECT, "2022-06-22T10:00:00", "核实更正", round=q, code="兴政办发〔2022〕40号")
    y.send("2022-07-20T10:00:00", "新华街街道", y.form("新华街街道", q))
    y.office.collect("2022-07-20T10:05:00")
    y.say(Verdict.CLEAR, "2022-07-21T09:00:00", "第3项已补", unit="前进街街道", round=q, code="blank", task=3)


def third(y: Year) -> None:
    q = "2022Q3"
    y.whole(q, "2022-09-06", SPECIAL_Q3)
    for minute, unit in enumerate(("民政局", "财政局", "应急局", "统计局")):
        y.send(f"2022-09-07T09:0{minute}:00", unit, y.form(unit, q, {42: OPEN42}))
    y.send("2022-09-07T10:00:00", "发改局", y.form("发改局", q, {9: "不涉及"}))
    y.send("2022-09-07T10:01:00", "审计局", y.form("审计局", q, {42: ""}))
    y.send("2022-09-07T10:02:00", "前进街街道", y.form("前进街街道", q, left_out=(3, 5, 7)))
    y.send("2022-09-05T10:00:00", "解放西街街道", y.form("解放西街街道", q, {42: OPEN42}))
    y.send("2022-09-06T10:00:00", "解放西街街道", y.form("解放西街街道", q))
    y.send("2022-09-07T10:04:00", "税务局", y.form("税务局", q)[:9000])
    y.office.collect("2022-09-07T12:00:00")
    y.say(Verdict.VOID, "2022-09-08T09:00:00", "误报", submission=y.last("解放西街街道", q))
    y.send("2022-09-09T10:00:00", "税务局", y.form("税务局", q))
    y.send("2022-09-13T23:59:59", "掌政镇", y.form("掌政镇", q))
    y.send("2022-09-14T00:00:00", "大新镇", y.form("大新镇", q))
    y.office.collect("2022-09-14T08:30:00")
    for day in (14, 16, 20):
        remind(y.desk, at(f"2022-09-{day}T09:00:00"))
    y.kept[q] = y.draft(q, "2022-09-20T09:30:00").report  # type: ignore[attr-defined]
    y.issue(q, "2022-09-20T15:00:00", "2022-09-21T10:00:00", 60)
    y.say(Verdict.CLEAR, "2022-10-10T09:00:00", "现场核查已完成", unit="财政局", round=q, code="expired", task=42)


def fourth(y: Year) -> None:
    q = "2022Q4"
    y.whole(q, "2022-12-06", SPECIAL_Q4)
    y.send("2022-12-07T09:00:00", "应急局", y.form("应急局", q, {42: OPEN42}))
    y.send("2022-12-07T09:01:00", "财政局", y.form("财政局", q, {42: OPEN42}))
    y.send("2022-12-07T09:02:00", "统计局", y.form("统计局", q, dict.fromkeys((9, 10), "尚未完成，已发布3条。")))
    y.send("2022-12-07T09:03:00", "前进街街道", y.form("前进街街道", q, {3: "", 5: "", 7: ""}))
    y.send("2022-12-07T09:04:00", "审计局", y.form("审计局", q, {42: ""}))
    y.send("2022-12-07T09:06:00", "司法局", y.form("司法局", q, {32: "正在推进，已开展4场，尚未完成。"}))
    y.send("2022-12-12T23:59:59", "掌政镇", y.form("掌政镇", q))
    y.send("2022-12-13T00:00:00", "大新镇", y.form("大新镇", q))
    y.office.collect("2022-12-13T08:30:00")
    y.kept[q] = y.draft(q, "2022-12-16T09:00:00").report  # type: ignore[attr-defined]
    y.issue(q, "2022-12-16T15:00:00", "2022-12-19T10:00:00", 90)


def standing(report: Report, *standings: Standing) -> set[str]:
    return {one.unit.name for one in report.assessments if one.standing in standings}


def by_kind(lines: tuple[Problem, ...], kind: str) -> dict[str, tuple[int, ...]]:
    return {one.unit: one.tasks for one in lines if one.kind == kind}


def test_second_quarter(year: Year) -> None:
    report: Report = year.kept["2022Q2"]  # type: ignore[attr-defined]
    assert Counter(one.standing for one in report.assessments) == {
        Standing.ON_TIME: 29,
        Standing.LATE: 4,
        Standing.INCOMPLETE: 2,
        Standing.MISSING: 2,
        Standing.EXCUSED: 1,
    }
    assert standing(report, Standing.LATE) == {"大新镇", "通贵乡", "解放西街街道", "凤凰北街街道"}
    assert standing(report, Standing.MISSING) == {"新华街街道", "玉皇阁北街街道"}
    assert standing(report, Standing.INCOMPLETE) == {"前进街街道", "发改局"}
    assert by_kind(report.problems, "blank") == {"前进街街道": (3, 5, 7)}
    assert by_kind(report.problems, "not_involved") == {"发改局": (9,)}
    assert by_kind(report.problems, "expired") == {}
    assert all(one.agrees for one in figures(report))


def test_correction_of_the_second_quarter(year: Year) -> None:
    (path,) = year.desk.out.glob("关于更正*.docx")
    document = Document(str(path))
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    for sentence in (
        "逾期报送单位由4个更正为3个",
        "未报送单位由2个更正为3个",
        "部门按时报送单位由22个更正为21个",
        "部门按时报送率由95.7%更正为91.3%",
        "乡镇按时报送单位由2个更正为3个",
        "乡镇按时报送率由50.0%更正为75.0%",
        "整改时限为2022年6月29日",
    ):
        assert sentence in text
    assert "尚在期限内" not in text
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in document.tables[0].rows[1:]}
    assert set(rows) == {"科技局", "通贵乡"}
    assert (rows["科技局"][2:4], rows["通贵乡"][3]) == (["按时报送", "未报送"], "按时报送")
    assert "作废：经查非本单位报送" in rows["科技局"][4]


def test_third_quarter(year: Year) -> None:
    report: Report = year.kept["2022Q3"]  # type: ignore[attr-defined]
    assert standing(report, Standing.LATE) == {"大新镇"}
    assert standing(report, Standing.MISSING) == {"文化街街道", "丽景街街道"}
    assert standing(report, Standing.INCOMPLETE) == {"发改局", "审计局", "前进街街道"}
    assert len(standing(report, Standing.ON_TIME)) == 32
    assert by_kind(report.problems, "expired") == dict.fromkeys(
        ("民政局", "财政局", "应急局", "统计局", "审计局", "解放西街街道", "文化街街道"), (42,)
    )
    assert by_kind(report.problems, "blank") == {"前进街街道": (3, 5, 7), "审计局": (42,)}
    back = [(one.unit, one.kind, one.tasks, one.cleared) for one in report.lookback]
    whole = {(unit, kind, cleared) for unit, kind, _, cleared in back}
    assert whole == {
        ("大新镇", "late", False),  # no written statement has been ticked
        ("解放西街街道", "late", False),
        ("凤凰北街街道", "late", False),
        ("发改局", "not_involved", False),  # 不涉及 is not cleared by 不涉及
        ("前进街街道", "blank", True),
        ("前进街街道", "blank", False),
        ("新华街街道", "missing", True),  # came on 20 July
        ("玉皇阁北街街道", "missing", False),
        ("科技局", "missing", False),
    }
    assert {(tasks, cleared) for unit, _, tasks, cleared in back if unit == "前进街街道"} == {
        ((3,), True),
        ((5, 7), False),
    }
    assert all(one.agrees for one in figures(report))


def test_fourth_quarter(year: Year) -> None:
    report: Report = year.kept["2022Q4"]  # type: ignore[attr-defined]
    assert standing(report, Standing.LATE) == {"大新镇"}
    assert standing(report, Standing.MISSING) == {"文化街街道"}
    assert standing(report, Standing.INCOMPLETE) == {"前进街街道", "审计局"}
    expired = by_kind(report.problems, "expired")
    assert expired["应急局"] == expired["审计局"] == (42,)
    assert expired["统计局"] == (9, 10)
    assert expired["司法局"] == (32,)
    assert 42 in expired["文化街街道"]
    assert set(expired) == {"应急局", "审计局", "统计局", "司法局", "文化街街道"}  # 财政局's is struck off for good
    back = {(one.round, one.unit, one.kind): one.cleared for one in report.lookback}
    assert not back["2022Q2", "科技局", "missing"]
    assert not back["2022Q2", "玉皇阁北街街道", "missing"]
    assert back["2022Q2", "发改局", "not_involved"]
    assert back["2022Q3", "发改局", "not_involved"]
    assert back["2022Q3", "财政局", "expired"]
    assert back["2022Q3", "民政局", "expired"]
    assert back["2022Q3", "统计局", "expired"]
    assert not back["2022Q3", "应急局", "expired"]
    assert not back["2022Q3", "前进街街道", "blank"]
    assert ("2022Q2", "新华街街道", "missing") not in back
    assert all(one.agrees for one in figures(report))


def grounds(made: Annual, unit: str) -> set[tuple[str, str, tuple[int, ...]]]:
    return {(one.round, one.kind, one.tasks) for one in made.deductions if one.unit == unit}


def test_years_end(year: Year) -> None:
    office = year.office
    for name, points in (("late", "1"), ("missing", "2"), ("incomplete", "0.5"), ("expired", "1")):
        office.set(f"# {name} = {points} " if name == "expired" else f"# {name} = {points}\n", f"{name} = {points}\n")
    made = sum_up(office.desk, at("2022-12-21T09:00:00")).annual
    expired = {(one.unit, one.round): one.tasks for one in made.deductions if one.kind == "expired"}
    assert expired.pop(("文化街街道", "2022Q4"))
    assert expired == {
        ("应急局", "2022Q3"): (42,),
        ("审计局", "2022Q3"): (42,),
        ("文化街街道", "2022Q3"): (42,),
        ("统计局", "2022Q4"): (9, 10),
        ("司法局", "2022Q4"): (32,),
    }
    assert grounds(made, "民政局") == grounds(made, "财政局") == set()
    assert grounds(made, "科技局") == {("2022Q2", "missing", ())}
    assert grounds(made, "通贵乡") == set()
    (basis,) = [one.basis for one in made.deductions if one.unit == "科技局"]
    assert basis == "兴政办发〔2022〕36号（经兴政办发〔2022〕40号更正）"
    scores = {one.unit: str(one.net) for one in made.scores if one.net}
    assert scores == {
        "科技局": "2",
        "发改局": "1.0",
        "司法局": "1",
        "应急局": "1",
        "审计局": "2.0",
        "统计局": "1",
        "大新镇": "3",
        "凤凰北街街道": "1",
        "解放西街街道": "1",
        "文化街街道": "6",
        "新华街街道": "2",
        "玉皇阁北街街道": "2",
        "前进街街道": "1.5",
        "丽景街街道": "2",
    }
    text = "\n".join(p.text for p in Document(str(write_middle(office.desk, at("2022-12-21T09:10:00")))).paragraphs)
    assert "文化街街道" in text.partition("从未报送的单位")[2]
    assert "均已报送过" not in text
