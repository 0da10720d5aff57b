"""What the sender wrote, apart from the letters quoted below it."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(
    r"^[ \t>]*(?:"
    r"-{2,}\s*(?:原始邮件|原邮件|回复的原邮件|转发邮件信息|转发的邮件|original message|forwarded message|original)\s*-{2,}"
    r"|(?:在|于)\s?.{4,80}写道\s*[:：]\s*$"
    r"|(?:on|at) .{4,120}(?:wrote|写道)\s*[:：]\s*$"
    r"|_{20,}\s*$"
    r"|\*?(?:发件人|寄件者|from)\*?\s*[:：].*\n[ \t>]*\*?(?:发送时间|发件时间|日期|时间|收件人|寄件日期|sent|date|to)\*?\s*[:：]"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARD = re.compile(r"\s*(?:(?:re|回复|答复)\s*[:：]\s*)*(?:fwd?|转发)\s*[:：]", re.IGNORECASE)
_HTML_QUOTES = re.compile(
    r"<blockquote\b|<div[^>]{1,200}(?:id|class)=[\"']?(?:isReplyContent|isForwardContent|divRplyFwdMsg|gmail_quote|ntes-mailmaster-quote"
    r"|qqmail_quote|foxmail-quote)|-{2,}\s*(?:原始邮件|original message|original)\s*-{2,}",
    re.IGNORECASE,
)


def is_forward(subject: str) -> bool:
    """Whether the subject says that the mail passes on somebody else's: then the quoted part is the matter."""
    return _FORWARD.match(subject) is not None


def own_words(text: str) -> str:
    """A plain text up to the letter quoted below it, without lines marked by `>`."""
    found = _SEPARATORS.search(text)
    written = text[: found.start()] if found else text
    return "\n".join(line for line in written.splitlines() if not line.startswith(">")).strip()


def own_html(html: str) -> str:
    """An HTML body up to the letter quoted in it."""
    found = _HTML_QUOTES.search(html)
    return html[: found.start()] if found else html
