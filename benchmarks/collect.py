"""One poll of a full mailbox: real forms of the example office's units on a real Dovecot, each stage timed.

    python -m benchmarks.collect [N]

N mails of about 60 KB (300), then five times as many: each poll in a process of its own, so that its
peak memory is its own. The floors: the same mails fetched by imaplib alone, the same forms read alone.
"""

from __future__ import annotations

import cProfile
import imaplib
import json
import os
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
from typing import ParamSpec, TypeVar

import parsers
from benchmarks.mail import bare_fetch, best
from office.collect import collect
from office.desk import Desk
from tests.offices import Played, at
from tests.servers import PASSWORD, Account, Dovecot

P = ParamSpec("P")
R = TypeVar("R")
_NOW = "2022-06-10 18:00"
_MARK = "零零零零"  # stands in every text of a form, a number for each mail takes its place
_FLAT = 1.2
_STAGES = {"fetch": "fetch + store", "file_waiting": "read + file + answer", "send": "send", "tidy": "tidy"}


class Units:
    """The example office's units and their filled forms."""

    def __init__(self, played: Played) -> None:
        self._played = played

    @cached_property
    def _forms(self) -> list[tuple[str, str, bytes]]:
        """(address, file name, form with the mark) of each unit that has tasks."""
        desk = self._played.desk
        units = [unit for unit in desk.roster.units if desk.tasks_of(unit.name)]
        text = f"已开展{{n}}次专题培训，发布信息{_MARK}条"
        return [(unit.addresses[0], f"{unit.name}台账.docx", self._played.form(unit.name, text=text)) for unit in units]

    def form(self, number: int) -> tuple[str, str, bytes]:
        """(address, file name, form) of a mail: the units by turns, each form with its own number in it."""
        address, name, marked = self._forms[number % len(self._forms)]
        return address, name, _renumbered(marked, number)

    def mail(self, number: int) -> bytes:
        """A unit's mail with its form."""
        address, name, form = self.form(number)
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = address, "taizhang@xingqing.example", "报送台账"
        message["Message-ID"] = f"<{number}@units.example>"
        message.set_content("请查收。")
        message.add_attachment(form, maintype="application", subtype="octet-stream", filename=name)
        return bytes(message)


def _renumbered(form: bytes, number: int) -> bytes:
    """The form with a number where the mark stands."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(form)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(_MARK.encode(), str(number).encode()))
    return out.getvalue()


@dataclass
class Stopwatch:
    """A stage of a poll, timed; one of them profiled if wished."""

    profiled: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def __call__(self, duty: Callable[P, R], /) -> Callable[P, R]:
        """The duty, timed."""

        def timed(*arguments: P.args, **named: P.kwargs) -> R:
            profile = cProfile.Profile() if duty.__name__ == self.profiled else None
            start = time.perf_counter()
            try:
                return profile.runcall(duty, *arguments, **named) if profile else duty(*arguments, **named)
            finally:
                self.seconds[duty.__name__] = time.perf_counter() - start
                if profile:
                    profile.dump_stats(f"{duty.__name__}.prof")

        return timed


def peak() -> float:
    """The most memory this process ever had, in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def poll(root: Path, count: int) -> None:
    """The poll itself, in a process of its own: what it cost as JSON. PROFILE=send writes send.prof."""
    watch, before = Stopwatch(os.environ.get("PROFILE", "")), peak()
    start = time.perf_counter()
    came = collect(Desk(root), at(_NOW), stage=watch)
    total = time.perf_counter() - start
    said = {"total": total, "before": before, "peak": peak(), "tally": came.tally, "stages": watch.seconds}
    said["as_expected"] = came.filed.submissions == came.fetched == came.tidied == came.sent.sent == count
    print(json.dumps(said, ensure_ascii=False))


def fill(account: Account, mails: Iterator[bytes]) -> None:
    """The mails into the mailbox, each received in the round."""
    with imaplib.IMAP4("127.0.0.1", account.server.imap_port) as client:
        client.login(account.user, PASSWORD)
        for raw in mails:
            client.append("INBOX", "", '"08-Jun-2022 09:00:00 +0800"', raw)


def office(root: Path, account: Account) -> Played:
    """The example office with its inbox on the Dovecot, and nothing held back by the day or the minute."""
    played = Played(root)
    played.set('inbox = "maildir:mail/in"', f'inbox = "{account.url}"')
    for key, old in (("per_day", 10), ("total_per_day", 1000), ("per_minute", 15)):
        played.set(f"\n{key} = {old} ", f"\n{key} = {0 if key == 'per_minute' else 1_000_000} ")
    return played


def measured(count: int) -> float:
    """One poll of so many mails, its table printed; its peak memory."""
    with tempfile.TemporaryDirectory(prefix="collect.") as folder, Dovecot() as server:
        account = server.account()
        units = Units(office(Path(folder), account))
        fill(account, (units.mail(number) for number in range(count)))
        bare = best(2, lambda: bare_fetch(account, 50))
        command = [sys.executable, "-m", "benchmarks.collect", "--poll", folder, str(count)]
        secret = {**os.environ, "TAIZHANG_INBOX_PASSWORD": PASSWORD}
        said = json.loads(subprocess.run(command, env=secret, check=True, stdout=subprocess.PIPE).stdout)
        some = [units.form(number) for number in range(min(count, 100))]
        read = best(2, lambda: sum(len(parsers.read(name, form)) for _, name, form in some)) / len(some) * count
        table(count, said, {"fetch": (bare, "imaplib alone"), "file_waiting": (read, "the forms read alone")})
        size = len(units.mail(0)) / 1000
    print(f"  memory at most         {said['peak']:7.0f} MB ({said['before']:.0f} before; mails of {size:.0f} KB)")
    return float(said["peak"])


def table(count: int, said: dict[str, object], floors: dict[str, tuple[float, str]]) -> None:
    """Seconds of each stage, milliseconds a mail, and how many times its floor."""
    stages = said["stages"]
    if not isinstance(stages, dict) or not said["as_expected"]:
        raise RuntimeError(f"not every mail was filed, answered and tidied: {said}")
    print(f"one poll of {count} mails: {said['tally']}")
    for name, title in {**_STAGES, "total": "all"}.items():
        seconds = float(stages[name]) if name in stages else float(str(said["total"]))
        floor, what = floors.get(name, (0.0, ""))
        beside = f"  {seconds / floor:5.2f}x {what} ({floor:.2f} s)" if floor else ""
        print(f"  {title:22} {seconds:7.2f} s {seconds / count * 1000:7.1f} ms/mail{beside}")


def main() -> int:
    """N mails and 5 N; 1 where their memory is not flat."""
    if sys.argv[1:2] == ["--poll"]:
        poll(Path(sys.argv[2]), int(sys.argv[3]))
        return 0
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a poll takes minutes
    count = int(sys.argv[1]) if sys.argv[1:] else 300
    small, large = measured(count), measured(5 * count)
    flat = large <= _FLAT * small
    print(f"memory of {5 * count} mails: {large / small:.2f}x that of {count}: {'flat' if flat else 'NOT FLAT'}")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
