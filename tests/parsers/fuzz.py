"""`make fuzz`: files of the corpus, mutated, for a bounded time; no exception, no hang, no memory beyond the limit.

`python -m tests.parsers.fuzz [SECONDS] [SEED]`. Each file is read through the sandbox as a stranger's would be. A
reader's own exception would reach the sender as 「文件结构异常（…）」: these are counted by name, so that they can be mended.
"""

from __future__ import annotations

import io
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import parsers
from ledger.model import Form
from parsers.confined.confinement import MEMORY

CORPUS = Path(__file__).parent / "corpus"
SLOWEST = 30.0
_LEAK = re.compile(r"文件结构异常（(\w+)）|读取中止|读取超时|内存限制")

Mutation = Callable[[bytes, random.Random], bytes]


def _flip(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 4, 32, 256))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    """The end, or a piece in the middle, missing."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.choice((1, 100, 10_000, len(content))) :]


def _double(content: bytes, chance: random.Random) -> bytes:
    """A piece twice."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.choice((2, 60, 5_000))]
    return content[:start] + piece * chance.choice((2, 3, 40)) + content[start:]


def _number(content: bytes, chance: random.Random) -> bytes:
    """A number made another: spans, counts, sizes."""
    found = list(re.finditer(rb"\d+", content))
    if not found:
        return content
    one = chance.choice(found)
    number = chance.choice((b"0", b"-1", b"65536", b"99999999", b"2147483648", b"1e9", b""))
    return content[: one.start()] + number + content[one.end() :]


MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _double, _number)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file changed at random; of a zip a part inside it, so that the change is not lost in the compression."""
    if not content:
        return content
    if content.startswith(b"PK") and chance.random() < 0.75:
        return _inside(content, chance)
    return chance.choice(MUTATIONS)(content, chance)


def _inside(content: bytes, chance: random.Random) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(content))
    names = source.namelist()
    likely = [
        name for name in names if name.endswith(("document.xml", "sheet1.xml", "content.xml", "sharedStrings.xml"))
    ]
    target = chance.choice(likely if likely and chance.random() < 0.7 else names)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            part = source.read(name)
            archive.writestr(name, chance.choice(MUTATIONS)(part, chance) if name == target and part else part)
    return data.getvalue()


def check(name: str, content: bytes) -> tuple[Form, ...]:
    """The forms of a file, which must have rows or say why not, in time."""
    began = time.monotonic()
    forms = parsers.read(name, content)
    assert forms, name
    assert all(form.rows or form.findings for form in forms), name
    assert time.monotonic() - began < SLOWEST, name
    return forms


def run(seconds: float, seed: int) -> Counter[str]:
    """Mutate and read for a time; what became of the files."""
    chance = random.Random(seed)  # noqa: S311 - a fuzzer repeats itself on purpose
    files = [path for path in sorted(CORPUS.glob("*/*")) if path.suffix not in (".json", ".pdf")]
    files += sorted(CORPUS.glob("plain/*.pdf"))
    said: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        path = chance.choice(files)
        for form in check(path.name, mutated(path.read_bytes(), chance)):
            message = form.findings[0].message if form.findings else ""
            found = _LEAK.search(message)
            said[f"{path.suffix} {found[0]}" if found else form.findings[0].code if form.findings else "read"] += 1
    return said


def main() -> None:
    """Fuzz and print what became of the files."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    said = run(seconds, seed)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"{said.total()} forms in {seconds:.0f} s, seed {seed}; the largest child held {memory >> 20} MB")  # noqa: T201 - run by hand
    for what, count in said.most_common():
        print(f"  {count:7} {what}")  # noqa: T201 - run by hand
    assert memory < MEMORY


if __name__ == "__main__":
    main()
