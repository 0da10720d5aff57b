"""工作台: every page with its address and the role that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hmac import compare_digest

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ledger.calendar import CalendarError
from ledger.model import SHANGHAI, Attachment
from ledger.opening import LedgerError
from ledger.trouble import BookError
from office.desk.settings import SettingsError
from office.desk.staff import Role
from office.desk.units import UnitsError
from office.post.passes import mark_of, whose
from pages import acts, changing, circulars, export, files, held, mails, papers, settings, submissions, tasks, units
from pages import now as now_page
from pages.gate import Gate
from pages.opened import SharedDesk
from pages.press import notice, press, style
from pages.signing import Door
from pages.visit import Visit

UNUSABLE = (SettingsError, UnitsError, LedgerError, CalendarError, BookError)
"""What keeps an office from being opened, or its book from being read."""
_MOST_FIELDS = 200
_FRAME = 1 << 20  # bytes of a form around its file
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f5f8b"/>'
    '<path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.4"/></svg>'
)


def clock() -> datetime:
    """The moment it is."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True, slots=True)
class Address:
    """A page, or something done on one."""

    path: str
    made_by: Callable[[Visit], Response]
    role: Role = Role.VIEW
    method: str = "GET"


PLACES = (
    Address("/", now_page.show),
    Address("/held", held.show_all),
    Address("/held/{number:int}", held.show),
    Address("/held/{number:int}", held.decide, Role.DECIDE, "POST"),
    Address("/letter/{number:int}", held.decide_letter, Role.DECIDE, "POST"),
    Address("/mail/{number:int}", mails.show),
    Address("/mail/{number:int}/original", mails.original),
    Address("/mail/{number:int}/file/{place:int}", mails.file),
    Address("/units", units.show_all),
    Address("/unit", units.show),
    Address("/unit", units.decide, Role.DECIDE, "POST"),
    Address("/post/{number:int}", units.letter),
    Address("/submission/{number:int}", submissions.show),
    Address("/submission/{number:int}", submissions.decide, Role.DECIDE, "POST"),
    Address("/submission/{number:int}/file", submissions.file),
    Address("/tasks", tasks.show_all),
    Address("/tasks/{number:int}", tasks.show),
    Address("/circulars", circulars.show),
    Address("/circulars", circulars.decide, Role.DECIDE, "POST"),
    Address("/circulars/{number:int}/file", circulars.file),
    Address("/record", papers.show),
    Address("/record", papers.record, Role.DECIDE, "POST"),
    Address("/files", files.show),
    Address("/files/{name:path}", files.file),
    Address("/acts", acts.show),
    Address("/acts", acts.undo, Role.DECIDE, "POST"),
    Address("/settings", settings.show),
    Address("/settings/rules", changing.show_rules, Role.APPROVE),
    Address("/settings/rules", changing.set_rules, Role.APPROVE, "POST"),
    Address("/settings/rounds", changing.show_rounds, Role.APPROVE),
    Address("/settings/rounds", changing.set_rounds, Role.APPROVE, "POST"),
    Address("/settings/unit", changing.show_unit, Role.APPROVE),
    Address("/settings/unit", changing.set_unit, Role.APPROVE, "POST"),
    Address("/settings/units", changing.set_units, Role.APPROVE, "POST"),
    Address("/settings/units/file", changing.units_file, Role.APPROVE),
    Address("/export/{name}", export.export),
)


def make_app(opened: SharedDesk, addresses: tuple[str, ...], *, clock: Callable[[], datetime] = clock) -> ASGIApp:
    """The pages of an office, to be opened under those addresses, the first the one in letters."""
    large = opened.desk().settings.mail.max_size
    door = Door(opened, addresses[0], clock)
    routes = [
        *(Route(one.path, partial(_enter, one, opened, door, clock), methods=[one.method]) for one in PLACES),
        *door.routes,
        Route("/style.css", _style),
        Route("/icon.svg", _icon),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _nothing, 405: _nothing, Exception: _broken})
    return Gate(app, addresses=addresses, large=large + _FRAME)


async def _enter(
    place: Address, opened: SharedDesk, door: Door, clock: Callable[[], datetime], request: Request
) -> Response:
    """Who comes, to which page; what he brings is looked at once it is known that he may."""
    visit = await run_in_threadpool(_visit, place, opened, door, clock(), request)
    if isinstance(visit, Response):
        return visit
    if place.method != "POST":
        return await run_in_threadpool(_answer, place, visit)
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as sent:
        form = {name: value.replace("\0", "") for name, value in sent.items() if isinstance(value, str)}
        if not compare_digest(form.get("mark", "").encode(), visit.mark.encode()):
            return notice("页面已经过期，没有办理；请返回上一页，刷新后再试。", 403)
        visit = replace(visit, form=form, file=await _file(sent))
    return await run_in_threadpool(_answer, place, visit)


async def _file(sent: FormData) -> Attachment | None:
    found = sent.get("file")
    if not isinstance(found, UploadFile) or not found.filename:
        return None
    return Attachment(name=found.filename, content=await found.read())


def _visit(place: Address, opened: SharedDesk, door: Door, now: datetime, request: Request) -> Visit | Response:
    """Who comes; or what he is told who may not."""
    session = door.shown(request)
    try:
        desk = opened.desk()
        with desk.book.reading() as page:
            person = whose(desk, page, session, now)
            mark = mark_of(page, session) if person else ""
    except UNUSABLE:
        return unusable()
    if person is None:
        return RedirectResponse("/enter", status_code=303)
    if person.role.rank < place.role.rank:
        return notice("您的权限不能办理这一事项。", 403)
    return Visit(
        opened=opened,
        desk=desk,
        person=person,
        session=session,
        mark=mark,
        client=request.client.host if request.client else "",
        now=now,
        path=request.url.path,
        asked={**request.query_params, **{name: str(value) for name, value in request.path_params.items()}},
    )


def _answer(place: Address, visit: Visit) -> Response:
    try:
        return place.made_by(visit)
    except UNUSABLE as error:
        return unusable(str(error))


def unusable(why: str = "") -> Response:
    """The office's files, or its book, cannot be used: a stranger is told no more than that."""
    return HTMLResponse(press().get_template("unusable.html.j2").render(why=why), status_code=503)


async def _style(request: Request) -> Response:  # noqa: ARG001  Starlette's signature
    return Response(style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _icon(request: Request) -> Response:  # noqa: ARG001  Starlette's signature
    return Response(_ICON, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


async def _broken(request: Request, error: Exception) -> Response:  # noqa: ARG001  Starlette's signature
    """Our own mistake: it is in the log, the visitor is told where he stands."""
    return notice("系统出错，没有办理；请把时间告诉管理系统的同志。", 500)


async def _nothing(request: Request, error: Exception) -> Response:  # noqa: ARG001  Starlette's signature
    return notice("没有这个页面。", 404, title="没有找到")
