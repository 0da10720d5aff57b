"""What IMAP servers other than Dovecot do, played by a server that follows a script."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailboxes import Lack, LoginRefused, Mailbox, MailServerError, ReadOnlyError, UnreachableError, connect

BODY = b"Subject: x\r\n\r\ntext\r\n"
FACTS = b'UID %d RFC822.SIZE %d INTERNALDATE "10-Jun-2022 09:00:00 +0800"'

LISTED = b"* 1 FETCH (UID 5)\r\n"


class Server:
    """Answers each command by the first rule whose pattern it matches; `asked` keeps the commands."""

    def __init__(self, **rules: bytes | Callable[[list[str]], bytes] | Callable[[list[str]], bytes | None]) -> None:
        self.asked: list[str] = []
        self.rules: dict[str, bytes | Callable[[list[str]], bytes | None]] = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1 ID UIDPLUS MOVE\r\n",
            "SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n",
            **rules,
        }

    def answer(self, command: str) -> bytes | None:
        """The answer to a command without its tag; one that ends in `NO …`, `BAD …` or `OK […] …` is tagged so, and
        None hangs up."""
        self.asked.append(command)
        rule = next((rule for name, rule in self.rules.items() if command.startswith(name.replace("_", " "))), b"")
        return rule(self.asked) if callable(rule) else rule


@contextmanager
def spoken(server: Server, timeout: float = 5) -> Iterator[Callable[[], Mailbox]]:
    """A way to connect to the server while it listens."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK IMAP4 ready\r\n")
            for line in self.rfile:
                tag, _, command = line.decode().strip().partition(" ")
                said = server.answer(command)
                if said is None:
                    return
                final = re.search(rb"(?:^|\r\n)((?:NO|BAD|OK) [^\r\n]*)\Z", said)
                untagged = said[: final.start(1)] if final else said
                self.wfile.write(untagged + tag.encode() + b" " + (final[1] if final else b"OK done") + b"\r\n")
                if command == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        port = listening.server_address[1]
        yield lambda: connect(f"imap://office@127.0.0.1:{port}/", root=Path(), secret="geheim", timeout=timeout)
        listening.shutdown()


def fetched(server: Server) -> list[tuple[str, int | None, bytes | None]]:
    """What a poll of the script's INBOX brings."""
    with spoken(server) as opened, opened() as box:
        return [(mail.uid, mail.size, mail.raw) for mail in box.fetch("INBOX", ["5"], limit=1000)]


def test_163_wants_to_know_who_we_are_before_select() -> None:
    def select(asked: list[str]) -> bytes:
        known = any(command.startswith("ID (") for command in asked)
        return b"* 0 EXISTS\r\n" if known else b"NO SELECT Unsafe Login. Please contact kefu@188.com for help"

    server = Server(SELECT=select)
    with spoken(server) as opened, opened() as box:
        assert box.survey().uids == ()


def test_a_server_that_knows_no_id_is_left_in_peace() -> None:
    with spoken(Server(ID=b"BAD unknown command")) as opened, opened() as box:
        assert box.survey().validity == "7"


def test_qqs_answer_to_a_password_is_passed_on() -> None:
    refusal = "NO 登录失败: password is incorrect or service is not open".encode()
    with spoken(Server(LOGIN=refusal)) as opened, pytest.raises(LoginRefused, match=r"登录失败.*授权码"), opened():
        pass


def test_searches_are_never_sent() -> None:
    server = Server(UID_FETCH=b"* 1 FETCH (UID 5)\r\n", SEARCH=b"BAD", UID_SEARCH=b"BAD")
    with spoken(server) as opened, opened() as box:
        assert box.survey().uids == ("5",)
    assert not any("SEARCH" in command for command in server.asked)


def answers(body: bytes, size: int = len(BODY)) -> Callable[[list[str]], bytes]:
    """FETCH as a server answers it: facts first, then the body as given."""

    def answer(asked: list[str]) -> bytes:
        if "RFC822.SIZE" in asked[-1]:
            return b"* 1 FETCH (" + FACTS % (5, size) + b")\r\n"
        return body

    return answer


def literal(data: bytes, uid: int = 5, after: bytes = b")") -> bytes:
    return b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(data)) + data + after + b"\r\n"


def test_fetch_reads_attributes_after_the_literal() -> None:
    answer = b"* 1 FETCH (BODY[] {%d}\r\n" % len(BODY) + BODY + b" UID 5)\r\n"
    assert fetched(Server(UID_FETCH=answers(answer))) == [("5", len(BODY), BODY)]


@pytest.mark.parametrize(
    "noise",
    [
        b"* 3 FETCH (FLAGS (\\Seen))\r\n",
        b"* 3 FETCH (UID 9 FLAGS (\\Seen))\r\n",
        b"* 2 EXPUNGE\r\n* 8 EXISTS\r\n* 1 RECENT\r\n",
        literal(b"Subject: not asked for\r\n\r\n", uid=9),
    ],
)
def test_fetch_passes_over_what_was_not_asked_for(noise: bytes) -> None:
    for answer in (noise + literal(BODY), literal(BODY) + noise):
        assert fetched(Server(UID_FETCH=answers(answer))) == [("5", len(BODY), BODY)]


def test_fetch_passes_over_a_mail_that_is_gone() -> None:
    assert fetched(Server(UID_FETCH=answers(b""))) == []


