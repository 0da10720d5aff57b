"""One mail of the book, shown and saved: for the person who must decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ledger.book import Page
from ledger.calendar import print_moment
from office.arrivals.open_mail import UnopenedError, open_mail
from office.desk.desk import Desk

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


def safe_name(name: str) -> str:
    """A stranger's name for a file, as one that leads nowhere and hides nothing."""
    return _UNSAFE.sub("_", name)[-80:] or "未命名"


def show_mail(desk: Desk, number: int) -> list[str]:
    """What is known of a mail, line by line. Raises KeyError."""
    with desk.book.reading() as page:
        mail = page.mails.one(number)
        raw = page.mails.raw(mail.sha256) if mail.sha256 else b""
        became = _became(page, number)
    known = [f"邮件{mail.number}：{mail.state.label}　{mail.reason}", *became]
    try:
        opened = open_mail(desk.settings, raw, files=False)
    except UnopenedError as error:
        return [*known, f"收到时间：{print_moment(mail.received_at)}", f"{error}；原件照样可以取出"]
    message = opened.message
    return [
        *known,
        f"收到时间：{print_moment(mail.received_at)}　发件人自称日期：{message.date or '无'}",
        f"发件人：{'、'.join(message.senders) or '无法辨认'}",
        f"身份核验：{opened.why}",
        f"主题：{message.subject}",
        f"Message-ID：{message.message_id or '无'}　原件哈希：{mail.sha256 or '未下载'}",
        *(f"附件：{file.name}（{len(file.content)}字节，{file.sha256[:12]}）" for file in message.attachments),
        *(f"云附件：{link}" for link in message.cloud_links),
        *(f"解码有损：{loss}" for loss in message.losses),
        "",
        message.text.strip(),
    ]


def _became(page: Page, number: int) -> list[str]:
    """The submissions and the held items that came of a mail, by number: what decisions name."""
    return [
        f"第{one.number}号报送件：{one.unit} {one.round}（{one.file}）"
        for one in page.submissions.all()
        if one.mail == number
    ] + [
        f"第{one.number}号待处理事项：{one.reason}{'（已办结）' if one.decided_at else ''}"
        for one in page.held.listed(open_only=False)
        if one.mail == number
    ]


def save_mail(desk: Desk, number: int, folder: Path) -> Iterator[Path]:
    """The original and its attachments into a folder, under names that are safe; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with desk.book.reading() as page:
        raw = page.mails.raw(page.mails.one(number).sha256 or "")
    original = folder / f"邮件{number}.eml"
    original.write_bytes(raw)
    yield original
    try:
        attachments = open_mail(desk.settings, raw, files=False).message.attachments
    except UnopenedError:
        return
    for position, file in enumerate(attachments, 1):
        path = folder / f"{number}-{position}-{safe_name(file.name)}"
        path.write_bytes(file.content)
        yield path
