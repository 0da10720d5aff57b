"""Every problem of an office folder in one go: settings, units, ledger, calendar, letters, documents, mail servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import examples.office
import mailboxes
from ledger.editions import renumbered
from ledger.model import Finding, Severity, Unit
from ledger.opening import LedgerError
from ledger.trouble import BookError
from mailboxes import Mailbox
from mailboxes.transport.errors import FolderError, MailServerError
from office.desk.desk import Desk
from office.desk.front import front_of
from office.desk.passwords import secret
from office.desk.roster_check import wanting_tasks
from office.desk.settings import SettingsError
from office.desk.staff import Role
from office.desk.units import UnitsError, read_roster
from office.desk.year_ahead import days_wanting
from office.papers.papers import remember
from office.post.logins import let_in
from office.standing.assessing import unexplained
from templates.circular import annual, circular
from templates.letters import writing as letters

_UNNAMED = "请填写本办全称"
_SHOWN = 3  # addresses of the example that are named
_BLOCKING = (Severity.RETURN, Severity.CORRECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found, in the order of the office folder."""

    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be put right before work can go on; the rest is for the office to know."""
        return tuple(finding for finding in self.findings if finding.severity in _BLOCKING)


def check(desk: Desk, now: datetime | None = None, *, servers: bool = True) -> Checked:
    """Look at everything, stop at nothing; what has to be entered of the year ahead depends on the moment."""
    parts: list[Callable[[Desk], Iterator[Finding]]] = [
        _settings,
        _units,
        _staff,
        _example,
        _ledger,
        _rounds,
        _papers,
        _page,
        _front,
    ]
    if servers:
        parts += [_book, _servers]
    found = [finding for part in parts for finding in part(desk)]
    return Checked(findings=(*found, *(_calendar(desk, now) if now else ())))


def _bad(code: str, message: str, where: str = "") -> Finding:
    return Finding(code=code, severity=Severity.RETURN, message=message, where=where)


def _settings(desk: Desk) -> Iterator[Finding]:
    if (mode := desk.root.stat().st_mode & 0o777) & 0o077:
        message = (
            f"本机的其他用户可以读取工作目录（权限{mode:o}），其中有邮件和地址；请改为700（chmod 700 {desk.root}）"
        )
        yield Finding(code="open", severity=Severity.VERIFY, message=message)
    try:
        desk.settings  # noqa: B018  reading it is the check
        desk.carried  # noqa: B018  same
    except SettingsError as error:
        yield from error.findings


def _units(desk: Desk) -> Iterator[Finding]:
    try:
        desk.roster  # noqa: B018  reading it is the check
    except UnitsError as error:
        yield from error.findings
    except SettingsError:  # said before; the roster is looked at all the same
        yield from _roster_alone(desk.root / "units.xlsx")


def _roster_alone(path: Path) -> Iterator[Finding]:
    """What is wrong with the roster of an office whose settings cannot be read."""
    try:
        read_roster(path.read_bytes())
    except UnitsError as error:
        yield from error.findings
    except FileNotFoundError:
        yield from UnitsError.missing(path).findings


def _staff(desk: Desk) -> Iterator[Finding]:
    """An office of which nobody may decide by mail still has its commands; it is told, once."""
    with suppress(SettingsError):
        if not any(one.role is not Role.VIEW for one in desk.settings.staff):
            message = "没有设置可以回复邮件办理的人员：请在 office.toml 中每人写一段 [[staff]]（address、name、role），见《安装运行》“工作台和回复邮件办理”"
            yield Finding(code="staff", severity=Severity.NOTE, message=message, where="office.toml [[staff]]")


def _example(desk: Desk) -> Iterator[Finding]:
    """The example's own people and addresses in an office that is not the example."""
    with suppress(SettingsError, UnitsError, LedgerError, OSError):
        units, ledger = (desk.root / "units.xlsx").read_bytes(), desk.ledger_file.read_bytes()
        if ledger == examples.office.ledger():  # a try-out
            return
        office, settings = desk.settings.office, desk.settings
        if _UNNAMED in (office.name, office.district):
            yield _bad(
                "office",
                "看不出台账是哪里的：请在 office.toml [office] 中填写 name（本办全称）和 district",
                "office.toml [office]",
            )
        left = {
            "[[staff]]": bool(
                {one.address for one in settings.staff} & {examples.office.STAFF, examples.office.LEADER}
            ),
            "address": office.address == examples.office.ADDRESS,
            "notify": examples.office.STAFF in settings.notify,
            "leader": settings.leader == examples.office.LEADER,
            "phone": office.phone == examples.office.PHONE,
            "contact": office.contact == examples.office.CONTACT,
        }
        if still := "、".join(name for name, is_left in left.items() if is_left):
            message = f"office.toml [office] 的 {still} 还是示例的内容，请改成本办自己的"
            yield _bad("example", message, "office.toml [office]")
        if units == examples.office.units():
            yield _bad("example", "units.xlsx 还是示例名录，请改成本办各单位的名称、联系人和邮箱", "units.xlsx")
        elif found := [f"「{unit.name}」{address}" for unit in desk.roster.units for address in _examples(unit)]:
            more = f"等{len(found)}处" if len(found) > _SHOWN else ""
            message = f"units.xlsx 中{'、'.join(found[:_SHOWN])}{more}还是示例的邮箱，请改成各单位自己的"
            yield _bad("example", message, "units.xlsx")


