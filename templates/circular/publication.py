"""What a unit publishes itself: its own ledger (台账公开版) and the paragraph for its annual report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ledger.layout import progress_heading
from ledger.model import SHANGHAI, Inspection, Task
from ledger.naming import placeless_of, theme_of
from ledger.progress import Progress, text_of, unit_progress
from ledger.progress_text import Status, read
from templates.common.docx_parts import fill, open_template, save
from templates.common.wording import day, listed

_FOLDER = Path(__file__).with_name("documents")


def render_ledger(inspection: Inspection, unit: str) -> bytes:
    """台账公开版 of one unit as docx."""
    return _render("published", inspection, ledger_context(inspection, unit))


def render_summary(inspection: Inspection, unit: str) -> bytes:
    """The paragraph for the unit's annual report as docx."""
    return _render("summary", inspection, summary_context(inspection, unit))


def _render(name: str, inspection: Inspection, context: dict[str, object]) -> bytes:
    document = open_template((_FOLDER / f"{name}.docx").read_bytes())
    fill(document, context)
    return save(document, title=str(context["title"]), author=inspection.office.name, made_at=inspection.made_at)


def file_names(inspection: Inspection, unit: str) -> tuple[str, str]:
    """教育局2022年政务公开任务落实台账（公开版）.docx and 教育局…（年度报告段落）.docx"""
    safe = re.sub(r"[^\w（）()-]", "", unit)[:60]
    stem = f"{safe}{inspection.ledger.year}年{_subject(inspection)}"
    return f"{stem}（公开版）.docx", f"{stem}（年度报告段落）.docx"


def _subject(inspection: Inspection) -> str:
    return placeless_of(inspection.ledger, inspection.office.district)


def _points(inspection: Inspection) -> str:
    """工作要点 where the ledger carries these out, else what it is about."""
    theme = theme_of(inspection.ledger, inspection.office.district)
    return f"{theme}工作要点" if "工作要点" in inspection.ledger.title else theme


def _tasks(inspection: Inspection, unit: str) -> list[Task]:
    return [task for task in inspection.ledger.tasks if unit in task.units]


def ledger_context(inspection: Inspection, unit: str) -> dict[str, object]:
    """The published ledger as plain data: who answers, until when, what has been done; no finding, no standing."""
    return {
        "title": f"{unit}{inspection.ledger.year}年{_subject(inspection)}",
        "basis": f"依据：《{inspection.ledger.title}》",
        "rows": [
            {
                "number": place,
                "focus": task.focus,
                "content": task.content,
                "duty": _duty(task, unit),
                "due": task.due,
                "progress": text_of(inspection.texts, unit, task) or "—",
            }
            for place, task in enumerate(_tasks(inspection, unit), 1)
        ],
        "note": f"注：{progress_heading(inspection.ledger)}截至{day(inspection.made_at.astimezone(SHANGHAI))}，“—”为尚未填报。",
    }


def _duty(task: Task, unit: str) -> str:
    if unit in task.leads:
        return f"{unit}（牵头）"
    return f"{unit}；牵头单位：{listed(task.leads)}" if task.leads else unit


def summary_context(inspection: Inspection, unit: str) -> dict[str, object]:
    """The paragraph as plain data: what the unit answers for and has done, then what it wrote on the tasks it leads.

    The public reads it: how the unit reported, and what is open, is the office's business.
    """
    own, today = _tasks(inspection, unit), inspection.made_at.astimezone(SHANGHAI).date()
    led = [task for task in own if unit in task.leads]
    states = [unit_progress(task, unit, inspection.texts, today, inspection.rulings) for task in own]
    done = states.count(Progress.DONE)
    lead = (
        f"{inspection.ledger.year}年，本单位承担《{inspection.ledger.title}》任务{len(own)}项"
        f"{f'（其中牵头{len(led)}项）' if led else ''}"
        f"{f'，截至{day(today)}已完成{done}项' if done else ''}。"
    )
    lines = [f"{place}.{text}" for place, text in enumerate(_told(inspection, unit, led or own), 1)]
    return {
        "title": f"{unit}{inspection.ledger.year}年{_points(inspection)}落实情况",
        "lead": lead + (f"{'牵头任务' if led else '承担任务'}落实情况如下：" if lines else ""),
        "lines": lines,
    }


def _told(inspection: Inspection, unit: str, tasks: Sequence[Task]) -> Iterator[str]:
    """What the unit wrote, under each 重点工作 once."""
    for focus, members in groupby(tasks, key=_focus):
        texts = [
            _sentence(text)
            for task in members
            if (text := text_of(inspection.texts, unit, task)) and _says_something(task, text)
        ]
        if texts:
            yield "".join((f"{focus}。" if focus else "", *dict.fromkeys(texts)))


def _says_something(task: Task, text: str) -> bool:
    return read(text, task=task.content).status not in (Status.NOT_INVOLVED, Status.NO_CONTENT)


def _focus(task: Task) -> str:
    return re.sub(r"^（.+?）|^\(.+?\)\s*", "", task.focus).rstrip("。")


def _sentence(text: str) -> str:
    words = re.sub(r"\s*\n\s*", "", text.strip())
    return words if words.endswith(("。", "！", "；")) else f"{words}。"
