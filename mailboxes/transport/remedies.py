"""What to do about what a mail server said: its own words stay, a sentence for the machine room stands behind them."""

from __future__ import annotations

import re
from ast import literal_eval

_BYTES = re.compile(r"""\bb('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_LOOKED_AT = 5_000  # characters of what was said: a server may send a megabyte
_LONGEST = 300

_PORTS = "imaps 一般用993，imap 和 imap+starttls 用143，smtps 用465，smtp+starttls 用587，smtp 用25"
_CROWDED = (
    r"too many (?:\w+ )?(?:connections|sessions)|maximum number of connections|connection limit|\[LIMIT\]"
    r"|连接数|连接过多"
)
_REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"LOGINDISABLED|PRIVACYREQUIRED|plaintext auth|login disabled|STARTTLS command first|encryption required",
        "该服务器不接受未加密的登录，请把地址改为 imaps:// 或 imap+starttls://（发信改为 smtps:// 或 smtp+starttls://）",
    ),
    (
        _CROWDED,
        "同一账号的连接已满，请关闭其他登录该邮箱的程序；系统稍后自动再试",
    ),
    (
        r"OVERQUOTA|quota|mailbox (?:is )?full|insufficient (?:system )?storage|邮箱已满|空间不足",
        "邮箱空间已满，请清理或扩容后再试",
    ),
    (
        r"must begin with|prefixed with|invalid mailbox name|namespace",
        "该服务器的文件夹名须写全（一般在前面加“INBOX.”），请修改 office.toml [mail] 的 done、waiting、also",
    ),
    (
        r"unsafe login",
        "网易邮箱未放行本程序，请在网页邮箱的设置中重新开启 IMAP/SMTP 服务，并使用新的授权码",
    ),
    (r"UNAVAILABLE|temporar(?:y|ily)|try again later|service not available", "服务器暂时不能用，系统稍后自动再试"),
    (
        r"wrong.version.number|unknown.protocol|http.request|unexpected response|no CAPABILITY response|record layer|^\(-1,",
        f"端口或加密方式不对（{_PORTS}），请核对地址",
    ),
    (r"connection refused", f"该端口没有开放，请核对主机名和端口（{_PORTS}）"),
    (r"name or service not known|name resolution|nodename|no address associated", "找不到该主机，请核对主机名和网络"),
    (r"unreachable|no route to host", "网络不通，请检查本机网络和防火墙"),
)
_PASSING = re.compile(rf"{_CROWDED}|\[UNAVAILABLE\]|temporary authentication failure", re.IGNORECASE)


def said(answer: object) -> str:
    """What a server said, in one line; Chinese servers answer in whatever charset they like."""
    pieces = answer if isinstance(answer, (list, tuple)) else [answer]
    texts = (
        _text(piece) if isinstance(piece, bytes) else _BYTES.sub(_unquoted, str(piece)[:_LOOKED_AT]) for piece in pieces
    )
    return " ".join(" ".join(texts).split())[:_LONGEST]


def told(answer: object) -> str:
    """What a server said and, where it is known, what to do about it."""
    words = said(answer)
    return "。".join(filter(None, (words.rstrip("。."), remedy(words))))


def remedy(words: str) -> str:
    """What to do about that, a sentence without its stop; "" where it is not known."""
    return next((what for sign, what in _REMEDIES if re.search(sign, words, re.IGNORECASE)), "")


def is_passing(words: str) -> bool:
    """Whether a refused login says nothing about name and password, so that trying again at the next poll does no harm.
    「Too many login failures」 does say so."""
    return bool(_PASSING.search(words))


def _text(piece: bytes) -> str:
    return piece[:_LOOKED_AT].decode("utf-8", "replace")


def _unquoted(found: re.Match[str]) -> str:
    """The words in a bytes literal, as the standard library's messages have them."""
    try:
        return _text(literal_eval(found[0]))
    except (ValueError, SyntaxError):  # it only looks like one
        return found[0]
