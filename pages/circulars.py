"""通报: the draft as it reads, what is to be checked before it is signed; drafted, approved, issued, corrected here."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from ledger.model import Circular, CircularState, Report, Round, Verdict, Waiting
from office.duties.drafting import SettledError, TooEarlyError, draft_circular
from office.reports.report import changed_since
from office.standing.freezing import stated_report
from pages.deciding import RefusedError, decision_of, kind_of, patiently, take
from pages.visit import Visit, download
from templates.circular import circular as paper

_STEPS = (Verdict.APPROVE, Verdict.VOID, Verdict.ISSUE, Verdict.CORRECT)
_FINAL = (Verdict.ISSUE, Verdict.CORRECT)
"""What cannot be taken back is said twice."""


def show(visit: Visit) -> Response:
    """The page of a round."""
    desk = visit.desk
    with desk.book.reading() as page:
        round_ = visit.round(page)
        versions = page.circulars.all(round_.code)
        newest = versions[-1] if versions else None
        report = stated_report(newest.snapshot) if newest else None
        open_ = page.held.listed()
        changed = changed_since(desk, page, newest, visit.now) if newest and _is_open(newest) else []
    return visit.page(
        "circulars",
        round=round_,
        rounds=desk.rounds,
        versions=versions,
        newest=newest,
        changed=changed,
        report=report,
        text=paper.context(report) if report else {},
        waits=_waits(report) if report else [],
        open_={one.number for one in open_},
        files=_beside(visit, round_),
    )


def _waits(report: Report) -> list[Waiting]:
    """What waited when it was made, each once."""
    every = (*report.waiting, *(one for each in report.assessments for one in each.waiting))
    return [one for _, one in sorted({(one.held, one.mail): one for one in every}.items())]


def _is_open(newest: Circular) -> bool:
    return newest.state in (CircularState.DRAFT, CircularState.APPROVED)


def _beside(visit: Visit, round_: Round) -> list[str]:
    """The papers of a round in out/ that are no version of the circular."""
    return sorted(path.name for path in visit.desk.out.glob(f"*{round_.name}*") if path.suffix == ".xlsx")


def file(visit: Visit) -> Response:
    """A version's document, to keep."""
    with visit.desk.book.reading() as page:
        found = [one for one in page.circulars.all() if one.number == visit.number("number")]
        if not found:
            return visit.missing("没有这一稿。")
        content = page.mails.raw(found[0].sha256)
    visit.note("下载", f"{found[0].file}（第{found[0].version}稿）")
    return download(found[0].file, content)


def decide(visit: Visit) -> Response:
    """Make a draft, or move the newest on."""
    try:
        round_ = visit.desk.round(visit.said("round"))
        done = _step(visit, round_)
    except (RefusedError, KeyError) as error:
        words = str(error) if isinstance(error, RefusedError) else "没有这一期"
        return show(replace(visit, error=words, asked={**visit.asked, "round": visit.said("round")}))
    return visit.done(done, f"/circulars?round={round_.code}")


def _step(visit: Visit, round_: Round) -> str:
    if visit.said("kind") == "draft":
        return _draft(visit, round_)
    kind = kind_of(visit, _STEPS)
    if kind in _FINAL and visit.said("sure") != "1":
        raise RefusedError("印发、更正以后不能撤销：请核对后勾选确认")
    with visit.desk.book.reading() as page:
        newest = page.circulars.newest(round_.code)
    if newest and visit.said("version") != str(newest.version):
        raise RefusedError(f"您看的是第{visit.said('version')}稿，现在已是第{newest.version}稿，请看过后再办理")
    return take(visit, decision_of(visit, kind, round=round_.code, unit=""))


def _draft(visit: Visit, round_: Round) -> str:
    """A draft on what has come in until now."""
    try:
        drafted = patiently(lambda: draft_circular(visit.desk, round_, visit.now))
        notes = [f"注意：{drafted.warning}"] if drafted.warning else []
        notes += [f"送审的信还没有发出：{drafted.unsent}"] if drafted.unsent else []
        said = "；".join((f"已生成通报第{drafted.version}稿", *notes))
    except (TooEarlyError, SettledError) as error:
        raise RefusedError(str(error)) from error
    visit.note("生成通报草稿", round_.name)
    return said
