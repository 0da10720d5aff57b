"""Mails whose words only their reader's own program can show: encrypted, rights-managed, or kept back by the server."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailboxes.message import smime
from mailboxes.message.parts import Leaf

_PGP = re.compile(rb"\s*-----BEGIN PGP MESSAGE-----")
_PGP_WITHIN = re.compile(
    rb"(?:\n|[a-z/\"]>)[ \t]{0,9}-----BEGIN PGP MESSAGE-----"
)  # below a greeting, not behind a quoting >
_PGP_NAMES = (".pgp", ".gpg")
_RIGHTS = "application/x-microsoft-rpmsg-message"  # MS-OXORMMS, 2.2.3.1
_NOT_CONVERTED = re.compile(
    r"retrieval using the (?:imap4?|pop3?) protocol failed|使用\s*(?:imap4?|pop3?)\s*协议检索.*失败", re.IGNORECASE
)
_QUOTED = re.compile(r"^[ \t]{0,9}(?:subject|from|主题|发件人)[ \t]{0,9}[:：].*", re.IGNORECASE | re.MULTILINE)
_LONGEST = 200  # characters quoted of what the server says of such a mail


def why_sealed(subject: str, text: str, leaves: Iterable[Leaf]) -> str:
    """What a mail was sealed with, as it is told to its sender (「S/MIME加密」); "" where it is open. Exchange's
    substitute for a mail it could not convert, which has no sender (freescout#3203), is told with the lines in which it quotes that mail."""
    if _NOT_CONVERTED.match(subject):
        quoted = "；".join(line.strip() for line in _QUOTED.findall(text))
        return f"服务器未能转换格式，只给出了替代通知（原邮件：{quoted[:_LONGEST] or '未写明'}）"
    return next((seal for leaf in leaves if (seal := _seal(leaf))), "")


def _seal(leaf: Leaf) -> str:
    name = leaf.name.lower()
    if smime.is_block(name, leaf.media_type):
        return "S/MIME加密" if smime.is_encrypted(leaf.content) else "S/MIME签名封装"
    if leaf.media_type == "application/pgp-encrypted" or name.endswith(_PGP_NAMES) or _is_pgp(leaf):
        return "PGP加密"
    if leaf.media_type == _RIGHTS or name.endswith(".rpmsg"):
        return "权限保护（限制转发、仅限查看等）"
    return ""


def _is_pgp(leaf: Leaf) -> bool:
    return bool(_PGP.match(leaf.content) or (leaf.is_body and _PGP_WITHIN.search(leaf.content)))
