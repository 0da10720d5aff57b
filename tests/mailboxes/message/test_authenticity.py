"""Who sent a mail: our own server's findings are believed, and nobody else's."""

import pytest

from mailboxes.message.authenticity import authenticate
from mailboxes.message.parts import grow

TRUSTED = [r"mx\d+", r"mx\.gov\.test"]
BORDER = r"mx\d*\.gov\.test"
OURS = "Received: from out.unit.test by mx.gov.test; Fri, 10 Jun 2022 09:00:00 +0800"
INNER = "Received: from mx.gov.test by store.gov.test; Fri, 10 Jun 2022 09:00:01 +0800"
THEIRS = "Received: from pc by out.unit.test; Fri, 10 Jun 2022 08:59:59 +0800"


def verdict(
    *lines: str, sender: str = "zhang@unit.test", trusted: list[str] | None = None, border: str = BORDER
) -> str:
    raw = "\r\n".join([*lines, f"From: {sender}", "Subject: x", "", "text"]).encode()
    state, why = authenticate(grow(raw).headers, trusted=TRUSTED if trusted is None else trusted, border=border)
    assert why
    return state


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ("dmarc=pass header.from=unit.test", "verified"),
        ("dmarc=pass (p=REJECT sp=NONE) header.from=unit.test", "verified"),
        ("dmarc=pass header.from=evil.test", "failed"),
        ("dmarc=none header.from=evil.test", "failed"),
        ("dmarc=none header.from=mail.unit.test", "unverified"),
        ("dmarc=pass; dkim=pass header.d=evil.test", "unverified"),
        ("dmarc=fail header.from=unit.test; spf=pass smtp.mailfrom=unit.test", "failed"),
        ("dkim=pass header.d=unit.test", "verified"),
        ("dkim=pass header.i=@unit.test", "verified"),
        ("dkim=pass header.d=mail.unit.test", "verified"),
        ("dkim=pass header.d=evil.test", "unverified"),
        ("dkim=pass header.d=test", "unverified"),
        ("spf=pass smtp.mailfrom=bounce@unit.test", "verified"),
        ("spf=pass smtp.mail=zhang@unit.test", "verified"),
        ("spf=pass smtp.mailfrom=<zhang@unit.test>", "verified"),
        ("spf=pass smtp.mailfrom=evil.test", "unverified"),
        ("spf=fail smtp.mailfrom=unit.test", "failed"),
        ("spf=fail smtp.mailfrom=unit.test; dkim=pass header.d=unit.test", "verified"),
        ("spf=fail smtp.mailfrom=unit.test; dkim=pass header.d=evil.test", "failed"),
        ('spf=pass smtp.mailfrom=a"b@evil.test; dmarc=fail header.from=unit.test', "failed"),
        ("spf=none smtp.mailfrom=a(b@evil.test; dmarc=fail header.from=unit.test", "failed"),
        ("spf=none smtp.mailfrom=a\x01b@evil.test; dmarc=fail header.from=unit.test", "failed"),
        ("spf=softfail smtp.mailfrom=unit.test", "unverified"),
        ("spf=none smtp.mailfrom=unit.test; dkim=none; dmarc=none header.from=unit.test", "unverified"),
        ("dmarc=permerror header.from=unit.test", "unverified"),
        ("none", "unverified"),
        ("dmarc=pass\r\n header.from=unit.test", "verified"),
    ],
)
def test_authenticate_judges_the_findings(findings: str, state: str) -> None:
    assert verdict(f"Authentication-Results: mx.gov.test; {findings}", OURS, THEIRS) == state


def test_authenticate_reads_what_qq_and_163_write() -> None:
    qq = "Authentication-Results: mx.gov.test; spf=none smtp.mailfrom=<zhang@qq.com>; dkim=pass header.i=@qq.com"
    netease = "Authentication-Results: mx40; spf=pass smtp.mail=zhang@qq.com; dkim=pass header.i=@qq.com"
    assert verdict(qq, OURS, sender="zhang@qq.com") == verdict(netease, OURS, sender="zhang@qq.com") == "verified"


