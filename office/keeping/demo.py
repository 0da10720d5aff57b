"""A whole round played: forms out, 38 units answering each in its way, receipts, reminders, the circular.

The clock is an argument: nothing sleeps. What is done at each moment comes in as functions, so that the
same story runs through Prefect's flows and without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import mailboxes
from examples.filling import fill
from examples.office import progress
from ledger.calendar import last_day, print_deadline
from ledger.model import SHANGHAI, Attachment, MailState, Round, Standing, Unit
from office.desk.desk import Desk
from office.papers.forms import blank_forms
from office.reports.report import write_board
from office.standing.status import held_json, status

Step = Callable[[datetime], object]
_SETTLED = (MailState.FILED, MailState.ANSWERED, MailState.HELD, MailState.IGNORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The four duties a schedule calls."""

    open_round: Step
    collect: Step
    remind: Step
    circular: Step


@dataclass(slots=True)
class _Clerks:
    """The units' side: they answer from the forms that were mailed to them."""

    desk: Desk
    round: Round
    sent: int = 0
    mails: dict[str, bytes] = field(default_factory=dict)  # by unit: the last form it sent

    def form(self, unit: Unit, suffix: str) -> Attachment:
        """The blank form as the unit found it in its mailbox."""
        with self.desk.book.reading() as page:
            post = next(
                (
                    post
                    for post in page.letters.all(round_=self.round.code)
                    if post.kind == "forms_out" and post.unit == unit.name
                ),
                None,
            )
            sent = page.letters.content(post.number) if post else b""
        files = mailboxes.decode(sent).attachments if sent else blank_forms(self.desk, unit, self.round, {})
        return next(file for file in files if file.name.endswith(suffix))

    def texts(self, unit: Unit, *, without: int = 0) -> dict[int, str]:
        """A progress text for each task but the last `without`."""
        tasks = self.desk.tasks_of(unit.name)
        return {task.number: progress(task, unit, self.round.name) for task in tasks[: len(tasks) - without]}

    def send(self, at: datetime, unit: Unit | None, file: Attachment | None, *, subject: str, sender: str = "") -> None:
        """Drop a mail into the office's mailbox, received at that moment."""
        message = EmailMessage(policy=SMTP)
        message["From"] = sender or (unit.addresses[0] if unit else "nobody@elsewhere.example")
        message["To"] = self.desk.settings.office.address
        message["Subject"] = subject
        message["Date"] = at.strftime("%a, %d %b %Y %H:%M:%S +0800")
        message["Message-ID"] = f"<demo-{self.sent}@{self.round.code.lower()}.example>"
        message.set_content("请查收。\n")
        if file:
            message.add_attachment(file.content, maintype="application", subtype="octet-stream", filename=file.name)
        self.sent += 1
        name = f"{at.timestamp():.0f}.M{self.sent:06d}.demo"
        (self.desk.root / "mail" / "in" / "new" / name).write_bytes(bytes(message))

    def answer(
        self,
        at: datetime,
        unit: Unit,
        *,
        suffix: str = ".docx",
        texts: Mapping[int, str] | None = None,
        named: str | None = None,
    ) -> None:
        """A unit mails its filled form."""
        blank = self.form(unit, suffix)
        day = f"{at.year}年{at.month}月{at.day}日"
        content = fill(blank.content, self.texts(unit) if texts is None else texts, day=day, unit=named)
        self.mails[unit.name] = content
        self.send(
            at, unit, Attachment(name=blank.name, content=content), subject=f"{unit.name}{self.round.name}任务落实台账"
        )

    def send_again(self, at: datetime, unit: Unit) -> None:
        """The same file in a new mail."""
        file = Attachment(name=f"{unit.name}台账（再发一次）.docx", content=self.mails[unit.name])
        self.send(at, unit, file, subject="台账，请查收")


