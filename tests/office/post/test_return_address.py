"""The address of its own that a unit answers to."""

from __future__ import annotations

import re
from email import message_from_bytes
from pathlib import Path

import pytest

from ledger.model import Letter, Severity
from office.desk.desk import Desk
from office.post.post import queue
from tests.offices import Played, at

FAKE = "mx.gov.test; spf=none smtp.mailfrom=x@xingqing.example"


@pytest.fixture
def signed(office: Played) -> Played:
    """An office whose server knows plus-addresses and checks senders."""
    office.set("plus_addresses = false", "plus_addresses = true")
    office.set("trusted = []", r'trusted = ["mx\\.gov\\.test"]')
    return office


def return_addresses(office: Played) -> dict[str, str]:
    """Reply-To by unit's address, of the letters that went out."""
    mails = [message_from_bytes(path.read_bytes()) for path in (office.root / "mail/out/new").iterdir()]
    return {str(mail["To"]): re.search(r"<(.+)>", str(mail["Reply-To"]))[1] for mail in mails if mail["Reply-To"]}  # type: ignore[index]


def codes(office: Played) -> list[str]:
    with office.desk.book.reading() as page:
        return [finding.code for finding in page.submissions.all()[-1].findings]


def asked(office: Played) -> dict[str, str]:
    """Every unit was written to; its own address."""
    with office.desk.book.writing() as page:
        for unit in office.desk.roster.units:
            letter = Letter(
                key=unit.name, kind="test", to=unit.addresses, subject="来函", text="正文", html="", unit=unit.name
            )
            queue(page, office.desk, letter, now=at("2022-05-16T09:00"))
    office.collect("2022-05-16T09:00")
    return return_addresses(office)


def test_each_unit_has_its_own_address_and_always_the_same(signed: Played) -> None:
    addresses = asked(signed)
    assert len(set(addresses.values())) == len(signed.desk.roster.units)
    assert all(re.fullmatch(r"taizhang\+[0-9a-f]{16}@xingqing\.example", one) for one in addresses.values())
    signed.desk = Desk(signed.root)
    assert asked(signed) == addresses


def test_no_other_book_makes_our_addresses_and_ids(signed: Played, tmp_path: Path) -> None:
    other = Played(tmp_path / "other")
    other.set("plus_addresses = false", "plus_addresses = true")
    assert not set(asked(signed).values()) & set(asked(other).values())
    ids = [{letter.message_id for letter in office.letters()} for office in (signed, other)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_mail_to_the_units_own_address_is_verified_and_another_is_noted_for_the_office(signed: Played) -> None:
    own = next(address for unit, address in asked(signed).items() if signed.unit.addresses[0] in unit)
    unproven = {"Authentication-Results": FAKE}
    signed.send("2022-06-08T09:00:00", ("台账.docx", signed.form()), headers=unproven)
    signed.collect("2022-06-08T09:05")
    assert "unverified" in codes(signed)
    (receipt,) = [letter for letter in signed.letters(signed.unit.addresses[0]) if "回执" in letter.subject]
    assert "身份" not in receipt.text
    signed.send(
        "2022-06-08T10:00:00", ("台账.docx", signed.form(text="第{n}项已完成")), headers={**unproven, "To": own}
    )
    signed.collect("2022-06-08T10:05")
    assert "unverified" not in codes(signed)


def test_address_of_another_unit_proves_nothing(signed: Played) -> None:
    other = next(address for unit, address in asked(signed).items() if signed.unit.addresses[0] not in unit)
    headers = {"Authentication-Results": FAKE, "To": other}
    signed.send("2022-06-08T09:00:00", ("台账.docx", signed.form()), headers=headers)
    signed.collect("2022-06-08T09:05")
    assert "unverified" in codes(signed)


def test_a_failed_sender_is_held_whatever_the_address(signed: Played) -> None:
    own = next(address for unit, address in asked(signed).items() if signed.unit.addresses[0] in unit)
    failed = {"Authentication-Results": "mx.gov.test; dmarc=fail header.from=xingqing.example", "To": own}
    signed.send("2022-06-08T09:00:00", ("台账.docx", signed.form()), headers=failed)
    signed.collect("2022-06-08T09:05")
    assert signed.held() == ["failed_sender"]


def test_office_without_plus_addresses_writes_no_reply_to(office: Played) -> None:
    assert asked(office) == {}


def test_key_of_the_addresses_stays_in_the_book(signed: Played) -> None:
    asked(signed)
    with signed.desk.book.reading() as page:
        key = page.notes.get("return address")
        assert len(key) == 64
        assert "notes" not in page.export.tables()


def test_unverified_is_for_the_office_to_look_at(signed: Played) -> None:
    signed.send("2022-06-08T09:00:00", ("台账.docx", signed.form()), headers={"Authentication-Results": FAKE})
    signed.collect("2022-06-08T09:05")
    with signed.desk.book.reading() as page:
        (finding,) = [one for one in page.submissions.all()[0].findings if one.code == "unverified"]
    assert finding.severity is Severity.VERIFY
    assert "没有能证明邮件来自" in finding.message
