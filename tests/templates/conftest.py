"""What the tests of documents share: Word and Excel read back, and pages measured as LibreOffice lays them out."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
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


Convert = Callable[..., Path]


@pytest.fixture(scope="session")
def to_pdfs(
    to_pdf: Convert, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Mapping[str, bytes]], dict[str, Path]]:
    """Several Word documents' pages by name, with one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("several")

    def convert(documents: Mapping[str, bytes]) -> dict[str, Path]:
        for name, content in documents.items():
            (folder / f"{name}.docx").write_bytes(content)
        first, *others = (folder / f"{name}.docx" for name in documents)
        made = to_pdf(first.read_bytes(), beside=others)
        return dict(zip(documents, [made, *(made.parent / f"{one.stem}.pdf" for one in others)], strict=True))

    return convert


@pytest.fixture(scope="session")
def to_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A document's pages, laid out by LibreOffice with fonts as wide as those it names."""
    folder = tmp_path_factory.mktemp("pages")
    numbers = count()
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.configuration() or fonts.fetch() / "fonts.conf")}

    def convert(
        content: bytes,
        suffix: str = "docx",
        *,
        blank_pages: bool = False,
        target: str = "pdf",
        beside: Sequence[Path] = (),
    ) -> Path:
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
            *map(str, beside),
        ]
        subprocess.run(command, check=True, capture_output=True, env=environment)
        made = path.with_suffix(f".{target}")
        return folder / "made" / made.name if target == suffix else made

    return convert
