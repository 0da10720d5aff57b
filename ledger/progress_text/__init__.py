"""What a unit's progress text says of its task: done, open or neither, with the words it was read from.

A text is cut into clauses (`clauses`); each clause is looked up in a table of rules (`table`, `vocabulary`) or its
figures are set against their target (`figures`); ticked boxes and whole-text answers come first (`marks`, `phrases`);
`verdict` weighs what the clauses say. No model, no network: every answer can be traced to one row of a table.
"""

from ledger.progress_text.glance import may_be_no_answer
from ledger.progress_text.status import Status
from ledger.progress_text.verdict import Reading, read

__all__ = ["Reading", "Status", "may_be_no_answer", "read"]
