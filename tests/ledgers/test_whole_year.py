"""Each ledger from its opening to the annual sheet: forms, a filled form of each unit, circular; right in every number."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from ledger.model import SHANGHAI, Annual, Ledger, Report, Standing, Unit
from office.desk.desk import Desk
from office.duties.drafting import draft_circular
from office.keeping.check import check
from office.keeping.opening import init
from office.papers.forms import blank_forms
from office.reports.annual import sum_up
from templates.circular.figures import figures
from tests.ledgers.filled import Told, fill
from tests.ledgers.made import LEDGERS as TWELVE
from tests.ledgers.made import units
from tests.ledgers.more import MORE
from tests.offices import Played

LEDGERS = TWELVE | MORE
OURS = {
    "taizhang@xingqing.example": "duban@pingchuan.gov.cn",
    "jingban@xingqing.example": "jingban@pingchuan.gov.cn",
    "zhuren@xingqing.example": "zhuren@pingchuan.gov.cn",
    "0000-0000306": "0000-1234567",
    "张经办": "周经办",
    "请填写本办全称": "平川区专项工作办公室",
    "not_units = []": 'not_units = ["各有关单位", "街道社区"]',
    **{
        f'# "{words}" = 2025-12-31   # 或 "长期坚持"': f'"{words}" = {meant}'
        for words, meant in (
            ("适时推进", '"长期坚持"'),
            ("力争9月底", '"长期坚持"'),
            ("一季度开工，四季度完工", "2025-12-31"),
            ("2025年9月底前取得阶段性成效，持续推进", "2025-09-30"),
        )
    },
    '# [[rounds]]\n# due = 2025-06-10\n# name = "2025年上半年"\n': "".join(
        f'[[rounds]]\ndue = 2025-{month:02}-20\nname = "2025年第{place}期"\ncode = "P{place}"\n'
        for place, month in enumerate((4, 5, 6), 1)
    ),
}
"""What a person changes and says after `init`."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a ledger says, stated by hand."""

    rounds: int
    first: tuple[str, date]  # name and day of the first round
    last: tuple[str, date]
    labels: str
    leads: tuple[str, ...]  # by task
    answering: tuple[int, ...]  # how many units, by task
    expires: tuple[str, ...]
    number: str  # heading of the numbers in the form
    asked: tuple[str, ...]  # headings the unit fills; the first is the progress
    circular: str
    unsaid: tuple[str, ...] = field(default=())  # codes that stopped the check until a person had said it


