"""What a stranger writes is read in time that grows with its length: the worst for each rule of reading."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from mailboxes import bounce, decode
from mailboxes.message.authenticity import authenticate
from mailboxes.message.parts import grow

SIZE = 1 << 18
SECONDS = 20
"""What one hostile mail may take (issue 15); a rule that is not linear takes minutes."""
HEAD = b"From: a@unit.test\r\nSubject: s\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
BOUNCE = b"Return-Path: <>\r\nSubject: Undeliverable\r\nFrom: MAILER-DAEMON@unit.test\r\n\r\n"
KEPT_BACK = b"From: a@unit.test\r\nSubject: Retrieval using the IMAP4 protocol failed\r\n\r\n"


def filled(before: bytes, again: str | bytes, after: bytes = b"\r\n\r\n") -> bytes:
    """A quarter of a megabyte of the same."""
    piece = again.encode() if isinstance(again, str) else again
    return before + piece * (SIZE // len(piece)) + after


SHAPES = {
    "quotes in From": filled(b'From: "', b'\\"'),
    "brackets in From": filled(b"From: ", b"("),
    "angles in From": filled(b"From: ", b"<", b"a@unit.test\r\n\r\n"),
    "many senders": filled(b"From: ", b"a@unit.test,"),
    "blanks in Subject": filled(b"From: a@unit.test\r\nSubject: ", b" ", b"x\r\n\r\n"),
    "encoded words cut": filled(b"From: a@unit.test\r\nSubject: ", b"=?utf-8?q?"),
    "results": filled(b"From: a@unit.test\r\nAuthentication-Results: mx.test; ", b"dmarc=pass ("),
    "results quoted": filled(b"From: a@unit.test\r\nAuthentication-Results: ", b'"\\'),
    "properties": filled(b"Authentication-Results: mx.test; dmarc=none ", b"a.b=c ", b"\r\n" + HEAD + b"\r\n"),
    "who received": filled(b"From: a@unit.test\r\nReceived: from ", b"by "),
    "references": filled(b"From: a@unit.test\r\nReferences: ", b"<"),
    "parameters": filled(b"From: a@unit.test\r\nContent-Type: text/plain; ", b'a="'),
    "continued parameters": filled(b"From: a@unit.test\r\nContent-Type: text/plain; ", b"name*0*=utf-8''%41;"),
    "empty lines of a bounce": filled(BOUNCE, b"\n"),
    "quoted lines of a bounce": filled(BOUNCE, b"> "),
    "empty lines": filled(PLAIN, b"   \n"),
    "dashes": filled(PLAIN, b"-"),
    "heads of a quoted letter": filled(PLAIN, "发件人: a\n"),
    "what a machine says of itself": filled(PLAIN, "这是一封来自"),
    "different links": PLAIN + b"".join(b"https://pan.baidu.com/s/1%d " % number for number in range(SIZE // 30)),
    "links of no known store": filled(PLAIN, "网盘 https://x.test/ "),
    "escaped links": filled(PLAIN, b"https%3A%2F%2F"),
    "names before a link": filled(PLAIN, b"a", b" https://pan.baidu.com/s/1"),
    "details before a link": filled(PLAIN, b"a.docx (1M, ", b"https://pan.baidu.com/s/1"),
    "links": filled(PLAIN, b"https://pan.baidu.com/s/1 "),
    "lines of a mail kept back": filled(KEPT_BACK, b" \n", b"Subject"),
    "lines before a seal": filled(PLAIN, b"\n", b"-----BEGIN PGP"),
    "open tags": filled(HTML, b"<"),
    "tags in tags": filled(HTML, b"<blockquote>"),
    "comments": filled(HTML, b"<!--"),
    "attributes": filled(HTML + b"<a ", b"x="),
}


@pytest.fixture
def in_time() -> Iterator[None]:
    """Stops what takes too long."""

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("shape", SHAPES)
def test_flood_is_read_in_time(shape: str) -> None:
    raw = SHAPES[shape]
    message = decode(raw)
    assert len(message.subject) < len(raw)
    assert bounce(raw) is None or shape.endswith("bounce")
    assert authenticate(grow(raw).headers, trusted=(r"mx\.test",), border="")[0] != "verified"
