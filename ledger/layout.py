"""What the columns of a ledger mean, in any order and under any heading; what is not known, a person says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.model import Field, Form, Ledger, LedgerColumn, Row
from ledger.rounds import period_in
from ledger.text import is_blank, squeeze, tidy

KINDS = {
    "序号": "number",
    "重点工作": "focus",
    "主要内容": "content",
    "量化指标": "indicator",
    "责任单位": "responsible",
    "责任时限": "due",
    "进展": "progress",
    "完成状态": "state",
    "填写": "asked",
    "照录": "",
}
"""What a person may say a column is, in office.toml."""
NAMES = {kind: name for name, kind in KINDS.items()}
PROGRESS = "进展落实情况"
"""What the column of the progress is usually called."""
_BEST_PROGRESS = ("进展落实情况", "落实进展情况", "进展情况", "落实情况", "进展", "完成情况")
_GIVEN = ("number", "focus", "content", "indicator", "responsible", "due")
_TELLS = tuple(
    map(
        re.compile,
        (
            r"描述|内容$|表现$",
            r"(?:事项|问题|隐患|意见|诉求)$",
            r"任务$|议题$|标题$|题目$|名称$|工作$|项目$",
            r"指标$|指标名称",
        ),
    )
)  # the likeliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a person has said of the ledger in office.toml."""

    columns: Mapping[str, str] = field(default_factory=dict)  # heading → a value of KINDS
    due: Mapping[str, date | None] = field(default_factory=dict)  # a time limit's words → its day, None for none
    nobody: frozenset[str] = frozenset()  # names in 责任单位 that are no units of ours
    first_leads: bool = False


def understood(form: Form, said: Explained) -> tuple[LedgerColumn, ...]:
    """The columns of the master ledger. A column that is blank in every row is the units' to fill in."""
    kinds = _to_fill({heading: said.columns.get(heading, kind) for heading, kind in form.columns}, form, said)
    if "content" not in kinds.values() or _tells_nothing_apart(form, kinds, said):
        kinds = _with_content(form, {one: "" if kind == "content" else kind for one, kind in kinds.items()})
    kinds = _one_progress(kinds)
    return tuple(
        LedgerColumn(heading=heading, kind="" if kind == "asked" else kind, asked=_is_asked(form, heading, kind))
        for heading, kind in kinds.items()
    )


def progress_heading(ledger: Ledger) -> str:
    """What this ledger calls the column of the progress, without the period it was made for: 第二季度办理情况 is 办理情况."""
    heading = heading_of(ledger, "progress")
    return tidy(heading.replace(period_in(heading), "")) or PROGRESS


def heading_of(ledger: Ledger, kind: str) -> str:
    """What this ledger calls the column of that kind; as it is usually called where the ledger has none."""
    usual = PROGRESS if kind == "progress" else NAMES[kind]
    return next((tidy(one.heading) for one in ledger.columns if one.kind == kind), usual)


def progress_rank(heading: str) -> int:
    """How likely a heading is that of the progress itself: the least is the likeliest."""
    return next((place for place, name in enumerate(_BEST_PROGRESS) if name in heading), len(_BEST_PROGRESS))


def _one_progress(kinds: Mapping[str, str]) -> dict[str, str]:
    """The kinds with one column for the progress; 完成情况 beside 进展情况 is told apart. Those named by a period are
    each the progress of its round."""
    told = [one for one, kind in kinds.items() if kind == "progress" and not period_in(one)]
    best = min(told, key=progress_rank, default="")
    return {one: "asked" if one in told and one != best else kind for one, kind in kinds.items()}


def _to_fill(kinds: Mapping[str, str], form: Form, said: Explained) -> dict[str, str]:
    """The kinds, what is blank throughout beside a filled column of its kind left to the units: 主要指标完成值 beside 年度目标."""
    filled = {kind for one, kind in kinds.items() if _filled(form, one)}
    blank = {one for one, kind in kinds.items() if kind in filled and kind in _GIVEN and not _filled(form, one)}
    return {one: "asked" if one in blank and one not in said.columns else kind for one, kind in kinds.items()}


