"""How much of what is held ends without the office: units answer what they are asked and send again what could not be read.

Each case is a way in which a unit's mail came to be held in what people tried on us (`found`, the tests); its unit does
what a willing clerk does with the letter he gets. What only the office can decide (more time, other contacts, a question,
a reason) is among the cases and counts as not ended.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from ledger.model import Message
from tests.office.bymail import copy_of, reply
from tests.offices import Played

Send = Callable[[Played], object]
SIFA, JIAOYU = "sifa@xingqing.example", "jiaoyu@xingqing.example"
DAY = "2022-06-08T15:20:00"
LINK = "请查收。从QQ邮箱发来的超大附件\n台账.docx（120M，2022年7月1日 12:00 到期）https://mail.qq.com/ftn/download?func=3&key=a"
SCAN = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 90_000


@dataclass(frozen=True)
class Case:
    """A mail that is held; what its unit says when it is asked, "" if it sends the form again; who is asked next."""

    name: str
    send: Send
    says: str = ""
    then: str = ""
    by_office: bool = False
    day: str = "2022-06-08"


def form(office: Played, **more: object) -> tuple[str, bytes]:
    return "台账.docx", office.form(**more)  # type: ignore[arg-type]  # of several kinds


def twice(office: Played) -> tuple[str, bytes]:
    """Two whole forms in one file."""
    path = office.root / "twice.docx"
    path.write_bytes(office.form(text="旧稿{n}"))
    document, other = Document(str(path)), office.root / "new.docx"
    other.write_bytes(office.form(text="新稿{n}"))
    for element in list(Document(str(other)).element.body)[:-1]:
        document.element.body.insert(len(document.element.body) - 1, element)
    document.save(str(path))
    return "台账.docx", path.read_bytes()


CASES = (
    Case("from a private address", lambda o: o.send(DAY, form(o), sender="zhangsan@mail.example"), "是，谢谢"),
    Case("from a colleague", lambda o: o.send(DAY, form(o), sender="other@sifa.example", subject="司法局台账"), "1"),
    Case("head with a tail", lambda o: o.send(DAY, form(o, named="司法局（普法与依法治理科）办公用")), "1"),
    Case("head that is no unit", lambda o: o.send(DAY, form(o, named="法治科")), "是我单位的"),
    Case("another unit's form", lambda o: o.send(DAY, form(o, unit="教育局")), "2", "1"),
    Case("last year's name of another unit", lambda o: o.send(DAY, form(o, named="教育局")), "1"),
    Case("subject of another unit", lambda o: o.send(DAY, form(o), subject="教育局台账"), "1，主题写错了"),
    Case(
        "a bundle",
        lambda o: o.send(DAY, *((f"{one}.docx", o.form(one)) for one in ("教育局", "财政局")), subject="报送"),
        "是",
        "是",
    ),
    Case("draft and final", lambda o: o.send(DAY, ("初稿.docx", o.form()), ("定稿.docx", o.form(text="定{n}"))), "以定稿.docx为准"),
    Case("two forms in one file", lambda o: o.send(DAY, twice(o)), "第2份为准"),
    Case("Word and Excel that differ", lambda o: o.send(DAY, ("a.docx", o.form()), ("a.xlsx", o.form(text="改{n}", suffix=".xlsx"))), "1"),
    Case("last quarter's file again", lambda o: o.send("2022-07-20T10:00:00", form(o, day="2022年7月19日"), subject="报送第三季度台账"), "三季度", day="2022-07-20"),
    Case("a day that is none", lambda o: o.send(DAY, subject="延期申请", text="因防汛，申请延期至6月31日报送二季度台账。"), "1", by_office=True),
    Case("scan", lambda o: o.send(DAY, ("台账.jpg", SCAN))),
    Case("cloud link", lambda o: o.send(DAY, text=LINK)),
    Case("forgot the file", lambda o: o.send(DAY, text="请查收附件。")),
    Case("encrypted", lambda o: o.send(DAY, text="-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----")),
    Case("asks something", lambda o: o.send(DAY, subject="咨询", text="请问第3项怎么填？"), by_office=True),
    Case("more time", lambda o: o.send(DAY, subject="延期申请", text="因防汛，申请延期至6月15日报送二季度台账。"), by_office=True),
    Case("other contacts", lambda o: o.send(DAY, subject="变更联系人", text="A岗由李四改为王五。"), by_office=True),
    Case("explains a delay", lambda o: o.send(DAY, subject="情况说明", text="关于二季度台账逾期的情况说明：因人员调整。"), by_office=True),
)  # fmt: skip
"""The ways; `by_office`: what the office alone can decide."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("asked") / "office")


def ended(office: Played, case: Case) -> bool:
    """Whether nothing waits any more once units did what their letters ask for."""
    case.send(office)
    office.collect(f"{case.day}T16:05")
    assert office.held(), "what is not held is no case"
    seen = set[str]()
    for hour, says in ((17, case.says), (18, case.then or case.says)):
        for letter in _letters(office, seen):
            _react(office, letter, says, f"{case.day}T{hour}:00:00")
        office.collect(f"{case.day}T{hour}:05")
    return not office.held()


def _letters(office: Played, seen: set[str]) -> list[Message]:
    found = [one for one in office.letters() if one.message_id not in seen]
    seen.update(one.message_id for one in found)
    return found


def _react(office: Played, letter: Message, says: str, when: str) -> None:
    to = letter.to[0]
    if "【请答复】" in letter.subject:
        reply(office, when, letter, says, sender=to, verified=False)
    elif not says and letter.subject.startswith(("【未", "【已收到", "【无法", "【请")):
        office.send(when, form(office), sender=to, subject=f"回复：{letter.subject}", headers={"In-Reply-To": letter.message_id})  # fmt: skip


def test_two_thirds_of_what_is_held_end_without_the_office(once: Played, tmp_path: Path) -> None:
    left = []
    for number, case in enumerate(CASES):
        office = copy_of(once, tmp_path / str(number))
        if ended(office, case) is case.by_office:
            left.append((case.name, case.by_office, office.held()))
        office.desk.close()
        shutil.rmtree(office.root)
    assert left == []
    assert sum(not case.by_office for case in CASES) >= len(CASES) * 2 / 3