def _examples(unit: Unit) -> list[str]:
    """A unit's addresses that are nobody's: those of the example end in a domain that is kept for examples (RFC 2606)."""
    people = (*unit.contacts, *([unit.leader] if unit.leader else []))
    return [one.address for one in people if one.address.endswith((".example", ".invalid", ".test"))]


def _ledger(desk: Desk) -> Iterator[Finding]:
    try:
        if others := desk.other_ledgers:
            message = f"有几个台账文件，用的是 {desk.ledger_file.name}；请把 {'、'.join(others)} 移到别处"
            yield Finding(code="ledgers", severity=Severity.VERIFY, message=message, where="台账")
        set_by_hand = bool(desk.settings.rounds)
        named = {one.name for one in desk.rounds} if set_by_hand else set()
        for one in desk.editions[-1].ledger.findings:
            if not (one.code == "rounds_unclear" and set_by_hand) and not (
                one.code == "round_wanting" and one.where in named
            ):
                yield one
        yield from _carried(desk)
        yield from _editions(desk)
        if desk.ledger.year != desk.settings.year:
            yield _bad("year", f"office.toml 的 year 是{desk.settings.year}，台账是{desk.ledger.year}年的，请改成一致")
        yield from wanting_tasks(desk.roster, {unit.name: len(desk.tasks_of(unit.name)) for unit in desk.roster.units})
    except (LedgerError, OSError) as error:
        yield _bad("ledger", str(error))
    except (SettingsError, UnitsError):
        return


def _editions(desk: Desk) -> Iterator[Finding]:
    """What is wrong with an edition of the ledger that was changed within the year, or entered by hand."""
    for before, after in pairwise(desk.editions):
        wrong = list(renumbered(before.ledger, after.ledger))
        if after.ledger.year != before.ledger.year:
            wrong.append(f"是{after.ledger.year}年的台账")
        for one in wrong:
            yield _bad("editions", f"自{after.since}起执行的台账：{one}", "office.toml [[editions]]")


def _carried(desk: Desk) -> Iterator[Finding]:
    """Problems that last year left of units that are in the roster no more: nobody looks back at them."""
    if gone := desk.carried.without_unit(desk.roster):
        message = (
            f"上年度结转的未结问题中，{'、'.join(f'「{name}」' for name in gone)}不在单位名录中，不列入“回头看”；"
            "改了名称的，请在现名一行的「曾用名」中填写原名；职能由其他单位承接的，写在承接单位的「别名」中"
        )
        yield Finding(code="carried", severity=Severity.VERIFY, message=message, where="units.xlsx")


def _rounds(desk: Desk) -> Iterator[Finding]:
    """A year whose own days nobody has entered stops the check; of the next one, see `_calendar`."""
    try:
        wanting = {one.due.year for one in desk.rounds if not one.sure and one.due.year <= desk.settings.year}
        for year in sorted(wanting):
            message = (
                f"没有{year}年的工作日数据：请在 office.toml 的 [calendar] 中按国务院办公厅放假通知填写 days_off、workdays，"
                f"并把 {year} 写入 years"
            )
            yield _bad("calendar", message, "office.toml [calendar]")
    except SettingsError as error:
        if not _unreadable(desk):
            yield from error.findings  # no round is set


def _calendar(desk: Desk, now: datetime) -> Iterator[Finding]:
    """What is to be entered of the working days; mail is taken meanwhile, so that it does not stop the check."""
    with suppress(SettingsError):
        if wanting := days_wanting(desk, now):
            where = "office.toml [calendar]"
            yield Finding(code="calendar", severity=Severity.VERIFY, message=f"{wanting}。", where=where)


def _unreadable(desk: Desk) -> bool:
    """Whether the settings themselves cannot be read, which is said elsewhere."""
    try:
        desk.settings  # noqa: B018  reading it is the test
    except SettingsError:
        return True
    return False


