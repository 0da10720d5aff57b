"""`make bundle`: one file that installs the house where no registry can be reached, on machines like this one.

It is a Python archive (`python3 taizhang-….pyz DIR`): the wheels of requirements.lock for this platform, our own wheel, the lock
with its hashes, the installer, the systemd unit and the page that tells how.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipapp
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).parents[1]
LOCK = "requirements.lock"
SHIPPED = (
    (Path(__file__).with_name("installer.py"), "__main__.py"),
    (Path(__file__).with_name("taizhang.service"), "taizhang.service"),
    (Path(__file__).with_name("安装.md"), "安装.md"),
    (HOUSE / LOCK, LOCK),
)
"""What lies in the bundle beside the wheels, and under which name."""
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ \\;]+)", re.MULTILINE)


def tag() -> str:
    """What a machine must be like to take the bundle: cp311-linux-x86_64."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}"


def pinned(lock: str) -> set[tuple[str, str]]:
    """The packages of a lock: name and version, the name as wheels write it."""
    return {(plain(found["name"]), found["version"]) for found in _PINNED.finditer(lock)}


def plain(name: str) -> str:
    """A package's name as all its spellings are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wheels(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and version of wheels, by their file names."""
    for name in names:
        package, version, *_ = name.split("-")
        yield plain(package), version


def missing(lock: str, names: Iterable[str]) -> set[tuple[str, str]]:
    """What a lock pins and no wheel brings, or a wheel brings and no lock pins."""
    return pinned(lock) ^ set(wheels(names))


def own_wheel(into: Path) -> Path:
    """Our own wheel, built from a copy of what it is made of: a build leaves things in the tree it is built from."""
    told = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        tree = Path(folder) / "house"
        for pattern in told["tool"]["setuptools"]["packages"]["find"]["include"]:
            name = pattern.rstrip("*")
            shutil.copytree(HOUSE / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", told["project"]["readme"], *told["project"]["license-files"]):
            shutil.copy(HOUSE / name, tree / name)
        _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(into), str(tree))
    (made,) = into.glob("taizhang-*.whl")
    return made


def make(into: Path) -> Path:
    """The bundle, made anew; its path."""
    with TemporaryDirectory() as folder:
        content = Path(folder)
        (content / "wheels").mkdir()
        lock = (HOUSE / LOCK).read_text(encoding="utf-8")
        _pip("wheel", "--no-deps", "--require-hashes", "-r", str(HOUSE / LOCK), "-w", str(content / "wheels"))
        if differs := missing(lock, (path.name for path in (content / "wheels").iterdir())):
            raise SystemExit(f"the wheels are not those of {LOCK}: {sorted(differs)}")
        version = own_wheel(content / "wheels").name.split("-")[1]
        for source, name in SHIPPED:
            shutil.copy(source, content / name)
        (content / "platform").write_text(tag(), encoding="utf-8")
        into.mkdir(parents=True, exist_ok=True)
        bundle = into / f"taizhang-{version}-{tag()}.pyz"
        zipapp.create_archive(content, bundle, interpreter="/usr/bin/env python3")
    return bundle


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words]
    subprocess.run(command, check=True)  # noqa: S603  our own command


if __name__ == "__main__":
    made = make(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    sys.stdout.write(f"{made}\nSHA-256 {digest}\n")
