"""Every mail becomes a message: the table of cases, real mails of others, and whatever chance makes."""

import email
import time
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailboxes import bounce, decode
from mailboxes.message.authenticity import authenticate
from mailboxes.message.charsets import read_text
from mailboxes.message.headers import read_words
from mailboxes.message.names import clean_name
from mailboxes.message.parameters import parameter
from mailboxes.message.parts import grow
from mailboxes.message.smime import signed_content
from tests.mailboxes import cases_senders, cases_structure
from tests.mailboxes.written import NAME, XLSX, Case, extended, file, mail, part, signed, with_parts, word

CASES = (*cases_senders.CASES, *cases_structure.CASES)


def test_cases_have_names_of_their_own_and_are_many() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_decode_reads_a_mail_as_it_was_meant(case: Case) -> None:
    message = decode(case.raw)
    assert message.subject == case.subject
    assert message.senders == case.senders
    assert tuple(item.name for item in message.attachments if not item.inline) == case.files
    assert tuple(item.name for item in message.attachments if item.inline) == case.inline
    assert case.text in message.text
    assert case.not_text not in message.text
    assert (case.automatic in message.automatic) if case.automatic else message.automatic == ""
    assert message.references == case.references
    assert message.message_id == case.message_id
    assert message.own == case.own
    assert (case.sealed in message.sealed) if case.sealed else message.sealed == ""
    assert len(message.losses) == len(case.losses)
    assert all(part in loss for part, loss in zip(case.losses, message.losses, strict=True))
    assert len(message.cloud_links) == len(case.cloud)
    assert all(part in link for part, link in zip(case.cloud, message.cloud_links, strict=True))


def test_decode_keeps_the_bytes_of_a_file() -> None:
    [attachment] = decode(with_parts(file(f"*={extended(NAME)}"))).attachments
    assert attachment.content == XLSX


def test_decode_keeps_the_bytes_of_a_forwarded_mail() -> None:
    inner = mail("Subject: note", body="正文\r\nof two lines\r\n")
    [attachment] = decode(with_parts(part("message/rfc822", inner, plain=True))).attachments
    assert decode(attachment.content).text == decode(inner).text


def test_decode_keeps_a_table_in_the_body() -> None:
    raw = mail("Content-Type: text/html; charset=utf-8", body="<table><tr><td>序号</td><td>进展</td></tr></table>")
    message = decode(raw)
    assert "<table>" in message.html
    assert message.text == "序号\t进展"


@pytest.mark.parametrize("how", [(), ("-stream",), ("-nocerts",)])
def test_decode_opens_a_signed_block(tmp_path: Path, how: tuple[str, ...]) -> None:
    message = decode(signed(with_parts(file('="form.xlsx"')), tmp_path, *how))
    assert [item.name for item in message.attachments] == ["form.xlsx"]
    assert message.text == "正文"
    assert message.losses == ()


@given(block=st.binary(max_size=40), cut=st.integers(0, 400), place=st.integers(0, 60))
def test_a_broken_signed_block_is_said_to_be_closed(block: bytes, cut: int, place: int) -> None:
    whole = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609") + bytes(400)
    for broken in (block, (whole[:place] + block + whole[place:])[: 26 + cut]):
        assert not signed_content(broken)  # and nothing is raised


def test_decode_ends_with_mails_made_to_be_endless() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000))
    wide = b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\n\n" * 5000
    assert decode(b"Subject: deep\n" + deep).losses
    for inner in (b"message/rfc822\n\n", b"Message/RFC822\n\n", b"MULTIPART/mixed; boundary=x\n\n--x\n"):
        assert decode(b"Subject: deep\n" + (b"Content-Type: %s" % inner) * 20_000).losses
    assert "邮件的部分过多，其余未读取" in decode(b"Subject: wide\n" + wide).losses


@pytest.mark.parametrize(
    "piece", ["<a href=x>", "<style>", "<div ", "=?a?b?", "(", "((x)", '"', "<!--", "begin 644 x\n", "x@"]
)
def test_decode_takes_no_long_time_over_mails_made_to_be_slow(piece: str) -> None:
    body = piece.encode() * 20_000
    raw = b"Subject: %s\nFrom: %s\nContent-Type: text/html; name=%s\n\n%s" % (body, body, body[:5000], body)
    started = time.process_time()
    bounce(raw)
    decode(raw)
    authenticate(grow(raw).headers, trusted=["mx"])
    assert time.process_time() - started < 5


@given(st.binary(max_size=2000))
def test_decode_never_raises_on_bytes(raw: bytes) -> None:
    assert storable(raw)