@pytest.mark.parametrize(
    "body",
    [
        b"* 1 FETCH (UID 5 BODY[] NIL)\r\n",
        b'* 1 FETCH (UID 5 BODY[] "")\r\n',
        b"* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n",
        b"* 1 FETCH (UID 5 )\r\n",
    ],
)
def test_a_mail_that_lies_there_and_is_not_given_is_noted(body: bytes) -> None:
    assert fetched(Server(UID_FETCH=answers(body))) == [("5", len(BODY), None)]


THREE = {5: b"Subject: five\r\n\r\n", 6: b"Subject: six\r\n\r\n", 7: b"Subject: seven\r\n\r\n"}
ENVELOPE = b'ENVELOPE (NIL "six" ((NIL NIL "a" "unit.gov")) NIL NIL NIL NIL NIL NIL NIL)'


def poisoned(asked_for: str, refusal: bytes | None) -> Callable[[list[str]], bytes | None]:
    """FETCH of a mailbox of three, of which the sixth uid is refused wherever `asked_for` is wanted of it."""

    def answer(asked: list[str]) -> bytes | None:
        uids, items = asked[-1].split(" ", 3)[2:]
        wanted = [uid for uid in THREE if uids == "1:*" or str(uid) in uids.split(",")]
        if asked_for in items and 6 in wanted:
            return refusal
        if "ENVELOPE" in items:
            return b"* 2 FETCH (UID 6 " + ENVELOPE + b")\r\n"
        if "SIZE" in items:
            return b"".join(b"* 1 FETCH (" + FACTS % (uid, len(THREE[uid])) + b")\r\n" for uid in wanted)
        if "BODY" in items:
            return b"".join(literal(THREE[uid], uid) for uid in wanted)
        return b"".join(b"* 1 FETCH (UID %d)\r\n" % uid for uid in wanted)

    return answer


@pytest.mark.parametrize("refusal", [b"NO Server error while fetching messages", b"BAD internal error", None])
@pytest.mark.parametrize("asked_for", ["BODY", "SIZE"])
def test_one_mail_the_server_refuses_stops_no_other(asked_for: str, refusal: bytes | None) -> None:
    with spoken(Server(UID_FETCH=poisoned(asked_for, refusal))) as opened, opened() as box:
        got = {mail.uid: mail for mail in box.fetch("INBOX", ["5", "6", "7"], limit=1000)}
    assert (got["5"].raw, got["7"].raw) == (THREE[5], THREE[7])
    if asked_for == "SIZE":
        assert (got["6"].raw, got["6"].size, got["6"].received_at) == (THREE[6], None, None)
    else:
        assert (got["6"].raw, got["6"].lack, got["6"].sender, got["6"].subject) == (
            None,
            Lack.REFUSED,
            "a@unit.gov",
            "six",
        )
        assert got["6"].received_at


def test_a_server_that_hangs_up_at_every_mail_is_given_up() -> None:
    many = ",".join(str(uid) for uid in range(5, 60))
    facts = b"".join(b"* 1 FETCH (" + FACTS % (uid, 20) + b")\r\n" for uid in range(5, 60))

    def answer(asked: list[str]) -> bytes | None:
        return facts if "SIZE" in asked[-1] else None

    with spoken(Server(UID_FETCH=answer)) as opened, opened() as box, pytest.raises(UnreachableError):
        list(box.fetch("INBOX", many.split(","), limit=1000))


def test_a_mailbox_we_may_only_read_is_read_and_not_tidied() -> None:
    read_only = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"

    def select(_asked: list[str]) -> bytes:
        return read_only + b"OK [READ-ONLY] done"

    for examine in (read_only + b"OK [READ-ONLY] done", b""):
        server = Server(SELECT=select, EXAMINE=examine, UID_FETCH=answers(literal(BODY)))
        with spoken(server) as opened, opened() as box:
            assert box.survey().uids == ("5",)
            assert [mail.raw for mail in box.fetch("INBOX", ["5"], limit=1000)] == [BODY]
            with pytest.raises(ReadOnlyError):
                box.move("INBOX", ["5"], "已处理")


def test_fetch_asks_twice_for_a_mail_that_came_short(caplog: pytest.LogCaptureFixture) -> None:
    whole = literal(BODY)
    short = literal(BODY[:5])

    def answer(asked: list[str]) -> bytes:
        bodies = sum("BODY.PEEK" in command for command in asked)
        return answers(short if bodies < 2 else whole)(asked)

    assert fetched(Server(UID_FETCH=answer)) == [("5", len(BODY), BODY)]
    assert fetched(Server(UID_FETCH=answers(short))) == [("5", len(BODY), BODY[:5])]
    assert "20 bytes announced, 5 received" in caplog.text


def test_a_refused_command_is_told() -> None:
    server = Server(UID_FETCH=b"BAD UID parameters!")
    with spoken(server) as opened, opened() as box, pytest.raises(MailServerError, match="UID parameters!"):
        box.survey()


def test_move_believes_no_ok_without_copyuid() -> None:
    server = Server(UID_MOVE=b"", UID_FETCH=LISTED)
    with spoken(server) as opened, opened() as box:
        assert not box.move("INBOX", ["5"], "已处理")
    assert any("&XfJZBHQG-" in command for command in server.asked)


def test_move_makes_the_folder_that_is_missing() -> None:
    def move(asked: list[str]) -> bytes:
        made = any(command.startswith("CREATE") for command in asked)
        return b"* OK [COPYUID 1 5 1] moved\r\n" if made else b"NO [TRYCREATE] no such folder"

    with spoken(Server(UID_MOVE=move, UID_FETCH=LISTED)) as opened, opened() as box:
        assert box.move("INBOX", ["5"], "已处理")