E_: dict[str, Expected] = {
    "ducha": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 1, 25)),
        last=("2025年12月", date(2025, 12, 25)),
        labels="1 2 3",
        leads=("财政局", "教育局", "住房和城乡建设局"),
        answering=(2, 3, 2),
        expires=("2025-03-31", "2025-05-15", "2025-10-31"),
        number="督查编号",
        asked=("办理进展", "存在问题", "下一步打算"),
        circular="月度通报",
    ),
    "fenjie": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 2, 5)),
        last=("2025年12月", date(2026, 1, 5)),
        labels="1 2 3 4 5",
        leads=("发展改革局", "发展改革局", "教育局", "住房和城乡建设局", "住房和城乡建设局"),
        answering=(4, 6, 3, 3, 3),
        expires=("2025-12-31", "2025-06-30", "2025-08-31", "2025-09-30", ""),
        number="序号",
        asked=("工作进展情况",),
        circular="月度通报",
    ),
    "baogao": Expected(
        rounds=4,
        first=("2025年第一季度", date(2025, 3, 20)),
        last=("2025年第四季度", date(2025, 12, 20)),
        labels="1 2 3",
        leads=("发展改革局", "财政局", ""),
        answering=(6, 3, 3),
        expires=("", "", ""),
        number="序号",
        asked=("落实情况",),
        circular="季度通报",
    ),
    "wenti": Expected(
        rounds=2,
        first=("2025年上半年", date(2025, 6, 30)),
        last=("2025年下半年", date(2025, 12, 31)),
        labels="一-1 一-2 二-1 二-2",
        leads=("", "", "", ""),
        answering=(1, 2, 1, 2),
        expires=("2025-06-30", "2025-09-30", "", "2025-12-31"),
        number="序号",
        asked=("整改进展情况",),
        circular="半年通报",
    ),
    "minsheng": Expected(
        rounds=4,
        first=("2025年第一季度", date(2025, 3, 20)),
        last=("2025年第四季度", date(2025, 12, 20)),
        labels="1 2 3 4",
        leads=("教育局", "教育局", "住房和城乡建设局", "应急管理局"),
        answering=(2, 3, 3, 2),
        expires=("2025-09-30", "2025-08-31", "2025-11-30", ""),
        number="序号",
        asked=("进展情况", "备注"),
        circular="季度通报",
    ),
    "huanbao": Expected(
        rounds=6,
        first=("2025年1—2月", date(2025, 2, 25)),
        last=("2025年11—12月", date(2025, 12, 25)),
        labels="一-1 一-2 二-1",
        leads=("住房和城乡建设局", "发展改革局", "住房和城乡建设局"),
        answering=(3, 3, 2),
        expires=("2025-10-31", "", "2025-12-31"),
        number="序号",
        asked=("整改进展", "存在问题", "下一步措施", "验收销号情况"),
        circular="月度通报",
    ),
    "xuncha": Expected(
        rounds=2,
        first=("2025年上半年", date(2025, 7, 10)),
        last=("2025年下半年", date(2026, 1, 10)),
        labels="1 2 3",
        leads=("", "", ""),
        answering=(1, 2, 1),
        expires=("", "2025-06-30", ""),
        number="序号",
        asked=("整改落实情况", "未完成原因"),
        circular="半年通报",
        unsaid=("office",),
    ),
    "anquan": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 1, 31)),
        last=("2025年12月", date(2025, 12, 31)),
        labels="1 2 3 4",
        leads=("应急管理局", "住房和城乡建设局", "", ""),
        answering=(3, 3, 2, 6),
        expires=("2025-06-30", "2025-10-31", "2025-06-30", ""),
        number="",
        asked=("落实情况",),
        circular="月度通报",
        unsaid=("unknown_unit",),
    ),
    "yingshang": Expected(
        rounds=4,
        first=("2025年第一季度", date(2025, 4, 10)),
        last=("2025年第四季度", date(2026, 1, 10)),
        labels="1 2 3",
        leads=("发展改革局", "住房和城乡建设局", "发展改革局"),
        answering=(3, 6, 3),
        expires=("2025-06-30", "2025-12-31", "2025-09-30"),
        number="序号",
        asked=("工作进展", "存在问题", "下一步工作"),
        circular="季度通报",
    ),
    "huiyi": Expected(
        rounds=3,
        first=("2025年第1期", date(2025, 4, 20)),
        last=("2025年第3期", date(2025, 6, 20)),
        labels="1 2 3",
        leads=("发展改革局", "教育局", "财政局"),
        answering=(2, 3, 2),
        expires=("2025-04-30", "", "2025-05-15"),
        number="序号",
        asked=("办理结果",),
        circular="通报",
        unsaid=("limit_unclear", "rounds_unclear", "settings", "unknown_unit"),
    ),
    "xinfang": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 1, 28)),
        last=("2025年12月", date(2025, 12, 28)),
        labels="1 2 3",
        leads=("", "", ""),
        answering=(1, 2, 1),
        expires=("2025-06-30", "2025-12-31", "2025-12-31"),
        number="案号",
        asked=("化解进展", "稳控情况", "是否化解"),
        circular="月度通报",
    ),
    "yuedu": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 2, 10)),
        last=("2025年12月", date(2026, 1, 10)),
        labels="一-1 一-2 二-1",
        leads=("发展改革局", "发展改革局", "信访局"),
        answering=(2, 2, 3),
        expires=("2025-12-31", "2025-11-30", ""),
        number="编号",
        asked=("完成情况", "未完成原因", "下步计划"),
        circular="月度通报",
        unsaid=("office",),
    ),
    "tian": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 1, 27)),
        last=("2025年12月", date(2025, 12, 31)),
        labels="1 2 3 4",
        leads=("住房和城乡建设局", "教育局", "应急管理局", "发展改革局"),
        answering=(3, 2, 3, 2),
        expires=("2025-08-31", "2025-08-31", "2025-09-15", "2025-09-15"),
        number="编号",
        asked=("办理进度", "答复日期", "满意度"),
        circular="月度通报",
    ),
    "zhaiquan": Expected(
        rounds=12,
        first=("2025年1月", date(2025, 1, 25)),
        last=("2025年12月", date(2025, 12, 25)),
        labels="1 2 3",
        leads=("", "", ""),
        answering=(1, 1, 1),
        expires=("2026-10-31", "2025-08-20", "2025-12-31"),
        number="序号",
        asked=("形象进度", "累计完成投资", "债券资金支出", "存在困难及建议"),
        circular="月度通报",
    ),
    "zhuti": Expected(
        rounds=4,
        first=("2025年第一季度", date(2025, 3, 20)),
        last=("2025年第四季度", date(2025, 12, 20)),
        labels="一-1 一-2 二-1 三-1 三-2",
        leads=("", "", "", "", ""),
        answering=(1, 2, 1, 6, 2),
        expires=("", "2025-02-28", "2025-09-30", "", ""),
        number="序号",
        asked=("整改情况", "是否完成整改（是/否）"),
        circular="季度通报",
        unsaid=("limit_unclear",),
    ),
    "shishi": Expected(
        rounds=2,
        first=("2025年上半年", date(2025, 6, 25)),
        last=("2025年下半年", date(2025, 12, 25)),
        labels="1 2 3",
        leads=("教育局", "住房和城乡建设局", "住房和城乡建设局"),
        answering=(3, 3, 2),
        expires=("2025-11-30", "2025-10-31", "2025-12-31"),
        number="序号",
        asked=("进展情况（下半年）",),
        circular="半年通报",
        unsaid=("limit_unclear",),
    ),
    "chuangwen": Expected(
        rounds=3,
        first=("2025年第1期", date(2025, 4, 20)),
        last=("2025年第3期", date(2025, 6, 20)),
        labels="1 2 3",
        leads=("", "", "教育局"),
        answering=(2, 3, 2),
        expires=("", "", ""),
        number="",
        asked=("达标情况", "佐证材料"),
        circular="通报",
        unsaid=("rounds_unclear", "settings"),
    ),
    "zhongdian": Expected(
        rounds=4,
        first=("2025年第一季度", date(2025, 4, 10)),
        last=("2025年第四季度", date(2026, 1, 10)),
        labels="1 2 3 4",
        leads=("发展改革局", "发展改革局", "信访局、财政局", "教育局"),
        answering=(3, 3, 4, 2),
        expires=("2025-12-31", "", "2025-12-20", ""),
        number="序号",
        asked=("工作推进情况", "主要指标完成值", "下季度打算"),
        circular="季度通报",
        unsaid=("limit_unclear",),
    ),
}


