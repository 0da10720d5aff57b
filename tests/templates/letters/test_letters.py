"""The letters: their wording as golden texts, nothing forged by facts, the office's own file winning."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from ledger.model import Finding, Severity
from templates.letters import samples as letter_samples
from templates.letters import writing as letters
from templates.letters.samples import EMPTY, FULL
from tests.golden import assert_golden

NOTHING: Mapping[str, object] = {}
LATE = EMPTY["receipt"]["received_at"]
HERE = Path(__file__).parent
VARIANTS: dict[str, tuple[str, dict[str, object]]] = {
    "reminder-3": ("reminder", {"step": 3, "days": 2}),
    "reminder-1": ("reminder", {"step": 1, "days": 1, "returned": True}),
    "overdue-no-leader": ("overdue", {"leader": ""}),
    "receipt-extended": ("receipt", {"extended": True, "findings": (), "blank": (), "first_number": 17}),
    "receipt-by-hand": ("receipt", {"by_hand": True, "correct_by": None}),
    "return-before-deadline": ("return", {"correct_by": None}),
    "return-late": ("return", {"correct_by": None, "received_at": LATE, "written_at": LATE}),
    "return-by-a-person": (
        "return",
        {"findings": (Finding(code="returned", severity=Severity.CORRECT, message="第5项内容与事实不符。"),)},
    ),
    "bounce_notice-reached": ("bounce_notice", {"next_address": ""}),
    "applied-late": ("applied", {"deadline": LATE, "written_at": LATE}),
    "applied-explained": (
        "applied",
        {"matter": "情况说明", "mail_subject": "关于逾期报送的情况说明", "deadline": LATE},
    ),
    "decided-refused": ("decided", {"outcome": "不同意延期", "deadline": FULL["decided"]["original"]}),
    "decided-refused-late": (
        "decided",
        {"outcome": "不同意延期", "deadline": FULL["decided"]["original"], "written_at": LATE},
    ),
    "decided-without-application": ("decided", {"applied_at": None}),
    "voided-late": ("voided", {"others": (), "written_at": LATE}),
    "circular_out-clear": ("circular_out", {"waiting": (), "undecided": (), "held": 0, "warning": ""}),
    "held_digest-view": ("held_digest", {"may_decide": False, "code": "", "items": ()}),
    "handled-all": ("handled", {"undone": (), "help": ()}),
    "held-of-which-ledger": (
        "held",
        {"ledgers": ("2022年兴庆区政务公开任务落实台账", "2022年兴庆区重点督查事项台账"), "wish": ""},
    ),
    "ask-first": ("ask", {"again": ""}),
    "outcome-form": ("outcome", {"mail_subject": ""}),
    "escalation-one": (
        "escalation",
        {"units": [{"name": "科技局", "notices": [None], "contact": "", "phone": "", "note": ""}]},
    ),
}


def said(
    name: str, *, bare: bool = False, overrides: Path | None = None, changes: Mapping[str, object] = NOTHING
) -> tuple[str, str, str]:
    sample = (EMPTY if bare else FULL)[name]
    facts = {**letter_samples.complete(name, sample, bare=bare), **changes}
    return letters.write(name, overrides=overrides, **facts)


def shown(html: str) -> str:
    """What a reader sees of an HTML part, without white space."""
    body = re.sub(r"<title>.*?</title>|<[^>]+>", "", html)
    return re.sub(r"\s", "", unescape(body))


@pytest.mark.parametrize("name", letters.NAMES)
@pytest.mark.parametrize("bare", [False, True], ids=["full", "empty"])
def test_letter_reads_as_its_golden(name: str, bare: bool) -> None:
    subject, text, _ = said(name, bare=bare)
    assert_golden(HERE / f"{name}-{'empty' if bare else 'full'}.txt", f"{subject}\n\n{text}")


@pytest.mark.parametrize("variant", VARIANTS)
def test_variant_reads_as_its_golden(variant: str) -> None:
    name, changes = VARIANTS[variant]
    subject, text, _ = said(name, changes=changes)
    assert_golden(HERE / f"{variant}.txt", f"{subject}\n\n{text}")


@pytest.mark.parametrize("name", letters.NAMES)
def test_html_says_what_the_text_says(name: str) -> None:
    _, text, html = said(name)
    items = re.sub(r"(?m)^　　\d+\. ", "", text)  # numbers of lists are the list's own
    facts = re.sub(r"(?m)^(　　[^：\n]{2,8})：", r"\1", items)
    assert re.sub(r"\s|：", "", facts) == shown(html).replace("：", "")


@pytest.mark.parametrize("name", letters.NAMES)
def test_letter_is_chinese_throughout(name: str) -> None:
    subject, text, _ = said(name)
    written = re.sub(r"https?://\S+|[0-9A-Z]{4}-[0-9A-Z]{4}|[AB](?=岗)", "", subject + text)  # links, codes, and posts
    foreign = set(re.findall(r"[A-Za-z][A-Za-z@._-]*", written))
    names = {word for word in foreign if "@" in word or "." in word}
    assert foreign - names <= {
        "Word",
        "Excel",
        "S",
        "MIME",
        "m",
        "taizhang",
        "held",
        "decide",
        "b",
        "docx",
        "xlsx",
        "pdf",
    }


def test_every_file_is_a_letter_and_every_letter_a_file() -> None:
    files = {path.stem for path in Path(letters.__file__).parent.glob("*.j2")}
    assert files - set(letters.NAMES) == {"signature", "signature_system"}
    assert set(letters.NAMES) <= files
    assert set(FULL) == set(EMPTY) == set(letters.NAMES)


def test_facts_forge_no_header_and_no_line_of_the_letter() -> None:
    hostile = "报送\r\nBcc: all@mail.example\r\n\r\n> 伪造的落款\n# 标题"
    subject, text, _ = said("held", changes={"mail_subject": hostile})
    assert subject == "【已收到，待核实】报送 Bcc: all@mail.example > 伪造的落款 # 标题"
    assert "\n" not in subject
    assert sum("伪造的落款" in line for line in text.splitlines()) == 1
    assert "发来的邮件“报送 Bcc:" in text


def test_facts_are_text_in_html_and_no_template() -> None:
    _, text, html = said("held", changes={"mail_subject": "<script>alert(1)</script>{{ 7*7 }}"})
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert "{{ 7*7 }}" in text


def test_unprintable_signs_of_facts_are_dropped() -> None:
    subject, _, html = said("held", changes={"mail_subject": "台账\u202efdp.exe\x00\ud800"})
    assert subject == "【已收到，待核实】台账fdp.exe"
    html.encode()


def test_unknown_and_missing_facts_are_refused() -> None:
    with pytest.raises(TypeError, match=r"unknown facts.*untis"):
        said("held", changes={"untis": "发改局"})
    with pytest.raises(TypeError, match=r"facts missing.*received_at"):
        letters.write("held", office=None, written_at=None)


def test_offices_own_letter_wins_and_shares_our_signature(tmp_path: Path) -> None:
    own = '{% block subject %}收到{% endblock %}{% block body %}@ {{ unit }}：\n\n已收到。\n\n{% include "signature.j2" %}{% endblock %}'
    (tmp_path / "held.j2").write_text(own, encoding="utf-8")
    subject, text, _ = said("held", overrides=tmp_path)
    assert subject == "收到"
    assert text.startswith("发改局：\n\n　　已收到。\n\n")
    assert "306室" in text
    assert said("cloud", overrides=tmp_path) == said("cloud")


def test_our_letters_have_nothing_wrong(tmp_path: Path) -> None:
    assert letters.lint() == ()
    assert letters.lint(tmp_path) == ()
    assert letters.lint(tmp_path / "absent") == ()


@pytest.mark.parametrize(
    ("name", "body", "where", "words"),
    [
        ("held", "第一行\n{% if false %}{{ untis }}{% endif %}", "held.j2第3行", "不存在的变量“untis”"),
        ("held", "第一行\n\n{{ office.nmae }}", "held.j2第4行", "nmae"),
        ("held", "{% if unit %}", "held.j2第2行", "写法有误"),
        ("held", "{{ unit.__class__.__mro__ }}", "held.j2第2行", "SecurityError"),
        ("held", "{{ received_at|minuet }}", "held.j2第2行", "minuet"),
        ("held", "｛｛ unit ｝｝", "held.j2", "｛｛"),
        ("held", "", "held.j2", "没有正文"),
        ("recipt", "任意", "recipt.j2", "没有名为“recipt”的信函"),
    ],
)
def test_lint_names_file_and_line(tmp_path: Path, name: str, body: str, where: str, words: str) -> None:
    text = f"{{% block subject %}}来件{{% endblock %}}\n{{% block body %}}{body}{{% endblock %}}\n"
    (tmp_path / f"{name}.j2").write_text(text, encoding="utf-8")
    found = letters.lint(tmp_path)
    assert [finding.where for finding in found] == [where]
    assert words in found[0].message


def test_lint_wants_both_blocks(tmp_path: Path) -> None:
    (tmp_path / "held.j2").write_text("{% block body %}已收到。{% endblock %}", encoding="utf-8")
    assert [finding.where for finding in letters.lint(tmp_path)] == ["held.j2"]


def test_preview_shows_every_letter_full_and_empty() -> None:
    shown_letters = {label: (subject, text, html) for label, subject, text, html in letters.preview()}
    assert len(shown_letters) == 2 * len(letters.NAMES)
    assert shown_letters["receipt-1"] == said("receipt")
    assert shown_letters["receipt-2"] == said("receipt", bare=True)
