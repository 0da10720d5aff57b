"""One sender or none: nothing that a sender can add makes another of him, or makes a failed check pass."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailboxes import decode
from mailboxes.message.authenticity import authenticate
from mailboxes.message.headers import Headers
from mailboxes.message.parts import grow
from mailboxes.message.sender import one_sender

UNIT = "sifa@unit.gov"


def sender(value: str | bytes) -> str:
    raw = b"From: " + (value if isinstance(value, bytes) else value.encode()) + b"\r\nSubject: x\r\n\r\n"
    return one_sender(Headers.of(raw))


@pytest.mark.parametrize(
    "written",
    [
        "sifa@unit.gov",
        "<sifa@unit.gov>",
        "SIFA@Unit.GOV",
        "司法局 <sifa@unit.gov>",
        '"张三, 司法局" <sifa@unit.gov>',
        '"a\\"b@evil.com" <sifa@unit.gov>',
        "=?utf-8?B?5Y+45rOV5bGA?= <sifa@unit.gov>",
        "sifa@unit.gov (a@evil.com)",
        "(a@evil.com) sifa@unit.gov",
        "司法局.办公室 <sifa@unit.gov>",
        "[司法局] 张三 <sifa@unit.gov>",
        "sifa@unit.gov <sifa@unit.gov>",
        "<@evil.com,@b.com:sifa@unit.gov>",
        "units: sifa@unit.gov;",
        '"sifa"@unit.gov',
        "张三\r\n <sifa@unit.gov>",
        "张三 <sifa@unit.gov>".encode("gb18030"),
        "俓謀 <sifa@unit.gov>".encode("gb18030"),  # characters whose second byte is a backslash
    ],
)
def test_lawful_spelling_of_an_address_is_that_address(written: str | bytes) -> None:
    assert sender(written) == UNIT


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("sifa@unit.gov <a@ev_il.com>", ""),
        ("sifa@unit.gov <a@evil.com.>", ""),
        ("sifa@unit.gov <a@[127.0.0.1]>", ""),
        ('sifa@unit.gov <"a b"@evil.com>', ""),
        ("sifa@unit.gov <张@evil.com>", ""),
        ("sifa@unit.gov <a@例子.cn>", ""),
        ("sifa@unit.gov <>", ""),
        ("<sifa@unit.gov> <a@evil.com>", ""),
        ('"x" <sifa@unit.gov> (y) <a@evil.com>', ""),
        ("sifa@unit.gov, a@例子.cn", ""),
        ("sifa@unit.gov, a@evil.com", ""),
        ("(a@evil.com sifa@unit.gov", ""),
        ('"sifa@unit.gov', ""),
        ("sifa@unit.gov\x00@evil.com", ""),
        ("sifa@unit.gov;a@evil.com", ""),
        ("a: sifa@unit.gov, b@evil.com;", ""),
        ("a: b: sifa@unit.gov;;", ""),
        ("mailto:sifa@unit.gov", ""),
        ("sifa @unit.gov", ""),
        ("sifa@unit.gov x", ""),
        ("sifa@@unit.gov", ""),
        ("", ""),
        ("司法局", ""),
        ("\u202esifa@unit.gov", ""),
        ("si\u200bfa@unit.gov", ""),
        ("\ufeffsifa@unit.gov", ""),
        ('"si\x00fa"@unit.gov', ""),
        ('"si\rfa"@unit.gov', ""),
        ("\u212aa@unit.gov", "\u212aa@unit.gov"),
        ('"sifa@unit.gov" <a@ev_il.com>', "a@ev_il.com"),
        ('"sifa@unit.gov" <"a b"@evil.com>', '"a b"@evil.com'),
        ('"sifa@unit.gov" <张@例子.cn>', "张@例子.cn"),
    ],
)
def test_display_text_is_never_the_sender(written: str, is_: str) -> None:
    assert sender(written) == is_


ATOM = st.text("abcxyz019._-+", min_size=1, max_size=8)
NOISE = st.text('abc"<>(),;:@[]\\. \t司法局sifa@unit.gov', max_size=40)


@given(noise=NOISE, evil=ATOM)
def test_nothing_before_a_foreign_address_makes_it_the_units(noise: str, evil: str) -> None:
    assert sender(f"{noise}<{evil}@evil.com>") != UNIT


@given(first=NOISE, last=NOISE)
def test_two_headers_are_no_sender(first: str, last: str) -> None:
    raw = f"From: {first}\r\nFrom: {last}\r\nSubject: x\r\n\r\n".encode()
    assert one_sender(Headers.of(raw)) == ""
    assert authenticate(grow(raw).headers, trusted=["mx"], border="mx")[0] == "failed"


LOCAL = st.text('a;= \t"\\@<>().unit.gov,dmarc=pass header.from=unit.gov', max_size=60)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(local=LOCAL, method=st.sampled_from(["spf=pass smtp.mailfrom={}@evil.com", "dkim=pass header.i={}@evil.com"]))
def test_what_our_server_quotes_of_an_outsider_verifies_nothing(local: str, method: str) -> None:
    line = f"Authentication-Results: mx.gov; {method.format(quoted(local))}; dmarc=none"
    raw = f"{line}\r\nReceived: from x by mx.gov; x\r\nFrom: {UNIT}\r\n\r\n".encode()
    assert authenticate(grow(raw).headers, trusted=[r"mx\.gov"], border=r"mx\.gov")[0] != "verified"


@given(added=LOCAL)
def test_nothing_beside_a_failure_makes_it_better(added: str) -> None:
    line = f"Authentication-Results: mx.gov; spf=fail smtp.mailfrom={quoted(added)}@evil.com; dmarc=fail header.from=unit.gov"
    raw = f"{line}\r\nReceived: from x by mx.gov; x\r\nFrom: {UNIT}\r\n\r\n".encode()
    assert authenticate(grow(raw).headers, trusted=[r"mx\.gov"], border=r"mx\.gov")[0] == "failed"


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[3] / ".." / "shared" / "found" / "attack").glob("spoof-*.eml")),
    ids=lambda path: path.stem,
)
def test_mails_that_got_through_do_not(path: Path) -> None:
    raw = path.read_bytes()
    state, _ = authenticate(grow(raw).headers, trusted=[r"mx\.gov\.test"], border=r"mx\.gov\.test")
    assert decode(raw).sender is None or state != "verified"
    if "dmarc=fail" in raw.decode("utf-8", "replace"):
        assert state == "failed"


@pytest.mark.parametrize("sign", ['"', '\\"', "(", ")", "<", "@", ",", "\\", "=?utf-8?q?", "\r\n "])
def test_reading_a_header_takes_time_with_its_length_alone(sign: str) -> None:
    sender(sign * (1_000_000 // len(sign)))
