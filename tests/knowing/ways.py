"""The ways not to know: each begins before a good form of 司法局 lies in the mailbox, and ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP

from ledger.model import Decision, Verdict
from office.decisions.decide import decide
from office.intake.recording import record
from tests.knowing.scripted import Answer, Box, Lying, serving
from tests.offices import Played, at

UNIT, PUNCTUAL, SILENT = "司法局", "财政局", "教育局"
"""Whose form is in doubt, whose form came whole, and who sent none."""
NOON = "2022-06-10T09:00:00"
DECIDED = at("2022-06-14T08:50")


@dataclass
class Scene:
    """An office whose mailbox is a Maildir or the scripted server, and the mails that come into it."""

    office: Played
    box: Box | None
    stack: ExitStack

    def mail(self, unit: str, form: bytes = b"", **headers: str) -> bytes:
        """A unit's mail with its form."""
        message = EmailMessage(policy=SMTP)
        message["From"] = headers.get("From", self.office.desk.roster[unit].addresses[0])
        message["To"] = self.office.desk.settings.office.address
        message["Subject"] = headers.get("Subject", "报送台账")
        message["Message-ID"] = f"<{unit.encode().hex()}@units.example>"
        message.set_content(headers.get("text", "请查收。"))
        if form:
            name = headers.get("name", "台账.docx")
            message.add_attachment(form, maintype="application", subtype="octet-stream", filename=name)
        return bytes(message)

    def deliver(self, *mails: Lying) -> None:
        """Mails come in on the deadline's morning."""
        if self.box:
            self.box.deliver(*mails)
            return
        for mail in mails:
            self.office.drop(NOON, mail.raw)

    def form(self, unit: str = UNIT, **more: object) -> bytes:
        """A unit's form, all of it filled in."""
        return self.office.form(unit, **more)  # type: ignore[arg-type]  # of several kinds

    def say(self, kind: Verdict, **what: object) -> str:
        """A person decides."""
        said = Decision(number=0, kind=kind, by="张三", at=DECIDED, reason="电话核实", **what)  # type: ignore[arg-type]  # fields of Decision
        return decide(self.office.desk, said, DECIDED)

    def hand_in(self) -> None:
        """The form is got from elsewhere and entered; what was held of it needs nothing more."""
        path = self.office.root / "取回.docx"
        path.write_bytes(self.form())
        record(self.office.desk, path, self.office.desk.roster[UNIT], at(NOON), DECIDED)
        self.say(Verdict.DISMISS, held=1)


Begin = Callable[[Scene], Lying | None]
End = Callable[[Scene], object]


def _nothing(_scene: Scene) -> None:
    """It ends by itself, or the server's fault is taken away."""


@dataclass(frozen=True)
class Way:
    """One way not to know. `whole`: nobody's mail can be read while it lasts."""

    name: str
    begin: Begin
    end: End = _nothing
    server: bool = False
    whole: bool = False
    fault: Callable[[Box, str], Answer | bool] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    held: bool = True  # whether it shows in what is held
    anybody: bool = (
        False  # it points at nobody: letters go out all the same, nothing is signed (rules.md, What is known)
    )
    read_only: bool = False


def good(scene: Scene) -> Lying:
    """The form as it should be."""
    return Lying(scene.mail(UNIT, scene.form()))


def _second(command: str, *items: str) -> bool:
    """Whether a command asks for those items of the second mail."""
    if not command.upper().startswith("UID FETCH"):
        return False
    uids = command.split(" ")[2]
    return any(item in command for item in items) and ("2" in uids.split(",") or uids == "1:*")


def _refusing(final: str | None, *items: str) -> Callable[[Box, str], Answer | bool]:
    def fault(_box: Box, command: str) -> Answer | bool:
        if not _second(command, *items):
            return True
        return (b"", final) if final else False

    return fault


def _giving(line: bytes) -> Callable[[Box, str], Answer | bool]:
    """The second mail's body comes as this line."""

    def fault(box: Box, command: str) -> Answer | bool:
        if not _second(command, "BODY"):
            return True
        others = b"".join(box.line(uid, command) for uid in box.wanted(command) if uid != 2)
        return others + line, "OK done"

    return fault


def _at(*verbs: str, final: str | None) -> Callable[[Box, str], Answer | bool]:
    """Every command of those verbs ends so; None hangs up."""

    def fault(_box: Box, command: str) -> Answer | bool:
        if not command.upper().startswith(verbs):
            return True
        return (b"", final) if final else False

    return fault


