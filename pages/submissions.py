"""A form on file: what it says of each task, what is wrong with it, the mail it came by; decided on here."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from ledger.book import Page
from ledger.model import Assessment, Submission, Verdict
from office.arrivals.letterbox import safe_name
from office.standing.assessing import assess_round
from pages.choices import of_submission
from pages.deciding import RefusedError, decision_of, kind_of, number_of, take
from pages.visit import Visit, download


def show(visit: Visit) -> Response:
    """The page."""
    with visit.desk.book.reading() as page:
        try:
            one = page.submissions.one(visit.number("number"))
        except KeyError:
            return visit.missing("没有这件报送件。")
        decided = [each for each in page.decisions.all() if each.submission == one.number]
        stands = _standing(visit, page, one)
        kept = _is_kept(page, one)
    newest = stands is not None and stands.submission == one.number
    findings = stands.findings if stands and newest else one.findings
    void = any(each.kind is Verdict.VOID for each in decided)
    return visit.page(
        "submission",
        one=one,
        stands=stands,
        newest=newest,
        findings=findings,
        ledger=visit.desk.ledger,
        tasks={task.number: task for task in visit.desk.ledger.tasks},
        decided=decided,
        kept=kept,
        choices=[] if void else of_submission(blocked=one.blocked, findings=bool(findings)),
    )


def _standing(visit: Visit, page: Page, one: Submission) -> Assessment | None:
    """How its unit stands in its round, with every finding; None of another year's."""
    if one.round not in [each.code for each in visit.desk.rounds]:
        return None
    round_, unit = visit.desk.round(one.round), visit.desk.roster[one.unit]
    return assess_round(visit.desk, page, round_, visit.now, units=[unit])[0]


def _is_kept(page: Page, one: Submission) -> bool:
    """Whether the book has the file itself, and not only the mail that it came in."""
    try:
        page.mails.raw(one.sha256)
    except KeyError:
        return False
    return True


def file(visit: Visit) -> Response:
    """The file that was handed in, to keep."""
    with visit.desk.book.reading() as page:
        try:
            one = page.submissions.one(visit.number("number"))
            content = page.mails.raw(one.sha256)
        except KeyError:
            return visit.missing("账册中没有这件报送件的文件，请从来件中下载。")
    visit.note("下载", f"第{one.number}号报送件 {one.file}")
    return download(safe_name(one.file), content)


def decide(visit: Visit) -> Response:
    """Accept it, send it back, strike it out, or leave a finding out of account."""
    number = visit.number("number")
    code, _, task = visit.said("finding").partition(":")
    try:
        on = {"submission": number, "code": code, "task": number_of(task)}
        done = take(visit, decision_of(visit, kind_of(visit, _OFFERED), **on))
    except RefusedError as error:
        return show(replace(visit, error=str(error)))
    return visit.done(done, f"/submission/{number}")


_OFFERED = (Verdict.ACCEPT, Verdict.RETURN, Verdict.VOID, Verdict.WAIVE)
