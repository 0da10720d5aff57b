"""While something is not known nobody is judged by it; once it is known everybody is judged rightly."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document

from ledger.model import CircularState, Decision, Standing, Verdict
from mailboxes import MailServerError
from office.decisions.decide import DecisionError, decide
from office.desk.desk import Desk
from office.duties.drafting import SettledError, TooEarlyError, draft_circular
from office.duties.remind import remind
from office.reports.annual import YearError, sum_up
from office.reports.report import write_board
from office.standing.status import held_json, status
from tests.knowing.office import small_office
from tests.knowing.scripted import Lying
from tests.knowing.ways import ITEM, PUNCTUAL, SILENT, UNIT, WHOLE, Scene, Way, playing, settle
from tests.offices import Played, at

_JUDGED = {Standing.MISSING, Standing.LATE, Standing.INCOMPLETE}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """An office of four units and one round, opened and read once."""
    return small_office(tmp_path_factory.mktemp("pattern"))


@pytest.fixture
def scene(request: pytest.FixtureRequest, pattern: Played, tmp_path: Path) -> Iterator[Scene]:
    """A copy of that office, polled while all was well, with the way's mailbox."""
    way: Way = request.param
    office = Played.__new__(Played)
    office.root, office.mails = tmp_path / "office", 0
    shutil.copytree(pattern.root, office.root)
    office.desk = Desk(office.root)
    office.desk.__dict__.update({name: getattr(pattern.desk, name) for name in ("roster", "ledger", "editions")})
    with playing(way, office) as scene:
        _poll(scene, "2022-06-09T09:00")
        if scene.box:
            scene.box.fault = way.fault
        mail = way.begin(scene)
        if mail:
            scene.deliver(Lying(scene.mail(PUNCTUAL, scene.form(PUNCTUAL))), mail)
        yield scene
        office.desk.book.close()


def _poll(scene: Scene, now: str) -> None:
    with suppress(MailServerError):
        scene.office.collect(now)


def _named(scene: Scene, now: str) -> dict[str, Standing]:
    desk = scene.office.desk
    return {one.unit.name: one.standing for one in status(desk, desk.rounds[0], at(now))}


def _overdue(scene: Scene) -> set[str]:
    """The units that were sent an overdue notice."""
    addresses = {unit.name: unit.addresses[0] for unit in scene.office.desk.roster.units}
    told = [letter for letter in scene.office.letters() if "催报" in letter.subject]
    return {name for name, address in addresses.items() for letter in told if address in letter.to}


def _say(scene: Scene, kind: Verdict, now: str, code: str = "") -> str:
    said = Decision(number=0, kind=kind, by="张三", at=at(now), reason="审核", round="2022Q2", code=code)
    return decide(scene.office.desk, said, at(now))


def _act(scene: Scene, now: str) -> list[str]:
    """Every duty that judges, one after the other; those that were done."""
    desk, round_, done = scene.office.desk, scene.office.desk.rounds[0], []
    _poll(scene, now)
    with suppress(MailServerError):
        remind(desk, at(now))
    write_board(desk, round_, at(now))
    with suppress(TooEarlyError, SettledError, MailServerError):
        draft_circular(desk, round_, at(now))
        done.append("circular")
    for kind, code in ((Verdict.APPROVE, ""), (Verdict.ISSUE, "兴政办发〔2022〕36号")):
        with suppress(DecisionError, MailServerError):
            _say(scene, kind, now, code)
            done.append(kind.value)
    with suppress(YearError):
        sum_up(desk, at(now))
        done.append("annual")
    return done


def _stated(scene: Scene) -> str:
    (path,) = scene.office.desk.out.glob("关于*通报.docx")
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def _after(scene: Scene, way: Way) -> None:
    """What must hold once it has ended: the truth, and everything done that waited for it."""
    settle(way, scene)
    done = _act(scene, "2022-06-14T09:00")
    now = _named(scene, "2022-06-14T09:10")
    assert now == {
        UNIT: Standing.ON_TIME,
        PUNCTUAL: Standing.ON_TIME,
        SILENT: Standing.MISSING,
        "科技局": Standing.MISSING,
    }
    assert done == ["circular", "approve", "issue", "annual"]
    assert _overdue(scene) - ({UNIT} if way.anybody else set()) == {SILENT, "科技局"}
    with scene.office.desk.book.reading() as page:
        assert page.circulars.all()[-1].state is CircularState.ISSUED
    assert f"未报送的单位2个：{SILENT}、科技局" in _stated(scene)
    assert UNIT not in _stated(scene)


@pytest.mark.parametrize("scene", ITEM, ids=lambda way: way.name, indirect=True)
def test_unit_whose_mail_is_in_doubt_is_not_judged_by_it(scene: Scene, request: pytest.FixtureRequest) -> None:
    way: Way = request.node.callspec.params["scene"]
    done = _act(scene, "2022-06-13T09:05")
    now = _named(scene, "2022-06-13T09:10")
    assert now[UNIT] not in _JUDGED or way.anybody
    assert now[PUNCTUAL] is Standing.ON_TIME or now[PUNCTUAL] is Standing.UNDECIDED  # it may be named too
    assert UNIT not in _overdue(scene) or way.anybody
    assert not {"approve", "issue", "annual"} & set(done)
    if way.held:
        assert held_json(scene.office.desk)
    _after(scene, way)


@pytest.mark.parametrize("scene", WHOLE, ids=lambda way: way.name, indirect=True)
def test_nobody_is_judged_while_the_mailbox_cannot_be_read(scene: Scene, request: pytest.FixtureRequest) -> None:
    way: Way = request.node.callspec.params["scene"]
    done = _act(scene, "2022-06-13T09:05")
    assert not _JUDGED & set(_named(scene, "2022-06-13T09:10").values())
    assert not _overdue(scene)
    assert not done
    assert any("邮箱不能完整读取" in letter.text for letter in scene.office.letters("jingban@xingqing.example"))
    _after(scene, way)