def _stated(**what: object) -> Begin:
    return lambda scene: replace(good(scene), **what)  # type: ignore[arg-type]  # fields of Lying


def _held(form: Callable[[Scene], bytes] = lambda scene: scene.form(), **headers: str) -> Begin:
    return lambda scene: Lying(scene.mail(UNIT, form(scene), **headers))


def _kept_back(scene: Scene) -> Lying:
    """What Exchange puts in the place of a mail that it cannot convert (freescout#3203)."""
    address = scene.office.desk.roster[UNIT].addresses[0]
    said = f'The server couldn\'t retrieve the following message:\n\nSubject: "x"\nFrom: "x" ("{address}")\n'
    subject = "Retrieval using the IMAP4 protocol failed for the following message: 752"
    return Lying(scene.mail(UNIT, From="Microsoft Exchange Server 2010", Subject=subject, text=said))


def _assigned(scene: Scene) -> None:
    scene.say(Verdict.ASSIGN, held=1, unit=UNIT)


def _timed(scene: Scene) -> None:
    scene.say(Verdict.ASSIGN, held=1, unit=UNIT, received_at=at(NOON))


def _two_forms(scene: Scene) -> Lying:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = scene.office.desk.roster[UNIT].addresses[0], "报送台账"
    message["Message-ID"] = "<two@units.example>"
    message.set_content("请查收。")
    for name, text in (("初稿.docx", "初稿{n}"), ("定稿.docx", "已发布{n}条信息")):
        message.add_attachment(scene.form(text=text), maintype="application", subtype="octet-stream", filename=name)
    return Lying(bytes(message))


def _both_settled(scene: Scene) -> None:
    scene.say(Verdict.ASSIGN, held=2, unit=UNIT)
    scene.say(Verdict.DISMISS, held=1)


def _nested(scene: Scene) -> Lying:
    """A mail deeper than any decoder goes: reading it fails, and is tried again."""
    head = scene.mail(UNIT).partition(b"\r\n\r\n")[0]
    head = b"\r\n".join(line for line in head.splitlines() if not line.lower().startswith((b"content-", b"mime-")))
    inner = b"Content-Type: message/rfc822\r\n\r\n" * 700  # parsed, and then too deep to be written out
    return Lying(head + b"\r\nMIME-Version: 1.0\r\n" + inner + b"Subject: x\r\n\r\nx\r\n")


def _given_up(scene: Scene) -> None:
    """Tried again until it is a person's."""
    for hour in range(10, 20, 2):
        scene.office.collect(f"2022-06-13T{hour}:00")
    scene.hand_in()


def _in_part(scene: Scene) -> Lying:
    return Lying(scene.mail(UNIT), size=9_000_000)


def _had_whole(scene: Scene) -> None:
    assert scene.box
    scene.box.mails[2] = good(scene)


def _maildir_gone(scene: Scene) -> None:
    scene.deliver(Lying(scene.mail(PUNCTUAL, scene.form(PUNCTUAL))), good(scene))
    (scene.office.root / "mail" / "in").rename(scene.office.root / "unmounted")


def _maildir_back(scene: Scene) -> None:
    shutil.rmtree(scene.office.root / "mail" / "in", ignore_errors=True)
    (scene.office.root / "unmounted").rename(scene.office.root / "mail" / "in")


def _folder_gone(scene: Scene) -> Lying:
    _set(scene, "also = []", 'also = ["垃圾邮件"]')
    return good(scene)


def _folder_back(scene: Scene) -> None:
    for part in ("new", "cur", "tmp"):
        (scene.office.root / "mail" / "in" / ".垃圾邮件" / part).mkdir(parents=True)


def _set(scene: Scene, old: str, new: str) -> None:
    """A line of office.toml changes."""
    kept = {name: scene.office.desk.__dict__[name] for name in ("roster", "ledger", "editions")}
    scene.office.desk.book.close()
    scene.office.set(old, new)
    scene.office.desk.__dict__.update(kept)


