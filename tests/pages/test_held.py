"""Everything that waits is decided on a page: each kind, by each of its decisions, with the keyboard and with the mouse."""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import Page

from ledger.held_kinds import HeldKind
from ledger.model import Held, Verdict
from pages import deciding
from pages.choices import Choice, choices
from tests.offices import at
from tests.pages.served import APPROVER, CLERK, PHONE, Served

NOW, RECEIVED = at("2022-06-09T10:00"), at("2022-06-08T09:00")
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"&\u202e'


class Waiting:
    """Things that wait, each a mail of its own with the unit's form in it."""

    def __init__(self, served: Served) -> None:
        office = served.office
        office.send("2022-06-08T08:00:00", ("台账.docx", office.form()))
        office.collect("2022-06-08T08:05")
        self.served, self.form = served, office.form(text="又开展{n}次培训")
        self.mail = office.send("2022-06-08T09:00:00", ("台账.docx", self.form), subject=HOSTILE, text=HOSTILE)
        (office.root / "mail" / "in" / "new").joinpath(
            next(one.name for one in (office.root / "mail" / "in" / "new").iterdir())
        ).unlink()
        self.count = 0

    def hold(self, kind: str) -> Held:
        """One more of that kind."""
        self.count += 1
        raw = None if kind in ("unread", "too_large") else b"X-Count: %d\r\n%s" % (self.count, self.mail)
        with self.served.office.desk.book.writing() as page:
            mail = page.mails.store(raw, size=9, received_at=RECEIVED, at=NOW, timed=kind != "odd_time")
            sender = self.served.office.unit.addresses[0]
            page.mails.describe(mail, message_id=f"<{self.count}@x>", sender=sender, subject=HOSTILE)
            form = {"file": "台账.docx", "sha256": hashlib.sha256(self.form).hexdigest()} if raw else {}
            number = page.held.add(
                mail=mail, kind=HeldKind(kind), reason=f"原因：申请延期至6月20日{HOSTILE}", at=NOW, unit="司法局", round_="2022Q2", **form
            )  # fmt: skip
            return page.held.listed(number)[0]

    def offered(self, held: Held) -> list[Choice]:
        """What can be decided of it."""
        with self.served.office.desk.book.reading() as page:
            return choices(held, page.mails.one(held.mail))


@pytest.fixture(scope="module")
def waiting(shared: Served) -> Waiting:
    shared.now = NOW
    return Waiting(shared)


def press(page: Page, choice: Choice, *, mouse: bool) -> None:
    """Open a decision, fill in what it asks for, send it off."""
    form = page.locator(f"form:has(input[name=kind][value={choice.kind.value}])")
    summary = page.locator("summary", has_text=choice.name).first
    if not form.is_visible():
        summary.click() if mouse else summary.press("Enter")
    if "until" in choice.fields:
        form.locator("[name=until]").fill("2022-06-20")
    if "received_at" in choice.fields:
        form.locator("[name=received_at]").fill("2022-06-08T09:00")
    assert form.locator("[name=reason]").input_value() == choice.reason
    assert set(choice.reasons) == set(form.locator("datalist option").evaluate_all("all => all.map(one => one.value)"))
    if choice.kind is Verdict.RETURN:
        form.locator("[name=reason]").fill(f"缺盖章页{HOSTILE}")
    button = form.locator("button")
    button.click() if mouse else button.press("Enter")
    page.wait_for_url("**/held")


MORE = (("extension", 1), ("unit_differs", 2))
"""Decisions that are the likeliest of no kind."""


@pytest.mark.parametrize(("kind", "which"), [*((kind, 0) for kind in HeldKind), *MORE])
def test_every_kind_is_decided_by_page(waiting: Waiting, kind: str, which: int) -> None:
    served, held = waiting.served, waiting.hold(kind)
    choice = waiting.offered(held)[which]
    page = served.enter(scripts=kind != "no_form")
    page.goto(f"{served.url}/held/{held.number}")
    press(page, choice, mouse=which == 0 and kind < "o")
    assert page.locator("[role=status]").count() == 1, page.text_content("main")
    with served.office.desk.book.reading() as book:
        (entered,) = [one for one in book.decisions.all() if one.held == held.number]
        assert (entered.kind, entered.by) == (choice.kind, f"张经办（{CLERK}）")
        assert book.access.acts(1)[0].what == "决定"
        assert book.held.listed(held.number)[0].decided_at is not None
    assert served.complaints == []


def test_original_stands_beside_what_was_understood(waiting: Waiting) -> None:
    held = waiting.hold("unit_differs")
    page = waiting.served.enter()
    page.goto(f"{waiting.served.url}/held/{held.number}")
    said = page.text_content("main") or ""
    task = waiting.served.office.desk.tasks_of("司法局")[0]
    assert f"司法局：又开展{task.number}次培训" in said
    assert f"第{task.number}项" in said
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    assert waiting.served.complaints == []
    with page.expect_download() as found:
        page.click("text=台账.docx")
    assert found.value.path().read_bytes() == waiting.form


