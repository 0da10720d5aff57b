"""What only the machine room can mend: addresses that say nothing, servers that do not answer or refuse us."""

from __future__ import annotations

from mailboxes.transport.remedies import remedy


class MailServerError(Exception):
    """A mailbox or a mail server does not do what it must; nothing is half-done, try again later."""


class UnsentError(MailServerError):
    """Letters could not go out and wait; whatever they tell of is done."""

    def __init__(self, why: MailServerError) -> None:
        super().__init__(f"{str(why).rstrip('。')}。信件已留存，邮件服务器恢复后随下一次收件自动发出，不必重办。")


class MailAddressError(MailServerError):
    """The address of a mailbox in the settings says nothing we understand."""


class FolderError(MailServerError):
    """A folder that the settings name is not there, or is closed to us."""


class ReadOnlyError(MailServerError):
    """We may read this mailbox and move nothing in it."""


class UnreachableError(MailServerError):
    """No connection, or one that broke or fell silent."""


class LoginRefused(MailServerError):  # noqa: N818  a state of affairs: trying at once again makes it worse
    """The server knows us not. Wait ten minutes or more before the next try: 163 and QQ lock hasty clients out."""

    def __init__(self, server: str, answer: str) -> None:
        advice = remedy(answer) or (
            "请核对用户名和密码；QQ、163、126、腾讯企业邮箱须先在网页邮箱的设置中开启 IMAP/SMTP 服务，并使用“授权码”而不是登录密码；"
            "短时间内登录过于频繁也会被拒绝，请至少等待10分钟再试"
        )
        super().__init__(f"邮件服务器 {server} 拒绝登录：{answer.rstrip('。.')}。{advice}。")
