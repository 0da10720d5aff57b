"""An office played from outside: units drop mails into its mailbox, the clock is an argument."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache, cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import mailboxes
from examples.filling import fill
from ledger.model import SHANGHAI, Assessment, Ledger, Message, Unit
from office.desk.desk import Desk
from office.intake.collect import Collected, collect
from office.keeping.opening import init
from office.papers.forms import blank_forms
from office.standing.status import held_json, status

REAL_LEDGER = Path(__file__).parents[1] / ".." / "shared" / "ledger-2022"


def at(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def give(desk: Desk, ledger: Ledger) -> None:
    """Another ledger for an open desk, as if its file said so."""
    desk.editions = (replace(desk.editions[0], ledger=ledger),)
    desk.ledger = ledger


@cache
def _new_office() -> Path:
    """The example office as `init` leaves it: made once a process, copied for each test; most of it is an empty book."""
    folder = TemporaryDirectory(prefix="office.")
    atexit.register(folder.cleanup)
    root = Path(folder.name) / "office"
    init(root)
    settings = root / "office.toml"  # a PDF takes seconds: the tests about it ask for one
    settings.write_text(settings.read_text(encoding="utf-8").replace("pdf = true", "pdf = false"), encoding="utf-8")
    return root


@lru_cache(maxsize=256)
def _filled(form: bytes, texts: tuple[tuple[int, str], ...], day: str, unit: str | None) -> bytes:
    """A form filled in; the same one is sent in hundreds of tests."""
    return fill(form, dict(texts), day=day, unit=unit)


_decoded = lru_cache(maxsize=512)(mailboxes.decode)  # what has gone out is looked at again and again


@dataclass
class Played:
    """An office folder and the units that write to it."""

    root: Path
    desk: Desk = field(init=False)
    mails: int = 0

    def __post_init__(self) -> None:
        shutil.copytree(_new_office(), self.root, dirs_exist_ok=True)
        self.desk = Desk(self.root)

    @cached_property
    def unit(self) -> Unit:
        """The unit most tests are about."""
        return self.desk.roster["司法局"]

    def set(self, old: str, new: str) -> None:
        """Change a line of office.toml and open the office anew."""
        path = self.root / "office.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.desk = Desk(self.root)

    def form(
        self,
        unit: str = "司法局",
        *,
        without: tuple[int, ...] = (),
        text: str = "已开展{n}次专题培训，发布信息{n}条",
        suffix: str = ".docx",
        round_: str = "2022Q2",
        named: str | None = None,
        day: str = "2022年6月8日",
    ) -> bytes:
        """A unit's form, filled but for the tasks left out."""
        who = self.desk.roster[unit]
        blank = next(
            file for file in blank_forms(self.desk, who, self.desk.round(round_), {}) if file.name.endswith(suffix)
        )
        texts = {
            task.number: f"{unit}：{text.format(n=task.number)}"
            for task in self.desk.tasks_of(unit)
            if task.number not in without
        }
        return _filled(blank.content, tuple(texts.items()), day, named)

    def send(
        self,
        received: str,
        *files: tuple[str, bytes],
        sender: str = "",
        subject: str = "报送台账",
        text: str = "请查收。",
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Drop a mail into the mailbox, received at that moment; the mail."""
        self.mails += 1
        message = EmailMessage(policy=SMTP)
        message["From"] = sender or self.unit.addresses[0]
        message["To"] = self.desk.settings.office.address
        message["Subject"] = subject
        message["Message-ID"] = f"<test-{self.mails}@units.example>"
        for name, value in (headers or {}).items():
            del message[name]
            message[name] = value
        message.set_content(text)
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.drop(received, bytes(message))
        return bytes(message)

    def drop(self, received: str, raw: bytes) -> None:
        """Put a finished mail into the mailbox."""
        self.mails += 1
        path = self.root / "mail" / "in" / "new" / f"{at(received).timestamp():.0f}.T{self.mails}.test"
        path.write_bytes(raw)

    def collect(self, now: str) -> Collected:
        """One poll at that moment."""
        return collect(self.desk, at(now))

    def standing(self, now: str, unit: str = "司法局", round_: str = "2022Q2") -> Assessment:
        """A unit's standing at that moment."""
        return next(one for one in status(self.desk, self.desk.round(round_), at(now)) if one.unit.name == unit)

    def held(self) -> list[str]:
        """Kinds of what waits for a person."""
        return [str(row["kind"]) for row in held_json(self.desk)]

    def letters(self, to: str = "") -> list[Message]:
        """Letters that went out, oldest first; those to one address, or all but those to the office's own people."""
        new, ours = self.root / "mail" / "out" / "new", self.desk.settings.is_ours
        found = [_decoded(path.read_bytes()) for path in sorted(new.iterdir())] if new.exists() else []
        with self.desk.book.reading() as page:  # of one second, in the order in which they were written
            order = {post.message_id: post.number for post in page.letters.all()}
        found.sort(key=lambda letter: order.get(letter.message_id, 0))
        return [letter for letter in found if (to in letter.to if to else not all(map(ours, letter.to)))]
