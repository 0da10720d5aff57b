"""How fast mail comes in and goes out, against the bare standard library on the same Dovecot and SMTP server.

    python -m benchmarks.mail [--mails 1000] [--letters 1000] [--rounds 3]

Each figure is the best of the rounds. The standard library only moves bytes; ours also lists, checks
sizes, keeps times and knows the fate of each letter.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import imaplib
import resource
import smtplib
import time
from collections.abc import Callable
from pathlib import Path

from mailboxes import connect, decode, outbox
from tests.servers import PASSWORD, Account, Dovecot, Smtp

_HERE = Path()
_LIMIT = 50_000_000


def mail(number: int) -> bytes:
    """A mail of about 60 KB with a form: bytes that look like a docx, different in each."""
    noise = b"".join(hashlib.sha512(f"{number}/{part}".encode()).digest() for part in range(680))
    form = base64.encodebytes(b"PK\x03\x04 word/" + noise).replace(b"\n", b"\r\n")
    head = (
        f"Message-ID: <{number}@unit.test>\r\nFrom: unit{number % 38}@unit.test\r\nSubject: form {number}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nform\r\n--b\r\n'
        'Content-Type: application/octet-stream; name="form.docx"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head.encode() + form + b"--b--\r\n"


def best(rounds: int, work: Callable[[], int]) -> float:
    """The shortest time of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def bare_fetch(account: Account, per_command: int) -> int:
    """What imaplib alone does: search all, fetch so many with each command."""
    with imaplib.IMAP4("127.0.0.1", account.server.imap_port) as client:
        client.login(account.user, PASSWORD)
        client.select("INBOX")
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        fetched = 0
        for start in range(0, len(uids), per_command):
            some = b",".join(uids[start : start + per_command]).decode()
            answer = client.uid("FETCH", some, "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])")[1]
            fetched += sum(len(item[1]) for item in answer if isinstance(item, tuple))
        return fetched


def our_fetch(account: Account) -> int:
    """What a poll does before the book: survey, sizes, bytes."""
    with connect(account.url, root=_HERE, secret=PASSWORD) as box:
        return sum(len(item.raw or b"") for item in box.fetch("INBOX", box.survey().uids, limit=_LIMIT))


def bare_send(smtp: Smtp, letters: list[bytes]) -> int:
    """What smtplib alone does with one connection."""
    with smtplib.SMTP("127.0.0.1", smtp.port) as line:
        line.login("office", PASSWORD)
        for letter in letters:
            line.sendmail("office@gov.test", ["unit@unit.test"], letter)
    return len(letters)


def our_send(smtp: Smtp, letters: list[bytes]) -> int:
    """The same through the outbox."""
    with outbox(smtp.url, root=_HERE, secret=PASSWORD) as out:
        fates = [out.send(letter, sender="office@gov.test", recipients=["unit@unit.test"]) for letter in letters]
    if any(fate.state != "sent" for fate in fates):
        raise RuntimeError("a letter was not sent")
    return len(letters)


def fetching(count: int, rounds: int) -> None:
    """Fetch and decode a full mailbox."""
    with Dovecot() as server:
        account = server.account()
        raws = [mail(number) for number in range(count)]
        account.deliver(*raws)
        our_fetch(account)  # the server builds its index once
        single, fifty = (best(rounds, lambda size=size: bare_fetch(account, size)) for size in (1, 50))  # type: ignore[misc]  # the lambda is bound at once
        ours = best(rounds, lambda: our_fetch(account))
    decoding = best(rounds, lambda: len([decode(raw) for raw in raws]))
    size = sum(map(len, raws)) / count / 1000
    print(f"fetch {count} mails of {size:.0f} KB over IMAP")
    print(f"  imaplib, one per command   {single:6.2f} s  {count / single:7.0f}/s")
    print(f"  imaplib, 50 per command    {fifty:6.2f} s  {count / fifty:7.0f}/s")
    print(
        f"  ours                       {ours:6.2f} s  {count / ours:7.0f}/s  {ours / single:.2f}x, {ours / fifty:.2f}x"
    )
    print(f"  decode                     {decoding:6.2f} s  {count / decoding:7.0f}/s")
    print(
        f"  memory at most             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB, mails included"
    )


def sending(count: int, rounds: int) -> None:
    """Send letters of two kilobytes."""
    letters = [f"Message-ID: <{n}@gov.test>\r\nSubject: x\r\n\r\n".encode() + b"x" * 70 * 25 for n in range(count)]
    letters = [letter.replace(b"x" * 70, b"x" * 68 + b"\r\n") + b"\r\n" for letter in letters]
    with Smtp() as smtp:
        bare = best(rounds, lambda: bare_send(smtp, letters))
        ours = best(rounds, lambda: our_send(smtp, letters))
    print(f"send {count} letters over SMTP")
    print(f"  smtplib                    {bare:6.2f} s  {count / bare:7.0f}/s")
    print(f"  ours                       {ours:6.2f} s  {count / ours:7.0f}/s  {ours / bare:.2f}x")


def main() -> None:
    """Run both and print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--letters", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    fetching(chosen.mails, chosen.rounds)
    sending(chosen.letters, chosen.rounds)


if __name__ == "__main__":
    main()
