"""Who really sent a mail: what our own mail server found out about it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailboxes.message.headers import Headers
from mailboxes.message.sender import one_sender
from mailboxes.message.tokens import BrokenHeaderError, Token, tokens

_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?")
_ANGLE = re.compile(r"<([^<>]*)>")  # QQ writes smtp.mailfrom=<a@b>
_BY = re.compile(r"\bby\s+(?=([A-Za-z0-9.-]+))", re.IGNORECASE)  # whoever greets us may be called "by" himself
_LONGEST_DOMAIN = 253
# Under these anybody may have a domain: sharing one proves nothing.
_PUBLIC_SUFFIX = re.compile(r"[a-z0-9-]+|(?:com|net|org|gov|edu|ac|mil|co|[a-z]{2})\.[a-z]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Result:
    """One method's result: dmarc, dkim or spf, with what it was found for."""

    method: str
    value: str
    domains: dict[str, str] = field(default_factory=dict)  # of each property that names one, in lower case

    def domain(self, *names: str) -> str:
        """The domain of the first property of those names, "" where there is none."""
        return next((self.domains[name] for name in names if name in self.domains), "")


_GARBLED = _Result("", "")
"""In the place of the results in a header of ours that cannot be read."""


def authenticate(headers: Headers, *, trusted: Sequence[str], border: str = "") -> tuple[str, str]:
    """("verified" | "unverified" | "failed", why as a sentence) for the address in From, by a mail's own head.

    Only Authentication-Results whose authserv-id matches a pattern of `trusted` count, and only those
    above the first Received line written by our `border` host (a pattern; where it is "", above every
    Received line): what stands below came with the mail and may be forged. No results are not a failure.
    """
    sender = one_sender(headers)
    if not sender:
        return "failed", "发件人不止一个或无法辨认，不能核验"
    if not trusted:
        return "unverified", "未设置可信的邮件服务器，没有核验结果"
    lines = list(_ours(headers, border))
    results = [result for line in lines for result in _results(line, trusted)]
    if not results:
        return "unverified", "本单位邮件服务器没有给出核验结果"
    return _judged(results, _ascii(sender.rpartition("@")[2]))


def _ascii(domain: str) -> str:
    """A domain as servers write it (RFC 5890, 2.3.2.1)."""
    try:
        return domain if domain.isascii() or len(domain) > _LONGEST_DOMAIN else domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _ours(headers: Headers, border: str) -> Iterator[str]:
    """The Authentication-Results that our own servers put on top."""
    above: list[str] = []
    for name, value in headers.lines:
        text = " ".join(value.decode("utf-8", "replace").split())
        if name == "authentication-results":
            above.append(text)
        elif name == "received" and _is_ours(text, border):
            yield from above
            return
    if not border:  # no server has touched it since ours did
        yield from above


def _is_ours(received: str, border: str) -> bool:
    """Whether our border wrote a Received line; where none is named, all of them are taken for its."""
    return not border or any(re.fullmatch(border, by, re.IGNORECASE) for by in _BY.findall(received))


def _results(line: str, trusted: Sequence[str]) -> Iterator[_Result]:
    """The results of one header (RFC 8601, 2.2), if a server we trust wrote it. Of one that breaks the grammar nothing
    is believed: what broke it may be the sender's, and may hide a failure."""
    try:
        words = tokens(line, ";=/")
    except BrokenHeaderError:
        if _is_garbled(trusted, line):
            yield _GARBLED
        return
    _, *findings = _parts(words, ";")
    for finding in findings if _is_by(trusted, words) else ():
        if result := _result(finding):
            yield result


def _is_by(trusted: Sequence[str], words: Sequence[Token]) -> bool:
    """Whether the first of a header's words is the name of a server we trust."""
    server = _parts(words, ";")[0]
    return bool(server) and any(re.fullmatch(pattern, server[0].text, re.IGNORECASE) for pattern in trusted)


def _is_garbled(trusted: Sequence[str], line: str) -> bool:
    """Whether it is a header of a server we trust that cannot be read."""
    try:
        return _is_by(trusted, tokens(line.partition(";")[0], ";=/"))
    except BrokenHeaderError:
        return False


def _parts(words: Sequence[Token], sign: str) -> list[list[Token]]:
    """The words between the signs, without white space at their ends."""
    parts: list[list[Token]] = [[]]
    for word in words:
        if word == ("special", sign):
            parts.append([])
        elif word.kind != "space" or parts[-1]:
            parts[-1].append(word)
    return parts


