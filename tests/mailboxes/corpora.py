"""Every mail of other people's test data, decoded: nothing raised, nothing lost in silence, every file by its name.

    python -m tests.mailboxes.corpora [DIRECTORY]

Takes the source packages that `make corpora` brings into build/corpora, and CPython's own test mails. The
names of the files are kept in corpora_names.json; GOLDEN=rewrite writes it anew.
"""

from __future__ import annotations

import email
import importlib.util
import json
import os
import re
import sys
import tarfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ledger.model import Message
from mailboxes import bounce, decode
from mailboxes.message.authenticity import authenticate
from mailboxes.message.parts import grow

_GOLDEN = Path(__file__).with_name("corpora_names.json")
_HEAD = b"from received return-path subject message-id mime-version content-type date to delivered-to".split()
_WORD = re.compile(rb"[A-Za-z0-9]{4,}")
_NO_MAILS = {".py", ".rst", ".md", ".toml", ".cfg"}
_OPENED = ("application/ms-tnef", "application/pkcs7-mime", "application/x-pkcs7-mime")  # what is in them counts


@dataclass
class Tally:
    """What came of the mails of one corpus."""

    mails: int = 0
    files: int = 0
    losses: int = 0
    slowest: float = 0.0
    names: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def corpora(packages: Path) -> Iterator[tuple[str, Path]]:
    """Each corpus by name: the source packages, unpacked beside themselves, and CPython's."""
    for package in sorted(packages.glob("*.tar.gz")):
        with tarfile.open(package) as archive:
            archive.extractall(packages / "unpacked", filter="data")
        folder = package.name.removesuffix(".tar.gz")
        yield folder.rpartition("-")[0], packages / "unpacked" / folder
    found = importlib.util.find_spec("test")
    for place in found.submodule_search_locations or () if found else ():
        if (data := Path(place) / "test_email" / "data").is_dir():
            yield f"cpython-{sys.version_info.major}.{sys.version_info.minor}", data


def mails(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Everything in a directory that begins like a mail."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.suffix not in _NO_MAILS and path.name != "PKG-INFO":
            raw = path.read_bytes()
            if raw.split(b":")[0].split(b" ")[0].strip().lower() in _HEAD:
                yield str(path.relative_to(directory)), raw


def tally(directory: Path) -> Tally:
    """Read all mails of a corpus."""
    found = Tally()
    for name, raw in mails(directory):
        found.mails += 1
        started = time.perf_counter()
        try:
            message = decode(raw)
            bounce(raw)
            authenticate(grow(raw).headers, trusted=[".*"])
        except Exception:  # noqa: BLE001  counting what must never happen is what this is for
            found.problems.append(f"{name} raised\n{traceback.format_exc()}")
            continue
        found.slowest = max(found.slowest, time.perf_counter() - started)
        found.losses += bool(message.losses)
        found.problems += [f"{name}: {lost}" for lost in silently_lost(raw, message)]
        if message.attachments:
            found.names[name] = [file.name for file in message.attachments]
            found.files += len(message.attachments)
    return found


def silently_lost(raw: bytes, message: Message) -> Iterator[str]:
    """What the message does not hold of a mail, as the standard library reads it, and does not tell either."""
    if message.losses:
        return
    texts = (
        message.subject,
        message.text,
        message.html,
        *message.senders,
        *(file.name for file in message.attachments),
    )
    if any("\ufffd" in text for text in texts) and "\ufffd".encode() not in raw:
        yield "a character could not be read"
    held = b"\n".join([*(text.encode() for text in texts), *(file.content for file in message.attachments)])
    words = set(_WORD.findall(held))
    forwarded = any("/" in file.name for file in message.attachments)  # of a mail with files the files count
    for part in email.message_from_bytes(raw).walk():
        if forwarded and part.get_content_type() == "message/rfc822":
            return
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or part.get_content_type() in _OPENED:
            continue
        if part.get_content_maintype() == "text":
            if missing := set(_WORD.findall(content)) - words:
                yield f"{part.get_content_type()} without {sorted(missing)[:5]}"
        elif content.strip() not in held:
            yield f"{part.get_content_type()} of {len(content)} bytes"


def amiss(names: dict[str, dict[str, list[str]]]) -> list[str]:
    """Where the names differ from the golden; of corpora that are not here nothing is said."""
    if os.environ.get("GOLDEN") == "rewrite":
        _GOLDEN.write_text(json.dumps(names, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(_GOLDEN.read_text(encoding="utf-8"))
    return [
        f"{corpus}/{name}: {now.get(name)}, not {golden.get(corpus, {}).get(name)}"
        for corpus, now in names.items()
        if corpus in golden  # another Python brings other mails
        for name in sorted(now.keys() | golden.get(corpus, {}).keys())
        if now.get(name) != golden.get(corpus, {}).get(name)
    ]


def main() -> int:
    """A line for each corpus, then what is amiss."""
    names, problems = {}, []
    for corpus, directory in corpora(Path(sys.argv[1]) if sys.argv[1:] else Path("build/corpora")):
        found = tally(directory)
        names[corpus] = found.names
        problems += [f"{corpus}/{problem}" for problem in found.problems]
        sys.stdout.write(
            f"{corpus:16} {found.mails:4} mails {found.files:4} files {found.losses:4} with a loss told"
            f"  slowest {found.slowest * 1000:.0f} ms\n"
        )
    problems += amiss(names)
    sys.stdout.write("\n".join([*problems, f"{len(problems)} problems\n"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