def test_a_cell_without_a_word_is_said_to_be_empty(waiting: Waiting) -> None:
    office = waiting.served.office
    tasks = office.desk.tasks_of("司法局")
    form = office.form(without=tuple(one.number for one in tasks[1:]))
    office.send("2022-06-09T09:00:00", ("台账.docx", form), sender=office.desk.roster["教育局"].addresses[0])
    office.collect("2022-06-09T09:05")
    with office.desk.book.reading() as book:
        number = book.held.listed()[-1].number
    page = waiting.served.enter()
    page.goto(f"{waiting.served.url}/held/{number}")
    rows = [
        one.inner_text().split("\t") for one in page.locator("section[aria-labelledby=form1] tbody tr:has(th)").all()
    ]
    assert [(row[3], row[6]) for row in rows[1:]] == [("（空）", "（空）")] * (len(tasks) - 1)
    assert rows[0][6] == "一致"


def test_what_cannot_be_decided_is_said_and_what_was_typed_stays(waiting: Waiting) -> None:
    held = waiting.hold("extension")
    page = waiting.served.enter()
    page.goto(f"{waiting.served.url}/held/{held.number}")
    page.fill("[name=until]", "2022-06-01")
    page.fill("form:has([name=until]) [name=reason]", "防汛期间")
    page.click("form:has([name=until]) button")
    assert "晚于本期截止时间" in (page.text_content("[role=alert]") or "")
    assert "--until" not in (page.text_content("[role=alert]") or "")
    assert page.input_value("[name=until]") == "2022-06-01"
    assert page.input_value("form:has([name=until]) [name=reason]") == "防汛期间"


def test_second_decision_on_the_same_thing_comes_too_late(waiting: Waiting) -> None:
    held = waiting.hold("contact")
    first, second = waiting.served.enter(), waiting.served.enter(APPROVER)
    for page in (first, second):
        page.goto(f"{waiting.served.url}/held/{held.number}")
    first.click("button:text('无需处理')")
    second.click("button:text('无需处理')")
    assert "已经处理过：张经办" in (second.text_content("[role=alert]") or "")


def test_who_may_only_look_is_offered_nothing_and_refused(served: Served) -> None:
    served.office.set('role = "decide"', 'role = "view"')
    served.office.send("2022-06-08T09:00:00", sender="x@elsewhere.example", text="请问")
    served.office.collect("2022-06-08T09:05")
    page = served.enter(viewport=PHONE)
    page.goto(f"{served.url}/held/1")
    assert page.locator("main form").count() == 0
    mark = page.get_attribute("input[name=mark]", "value") or ""
    answer = page.request.post(f"{served.url}/held/1", form={"mark": mark, "kind": "dismiss", "reason": "看过"})
    assert answer.status == 403
    with served.office.desk.book.reading() as book:
        assert len(book.held.listed()) == 1


def test_a_decision_that_is_not_offered_is_not_taken(waiting: Waiting) -> None:
    held = waiting.hold("contact")
    page = waiting.served.enter()
    page.goto(f"{waiting.served.url}/held/{held.number}")
    mark = page.get_attribute("input[name=mark]", "value") or ""
    for kind in set(Verdict) - {Verdict.DISMISS}:
        form: dict[str, str | float | bool] = {
            "mark": mark,
            "kind": kind.value,
            "reason": "试",
            "round": "2022Q2",
            "unit": "司法局",
        }
        assert page.request.post(f"{waiting.served.url}/held/{held.number}", form=form).status == 422


def test_a_poll_that_runs_is_waited_for_and_named(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    held, page = waiting.hold("contact"), waiting.served.enter()
    page.goto(f"{waiting.served.url}/held/{held.number}")
    monkeypatch.setattr(deciding, "_PATIENCE", 0.3)
    with waiting.served.office.desk.book.alone():
        page.click("button:text('无需处理')")
        assert "正在收发邮件" in (page.text_content("[role=alert]") or "")
    page.click("button:text('无需处理')")
    page.wait_for_url("**/held")


def test_a_file_that_cannot_be_read_is_told_to_nobody_outside(served: Served) -> None:
    page = served.enter()
    (served.office.root / "units.xlsx").write_bytes(b"")
    for visitor in (page, served.come()):
        answer = visitor.goto(f"{served.url}/held")
        assert answer is not None
        assert answer.status == 503
        assert "工作台暂时不能使用" in (visitor.text_content("main") or "")
        assert "xlsx" not in visitor.content()
