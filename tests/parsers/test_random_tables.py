"""Tables at random, written by us and saved anew by LibreOffice in older and other formats, are read back cell by cell."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.formats import reading
from tests.parsers import tables
from tests.parsers.producers import python_docx, word_body, word_package
from tests.parsers.shapes import Block
from tests.servers import LibreOffice

PAGES = int(os.environ.get("ROUNDTRIPS", "6"))
SEED = int(os.environ.get("ROUNDTRIPS_SEED", "2022"))


Pages = dict[Path, list[Block]]
WRITERS = [pytest.param(lambda page: word_package(word_body(page)), id="by-hand"), pytest.param(python_docx, id="docx")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Files by python-docx, and what stands in them."""
    folder = tmp_path_factory.mktemp("random")
    rng = random.Random(SEED)  # noqa: S311 - tables, not secrets
    made = {}
    for number in range(PAGES):
        path = folder / f"{number:03}.docx"
        made[path] = tables.page(rng)
        path.write_bytes(python_docx(made[path]))
    return made


@pytest.mark.parametrize("write", WRITERS)
def test_random_tables_are_read_as_written(write: Callable[[list[Block]], bytes], pages: Pages) -> None:
    for blocks in pages.values():
        assert tables.seen(reading.document_of(write(blocks)).blocks) == tables.meant(blocks)


@pytest.mark.parametrize("target", ["doc", "odt", "rtf"])
def test_random_tables_saved_by_libreoffice_are_read(
    target: str, pages: Pages, tmp_path: Path, soffice: LibreOffice
) -> None:
    soffice.convert(target, tmp_path, *pages)
    for path, blocks in pages.items():
        content = (tmp_path / f"{path.stem}.{target}").read_bytes()
        assert tables.seen(reading.document_of(content).blocks) == tables.meant(blocks), path.stem
