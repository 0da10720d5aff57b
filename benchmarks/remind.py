"""How long reminding takes, each letter with the unit's own form in Word and in Excel, for 38 and for 400 units.

`python -m benchmarks.remind` prints seconds of CPU beside a floor made in the same run, and exits 1 where they miss the
goal. The floor is what no way of doing it can do without: the table of each form compressed, each file coded for the
mail, each letter written to the disk for good. The moment is a forenoon, the day before the deadline: everybody is due.
"""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl

from examples import office
from office.desk.desk import Desk
from office.duties.remind import remind
from office.keeping.opening import init
from tests.offices import at

GOALS = {38: 1.0, 400: 8.0}
MOST_TIMES = 12.0
_NOW = "2022-06-09 09:00"
_TABLES = {"word/document.xml", "xl/worksheets/sheet1.xml"}


def units(count: int) -> bytes:
    """The example office's units, and as many departments more as are wanted."""
    book = openpyxl.load_workbook(io.BytesIO(office.units()))
    page = book.worksheets[0]
    for number in range(page.max_row, count + 1):
        key = f"unit{number}"
        page.append(
            [number, f"第{number}局", "部门", "", "甲", f"{key}@units.example", "", "乙", f"{key}-b@units.example"]
        )
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def desk(root: Path, count: int) -> Desk:
    """An office of so many units, nothing held back by the day or the minute; all it reads is read."""
    listing = root / "units.xlsx"
    listing.write_bytes(units(count))
    init(root / "office", units=listing)
    settings = root / "office" / "office.toml"
    text = settings.read_text(encoding="utf-8")
    for key, most in (("per_minute", 0), ("per_day", 1_000_000), ("total_per_day", 1_000_000)):
        text = "\n".join(f"{key} = {most}" if line.startswith(f"{key} =") else line for line in text.split("\n"))
    settings.write_text(text, encoding="utf-8")
    made = Desk(root / "office")
    _ = made.ledger, made.book
    return made


def letters(desk_: Desk) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each letter that went out with a form, and the files in it."""
    for path in (desk_.root / "mail" / "out" / "new").iterdir():
        raw = path.read_bytes()
        parts = message_from_bytes(raw, policy=policy.default).iter_attachments()
        files = [part.get_payload(decode=True) for part in parts if part.get_filename("").endswith((".docx", ".xlsx"))]
        if files:
            yield raw, [file for file in files if isinstance(file, bytes)]


def tables(files: list[bytes]) -> list[bytes]:
    """The part of each form that is different in each."""
    packages = [zipfile.ZipFile(io.BytesIO(file)) for file in files]
    return [package.read(name) for package in packages for name in package.namelist() if name in _TABLES]


def floor(folder: Path, sent: list[tuple[bytes, list[bytes]]]) -> float:
    """Seconds of what no way of doing it can do without."""
    prepared = [(raw, files, tables(files)) for raw, files in sent]
    start = time.process_time()
    for number, (raw, files, written) in enumerate(prepared):
        for table in written:
            zlib.compress(table)
        for file in files:
            base64.encodebytes(file)
        with (folder / str(number)).open("wb") as out:
            out.write(raw)
            os.fsync(out.fileno())
    return time.process_time() - start


def measured(count: int) -> bool:
    """Remind so many units once and print what it took; whether both goals are met."""
    with tempfile.TemporaryDirectory(prefix="remind.") as folder:
        reminding = desk(Path(folder), count)
        start, clock = time.process_time(), time.perf_counter()
        done = remind(reminding, at(_NOW))
        cpu, wall = time.process_time() - start, time.perf_counter() - clock
        sent = list(letters(reminding))
        reminding.close()
        if not count == len(done.steps) == done.sent.sent == len(sent):
            raise RuntimeError(f"not every unit was reminded: {done}")
        base = floor(Path(folder), sent)
    print(
        f"{count:>4} units: {cpu:5.2f} s of CPU (goal {GOALS[count]}), {wall:5.2f} s by the clock, "
        f"{cpu / count * 1000:.1f} ms a unit, {cpu / base:.1f} times the floor (goal {MOST_TIMES})"
    )
    return cpu <= GOALS[count] and cpu / base <= MOST_TIMES


def main() -> int:
    """Print the figures; 1 where one misses its goal."""
    met = [measured(count) for count in GOALS]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
