"""A rule is passed over only where it cannot fit: what is tried is always what trying every rule would find."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.progress_text.clauses import split
from ledger.progress_text.needs import Index, needed
from ledger.progress_text.table import TABLE

_INDEX = Index((rule, rule.pattern.pattern) for rule in TABLE)
_FEW = Index((rule, rule.pattern.pattern) for rule in TABLE[:9])
_WORDS = sorted({word for rule in TABLE for example in rule.examples for word in (example, example[:3], example[-3:])})


def passed_over(clause: str) -> list[str]:
    tried = list(_INDEX.fitting(clause))
    assert all(index.may_fit(clause) == (list(index.fitting(clause)) != []) for index in (_INDEX, _FEW))
    return [rule.name for rule in TABLE if rule not in tried and rule.pattern.search(clause)]


def test_no_rule_that_fits_a_text_is_passed_over() -> None:
    texts = Path(__file__).with_name("progress") / "second.jsonl"
    clauses = {
        clause.unquoted
        for line in texts.read_text(encoding="utf-8").splitlines()
        for clause in split(json.loads(line)["text"])
    }
    assert [clause for clause in sorted(clauses) if passed_over(clause)] == []


@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map("".join))
def test_no_rule_that_fits_what_its_rows_say_is_passed_over(clause: str) -> None:
    assert passed_over(clause) == []


def test_rules_are_tried_in_their_order_and_most_are_not() -> None:
    tried = list(_INDEX.fitting("6个村均已建成投用"))
    assert tried == [rule for rule in TABLE if rule in tried]
    assert len(tried) < len(TABLE) / 4


def test_a_pattern_that_needs_nothing_is_always_tried() -> None:
    assert needed(".*") is None
    assert Index([("any", ".*"), ("done", "完成")]).may_fit("")
    assert needed("(?:已|均)?完成") == frozenset({"完成"})
    assert needed("^(?!.*未)(?:办结|销号)$") == frozenset({"办结", "销号"})
    assert needed("[未没]办?") == frozenset({"未", "没"})
