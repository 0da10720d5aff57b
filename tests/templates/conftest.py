"""What the tests of documents share: Word and Excel read back, and pages measured as LibreOffice lays them out."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

import docx
import pytest
from docx.document import Document

from tests.servers import LibreOffice

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
def to_pdf(tmp_path_factory: pytest.TempPathFactory, soffice: LibreOffice) -> Callable[..., Path]:
    """A document's pages, laid out by LibreOffice with fonts as wide as those it names."""
    folder = tmp_path_factory.mktemp("pages")
    numbers = count()

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
        made = folder / "made" if target == suffix else folder
        soffice.convert(_BLANK_PAGES if blank_pages else target, made, path, *beside)
        return made / f"{path.stem}.{target}"

    return convert