class Kind(Played):
    """The office of one ledger, before and after a person has said what could not be known."""

    report: Report  # of the second round, once it is played
    annual: Annual  # at the year's end

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name, self.expected = root / "office", name, E_[name]
        suffix, make = LEDGERS[name]
        (root / f"{name}{suffix}").write_bytes(make())
        (root / "units.xlsx").write_bytes(units())
        init(self.root, ledger=root / f"{name}{suffix}", units=root / "units.xlsx")
        self.desk = Desk(self.root)
        self.stopped = {one.code for one in check(self.desk, servers=False).blocking}
        path = self.root / "office.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in OURS.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        self.desk = Desk(self.root)

    @property
    def ledger(self) -> Ledger:
        """As it is understood."""
        return self.desk.ledger

    @property
    def busy(self) -> list[Unit]:
        """The units that have a task."""
        return [unit for unit in self.desk.roster.units if self.desk.tasks_of(unit.name)]


@pytest.fixture(scope="module", params=LEDGERS)
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    """One office a ledger, played through its second round or its only days."""
    return Kind(tmp_path_factory.mktemp(request.param), request.param)


def moment(day: date, hour: int = 10) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def test_ledger_is_understood_in_every_number(kind: Kind) -> None:
    ledger, expected = kind.ledger, kind.expected
    assert [task.label for task in ledger.tasks] == expected.labels.split()
    assert tuple("、".join(task.leads) for task in ledger.tasks) == expected.leads
    assert tuple(len(task.units) for task in ledger.tasks) == expected.answering
    assert tuple(str(task.expires or "") for task in ledger.tasks) == expected.expires
    assert all(task.content for task in ledger.tasks)
    rounds = kind.desk.rounds
    assert len(rounds) == expected.rounds
    assert [(one.name, one.due) for one in (rounds[0], rounds[-1])] == [expected.first, expected.last]


