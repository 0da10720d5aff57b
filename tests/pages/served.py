"""An office, its 工作台 on a real port, and browsers that come to it; whatever a browser complains of is kept."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import httpx
import uvicorn
from playwright.sync_api import Browser, Page, Request, ViewportSize

import examples.office
from office.desk.settings import PageSettings
from office.post.passes import ask_to_enter, enter
from pages.app import make_app
from pages.opened import SharedDesk
from pages.serving import configured
from tests.offices import Played, at
from tests.servers import free_port

CLERK, APPROVER = examples.office.STAFF, examples.office.LEADER
DESK: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
_PATIENCE = 20.0


Kind = tuple[bool, int, str]
"""What a window can do and shows: scripts, width, colours."""


@dataclass
class Window:
    """A stranger's browser: lent to one office after another, as to open one takes longer than most of what is done in it."""

    kind: Kind
    page: Page
    url: str = ""  # whose it is now
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.set_default_timeout(_PATIENCE * 1000)
        self.page.on("console", lambda said: self.complaints.append(f"{self.page.url}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._watch)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.url, "about:")):
            self.complaints.append(f"left the host: {request.url}")

    def clear(self) -> None:
        """A stranger's again."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies()


@dataclass
class Windows:
    """Those that nobody has, by what they can do and show."""

    browser: Browser
    free: dict[Kind, list[Window]] = field(default_factory=lambda: defaultdict(list))

    def lend(self, scripts: bool, viewport: ViewportSize, scheme: str) -> Window:
        """One that bears no trace of who had it."""
        kind = (scripts, viewport["width"], scheme)
        if self.free[kind]:
            return self.free[kind].pop()
        dark = scheme == "dark"
        context = self.browser.new_context(
            locale="zh-CN", java_script_enabled=scripts, viewport=viewport, color_scheme="dark" if dark else "light"
        )
        return Window(kind, context.new_page())

    def take_back(self, window: Window) -> None:
        """One that is not needed any more."""
        window.clear()
        self.free[window.kind].append(window)


@dataclass
class Served:
    """The server runs in a thread of the test; its clock is the test's."""

    office: Played
    lent: Windows
    now: datetime = field(default_factory=lambda: at("2022-06-09T10:00"))
    complaints: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    borrowed: list[Window] = field(default_factory=list)
    windows: dict[tuple[str, bool, int, str], Page] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.opened = SharedDesk(self.office.root)
        app = make_app(self.opened, (self.url,), clock=lambda: self.now)
        self._server = uvicorn.Server(configured(app, self.office.root, PageSettings(), self.port))
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        _until(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        for window in self.borrowed:
            self.lent.take_back(window)
        self._server.should_exit = True
        self._thread.join()
        self.opened.close()
        self.office.desk.close()

    def come(self, *, scripts: bool = True, viewport: ViewportSize = DESK, scheme: str = "light") -> Page:
        """A stranger's browser."""
        window = self.lent.lend(scripts, viewport, scheme)
        window.url, window.complaints = self.url, self.complaints
        self.borrowed.append(window)
        return window.page

    def enter(self, address: str = CLERK, *, scripts: bool = True, viewport: ViewportSize = DESK, scheme: str = "light") -> Page:  # fmt: skip
        """A browser whose owner has signed in, left open for the next who asks for it."""
        kind = (address, scripts, viewport["width"], scheme)
        if kind not in self.windows or self.windows[kind].is_closed():
            page = self.windows[kind] = self.come(scripts=scripts, viewport=viewport, scheme=scheme)
            cookies = self.cookie(address).items()
            page.context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies])
        return self.windows[kind]

    def cookie(self, address: str) -> dict[str, str]:
        """What a browser shows whose owner has signed in."""
        return {f"taizhang-{self.opened.desk().settings.book_id}": self._session(address)}

    def read(self, path: str, address: str = CLERK) -> str:
        """A page as its source has it, without a browser."""
        answer = httpx.get(self.url + path, cookies=self.cookie(address))
        assert answer.status_code == 200, path
        return answer.text

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
