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
_NOT_OURS = (  # the account may not write under the office's address: Exchange says so only behind DATA, 阿里 with a 4xx
    r"send as this sender|SendAsDenied|not allowed to send as|must (?:be same as|equal) authori[sz]|conform with authentication"
    r"|non-local account|isn't allowed to send|client (?:was )?not authenticated|DT:SUM"
)
_TOO_FAST = (  # what is refused is how much the office sends, not to whom: QQ, 网易 (MI:SFQ …), 阿里, Exchange
    r"(?<!login )frequency limit|sending (?:quota|limit)|submission ?quota|RecipientRateLimit|ReceiptsLimit|behaviou?r spam"
    r"|(?:attempts|total of RCPTs) is achieved the maximum|\b(?:MI:(?:SFQ|STC|DMC|SPB)|RP:(?:TRC|DRC|QRC)|HL:(?:ICC|IFC|REP|MEP|IHU|IPB))\b"
)
_CLOSED = (
    r"SmtpClientAuthentication is disabled|basic auth\w* is disabled|LOGIN_SOURCE_NOT_ALLOWED|OPER_NO_PERMISSION|has no permission"
    r"|ERR\.LOGIN\.(?:DENY|DOMAIN)|(?:service|imap|smtp)\S* (?:is )?(?:not open|disabled|not enabled)(?!, password)"
)
_OUR_FAULT = re.compile(f"{_NOT_OURS}|{_TOO_FAST}", re.IGNORECASE)
_REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"LOGINDISABLED|PRIVACYREQUIRED|plaintext auth|login disabled|CLIENT_NON_SSL|STARTTLS command first|encryption required",
        "该服务器不接受未加密的登录，请把地址改为 imaps:// 或 imap+starttls://（发信改为 smtps:// 或 smtp+starttls://）",
    ),
    (
        _NOT_OURS,
        "请让 office.toml 的 [office] address 与发信账号一致，或请邮件管理员准许该账号以此地址发信",
    ),
    (
        _TOO_FAST,
        "本办发信过密或已超过邮件服务商的限额，信件留待稍后再发；常有此情况的，请调低 office.toml 的 [mail] per_minute，或请服务商放宽",
    ),
    (
        r"DT:SPM|content (?:spam|reject|denied)|suspected spam|as spam|垃圾邮件",
        "信件被当作垃圾邮件拒收，请联系邮件服务商将本办地址列入白名单",
    ),
    (
        r"too (?:much|many) (?:login |auth\w* )?fail|too many bad|failure\[1\]|失败次数|USERLOCK|user is locked",
        "登录失败次数过多，账号暂时被锁，请先核对密码（授权码），过一段时间再试",
    ),
    (
        _CLOSED,
        "该邮箱没有开放用程序收发信，请在网页邮箱的设置中开启 IMAP/SMTP 服务，单位邮箱请找邮件管理员开启，并使用授权码（客户端专用密码）",
    ),
    (
        r"authori[sz]ation code|授权码|REQCODE|application-specific password",
        "该邮箱登录要用“授权码”（客户端专用密码），请在网页邮箱的设置中生成一个，代替登录密码",
    ),
    (
        r"self.signed|local issuer|unable to verify",
        "证书不是公认机构签发的，请向邮件管理员要根证书并装入本机，不要改用未加密的地址",
    ),
    (
        r"hostname mismatch|certificate is not valid for|IP address mismatch",
        "主机名与证书不符，请改用邮件服务商给出的主机名",
    ),
    (r"certificate has expired|not yet valid", "证书已过期或尚未生效，请核对本机时间，并告知邮件管理员"),
    (r"timed? ?out", "请核对主机名和端口，检查本机网络和防火墙"),
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


def is_our_fault(words: str) -> bool:
    """Whether a server that refuses a letter blames the office's account or how much it sends, not whom it goes to."""
    return bool(_OUR_FAULT.search(words))


def _text(piece: bytes) -> str:
    """UTF-8, or the charset of QQ and old Coremail; a character cut at the end is lost."""
    try:
        return piece[:_LOOKED_AT].decode("utf-8")
    except UnicodeDecodeError:
        return piece[:_LOOKED_AT].decode("gb18030", "replace")


def _unquoted(found: re.Match[str]) -> str:
    """The words in a bytes literal, as the standard library's messages have them."""
    try:
        return _text(literal_eval(found[0]))
    except (ValueError, SyntaxError):  # it only looks like one
        return found[0]
