"""The door: an address is asked for, a link mailed, the link opened, a session begun and ended.

Whoever asks gets the same answer at once, whether we know the address or not: the letter is written afterwards. A link
is opened by a button, as the programs that look through mail open every link by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from office.post.passes import LINK, SESSION, ask_to_enter, enter, leave, mark_of, whose
from pages.opened import SharedDesk
from pages.pace import Pace
from pages.press import notice, press

_LONGEST = 200  # characters of an address, or of a token


class Door:
    """Who comes in, and how a session is shown: by a cookie that no script and no other site can use."""

    def __init__(self, opened: SharedDesk, address: str, clock: Callable[[], datetime]) -> None:
        self._opened, self._address, self._clock = opened, address, clock
        self._secure = address.startswith("https:")
        name = f"taizhang-{opened.desk().settings.book_id}"
        self._cookie = f"__Host-{name}" if self._secure else name
        self._asking = Pace(LINK, each=10, every=60)
        self._opening = Pace(LINK, each=30, every=300)
        self.routes = [
            Route("/enter", self._ask, methods=["GET"]),
            Route("/enter", self._send, methods=["POST"]),
            Route("/entered", self._open, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
        ]

    def shown(self, request: Request) -> str:
        """The session that a visitor shows."""
        return request.cookies.get(self._cookie, "")[:_LONGEST]

    async def _ask(self, request: Request) -> Response:
        token = request.query_params.get("token", "")
        return _page("open" if token else "ask", token=token[:_LONGEST])

    async def _send(self, request: Request) -> Response:
        if not self._asking.allows(_client(request), self._clock()):
            return _page("often", status=429)
        async with request.form(max_files=0, max_fields=4) as form:
            address = str(form.get("address", "")).strip()[:_LONGEST]
        return _page("sent", task=BackgroundTask(self._mail, address))

    def _mail(self, address: str) -> None:
        ask_to_enter(self._opened.desk(), address, self._address, self._clock())

    async def _open(self, request: Request) -> Response:
        if not self._opening.allows(_client(request), self._clock()):
            return _page("often", status=429)
        async with request.form(max_files=0, max_fields=4) as form:
            token = str(form.get("token", ""))[:_LONGEST]
        session = await run_in_threadpool(enter, self._opened.desk(), token, _client(request), self._clock())
        if not session:
            return _page("late", status=403)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            self._cookie,
            session,
            max_age=int(SESSION.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    async def _leave(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            mark = str(form.get("mark", ""))
        if not await run_in_threadpool(self._end, self.shown(request), mark, _client(request)):
            return notice("页面已经过期，没有办理；请返回上一页，刷新后再试。", 403)
        answer = RedirectResponse("/enter", status_code=303)
        answer.delete_cookie(self._cookie, secure=self._secure, httponly=True, samesite="strict")
        return answer

    def _end(self, session: str, mark: str, client: str) -> bool:
        desk, now = self._opened.desk(), self._clock()
        with desk.book.reading() as page:
            person = whose(desk, page, session, now)
            ours = person is not None and compare_digest(mark.encode(), mark_of(page, session).encode())
        if person and ours:
            leave(desk, session, person, client, now)
        return ours


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _page(step: str, *, token: str = "", status: int = 200, task: BackgroundTask | None = None) -> Response:
    minutes = int(LINK.total_seconds() // 60)
    html = press().get_template("enter.html.j2").render(step=step, token=token, minutes=minutes)
    return HTMLResponse(html, status_code=status, background=task)
