"""What people put in a file, and what becomes of it: drafts beside finals, old files used again, rows out of step."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from ledger.model import Standing
from tests.offices import Played

LATER = "2022-06-20T09:00:00"


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return Played(tmp_path / "office")


def both(first: bytes, second: bytes) -> bytes:
    """One Word file that holds two whole forms."""
    document, other = docx.Document(BytesIO(first)), docx.Document(BytesIO(second))
    for element in list(other.element.body)[:-1]:
        document.element.body.insert(len(document.element.body) - 1, element)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_two_different_forms_in_one_file_are_held(office: Played) -> None:
    content = both(office.form(text="旧稿{n}条"), office.form())
    office.send("2022-06-09T15:20:00", ("台账.docx", content))
    office.collect("2022-06-09T15:25")
    assert office.held() == ["two_forms", "two_forms"]


def test_the_same_form_twice_in_one_file_is_one(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", both(office.form(), office.form())))
    office.collect("2022-06-09T15:25")
    assert office.held() == []
    assert office.standing(LATER).standing is Standing.ON_TIME


def test_last_quarters_file_used_again_is_held_and_overwrites_nothing(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    office.send("2022-09-08T15:20:00", ("台账.docx", office.form(text="三季度{n}条")), subject="第三季度台账")
    office.collect("2022-09-08T15:25")
    assert office.held() == ["which_round"]


@pytest.mark.parametrize("subject", ["报政府办：二季度台账", "报送政府办公室台账材料"])
def test_a_subject_that_names_the_office_itself_says_nothing(office: Played, subject: str) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), subject=subject)
    office.collect("2022-06-09T15:25")
    assert office.held() == []


def renumbered(content: bytes, turned: int) -> bytes:
    """A form in which the first rows have each other's 序号."""
    document = docx.Document(BytesIO(content))
    cells = [row.cells[0].paragraphs[0] for row in document.tables[-1].rows if row.cells[0].text.strip().isdigit()]
    numbers = [cell.text for cell in cells[:turned]]
    for cell, number in zip(cells, [*numbers[1:], *numbers[:1]], strict=False):
        cell.text = number
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("turned", "held"), [(5, []), (9, ["rows_differ"])])
def test_form_of_which_many_rows_contradict_their_number_is_for_a_person(
    office: Played, turned: int, held: list[str]
) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", renumbered(office.form(), turned)))
    office.collect("2022-06-09T15:25")
    assert office.held() == held
