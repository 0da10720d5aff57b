"""Fonts to measure documents with: `python -m tests.fonts` fetches Fandol once, into the user's cache.

The documents name 仿宋_GB2312 and its kin, which only Chinese Windows machines have; the tests lay them out with
Fandol (GPL with font exception), whose characters are as wide. Nothing of it is shipped or embedded.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = "texlive-lang-chinese"  # Debian's only free simplified 仿宋; of its files we keep five
FACES = {
    "FandolFang-Regular": ("仿宋_GB2312", "仿宋"),
    "FandolKai-Regular": ("楷体_GB2312", "楷体"),
    "FandolHei-Regular": ("黑体",),
    "FandolSong-Regular": ("宋体",),
    "FandolSong-Bold": ("方正小标宋简体",),
}
_FAMILIES = {"FandolFang-Regular": "FandolFang", "FandolKai-Regular": "FandolKai", "FandolHei-Regular": "FandolHei"}


def cache() -> Path:
    """Where the fonts lie: outside the repository, one folder for the user."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "taizhang" / "fonts"


def configuration() -> Path | None:
    """The fontconfig file to run LibreOffice with; None until `fetch` has run on this machine."""
    path = cache() / "fonts.conf"
    return path if path.exists() and all((cache() / f"{face}.otf").exists() for face in FACES) else None


def fetch() -> Path:
    """Get the fonts if they are not there yet; the folder they are in."""
    if configuration() is None:
        cache().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            _extract(Path(folder))
        (cache() / "fonts.conf").write_text(_fontconfig(), encoding="utf-8")
    return cache()


def _extract(folder: Path) -> None:
    """Download the package as any user may, and take the faces out of it."""
    subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.deb")
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as package:
        wanted = [f"*/{face}.otf" for face in FACES]
        tar = ["tar", "-x", "--wildcards", "--transform", "s|.*/||", "-C", str(cache()), *wanted]
        subprocess.run(tar, stdin=package.stdout, check=True)


def _fontconfig() -> str:
    aliases = "".join(_alias(name, face) for face, names in FACES.items() for name in names)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{cache()}</dir><cachedir>{cache() / 'index'}</cachedir>{aliases}</fontconfig>\n"
    )


def _alias(name: str, face: str) -> str:
    family = _FAMILIES.get(face, "FandolSong")
    weight = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
    return (
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{family}</string></edit>{weight if face.endswith("Bold") else ""}</match>'
    )


if __name__ == "__main__":
    sys.stdout.write(f"{fetch()}\n")