def play(desk: Desk, steps: Steps, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Play the year's first round; ten lines on what happened and which files to open."""
    round_ = desk.rounds[0]
    clerks = _Clerks(desk, round_)
    for moment, what, act in _story(desk, round_, clerks, steps):
        tell(f"{moment:%Y-%m-%d %H:%M}　{what}")
        act(moment)
    write_board(desk, round_, moment)
    return _told(desk, round_, clerks)


def _story(desk: Desk, round_: Round, clerks: _Clerks, steps: Steps) -> Iterator[tuple[datetime, str, Step]]:
    calendar, due = desk.settings.calendar, last_day(round_.deadline)

    def at(workdays: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(calendar.shift(due, workdays), time(hour, minute), SHANGHAI)

    units = [unit for unit in desk.roster.units if desk.tasks_of(unit.name)]
    cast = _cast(units)
    yield at(-15, 9), "向各单位发填报表", steps.open_round
    yield at(-10, 15), "部分单位提前报送", lambda now: _answer_all(clerks, cast["early"], now)
    yield at(-10, 16), "收件", steps.collect
    yield at(-7, 9), "提前7个工作日提醒", steps.remind
    yield at(-4, 10), "多数单位报送；有的漏填，有的发错", lambda now: _mixed_day(clerks, cast, now)
    yield at(-4, 11), "收件", steps.collect
    yield at(-3, 9), "提前3个工作日提醒", steps.remind
    corrected = cast["torn"] + cast["partial"][:1]
    yield at(-3, 15), "退回的单位补正，漏填的单位补充", lambda now: _answer_all(clerks, corrected, now)
    yield at(-3, 16), "收件", steps.collect
    yield at(-1, 9), "提前1个工作日提醒", steps.remind
    yield at(0, 14), "最后一个下午提醒", steps.remind
    yield at(0, 23, 59), "截止前一分钟还有单位报送，其中一份打不开", lambda now: _last_minute(clerks, cast, now)
    yield at(1, 8, 40), "收件", steps.collect
    yield at(1, 9), "逾期催报", steps.remind
    yield at(1, 9, 30), "检查是否可以通报（有单位在补正期限内，须等待）", steps.circular
    yield at(1, 15), "逾期单位补报", lambda now: _answer_all(clerks, cast["late"], now)
    yield at(1, 16), "收件", steps.collect
    yield at(2, 10), "退回的单位在补正期限内补正", lambda now: _answer_all(clerks, cast["torn_late"], now)
    yield at(2, 11), "收件", steps.collect
    yield at(3, 9), "第二次催报，抄送单位负责人", steps.remind
    yield at(3, 9, 30), "生成季度通报", steps.circular


def _cast(units: list[Unit]) -> dict[str, list[Unit]]:
    """Who behaves how: a few of each kind, everybody else as one hopes."""
    spread = units[1::3] + units[0::3] + units[2::3]
    kinds = {
        "never": 2,
        "late": 3,
        "partial": 4,
        "torn": 1,
        "torn_late": 1,
        "empty": 1,
        "wrong_unit": 1,
        "twice": 1,
        "last_minute": 2,
    }
    cast: dict[str, list[Unit]] = {}
    for kind, wanted in kinds.items():
        count = min(wanted, max(0, len(spread) - 1))
        cast[kind], spread = spread[:count], spread[count:]
    half = len(spread) // 2
    return {**cast, "early": spread[:half], "fine": spread[half:]}


def _answer_all(clerks: _Clerks, units: list[Unit], now: datetime) -> None:
    for position, unit in enumerate(units):
        clerks.answer(now + timedelta(seconds=7 * position % 50), unit, suffix=(".docx", ".xlsx")[position % 2])


def _mixed_day(clerks: _Clerks, cast: Mapping[str, list[Unit]], now: datetime) -> None:
    _answer_all(clerks, cast["fine"] + cast["twice"], now)
    for position, unit in enumerate(cast["partial"]):
        clerks.answer(
            now, unit, suffix=(".xlsx", ".docx")[position % 2], texts=clerks.texts(unit, without=2 + position)
        )
    for unit in cast["torn"]:
        _send_torn(clerks, unit, now)
    for unit in cast["empty"]:
        clerks.send(now, unit, clerks.form(unit, ".docx"), subject="报送台账")
    for unit in cast["wrong_unit"]:
        clerks.answer(now, unit, named=cast["fine"][0].name if cast["fine"] else "某单位")
    for unit in cast["twice"]:
        clerks.send_again(now + timedelta(minutes=30), unit)
    stranger = clerks.form(cast["never"][0], ".docx") if cast["never"] else None
    clerks.send(now, None, stranger, subject="代报台账", sender="helper@elsewhere.example")
    clerks.send(now, cast["never"][0] if cast["never"] else None, None, subject="请问台账怎么填")


def _last_minute(clerks: _Clerks, cast: Mapping[str, list[Unit]], now: datetime) -> None:
    _answer_all(clerks, cast["last_minute"], now)
    for unit in cast["torn_late"]:
        _send_torn(clerks, unit, now)


def _send_torn(clerks: _Clerks, unit: Unit, now: datetime) -> None:
    """A file that was cut off on its way."""
    blank = clerks.form(unit, ".docx")
    clerks.send(
        now, unit, Attachment(name=blank.name, content=blank.content[: len(blank.content) // 2]), subject="报送台账"
    )


def _told(desk: Desk, round_: Round, clerks: _Clerks) -> list[str]:
    with desk.book.reading() as page:
        mails, posts, made = page.mails.all(), page.letters.all(), page.circulars.newest(round_.code)
    at = made.made_at if made else round_.deadline
    standings = Counter(one.standing for one in status(desk, round_, at))
    letters = Counter(post.kind for post in posts)
    states = Counter(mail.state for mail in mails)
    settled = sum(states[state] for state in _SETTLED)
    said = "，".join(f"{standing.label}{standings[standing]}个" for standing in Standing if standings[standing])
    return [
        f"台账：{desk.ledger.title}，{len(desk.ledger.tasks)}项任务，{len(desk.roster.units)}个单位；{round_.name}截止{print_deadline(round_.deadline)}",
        f"发填报表：{letters['forms_out']}封，每单位只有自己的任务，Word和Excel各一份",
        f"收件：{clerks.sent}封 = 已有结果{settled}封（登记{states[MailState.FILED]}、重复{states[MailState.ANSWERED]}、待人工{states[MailState.HELD]}）",
        f"答复：回执{letters['receipt']}封，退回补正{letters['return']}封，其他{letters['duplicate'] + letters['held'] + letters['no_form']}封",
        f"提醒{letters['reminder']}封，催报{letters['overdue']}封，只发给未报送的单位",
        f"认定：{said}",
        f"待人工处理：{len(held_json(desk))}件（taizhang --office {desk.root} held）",
        f"通报：{desk.out / made.file if made else '未生成'}",
        f"汇总台账：{desk.out / f'{round_.name}汇总台账.xlsx'}",
        f"填报表：{desk.out / '填报表' / round_.code}；来信、去信：{desk.root / 'mail'}",
    ]
