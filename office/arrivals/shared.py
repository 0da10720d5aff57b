"""A mail with the forms of several ledgers of an office goes to each of them (`office.intake.routing`), and each takes its
own. Which are its own is asked of a form and one ledger alone, so that a book that is made anew says the same."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.model import Form
from office.desk.desk import Desk

MARK = ".several"
"""How the name of a file ends that lies in the Maildir of several ledgers."""
_STRANGE = ("other_ledger", "no_tasks", "wrong_year")
"""Findings of a form that is none of a ledger's."""


def is_shared(names: Iterable[str]) -> bool:
    """Whether a mail that lies under these names was handed to several ledgers."""
    return any(name.partition(";")[0].endswith(MARK) for name in names)


def is_issued(desk: Desk, form: Form) -> bool:
    """Whether a ledger has sent this form out itself."""
    return form.issued is not None and form.issued[2] in {edition.version for edition in desk.editions}


def is_own(desk: Desk, form: Form) -> bool:
    """Whether a form is one of this ledger: by its mark, else by what it asks."""
    return is_issued(desk, form) or reads(desk, form)


def reads(desk: Desk, form: Form) -> bool:
    """Whether the rows of a form are this ledger's tasks."""
    reading = desk.read(form)
    return bool(reading.entries) and not any(one.code in _STRANGE for one in reading.findings)