def test_what_is_not_known_stops_the_check_until_it_is_said(kind: Kind) -> None:
    assert kind.stopped - {"example"} == set(kind.expected.unsaid)
    assert check(kind.desk, servers=False).blocking == ()


def told_by(unit: str) -> Told:
    """What a unit writes, of its own for each task and heading."""
    return lambda number, heading: f"{unit}的{heading}{number}：已开展3次，正在推进。"


@pytest.fixture(scope="module")
def played(kind: Kind) -> Kind:
    """The second round, in which the first unit stays silent, and the year to its end."""
    desk, this = kind.desk, kind.desk.rounds[1]
    for place, unit in enumerate(kind.busy[1:]):
        blank = blank_forms(desk, unit, this, {})[place % 3 == 1]
        form = fill(
            blank.content,
            kind.expected.asked,
            told_by(unit.name),
            number=kind.expected.number,
        )
        kind.send(f"{this.due - timedelta(days=2)}T09:{place:02}:00", (blank.name, form), sender=unit.addresses[0])
    kind.collect(f"{this.due}T12:00:00")
    after = moment(this.deadline.date() + timedelta(days=5))
    kind.collect(f"{after.date()}T09:00:00")
    kind.report = draft_circular(desk, this, after).report
    end = moment(desk.rounds[-1].deadline.date() + timedelta(days=20))
    kind.collect(f"{end.date()}T09:00:00")
    kind.annual = sum_up(desk, end).annual
    return kind


def test_form_is_the_ledgers_own(kind: Kind) -> None:
    headings = [one.heading for one in kind.ledger.columns]
    for form in blank_forms(kind.desk, kind.busy[0], kind.desk.rounds[0], {}):
        said = text_of(form.content)
        assert [heading for heading in headings if heading not in said] == []


def test_every_text_arrives_under_its_task_and_its_heading(played: Kind) -> None:
    assert played.held() == []
    standings = {one.unit.name: one for one in played.report.assessments}
    assert [*standings] == [unit.name for unit in played.busy]  # who has no task is not named
    assert standings.pop(played.busy[0].name).standing is Standing.MISSING
    assert all(one.agrees for one in figures(played.report))
    for name, one in standings.items():
        assert one.standing is Standing.ON_TIME, (name, one.findings)
        assert [entry.task for entry in one.entries] == [task.number for task in played.desk.tasks_of(name)]
        for entry in one.entries:
            told = dict(entry.more)
            assert list(told) == list(played.expected.asked[1:])
            assert entry.progress.startswith(f"{name}的{played.expected.asked[0]}")
            assert all(text.startswith(f"{name}的{heading}") for heading, text in told.items())


def test_year_counts_what_did_not_come(played: Kind) -> None:
    silent = [(one.unit, one.round) for one in played.annual.deductions if one.kind == "missing"]
    due = {(unit.name, one.code) for unit in played.busy for one in played.desk.rounds}
    came = {(unit.name, played.desk.rounds[1].code) for unit in played.busy[1:]}
    assert set(silent) == due - came
    assert len(silent) == len(set(silent))
    assert {one.name for one in played.annual.units} == {unit.name for unit in played.busy}


def text_of(package: bytes) -> str:
    """Every text in a Word or Excel file."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        pages = [parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml")]
    return re.sub(r"<[^>]+>", "", "".join(pages))


def test_papers_speak_of_the_ledgers_own_rhythm(played: Kind) -> None:
    papers = [path for path in played.desk.out.rglob("*") if path.suffix in (".docx", ".xlsx")]
    assert papers
    said = "".join(path.name + text_of(path.read_bytes()) for path in papers)
    said += "".join(letter.subject + letter.text for letter in played.letters())
    if played.expected.circular != "季度通报":
        for task in played.ledger.tasks:  # its own words
            said = said.replace(task.due, "")
        assert "季度" not in said
    assert "政务公开" not in said
    assert "与上期相比" not in said  # the office was not at work then
    assert "进展落实情况" not in said  # what the ledger calls it: 办理进展, 落实情况, 整改进展情况
    assert not re.search(r"第[12]00[1-9]项", said)
