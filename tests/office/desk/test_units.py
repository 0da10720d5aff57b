"""The roster is true: every mistake is said once, with its cell; a unit is one unit under every name it has had."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

import examples.office
from cli import main
from ledger.model import Decision, Standing, Verdict
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.desk.units import UnitsError, read_roster
from office.duties.drafting import draft_circular
from office.duties.remind import remind
from office.intake.recording import record
from office.keeping.check import check
from office.keeping.opening import init
from office.papers.forms import send_forms
from office.reports.annual import sum_up
from office.reports.report import write_board
from office.standing.status import held_json, status
from tests.offices import REAL_LEDGER, Played, at

Change = Callable[[Worksheet], object]


def edit(office: Played, change: Change) -> None:
    """The clerk edits the roster in Excel."""
    path = office.root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    change(book["单位名录"])
    book.save(path)
    office.desk.close()
    office.desk = Desk(office.root)


def row_of(sheet: Worksheet, name: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == name)


def _again(sheet: Worksheet) -> None:
    row = [cell.value for cell in sheet[row_of(sheet, "教育局")]]
    row[5], row[8] = "jyj-new@xingqing.example", ""
    sheet.append(row)


def _put(name: str, column: int, value: str) -> Change:
    return lambda sheet: sheet.cell(row_of(sheet, name), column, value)


def _named(heading: str, otherwise: str | None) -> Change:
    def change(sheet: Worksheet) -> None:
        next(cell for cell in sheet[1] if cell.value == heading).value = otherwise

    return change


def _title(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "兴庆区政务公开单位名录"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_again, ["单位名录!B40", "「教育局」与单位名录!B5重复"]),
        (_put("教育局", 4, "民政局"), ["「民政局」同时属于"]),
        (_put("发改局", 6, "mailto:fagai@xingqing.example"), ["单位名录!F4", "mailto:", "fagai@xingqing.example"]),
        (_put("发改局", 6, "fagai＠xingqing．example"), ["单位名录!F4", "全角", "fagai@xingqing.example"]),
        (_put("掌政镇", 3, "镇"), ["「掌政镇」", "类别「镇」没有任何分组引用", "是否应为「乡镇」"]),
        (_put("政府办公室", 13, ""), []),
        (_title, []),
        (lambda sheet: sheet.append(["合计", "合计", "38"]), []),
        (lambda sheet: sheet.append([None, "总计", None]), []),
        (_put("防控办", 2, ""), ["单位名称为空"]),
    ],
)
def test_mistake_in_the_roster_is_one_problem_with_its_cell(office: Played, change: Change, words: list[str]) -> None:
    edit(office, change)
    found = [one.message for one in check(office.desk).blocking]
    assert len(found) == (1 if words else 0), found
    assert all(word in found[0] for word in words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_put("发改局", 6, "a@b.cn c@d.cn"), ["单位名录!F4", "是几个地址，这里只能写一个"]),
        (_put("发改局", 6, "fagai@qq"), ["单位名录!F4", "不是有效的邮箱地址"]),
        (_named("单位名称", None), ["第1行缺少列「单位名称」"]),
        (_named("单位名称", "单位名"), ["第1行缺少列「单位名称」，「单位名称」是不是写成了「单位名」？"]),
        (_named("类别", "单位类型"), ["缺少列「类别」，「类别」是不是写成了「单位类型」？"]),
        (_named("A岗邮箱", "电子邮箱"), ["「A岗邮箱」是不是写成了「电子邮箱」？"]),
        (_named("别名", "简称"), ["第1行的栏名不认识，「别名」是不是写成了「简称」？"]),
        (_named("B岗邮箱", "B岗邮箱（备用）"), ["「B岗邮箱」是不是写成了「B岗邮箱（备用）」？"]),
        (_named("负责人", "分管领导"), ["「负责人」是不是写成了「分管领导」？"]),
        (_named("A岗电话", None), ["单位名录!G1：G列有内容而没有栏名", "A岗电话"]),
        (_named("序号", None), []),
        (_named("A岗姓名", " A岗姓名 "), []),
        (lambda sheet: sheet.delete_rows(1), ["第1行应是栏名，没有找到「单位名称、类别、A岗邮箱」"]),
        (lambda sheet: sheet.delete_rows(2, 99), ["没有读到任何单位"]),
        (
            lambda sheet: setattr(sheet, "title", "Sheet1"),
            ["没有名为「单位名录」的工作表，有的是「Sheet1、填写说明」，请改名"],
        ),
        (
            lambda sheet: setattr(sheet.parent["分组"], "title", "分组表"),
            ["没有名为「分组」的工作表，有的是「分组表」"],
        ),
        (lambda sheet: setattr(sheet.parent["分组"]["A1"], "value", "组名"), ["「分组名称」是不是写成了「组名」？"]),
    ],
)
def test_heading_that_is_missing_or_called_otherwise_is_one_problem(change: Change, words: list[str]) -> None:
    book, buffer = openpyxl.load_workbook(io.BytesIO(examples.office.units())), io.BytesIO()
    change(book["单位名录"])
    book.save(buffer)
    try:
        read_roster(buffer.getvalue())
        found = []
    except UnitsError as error:
        found = [one.message for one in error.findings]
    assert len(found) == (1 if words else 0), found
    assert all(word in found[0] for word in words)


def test_settings_and_roster_are_looked_at_in_one_go(office: Played) -> None:
    edit(office, _put("发改局", 6, "fagai@qq"))
    settings = office.root / "office.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('holiday = "next"', "holiday = “next”"), encoding="utf-8"
    )
    found = [one.message for one in check(Desk(office.root)).blocking]
    assert len(found) == 2
    assert "中文引号" in found[0]
    assert "单位名录!F4" in found[1]


def test_unit_with_hardly_a_task_is_asked_about(office: Played) -> None:
    path = office.root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    groups = book["分组"]
    groups.cell(2, 3, "掌政镇、大新镇、通贵乡、类别：街道")  # 月牙湖乡 was forgotten
    book.save(path)
    (found,) = check(Desk(office.root)).blocking
    assert "「月牙湖乡」：只有" in found.message
    assert "同类别（乡镇）的单位一般有38项" in found.message


def test_example_left_in_place_is_an_error_but_in_a_try_out(office: Played, tmp_path: Path) -> None:
    assert check(office.desk).blocking == ()
    init(tmp_path / "real", ledger=REAL_LEDGER / "master.docx")
    found = [one.message for one in check(Desk(tmp_path / "real")).blocking]
    assert any("address、notify、leader、phone、contact 还是示例的内容" in one for one in found)
    assert any("units.xlsx 还是示例名录" in one for one in found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('inbox = "maildir:/nonexistent/in"', "不存在"),
        ('outbox = "maildir:/nonexistent/out"', "不存在"),
        ('folder = "收件箱"', "收件箱"),
        ('also = ["垃圾邮件"]', "垃圾邮件"),
    ],
)
def test_place_that_does_not_exist_is_an_error_and_nothing_is_made(office: Played, line: str, words: str) -> None:
    name = line.partition(" = ")[0]
    path = office.root / "office.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    mail = lines.index("[mail]")
    lines = [one for place, one in enumerate(lines) if not (place > mail and one.startswith(f"{name} = "))]
    lines.insert(mail + 1, line)
    path.write_text("\n".join(lines), encoding="utf-8")
    office.desk.close()
    before = sorted(office.root.rglob("*"))
    desk = Desk(office.root)
    (found,) = check(desk).blocking
    desk.close()
    assert words in found.message
    assert sorted(office.root.rglob("*")) == before
    assert not Path("/nonexistent").exists()


# --- 曾用名 -----------------------------------------------------------------------------------------


def rename(office: Played, old: str = "教育局", new: str = "教育体育局", *, explained: bool = True) -> None:
    def change(sheet: Worksheet) -> None:
        row = row_of(sheet, old)
        sheet.cell(row, 2, new)
        column = next((cell.column for cell in sheet[1] if cell.value == "曾用名"), sheet.max_column + 1)
        sheet.cell(1, column, "曾用名")
        before = sheet.cell(row, column).value
        if explained:
            sheet.cell(row, column, "、".join(filter(None, (str(before or ""), f"{old}（至2022-08-15）"))))

    edit(office, change)
    groups = office.root / "units.xlsx"
    book = openpyxl.load_workbook(groups)
    for line in book["分组"].iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(old, new)
    book.save(groups)
    office.desk = Desk(office.root)


def june(office: Played) -> None:
    """教育局 reports in time, all others are silent; its circular is issued."""
    sender = office.desk.roster["教育局"].addresses[0]
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form("教育局")), sender=sender)
    office.collect("2022-06-09T15:25")
    draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T10:00"))
    for kind, code in ((Verdict.APPROVE, ""), (Verdict.ISSUE, "兴政办发〔2022〕36号")):
        said = Decision(
            number=0, kind=kind, by="张三", at=at("2022-06-15T11:00"), reason="审", round="2022Q2", code=code
        )
        decide(office.desk, said, at("2022-06-15T11:00"))


def standing(office: Played, unit: str, now: str = "2022-09-20T09:00", round_: str = "2022Q2") -> Standing:
    return next(
        one.standing for one in status(office.desk, office.desk.round(round_), at(now)) if one.unit.name == unit
    )


def test_renamed_unit_keeps_its_june_everywhere(office: Played) -> None:
    june(office)
    rename(office)
    assert standing(office, "教育体育局") is Standing.ON_TIME
    sender = office.desk.roster["教育体育局"].addresses[0]
    blank = office.form("教育体育局", round_="2022Q3", day="2022年9月8日", named="教育局")  # the blank of before
    office.send("2022-09-08T09:00:00", ("台账.docx", blank), sender=sender, subject="教育局三季度台账")
    office.collect("2022-09-08T09:05")
    assert office.held() == []
    assert standing(office, "教育体育局", round_="2022Q3") is Standing.ON_TIME
    steps = remind(office.desk, at("2022-09-09T09:00")).steps
    assert not {"教育体育局", "教育局"} & {unit for _, unit, _ in steps}
    drafted = draft_circular(office.desk, office.desk.round("2022Q3"), at("2022-09-20T10:00"))
    assert "教育体育局" not in {one.unit for one in (*drafted.report.lookback, *drafted.report.problems)}
    assert {one.unit.name for one in drafted.report.earlier} == {one.unit.name for one in drafted.report.assessments}
    assert "教育体育局" in write_board(office.desk, office.desk.round("2022Q2"), at("2022-09-20T10:00")).read_text(
        "utf-8"
    )
    office.collect("2022-12-20T09:00")
    made = sum_up(office.desk, at("2022-12-20T10:00")).annual
    assert [one.round for one in made.deductions if one.unit == "教育体育局"] == ["2022Q4"]
    with office.desk.book.reading() as page:
        issued = page.circulars.issued("2022Q2")
        assert issued
        assert "教育体育局" not in issued.snapshot  # it keeps the name it printed
    said = Decision(number=0, kind=Verdict.CORRECT, by="张三", at=at("2022-12-20T11:00"), reason="核对", round="2022Q2")
    assert "没有需要更正的内容" in decide(office.desk, said, at("2022-12-20T11:00"))


def test_unit_renamed_twice_and_two_merged_into_one_are_one_unit(office: Played) -> None:
    june(office)
    rename(office)
    rename(office, "教育体育局", "教体局")
    assert [old.name for old in office.desk.roster["教体局"].former] == ["教育局", "教育体育局"]
    assert standing(office, "教体局") is Standing.ON_TIME


def test_letters_sent_under_the_old_name_are_not_sent_again(office: Played) -> None:
    assert ("2022Q2", "教育局", "before-3") in remind(office.desk, at("2022-06-07T09:00")).steps
    rename(office)
    assert remind(office.desk, at("2022-06-07T10:00")).steps == ()


def test_unit_on_file_that_the_roster_does_not_explain_stops_judging_and_no_mail(office: Played) -> None:
    june(office)
    rename(office, explained=False)
    found = [one.message for one in check(office.desk).blocking]
    assert any("「教育局」" in one and "曾用名" in one for one in found)
    for words in (
        ["status", "2022Q2"], ["remind", "--now", "2022-09-08T09:00"], ["circular", "2022Q3"], ["annual", "2022"],
        ["board"], ["archive"],
    ):  # fmt: skip
        said = CliRunner().invoke(main, ["--office", str(office.root), *words])
        assert said.exit_code == 1
        assert "「教育局」" in said.output
        assert "保留原来的一行" in said.output
    office.send("2022-09-08T09:00:00", ("台账.docx", office.form(round_="2022Q3", day="2022年9月8日")))
    renamed = office.form("教育体育局", round_="2022Q3", day="2022年9月8日", text="第三季度已发布{n}条")
    office.send("2022-09-08T09:01:00", ("台账.docx", renamed), sender=office.desk.roster["教育体育局"].addresses[0])
    polled = office.collect("2022-09-08T09:05")
    assert (polled.fetched, polled.filed.submissions, polled.retried) == (
        2,
        0,
        2,
    )  # stored, nothing judged by half a roster
    assert polled.balanced
    assert "「教育局」" in polled.trouble
    assert "单位名录须补填曾用名" in office.letters("jingban@xingqing.example")[-1].subject
    held = Decision(number=0, kind=Verdict.DISMISS, by="张三", at=at("2022-09-08T10:00"), reason="无关", held=1)
    with pytest.raises(UnitsError, match="教育局"):
        decide(office.desk, held, at("2022-09-08T10:00"))
    with pytest.raises(UnitsError, match="教育局"):
        send_forms(office.desk, office.desk.round("2022Q3"), at("2022-09-08T10:00"))
    paper = office.root / "纸质.docx"
    paper.write_bytes(office.form("民政局"))
    with pytest.raises(UnitsError, match="教育局"):
        record(office.desk, paper, office.desk.roster["民政局"], at("2022-09-08T09:30"), at("2022-09-08T10:00"))
    rename(office, "教育体育局", "教育局", explained=False)
    rename(office)
    caught_up = office.collect("2022-09-08T10:10")
    assert (caught_up.filed.submissions, caught_up.trouble) == (2, "")
    assert office.held() == []
    assert standing(office, "教育体育局") is Standing.ON_TIME
    assert standing(office, "教育体育局", round_="2022Q3") is Standing.INCOMPLETE  # its blank knew no tasks it leads


def drop_unit(office: Played, name: str) -> None:
    edit(office, lambda sheet: sheet.delete_rows(row_of(sheet, name)))
    path = office.root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    for line in book["分组"].iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.value = "、".join(part for part in cell.value.split("、") if part != name)
    book.save(path)
    office.desk = Desk(office.root)


@pytest.mark.parametrize("told", ["reminded", "named in a circular"])
def test_silent_unit_taken_out_of_the_roster_is_seen_by_what_was_said_to_it(office: Played, told: str) -> None:
    if told == "reminded":
        remind(office.desk, at("2022-06-07T09:00"))
    else:
        office.collect("2022-06-15T09:00")
        draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T10:00"))
    drop_unit(office, "防控办")
    with pytest.raises(UnitsError, match="「防控办」"):
        status(office.desk, office.desk.round("2022Q2"), at("2022-06-16T09:00"))
    assert any("「防控办」" in one.message for one in check(office.desk).blocking)


def test_unit_that_nobody_has_heard_of_may_be_taken_out(office: Played) -> None:
    drop_unit(office, "防控办")
    assert "防控办" not in {one.unit.name for one in status(office.desk, office.desk.rounds[0], at("2022-06-01T09:00"))}


def test_what_a_stranger_calls_himself_stops_nobody(office: Played) -> None:
    form = office.form(named="兴庆区某某公司")
    office.send("2022-06-09T15:20:00", ("台账.docx", form), sender="someone@elsewhere.example")
    office.collect("2022-06-09T15:25")
    (held,) = held_json(office.desk)
    said = Decision(
        number=0,
        kind=Verdict.DISMISS,
        by="张三",
        at=at("2022-06-09T16:00"),
        reason="无关",
        held=int(str(held["number"])),
    )
    decide(office.desk, said, at("2022-06-09T16:00"))
    assert standing(office, "司法局", now="2022-06-10T09:00") is Standing.PENDING
    assert check(office.desk).blocking == ()


def test_units_merged_into_one_take_the_better_standing(office: Played) -> None:
    june(office)  # 教育局 in time, 科技局 silent: both named in the circular
    edit(office, lambda sheet: sheet.delete_rows(row_of(sheet, "科技局")))
    rename(office, "教育局", "教科局")

    def claim(sheet: Worksheet) -> None:
        column = next(cell.column for cell in sheet[1] if cell.value == "曾用名")
        row = row_of(sheet, "教科局")
        sheet.cell(row, column, f"{sheet.cell(row, column).value}；科技局(2022/8/15)")

    edit(office, claim)
    path = office.root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    for line in book["分组"].iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.value = "、".join(dict.fromkeys(cell.value.replace("科技局", "教科局").split("、")))
    book.save(path)
    office.desk = Desk(office.root)
    assert standing(office, "教科局") is Standing.ON_TIME
    office.collect("2022-12-20T09:00")
    made = sum_up(office.desk, at("2022-12-20T10:00")).annual
    stood = {one.round.code: one.standing for one in made.assessments if one.unit.name == "教科局"}
    assert stood["2022Q2"] is Standing.ON_TIME


def test_former_name_claimed_twice_or_borne_still_is_an_error_with_its_cell(office: Played) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(1, 13, "曾用名")
        sheet.cell(row_of(sheet, "民政局"), 13, "民政与社保局（至2022-08-15）")
        sheet.cell(row_of(sheet, "人社局"), 13, "民政与社保局（至2022年8月15日）")
        sheet.cell(row_of(sheet, "司法局"), 13, "司法局（至2022.8.15）")

    edit(office, change)
    with pytest.raises(UnitsError) as raised:
        office.desk.roster  # noqa: B018  reading it is the test
    told = str(raised.value)
    row = row_of(openpyxl.load_workbook(office.root / "units.xlsx")["单位名录"], "人社局")
    assert f"单位名录!M{row}：曾用名「民政与社保局」同时写在" in told
    assert "曾用名「司法局」就是现名" in told


def test_example_addresses_left_among_real_ones_are_seen(office: Played) -> None:
    content = (REAL_LEDGER / "master.docx").read_bytes()
    (office.root / "ledger.docx").write_bytes(content)
    edit(office, _put("发改局", 6, "fagai@xq.gov.cn"))
    found = [one.message for one in check(office.desk).blocking]
    assert any("units.xlsx 中「" in one and "还是示例的邮箱" in one for one in found)


@pytest.mark.parametrize("written", ["教育局", "教育局（8月改名）", "（至2022-08-15）"])
def test_former_name_without_its_day_is_asked_for(office: Played, written: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(1, 13, "曾用名")
        sheet.cell(row_of(sheet, "民政局"), 13, written)

    edit(office, change)
    with pytest.raises(UnitsError, match="曾用名「"):
        office.desk.roster  # noqa: B018  reading it is the test


def test_former_name_that_another_unit_bears_is_no_name(office: Played) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(1, 13, "曾用名")
        sheet.cell(row_of(sheet, "民政局"), 13, "教育局（至2022年8月15日）")

    edit(office, change)
    with pytest.raises(UnitsError, match="无法辨认"):
        office.desk.roster  # noqa: B018  reading it is the test


def test_broken_roster_is_not_blamed_on_a_mail(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    (office.root / "units.xlsx").write_bytes(b"x")
    office.desk.close()
    office.desk = Desk(office.root)
    with pytest.raises(UnitsError):
        office.collect("2022-06-09T15:25")
    with office.desk.book.reading() as page:
        (mail,) = page.mails.all()
        assert (mail.state.value, mail.attempts) == ("received", 0)
