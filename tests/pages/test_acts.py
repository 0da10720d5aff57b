"""Every form of 工作台 is sent off once by the keyboard alone and once by the mouse; none is left out of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ledger.held_kinds import HeldKind
from ledger.model import Decision, PostState, Verdict
from office.decisions.decide import decide
from office.desk.rewriting import with_unit
from office.keeping.changing import UNITS
from pages import circulars, held, submissions, units
from pages.app import PLACES
from pages.choices import OFFERED
from pages.signing import Door
from tests.offices import at
from tests.pages.served import APPROVER, Served
from tests.pages.test_held import Waiting
from tests.pages.test_pages import told
from tests.pages.walking import WALKS, by_keyboard

NOW, AUTUMN = at("2022-06-15T10:00"), at("2022-09-20T10:00")
WAYS = tuple(WALKS)
HELD, UNIT, SUBMISSION, CIRCULARS = "/held/{number:int}", "/unit", "/submission/{number:int}", "/circulars"
DOOR = ("/enter", "/entered", "/leave")


@dataclass(frozen=True, kw_only=True)
class Act:
    """A form: where it goes to, of which kind; where it stands, what is filled in, what is said when it is done."""

    to: str
    kind: str = ""
    on: str = ""  # of which of the things below
    says: Mapping[str, str] = field(default_factory=dict)
    told: str


REASON = {"reason": "经核实"}
ACTS = (
    Act(to=HELD, kind="assign", on="unknown_sender", says={"unit": "司法局"}, told="登记"),
    Act(to=HELD, kind="accept", on="two_forms", told="登记"),
    Act(to=HELD, kind="return", on="sealed", says={"reason": "加密，打不开"}, told="已退回并通知司法局"),
    Act(to=HELD, kind="dismiss", on="contact", told="已办结"),
    Act(to=HELD, kind="extend", on="extension", says={"until": "2022-06-20"}, told="已延期至2022年6月20日24时"),
    Act(to=HELD, kind="excuse", on="extension", told="免报"),
    Act(to=HELD, kind="clear", on="explanation", told="所指问题已销号"),
    Act(to=HELD, kind="void", on="recall", told="已作废"),
    Act(to="/letter/{number:int}", kind="dismiss", told="已确认送达"),
    Act(to="/letter/{number:int}", kind="resend", told="已再次发送"),
    Act(to=SUBMISSION, kind="waive", on="wanting", says=REASON, told="不计"),
    Act(to=SUBMISSION, kind="return", on="wanting", says={"reason": "缺盖章页"}, told="已退回补正"),
    Act(to=SUBMISSION, kind="accept", on="blocked", says=REASON, told="已予认可"),
    Act(to=SUBMISSION, kind="void", on="wanting", says=REASON, told="已作废"),
    Act(to=UNIT, kind="extend", says={"until": "2022-06-21", "reason": "防汛"}, told="已延期至2022年6月21日24时"),
    Act(to=UNIT, kind="excuse", says={"reason": "机构改革"}, told="免报"),
    Act(to=UNIT, kind="state", says={"code": "open", **REASON}, told="已认定为未完成"),
    Act(to="/record", says={"unit": "{unit}", "received_at": "2022-06-09T15:20", "file": "{form}"}, told="已登记为"),
    Act(to="/acts", says={"reason": "点错了"}, told="已撤销"),
    Act(to="/settings/rules", says={"rules.rectify_days": "{n}", "rules.ranking": "1"}, told="已修改"),
    Act(
        to="/settings/rounds", says={"due2": "2022-12-1{n}", "name3": "专项{n}", "due3": "2022-12-2{n}"}, told="已修改"
    ),
    Act(to="/settings/unit", says={"A岗电话": "0951-600000{n}"}, told="已修改"),
    Act(to="/settings/units", says={"file": "{list}"}, told="已修改"),
)
OF_CIRCULARS = (
    Act(to=CIRCULARS, kind="draft", told="已生成通报第1稿"),
    Act(to=CIRCULARS, kind="approve", told="已审定"),
    Act(to=CIRCULARS, kind="void", says=REASON, told="审定已撤回"),
    Act(to=CIRCULARS, kind="approve", told="已审定"),
    Act(to=CIRCULARS, kind="issue", says={"code": "兴政办发〔2022〕3{n}号", "sure": "1"}, told="3{n}号已印发"),
    Act(to=CIRCULARS, kind="correct", says={"sure": "1", "reason": "教育局经批准免报"}, told="已生成更正"),
    Act(to=UNIT, kind="clear", says=REASON, told="所指问题已销号"),
)


class Work:
    """An office in which there is something for every act, for each way another."""

    def __init__(self, served: Served, folder: Path) -> None:
        served.now = NOW
        self.served, self.folder, self.waiting = served, folder, Waiting(served)
        office = served.office
        self.names = [one.name for one in office.desk.roster.units if one.name not in ("司法局", "教育局")]
        for place, name in enumerate(self.names[:4]):
            tasks = tuple(one.number for one in office.desk.tasks_of(name))
            form = office.form(name, without=tasks if place > 1 else tasks[:1])
            sender = office.desk.roster[name].addresses[0]
            office.send(f"2022-06-08T10:0{place}:00", ("台账.docx", form), sender=sender)
        office.collect("2022-06-15T09:30")

    def place(self, act: Act, way: str) -> tuple[str, str]:
        """The page on which the form stands, and the form on it."""
        n, action = WAYS.index(way), act.to
        page = action
        if act.to == HELD:
            page = action = f"/held/{self.waiting.hold(act.on).number}"
        elif act.to == SUBMISSION:
            page = action = f"/submission/{self.submission(self.names[n + 2 * (act.on == 'blocked')])}"
        elif act.to.startswith("/letter"):
            page, action = "/held", f"/letter/{self.doubtful()}"
        elif act.to in (UNIT, "/settings/unit"):
            page = f"{act.to}?name={self.names[4 + n + 4 * (act.kind == 'clear')]}"
        elif act.to == "/settings/units":
            page = "/settings"
        elif act.to == CIRCULARS:
            page = f"/circulars?round=2022Q{2 + n}"
        kind = f":has(input[name=kind][value={act.kind}])" if act.kind else ""
        return page, f"form[action^='{action}']{kind}"

    def says(self, act: Act, way: str) -> dict[str, str]:
        """What is filled in."""
        n, unit = WAYS.index(way), self.names[6 + WAYS.index(way)]
        files = {"form": self.form, "list": self.list} if "file" in act.says else {}
        made = {name: str(make(unit, n)) for name, make in files.items()}
        return {name: text.format(n=n + 6, unit=unit, **made) for name, text in act.says.items()}

    def form(self, unit: str, _n: int) -> Path:
        """A form on paper's way."""
        path = self.folder / f"{unit}.docx"
        path.write_bytes(self.served.office.form(unit))
        return path

    def list(self, unit: str, n: int) -> Path:
        """The list of units with something changed."""
        path = self.folder / "名录.xlsx"
        now = (self.served.office.root / UNITS).read_bytes()
        path.write_bytes(with_unit(now, unit, {"B岗电话": f"0951-700000{n}"}))
        return path

    def submission(self, unit: str) -> int:
        """The number of a unit's form."""
        with self.served.office.desk.book.reading() as page:
            return page.submissions.all(unit=unit)[-1].number

    def doubtful(self) -> int:
        """One more letter of which nobody knows whether it arrived."""
        with self.served.office.desk.book.writing() as page:
            post = next(one for one in page.letters.all(unit="司法局") if one.state is PostState.SENT)
            for _ in range(8):
                page.letters.settle(post.number, PostState.QUEUED)
                assert page.letters.claim(post.number)
            page.letters.settle(post.number, PostState.UNKNOWN)
        return post.number

    def turn(self, act: Act, way: str) -> None:
        """What has to have happened before."""
        if act.kind == "draft" and way == "mouse":  # of another round: issued is issued
            self.served.now = AUTUMN
            self.served.sessions.clear()
            self.served.windows.clear()
        if act.kind == "correct":
            said = Decision(number=0, kind=Verdict.EXCUSE, by="张三", at=self.served.now, reason="机构改革", unit="教育局", round=f"2022Q{2 + WAYS.index(way)}")  # fmt: skip
            decide(self.served.office.desk, said, self.served.now)


