"""One poll of a full mailbox: real forms of the example office's units on a real Dovecot, each stage timed.

    python -m benchmarks.collect [N]

N mails of about 60 KB (300), then ten times as many, of an office of 400 units: each poll in a process of its own, so
that its peak memory is its own. The floors: the same mails fetched by imaplib alone, the same forms read alone.
"""

from __future__ import annotations

import cProfile
import imaplib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import openpyxl
from sqlalchemy import Engine, event

import parsers
from benchmarks.mail import bare_fetch, best
from office.desk.desk import Desk
from office.intake.collect import collect
from tests.offices import Played, at
from tests.servers import PASSWORD, Account, Dovecot

P = ParamSpec("P")
R = TypeVar("R")
_NOW = "2022-06-10 18:00"
_MARK = "零零零零"  # stands in every text of a form, a number for each mail takes its place
_MORE = 10
_UNITS = 400
_FLAT, _STEADY = 1.2, 1.15  # memory and cost of ten times as many
_RATE, _COST = 80, 2.5  # mails a second; CPU of a mail, in times the form read alone
_STATEMENTS = 10  # of SQL, a mail
_NEW = "甲"  # how the names begin of units that the example office does not have
_STAGES = {"fetch": "fetch + store", "file_waiting": "read + file + answer", "send": "send", "tidy": "tidy"}


class Units:
    """The example office's units and their filled forms."""

    def __init__(self, played: Played) -> None:
        self._played = played

    @cached_property
    def _forms(self) -> list[tuple[str, str, bytes]]:
        """(address, file name, form with the mark) of each unit that has tasks: those of the example office, and for
        every further unit the form of the last of them under its name."""
        desk = self._played.desk
        units = [unit for unit in desk.roster.units if desk.tasks_of(unit.name)]
        known = [unit for unit in units if not unit.name.startswith(_NEW)]
        text = f"已开展{{n}}次专题培训，发布信息{_MARK}条"
        forms = {unit.name: self._played.form(unit.name, text=text) for unit in known}
        last = known[-1].name
        for unit in units[len(known) :]:
            forms[unit.name] = _replaced(forms[last], last, unit.name)
        return [(unit.addresses[0], f"{unit.name}台账.docx", forms[unit.name]) for unit in units]

    def form(self, number: int) -> tuple[str, str, bytes]:
        """(address, file name, form) of a mail: the units by turns, each form with its own number in it."""
        address, name, marked = self._forms[number % len(self._forms)]
        return address, name, _replaced(marked, _MARK, str(number))

    def mail(self, number: int) -> bytes:
        """A unit's mail with its form."""
        address, name, form = self.form(number)
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = address, "taizhang@xingqing.example", "报送台账"
        message["Message-ID"] = f"<{number}@units.example>"
        message.set_content("请查收。")
        message.add_attachment(form, maintype="application", subtype="octet-stream", filename=name)
        return bytes(message)


def _replaced(form: bytes, old_: str, new_: str) -> bytes:
    """The form with other words where some stand."""
    out, old_words, new_words = BytesIO(), old_.encode(), new_.encode()
    with zipfile.ZipFile(BytesIO(form)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(old_words, new_words))
    return out.getvalue()


@dataclass
class Stopwatch:
    """A stage of a poll, timed; one of them profiled if wished."""

    profiled: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    _executed: int = 0

    def count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        """A statement of SQL is sent to the book; that one begins a transaction says nothing."""
        self._executed += not statement.startswith("BEGIN")

    def __call__(self, duty: Callable[P, R], /) -> Callable[P, R]:
        """The duty, timed."""

        def timed(*arguments: P.args, **named: P.kwargs) -> R:
            profile = cProfile.Profile() if duty.__name__ == self.profiled else None
            start, spent, executed = time.perf_counter(), cpu(), self._executed
            try:
                return profile.runcall(duty, *arguments, **named) if profile else duty(*arguments, **named)
            finally:
                self.seconds[duty.__name__] = time.perf_counter() - start
                self.cpu[duty.__name__] = cpu() - spent
                self.statements[duty.__name__] = self._executed - executed
                if profile:
                    profile.dump_stats(f"{duty.__name__}.prof")

        return timed


