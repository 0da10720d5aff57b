"""The gate before every page: the host that was asked, where a form comes from, how large it is; and what every answer
tells the browser not to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.press import notice

_SMALL = 256 << 10  # bytes of a form without a file
_WITH_FILES = ("/record", "/settings/units")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Gate:
    """Lets in what was sent to one of our own addresses by one of our own pages; `large` bytes with a file."""

    def __init__(self, app: ASGIApp, *, addresses: tuple[str, ...], large: int) -> None:
        self._app = app
        self._origins = addresses
        self._hosts = {urlsplit(one).netloc for one in addresses}
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on; every answer with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, secure = self._refusal(scope) or self._app, self._origins[0].startswith("https:")

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await answer(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, method = Headers(scope=scope), scope["method"]
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse("没有这个网址", status_code=421)
        if method in ("GET", "HEAD"):
            return None
        if method != "POST":
            return PlainTextResponse("不能这样办理", status_code=405)
        if headers.get("origin", self._origins[0]) not in self._origins or not _same_site(headers):
            return PlainTextResponse("表单不是从工作台的页面上提交的，没有办理", status_code=403)
        return self._too_large(scope["path"], headers.get("content-length", ""))

    def _too_large(self, path: str, length: str) -> Response | None:
        most = self._large if path in _WITH_FILES else _SMALL
        if not (length.isascii() and length.isdecimal()):
            return PlainTextResponse("提交的内容没有写明大小，没有办理", status_code=411)
        return notice("提交的文件过大，没有办理；请返回上一页，换一份小些的文件。", 413) if int(length) > most else None


def _same_site(headers: Headers) -> bool:
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
