"""An office, its 工作台 on a real port, and browsers that come to it; whatever a browser complains of is kept."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

import examples.office
from office.desk.settings import PageSettings
from office.post.passes import ask_to_enter, enter
from pages.app import make_app
from pages.opened import Opened
from pages.serving import configured
from tests.offices import Played, at
from tests.servers import free_port

CLERK, APPROVER = examples.office.STAFF, examples.office.LEADER
DESK: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
_PATIENCE = 20.0


@dataclass
class Served:
    """The server runs in a thread of the test; its clock is the test's."""

    office: Played
    browser: Browser
    now: datetime = field(default_factory=lambda: at("2022-06-09T10:00"))
    complaints: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    windows: dict[tuple[str, bool, int, str], Page] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.opened = Opened(self.office.root)
        app = make_app(self.opened, (self.url,), clock=lambda: self.now)
        self._server = uvicorn.Server(configured(app, self.office.root, PageSettings(), self.port))
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        _until(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        for context in self.contexts:
            context.close()
        self._server.should_exit = True
        self._thread.join()
        self.opened.close()
        self.office.desk.close()

    def come(self, *, scripts: bool = True, viewport: ViewportSize = DESK, scheme: str = "light") -> Page:
        """A stranger's browser."""
        dark = scheme == "dark"
        context: BrowserContext = self.browser.new_context(
            locale="zh-CN", java_script_enabled=scripts, viewport=viewport, color_scheme="dark" if dark else "light"
        )
        self.contexts.append(context)
        context.set_default_timeout(_PATIENCE * 1000)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._watch)
        return page

    def _watch(self, request: Request) -> None:
        if not request.url.startswith(self.url):
            self.complaints.append(f"left the host: {request.url}")

    def enter(self, address: str = CLERK, *, scripts: bool = True, viewport: ViewportSize = DESK, scheme: str = "light") -> Page:  # fmt: skip
        """A browser whose owner has signed in, left open for the next who asks for it."""
        kind = (address, scripts, viewport["width"], scheme)
        if kind not in self.windows or self.windows[kind].is_closed():
            page = self.windows[kind] = self.come(scripts=scripts, viewport=viewport, scheme=scheme)
            name = f"taizhang-{self.opened.desk().settings.book_id}"
            page.context.add_cookies([{"name": name, "value": self._session(address), "url": self.url}])
        return self.windows[kind]

    def _session(self, address: str) -> str:
        """Signed in once, without the pages that do it (`sign_in`)."""
        if address not in self.sessions:
            ask_to_enter(self.opened.desk(), address, self.url, self.now)
            token = self.links(address)[-1].partition("token=")[2]
            self.sessions[address] = enter(self.opened.desk(), token, "127.0.0.1", self.now)
        return self.sessions[address]

    def sign_in(self, address: str = CLERK, *, scripts: bool = True) -> Page:
        """A browser whose owner has signed in by the link in his mail, as people do."""
        page = self.come(scripts=scripts)
        page.goto(self.new_link(page, address))
        page.click("button")
        page.wait_for_url(f"{self.url}/")
        return page

    def new_link(self, page: Page, address: str) -> str:
        """Ask for a link and take it out of one's mail."""
        before = len(self.links(address))
        self.ask(page, address)
        return self.wait_for_link(address, before)

    def wait_for_link(self, address: str, before: int = 0) -> str:
        """The link in one's newest mail, once there are more than so many."""
        _until(lambda: len(self.links(address)) > before)
        return self.links(address)[-1]

    def ask(self, page: Page, address: str) -> None:
        """Ask for a link."""
        page.goto(f"{self.url}/enter")
        page.fill("#address", address)
        page.click("button")
        page.wait_for_selector("text=如果这个邮箱")

    def links(self, address: str) -> list[str]:
        """The links mailed to an address, oldest first."""
        found = (re.search(r"http\S+/enter\?token=\S+", one.text) for one in self.office.letters(address))
        return [one[0] for one in found if one]


def _until(true: object, patience: float = _PATIENCE) -> None:
    end = time.monotonic() + patience
    assert callable(true)
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
