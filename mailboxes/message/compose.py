"""Letter → a finished mail: the same letter gives the same bytes, and no text in it can become a header."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import encoders
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import encode_rfc2231, format_datetime
from hashlib import sha256
from io import BytesIO

from ledger.model import Attachment, Letter
from mailboxes.message.headers import ADDRESS, MESSAGE_ID
from mailboxes.message.names import clean_name

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MOST_REFERENCES = 20
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class _AsWritten(Compat32):
    """Headers are folded here already, and ASCII: they go out as they stand."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii")


# Lines end as SMTP wants them, whatever a text held.
_SMTP = _AsWritten(linesep="\r\n", max_line_length=0)


def message_id(key: str, domain: str, secret: bytes = b"") -> str:
    """The message id of the letter of that key: always the same, so a letter sent twice is seen to be one, and made
    with the book's secret, so that nobody else can name a letter of ours."""
    digest = hmac.new(secret, key.encode(), sha256).hexdigest()[:32]
    place = domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else "taizhang.invalid"
    return f"<{digest}@{place}>"


def compose(
    letter: Letter, *, sender: str, sender_name: str, message_id: str, date: datetime, own: str, reply_to: str = ""
) -> bytes:
    """The finished mail of a letter, its lines ended as SMTP wants them.

    `own` is the value of our own mark X-Taizhang, `reply_to` where answers go if not to the sender. Raises ValueError where an address is none: those of
    the roster and of decoded senders always are.
    """
    mail = _content(letter)
    mail["From"] = _mailbox(sender, sender_name)
    mail["To"] = ",\r\n ".join(_mailbox(address) for address in letter.to)
    if letter.cc:
        mail["Cc"] = ",\r\n ".join(_mailbox(address) for address in letter.cc)
    if reply_to:
        mail["Reply-To"] = _mailbox(reply_to, sender_name)
    mail["Subject"] = _words(letter.subject, "Subject")
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = _own_id(message_id)
    thread = [reference for reference in letter.references if MESSAGE_ID.fullmatch(reference)]
    if thread:
        mail["In-Reply-To"] = thread[-1]
        mail["References"] = "\r\n ".join([*thread[:1], *thread[1:][-_MOST_REFERENCES + 1 :]])
    mail["Auto-Submitted"] = "auto-replied" if letter.references else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Taizhang"] = re.sub(r"[^\x21-\x7e]+", "", own) or "1"
    for number, part in enumerate(_multiparts(mail)):
        part.set_boundary(f"=_{sha256(f'{message_id}/{number}'.encode()).hexdigest()[:40]}")
    written = BytesIO()
    _Writer(written, mangle_from_=False, policy=_SMTP).flatten(mail)
    return written.getvalue()


class _Writer(BytesGenerator):
    """The standard library's writer, which would write the thousand lines of a file one by one."""

    def _write_lines(self, lines: str) -> None:
        self.write(lines.replace("\n", _SMTP.linesep))  # base64, all of it: no other line ends


def _content(letter: Letter) -> MIMEBase:
    body = _body(letter)
    if not letter.attachments:
        return body
    mixed = MIMEMultipart("mixed")
    mixed.attach(body)
    for attachment in letter.attachments:
        mixed.attach(_file(attachment))
    return mixed


def _body(letter: Letter) -> MIMEBase:
    text = _text(letter.text, "plain")
    if not letter.html:
        return text
    both = MIMEMultipart("alternative")
    both.attach(text)
    both.attach(_text(letter.html, "html"))
    return both


def _text(text: str, subtype: str) -> MIMEText:
    """Base64 always: a line of any length survives, and nothing on the way rewrites it."""
    lines = "\r\n".join(text.encode("utf-8", "replace").decode().splitlines())
    return MIMEText(lines + "\r\n", subtype, "utf-8")


def _file(attachment: Attachment) -> MIMEBase:
    """A file with its name twice: by RFC 2231, and as encoded words for QQ, Foxmail and their like."""
    name = clean_name(attachment.name) or "附件"
    kind = attachment.media_type or _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "")
    kind = kind if re.fullmatch(r"[a-z]+/[a-zA-Z0-9.+-]+", kind) else "application/octet-stream"
    maintype, _, subtype = kind.partition("/")
    part = MIMEBase(maintype, subtype)
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    if name.isascii():
        quoted = name.replace("\\", "_").replace('"', "_")
        fallback, exact = f'"{quoted}"', f'filename="{quoted}"'
    else:
        fallback = f'"{Header(name, "utf-8", maxlinelen=0).encode()}"'
        exact = f"filename*={encode_rfc2231(name, 'utf-8')}"
    part.replace_header("Content-Type", f"{kind};\r\n name={fallback}")
    part["Content-Disposition"] = f"attachment;\r\n {exact}"
    return part


def _multiparts(mail: MIMEBase) -> Iterator[MIMEBase]:
    return (part for part in mail.walk() if isinstance(part, MIMEMultipart))


def _mailbox(address: str, name: str = "") -> str:
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"邮件地址无效：{address!r}")
    return f"{_words(name, 'From')} <{address}>" if name else address


def _words(text: str, header: str) -> str:
    """A text as header words; line breaks and control characters are blanks."""
    plain = _CONTROLS.sub(" ", text).strip()
    return Header(plain, "utf-8", header_name=header).encode(linesep="\r\n")


def _own_id(message_id: str) -> str:
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"邮件编号无效：{message_id!r}")
    return message_id


def recipients(letter: Letter) -> Sequence[str]:
    """Everybody the letter goes to, copies included, each once."""
    return tuple(dict.fromkeys((*letter.to, *letter.cc)))
