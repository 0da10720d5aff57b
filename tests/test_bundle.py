"""What an office installs: the wheel holds all that the house reads, the bundle all that the lock pins; the unit is one."""

import re
import shlex
import shutil
import subprocess
import sys
import zipapp
import zipfile
from pathlib import Path

import pytest

from install import bundle, installer

_TREE = ("cli", "flows", "pages", "office", "parsers", "mailboxes", "templates", "ledger", "examples")
_SOURCES = (".po",)  # what is shipped is made of them


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What our own wheel holds."""
    with zipfile.ZipFile(bundle.own_wheel(tmp_path_factory.mktemp("wheel"))) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_file_of_the_tree_and_nothing_else(wheel: set[str]) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", *_TREE], cwd=bundle.HOUSE, check=True, capture_output=True).stdout
    ours = {name for name in listed.decode().split("\0") if name and not name.endswith(_SOURCES)}
    held = {name for name in wheel if ".dist-info/" not in name}
    assert ours - held == set()
    assert {name for name in held - ours if not (bundle.HOUSE / name).exists()} == set()
    assert {name.partition("/")[0] for name in held} <= set(_TREE)


def test_wheel_has_its_command_and_its_licence(wheel: set[str]) -> None:
    told = {name.rpartition("/")[2] for name in wheel if ".dist-info/" in name}
    assert {"entry_points.txt", "METADATA", "LICENSE"} <= told


def test_bundle_must_hold_what_the_lock_pins_and_no_more() -> None:
    lock = (bundle.HOUSE / bundle.LOCK).read_text(encoding="utf-8")
    pins = bundle.pinned(lock)
    assert len(pins) == len(re.findall(r"(?m)^\S+==", lock)) > 100
    names = [f"{name.replace('-', '_')}-{version}-py3-none-any.whl" for name, version in sorted(pins)]
    assert bundle.missing(lock, names) == set()
    assert bundle.missing(lock, names[1:]) == {min(pins)}
    assert bundle.missing(lock, [*names, "Other.Thing-1.0-py3-none-any.whl"]) == {("other-thing", "1.0")}


def test_every_requirement_of_ours_is_in_the_lock() -> None:
    told = (bundle.HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    needed = re.search(r"(?s)\ndependencies = \[(.*?)\n\]", told)
    assert needed
    names = {bundle.plain(name) for name in re.findall(r'"([A-Za-z0-9._-]+)', needed[1])}
    pinned = {name for name, _ in bundle.pinned((bundle.HOUSE / bundle.LOCK).read_text(encoding="utf-8"))}
    assert names - pinned == set()


def test_what_lies_beside_the_wheels_is_there() -> None:
    assert all(source.exists() for source, _ in bundle.SHIPPED)
    assert {installer._PAGE, installer._UNIT, bundle.LOCK, "__main__.py"} == {name for _, name in bundle.SHIPPED}


def test_installer_needs_nothing_but_python() -> None:
    code = f"import sys; sys.path.insert(0, {str(bundle.HOUSE)!r}); from install import installer"
    subprocess.run([sys.executable, "-S", "-I", "-c", code], check=True)


def archive(folder: Path, platform: str) -> Path:
    """A bundle without wheels."""
    content = folder / "content"
    content.mkdir(parents=True)
    for source, name in bundle.SHIPPED:
        shutil.copy(source, content / name)
    (content / "platform").write_text(platform, encoding="utf-8")
    zipapp.create_archive(content, folder / "taizhang.pyz")
    return folder / "taizhang.pyz"


@pytest.mark.parametrize(
    ("platform", "words", "said", "code"),
    [
        ("cp39-linux-x86_64", ["{target}"], "这个安装包用于 Python 3.9、linux-x86_64", 1),
        (bundle.tag(), ["{occupied}"], "中已有其他文件，未作任何改动", 1),
        (bundle.tag(), ["a", "b"], "用法：", 2),
        (bundle.tag(), ["--help"], "用法：", 0),
    ],
)
def test_installer_says_why_it_does_not_install(
    tmp_path: Path, platform: str, words: list[str], said: str, code: int
) -> None:
    made = archive(tmp_path / "bundle", platform)
    occupied = tmp_path / "occupied"
    occupied.mkdir()
    (occupied / "报告.docx").touch()
    named = [word.format(target=tmp_path / "new", occupied=occupied) for word in words]
    done = subprocess.run([sys.executable, made, *named], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout
    assert not (tmp_path / "new").exists()
    assert [path.name for path in occupied.iterdir()] == ["报告.docx"]


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd on this machine")
    unit = tmp_path / "taizhang.service"
    text = (bundle.HOUSE / "install/taizhang.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/taizhang/bin/taizhang", shutil.which("true") or ""), encoding="utf-8")
    told = subprocess.run([program, "verify", unit], check=False, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    start = re.search(r"(?m)^ExecStart=(.+)$", text)
    assert start
    assert shlex.split(start[1])[1:] == ["serve", "--office", "/srv/taizhang/office"]
