"""Passwords and tokens: from the environment, never from a file of the office."""

from __future__ import annotations

import os
import shlex
import subprocess

from mailboxes.transport.errors import MailServerError

_SECONDS = 60


def secret(name: str) -> str | None:
    """The password in TAIZHANG_<name>_PASSWORD, or what the command in TAIZHANG_<name>_PASSWORD_COMMAND prints: an
    OAuth2 token is fetched afresh for every connection. None where neither is set. Raises MailServerError."""
    variable = f"TAIZHANG_{name}_PASSWORD"
    command = os.environ.get(f"{variable}_COMMAND")
    if not command:
        return os.environ.get(variable)
    try:
        done = subprocess.run(  # noqa: S603  the machine room's own command
            shlex.split(command), capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise MailServerError(
            f"取邮箱密码或令牌的命令（环境变量 {variable}_COMMAND）未能执行：{_why(error)}；请在命令行中单独运行它核对"
        ) from None
    return done.stdout.strip()


def _why(error: Exception) -> str:
    """What the command said on its way out; never its output, which may be the secret."""
    said = (getattr(error, "stderr", "") or "").strip().splitlines()
    return said[-1] if said else str(error)
