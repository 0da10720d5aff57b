"""The table of rules, in the order they are tried: the first row that fits a clause speaks for it.

Each row: its name, what it makes of the clause, the wordings that fit, and clauses it was written for (they are tests).
"""

from ledger.progress_text.rules import Rule
from ledger.progress_text.table.aside import ASIDE, TO_WORK
from ledger.progress_text.table.done import DONE
from ledger.progress_text.table.foreign import NOT_INVOLVED
from ledger.progress_text.table.future import FUTURE
from ledger.progress_text.table.last import LAST, SLOGAN
from ledger.progress_text.table.partly import PARTLY
from ledger.progress_text.table.under_way import UNDER_WAY
from ledger.progress_text.table.undone import UNDONE
from ledger.progress_text.table.unsure import UNSURE

TABLE: tuple[Rule, ...] = (
    *TO_WORK,
    *ASIDE,
    *NOT_INVOLVED,
    *UNSURE,
    *UNDONE,
    *UNDER_WAY,
    *PARTLY,
    *FUTURE,
    *DONE,
    *LAST,
    *SLOGAN,
)
