"""A whole round on a real mail server, run by what `serve` runs and by nothing else: everything people do, they do by
replying to letters. No command is typed. Every kind of held item is settled so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.held_kinds import HeldKind
from ledger.model import CircularState, MailState
from office.desk.desk import Desk
from office.papers.forms import open_due_round
from office.standing.status import held_json
from tests.office.bymail import CLERK, LEADER
from tests.offices import at
from tests.servers import PASSWORD, Dovecot, Smtp
from tests.towns import Town

NO_FORM = ("extension", "explanation", "contact", "recall", "no_form", "scan", "cloud", "sealed")


def hold_each(desk: Desk) -> dict[HeldKind, int]:
    """Of what is held, each made another kind; the numbers."""
    numbers: dict[HeldKind, int] = {}
    with desk.book.writing() as page:
        for kind, first in zip(HeldKind, page.held.listed(), strict=True):
            reason = {"extension": "「司法局」申请延期（2022年第二季度）：申请延期至6月15日报送"}.get(kind, "须核实")
            page.held.settle([first.number], at=at("2022-06-08T15:50"))
            whole = {} if kind in NO_FORM else {"file": first.file, "sha256": first.sha256}
            numbers[kind] = page.held.add(
                mail=first.mail, kind=kind, reason=reason, at=at("2022-06-08T15:51"), unit="司法局", round_="2022Q2", **whole
            )  # fmt: skip
            page.mails.settle(first.mail, MailState.HELD, reason)
        page.mails.untime(page.held.listed(numbers[HeldKind.ODD_TIME])[0].mail)
    return numbers


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot() as started:
        yield started


@pytest.fixture
def town(server: Dovecot, smtp: Smtp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    smtp.lmtp_port = server.lmtp_port
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    return Town(tmp_path / "office", server, smtp)


def test_every_kind_of_held_item_is_settled_by_a_reply_and_waits_again_after_an_undo(town: Town) -> None:
    unit = town.desk.roster["司法局"].addresses[0]
    blank = town.blank("司法局")
    town.write("2022-06-07T09:00", unit, "报送台账", "请查收", ("台账.docx", town.form("司法局", blank, "初稿{n}")))
    for place in range(len(HeldKind)):
        form = town.form("司法局", blank)
        town.write(f"2022-06-08T15:{place:02}", f"who{place}@mail.example", "台账", "请查收", ("台账.docx", form))
    town.serve("2022-06-08T15:50")
    numbers = hold_each(town.desk)
    assert sorted(town.held()) == sorted(HeldKind)
    town.serve("2022-06-09T08:35")
    with town.desk.book.reading() as page:
        offered = page.questions.all("desk")[-1].facts["options"]
    assert isinstance(offered, dict)
    letter = town.letters(CLERK, "【待办】")[-1].text
    assert all(line in letter for lines in offered.values() for line in lines)
    town.reply("2022-06-09T09:00", CLERK, "【待办】", "\n".join(offered[str(one)][0] for one in numbers.values()))
    town.serve("2022-06-09T09:05")
    assert town.held() == []
    assert town.letters(CLERK, "【已办理】")[-1].subject.startswith(f"【已办理】{len(HeldKind)}项（")
    town.reply("2022-06-09T09:10", CLERK, "【已办理】", "撤销", "189")
    town.serve("2022-06-09T09:15")
    assert sorted(town.held()) == sorted(HeldKind)


def test_round_of_the_example_office_without_one_command(  # noqa: PLR0915  one story
    town: Town,
) -> None:
    units = {unit.name: unit.addresses[0] for unit in town.desk.roster.units}
    open_due_round(town.desk, at("2022-05-09T09:00"))
    blanks = {}
    for name in ("司法局", "教育局", "财政局", "民政局", "发改局", "科技局"):
        (letter,) = town.letters(units[name])
        blanks[name] = next(file.content for file in letter.attachments if file.name.endswith(".docx"))

    # what comes in: one plain form, and one of each kind that needs a word
    town.write(
        "2022-06-08T09:00", units["司法局"], "报送台账", "请查收", ("台账.docx", town.form("司法局", blanks["司法局"]))
    )
    town.write(
        "2022-06-08T09:01", "who@mail.example", "台账", "请查收", ("台账.docx", town.form("教育局", blanks["教育局"]))
    )
    two = [town.form("财政局", blanks["财政局"], text) for text in ("初稿{n}", "定稿{n}")]
    town.write("2022-06-08T09:02", units["财政局"], "台账", "见附件", ("初稿.docx", two[0]), ("定稿.docx", two[1]))
    town.write("2022-06-08T09:03", units["民政局"], "延期申请", "因防汛，申请延期至6月15日报送二季度台账。")
    town.write("2022-06-08T09:04", units["发改局"], "咨询", "请问第3项怎么填？")
    town.write("2022-06-08T09:05", units["科技局"], "变更联系人", "联系人改为李敏")
    town.serve("2022-06-08T09:10")
    assert sorted(town.held()) == ["contact", "extension", "no_form", "two_forms", "two_forms", "unknown_sender"]

    # the unit is asked, the office is told, both answer from their mail programs
    town.reply("2022-06-08T09:20", units["财政局"], "【请答复】", "2", "outlook mac zh")
    todo = town.letters(CLERK, "【待办】")[-1]
    assert "等单位答复" in todo.text
    number = {kind: str(one["number"]) for one in held_json(town.desk) for kind in [one["kind"]]}
    lines = [
        f"{number['unknown_sender']} 归属教育局",
        f"{number['extension']} 同意延期至6月15日",
        f"{number['no_form']} 退回：第3项请按填报说明填写",
        f"{number['contact']} 无需处理",
    ]
    town.reply("2022-06-08T09:30", CLERK, "【待办】", "\n".join(lines), "mail master")
    town.serve("2022-06-08T09:35")
    assert town.held() == []
    assert town.letters(CLERK, "【已办理】")[-1].subject.startswith("【已办理】4项（")
    for unit in ("司法局", "教育局", "财政局"):
        assert town.letters(units[unit], "【收件回执】")
    assert "已登记为教育局" in town.letters(units["教育局"], "【收件回执】")[-1].text
    assert "延至2022年6月15日24时" in town.letters(units["民政局"], "【延期报送】")[-1].text

    # a slip is taken back; the rest of the units report, all but one
    town.reply("2022-06-08T10:00", CLERK, "【已办理】", f"撤销 {number['unknown_sender']}", "189")
    town.serve("2022-06-08T10:05")
    assert town.held() == ["unknown_sender"]
    town.reply("2022-06-08T10:10", CLERK, "【待办】", f"{number['unknown_sender']} 归属教育局")
    town.serve("2022-06-08T10:15")
    town.serve("2022-06-10T14:02")
    missing = town.letters(CLERK, "【待办】")[-1].text
    assert "尚未报送" in missing
    assert "科技局：A岗" in missing
    assert "司法局：A岗" not in missing

    # the circular: drafted when nobody is pending any more, approved and issued by the leader's replies
    town.serve("2022-06-13T09:32")
    town.write(
        "2022-06-14T09:00", units["民政局"], "台账", "请查收", ("台账.docx", town.form("民政局", blanks["民政局"]))
    )
    for day in ("14", "15", "16"):
        town.serve(f"2022-06-{day}T09:32")
    stood = {
        unit: town.standing(unit, "2022-06-16T09:33") for unit in ("司法局", "教育局", "财政局", "民政局", "科技局")
    }
    assert stood == {**dict.fromkeys(stood, "on_time"), "科技局": "missing"}
    cover = town.letters(LEADER, "【通报稿】")[-1]
    assert "按时报送：4个" in cover.text.replace("　", "")
    town.reply("2022-06-16T10:00", LEADER, "【通报稿】", "审定", "foxmail en")
    town.serve("2022-06-16T10:05")
    town.reply("2022-06-16T10:10", LEADER, "【已办理】", "印发 兴政办发〔2022〕36号")
    town.serve("2022-06-16T10:15")
    town.reply("2022-06-16T10:20", LEADER, "【请确认】", "确认")
    town.serve("2022-06-16T10:25")
    with town.desk.book.reading() as page:
        issued = page.circulars.newest("2022Q2")
        assert issued is not None
        assert (issued.state, issued.reference) == (CircularState.ISSUED, "兴政办发〔2022〕36号")
        assert all(one.mail and one.words for one in page.decisions.all(whole=True))
    assert town.letters(CLERK, "兴政办发〔2022〕36号")