def _tells_nothing_apart(form: Form, kinds: Mapping[str, str], said: Explained) -> bool:
    """Whether what was taken for 主要内容 is the same in several rows, as 类别 is, while a column is left that is not."""
    if "content" in said.columns.values():
        return False
    told = [one for one, kind in kinds.items() if kind in ("content", "focus")]
    left = [one for one, kind in kinds.items() if not kind and _filled(form, one) == len(form.rows)]
    return _repeats(form, told) and any(not _repeats(form, [one]) for one in left)


def _repeats(form: Form, headings: Sequence[str]) -> bool:
    texts = [tuple(squeeze(said.text) for one in headings if (said := row.under(one))) for row in form.rows]
    return len(set(texts)) < len(texts)


def _with_content(form: Form, kinds: Mapping[str, str]) -> dict[str, str]:
    """The kinds, the one filled column that can tell the tasks taken for 主要内容; as they are where it is not one."""
    full = [one for one, kind in kinds.items() if kind in ("", "indicator") and _filled(form, one) == len(form.rows)]
    for words in _TELLS:
        if likely := [one for one in full if words.search(one)]:
            return {**kinds, likely[0]: "content"} if len(likely) == 1 else dict(kinds)
    return dict(kinds)


def _is_asked(form: Form, heading: str, kind: str) -> bool:
    return kind in ("progress", "state", "asked") or (kind not in _GIVEN and not _filled(form, heading))


def _filled(form: Form, heading: str) -> int:
    return sum(said is not None and not is_blank(said.text) for said in (row.under(heading) for row in form.rows))


def by_columns(row: Row, columns: Sequence[LedgerColumn], *, over: bool) -> Row:
    """A row with its fields taken from the columns that mean them; `over` those that the reader took already."""
    found: dict[str, Field] = {}
    for kind in (*_GIVEN, "progress", "state"):
        cells = [(one.heading, said) for one in columns if one.kind == kind and (said := row.under(one.heading))]
        if cells and (over or getattr(row, kind) is None):
            found[kind] = _joined(kind, cells)
    return replace(row, **found) if found else row  # type: ignore[arg-type]  # fields of Row


def _joined(kind: str, cells: Sequence[tuple[str, Field]]) -> Field:
    """Several columns of one kind as one text; units keep the heading that says what they are."""
    if len(cells) == 1:
        return cells[0][1]
    told = [(heading, said) for heading, said in cells if said.text.strip()]
    if kind != "responsible":
        return Field(text="\n".join(said.text for _, said in told), where=cells[0][1].where)
    parts = (
        said.text if said.text.startswith(heading) else f"{heading}：{said.text.strip()}" for heading, said in told
    )
    return Field(text="，".join(parts), where=cells[0][1].where)


def read_by(form: Form, ledger: Ledger) -> Form:
    """A unit's form with what our ledger's own headings mean, where the form bears them."""
    headings = {squeeze(one.heading): one.heading for one in ledger.columns}
    if not headings or all(column.kind for column in ledger.columns):
        return form
    rows = (by_columns(_renamed(row, headings), ledger.columns, over=False) for row in form.rows)
    return replace(form, rows=tuple(_own(row, ledger.columns) for row in rows))


def _own(row: Row, columns: Sequence[LedgerColumn]) -> Row:
    """The row with its task and its progress from our own columns, where the reader might have taken another's text for
    them."""
    found = {}
    for kind in ("content", "progress"):
        ours = [one.heading for one in columns if one.kind == kind]
        said = row.under(ours[0]) if len(ours) == 1 else None
        if said is not None and said.text.strip():
            found[kind] = said
    return replace(row, **found) if found else row  # type: ignore[arg-type]  # fields of Row


def _renamed(row: Row, headings: Mapping[str, str]) -> Row:
    """The row under our headings, where its own differ by white space only."""
    return replace(row, cells=tuple((headings.get(squeeze(heading), heading), said) for heading, said in row.cells))


def told_beside(row: Row, headings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What a row says in the columns that units fill beside their progress."""
    told = ((heading, row.under(heading)) for heading in headings)
    return tuple((heading, said.text.strip()) for heading, said in told if said and not is_blank(said.text))
