"""office.toml → Settings: read once at the top floor, every problem named by its key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from ledger.calendar import Calendar, Roll
from ledger.layout import KINDS, Explained
from ledger.model import Finding, Office, RoundPlan, Scale, Severity
from ledger.rounds import named_plans
from ledger.text import squeeze
from mailboxes import INBOXES, OUTBOXES, scheme
from office.desk.addresses import wrong_address
from office.desk.setting_names import SECTIONS, heading
from office.desk.staff import Role, Staff
from office.desk.toml_values import as_meant, as_written
from office.desk.written import Written

T = TypeVar("T")
Why = Callable[[str], str]

_GROUNDS = ("late", "missing", "incomplete", "expired")
"""Grounds that may exclude from commendation."""


class SettingsError(ValueError):
    """The settings cannot be used; `findings` says every problem with its key."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.message for finding in findings))
        self.findings = findings

    @classmethod
    def without_carried(cls, why: str) -> SettingsError:
        """What last year left cannot be read: whoever had something open then would be forgotten."""
        return cls(
            (_problem("office", f"上年度结转的未结问题（carried.json）{why}，请从备份恢复（taizhang restore）"),)
        )

    @classmethod
    def of_front(cls, why: str) -> SettingsError:
        """The front that the mail comes through cannot be used."""
        return cls((_problem("mail", f"收件总台（[mail] front）：{why}"),))

    @classmethod
    def without_rounds(cls) -> SettingsError:
        """There is no round: nothing is due and nothing can be judged."""
        return cls((_problem("rounds", "没有设置期次：请按「[[rounds]]」加「due = 2022-06-10」的格式逐期填写"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail comes in and goes out, and whom to believe."""

    inbox: str = "maildir:mail/in"
    front: str = ""  # folder of the front that mail comes through, where several ledgers share a mailbox
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
class EditionFile:
    """年中调整: a file with the whole ledger as it holds from a day on, by which notice."""

    since: date
    file: str  # named from the office folder
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an office decides about its year."""

    office: Office
    year: int
    rounds: tuple[RoundPlan, ...]  # none: the ledger's preface names no day, and no person has yet
    editions: tuple[EditionFile, ...] = ()  # of the ledger within the year, in order
    said: Explained = field(default_factory=Explained)  # of the ledger, where it could not be understood
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
    last_year: str = ""  # folder or archive of the year before this one; "" of an office's first year
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
    return _checked(_read(path))


def parse_settings(content: bytes) -> Settings:
    """The settings of an office.toml. Raises SettingsError with every problem in it."""
    return _checked(_Reader(Written(content, "office.toml")))


def _checked(reader: _Reader) -> Settings:
    settings = _settings(reader)
    reader.refuse_problems()
    return settings


def with_rules(settings: Settings, path: Path) -> Settings:
    """The settings with the [rules] and [points] of another file over their own. Raises SettingsError."""
    reader = _read(path)
    for section in reader.raw.keys() - {"rules", "points"}:
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
    reader.refuse_problems()
    return changed


def _problem(key: str, message: str) -> Finding:
    return Finding(code="settings", severity=Severity.RETURN, message=message, where=key and f"office.toml [{key}]")


def _read(path: Path) -> _Reader:
    """A file of settings, open at its lines. Raises SettingsError where there is none."""
    try:
        return _Reader(Written(path.read_bytes(), path.name))
    except FileNotFoundError:
        raise SettingsError(
            (_problem("", f"没有找到 {path}；请先运行 taizhang init 建立工作目录，或用 --office 指明目录"),)
        ) from None


class _Reader:
    """Takes values out of the file as it is written and notes what is wrong with each, at its line."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.raw = written.raw

    def refuse_problems(self) -> None:
        """Raise SettingsError if there is any."""
        if self.written.problems:
            raise SettingsError(self.written.findings)

    def note(self, key: str, message: str) -> None:
        """A problem of a setting: `mail.inbox`, `rounds 2.due`."""
        self.written.note(self.written.place(key), message, key=key)

    def refuse(self, key: str, value: object, why: str = "") -> None:
        """A value that is none of what its setting may be."""
        section, _, name = key.partition(".")
        known = SECTIONS[section.partition(" ")[0]][name]
        meant = as_meant(value, known)
        same = meant is None or (type(meant) is type(value) and meant == value)
        mended = "" if same else f"，改为：{name} = {as_written(meant)}"
        self.note(key, f"[{section}] {name} 不是有效的值，{why or known.must}{mended}")

    def table(self, section: str) -> dict[str, Any]:
        """The values of a section."""
        value = self.raw.get(section, {})
        if isinstance(value, dict):
            return value
        self.note(section, f"[{section}] 应是一个设置段")
        return {}

    def get(self, key: str, default: T, test: Callable[[T], object] = lambda _: True, why: Why = lambda _: "") -> T:
        """The value at `section.key`, of the default's own type; `why` may know better what is wrong with it."""
        section, _, name = key.partition(".")
        table = self.table(section)
        if name not in table and not test(default):
            self.note(section, f"[{section}] 中没有 {name}（{SECTIONS[section][name].means}），请补上")
            return default
        value = table.get(name, default)
        if isinstance(value, str) and not value.isprintable():
            self.note(key, f"[{section}] {name} 中有换行等看不见的字符；有 \\ 的，外面请用英文单引号")
            return default
        if type(value) is type(default) and test(value):
            return value
        self.refuse(key, value, why(value) if isinstance(value, str) else "")
        return default

    def items(
        self, key: str, kind: type[T], default: tuple[T, ...] = (), test: Callable[[T], object] = lambda _: True
    ) -> tuple[T, ...]:
        """The list at `section.key`, every item of one kind."""
        section, _, name = key.partition(".")
        values = self.table(section).get(name, list(default))
        if isinstance(values, list) and all(type(value) is kind and test(value) for value in values):
            return tuple(values)
        self.refuse(key, values)
        return default


def _is_address(value: str) -> bool:
    return not wrong_address(value, dotted=False)


def _wrong_address(value: str) -> str:
    """What is wrong with an address, said of its setting; "" for what is none at all."""
    why = wrong_address(value, dotted=False)
    return "" if why.startswith("不是") else f"「{value}」{why}"


def _settings(reader: _Reader) -> Settings:
    get = reader.get
    addresses = reader.items("office.notify", str)
    for address in addresses:
        if why := wrong_address(address, dotted=False):
            reader.note("office.notify", f"[office] notify 中的「{address}」{why}")
    return Settings(
        office=Office(
            name=get("office.name", "", bool),
            district=get("office.district", "", bool),
            address=get("office.address", "", _is_address, _wrong_address),
            room=get("office.room", ""),
            phone=get("office.phone", ""),
            contact=get("office.contact", ""),
            symbol=get("office.symbol", ""),
        ),
        year=get("office.year", 0, _is_year),
        notify=addresses,
        leader=get("office.leader", "", lambda value: not value or _is_address(value), _wrong_address),
        staff=_staff(reader),
        rounds=_rounds(reader),
        editions=_editions(reader),
        said=_said(reader),
        calendar=_calendar(reader),
        holiday="keep" if get("rules.holiday", "next", ("next", "keep").__contains__) == "keep" else "next",
        correction_days=get("rules.correction_days", 2, lambda days: 0 <= days <= 30),
        rectify_days=get("rules.rectify_days", 5, lambda days: 0 <= days <= 60),
        scale=_scale(reader, Scale()),
        pdf=get("circular.pdf", True),
        choose_state=get("forms.choose_state", False),
        notice_days=get("rules.notice_days", 0, lambda days: 0 <= days <= 10),
        objection_days=get("rules.objection_days", 5, lambda days: 0 <= days <= 60),
        before=reader.items("reminders.before", int, (7, 3, 1), lambda days: 0 < days <= 30),
        after=reader.items("reminders.after", int, (1, 3), lambda days: 0 < days <= 30),
        escalate=get("reminders.escalate", 5, lambda days: 0 < days <= 10),
        mail=_mail(reader),
        book=get("book.url", ""),
        book_id=get("book.id", ""),
        last_year=get("office.last_year", ""),
        page=_page(reader),
    )


def _staff(reader: _Reader) -> tuple[Staff, ...]:
    """The office's people, each address once."""
    tables = _tables(reader, "staff")
    people: list[Staff] = []
    for number, table in enumerate(tables, 1):
        address, role, name = table.get("address", ""), table.get("role", ""), table.get("name", "")
        one = f"staff {number}"
        if not isinstance(address, str) or (why := wrong_address(address, dotted=False)):
            reader.note(f"{one}.address", f"第{number}个 [[staff]] 的 address「{address}」{why or '应为文字'}")
        elif role not in list(Role):
            reader.note(
                f"{one}.role",
                f"第{number}个 [[staff]]（{address}）的 role「{role}」不是有效的权限：view 只收待办，decide 可办理待办事项，approve 还可审定、印发通报"
                + (f'，改为：role = "{found[0]}"' if (found := get_close_matches(str(role).lower(), Role, 1)) else ""),
            )
        elif address.lower() in {one.address for one in people}:
            reader.note(f"{one}.address", f"第{number}个 [[staff]] 的地址 {address} 前面已经填过")
        elif not _are_days(since := table.get("from"), until := table.get("until")):
            reader.note(
                f"{one}.until" if until else f"{one}.from",
                f"第{number}个 [[staff]]（{address}）的 from、until 应为先后两个日期，如 from = 2022-06-01",
            )
        else:
            named = str(name).strip()
            people.append(Staff(address=address.lower(), name=named, role=Role(role), since=since, until=until))
    return tuple(people)


def _tables(reader: _Reader, section: str) -> list[dict[str, Any]]:
    """The sections of that name, which is written once for each."""
    tables = reader.raw.get(section, [])
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        return tables
    reader.note(section, f"{heading(section)} 应逐个写成一段")
    return []


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
        elif ground in SECTIONS["points"]:
            reader.refuse(f"points.{ground}", value)
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
    plans: list[RoundPlan] = []
    for number, table in enumerate(_tables(reader, "rounds"), 1):
        due, opens = table.get("due"), table.get("opens")
        if type(due) is not date or not (opens is None or type(opens) is date):
            _refuse_days(reader, number, table)
            continue
        if abs(due.year - _year(reader, due.year)) > 1:
            reader.note(
                f"rounds {number}.due", f"报送截止日在{due.year}年，台账年份 year 是{_year(reader, 0)}年，请核对"
            )
        if not table.get("code") and due in {plan.due for plan in plans}:
            reader.note(
                f"rounds {number}.due", f"与前面一期的报送截止日（{due}）相同；确是两期的，请用 code、name 分别命名"
            )
        if opens and opens > due:
            reader.note(f"rounds {number}.opens", f"开始受理日 opens 在报送截止日 due（{due}）之后")
        plans.append(RoundPlan(due=due, opens=opens, code=str(table.get("code", "")), name=str(table.get("name", ""))))
    codes = [plan.code for plan in named_plans(plans)]
    if len(set(codes)) < len(codes):
        reader.note("rounds", f"期次代码有重复（{'、'.join(codes)}）：请用 code、name 分别命名")
    return tuple(plans)


def _editions(reader: _Reader) -> tuple[EditionFile, ...]:
    """The ledger's editions within the year, each of a day of its own."""
    tables = reader.raw.get("editions", [])
    found: dict[date, EditionFile] = {}
    for number, table in enumerate(tables if isinstance(tables, list) else [{}], 1):
        since, file, notice = table.get("from"), table.get("file", ""), table.get("notice", "")
        if type(since) is not date or not isinstance(file, str) or not file or since in found:
            reader.note(
                f"editions {number}",
                f"第{number}个 [[editions]] 应写明 from（生效日，各不相同，如 2022-07-15）和 file（调整后的台账文件）",
            )
        else:
            found[since] = EditionFile(since=since, file=file, notice=str(notice))
    return tuple(found[since] for since in sorted(found))


def _is_year(year: int) -> bool:
    return 2000 < year < 2100


def _year(reader: _Reader, default: int) -> int:
    """The year of the ledger, where it is one."""
    year = reader.table("office").get("year")
    return year if type(year) is int and _is_year(year) else default


def _refuse_days(reader: _Reader, number: int, table: dict[str, Any]) -> None:
    """Say which of a round's days is none."""
    if "due" not in table:
        reader.note(f"rounds {number}", "这一期没有 due（报送截止日），请加一行，如 due = 2022-06-10")
    for name, value in table.items():
        if name in ("due", "opens") and type(value) is not date:
            reader.refuse(f"rounds {number}.{name}", value, _no_day(value))


def _no_day(value: object) -> str:
    """Why a day that is written as one is none."""
    named = isinstance(value, str) and re.match(r"\s*(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\b", value)
    if not named or as_meant(value, SECTIONS["rounds"]["due"]):
        return ""
    year, month, day = map(int, named.groups())
    return f"日历上没有{year}年{month}月{day}日这一天"


def _said(reader: _Reader) -> Explained:
    """What a person has said of the ledger."""
    table = reader.table("ledger")
    columns = {}
    for column, meaning in _texts(reader, table, "columns").items():
        if meaning in KINDS:
            columns[column] = KINDS[meaning]
        else:
            said = f"[ledger.columns] 「{column}」的含义「{meaning}」应为：{'、'.join(KINDS)}"
            reader.note(f"ledger.columns.{column}", said)
    lead = reader.get("ledger.lead", "", ("", "first").__contains__)
    return Explained(
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
        reader.note(f"ledger.due.{words}", f'[ledger.due] 「{words}」应为日期（如 2022-06-30）或 "长期坚持"')
    return None


def _calendar(reader: _Reader) -> Calendar:
    return Calendar(
        days_off=frozenset(reader.items("calendar.days_off", date)),
        workdays=frozenset(reader.items("calendar.workdays", date)),
        years=frozenset(reader.items("calendar.years", int)),
    )


def _mail(reader: _Reader) -> MailSettings:
    known, get = MailSettings(), reader.get
    trusted = reader.items("mail.trusted", str)
    if reader.get("mail.front", "") and scheme(reader.get("mail.inbox", "maildir:mail/in")) != "maildir":
        reader.note("mail.front", "[mail] front：经收件总台收件的，inbox 应为本目录的 maildir:mail/in")
    for pattern in trusted:
        try:
            re.compile(pattern)
        except re.error:
            reader.note(
                "mail.trusted", f"[mail] trusted 中的「{pattern}」不是有效的正则表达式，不清楚就写 trusted = []"
            )
    return MailSettings(
        inbox=get("mail.inbox", known.inbox, lambda url: _is_place(url, INBOXES), _wrong_inbox),
        front=get("mail.front", known.front),
        outbox=get("mail.outbox", known.outbox, lambda url: _is_place(url, OUTBOXES), _wrong_outbox),
        folder=get("mail.folder", known.folder, bool),
        also=reader.items("mail.also", str),
        done=get("mail.done", known.done, bool),
        waiting=get("mail.waiting", known.waiting, bool),
        trusted=trusted,
        border=get("mail.border", known.border),
        max_size=get("mail.max_size", known.max_size, lambda size: size > 0),
        per_day=get("mail.per_day", known.per_day, lambda count: count > 0),
        total_per_day=get("mail.total_per_day", known.total_per_day, lambda count: count > 0),
        per_minute=get("mail.per_minute", known.per_minute, lambda count: count >= 0),
        retry_minutes=get("mail.retry_minutes", known.retry_minutes, lambda minutes: minutes > 0),
        copy_to_self=get("mail.copy_to_self", known.copy_to_self),
        plus_addresses=get("mail.plus_addresses", known.plus_addresses),
    )


def _is_place(url: str, schemes: tuple[str, ...]) -> bool:
    """Whether mail can come from there or go there, as far as the writing goes."""
    on_this_machine = scheme(url) in ("maildir", "eml")
    return scheme(url) in schemes and (on_this_machine or "://" in url)


def _wrong_inbox(url: str) -> str:
    if scheme(url) in OUTBOXES:
        return f"{scheme(url)} 是发信用的，收信写 imaps://用户@服务器/INBOX；是不是把 inbox 和 outbox 写反了？"
    return _wrong_server(url, "imaps", INBOXES)


def _wrong_outbox(url: str) -> str:
    if scheme(url) in INBOXES:
        return f"{scheme(url)} 是收信用的，发信写 smtps://用户@服务器；是不是把 inbox 和 outbox 写反了？"
    return _wrong_server(url, "smtps", OUTBOXES)


def _wrong_server(url: str, usual: str, known: tuple[str, ...]) -> str:
    """What is wrong with where mail comes from or goes to."""
    if "：" in url or "／" in url or "＠" in url:
        return "其中有全角字符，请改为半角"
    if re.match(r"[A-Za-z]:[\\/]|[./\\]", url):
        return f"本机的文件夹要写成 maildir:{url}"
    if scheme(url) in known:
        return f"冒号后面应有两条斜线，如 {scheme(url)}://用户@服务器"
    if "://" in url:
        return f"不认识 {scheme(url)}，可用的有：{'、'.join(known)}"
    user = url if "@" in url else f"用户@{url or '服务器'}"
    return f"要写明协议，如 {usual}://{user}"


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