ITEM: tuple[Way, ...] = (
    Way("正文被拒（NO）", good, server=True, fault=_refusing("NO Server error while fetching messages", "BODY")),
    Way("正文被拒（BAD）", good, server=True, fault=_refusing("BAD internal error", "BODY")),
    Way("取正文时断线", good, server=True, fault=_refusing(None, "BODY")),
    Way("除信封外一概被拒", good, server=True, fault=_refusing("NO later", "BODY", "SIZE")),
    Way("连信封也被拒", good, server=True, anybody=True, fault=_refusing("NO later", "BODY", "SIZE", "ENVELOPE")),
    Way("正文为NIL", good, server=True, fault=_giving(b"* 1 FETCH (UID 2 BODY[] NIL)\r\n")),
    Way("正文长度为零", good, server=True, fault=_giving(b"* 1 FETCH (UID 2 BODY[] {0}\r\n)\r\n")),
    Way("应答中没有正文", good, server=True, fault=_giving(b"* 1 FETCH (UID 2 )\r\n")),
    Way("正文不应答", good, server=True, fault=_giving(b"")),
    Way("取任何正文都断线", good, server=True, fault=lambda _, command: "BODY" not in command),
    Way("邮件过大", good, server=True, settings={"max_size = 41943040": "max_size = 3000"}, end=lambda s: _set(s, "max_size = 3000", "max_size = 41943040")),
    Way("只给出一部分", _in_part, server=True, end=_had_whole),
    Way("收到时间为零", _stated(received='"00-Jan-0000 00:00:00 +0000"'), server=True, end=_timed),
    Way("收到时间为NIL", _stated(received="NIL"), server=True, end=_timed),
    Way("收到时间是1970年", _stated(received='"01-Jan-1970 00:00:00 +0000"'), server=True, end=_timed),
    Way("收到时间在将来", _stated(received='"10-Jun-2032 09:00:00 +0800"'), server=True, end=_timed),
    Way("发件人未登记", _held(From="someone@elsewhere.example"), end=_assigned),
    Way("表中单位与发件人不一致", _held(lambda s: s.form(named="财政局")), end=_assigned),
    Way("表中单位不在名录", _held(lambda s: s.form(named="司法局、审批局")), end=_assigned),
    Way("主题提到别的单位", _held(Subject="教育局二季度台账"), end=_assigned),
    Way("两份不同的表", _two_forms, end=_both_settled),
    Way("扫描件", _held(lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 90_000, name="台账.png"), end=Scene.hand_in),
    Way("云附件", lambda s: Lying(s.mail(UNIT, text="台账：https://wx.mail.qq.com/ftn/download?func=3&key=x&code=y")), end=Scene.hand_in),
    Way("加密邮件", lambda s: Lying(s.mail(UNIT, text="-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----")), end=Scene.hand_in),
    Way("服务器只给出替代通知", _kept_back, end=Scene.hand_in),
    Way("正文中没有表", lambda s: Lying(s.mail(UNIT, text="二季度台账因系统故障，稍后另行送达，情况说明如下。")), end=Scene.hand_in),
    Way("读取失败待重试", _nested, held=False, end=_given_up),
)  # fmt: skip
"""One mail of one unit is in doubt; everything else is known."""

WHOLE: tuple[Way, ...] = (
    Way("密码已改", good, server=True, whole=True, fault=_at("LOGIN", final="NO authentication failed")),
    Way("禁止登录", good, server=True, whole=True, fault=_at("LOGIN", final="NO [PRIVACYREQUIRED] LOGINDISABLED")),
    Way("连接过多", good, server=True, whole=True, fault=_at("LOGIN", final="NO [ALERT] Too many connections")),
    Way("文件夹打不开", good, server=True, whole=True, fault=_at("SELECT", "EXAMINE", final="NO no such mailbox")),
    Way("列不出邮件", good, server=True, whole=True, fault=_at("UID FETCH 1:*", final="NO server error")),
    Way("登录后断线", good, server=True, whole=True, fault=_at("EXAMINE", "SELECT", "UID", final=None)),
    Way("一连接就断线", good, server=True, whole=True, fault=_at("CAPABILITY", "LOGIN", final=None)),
    Way("另看的文件夹不在", _folder_gone, whole=True, end=_folder_back),
    Way("邮箱目录不见了", _maildir_gone, whole=True, end=_maildir_back),
)
"""The mailbox, or a folder of it, cannot be read: nobody can be said to have sent nothing."""


@contextmanager
def playing(way: Way, office: Played) -> Iterator[Scene]:
    """The office with the mailbox that the way needs, nothing in it yet."""
    with ExitStack() as stack:
        scene = Scene(office=office, box=Box(read_only=way.read_only) if way.server else None, stack=stack)
        if scene.box:
            port = stack.enter_context(serving(scene.box))
            _set(scene, "maildir:mail/in", f"imap://office@127.0.0.1:{port}/")
        for old, new in way.settings.items():
            _set(scene, old, new)
        yield scene


def settle(way: Way, scene: Scene) -> None:
    """The fault is gone, and a person has done what it needs."""
    if scene.box:
        scene.box.fault = None
    way.end(scene)
