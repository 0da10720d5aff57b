"""A glance at a text: whether it may be no answer at all. Much cheaper than reading it, and sure where it says no."""

from __future__ import annotations

import re

from ledger.progress_text.clauses import squeeze
from ledger.progress_text.marks import ticked
from ledger.progress_text.needs import Index
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.table import TABLE

_NO_ANSWER = (Sign.NOT_INVOLVED, Sign.SLOGAN)
_RULES = Index((rule, rule.pattern.pattern) for rule in TABLE if rule.sign in _NO_ANSWER)
_OTHER_SIGNS = re.compile('无|没有|不存在|要求|规定|[“”"‘’「」『』《》]')
"""What the rules of `scope` need beside the table's; and quotation marks, which hide what stands beside them."""


def may_be_no_answer(text: str, task: str) -> bool:
    """Whether a text may read as `no_content` or `not_involved`."""
    flat = squeeze(text)
    if _OTHER_SIGNS.search(flat) or _RULES.may_fit(flat):
        return True
    return says_nothing(text, task) or only_urges(text) or ticked(text) is not None
