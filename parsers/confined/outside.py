"""Programs of the machine that read what we do not: the office suite for old formats, bsdtar or 7z for archives.

Optional: where they are missing the file keeps its refusal. They run in a folder of their own,
with limits on memory, time and file size, without network, and the whole group ends on timeout.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.archive import MAX_FILES, MAX_UNPACKED, is_clutter

_SUITE_SECONDS, _ARCHIVE_SECONDS = 60, 30
_SUITE_MEMORY, _ARCHIVE_MEMORY = 3 << 29, 1 << 30
_SHEETS = ("xls", "xlsb", "et", "123", "wk1")
# Word may not fetch linked pictures, nothing may run.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def convert(content: bytes, suffix: str, *, target: str = "") -> bytes | None:
    """A document as flat ODF (or `target`, with the filter's settings after a colon) by LibreOffice; None if it is not installed or makes nothing of it."""
    suite = shutil.which("soffice")
    if suite is None:
        return None
    target = target or ("fods" if suffix in _SHEETS else "fodt")
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = home / f"form.{suffix}"
        source.write_bytes(content)
        command = [suite, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", target, "--outdir", folder, str(source)]
        _run(command, home=home, seconds=_SUITE_SECONDS, memory=_SUITE_MEMORY)
        made = home / f"form.{target.partition(':')[0]}"  # soffice ends with 0 even when it wrote nothing
        return made.read_bytes() if made.is_file() and made.stat().st_size <= MAX_UNPACKED else None


def unpack(content: bytes) -> tuple[tuple[str, bytes], ...]:
    """The files in a 7z or rar archive; none if no program for it is installed. Raises RefusalError."""
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source, target = home / "archive", home / "files"
        source.write_bytes(content)
        target.mkdir()
        command = _unpacker(str(source), str(target))
        if not command:
            return ()
        said = _run(command, home=home, seconds=_ARCHIVE_SECONDS, memory=_ARCHIVE_MEMORY)
        if any(word in said for word in ("ncrypt", "assphrase", "assword")):
            raise RefusalError("encrypted", "压缩包")
        files = tuple(_files(target))
    if not files:
        raise broken("压缩包已损坏或其中没有文件")
    return files


def _unpacker(source: str, target: str) -> list[str]:
    if program := shutil.which("bsdtar"):
        return [program, "-x", "--no-same-permissions", "--no-same-owner", "-f", source, "-C", target]
    if program := shutil.which("7zz") or shutil.which("7z"):
        return [program, "x", "-y", "-pnone", f"-o{target}", source]
    return []


def _files(folder: Path) -> list[tuple[str, bytes]]:
    """What was unpacked: ordinary files only, in order of name, within limits."""
    found: list[tuple[str, bytes]] = []
    left = MAX_UNPACKED
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or is_clutter(name):
            continue
        left -= path.stat().st_size
        if left < 0 or len(found) >= MAX_FILES:
            raise too_large("压缩包内容")
        found.append((name, path.read_bytes()))
    return found


@functools.cache
def _fence() -> tuple[str, ...]:
    """The command that cuts off the network, where the kernel lets an ordinary user do so."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    fence = (unshare, "--user", "--map-root-user", "--net")
    allowed = subprocess.run([*fence, "true"], check=False, capture_output=True).returncode == 0  # noqa: S603 - ours
    return fence if allowed else ()


def _run(command: Sequence[str], *, home: Path, seconds: int, memory: int) -> str:
    """Run a program to its end or its limit; what it said."""
    prlimit = shutil.which("prlimit")
    limits = [f"--as={memory}", f"--cpu={seconds}", f"--fsize={MAX_UNPACKED * 2}", "--core=0"]
    fenced = [*_fence(), *([prlimit, *limits] if prlimit else []), *command]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
    }
    with subprocess.Popen(  # noqa: S603 - the programs named above
        fenced,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=home,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            said = b""
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return said.decode("utf-8", "replace")
