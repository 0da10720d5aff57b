"""S/MIME mails that are signed and sealed in one block: opened with openssl, nothing about the signer believed."""

from __future__ import annotations

import shutil
import subprocess

MEDIA_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SECONDS = 20
_ENVELOPED = (  # RFC 5652, 6.1; RFC 5083, 2.1
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
)
_HEAD = 40  # bytes within which a block names what it is


def is_signature(name: str, media_type: str) -> bool:
    """Whether a part is only the signature beside a readable mail."""
    return name.endswith(".p7s") or media_type.endswith("pkcs7-signature")


def is_encrypted(content: bytes) -> bool:
    """Whether a block says that it is encrypted, not only signed."""
    return any(kind in content[:_HEAD] for kind in _ENVELOPED)


def signed_content(content: bytes) -> bytes | None:
    """The mail inside a signed block; None where it is encrypted, broken, or openssl is missing."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    command = [openssl, "cms", "-verify", "-noverify", "-nosigs", "-inform", "DER"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  a fixed command, the content is its stdin
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
