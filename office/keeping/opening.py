"""建账: make an office folder from a ledger and a list of units."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import examples.office
import parsers
from ledger.layout import KINDS, NAMES
from ledger.model import Finding, Form, Ledger, RoundPlan
from ledger.opening import open_year
from ledger.rounds import named_plans
from ledger.trouble import BookError
from mailboxes import FolderError
from office.decisions.decision_record import seal_key
from office.desk.desk import Desk, master_form
from office.desk.units import read_roster

_ISSUER = re.compile(r"(?P<place>[一-鿿]{2,16}?[省市区县旗州盟])人民政府办公室关于")
_PLACE = re.compile(
    r"(?:^|年度?)(?P<place>(?:[一-鿿]{2,8}?[市州盟])?[一-鿿]{1,8}?(?<![片园社校小])[区县旗](?![委直属级])|[一-鿿]{2,8}?[市州盟](?![委直属级]))"
)
_ROOM = re.compile(r"\d{2,5}室")
_UNNAMED = "请填写本办全称"
_NO_ROUNDS = '# [[rounds]]\n# due = {year}-06-10\n# name = "{year}年上半年"\n'
_FOLDERS = (
    "templates/letters",
    "out",
    "mail/in/new",
    "mail/in/cur",
    "mail/in/tmp",
    "mail/out/new",
    "mail/out/cur",
    "mail/out/tmp",
)


def init(root: Path, *, ledger: Path | None = None, units: Path | None = None) -> Ledger:
    """Make an office folder; without files, the example office. The ledger as it was understood.

    Nothing is made if anything is wrong. Raises FileExistsError if the folder holds an office already,
    LedgerError, UnitsError, OSError.
    """
    refuse_office(root)
    name, content = master_file(ledger) if ledger else ("ledger.docx", examples.office.ledger())
    listing = units.read_bytes() if units else examples.office.units()
    form = master_form(parsers.read(name, content))
    understood = open_year(form, read_roster(listing, place=_place(form)))
    settings = _settings(form, understood).encode()
    make_office(root, {name: content, "units.xlsx": listing, "office.toml": settings})
    return understood


def refuse_office(root: Path) -> None:
    """Raises FileExistsError if the folder holds an office already."""
    if (root / "office.toml").exists():
        raise FileExistsError(f"{root} 中已有 office.toml，是一个现成的工作目录，未作任何改动")


def master_file(ledger: Path) -> tuple[str, bytes]:
    """The master ledger under its name in an office folder."""
    return f"ledger{ledger.suffix.lower()}", ledger.read_bytes()


def make_office(root: Path, files: Mapping[str, bytes]) -> None:
    """The folder of an office with its files, its mail folders, an empty book and a key of its own."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)  # mails, addresses, the key of our own: nobody else's on this machine
    for folder in _FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    make_book(Desk(root))
    seal_key(root)


def open_book(desk: Desk) -> None:
    """A book for an office folder that is there, where no mail was settled before: else what it held would be lost
    in silence. Raises BookError, MailServerError, SettingsError."""
    lying = 0
    with desk.inbox() as inbox:
        for folder in (desk.settings.mail.done, desk.settings.mail.waiting):
            with suppress(FolderError):  # nothing was settled yet
                lying += len(inbox.survey(folder).uids)
    if lying:
        raise BookError(
            f"邮箱的“已处理”“待处理”中有{lying}封邮件，说明原来有账册，不能另建空账册；"
            "请用 taizhang restore 从备份恢复，没有备份的用 taizhang rebuild 从邮箱重建"
        )
    make_book(desk)


def make_book(desk: Desk) -> None:
    """The office's book, new and empty: made once, here and nowhere else. Raises BookError where there is one."""
    from ledger.book import Book  # noqa: PLC0415  0.3 s of SQLAlchemy that reading a ledger need not pay

    Book.create(desk.book_url, desk.settings.book_id).close()


def _place(form: Form) -> str:
    """The district that the ledger is about: 银川市兴庆区."""
    found = _ISSUER.search(form.preface) or _PLACE.search(form.title)
    return found["place"] if found else ""


def _settings(form: Form, ledger: Ledger) -> str:
    """The settings file, with what the ledger itself says filled in."""
    place = _place(form)
    room = _ROOM.search(form.preface)
    template = files("office").joinpath("office.toml").read_text(encoding="utf-8")
    return template.format(
        name=f"{place}人民政府办公室" if place else _UNNAMED,
        district=place or _UNNAMED,
        address=examples.office.ADDRESS,
        notify=examples.office.STAFF,
        notify_name=examples.office.STAFF_NAME,
        leader=examples.office.LEADER,
        leader_name=examples.office.LEADER_NAME,
        room=room[0] if room else "",
        phone=examples.office.PHONE,
        contact=examples.office.CONTACT,
        year=ledger.year,
        book_id=secrets.token_hex(8),
        rounds="".join(map(_round, ledger.rhythm)) or _NO_ROUNDS.format(year=ledger.year),
        said=_to_say(ledger),
    )


def _round(plan: RoundPlan) -> str:
    named = f'code = "{plan.code}"\nname = "{plan.name}"\n' if plan.name else ""
    return f"[[rounds]]\ndue = {plan.due.isoformat()}\n{named}\n"


def _to_say(ledger: Ledger) -> str:
    """What a person must say of the ledger, ready to be filled in: without its # each line counts."""
    codes = {one.code for one in ledger.findings}
    limits = {
        task.due or "（空）"
        for task in ledger.tasks
        if any(one.task == task.number for one in _of(ledger, "limit_unclear"))
    }
    lines = (
        ["", "[ledger.columns]              # 栏名 = 含义：" + "、".join(KINDS)] if "column_unclear" in codes else []
    )
    lines += [f'# {_quoted(one.heading)} = "照录"' for one in ledger.columns if lines and not one.kind]
    lines += ["", "[ledger.due]                  # 看不出日期的责任时限"] if limits else []
    lines += [f'# {_quoted(words)} = {ledger.year}-12-31   # 或 "长期坚持"' for words in sorted(limits)]
    return "\n".join(lines) + "\n" if lines else ""


def as_understood(ledger: Ledger) -> Iterator[str]:
    """The ledger as it was understood, as a table: columns, rounds, time limits, who leads how much."""
    yield "  栏名｜含义"
    for one in ledger.columns:
        asked = "由单位填写" if one.asked else "照录"
        yield f"  {one.heading}｜{NAMES[one.kind] if one.kind else asked}"
    rounds = named_plans(ledger.rhythm)
    yield f"  期次｜{'、'.join(f'{one.name}（{one.due.isoformat()}）' for one in rounds) or '未设'}"
    limits = Counter((task.due, task.expires) for task in ledger.tasks if task.due)
    for (words, day), count in limits.items():
        yield f"  时限「{words}」｜{day.isoformat() if day else '不设到期日'}（{count}项）"
    led = sum(bool(task.leads) for task in ledger.tasks)
    yield f"  任务｜{ledger.tasks[0].label}至{ledger.tasks[-1].label}，写明牵头单位{led}项，未写明{len(ledger.tasks) - led}项"


def _of(ledger: Ledger, code: str) -> list[Finding]:
    return [one for one in ledger.findings if one.code == code]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