def _page(desk: Desk) -> Iterator[Finding]:
    """What 工作台 is served with on the network."""
    with suppress(SettingsError):
        page = desk.settings.page
        for name, file in (("certificate", page.certificate), ("key", page.key)):
            if file and not (desk.root / file).is_file():
                yield _bad(
                    "page", f"没有找到 [page] {name} 所指的文件 {desk.root / file}", f"office.toml [page] {name}"
                )


def _front(desk: Desk) -> Iterator[Finding]:
    """The front that several ledgers share: it knows this one, and hands over by a rename."""
    try:
        front = front_of(desk)
    except SettingsError as error:
        if not _unreadable(desk):
            yield from (replace(one, code="front") for one in error.findings)
        return
    if front is None:
        return
    where = "office.toml [mail] front"
    if str(desk.root.resolve()) not in front.names:
        yield _bad("front", f"收件总台 {front.root} 的 [[ledgers]] 中没有本目录 {desk.root}", where)
    if front.root.stat().st_dev != desk.root.stat().st_dev:
        yield _bad("front", f"收件总台 {front.root} 与本目录不在同一个磁盘分区，邮件无法安全交接", where)


def _papers(desk: Desk) -> Iterator[Finding]:
    yield from letters.lint(desk.letters)
    for name, lint in _DOCUMENTS.items():
        template = desk.root / "templates" / name
        if not template.exists():
            continue
        content = template.read_bytes()
        found = lint(content)
        yield from (replace(one, where=f"{name} {one.where}".strip()) for one in found)
        if not found:
            _keep_good(desk, template)


def _keep_good(desk: Desk, template: Path) -> None:
    """What passes stands in for a later edition that does not; a book that cannot be opened is said elsewhere."""
    with suppress(BookError, SettingsError), desk.book.writing() as page:
        written = datetime.fromtimestamp(template.stat().st_mtime, UTC)
        remember(page, template.name, template.read_bytes(), written)


_DOCUMENTS: dict[str, Callable[[bytes], tuple[Finding, ...]]] = {
    "circular.docx": circular.lint,
    "annual.docx": annual.lint,
    "annual_check.docx": annual.lint_check,
}
"""The office's own documents, by file name."""


def _book(desk: Desk) -> Iterator[Finding]:
    try:
        if torn := desk.book.examine():
            yield _bad(
                "book",
                f"账册已损坏（{len(torn)}处），请管理系统的同志用 taizhang restore 从备份恢复，没有备份的用 taizhang rebuild 重建",
            )
        with suppress(SettingsError, UnitsError):
            roster = desk.roster
            with desk.book.reading() as page:
                if gone := unexplained(page, roster):
                    yield from UnitsError.unexplained(gone).findings
    except BookError as error:
        yield _bad("book", str(error), "office.toml [book] url")
    except SettingsError:
        return


def _never_seen(desk: Desk, inbox: Mailbox) -> Iterator[Finding]:
    """Mails that lie among what was settled and were not put there by this book."""
    settings = desk.settings.mail
    lying = 0
    for folder in (settings.done, settings.waiting):
        with suppress(FolderError):  # not made yet
            lying += len(inbox.survey(folder).uids)
    with desk.book.reading() as page:
        known = page.mails.moved_away(inbox.account, staying=settings.also)
    if lying > known:
        yield _bad(
            "unseen",
            f"邮箱的「{settings.done}」「{settings.waiting}」中有{lying - known}封邮件账册没有见过：账册可能是旧的或新建的；"
            "请管理系统的同志运行 taizhang collect --everywhere 补登，或用 taizhang rebuild 重建账册",
            "office.toml [mail]",
        )


def _servers(desk: Desk) -> Iterator[Finding]:
    try:
        if front := front_of(desk):
            with mailboxes.connect(front.inbox, root=front.root, secret=secret("INBOX")) as inbox:
                inbox.survey(front.folder)
        with desk.inbox() as inbox:
            for folder in (desk.settings.mail.folder, *desk.settings.mail.also):
                inbox.survey(folder)
            with suppress(BookError):  # said by the check of the book
                yield from _never_seen(desk, inbox)
                let_in(desk, "inbox")
    except MailServerError as error:
        yield _bad("inbox", f"收信邮箱连接不上：{error}", "office.toml [mail] inbox")
    except SettingsError:
        return
    try:
        with desk.outbox() as outbox, suppress(BookError):
            let_in(desk, "outbox")
            if refused := outbox.admits(desk.settings.office.address):
                yield _bad("outbox", refused, "office.toml [mail] outbox")
    except MailServerError as error:
        yield _bad("outbox", f"发信服务器连接不上：{error}", "office.toml [mail] outbox")
