"""A visit: who came, to which office, when, with what; and what a page answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from ledger.book import Page
from ledger.model import Assessment, Attachment, Round
from office.desk.desk import Desk
from office.desk.staff import Role, Staff
from office.post.passes import digest
from office.standing.status import current_round
from pages.opened import SharedDesk
from pages.press import notice, press

_SAFE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a page is made of."""

    opened: SharedDesk
    desk: Desk
    person: Staff
    session: str
    mark: str  # what our own forms bear
    client: str
    now: datetime
    path: str
    asked: Mapping[str, str] = field(default_factory=dict)  # of the address: number, name
    form: Mapping[str, str] = field(default_factory=dict)
    file: Attachment | None = None
    error: str = ""

    def may(self, role: str) -> bool:
        """Whether the person's role is that, or above."""
        return self.person.role.rank >= Role(role).rank

    def number(self, name: str) -> int:
        """A number of the address; 0 where it is none."""
        text = self.asked.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def said(self, name: str) -> str:
        """A field of the form, without blanks around it."""
        return self.form.get(name, "").strip()

    def round_name(self, code: str) -> str:
        """A round as people call it."""
        return next((one.name for one in (*self.desk.rounds, *self.desk.carried.rounds) if one.code == code), code)

    def standings(self, page: Page, round_: Round) -> tuple[Assessment, ...]:
        """Every unit's standing in a round."""
        return self.opened.standings(self.desk, page, round_, self.now)

    def filled(self, page: Page, round_: Round) -> dict[int, int]:
        """How many units have written on each task in a round."""
        answered = {one.unit.name: set(one.answered) for one in self.standings(page, round_)}
        return {
            task.number: sum(task.number in answered.get(unit, ()) for unit in task.units)
            for task in self.desk.edition_of(round_).ledger.tasks
        }

    def round(self, page: Page) -> Round:
        """The round that is asked for; else the one at work: closed and not told of yet, or open."""
        try:
            return self.desk.round(self.asked.get("round", ""))
        except KeyError:
            closed = [one for one in self.desk.rounds if one.deadline <= self.now]
            waits = closed and page.submissions.all(closed[-1].code) and not page.circulars.issued(closed[-1].code)
            return closed[-1] if waits else current_round(self.desk, self.now)

    def note(self, what: str, about: str = "") -> None:
        """Enter what the person did."""
        with self.desk.book.writing() as page:
            page.access.enter_act(at=self.now, by=self.person.signed, what=what, about=about, client=self.client)

    def page(self, name: str, **facts: object) -> Response:
        """A page by the name of its template."""
        with self.desk.book.reading() as page:
            told, waiting = page.access.told(digest(page, self.session)), len(page.held.listed())
        if told:
            with self.desk.book.writing() as page:
                page.access.tell(digest(page, self.session), "")
        frame = {"visit": self, "office": self.desk.settings.office, "told": told, "waiting": waiting}
        html = press().get_template(f"{name}.html.j2").render({**frame, **facts})
        return HTMLResponse(html, status_code=422 if self.error else 200)

    def done(self, words: str, path: str) -> Response:
        """Go on to another page, which says what was done."""
        with self.desk.book.writing() as page:
            page.access.tell(digest(page, self.session), words)
        return RedirectResponse(path, status_code=303)

    def missing(self, words: str) -> Response:
        """There is no such thing."""
        return notice(words, 404, title="没有找到")


def download(name: str, content: bytes) -> Response:
    """A file to be kept, never shown: whatever it is, the browser runs nothing of it."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\/' else "_" for sign in name)
    headers = {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=_SAFE, headers=headers)
