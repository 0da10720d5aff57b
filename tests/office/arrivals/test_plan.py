"""What becomes of a mail, decided without a book: the policy as a table, a dictionary for what is on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage
from typing import NamedTuple

import pytest

from ledger.held_kinds import HeldKind
from ledger.model import Mail, MailState, Post, PostState, Submission
from mailboxes import Bounce
from office.arrivals.aside import Aside, put_aside
from office.arrivals.judging import Envelope
from office.arrivals.open_mail import open_mail
from office.arrivals.opened import Opened
from office.arrivals.plan import Plan, plan
from office.arrivals.shelf import Shelf
from tests.offices import Played, at

NOW = "2022-06-08 15:20"
STRANGER = "someone@elsewhere.example"
JUNK = "垃圾邮件"
LETTER = Post(
    number=9, key="reminder:9", kind="reminder", unit="司法局", round="2022Q2", message_id="<9@office.example>",
    sender="office@office.example", recipients=("gone@units.example",), subject="请报送台账", state=PostState.SENT,
    attempts=1, queued_at=at("2022-06-01 09:00"), not_before=at("2022-06-01 09:00"),
)  # fmt: skip


class Said(NamedTuple):
    """A mail, and what is to become of it: its state, what waits for a person, how many forms are filed."""

    state: MailState
    kinds: tuple[HeldKind, ...] = ()
    filed: int = 0
    sender: str = ""  # the unit's own address
    form: bool = True
    text: str = "请查收。"
    size: int = 0  # that the server states, where it is more than came
    timed: bool = True
    automatic: str = ""
    answers: bool = False  # a letter of ours
    copy: bool = False  # whether the form is on file


CASES = {
    "a unit's form": Said(MailState.FILED, filed=1),
    "a form that is on file": Said(MailState.ANSWERED, copy=True),
    "a stranger's form": Said(MailState.HELD, (HeldKind.UNKNOWN_SENDER,), sender=STRANGER),
    "a form of no known time": Said(MailState.HELD, (HeldKind.ODD_TIME,), timed=False),
    "a form in a mail that is not whole": Said(MailState.FILED, filed=1, size=10_000_000),
    "no form in a mail that is not whole": Said(MailState.HELD, (HeldKind.TORN,), form=False, size=10_000_000),
    "a unit's mail without a form": Said(
        MailState.HELD, (HeldKind.NO_FORM,), form=False, text="关于第三项的责任分工，我局有不同意见，请予协调。"
    ),
    "thanks for a letter": Said(MailState.IGNORED, form=False, text="收到，谢谢！", answers=True),
    "thanks for nothing": Said(MailState.HELD, (HeldKind.NO_FORM,), form=False, text="收到，谢谢！"),
    "a stranger's mail without a form": Said(
        MailState.HELD, (HeldKind.UNKNOWN_SENDER,), form=False, sender=STRANGER, text="请问台账如何填写？"
    ),
    "an automatic reply": Said(MailState.IGNORED, form=False, automatic="自动回复"),
    "an automatic reply of a torn mail": Said(MailState.IGNORED, form=False, automatic="自动回复", size=10_000_000),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """An office in which no mail is ever entered."""
    played = Played(tmp_path_factory.mktemp("plan") / "office")
    played.set("also = [", f'also = ["{JUNK}", ')
    return played


@pytest.fixture(scope="module")
def form(office: Played) -> bytes:
    """A unit's filled form."""
    return office.form()


@pytest.mark.parametrize("name", CASES)
def test_plan_is_made_without_a_book(office: Played, form: bytes, name: str) -> None:
    case = CASES[name]
    decided = planned(office, case, form)
    assert (decided.outcome.state, tuple(one.kind for one in decided.holds)) == (case.state, case.kinds)
    assert decided.outcome.submissions == sum(one.copy_of is None for one in decided.arrivals) == case.filed
    assert bool(decided.outcome.reason)
    assert "book" not in vars(office.desk)


def test_two_different_forms_of_one_mail_wait(office: Played, form: bytes) -> None:
    other = office.form(text="与前一份不同")
    opened = opened_mail(office, Said(MailState.HELD), ("甲.docx", form), ("乙.docx", other))
    decided = plan(office.desk, envelope(office, Said(MailState.HELD), opened), opened, shelf())
    assert [one.kind for one in decided.holds] == [HeldKind.TWO_FORMS] * 2
    assert not decided.arrivals


def test_own_copy_and_junk_are_no_letters(office: Played) -> None:
    plain = opened_mail(office, Said(MailState.IGNORED, form=False))
    ours = replace(plain.message, own=True, senders=(office.desk.settings.office.address,))
    assert put_aside(office.desk, replace(plain, message=ours), shelf()) == Aside("本办发出的信件", ours.message_id)
    stranger = replace(plain, message=replace(plain.message, senders=(STRANGER,)))
    assert put_aside(office.desk, stranger, shelf(folders={JUNK}))
    assert put_aside(office.desk, stranger, shelf(folders={JUNK, "INBOX"})) is None
    assert put_aside(office.desk, plain, shelf(folders={JUNK})) is None


def test_bounce_names_the_letter_that_did_not_arrive(office: Played) -> None:
    plain = opened_mail(office, Said(MailState.IGNORED, form=False))
    bounce = Bounce(recipients=("gone@units.example",), message_id="<9@office.example>")
    known = put_aside(office.desk, replace(plain, bounce=bounce), shelf(letter=LETTER))
    unknown = put_aside(office.desk, replace(plain, bounce=bounce), shelf())
    assert known
    assert (known.refused, "gone@units.example" in known.reason) == (LETTER, True)
    assert unknown == Aside("退信，未找到对应的本办信件")


def planned(office: Played, case: Said, form: bytes) -> Plan:
    opened = opened_mail(office, case, *([("台账.docx", form)] if case.form else []))
    on_file = {}
    if case.copy:
        (arrival,) = planned(office, case._replace(copy=False), form).arrivals
        on_file = {(arrival.submission.round, arrival.submission.unit): replace(arrival.submission, number=7)}
    return plan(office.desk, envelope(office, case, opened), opened, shelf(on_file))


def opened_mail(office: Played, case: Said, *files: tuple[str, bytes]) -> Opened:
    message = EmailMessage()
    message["From"] = case.sender or office.unit.addresses[0]
    message["Subject"], message["Message-ID"] = "报送台账", "<1@units.example>"
    if case.answers:
        message["References"] = LETTER.message_id
    message.set_content(case.text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    opened = open_mail(office.desk.settings, bytes(message))
    return replace(opened, message=replace(opened.message, automatic=case.automatic))


def envelope(office: Played, case: Said, opened: Opened) -> Envelope:
    size = case.size or opened.size
    mail = Mail(number=1, sha256="0" * 64, size=size, received_at=at(NOW), state=MailState.RECEIVED, timed=case.timed)
    return Envelope(
        mail=mail,
        message=opened.message,
        sender=office.desk.roster.sender(opened.message.sender or ""),
        authentic="unverified",
        reference=None,
    )


def shelf(
    on_file: Mapping[tuple[str, str], Submission] | None = None,
    folders: set[str] | None = None,
    letter: Post | None = None,
) -> Shelf:
    """What is on file, from a dictionary."""
    found = on_file or {}
    return Shelf(
        folders=lambda: folders or set(),
        letter=lambda _: letter,
        versions=lambda round_, unit: [found[round_, unit]] if (round_, unit) in found else [],
        texts=lambda _round, _unit: {},
    )
