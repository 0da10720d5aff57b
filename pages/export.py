"""What the pages list, taken along as Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from pages.visit import Visit, download
from pages.words import POSTS
from templates.workbook import lists
from templates.workbook.sheets import Sheet, write_workbook


def export(visit: Visit) -> Response:
    """A list as xlsx; noted, as every file that leaves the house."""
    if (make := _LISTS.get(visit.asked["name"])) is None:
        return visit.missing("没有这种导出。")
    sheet, title = make(visit)
    visit.note("导出", f"{title}.xlsx")
    author = visit.desk.settings.office.name
    return download(f"{title}.xlsx", write_workbook([sheet], title=title, author=author, made_at=visit.now))


def _units(visit: Visit) -> tuple[Sheet, str]:
    desk = visit.desk
    counts = {one.name: _counted(visit, one.name) for one in desk.roster.units}
    return lists.units(desk.roster.units, counts), "单位和联系人"


def _counted(visit: Visit, unit: str) -> tuple[int, int]:
    theirs = visit.desk.tasks_of(unit)
    return len(theirs), sum(unit in one.leads for one in theirs)


def _tasks(visit: Visit) -> tuple[Sheet, str]:
    with visit.desk.book.reading() as page:
        round_ = visit.round(page)
        filled = visit.filled(page, round_)
    return lists.tasks(visit.desk.edition_of(round_).ledger, filled), f"任务（{round_.name}）"


def _standings(visit: Visit) -> tuple[Sheet, str]:
    with visit.desk.book.reading() as page:
        round_ = visit.round(page)
        return lists.standings(visit.standings(page, round_)), f"{round_.name}认定"


def _letters(visit: Visit) -> tuple[Sheet, str]:
    with visit.desk.book.reading() as page:
        found = [one for one in page.letters.all() if one.unit in visit.desk.roster]
    return lists.letters(found, POSTS, visit.round_name), "去信"


_LISTS: Mapping[str, Callable[[Visit], tuple[Sheet, str]]] = {
    "units": _units,
    "tasks": _tasks,
    "standings": _standings,
    "letters": _letters,
}
