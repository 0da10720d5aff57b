"""设置 on a page: changed by who may, checked before it is written; lists taken along as Excel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from office.desk.desk import Desk
from office.desk.rewriting import with_unit
from office.keeping.changing import SETTINGS, UNITS
from pages.rules import RULES
from tests.pages.served import APPROVER, CLERK, Served
from tests.pages.test_pages import told


@pytest.fixture(scope="module")
def reported(shared: Served) -> Served:
    """An office with a form on file."""
    shared.office.send("2022-06-08T09:00:00", ("台账.docx", shared.office.form()))
    shared.office.collect("2022-06-08T10:00")
    return shared


def opened(served: Served, path: str, *, scripts: bool = True) -> Page:
    page = served.enter(APPROVER, scripts=scripts)
    page.goto(served.url + path)
    return page


def save(page: Page) -> str:
    page.locator("main button").last.press("Enter")
    page.wait_for_load_state()
    return told(page)


def acts(served: Served) -> list[tuple[str, str]]:
    with served.office.desk.book.reading() as book:
        return [(one.what, one.about) for one in book.access.acts(20)]


def files(served: Served) -> Sequence[bytes]:
    return [(served.office.root / name).read_bytes() for name in (SETTINGS, UNITS)]


def test_rules_are_changed_by_keyboard_and_noted(reported: Served) -> None:
    page = opened(reported, "/settings")
    page.get_by_role("link", name="修改规则").press("Enter")
    page.fill("[name='rules.correction_days']", "3")
    page.fill("[name='reminders.before']", "5、2")
    page.fill("[name='points.late']", "0.5")
    page.locator("[name='rules.exclude.expired']").press("Space")
    page.locator("[name='rules.ranking']").press("Space")
    said = save(page)
    assert "退回补正期限（工作日，自退回次日起）：2→3；截止前几个工作日提醒（可填几个）：7、3、1→5、2" in said
    assert "不纳入表彰的情形：逾期、未报送、到期未完成→逾期、未报送；" in said
    assert "年度扣分表后附各单位排名：否→是；逾期扣分：无→0.5" in said
    settings = Desk(reported.office.root).settings
    assert (settings.correction_days, settings.before, settings.scale.ranking) == (3, (5, 2), True)
    assert settings.scale.exclude == ("late", "missing")
    assert str(settings.scale.points["late"]) == "0.5"
    assert "退回补正期限（工作日，自退回次日起）3" in (page.text_content("main") or "")
    assert acts(reported)[0] == ("修改设置", told_of(page))
    page.goto(f"{reported.url}/settings/rules")
    assert "没有变化" in save(page)
    assert reported.complaints == []


def told_of(page: Page) -> str:
    return told(page).removeprefix("已修改：")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("rules.correction_days", "-1", "不是0到99的天数"),
        ("rules.correction_days", "31", "不在允许的范围内"),
        ("reminders.escalate", "0", "不在允许的范围内"),
        ("reminders.before", "七天", "不是0到99的天数"),
        ("points.late", "一分", "不是0到99的分值"),
        ("points.late", "NaN", "不是0到99的分值"),
        ("rules.holiday", "never", "不在允许的范围内"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_stays_in_its_field(reported: Served, field: str, value: str, said: str) -> None:  # fmt: skip
    before, page = files(reported), opened(reported, "/settings/rules", scripts=field != "rules.correction_days")
    box = page.locator(f"[name='{field}']")
    if field == "rules.holiday":
        box.evaluate("(one, value) => one.add(new Option(value, value, true, true))", value)
    else:
        box.fill(value)
    assert said in save(page)
    assert next(one.label for group in RULES.values() for one in group if one.key == field) in told(page)
    assert files(reported) == before
    assert field == "rules.holiday" or box.input_value() == value


def test_rounds_are_changed_and_one_with_something_on_file_stays(reported: Served) -> None:
    page = opened(reported, "/settings/rounds", scripts=False)
    page.fill("[name=due1]", "2022-09-15")
    page.fill("[name=due3]", "2022-11-20")
    page.fill("[name=name3]", "2022年专项督查")
    assert "2022年专项督查（2022年11月20日）" in save(page)
    rounds = Desk(reported.office.root).rounds
    assert [(one.code, one.due.isoformat()) for one in rounds] == [
        ("2022Q2", "2022-06-10"),
        ("2022Q3", "2022-09-15"),
        ("2022M11", "2022-11-20"),
        ("2022Q4", "2022-12-10"),
    ]
    assert [one.name for one in rounds][::3] == ["2022年第二季度", "2022年第四季度"]
    page.goto(f"{reported.url}/settings/rounds")
    page.fill("[name=due0]", "")
    assert "2022年第二季度已有报送" in save(page)
    page.goto(f"{reported.url}/settings/rounds")
    page.fill("[name=due2]", "")
    assert "已修改" in save(page)
    assert [one.code for one in Desk(reported.office.root).rounds] == ["2022Q2", "2022Q3", "2022Q4"]


def test_a_unit_is_changed_and_another_added(reported: Served) -> None:
    page = opened(reported, "/settings/unit?name=教育局")
    page.fill("[name=A岗姓名]", "<b>周新")
    page.fill("[name=A岗邮箱]", "zhou＠jy.example")
    assert "全角" in save(page)
    assert page.input_value("[name=A岗姓名]") == "<b>周新"
    page.fill("[name=A岗邮箱]", "zhou@jy.example")
    assert "A岗邮箱" in save(page)
    assert page.text_content("h1") == "教育局"
    assert "<b>周新" in (page.text_content("section[aria-labelledby=who]") or "")
    page.goto(f"{reported.url}/settings/unit")
    for name, text in {"单位名称": "档案局", "类别": "部门", "A岗邮箱": "dangan@x.example"}.items():
        page.fill(f"[name={name}]", text)
    assert "单位 档案局" in save(page)
    assert Desk(reported.office.root).roster.units[-1].name == "档案局"
    assert page.goto(f"{reported.url}/settings/unit?name=没有").status == 404  # type: ignore[union-attr]  # it answered


def test_the_list_of_units_goes_out_and_comes_back_by_excel(reported: Served, tmp_path: Path) -> None:
    page = opened(reported, "/settings")
    page.click("summary:has-text('用 Excel 整体修改')")
    with page.expect_download() as found:
        page.click("text=下载单位名录")
    listed, edition = found.value.path().read_bytes(), page.get_attribute("input[name=edition]", "value") or ""
    for name, content, said in (
        ("bad.xlsx", with_unit(listed, "教育局", {"类别": ""}), "没有类别"),
        ("good.xlsx", with_unit(listed, "教育局", {"B岗电话": "0951-7654321"}), "已修改：单位名录（good.xlsx）"),
        ("late.xlsx", with_unit(listed, "教育局", {"B岗电话": ""}), "刚刚有人改过"),
    ):
        (tmp_path / name).write_bytes(content)
        page.goto(f"{reported.url}/settings")
        page.click("summary:has-text('用 Excel 整体修改')")
        if name == "late.xlsx":  # as a page that was opened before the last change
            page.locator("input[name=edition]").evaluate("(one, value) => one.value = value", edition)
        page.set_input_files("[name=file]", tmp_path / name)
        assert said in save(page)
    assert Desk(reported.office.root).roster["教育局"].contacts[1].phone == "0951-7654321"


def test_only_who_may_approve_changes_settings(reported: Served) -> None:
    before, page = files(reported), reported.enter(CLERK)
    page.goto(f"{reported.url}/settings")
    mark = page.get_attribute("input[name=mark]", "value") or ""
    assert page.locator("main form").count() == 0
    for path in ("rules", "rounds", "unit"):
        told_so = page.request.get(f"{reported.url}/settings/{path}")
        assert (told_so.status, "回到“现在”" in told_so.text()) == (403, True)
    for path in ("rules", "rounds", "unit", "units"):
        assert page.request.post(f"{reported.url}/settings/{path}", form={"mark": mark}).status == 403
    assert files(reported) == before


@pytest.mark.parametrize(
    ("page", "link", "name", "head"),
    [
        ("/units", "导出单位和联系人（Excel）", "单位和联系人.xlsx", "邮箱"),
        ("/units", "导出去信（Excel）", "去信.xlsx", "结果"),
        ("/tasks", "导出任务（Excel）", "任务（2022年第二季度）.xlsx", "牵头单位"),
        ("/settings", "2022年第二季度认定", "2022年第二季度认定.xlsx", "认定"),
    ],
)
def test_lists_are_taken_along_as_excel(reported: Served, page: str, link: str, name: str, head: str) -> None:
    browser = reported.enter(CLERK)
    browser.goto(reported.url + page)
    with browser.expect_download() as found:
        browser.click(f"text={link}")
    assert found.value.suggested_filename == name
    (sheet,) = load_workbook(io.BytesIO(found.value.path().read_bytes()))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert head in rows[0]
    assert len(rows) > (1 if "去信" in name else 30)
    assert any("司法局" in map(str, row) for row in rows) or "任务" in name
    assert acts(reported)[0] == ("导出", name)
    assert browser.request.get(f"{reported.url}/export/book").status == 404
