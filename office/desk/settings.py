"""office.toml → Settings: read once at the top floor, every problem named by its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from ledger.calendar import Calendar, Roll
from ledger.layout import KINDS, Said
from ledger.model import Finding, Office, RoundPlan, Scale, Severity
from ledger.rounds import named_plans
from ledger.text import squeeze
from mailboxes import INBOXES, OUTBOXES, scheme
from office.desk.staff import Role, Staff

T = TypeVar("T")

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_KNOWN: dict[str, tuple[str, ...]] = {
    "office": ("name", "district", "address", "room", "phone", "contact", "symbol", "year", "notify", "leader"),
    "staff": ("address", "name", "role", "from", "until"),
    "rounds": ("due", "code", "name", "opens"),
    "ledger": ("columns", "due", "not_units", "lead"),
    "points": (
        "late",
        "missing",
        "incomplete",
        "expired",
        "late_per_day",
        "notice",
        "early",
        "exemplary",
        "round_cap",
        "year_cap",
    ),
    "rules": (
        "holiday",
        "correction_days",
        "rectify_days",
        "exclude",
        "objection_days",
        "notice_days",
        "points_per_task",
        "early_days",
        "ranking",
    ),
    "forms": ("choose_state",),
    "circular": ("pdf",),
    "reminders": ("before", "after", "escalate"),
    "calendar": ("days_off", "workdays", "years"),
    "mail": (
        "inbox",
        "outbox",
        "folder",
        "also",
        "done",
        "waiting",
        "trusted",
        "border",
        "max_size",
        "per_day",
        "per_minute",
        "total_per_day",
        "retry_minutes",
        "copy_to_self",
        "plus_addresses",
    ),
    "book": ("url", "id"),
    "page": ("host", "port", "address", "certificate", "key", "proxy"),
}


_GROUNDS = ("late", "missing", "incomplete", "expired")
"""Grounds that may exclude from commendation."""


class SettingsError(ValueError):
    """The settings cannot be used; `findings` says every problem with its key."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.message for finding in findings))
        self.findings = findings

    @classmethod
    def without_rounds(cls) -> SettingsError:
        """There is no round: nothing is due and nothing can be judged."""
        return cls((_problem("rounds", "没有设置期次：请按「[[rounds]]」加「due = 2022-06-10」的格式逐期填写"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail comes in and goes out, and whom to believe."""

    inbox: str = "maildir:mail/in"
    outbox: str = "maildir:mail/out"
    folder: str = "INBOX"
    also: tuple[str, ...] = ()  # folders where a unit's mail may go astray, as 垃圾邮件; strangers there stay there
    done: str = "已处理"
    waiting: str = "待处理"
    trusted: tuple[str, ...] = ()
    border: str = ""
    max_size: int = 40 * 2**20
    per_day: int = 10
    total_per_day: int = 1000
    per_minute: int = 15  # letters handed to a mail server; 0: as many as there are
    retry_minutes: int = 15
    copy_to_self: bool = True  # each letter sent by SMTP also comes to the office: proof that it went out
    plus_addresses: bool = False  # the mail server delivers office+anything@… to office@…


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """Where 工作台 is served, and under which address people open it."""

    host: str = "127.0.0.1"  # "": not at all
    port: int = 0  # 0: the one after the port of `serve`
    address: str = ""  # https://taizhang.example.gov.cn; "": what host and port make
    certificate: str = ""  # files with certificate and key, named from the office folder
    key: str = ""
    proxy: str = ""  # address of the server before it that does TLS

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return self.host in ("", "localhost") or ip_address(self.host).is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an office decides about its year."""

    office: Office
    year: int
    rounds: tuple[RoundPlan, ...]  # none: the ledger's preface names no day, and no person has yet
    said: Said = field(default_factory=Said)  # of the ledger, where it could not be understood
    calendar: Calendar = field(default_factory=Calendar)
    holiday: Roll = "next"
    correction_days: int = 2
    rectify_days: int = 5  # working days after the circular to put things right
    before: tuple[int, ...] = (7, 3, 1)
    after: tuple[int, ...] = (1, 3)
    escalate: int = 5
    pdf: bool = True  # what is issued is written as PDF, too, where LibreOffice is there
    choose_state: bool = False  # 完成状态 is asked for beside the progress in our own forms
    scale: Scale = field(default_factory=Scale)  # what the year costs and brings in points
    notice_days: int = 0  # working days a unit has to show proof before a circular names it; 0: no notice
    objection_days: int = 5  # working days a unit has to check its annual page
    notify: tuple[str, ...] = ()  # the office's staff: 【待办】, circulars, letters that came back
    leader: str = ""  # the office's own leader: reports of units still missing
    staff: tuple[Staff, ...] = ()  # who may decide by mail; those of `notify` and `leader` beside them may look
    mail: MailSettings = MailSettings()
    book: str = ""
    book_id: str = ""  # whose book it is; "" of an office from before that was noted
    page: PageSettings = PageSettings()

    @property
    def people(self) -> tuple[Staff, ...]:
        """Everybody of the office's own, each once."""
        named = {one.address: one for one in self.staff}
        others = [address.lower() for address in (*self.notify, self.leader) if address]
        looking = {address: Staff(address=address, name="", role=Role.VIEW) for address in others}
        return tuple({**looking, **named}.values())

    def is_ours(self, address: str | None) -> bool:
        """Whether an address is the office's own, or one of its people's."""
        return (address or "").lower() == self.office.address.lower() or self.person(address) is not None

    def person(self, address: str | None) -> Staff | None:
        """Whose address it is, of the office's own people."""
        return next((one for one in self.people if one.address == (address or "").lower()), None)


def load_settings(path: Path) -> Settings:
    """Read office.toml. Raises SettingsError with every problem in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            (_problem("", f"没有找到 {path}；请先运行 taizhang init 建立工作目录，或用 --office 指明目录"),)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError((_problem("", f"office.toml 不是有效的 TOML 文件（UTF-8）：{error}"),)) from error
    reader = _Reader(raw)
    settings = _settings(reader)
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return settings


def with_rules(settings: Settings, path: Path) -> Settings:
    """The settings with the [rules] and [points] of another file over their own. Raises SettingsError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError((_problem("", f"{path.name} 不是有效的 TOML 文件（UTF-8）：{error}"),)) from error
    reader = _Reader(raw)
    for section in raw.keys() - {"rules", "points"}:
        reader.note(section, f"{path.name} 中只能有 [rules] 和 [points]，不能有 [{section}]")
    holiday: Roll = (
        "keep"
        if reader.get("rules.holiday", str(settings.holiday), ("next", "keep").__contains__) == "keep"
        else "next"
    )
    changed = replace(
        settings,
        holiday=holiday,
        correction_days=reader.get("rules.correction_days", settings.correction_days, lambda days: 0 <= days <= 30),
        scale=_scale(reader, settings.scale),
    )
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return changed


def _problem(key: str, message: str) -> Finding:
    return Finding(code="settings", severity=Severity.RETURN, message=message, where=key and f"office.toml [{key}]")


class _Reader:
    """Takes values out of the parsed file and notes what is wrong with each."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.problems: list[Finding] = []
        for section, value in raw.items():
            if section not in _KNOWN:
                self.note(section, f"没有名为 [{section}] 的设置段；可用的有：{'、'.join(_KNOWN)}")
                continue
            for table in value if isinstance(value, list) else [value]:
                for key in table if isinstance(table, dict) else ():
                    if key not in _KNOWN[section]:
                        self.note(
                            f"{section}.{key}",
                            f"[{section}] 中没有名为 {key} 的设置；可用的有：{'、'.join(_KNOWN[section])}",
                        )

    def note(self, key: str, message: str) -> None:
        self.problems.append(_problem(key, message))

    def table(self, section: str) -> dict[str, Any]:
        value = self.raw.get(section, {})
        if isinstance(value, dict):
            return value
        self.note(section, f"[{section}] 应是一个设置段")
        return {}

    def get(self, key: str, default: T, test: Callable[[T], object] = lambda _: True) -> T:
        """The value at `section.key`, of the default's own type."""
        section, _, name = key.partition(".")
        value = self.table(section).get(name, default)
        if type(value) is type(default) and test(value):
            return value
        self.note(key, f"[{section}] {name} = {value!r} 不是有效的值（应为{_KINDS[type(default)]}，例：{default!r}）")
        return default

    def items(self, key: str, kind: type[T], default: tuple[T, ...] = ()) -> tuple[T, ...]:
        """The list at `section.key`, every item of one kind."""
        section, _, name = key.partition(".")
        values = self.table(section).get(name, list(default))
        if isinstance(values, list) and all(type(value) is kind for value in values):
            return tuple(values)
        self.note(key, f"[{section}] {name} = {values!r} 不是有效的值（应为{_KINDS[kind]}的列表）")
        return default


_KINDS: dict[type, str] = {str: "文字", int: "整数", date: "日期，如 2022-06-10", bool: "true 或 false"}


def _is_address(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _settings(reader: _Reader) -> Settings:
    addresses = reader.items("office.notify", str)
    for address in addresses:
        if not _is_address(address):
            reader.note("office.notify", f"[office] notify 中的「{address}」不是邮箱地址")
    name = reader.get("office.name", "", bool)
    return Settings(
        office=Office(
            name=name,
            district=reader.get("office.district", "", bool),
            address=reader.get("office.address", "office@example.org", _is_address),
            room=reader.get("office.room", ""),
            phone=reader.get("office.phone", ""),
            contact=reader.get("office.contact", ""),
            symbol=reader.get("office.symbol", ""),
        ),
        year=reader.get("office.year", 2022, lambda year: 2000 < year < 2100),
        notify=addresses,
        leader=reader.get("office.leader", "", lambda value: not value or _is_address(value)),
        staff=_staff(reader),
        rounds=_rounds(reader),
        said=_said(reader),
        calendar=_calendar(reader),
        holiday="keep" if reader.get("rules.holiday", "next", ("next", "keep").__contains__) == "keep" else "next",
        correction_days=reader.get("rules.correction_days", 2, lambda days: 0 <= days <= 30),
        rectify_days=reader.get("rules.rectify_days", 5, lambda days: 0 <= days <= 60),
        scale=_scale(reader, Scale()),
        pdf=reader.get("circular.pdf", True),
        choose_state=reader.get("forms.choose_state", False),
        notice_days=reader.get("rules.notice_days", 0, lambda days: 0 <= days <= 10),
        objection_days=reader.get("rules.objection_days", 5, lambda days: 0 <= days <= 60),
        before=reader.items("reminders.before", int, (7, 3, 1)),
        after=reader.items("reminders.after", int, (1, 3)),
        escalate=reader.get("reminders.escalate", 5, lambda days: 0 < days <= 10),
        mail=_mail(reader),
        book=reader.get("book.url", ""),
        book_id=reader.get("book.id", ""),
        page=_page(reader),
    )


def _staff(reader: _Reader) -> tuple[Staff, ...]:
    """The office's people, each address once."""
    tables = reader.raw.get("staff", [])
    if not isinstance(tables, list):
        reader.note("staff", "本办人员请按「[[staff]]」加「address」「name」「role」逐人填写")
        return ()
    people: list[Staff] = []
    for number, table in enumerate(tables, 1):
        address, role, name = table.get("address", ""), table.get("role", ""), table.get("name", "")
        if not isinstance(address, str) or not _is_address(address):
            reader.note(f"staff {number}", f"第{number}个 [[staff]] 的 address「{address}」不是邮箱地址")
        elif role not in list(Role):
            reader.note(
                f"staff {number}",
                f"第{number}个 [[staff]]（{address}）的 role「{role}」不是有效的权限：view 只收待办，decide 可办理待办事项，approve 还可审定、印发通报",
            )
        elif address.lower() in {one.address for one in people}:
            reader.note(f"staff {number}", f"第{number}个 [[staff]] 的地址 {address} 前面已经填过")
        elif not _are_days(since := table.get("from"), until := table.get("until")):
            reader.note(
                f"staff {number}",
                f"第{number}个 [[staff]]（{address}）的 from、until 应为先后两个日期，如 from = 2022-06-01",
            )
        else:
            named = str(name).strip()
            people.append(Staff(address=address.lower(), name=named, role=Role(role), since=since, until=until))
    return tuple(people)


def _are_days(since: object, until: object) -> bool:
    """Whether a delegate's days are days, in order, where they are said."""
    said = [one for one in (since, until) if one is not None]
    return all(type(one) is date for one in said) and (len(said) < 2 or bool(since <= until))  # type: ignore[operator]  # both are days


def _scale(reader: _Reader, known: Scale) -> Scale:
    """计分办法, what is not said as it is known."""
    return Scale(
        points={**known.points, **_points(reader)},
        per_task=reader.get("rules.points_per_task", known.per_task),
        early_days=reader.get("rules.early_days", known.early_days, lambda days: 0 < days <= 30),
        ranking=reader.get("rules.ranking", known.ranking),
        exclude=_exclude(reader, known.exclude),
    )


def _points(reader: _Reader) -> dict[str, Decimal]:
    points = {}
    for ground, value in reader.table("points").items():
        if type(value) in (int, float) and value >= 0:
            points[ground] = Decimal(str(value))
        else:
            reader.note(f"points.{ground}", f"[points] {ground} = {value!r} 不是有效的分值（应为不小于0的数）")
    return points


def _exclude(reader: _Reader, known: tuple[str, ...]) -> tuple[str, ...]:
    grounds = reader.items("rules.exclude", str, known)
    for ground in grounds:
        if ground not in _GROUNDS:
            reader.note(
                "rules.exclude", f"[rules] exclude 中的「{ground}」不是扣分情形；可用的有：{'、'.join(_GROUNDS)}"
            )
    return grounds


def _rounds(reader: _Reader) -> tuple[RoundPlan, ...]:
    tables = reader.raw.get("rounds", [])
    if not isinstance(tables, list):
        reader.note("rounds", "期次应写作若干个 [[rounds]]，每个一行「due = 2022-06-10」")
        return ()
    plans: list[RoundPlan] = []
    for number, table in enumerate(tables, 1):
        due, opens = table.get("due"), table.get("opens")
        if type(due) is not date or not (opens is None or type(opens) is date):
            reader.note(f"rounds {number}", f"第{number}个 [[rounds]] 的 due、opens 应为日期，如 due = 2022-06-10")
            continue
        plans.append(RoundPlan(due=due, opens=opens, code=str(table.get("code", "")), name=str(table.get("name", ""))))
    codes = [plan.code for plan in named_plans(plans)]
    if len(set(codes)) < len(codes):
        reader.note("rounds", f"期次代码有重复（{'、'.join(codes)}）：同一季度有两期时请用 code、name 分别命名")
    return tuple(plans)


def _said(reader: _Reader) -> Said:
    """What a person has said of the ledger."""
    table = reader.table("ledger")
    columns = {}
    for heading, meaning in _texts(reader, table, "columns").items():
        if meaning in KINDS:
            columns[heading] = KINDS[meaning]
        else:
            reader.note("ledger.columns", f"[ledger.columns] 「{heading}」的含义「{meaning}」应为：{'、'.join(KINDS)}")
    lead = reader.get("ledger.lead", "", ("", "first").__contains__)
    return Said(
        columns=columns,
        due={squeeze(words): _limit(reader, words, day) for words, day in _texts(reader, table, "due").items()},
        nobody=frozenset(map(squeeze, reader.items("ledger.not_units", str))),
        first_leads=lead == "first",
    )


def _texts(reader: _Reader, table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key, {})
    if isinstance(found, dict):
        return found
    reader.note(f"ledger.{key}", f'[ledger.{key}] 应逐行写作 "台账中的写法" = "含义"')
    return {}


def _limit(reader: _Reader, words: str, day: object) -> date | None:
    """The day that a person gives to a time limit; 长期坚持 gives none."""
    if type(day) is date:
        return day
    if day != "长期坚持":
        reader.note("ledger.due", f'[ledger.due] 「{words}」应为日期（如 2022-06-30）或 "长期坚持"')
    return None


def _calendar(reader: _Reader) -> Calendar:
    return Calendar(
        days_off=frozenset(reader.items("calendar.days_off", date)),
        workdays=frozenset(reader.items("calendar.workdays", date)),
        years=frozenset(reader.items("calendar.years", int)),
    )


def _mail(reader: _Reader) -> MailSettings:
    known = MailSettings()
    trusted = reader.items("mail.trusted", str)
    for pattern in trusted:
        try:
            re.compile(pattern)
        except re.error as error:
            reader.note("mail.trusted", f"[mail] trusted 中的「{pattern}」不是有效的正则表达式：{error}")
    return MailSettings(
        inbox=reader.get("mail.inbox", known.inbox, lambda url: scheme(url) in INBOXES),
        outbox=reader.get("mail.outbox", known.outbox, lambda url: scheme(url) in OUTBOXES),
        folder=reader.get("mail.folder", known.folder, bool),
        also=reader.items("mail.also", str),
        done=reader.get("mail.done", known.done, bool),
        waiting=reader.get("mail.waiting", known.waiting, bool),
        trusted=trusted,
        border=reader.get("mail.border", known.border),
        max_size=reader.get("mail.max_size", known.max_size, lambda size: size > 0),
        per_day=reader.get("mail.per_day", known.per_day, lambda count: count > 0),
        total_per_day=reader.get("mail.total_per_day", known.total_per_day, lambda count: count > 0),
        per_minute=reader.get("mail.per_minute", known.per_minute, lambda count: count >= 0),
        retry_minutes=reader.get("mail.retry_minutes", known.retry_minutes, lambda minutes: minutes > 0),
        copy_to_self=reader.get("mail.copy_to_self", known.copy_to_self),
        plus_addresses=reader.get("mail.plus_addresses", known.plus_addresses),
    )


def _page(reader: _Reader) -> PageSettings:
    page = PageSettings(
        host=reader.get("page.host", "127.0.0.1", lambda host: host in ("", "localhost") or _is_ip(host)),
        port=reader.get("page.port", 0, lambda port: 0 <= port < 65536),
        address=reader.get("page.address", "", _WEB.fullmatch),
        certificate=reader.get("page.certificate", ""),
        key=reader.get("page.key", ""),
        proxy=reader.get("page.proxy", "", lambda proxy: not proxy or _is_ip(proxy)),
    )
    if bool(page.certificate) != bool(page.key):
        reader.note("page.certificate", "[page] certificate（证书）和 key（私钥）要一起填写")
    if not page.is_local and not (page.certificate or page.proxy):
        reader.note(
            "page.host",
            f"[page] host = {page.host!r} 对局域网开放工作台，须同时填写 certificate、key（证书和私钥文件），"
            "或 proxy（前置服务器的地址，由它提供 https）；只在本机使用的，host 填 127.0.0.1",
        )
    if (page.certificate or page.proxy) and not page.address.startswith("https://"):
        reader.note("page.address", "[page] address 须填写打开工作台的网址，如 https://taizhang.example.gov.cn")
    return page


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


_WEB = re.compile(r"(?:https?://[a-z0-9.-]+(?::\d{1,5})?)?")