def _result(words: Sequence[Token]) -> _Result | None:
    """Method [/version] = result, then properties; None for what is none."""
    plain = [word for word in words if word.kind != "space"]
    texts = [word.text.lower() for word in plain]
    if texts[1:2] == ["/"]:
        texts, plain = [texts[0], *texts[3:]], [plain[0], *plain[3:]]
    if texts[1:2] != ["="] or len(texts) < 3 or plain[0].kind != "word" or plain[2].kind != "word":
        return None
    return _Result(texts[0], texts[2], _domains(words))


def _domains(words: Sequence[Token]) -> dict[str, str]:
    """The domain of every property `name=value`: of a value what stands behind its last @ outside quotes. A property
    that stands twice says nothing."""
    found: dict[str, str] = {}
    doubled: set[str] = set()
    for place, word in enumerate(words):
        if word != ("special", "=") or not place or words[place - 1].kind != "word":
            continue
        name = words[place - 1].text.lower()
        value = _value(words, place + 1)
        doubled |= {name} if name in found else set()
        found[name] = value
    return {name: value for name, value in found.items() if value and name not in doubled}


def _value(words: Sequence[Token], start: int) -> str:
    """The domain in a value that begins there: "" for one that is no address and no domain."""
    end = start
    while end < len(words) and words[end].kind not in ("space", "special"):
        end += 1
    value = list(words[start:end])
    if not value:
        return ""
    if len(value) == 1 and value[0].kind == "word" and (angle := _ANGLE.fullmatch(value[0].text)):
        value = [Token("word", angle[1])]
    if value[-1].kind == "quoted":  # "a.example" alone is a domain in quotes
        domain = value[-1].text if len(value) == 1 and "@" not in value[-1].text else ""
    else:
        domain = value[-1].text.rpartition("@")[2]
        if len(value) > 1 and not value[-1].text.startswith("@"):
            return ""
    return domain.lower().strip(".") if _DOMAIN.fullmatch(domain) else ""


def _judged(results: Sequence[_Result], sender: str) -> tuple[str, str]:
    """What stands against the sender is overcome by what is his alone: a stranger's signature is the stranger's."""
    if why := _against(results, sender):
        return "failed", why
    if proof := _proof(results, sender):
        return "verified", f"{proof}核验通过：{sender}"
    if any(result.method == "spf" and result.value in {"fail", "hardfail"} for result in results):
        return "failed", f"SPF 核验未通过：发信服务器无权代表寄信人发信，也没有 {sender} 的有效签名"
    return "unverified", f"没有能证明邮件来自 {sender} 的核验结果"


def _against(results: Sequence[_Result], sender: str) -> str:
    """What nothing else makes good; "" for nothing."""
    if _GARBLED in results:
        return "本单位邮件服务器的核验结果有残缺，无法辨认"
    dmarc = [result for result in results if result.method == "dmarc"]
    if any(result.value == "fail" for result in dmarc):
        return f"DMARC 核验未通过：{sender} 否认发出此邮件"
    other = next(filter(None, (_other_sender(result, sender) for result in dmarc)), "")
    return f"本单位邮件服务器核验的发件人是 {other}，邮件显示的却是 {sender}" if other else ""


def _proof(results: Sequence[_Result], sender: str) -> str:
    """What speaks for the sender: DMARC first, then a signature or an envelope of its own house; "" for nothing."""
    passed = [result for result in results if result.value == "pass"]
    if any(result.method == "dmarc" and result.domain("header.from") == sender for result in passed):
        return "DMARC "
    if any(result.method == "dkim" and _aligned(result.domain("header.d", "header.i"), sender) for result in passed):
        return "DKIM 签名"
    envelopes = [result.domain("smtp.mailfrom", "smtp.mail") for result in passed if result.method == "spf"]
    return "SPF " if any(_aligned(domain, sender) for domain in envelopes) else ""


def _other_sender(result: _Result, sender: str) -> str:
    """Whom our server took for the sender where it read the head of the mail otherwise than we do, and rightly so."""
    found = result.domain("header.from")
    return found if found and not _aligned(found, sender) else ""


def _aligned(domain: str, sender: str) -> bool:
    """Whether both are of one house: the same domain, or one below the other and not below a public suffix only."""
    shorter, longer = sorted((domain, sender), key=len)
    if not shorter or _PUBLIC_SUFFIX.fullmatch(shorter):
        return domain == sender != ""
    return longer == shorter or longer.endswith("." + shorter)