_HEADERS = st.sampled_from(
    [
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "References",
        "Content-Type",
        "Content-Disposition",
        "Content-ID",
        "Content-Transfer-Encoding",
        "Received",
        "Authentication-Results",
        "Return-Path",
        "X-Taizhang",
    ]
)
_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=x",
            b"multipart/report; boundary=x; report-type=delivery-status",
            b"message/rfc822",
            b"message/delivery-status",
            b"application/ms-tnef",
            b"application/pkcs7-mime; name=smime.p7m",
            b"text/html; charset=unicode_escape",
            b"text/plain; charset=utf-7",
            b"text/plain; charset=idna",
            b"text/plain; charset*0*=gb''%00; charset*1=\xff",
            b"base64",
            b"quoted-printable",
            b"x-uuencode",
            b"attachment; filename*0*=utf-8''%; filename*99999999999999999999=1; filename=\xff",
            b"=?utf-8?B?////?= =?gb2312?Q?=?= =?\xff?B??=",
            b'<a@b> (((( <c@d>,,;: "',
            b"mx; dmarc=pass header.from=; spf==fail; dkim",
        ]
    ),
)
_BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"--x\n", b"--x--\n", b"\n\n", b"begin 644 x\n#\xff\nend\n", b"\x78\x9f\x3e\x22"]),
)
_MAILS = st.builds(
    lambda headers, body: (
        b"".join(name.encode() + b": " + value + b"\n" for name, value in headers) + b"\n" + b"".join(body)
    ),
    st.lists(st.tuples(_HEADERS, _VALUES), max_size=8),
    st.lists(
        st.one_of(_BODIES, st.builds(lambda name, value: name.encode() + b": " + value + b"\n", _HEADERS, _VALUES)),
        max_size=10,
    ),
)


@settings(max_examples=300, deadline=None)
@given(_MAILS)
def test_decode_never_raises_on_mails_made_of_real_pieces(raw: bytes) -> None:
    assert storable(raw)


_LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]), min_size=1)
_NAMES = _LINE.filter(lambda name: clean_name(name) == name)


@settings(max_examples=60)
@given(
    subject=_LINE, text=_LINE, names=st.lists(_NAMES, max_size=3), content=st.binary(max_size=500).map(b"PK".__add__)
)
def test_decode_reads_what_the_standard_library_wrote(
    subject: str, text: str, names: list[str], content: bytes
) -> None:
    written = EmailMessage(policy=policy.SMTP)
    written["From"], written["Subject"], written["Message-ID"] = "Zhang <zhang@unit.test>", subject, "<1@unit.test>"
    written.set_content(text)
    written.add_alternative(f"<p>{text}</p>", subtype="html")
    for name in names:
        written.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    message = decode(written.as_bytes())
    assert message.subject == subject
    assert message.text.strip() == text
    assert [(item.name, item.content) for item in message.attachments] == [(name, content) for name in names]
    assert message.losses == ()


@given(
    st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])).filter(
        lambda text: text.strip() == text
    )
)
def test_words_read_what_was_written(text: str) -> None:
    assert read_words(word(text, "gb18030", "gb2312").encode()).text == text
    assert read_words(word(text).encode()).text == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])).filter(lambda text: "=?" not in text))
def test_parameter_reads_what_was_written(name: str) -> None:
    assert parameter(f"attachment; filename*={extended(name)}".encode(), b"filename").text == name


@given(st.binary())
def test_read_text_is_lossless_or_says_so(data: bytes) -> None:
    reading = read_text(data)
    assert reading.lossy or "\ufffd" not in reading.text or "\ufffd".encode() in data or b"\x84\x31\xa4\x37" in data


@given(st.text())
def test_clean_name_is_a_plain_name(name: str) -> None:
    cleaned = clean_name(name)
    assert not set(cleaned) & set('/\\:*?"<>|\x00\r\n\u202e')
    assert cleaned not in {".", ".."}
    assert len(cleaned.encode()) <= 200
    assert clean_name(cleaned) == cleaned


def storable(raw: bytes) -> bool:
    """Decode, and see that a book and a JSON answer can keep what came out."""
    message = decode(raw)
    bounce(raw)
    authenticate(grow(raw).headers, trusted=[".*"], border="mx")
    texts = (message.subject, message.text, message.html, message.date, message.message_id, *message.losses)
    names = [item.name for item in message.attachments]
    for text in (*texts, *message.senders, *message.references, *names, *message.cloud_links):
        assert "\0" not in text
        text.encode("utf-8")
    assert all(names)
    email.message_from_bytes(raw)
    return True


def test_a_returned_letter_of_words_only_stays_words() -> None:
    """Some servers leave "Message removed" in place of the letter: neither a head nor base64."""
    raw = (
        b'From: a@b.cn\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n'
        b"\r\nMessage removed\r\n--b--\r\n"
    )
    [file] = decode(raw).attachments
    assert b"Message removed" in file.content


def test_uuencoded_lines_may_be_padded_with_more_than_their_length() -> None:
    raw = (
        b"From: a@b.cn\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: x-uuencode\r\n"
        b"\r\nbegin 666 a.zip\r\n#0V%T!!!!\r\n`\r\nend\r\n"
    )
    [file] = decode(raw).attachments
    assert file.content == b"Cat"
