"""Who really sent a mail: what our own mail server found out about it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailboxes.headers import Headers, without_comments

_RESULT = re.compile(r"^\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b([a-z]+\.[a-z-]+)\s*=\s*<?\"?([^\s;>\"]+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
# Under these anybody may have a domain: sharing one proves nothing.
_PUBLIC_SUFFIX = re.compile(r"[a-z0-9-]+|(?:com|net|org|gov|edu|ac|mil|co|[a-z]{2})\.[a-z]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Result:
    """One method's result: dmarc, dkim or spf, with what it was found for."""

    method: str
    value: str
    properties: dict[str, str] = field(default_factory=dict)

    def domain(self, *names: str) -> str:
        """The domain of the first property of those names, "" where there is none."""
        found = next((self.properties[name] for name in names if name in self.properties), "")
        return found.rpartition("@")[2].lower().strip(".")


def authenticate(raw: bytes, *, trusted: Sequence[str], border: str = "") -> tuple[str, str]:
    """("verified" | "unverified" | "failed", why as a sentence) for the address in From.

    Only Authentication-Results whose authserv-id matches a pattern of `trusted` count, and only those
    above the first Received line written by our `border` host (a pattern; where it is "", above every
    Received line): what stands below came with the mail and may be forged. No results are not a failure.
    """
    headers = Headers.of(raw)
    senders = headers.addresses("from")
    if len(senders) != 1 or len(headers.all("from")) > 1:
        return "unverified", "发件人地址不止一个或无法识别，无法核验"
    if not trusted:
        return "unverified", "未设置可信的邮件服务器，没有核验结果"
    lines = list(_ours(headers, border))
    results = [result for line in lines for result in _results(line, trusted)]
    if not results:
        return "unverified", "本单位邮件服务器没有给出核验结果"
    return _judged(results, senders[0].rpartition("@")[2])


def _ours(headers: Headers, border: str) -> Iterator[str]:
    """The Authentication-Results that our own servers put on top."""
    above: list[str] = []
    for name, value in headers.lines:
        text = " ".join(value.decode("utf-8", "replace").split())
        if name == "authentication-results":
            above.append(text)
        elif name == "received":
            by = _BY.search(text)
            if not border or (by and re.fullmatch(border, by[1], re.IGNORECASE)):
                yield from above
                return
    if not border:  # no server has touched it since ours did
        yield from above


def _results(line: str, trusted: Sequence[str]) -> Iterator[_Result]:
    """The results of one header, if a server we trust wrote it."""
    server, *findings = without_comments(line).split(";")
    name = (server.split() or [""])[0]
    if not any(re.fullmatch(pattern, name, re.IGNORECASE) for pattern in trusted):
        return
    for finding in findings:
        if found := _RESULT.match(finding):
            properties = {key.lower(): value for key, value in _PROPERTY.findall(finding)}
            yield _Result(found[1].lower(), found[2].lower(), properties)


def _judged(results: Sequence[_Result], sender: str) -> tuple[str, str]:
    """DMARC first, then a signature or an envelope of the sender's own domain; a failure only if nothing speaks for it."""
    dmarc = [result for result in results if result.method == "dmarc"]
    if any(result.value == "fail" for result in dmarc):
        return "failed", f"DMARC 核验未通过：{sender} 否认发出此邮件"
    if any(result.value == "pass" and result.domain("header.from") in {"", sender} for result in dmarc):
        return "verified", f"DMARC 核验通过：{sender}"
    signed = [result for result in results if result.method == "dkim" and result.value == "pass"]
    if any(_aligned(result.domain("header.d", "header.i"), sender) for result in signed):
        return "verified", f"DKIM 签名核验通过：{sender}"
    envelopes = [result for result in results if result.method == "spf"]
    if any(_passed(result) and _aligned(result.domain("smtp.mailfrom", "smtp.mail"), sender) for result in envelopes):
        return "verified", f"SPF 核验通过：{sender}"
    if not signed and any(result.value in {"fail", "hardfail"} for result in envelopes):
        return "failed", f"SPF 核验未通过：发信服务器无权代表 {sender} 发信，且没有有效的签名"
    return "unverified", f"没有能证明邮件来自 {sender} 的核验结果"


def _passed(result: _Result) -> bool:
    return result.value == "pass"


def _aligned(domain: str, sender: str) -> bool:
    """Whether both are of one house: the same domain, or one below the other and not below a public suffix only."""
    shorter, longer = sorted((domain, sender), key=len)
    if not shorter or _PUBLIC_SUFFIX.fullmatch(shorter):
        return domain == sender != ""
    return longer == shorter or longer.endswith("." + shorter)
