"""The year's end: what counts, what it costs, who is excluded."""

import shutil
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from office.desk.desk import Desk
from office.desk.settings import SettingsError, load_settings
from office.duties.drafting import draft_circular
from office.keeping.check import check
from office.reports.annual import YearError, checks_to_mail, mail_checks, sum_up
from office.reports.what_if import what_if
from templates.circular import annual
from templates.circular.documents import build_annual
from tests.offices import Played, at


def _play(office: Played, *, drafted: bool) -> None:
    """司法局 is on time in all rounds, 财政局 late once, everybody else silent; the second quarter's circular drafted."""
    finance = office.desk.roster["财政局"].addresses[0]
    for round_, day, late in (
        ("2022Q2", "2022-06-08", "2022-06-13"),
        ("2022Q3", "2022-09-07", None),
        ("2022Q4", "2022-12-07", None),
    ):
        chinese = f"{day[:4]}年{int(day[5:7])}月{int(day[8:])}日"
        text = f"{round_}已完成" + "{n}次，发布《简报》{n}期"
        office.send(f"{day}T10:00:00", ("台账.docx", office.form(round_=round_, day=chinese, text=text)))
        theirs = office.form("财政局", round_=round_, day=chinese, text=f"财政{text}")
        office.send(f"{late or day}T10:00:00", ("台账.docx", theirs), sender=finance)
        office.collect(f"{late or day}T10:05")
        if round_ == "2022Q2" and drafted:
            draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T10:00"))
    office.collect("2022-12-20T09:00")


Play = Callable[..., None]