def cpu() -> float:
    """Seconds of CPU that this process and its children, living and dead, have had."""
    mine, dead = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    living = [pid for task in Path("/proc/self/task").iterdir() for pid in _said(task / "children").split()]
    ticks = sum(sum(map(int, _said(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[11:13])) for pid in living)
    return mine.ru_utime + mine.ru_stime + dead.ru_utime + dead.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def _said(of: Path) -> str:
    """What the kernel says of a task; nothing of one that has just ended."""
    try:
        return of.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def peak() -> float:
    """The most memory this process ever had, in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def poll(root: Path, count: int) -> None:
    """The poll itself, in a process of its own: what it cost as JSON. PROFILE=send writes send.prof."""
    watch, before = Stopwatch(os.environ.get("PROFILE", "")), peak()
    event.listen(Engine, "before_cursor_execute", watch.count)
    start = time.perf_counter()
    came = collect(Desk(root), at(_NOW), stage=watch)
    total = time.perf_counter() - start
    said = {
        "total": total,
        "before": before,
        "peak": peak(),
        "tally": came.tally,
        "stages": watch.seconds,
        "cpu": watch.cpu,
        "statements": watch.statements,
    }
    said["as_expected"] = came.filed.submissions == came.fetched == came.tidied == came.sent.sent == count
    print(json.dumps(said, ensure_ascii=False))


def fill(account: Account, mails: Iterator[bytes]) -> None:
    """The mails into the mailbox, each received in the round."""
    with imaplib.IMAP4("127.0.0.1", account.server.imap_port) as client:
        client.login(account.user, PASSWORD)
        for raw in mails:
            client.append("INBOX", "", '"08-Jun-2022 09:00:00 +0800"', raw)


def grow(listing: Path, count: int) -> None:
    """Street offices added to a roster until it has so many units."""
    book = openpyxl.load_workbook(listing)
    sheet = book["单位名录"]
    for number in range(sheet.max_row, count + 1):
        person = (f"第{number}人", f"street{number}@xingqing.example", f"0951-{number:07}")
        sheet.append((number, f"{_NEW}{number}路街道", "街道", "", *person))
    book.save(listing)


def office(root: Path, account: Account) -> Played:
    """The example office with its inbox on the Dovecot, and nothing held back by the day or the minute."""
    played = Played(root)
    grow(root / "units.xlsx", _UNITS)
    played.set('inbox = "maildir:mail/in"', f'inbox = "{account.url}"')
    for key, old in (("per_day", 10), ("total_per_day", 1000), ("per_minute", 15)):
        played.set(f"\n{key} = {old} ", f"\n{key} = {0 if key == 'per_minute' else 1_000_000} ")
    return played


@dataclass(frozen=True, slots=True)
class Cost:
    """What a poll of so many mails cost; `read` is the form read alone, in seconds a mail."""

    mails: int
    seconds: float  # of reading, filing and answering
    cpu: float  # of the same, children and all
    read: float
    peak: float  # MB
    statements: float  # of SQL, a mail

    @property
    def rate(self) -> float:
        """Mails read, filed and answered in a second."""
        return self.mails / self.seconds

    @property
    def times(self) -> float:
        """CPU of a mail, in times its form read alone."""
        return self.cpu / self.mails / self.read


def measured(count: int) -> Cost:
    """One poll of so many mails, its table printed."""
    with tempfile.TemporaryDirectory(prefix="collect.") as folder, Dovecot() as server:
        account = server.account()
        units = Units(office(Path(folder), account))
        fill(account, (units.mail(number) for number in range(count)))
        bare = best(2, lambda: bare_fetch(account, 50))
        command = [sys.executable, "-m", "benchmarks.collect", "--poll", folder, str(count)]
        secret = {**os.environ, "TAIZHANG_INBOX_PASSWORD": PASSWORD}
        said = json.loads(subprocess.run(command, env=secret, check=True, stdout=subprocess.PIPE).stdout)
        some = [units.form(number) for number in range(min(count, 100))]
        read = best(2, lambda: sum(len(parsers.read(name, form)) for _, name, form in some)) / len(some)
        table(count, said, {"fetch": (bare, "imaplib alone"), "file_waiting": (read * count, "the forms read alone")})
        size = len(units.mail(0)) / 1000
    print(f"  memory at most         {said['peak']:7.0f} MB ({said['before']:.0f} before; mails of {size:.0f} KB)")
    stage = {what: said[what]["file_waiting"] for what in ("stages", "cpu", "statements")}
    cost = Cost(count, stage["stages"], stage["cpu"], read, said["peak"], stage["statements"] / count)
    print(
        f"  {cost.rate:.0f} mails/s, {cost.cpu / count * 1000:.1f} ms of CPU a mail, {cost.times:.2f}x its form, "
        f"{cost.statements:.1f} statements of SQL"
    )
    return cost


def table(count: int, said: dict[str, Any], floors: dict[str, tuple[float, str]]) -> None:
    """Seconds of each stage, milliseconds a mail, and how many times its floor."""
    if not said["as_expected"]:
        raise RuntimeError(f"not every mail was filed, answered and tidied: {said}")
    print(f"one poll of {count} mails: {said['tally']}")
    for name, title in {**_STAGES, "total": "all"}.items():
        seconds = said["stages"].get(name, said["total"])
        floor, what = floors.get(name, (0.0, ""))
        beside = f"  {seconds / floor:5.2f}x {what} ({floor:.2f} s)" if floor else ""
        print(f"  {title:22} {seconds:7.2f} s {seconds / count * 1000:7.1f} ms/mail{beside}")


def main() -> int:
    """N mails and ten times as many; 1 where a goal is missed."""
    if sys.argv[1:2] == ["--poll"]:
        poll(Path(sys.argv[2]), int(sys.argv[3]))
        return 0
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a poll takes minutes
    count = int(sys.argv[1]) if sys.argv[1:] else 300
    few, many = measured(count), measured(_MORE * count)
    goals = {
        f"{many.rate:.0f} mails/s (at least {_RATE})": many.rate >= _RATE,
        f"CPU {many.times:.2f}x the form (at most {_COST})": many.times <= _COST,
        f"a mail of {many.mails} {(growth := many.seconds / many.mails / (few.seconds / few.mails)):.2f}x one of {few.mails} "
        f"(at most {_STEADY})": growth <= _STEADY,
        f"{few.statements:.1f} statements of SQL a mail that is its unit's first, {many.statements:.1f} one that is its "
        f"{count * _MORE // _UNITS + 1}th (the first at most {_STATEMENTS})": few.statements <= _STATEMENTS,
        f"memory {many.peak / few.peak:.2f}x (at most {_FLAT})": many.peak <= _FLAT * few.peak,
    }
    for said, met in goals.items():
        print(f"  {said}: {'met' if met else 'MISSED'}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