@pytest.fixture(scope="module")
def work(shared: Served, tmp_path_factory: pytest.TempPathFactory) -> Work:
    return Work(shared, tmp_path_factory.mktemp("files"))


ROWS = [
    *((act, way) for act in ACTS for way in WAYS),
    *((act, way) for way in WAYS for act in OF_CIRCULARS),
]


@pytest.mark.parametrize(("act", "way"), ROWS, ids=[f"{act.to}-{act.kind}-{way}" for act, way in ROWS])
def test_each_form_is_sent_off(work: Work, act: Act, way: str) -> None:
    work.turn(act, way)
    page = work.served.enter(APPROVER)
    path, form = work.place(act, way)
    page.goto(work.served.url + path)
    WALKS[way](page, form, work.says(act, way))
    assert act.told.format(n=WAYS.index(way) + 6) in told(page), told(page)
    assert page.locator("[role=alert]").count() == 0
    assert work.served.complaints == []


@pytest.mark.parametrize("way", WAYS)
def test_people_come_in_and_leave(shared: Served, way: str) -> None:
    page = shared.come()
    before = len(shared.links(APPROVER))
    page.goto(f"{shared.url}/enter")
    WALKS[way](page, "form[action='/enter']", {"address": APPROVER})
    page.goto(shared.wait_for_link(APPROVER, before))
    WALKS[way](page, "form[action='/entered']", {})
    assert page.url == f"{shared.url}/"
    WALKS[way](page, "form[action='/leave']", {})
    assert page.url == f"{shared.url}/enter"