@pytest.fixture(scope="module")
def play_year(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The year befalls an office, with or without a circular drafted; it is played once for all tests."""

    @cache
    def once(*, drafted: bool) -> Path:
        office = Played(tmp_path_factory.mktemp("once") / "office")
        _play(office, drafted=drafted)
        office.desk.close()
        return office.root

    def play(office: Played, *, drafted: bool = False) -> None:
        office.desk.close()
        for name in ("mail", "out"):
            shutil.copytree(once(drafted=drafted) / name, office.root / name, dirs_exist_ok=True)
        shutil.copy(once(drafted=drafted) / "book.sqlite", office.root)
        office.desk = Desk(office.root)

    return play


def test_year_is_summed_up_from_every_round(office: Played, play_year: Play) -> None:
    play_year(office, drafted=True)
    made = sum_up(office.desk, at("2022-12-20T10:00"))
    by_unit = {
        unit: [one.ground for one in made.annual.deductions if one.unit == unit]
        for unit in ("司法局", "财政局", "教育局")
    }
    assert by_unit["司法局"] == []
    assert by_unit["财政局"] == ["逾期报送（2022年6月13日10时00分）"]
    assert by_unit["教育局"][:3] == ["未报送"] * 3
    expired = [one for one in made.annual.deductions if one.unit == "教育局" and one.ground.endswith("到期未完成")]
    assert [(one.round, "第42项" in one.ground or "、42" in one.ground) for one in expired] == [
        ("2022Q3", True),  # silence is no better, and costs what the round found first, once
        ("2022Q4", False),
    ]
    assert all(one.points is None for one in made.annual.deductions)
    words = "".join(paragraph.text for paragraph in Document(BytesIO(made.document.read_bytes())).paragraphs)
    assert words.count("未设定分值") == 1
    assert "通报" in next(one.basis for one in made.annual.deductions if one.unit == "财政局")
    assert len(made.checks) == 38
    assert "年度扣分表" in office.letters("jingban@xingqing.example")[-1].subject


def test_points_are_the_offices_setting(office: Played, play_year: Play) -> None:
    settings = office.root / "office.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("# late = 1", "late = 1.5"), encoding="utf-8")
    play_year(office)
    made = sum_up(office.desk, at("2022-12-20T10:00"))
    (late,) = [one for one in made.annual.deductions if one.unit == "财政局"]
    assert str(late.points) == "1.5"
    assert late.excludes


def test_year_is_not_summed_up_before_its_end(office: Played) -> None:
    with pytest.raises(YearError, match="尚未读全"):
        sum_up(office.desk, at("2022-09-20T10:00"))


def test_each_unit_is_mailed_its_own_page_once(office: Played, play_year: Play) -> None:
    play_year(office)
    moment = at("2022-12-20T10:00")
    letters = checks_to_mail(office.desk, sum_up(office.desk, moment), moment)
    assert mail_checks(office.desk, letters, moment).sent == 38
    assert checks_to_mail(office.desk, sum_up(office.desk, moment), moment) == []
    letter = office.letters(office.desk.roster["财政局"].addresses[0])[-1]
    assert "年度核对" in letter.subject
    assert "逾期报送（2022年6月13日10时00分）" in letter.text
    assert [file.name for file in letter.attachments] == ["2022年度政务公开考核情况核对表（财政局）.docx"]


def rules(office: Played, text: str) -> list[str]:
    path = office.root / "try.toml"
    path.write_text(text, encoding="utf-8")
    return [str(one) for one in what_if(office.desk, path, at("2022-12-20T10:00"))]


def test_other_rules_are_tried_and_nothing_is_written(office: Played, play_year: Play) -> None:
    play_year(office, drafted=True)
    before = {path: path.read_bytes() for path in office.desk.out.rglob("*") if path.is_file()}
    assert rules(office, "[rules]\nholiday = 'next'\n") == []
    told = rules(office, "[points]\nlate = 2\nmissing = 3\nexpired = 1\n")
    assert "财政局：扣分未设定分值→2" in told
    assert "教育局：扣分未设定分值→11" in told
    assert not any(line.startswith("司法局") for line in told)
    assert rules(office, '[rules]\nexclude = ["missing"]\n') == ["财政局：不再列入不纳入表彰名单"]
    assert {path: path.read_bytes() for path in office.desk.out.rglob("*") if path.is_file()} == before


def test_what_if_says_each_ground_with_its_round_and_circular(office: Played, play_year: Play) -> None:
    play_year(office, drafted=True)
    path = office.root / "try.toml"
    path.write_text("[points]\nlate = 1\nlate_per_day = 0.5\n", encoding="utf-8")
    (finance,) = [one for one in what_if(office.desk, path, at("2022-12-20T10:00")) if one.unit == "财政局"]
    assert finance.grounds == (
        (
            "2022年第二季度逾期报送（2022年6月13日10时00分）（《关于2022年第二季度政务公开任务落实台账报送情况的通报》）："
            "未设定分值→扣2.5分（每次1分，逾期3天，每天0.5分）"
        ),
    )


POINTS = """[points]
late = 1
late_per_day = 0.5
missing = 2
expired = 1
notice = 0.25
early = 0.5
exemplary = 1
round_cap = 2.5
year_cap = 6
"""


def test_every_setting_of_points_counts_and_is_explained(office: Played, play_year: Play) -> None:
    office.set("ranking = false", "ranking = true")
    office.set("points_per_task = false", "points_per_task = true")
    office.set("early_days = 3", "early_days = 2")
    office.set("[points]", POINTS)
    play_year(office)
    made = sum_up(office.desk, at("2022-12-20T10:00")).annual
    scores = {one.unit: one for one in made.scores}
    assert (str(scores["司法局"].lost), str(scores["司法局"].won)) == (
        "0",
        "2.5",
    )  # three times early, the whole year on time
    finance = scores["财政局"]
    assert (str(finance.lost), str(finance.won)) == ("2.5", "1.0")  # 1 + 3 days at 0.5; early in two rounds
    silent = scores["教育局"]
    assert silent.year_capped
    assert (str(silent.lost), str(silent.won), set(silent.capped)) == ("6", "0", {"2022Q3", "2022Q4"})
    page = annual.check_context(made, "教育局")
    notes = "".join(str(note) for note in page["notes"])  # type: ignore[attr-defined]  # a list
    assert "每项1分" in notes
    assert "第三季度扣分超过每期上限，按2.5分计" in notes
    assert "全年扣分超过上限，按6分计" in notes
    ranked = annual.context(made)["ranking"]
    assert [(row["place"], row["unit"], row["total"], row["state"]) for row in ranked][:2] == [  # type: ignore[attr-defined]
        (1, "司法局", "加2.5", "序时"),
        (2, "财政局", "1.5", "滞后"),
    ]


def test_settings_of_points_are_checked(office: Played) -> None:
    path = office.root / "office.toml"
    text = path.read_text(encoding="utf-8").replace("# late = 1", "late = -1\nextra = 2")
    path.write_text(text.replace("early_days = 3", "early_days = 0"), encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert all(words in str(raised.value) for words in ("late = -1", "没有名为 extra 的设置", "early_days = 0"))


def test_other_deadlines_are_judged_anew(office: Played) -> None:
    finance = office.desk.roster["财政局"].addresses[0]
    form = office.form("财政局", round_="2022Q3", day="2022年9月12日")
    office.send("2022-09-12T10:00:00", ("台账.docx", form), sender=finance)
    office.collect("2022-09-12T10:05")
    office.collect("2022-12-20T09:00")
    (told,) = rules(office, '[rules]\nholiday = "keep"\n')
    assert told == "财政局：2022年第三季度：按时→逾期"


def test_other_rules_must_be_rules(office: Played) -> None:
    with pytest.raises(SettingsError, match=r"不能有 \[mail\]"):
        rules(office, "[mail]\nper_day = 3\n")
    with pytest.raises(SettingsError, match="逾期扣分应为不小于0的数"):
        rules(office, "[points]\nlate = -1\n")


def _own(office: Played, name: str, text: str, instead: str) -> None:
    """The office's own copy of a shipped template, one text in it changed."""
    document = Document(str(build_annual.SHEET.with_name(name)))
    for paragraph in document.paragraphs:
        if text in paragraph.text:
            paragraph.text = paragraph.text.replace(text, instead)
    document.save(str(office.root / "templates" / name))


def test_offices_own_annual_papers_are_used(office: Played, play_year: Play) -> None:
    _own(office, "annual.docx", "{{ note }}", "本办备注：{{ note }}")
    assert not [one for one in check(office.desk, servers=False).findings if "annual" in one.where]
    play_year(office)
    document = Document(str(sum_up(office.desk, at("2022-12-20T10:00")).document))
    assert any(paragraph.text.startswith("本办备注：说明：") for paragraph in document.paragraphs)


def test_broken_annual_papers_are_said_by_check_and_the_last_good_ones_stand_in(office: Played) -> None:
    _own(office, "annual.docx", "{{ note }}", "本办备注：{{ note }}")
    assert not [one for one in check(office.desk, servers=False).findings if "annual" in one.where]
    _own(office, "annual.docx", "{{ note }}", "{{ ntoe }}")
    _own(office, "annual_check.docx", "{{ sources }}", "{{ sources。}}")
    found = [one for one in check(office.desk, servers=False).blocking if "annual" in one.where]
    assert {one.where.split()[0] for one in found} == {"annual.docx", "annual_check.docx"}
    assert "ntoe" in found[0].message
    _play(office, drafted=False)  # in this very book: it remembers the papers that were good
    made = sum_up(office.desk, at("2022-12-20T10:00"))
    document = Document(str(made.document))
    assert any(paragraph.text.startswith("本办备注：说明：") for paragraph in document.paragraphs)
    assert "annual.docx 不能使用" in made.warning
    assert "上一次合格的" in made.warning
    assert "annual_check.docx 不能使用" in made.warning
    assert "系统自带的" in made.warning
