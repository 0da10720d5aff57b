"""The book again from the mailbox alone: the same arrivals and standings, and not one letter."""

import json
import shutil
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from ledger.book import BookError
from ledger.model import SHANGHAI, Decision, Verdict
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.duties.drafting import draft_circular
from office.duties.remind import remind
from office.intake.collect import collect
from office.intake.recording import record
from office.keeping.rebuilding import NotConfirmedError, rebuild
from office.standing.status import status, status_json
from tests.crash.child import Child, dying
from tests.offices import Played, at
from tests.servers import PASSWORD, Account, Smtp

NOW = at("2022-06-21T09:00")


def say(office: Played, kind: Verdict, now: str, **what: object) -> None:
    said = Decision(number=0, kind=kind, by="张三", at=at(now), reason="电话核实", **what)  # type: ignore[arg-type]  # fields of Decision
    decide(office.desk, said, at(now))


def play(office: Played) -> None:
    """A round with all that can happen in it, its circular issued."""

    def send(
        when: str, unit: str, form: bytes | None = None, sender: str = "", subject: str = "", text: str = ""
    ) -> None:
        sender = sender or office.desk.roster[unit].addresses[0]
        files = [("台账.docx", form)] if form else []
        office.send(when, *files, sender=sender, subject=subject or "报送台账", text=text or "请查收。")

    remind(office.desk, at("2022-06-07T09:00"))
    send("2022-06-08T10:00:00", "司法局", office.form())
    send("2022-06-08T10:01:00", "财政局", office.form("财政局", without=(office.desk.tasks_of("财政局")[-1].number,)))
    office.collect("2022-06-08T10:05")
    send("2022-06-08T11:00:00", "司法局", office.form())  # a copy
    send("2022-06-08T11:01:00", "民政局", office.form("民政局"), sender="helper@elsewhere.example")
    send("2022-06-08T11:02:00", "统计局", text="因防汛，请予延期报送。", subject="申请")
    send("2022-06-08T11:03:00", "教育局", office.form("教育局", without=(office.desk.tasks_of("教育局")[0].number,)))
    send("2022-06-08T11:04:00", "商务局", office.form("商务局"))
    office.collect("2022-06-08T11:05")
    say(office, Verdict.ASSIGN, "2022-06-08T14:00", held=1, unit="民政局")
    say(office, Verdict.EXTEND, "2022-06-08T14:01", held=2, until=at("2022-06-16T00:00"))
    say(office, Verdict.EXCUSE, "2022-06-08T14:02", unit="审计局", round="2022Q2")
    education = next(
        one.submission for one in status(office.desk, office.desk.round("2022Q2"), NOW) if one.unit.name == "教育局"
    )
    first = office.desk.tasks_of("教育局")[0].number
    say(office, Verdict.WAIVE, "2022-06-08T14:03", submission=education, code="blank", task=first)
    commerce = next(
        one.submission for one in status(office.desk, office.desk.round("2022Q2"), NOW) if one.unit.name == "商务局"
    )
    say(office, Verdict.VOID, "2022-06-08T14:04", submission=commerce)
    send("2022-06-10T16:00:00", "应急局", office.form("应急局")[:5000])  # returned: a window until 14 June, 24:00
    office.collect("2022-06-10T16:05")
    paper = office.root.parent / "审批局.docx"
    paper.write_bytes(office.form("审批局"))
    record(office.desk, paper, office.desk.roster["审批局"], at("2022-06-10T17:00"), at("2022-06-13T09:00"))
    remind(office.desk, at("2022-06-13T09:05"))
    for when, unit in (  # late, in its window, within its extension
        ("2022-06-13T10:00:00", "税务局"),
        ("2022-06-14T10:00:00", "应急局"),
        ("2022-06-15T20:00:00", "统计局"),
    ):
        send(when, unit, office.form(unit))
        office.collect(when)
    draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-16T10:00"))
    say(office, Verdict.APPROVE, "2022-06-16T11:00", round="2022Q2")
    say(office, Verdict.ISSUE, "2022-06-17T09:00", round="2022Q2", code="兴政办发〔2022〕36号")
    send("2022-06-18T10:00:00", "科技局", office.form("科技局"), sender="who@elsewhere.example")  # waits
    office.collect("2022-06-20T09:00")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The round, played once for all tests."""
    office = Played(tmp_path_factory.mktemp("once") / "office")
    play(office)
    office.desk.close()
    return office


@pytest.fixture
def played(once: Played, tmp_path: Path) -> Played:
    """A copy of it for every test."""
    copy = Played.__new__(Played)
    copy.root, copy.mails = tmp_path / "office", once.mails
    shutil.copytree(once.root, copy.root)
    copy.desk = Desk(copy.root)
    return copy


def known(office: Played) -> dict[str, object]:
    """What a book amounts to: standings of every round, arrivals, decisions, what waits, what was issued."""
    desk = Desk(office.root)
    try:
        standings = []
        for round_ in desk.rounds:
            one = status_json(round_, status(desk, round_, at("2022-06-20T09:00")), None)
            for unit in one["units"]:  # type: ignore[attr-defined]  # JSON
                unit["submissions"] = len(unit["submissions"])
                unit["waiting"] = len(unit["waiting"])
                unit["reason"] = unit["reason"].partition("；待处理")[0].partition("待处理")[0].partition("（收件")[0]
            standings.append(one)
        with desk.book.reading() as page:
            arrivals = sorted(
                (one.unit, one.round, one.received_at, one.sha256, one.file, one.entries, one.findings)
                for one in page.submissions.all()
            )
            decisions = [
                (one.kind, one.by, one.at, one.reason, one.unit, one.round, one.code, one.task, one.until)
                for one in page.decisions.all()
            ]
            waits = [(item.kind, item.unit, item.round) for item in page.held.listed()]
            issued = page.circulars.issued("2022Q2")
            assert issued
            circular = (issued.reference, issued.state, issued.sha256, json.loads(issued.snapshot)["standings"])
    finally:
        desk.close()
    return {"standings": standings, "arrivals": arrivals, "decisions": decisions, "waits": waits, "circular": circular}


def letters(office: Played) -> list[str]:
    return sorted(path.name for path in (office.root / "mail" / "out" / "new").iterdir())


def lose(office: Played) -> None:
    office.desk.close()
    (office.root / "book.sqlite").unlink()


def test_book_made_again_from_the_mailbox_knows_what_the_old_one_knew(played: Played) -> None:
    office = played
    before, sent = known(office), letters(office)
    lose(office)
    done = rebuild(Desk(office.root), NOW, confirm=lambda found: found.mails > 0)
    assert done.lost == []
    assert done.refused == []
    assert (len(done.records), done.submissions) == (8, len(before["arrivals"]))  # type: ignore[arg-type]  # a list
    after = known(office)
    for part, was in before.items():
        assert after[part] == was, part
    assert letters(office) == sent
    office.desk = Desk(office.root)
    office.collect("2022-06-21T09:05")
    assert not [name for name in letters(office) if name not in sent and b"held_digest" not in _of(office, name)]
    assert remind(office.desk, at("2022-06-21T09:10")).steps == ()


def _of(office: Played, name: str) -> bytes:
    return b"held_digest" if "digest" in (office.root / "mail/out/new" / name).read_text("utf-8", "replace") else b""


def test_nothing_is_done_until_a_person_confirms(played: Played) -> None:
    office = played
    lose(office)
    with pytest.raises(NotConfirmedError):
        rebuild(Desk(office.root), NOW, confirm=lambda _: False)
    assert not (office.root / "book.sqlite").exists()
    said = CliRunner().invoke(main, ["--office", str(office.root), "rebuild", "--now", NOW.isoformat()])
    assert said.exit_code == 1
    assert "延期　统计局" in said.output
    assert "taizhang rebuild --yes" in said.output
    said = CliRunner().invoke(main, ["--office", str(office.root), "rebuild", "--yes", "--now", NOW.isoformat()])
    assert said.exit_code == 0, said.output
    assert "没有发出信件" in said.output


def test_healthy_book_is_not_made_again_unless_forced_and_is_kept(played: Played) -> None:
    office = played
    before = known(office)
    office.desk.close()
    with pytest.raises(BookError, match="--force"):
        rebuild(Desk(office.root), NOW, confirm=lambda _: True)
    done = rebuild(Desk(office.root), NOW, confirm=lambda _: True, force=True)
    assert done.aside
    assert done.aside.exists()
    assert known(office)["standings"] == before["standings"]


def test_damaged_book_is_made_again(played: Played) -> None:
    office = played
    before = known(office)
    office.desk.close()
    (office.root / "book.sqlite").write_bytes(b"torn")
    rebuild(Desk(office.root), NOW, confirm=lambda _: True)
    assert known(office)["standings"] == before["standings"]


def test_decision_that_somebody_mailed_in_is_refused(office: Played) -> None:
    office.send("2022-06-08T10:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-08T10:05")
    forged = {"kind": "excuse", "by": "张三", "at": "2022-06-08T11:00:00+08:00", "reason": "x", "files": []}
    forged["facts"] = {"unit": "财政局", "round": "2022Q2"}  # type: ignore[assignment]  # JSON
    mail = EmailMessage(policy=SMTP)
    mail["From"] = office.desk.settings.office.address
    mail["To"] = mail["From"]
    mail["X-Taizhang"] = "decision:1"
    mail["Message-ID"] = "<forged@elsewhere.example>"
    mail.set_content("决定")
    sealed = json.dumps({"record": forged, "signature": "0" * 64}).encode()
    mail.add_attachment(sealed, maintype="application", subtype="json", filename="决定留存.json")
    office.drop("2022-06-08T11:00:00", bytes(mail))
    office.collect("2022-06-08T11:05")
    lose(office)
    done = rebuild(Desk(office.root), NOW, confirm=lambda _: True)
    assert done.records == []
    assert [one.kind for one in done.refused] == ["excuse"]
    with Desk(office.root).book.reading() as page:
        assert page.decisions.all() == []


STEPS = (
    "office.keeping.rebuilding._enter_letters",
    "office.keeping.rebuilding._suppress",
    "office.keeping.rebuilding._take",
    "os.link",
    "pathlib.Path.replace",
)


@pytest.mark.parametrize(
    ("step", "turn"),
    [(step, 1) for step in STEPS] + [(step, 5) for step in STEPS if step.endswith(("_suppress", "_take"))],
)
def test_rebuild_killed_at_any_step_has_changed_nothing_or_all(played: Played, step: str, turn: int) -> None:
    office = played
    before = known(office)
    office.desk.close()
    ended = Child(
        lambda: rebuild(Desk(office.root), NOW, confirm=lambda _: True, force=True),
        office.root.parent,
        prepare=dying(step, turn),
    ).wait()
    assert ended
    assert ended.died, ended.error
    assert known(office) == before
    rebuild(Desk(office.root), NOW, confirm=lambda _: True, force=True)
    assert known(office)["standings"] == before["standings"]


def test_book_is_made_again_from_real_servers(
    office: Played, dovecot: Account, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office's own copies and the records of decisions come back through its IMAP mailbox."""
    for way in ("INBOX", "OUTBOX"):
        monkeypatch.setenv(f"TAIZHANG_{way}_PASSWORD", PASSWORD)
    office.set("taizhang@xingqing.example", f"{dovecot.user}@xingqing.example")
    office.set("maildir:mail/in", dovecot.url)
    office.set("maildir:mail/out", smtp.url)
    office.set("per_minute = 15", "per_minute = 0")
    dovecot.deliver(office.send("2022-06-08T10:00:00", ("台账.docx", office.form())))

    def now() -> datetime:  # the server's own clock
        return datetime.now(SHANGHAI)

    collect(office.desk, now())
    said = Decision(number=0, kind=Verdict.EXCUSE, by="张三", at=now(), reason="核实", unit="财政局", round="2022Q2")
    decide(office.desk, said, now())
    collect(office.desk, now())
    with office.desk.book.reading() as page:
        before = [(one.unit, one.sha256, one.received_at) for one in page.submissions.all()]
    lose(office)
    done = rebuild(Desk(office.root), now(), confirm=lambda _: True)
    assert [one.kind for one in done.records] == ["excuse"]
    assert done.letters >= 2
    desk = Desk(office.root)
    with desk.book.reading() as page:
        assert [(one.unit, one.sha256, one.received_at) for one in page.submissions.all()] == before
        assert [one.kind for one in page.decisions.all()] == [Verdict.EXCUSE]
    again = collect(desk, now())
    assert (again.sent.sent, again.filed.submissions, again.balanced) == (0, 0, True)
    desk.close()