def links(page: Page) -> Iterator[str]:
    """What has the focus, Tab after Tab."""
    for _ in range(40):
        page.keyboard.press("Tab")
        yield page.evaluate("document.activeElement.textContent")


def test_a_list_is_taken_along_by_keys(shared: Served) -> None:
    page = shared.enter(APPROVER)
    page.goto(f"{shared.url}/units")
    assert next(name for name in links(page) if name == "导出去信（Excel）")
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename == "去信.xlsx"
    page.goto(f"{shared.url}/units")
    assert next(links(page)) == "跳到正文"
    page.keyboard.press("Enter")
    assert next(links(page)) == "导出单位和联系人（Excel）"


def offered() -> set[tuple[str, str]]:
    """Every form that a page can hold: whatever it is, it goes to an address that takes it, of a kind that is taken there."""
    kinds = {
        HELD: {one.kind.value for kind in HeldKind for one in OFFERED[kind]},
        "/letter/{number:int}": {one.value for one in held._OF_LETTERS},
        UNIT: {one.value for one in units._OFFERED},
        SUBMISSION: {one.value for one in submissions._OFFERED},
        CIRCULARS: {"draft", *(one.value for one in circulars._STEPS)},
    }
    taken = {one.path for one in PLACES if one.method == "POST"}
    return {(path, kind) for path in taken for kind in kinds.get(path, {""})}


def test_each_is_in_the_book_once(work: Work) -> None:
    asked = sorted(act.kind for act, _ in ROWS if act.kind and act.kind != "draft") + ["excuse"] * 2 + ["undo"] * 2
    with work.served.office.desk.book.reading() as page:
        entered = [one.kind.value for one in page.decisions.all(whole=True)]
        noted = [one.what for one in page.access.acts(200)]
    assert sorted(entered) == sorted(asked)
    assert noted.count("决定") == len(asked) - 2
    assert (noted.count("登记"), noted.count("修改设置"), noted.count("生成通报草稿")) == (2, 8, 2)


def test_no_form_is_left_out(shared: Served) -> None:
    assert {(act.to, act.kind) for act, _ in ROWS} == offered()
    posting = {one.path for one in Door(shared.opened, shared.url, lambda: NOW).routes if "POST" in (one.methods or ())}
    assert posting == set(DOOR)


def test_a_form_that_asks_for_what_is_not_filled_in_goes_nowhere(shared: Served) -> None:
    """The walk itself is true: what the keys pass by is told."""
    page = shared.enter(APPROVER)
    page.goto(f"{shared.url}/record")
    with pytest.raises(AssertionError, match="the keys pass by"):
        by_keyboard(page, "form[action='/record']", {"nothing": "1"})
