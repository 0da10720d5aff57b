"""Every mail of other people's test data, decoded: what it cost, what was lost, what was automatic.

    python -m benchmarks.mail_corpora DIRECTORY...

Takes the source packages of flufl.bounce, imap-tools and tnefparse, CPython's test_email/data, or any
directory of mails. Ends with 1 where a mail raised: the one thing that must never happen.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mailboxes import bounce, decode
from mailboxes.authenticity import authenticate

_HEAD = (
    b"from",
    b"received",
    b"return-path",
    b"subject",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"date",
    b"to",
)


@dataclass
class Tally:
    """What came of the mails of one directory."""

    mails: int = 0
    raised: int = 0
    files: int = 0
    automatic: int = 0
    bounces: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def mails(directory: Path) -> Iterator[bytes]:
    """Everything in a directory that begins like a mail."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.suffix not in {".py", ".rst", ".md", ".toml", ".cfg"}:
            raw = path.read_bytes()
            if raw.split(b":")[0].split(b" ")[0].strip().lower() in _HEAD:
                yield raw


def tally(directory: Path) -> Tally:
    """Read all mails of a directory."""
    found = Tally()
    for raw in mails(directory):
        found.mails += 1
        started = time.perf_counter()
        try:
            message = decode(raw)
            found.bounces += bounce(raw) is not None
            authenticate(raw, trusted=[".*"])
        except Exception:  # noqa: BLE001  counting what must never happen is what this is for
            found.raised += 1
            traceback.print_exc()
            continue
        found.slowest = max(found.slowest, time.perf_counter() - started)
        found.files += len(message.attachments)
        found.automatic += bool(message.automatic)
        found.losses.update(loss.partition("：")[0] for loss in message.losses)
    return found


def main() -> int:
    """Print a line for each directory."""
    raised = 0
    for directory in map(Path, sys.argv[1:]):
        found = tally(directory)
        raised += found.raised
        print(
            f"{directory.name}: {found.mails} mails, {found.raised} raised, {found.files} files, {found.automatic} automatic,"
            f" {found.bounces} bounces, slowest {found.slowest * 1000:.0f} ms"
        )
        for loss, count in found.losses.most_common():
            print(f"  {count:4} {loss}")
    return 1 if raised else 0


if __name__ == "__main__":
    sys.exit(main())
