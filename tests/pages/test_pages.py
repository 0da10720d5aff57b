"""Every page, looked at and worked on as people do; a whole circular from the draft to its correction."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import httpx
import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from ledger.model import Verdict
from office.desk.staff import Role
from office.duties.drafting import draft_circular
from pages.app import PLACES
from tests.offices import at
from tests.pages.served import APPROVER, CLERK, DESK, PHONE, Served
from tests.pages.walking import by_mouse

HOSTILE = "<script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>{{{{7*7}}}}第{n}项"
LOOKS: dict[str, object] = {
    "runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
}
"""What axe finds otherwise on a phone, or in the dark: the rest of a page is the same."""
KINDLESS = ("/settings/rules", "/settings/rounds", "/settings/unit", "/settings/units", "/record", "/acts")
"""Where no kind of decision is read."""
AFTER = at("2022-06-15T10:00")
PATHS = (
    "/", "/held", "/held/1", "/mail/1", "/units", "/unit?name=司法局", "/post/{letter}", "/submission/1", "/tasks",
    "/tasks/1", "/circulars", "/record", "/files", "/acts", "/settings", "/settings/rules",
    "/settings/rounds", "/settings/unit", "/settings/unit?name=司法局", "/enter", "/enter?token=x", "/nothing",
)  # fmt: skip
LIKE_ROWS_ONCE = """document.querySelectorAll('tbody, select, datalist, ul.plain').forEach(body => {
    const seen = new Set()
    for (const row of [...body.children]) {
        const kind = [row, ...row.querySelectorAll('*')].map(one => one.tagName + '.' + one.className).join()
        seen.has(kind) ? row.remove() : seen.add(kind)
    }
})"""
"""Hundreds of rows made alike say no more to axe than one of them, and take most of its time."""


@pytest.fixture(scope="module")
def lived(shared: Served) -> Served:
    """An office after its first deadline: a form on file, something that waits, a letter out."""
    office = shared.office
    office.send("2022-06-08T09:00:00", ("台账<b>.docx", office.form(text=HOSTILE)))
    office.send("2022-06-08T09:30:00", sender="x@elsewhere.example", subject="<script>alert(3)</script>", text="请问")
    office.collect("2022-06-08T10:00")
    draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T09:40"))
    shared.now = AFTER
    return shared


def path_of(served: Served, path: str) -> str:
    with served.office.desk.book.reading() as book:
        letters = [one.number for one in book.letters.all(unit="司法局")]
    return served.url + path.format(letter=letters[0])


@pytest.mark.parametrize(("viewport", "scheme", "rules"), [(DESK, "light", {}), (PHONE, "dark", LOOKS)])
def test_pages_are_for_everybody_and_hold_what_units_write_as_text(
    lived: Served, viewport: ViewportSize, scheme: str, rules: dict[str, object]
) -> None:
    page = lived.enter(APPROVER, viewport=viewport, scheme=scheme)
    for path in PATHS:
        page.goto(path_of(lived, path))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        assert page.evaluate("document.scripts.length") == 0
        page.evaluate(LIKE_ROWS_ONCE)
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert [one for one in lived.complaints if "404" not in one] == []
    for path in ("/submission/1", "/tasks/1"):
        page.goto(path_of(lived, path))
        assert HOSTILE.format(n=1) in (page.text_content("main") or "")


def test_every_page_is_among_those_looked_at() -> None:
    looked = {path.partition("?")[0].partition("{")[0].rstrip("0123456789") for path in PATHS}
    pages = {one.path.partition("{")[0] for one in PLACES if one.method == "GET" and "/file" not in one.path}
    assert pages - {"/mail/", "/export/"} <= looked


def test_nobody_posts_without_the_right_to() -> None:
    assert all(one.role.rank >= Role.DECIDE.rank for one in PLACES if one.method == "POST")


def test_pages_print_on_a4(lived: Served) -> None:
    page = lived.enter()
    for path in ("/", "/unit?name=司法局"):
        page.goto(lived.url + path)
        printed = page.pdf(prefer_css_page_size=True)
        with pdfplumber.open(io.BytesIO(printed)) as pages:
            assert {(round(one.width), round(one.height)) for one in pages.pages} == {(595, 842)}
        text = subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True).stdout
        assert "教育局" in text.decode() or "司法局" in text.decode()
        assert "退出" not in text.decode()


@pytest.mark.parametrize("odd", ["", "9" * 5000, "\0" + HOSTILE, "0001-01-01T00:00", "x" * 1900])
def test_nothing_that_a_form_can_say_breaks_a_page(lived: Served, odd: str) -> None:
    page = lived.enter(APPROVER)
    page.goto(f"{lived.url}/held/1")
    mark = page.get_attribute("input[name=mark]", "value") or ""
    names = (
        "unit",
        "round",
        "period",
        "until",
        "received_at",
        "code",
        "task",
        "finding",
        "decision",
        "version",
        "sure",
    )
    for place in (one for one in PLACES if one.method == "POST"):
        path = place.path.replace("{number:int}", "1") + ("?name=司法局" if place.path == "/unit" else "")
        for kind in (odd,) if place.path in KINDLESS else ("extend", "state", "waive", odd):
            form: dict[str, str | float | bool] = {
                "mark": mark,
                "reason": odd,
                "kind": kind,
                **dict.fromkeys(names, odd),
            }
            answer = page.request.post(f"{lived.url}{path}", form=form)
            assert answer.status in (303, 403, 404, 413, 422), (path, kind, answer.status)
        assert page.request.get(f"{lived.url}{place.path.partition('{')[0]}{odd[:50]}").status < 500


def test_who_is_missing_stands_with_telephones(lived: Served) -> None:
    page = lived.enter(scripts=False)
    page.goto(lived.url)
    silent = lived.office.desk.roster["教育局"]
    row = page.locator("section[aria-labelledby=missing] tr", has_text="教育局")
    assert silent.contacts[0].phone in (row.text_content() or "")
    assert page.locator("a[href^='tel:']").count() > 30
    assert "收件截至2022年6月15日9时40分" in (page.text_content("main") or "")
    assert "已截止4天10小时" in (page.text_content("main") or "")


def test_files_are_kept_and_never_run(lived: Served) -> None:
    (lived.office.desk.out / "看板 1.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    page = lived.enter()
    page.goto(f"{lived.url}/files")
    with page.expect_download() as found:
        page.click("text=看板 1.html")
    assert found.value.suggested_filename == "看板 1.html"
    answer = page.request.get(f"{lived.url}/files/看板 1.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    (lived.office.desk.out / "逃.txt").symlink_to(lived.office.root / "office.toml")
    cookie = {str(one["name"]): str(one["value"]) for one in page.context.cookies()}
    for outside in (
        "../office.toml",
        "%2e%2e/office.toml",
        "..%2foffice.toml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "逃.txt",
    ):
        assert httpx.get(f"{lived.url}/files/{outside}", cookies=cookie).status_code == 404, outside


def test_letters_to_the_staff_are_their_own(lived: Served) -> None:
    page = lived.enter()
    with lived.office.desk.book.reading() as book:
        own = [one.number for one in book.letters.all() if one.kind == "sign_in"]
    assert own
    for number in own:
        assert page.request.get(f"{lived.url}/post/{number}").status == 404


def told(page: Page) -> str:
    return page.locator("[role=status], [role=alert]").first.text_content() or ""


def test_paper_is_recorded_with_its_own_time(served: Served, tmp_path: Path) -> None:
    form = tmp_path / "送来的台账.docx"
    form.write_bytes(served.office.form())
    page = served.enter(scripts=False)
    page.goto(f"{served.url}/record")
    page.select_option("[name=unit]", "司法局")
    page.fill("[name=received_at]", "2022-06-08T15:20")
    page.set_input_files("[name=file]", form)
    page.click("button:text('登记')")
    assert "已登记为司法局第1号报送件" in told(page)
    assert served.office.standing("2022-06-09T10:00").received_at == at("2022-06-08T15:20")
    with page.expect_download() as found:
        page.click("text=送来的台账.docx")
    assert found.value.path().read_bytes() == form.read_bytes()
    page.goto(f"{served.url}/record")
    page.select_option("[name=unit]", "教育局")
    page.fill("[name=received_at]", "2022-06-08T15:20")
    page.set_input_files("[name=file]", form)
    page.click("button:text('登记')")
    assert "不一致" in told(page)
    assert "--unit" not in told(page)


def test_who_may_not_sign_is_not_offered_it_and_nothing_is_signed_unseen(served: Served) -> None:
    office = served.office
    office.send("2022-06-08T09:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-08T10:00")
    served.now = AFTER
    clerk, approver = served.enter(CLERK), served.enter(APPROVER)
    clerk.goto(f"{served.url}/circulars")
    by_mouse(clerk, "main form", {})
    assert "已生成通报第1稿" in told(clerk)
    assert clerk.locator("summary", has_text="审定").count() == 0
    refused(served, clerk, kind="approve", round="2022Q2", version="1", reason="试")
    approver.goto(f"{served.url}/circulars")
    assert "未报送的单位" in (approver.text_content("main") or "")
    by_mouse(approver, "form:has([value=approve])", {})
    number = {"kind": "issue", "round": "2022Q2", "reason": "试", "code": "兴政办发〔2022〕36号"}
    refused(served, approver, **number, version="1")
    refused(served, approver, **number, version="9", sure="1")
    by_mouse(approver, "form:has([value=issue])", {"code": number["code"], "sure": "1"})
    with approver.expect_download() as found:
        approver.locator("a[href$='/file']").first.click()
    assert found.value.path().read_bytes()[:2] == b"PK"
    assert served.complaints == []


def refused(served: Served, page: Page, **form: str | float | bool) -> None:
    """A form that the page does not offer, or not so, does nothing."""
    before = len(book_of(served))
    mark = page.get_attribute("input[name=mark]", "value") or ""
    answer = page.request.post(f"{served.url}/circulars", form={"mark": mark, **form})
    assert answer.status == 422
    assert len(book_of(served)) == before


def book_of(served: Served) -> list[Verdict]:
    with served.office.desk.book.reading() as book:
        return [one.kind for one in book.decisions.all(whole=True)]
