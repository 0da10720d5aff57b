"""What the tests of documents share: Word and Excel read back, and pages measured as LibreOffice lays them out."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import docx
import pytest
from docx.document import Document

from tests import fonts

_BLANK_PAGES = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'


@pytest.fixture
def read_back() -> Callable[[bytes], Document]:
    """A docx as python-docx reads it."""
    return lambda content: docx.Document(io.BytesIO(content))


@pytest.fixture(scope="session")
def to_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A document's pages, laid out by LibreOffice with fonts as wide as those it names."""
    folder = tmp_path_factory.mktemp("pages")
    numbers = count()
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.configuration() or fonts.fetch() / "fonts.conf")}

    def convert(content: bytes, suffix: str = "docx", *, blank_pages: bool = False, target: str = "pdf") -> Path:
        path = folder / f"{next(numbers)}.{suffix}"
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            _BLANK_PAGES if blank_pages else target,
            "--outdir",
            str(folder / "made" if target == suffix else folder),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, env=environment)
        made = path.with_suffix(f".{target}")
        return folder / "made" / made.name if target == suffix else made

    return convert
