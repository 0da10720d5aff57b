"""The address of a mail server in the settings, and what goes wrong on the way to one."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from mailboxes.transport.errors import MailAddressError, UnreachableError
from mailboxes.transport.remedies import remedy, told

_PORTS = {
    "imap": 143,
    "imaps": 993,
    "imap+starttls": 143,
    "smtp": 25,
    "smtps": 465,
    "smtp+starttls": 587,
}
_XOAUTH2 = ";AUTH=XOAUTH2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """imaps://user@host:port/INBOX in its pieces. A user with `;AUTH=XOAUTH2` logs in with a token as secret."""

    scheme: str
    host: str
    port: int
    user: str
    folder: str
    by_token: bool

    @classmethod
    def named(cls, url: str) -> Server:
        """The server of an address. Raises MailAddressError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise MailAddressError(f"邮件服务器地址“{url}”无法识别。") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise MailAddressError(f"邮件服务器地址“{url}”无法识别，应形如 imaps://用户名@主机/INBOX。")
        if parts.password is not None:
            raise MailAddressError("邮件服务器地址中不得写入密码，请改用环境变量或 Prefect Secret。")
        user = unquote(parts.username or "")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=user.removesuffix(_XOAUTH2),
            folder=unquote(parts.path).strip("/") or "INBOX",
            by_token=user.endswith(_XOAUTH2),
        )

    @property
    def account(self) -> str:
        """How the book names it."""
        return f"{self.user}@{self.host}"

    @property
    def place(self) -> str:
        """How a message to the machine room names it."""
        return f"{self.host}:{self.port}"

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Tell whatever the line does as one thing: the server cannot be reached."""
        try:
            yield
        except TimeoutError as error:
            raise UnreachableError(f"邮件服务器 {self.place} 在规定时间内没有应答。{remedy('timed out')}。") from error
        except ssl.SSLCertVerificationError as error:
            raise UnreachableError(
                f"邮件服务器 {self.place} 的证书未通过验证：{told(error.verify_message)}。"
            ) from error
        except OSError as error:
            raise UnreachableError(f"邮件服务器 {self.place} 连接失败或中断：{told(error)}。") from error