def test_authenticate_takes_no_public_suffix_for_a_house() -> None:
    line = "Authentication-Results: mx.gov.test; dkim=pass header.d=gov.cn"
    assert verdict(line, OURS, sender="a@yinchuan.gov.cn") == "unverified"
    line = "Authentication-Results: mx.gov.test; dkim=pass header.d=yinchuan.gov.cn"
    assert verdict(line, OURS, sender="a@xq.yinchuan.gov.cn") == "verified"


GOOD = "Authentication-Results: mx.gov.test; dmarc=pass header.from=unit.test"


def test_authenticate_believes_nothing_below_our_border() -> None:
    assert verdict(OURS, GOOD, THEIRS) == "unverified"
    assert verdict(INNER, GOOD, OURS, THEIRS) == "verified"
    assert verdict(INNER, GOOD, OURS, THEIRS, border="") == "unverified"
    assert verdict(GOOD, INNER, OURS, border="") == "verified"


def test_authenticate_believes_no_mail_that_did_not_pass_our_border() -> None:
    assert verdict(GOOD, THEIRS) == "unverified"


def test_authenticate_believes_no_other_server() -> None:
    assert verdict(GOOD.replace("mx.gov.test", "mx.gov.test.evil.test"), OURS) == "unverified"
    assert verdict(GOOD.replace("mx.gov.test", "evil; mx.gov.test"), OURS) == "unverified"
    assert verdict(GOOD, OURS, trusted=[]) == "unverified"


@pytest.mark.parametrize("greeting", ["x.by", "by", "[192.0.2.1] (ident=by evil.test helo=x)"])
def test_our_border_is_known_whatever_the_sender_calls_himself(greeting: str) -> None:
    ours = OURS.replace("out.unit.test", greeting)
    assert verdict(ours, GOOD, OURS, THEIRS) == "unverified"


@pytest.mark.parametrize(
    "lines",
    [
        ("X: y\rFrom: zhang@unit.test", "From : a@evil.test"),
        ("From: zhang@unit.test\n\n", "From: a@evil.test"),
        ("From: zhang@unit.test", "From\t: a@evil.test"),
        ("From: zhang@unit.test", "From\u00a0: a@evil.test"),
    ],
)
def test_head_that_our_server_read_otherwise_is_no_units(lines: tuple[str, ...]) -> None:
    evil = GOOD.replace("unit.test", "evil.test")
    raw = "\r\n".join([evil, OURS, *lines, "Subject: x", "", "text"]).encode()
    assert authenticate(grow(raw).headers, trusted=TRUSTED, border=BORDER)[0] == "failed"


def test_domain_in_chinese_is_the_one_that_servers_write() -> None:
    good = GOOD.replace("unit.test", "xn--fsqu00a.cn")
    assert verdict(good, OURS, sender="zhang@例子.cn") == "verified"


def test_authenticate_judges_one_sender_only() -> None:
    assert verdict(GOOD, OURS, "From: li@unit.test") == "failed"
    assert verdict(GOOD, OURS, sender="zhang@unit.test, li@unit.test") == "failed"


def test_authenticate_says_of_whom_it_speaks() -> None:
    raw = f"{GOOD}\r\n{OURS}\r\nFrom: zhang@unit.test\r\n\r\n".encode()
    assert authenticate(grow(raw).headers, trusted=TRUSTED, border=BORDER) == ("verified", "DMARC 核验通过：unit.test")


TORN = "台账（第二季度"
"""A line without a colon: what follows it is still the head of the mail."""


def test_sender_and_proof_are_read_off_one_head() -> None:
    proven = "Authentication-Results: mx.gov.test; dmarc=pass header.from=unit.test"
    assert verdict(proven, OURS, THEIRS, "From: zhang@unit.test", TORN, sender="boss@office.test") == "failed"
    assert verdict(proven, OURS, THEIRS, TORN) == "verified"
