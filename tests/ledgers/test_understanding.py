"""What a ledger's words mean, in any wording; what is not certain is no date, no unit, no number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import parsers
from ledger.layout import Explained
from ledger.limits import read_due
from ledger.model import Field, Ledger, LedgerColumn, Row
from ledger.naming import circular_word, theme_of, warning
from ledger.numbering import number_tasks
from ledger.numerals import ranges, task_label, task_numbers
from ledger.opening import open_year
from ledger.reading import read_form
from ledger.responsibility import read_responsibility
from ledger.rhythm import read_rhythm
from ledger.rounds import named_plans
from office.desk.desk import master_form
from office.desk.settings import SettingsError, load_settings
from office.desk.units import read_roster
from templates.forms.grid import layout, of_round
from tests.ledgers.made import excel, units, word

ROSTER = read_roster(units(), place="平川区")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年12月底", "2025-12-31"),
        ("2025.12", "2025-12-31"),
        ("2025-03-31", "2025-03-31"),
        ("2025年6月30日（含）", "2025-06-30"),
        ("6月中旬", "2025-06-20"),
        ("二季度末", "2025-06-30"),
        ("2025年第四季度", "2025-12-31"),
        ("三季度", "2025-09-30"),
        ("上半年", "2025-06-30"),
        ("年底前", "2025-12-31"),
        ("2025年底前", "2025-12-31"),
        ("明年3月底前", "2026-03-31"),
        ("3月至9月", "2025-09-30"),
        ("2025年6-9月", "2025-09-30"),
        ("全部整改到位，2025年8月", "2025-08-31"),
    ],
)
def test_limit_in_any_words_has_its_day(text: str, day: str) -> None:
    assert read_due(text, year=2025) == (date.fromisoformat(day), True)


@pytest.mark.parametrize("text", ["长期坚持", "全年", "每月", "每季度末", "每半年", "立行立改", "每月一次"])
def test_limit_without_a_day_is_understood_as_that(text: str) -> None:
    assert read_due(text, year=2025) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "适时推进",
        "6月、12月",
        "6月底前完成初稿，12月底前完成",
        "四季度前",
        "6月前",
        "汛期前",
        "6月汛期后",
        "13月",
        "2025年前",
        "力争9月底",
        "2025年9月底前取得阶段性成效，持续推进",
        "6月底前完成，长期坚持",
        "",
    ],
)
def test_limit_that_is_not_certain_has_no_day(text: str) -> None:
    assert read_due(text, year=2025) == (None, False)


@pytest.mark.parametrize(
    ("said", "count", "first", "last"),
    [
        ("每月5日前将上月进展情况报送", 12, ("2025年1月", date(2025, 2, 5)), ("2025年12月", date(2026, 1, 5))),
        ("每月5日前报送", 12, ("2025年1月", date(2025, 1, 5)), ("2025年12月", date(2025, 12, 5))),
        ("每月底前报送", 12, ("2025年1月", date(2025, 1, 31)), ("2025年12月", date(2025, 12, 31))),
        ("每季度末月20日前报送", 4, ("2025年第一季度", date(2025, 3, 20)), ("2025年第四季度", date(2025, 12, 20))),
        ("每季度最后一个月25日前上报", 4, ("2025年第一季度", date(2025, 3, 25)), ("2025年第四季度", date(2025, 12, 25))),
        ("每季度首月10日前将上季度情况报区营商办", 4, ("2025年第一季度", date(2025, 4, 10)), ("2025年第四季度", date(2026, 1, 10))),
        ("每半年结束后10日内报区委巡察办", 2, ("2025年上半年", date(2025, 7, 10)), ("2025年下半年", date(2026, 1, 10))),
        ("每双月25日前报送", 6, ("2025年1—2月", date(2025, 2, 25)), ("2025年11—12月", date(2025, 12, 25))),
        ("分别于2025年6月30日、12月31日前报送", 2, ("2025年上半年", date(2025, 6, 30)), ("2025年下半年", date(2025, 12, 31))),
        ("于4月10日、7月10日、10月10日、次年1月10日前将上季度情况报送", 4, ("2025年第一季度", date(2025, 4, 10)), ("2025年第四季度", date(2026, 1, 10))),
        ("每周五前报送", 52, ("2025年第1期", date(2025, 1, 3)), ("2025年第52期", date(2025, 12, 26))),
        ("每星期三前报送，遇节假日顺延", 53, ("2025年第1期", date(2025, 1, 1)), ("2025年第53期", date(2025, 12, 31))),
        ("每月前5个工作日内将上月情况报送", 12, ("2025年1月", date(2025, 2, 10)), ("2025年12月", date(2026, 1, 8))),
        ("每月前五个工作日内报送", 12, ("2025年1月", date(2025, 1, 8)), ("2025年12月", date(2025, 12, 5))),
        ("每月最后一个工作日前报送", 12, ("2025年1月", date(2025, 1, 27)), ("2025年12月", date(2025, 12, 31))),
        ("每季度结束后5个工作日内报送", 4, ("2025年第一季度", date(2025, 4, 8)), ("2025年第四季度", date(2026, 1, 8))),
        ("每季度次月前10个工作日内报送", 4, ("2025年第一季度", date(2025, 4, 15)), ("2025年第四季度", date(2026, 1, 15))),
        ("每季度末最后一个工作日前报送", 4, ("2025年第一季度", date(2025, 3, 31)), ("2025年第四季度", date(2025, 12, 31))),
        ("每半年结束后10个工作日内报区委办", 2, ("2025年上半年", date(2025, 7, 14)), ("2025年下半年", date(2026, 1, 15))),
        ("每两个月底前报送", 6, ("2025年1—2月", date(2025, 2, 28)), ("2025年11—12月", date(2025, 12, 31))),
        ("每两个月结束后5日内报送", 6, ("2025年1—2月", date(2025, 3, 5)), ("2025年11—12月", date(2026, 1, 5))),
        ("每月25日前报送。对未按时报送的单位每月通报", 12, ("2025年1月", date(2025, 1, 25)), ("2025年12月", date(2025, 12, 25))),
    ],
)  # fmt: skip
def test_rhythm_of_a_preface(said: str, count: int, first: tuple[str, date], last: tuple[str, date]) -> None:
    plans = named_plans(read_rhythm(f"{said}。", year=2025).plans)
    assert len(plans) == count
    assert [(one.name, one.due) for one in (plans[0], plans[-1])] == [first, last]


@pytest.mark.parametrize(
    "said",
    [
        "每次会议后10个工作日内报送",
        "每月5日、20日前报送",
        "每周五下午5点前报送",
        "每周五12时前报送",
        "每双周五前报送",
        "每周一、周四报送",
        "每周日前报送",
        "每周报送",
        "按月报送",
        "每月25日前报送，重大情况每周五前报送",
        "每季度结束前5个工作日报送",
        "每季度前5个工作日内报送",
        "每月第3个工作日后报送",
        "每月后5个工作日内报送",
        "每两个月25日前报送",
        "每季度首月10日前报送",
        "每半年结束前5日报送",
        "每季度末前5日报送",
        "每两个月报送一次",
        "每月5日前报送进展。每季度末月20日前报送小结",
    ],
)
def test_preface_that_is_not_certain_makes_no_round_and_is_quoted(said: str) -> None:
    found = read_rhythm(said, year=2025)
    assert found.plans == ()
    assert found.unclear == said.replace("。", "；").replace("，", ",")


def test_day_that_nobody_can_count_yet_is_asked_for_by_name() -> None:
    """The holidays of 2027 are not known: once they are, a later year is to be taken."""
    found = read_rhythm("每季度结束后5个工作日内报送。", year=2026)
    assert [one.name for one in found.plans] == ["2026年第一季度", "2026年第二季度", "2026年第三季度"]
    assert (found.wanting, found.unclear) == (("2026年第四季度",), "")


@pytest.mark.parametrize(
    ("text", "leads", "count"),
    [
        ("发改局牵头，财政局、各部门配合", ("发展改革局",), 6),
        ("由发改局、财政局牵头，各镇街配合", ("发展改革局", "财政局"), 4),
        ("财政局（牵头）、各镇（街道）", ("财政局",), 3),
        ("承办单位：教育局，协办单位：各街道办事处", ("教育局",), 2),
        ("主办：教育局，会办：住建局、各街道", ("教育局",), 3),
        ("牵头：发改局、财政局，配合：各镇街", ("发展改革局", "财政局"), 4),
        ("教育局（牵头）\n应急局、柳河街道", ("教育局",), 3),
        ("教育局、住建局", ("教育局",), 2),
        ("各乡镇、各街道", (), 2),
    ],
)
def test_who_leads_and_who_answers(text: str, leads: tuple[str, ...], count: int) -> None:
    read = read_responsibility(text, ROSTER, task=1, first_leads=True)
    assert (read.leads, len(read.units)) == (leads, count)
    assert [one.code for one in read.findings if one.code == "unknown_unit"] == []


@pytest.mark.parametrize("text", ["各有关单位", "各单位", "各行业主管部门", "街道社区"])
def test_collective_name_that_may_mean_anybody_is_asked_about(text: str) -> None:
    assert [one.code for one in read_responsibility(text, ROSTER, task=1).findings] == ["unknown_unit"]


def numbered(*rows: tuple[str, str]) -> tuple[list[int], list[str]]:
    """The numbers of rows of section and number, and the codes of what is wrong."""
    read = [
        Row(number=Field(text=number, where=f"行{place}"), section=section)
        for place, (section, number) in enumerate(rows)
    ]
    numbers, findings = number_tasks(read)
    return numbers, [one.code for one in findings]


@pytest.mark.parametrize(
    ("rows", "labels", "codes"),
    [
        ([("", "1"), ("", "2"), ("", "3")], "1 2 3", []),
        ([("一、a", "1"), ("一、a", "2"), ("二、b", "1")], "一-1 一-2 二-1", []),
        ([("甲", "1"), ("甲", "2"), ("乙", "1")], "一-1 一-2 二-1", []),
        ([("二、a", "1"), ("四、b", "1")], "二-1 四-1", []),
        ([("", "1-1"), ("", "1-2"), ("", "2-1")], "一-1 一-2 二-1", []),
        ([("", "督〔2025〕1号"), ("", "督〔2025〕2号"), ("", "督〔2024〕1号")], "1 2 3", []),
        ([("", "2025001"), ("", "2025002")], "1 2", []),
        ([("", "一"), ("", "二")], "1 2", []),
        ([("", ""), ("", "")], "1 2", []),
        ([("", "1"), ("", "2"), ("", "2")], "1 2 3", ["number_twice"]),
    ],
)
def test_numbers_tell_every_task_apart(rows: list[tuple[str, str]], labels: str, codes: list[str]) -> None:
    numbers, found = numbered(*rows)
    assert ([task_label(number) for number in numbers], found) == (labels.split(), codes)


def test_number_within_a_section_is_read_as_it_is_printed() -> None:
    assert task_numbers("一-3") == (1003,)
    assert task_numbers("第十二-1项") == (12001,)
    assert ranges([1001, 1002, 1003, 2001]) == "一-1—3、二-1"


def test_blank_column_is_asked_for_and_a_filled_one_carried() -> None:
    head = ("序号", "存在问题", "整改措施", "责任单位", "整改时限", "整改情况", "完成情况", "备注")
    rows = [
        ("1", "台账不全。", "补齐。", "财政局", "6月底前", "", "", ""),
        ("2", "公开不及时。", "更新。", "教育局", "9月", "", "", ""),
    ]
    form = master_form(parsers.read("a.docx", word("2025年平川区问题整改台账", "每月25日前报送。", [head], rows)))
    ledger = open_year(form, ROSTER)
    assert [task.content for task in ledger.tasks] == ["台账不全。", "公开不及时。"]
    assert {one.heading: (one.kind, one.asked) for one in ledger.columns if not one.kind or one.asked} == {
        "整改措施": ("", False),
        "整改情况": ("", True),
        "完成情况": ("progress", True),
        "备注": ("", True),
    }


def test_of_a_column_a_quarter_only_the_rounds_own_is_asked_for() -> None:
    heads = [
        ("序号", "任务内容", "责任单位", "完成时限", "进展情况", "", "", ""),
        ("", "", "", "", "一季度", "二季度", "三季度", "四季度"),
    ]
    content = excel(
        "2025年平川区督查台账",
        "每季度末月20日前报送。",
        heads,
        [("1", "完成普查。", "财政局", "年底前", "", "", "", "")],
    )
    columns = of_round(layout(open_year(master_form(parsers.read("a.xlsx", content)), ROSTER)), "2025年第二季度")
    assert [one.heading for one in columns if one.asked] == ["进展情况（二季度）"]


def test_names_follow_the_ledger() -> None:
    said = "未按时完成的计入年度扣分，并不得参加表彰。"
    ledger = Ledger(
        title="2025年平川区民生实事任务台账", preface=said, year=2025, tasks=(), columns=(LedgerColumn(heading="序号"),)
    )
    assert theme_of(ledger, "平川区") == "民生实事"
    assert circular_word([]) == "通报"
    assert warning(ledger, [], "平川区") == "予以通报，计入年度扣分，并排除在本年度民生实事表彰奖励之外"


HEAD = ("序号", "点位", "处置", "责任单位", "办理进展")
SHOWN = (
    "2025年平川区督查台账",
    "每月25日前报送。",
    [HEAD],
    [("1", "门前占道。", "清理。", "财政局", ""), ("2", "乱贴广告。", "清除。", "教育局", "")],
)


def test_column_that_nobody_can_know_is_asked_about_and_said_once() -> None:
    form = master_form(parsers.read("a.docx", word(*SHOWN)))
    (asked,) = [one for one in open_year(form, ROSTER).findings if one.code == "column_unclear"]
    assert "「点位」、「处置」" in asked.message
    said = open_year(form, ROSTER, Explained(columns={"点位": "content"}))
    assert [one.code for one in said.findings] == []
    assert [task.content for task in said.tasks] == ["门前占道。", "乱贴广告。"]


def test_form_without_numbers_is_read_by_the_column_that_was_said() -> None:
    ledger = open_year(
        master_form(parsers.read("a.docx", word(*SHOWN))), ROSTER, Explained(columns={"点位": "content"})
    )
    rows = [("", "乱贴广告。", "清除。", "教育局", "已清除41处。")]
    form = master_form(parsers.read("b.docx", word("2025年5月平川区督查台账", "填报单位：教育局", [HEAD], rows)))
    read = read_form(form, ledger=ledger, roster=ROSTER, rounds=())
    assert [(one.task, one.progress) for one in read.entries] == [(2, "已清除41处。")]


def test_row_of_a_section_is_known_by_its_section_and_by_its_printed_number() -> None:
    rows = [("一、预算",), ("1", "拨付不及时。", "财政局", ""), ("二、工程",), ("1", "招标不规范。", "住建局", "")]
    head = ("序号", "反馈问题", "责任单位", "整改进展")
    ledger = open_year(
        master_form(parsers.read("a.docx", word("2025年整改台账", "每月25日前报送。", [head], rows))), ROSTER
    )
    told = [("一、预算",), ("1", "", "财政局", "甲"), ("二、工程",), ("二-1", "", "住建局", "乙")]
    form = master_form(parsers.read("b.docx", word("2025年整改台账", "填报单位：财政局", [head], told)))
    read = read_form(form, ledger=ledger, roster=ROSTER, rounds=())
    assert [(one.task, one.progress) for one in read.entries] == [(1001, "甲"), (2001, "乙")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('[ledger.columns]\n"甲" = "内容"', "「甲」的含义「内容」应为"),
        ('[ledger.due]\n"乙" = "年底"', "「乙」应为日期"),
        ('[ledger]\nlead = "last"', "lead 不是有效的值，牵头单位的认定应为"),
        ("[ledger]\ncolumns = 3", "[ledger.columns] 应逐行写作"),
    ],
)
def test_what_is_said_wrongly_is_an_error_with_its_key(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "office.toml"
    path.write_text(
        f'[office]\nname = "本办"\ndistrict = "平川区"\naddress = "a@b.cn"\nyear = 2025\n{line}\n', encoding="utf-8"
    )
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("heads", "content", "lead"),
    [
        ("序号 问题来源 问题类型 *问题描述 整改措施 !责任单位 整改期限 整改进度 是否销号", "一件事", ""),
        (
            "序号 项目名称 *建设内容 年度目标 一季度目标 !牵头单位 责任单位 包抓领导 进展情况 存在问题",
            "一件事",
            "财政局",
        ),
        ("会次 议题 *议定事项 !承办单位 配合单位 办结期限 落实情况 办理状态", "一件事", "财政局"),
        ("编号 实事名称 *具体内容 !牵头单位 参与单位 完成时间 月度进展 完成比例", "一件事", "财政局"),
        ("序号 *考核指标 分值 目标值 !责任单位 完成情况 自评得分", "一件事", ""),
        ("整改情况 !整改责任单位 整改时限 *反馈问题 序号", "一件事", ""),
        ("序号 信访人 *反映问题 化解措施 包案领导 !责任单位 化解时限 化解情况 目前状态", "一件事", ""),
    ],
)
def test_columns_in_any_order_and_wording(heads: str, content: str, lead: str) -> None:
    names = heads.split()
    cells = {"*": content, "!": "财政局"}
    blank = ("进展", "情况", "进度", "比例", "得分", "状态", "销号", "问题")
    row = [
        cells.get(
            name[0],
            ""
            if name.endswith(blank)
            else "1"
            if "号" in name
            else "6月底前"
            if "时" in name or "期限" in name
            else "另一件",
        )
        for name in names
    ]
    table = word("2025年平川区督查台账", "每月25日前报送。", [[name.strip("*!") for name in names]], [row])
    (task,) = open_year(master_form(parsers.read("a.docx", table)), ROSTER).tasks
    assert (task.content, "、".join(task.leads), task.units) == (content, lead, ("财政局",))


def opened(title: str, preface: str, heads: Sequence[tuple[str, ...]], *rows: tuple[str, ...]) -> Ledger:
    """A ledger of a table in Word."""
    return open_year(master_form(parsers.read("a.docx", word(title, preface, heads, rows))), ROSTER)


@pytest.mark.parametrize(
    "heads",
    [
        [("序号", "主要内容", "责任单位", "进展情况", ""), ("", "", "", "上半年", "下半年")],
        [("序号", "主要内容", "责任单位", "上半年进展情况", "下半年进展情况")],
    ],
)
def test_of_a_column_a_half_only_the_rounds_own_is_asked_for(heads: list[tuple[str, ...]]) -> None:
    ledger = opened("2025年平川区督查台账", "6月25日、12月25日前报送。", heads, ("1", "完成普查。", "财政局", "", ""))
    for half in ("上半年", "下半年"):
        (asked,) = [one for one in of_round(layout(ledger), f"2025年{half}") if one.asked]
        assert (half in asked.heading, asked.kind) == (True, "progress")


@pytest.mark.parametrize("total", ["合计", "总 计", "小计："])
def test_line_of_sums_is_no_task(total: str) -> None:
    head = [("序号", "项目名称", "总投资", "责任单位", "形象进度")]
    ledger = opened(
        "2025年平川区项目台账",
        "每月25日前报送。",
        head,
        ("1", "扩建厂房。", "5200", "财政局", ""),
        (total, "", "5200", "", ""),
    )
    assert [task.content for task in ledger.tasks] == ["扩建厂房。"]


@pytest.mark.parametrize(
    ("said", "count"),
    [("单位：万元。各单位于每月25日前报送。", 12), ("填报单位：财政局。", 0), ("单位：财政局", 0)],
)
def test_measure_before_the_preface_hides_nothing(said: str, count: int) -> None:
    head = [("序号", "项目名称", "责任单位", "进展情况")]
    ledger = opened("2025年平川区项目台账", said, head, ("1", "扩建厂房。", "财政局", ""))
    assert (len(ledger.rhythm), "万元" in ledger.preface) == (count, count > 0)


def test_measure_is_no_unit_of_a_form() -> None:
    head = [("序号", "项目名称", "责任单位", "进展情况")]
    rows = [("1", "扩建厂房。", "财政局", "已封顶。")]
    for preface, unit in (
        ("单位：万元", ""),
        ("单位：万元\n填报单位：财政局", "财政局"),
        ("填报单位：财政局　单位：件", "财政局"),
    ):
        form = master_form(parsers.read("a.docx", word("2025年平川区项目台账", preface, head, rows)))
        assert (form.unit.text if form.unit else "") == unit


@pytest.mark.parametrize(
    ("heading", "due", "asked"),
    [
        ("计划完工时间", True, False),
        ("计划开工时间", False, True),
        ("交办日期", False, True),
        ("项目类型", False, False),
    ],
)
def test_ledger_without_limits_but_with_days_asks_which_column_has_them(heading: str, due: bool, asked: bool) -> None:
    head = [("序号", "项目名称", heading, "责任单位", "进展情况")]
    ledger = opened("2025年平川区项目台账", "每月25日前报送。", head, ("1", "扩建厂房。", "2025年3月", "财政局", ""))
    assert (ledger.tasks[0].expires is not None) is due
    assert ("责任时限" in "".join(one.message for one in ledger.findings)) is asked


def test_column_that_tells_no_task_apart_is_not_the_task_nor_in_a_form() -> None:
    head = [("序号", "类别", "议案标题", "承办单位", "办理进度")]
    rows = [("1", "建议", "增设停车泊位", "财政局", ""), ("2", "建议", "改善办学条件", "教育局", "")]
    ledger = opened("2025年平川区建议台账", "每月25日前报送。", head, *rows)
    assert [task.content for task in ledger.tasks] == ["增设停车泊位", "改善办学条件"]
    told = [(*row[:-1], "已答复。") for row in rows]
    form = master_form(parsers.read("b.docx", word("2025年5月平川区建议台账", "填报单位：财政局", head, told)))
    read = read_form(form, ledger=ledger, roster=ROSTER, rounds=())
    assert [(one.task, one.progress) for one in read.entries] == [(1, "已答复。"), (2, "已答复。")]


def test_figure_that_units_report_is_theirs_to_fill() -> None:
    head = [("序号", "重点任务", "年度目标", "责任单位", "指标完成值", "推进情况")]
    ledger = opened("2025年平川区任务台账", "每月25日前报送。", head, ("1", "培育企业", "12家", "财政局", "", ""))
    assert [one.heading for one in ledger.columns if one.asked] == ["指标完成值", "推进情况"]
    assert ledger.tasks[0].indicator.strip() == "12家"


@pytest.mark.parametrize(
    ("heading", "asked", "units"),
    [("参加单位", False, 2), ("联系包抓", True, 1), ("建设地点", False, 1), ("备考", True, 1)],
)
def test_column_of_units_is_theirs_or_is_asked_about(heading: str, asked: bool, units: int) -> None:
    head = [("序号", "项目名称", heading, "责任单位", "进展情况")]
    ledger = opened("2025年平川区项目台账", "每月25日前报送。", head, ("1", "扩建厂房。", "青石镇", "财政局", ""))
    assert (len(ledger.tasks[0].units), "责任单位" in "".join(one.message for one in ledger.findings)) == (units, asked)


def test_short_preface_that_names_months_is_a_preface() -> None:
    head = [("序号", "项目名称", "责任单位", "进展情况")]
    said = "各单位于4月、7月的10日前报送。"
    ledger = opened("2025年平川区项目台账", said, head, ("1", "扩建厂房。", "财政局", ""))
    assert ledger.preface == said
    assert any("4月、7月" in one.message for one in ledger.findings)
