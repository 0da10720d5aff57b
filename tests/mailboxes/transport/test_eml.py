"""A folder of .eml files as a mailbox, for mail taken over from elsewhere."""

import os
from datetime import datetime
from pathlib import Path

from ledger.model import SHANGHAI
from mailboxes import connect

TAKEN_IN = b"Received: from a by mx.test; Fri, 10 Jun 2022 01:00:00 +0000\r\n"
EARLIER = b"Received: from b by a; Thu, 9 Jun 2022 01:00:00 +0000\r\n"
NINE = datetime(2022, 6, 10, 9, tzinfo=SHANGHAI)


def test_fetch_takes_the_time_of_the_topmost_received_line(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(TAKEN_IN + EARLIER + b"Date: Mon, 1 Jan 2001 00:00:00 +0000\r\n\r\n")
    with connect("eml:.", root=tmp_path) as box:
        [mail] = box.fetch("INBOX", box.survey().uids, limit=1000)
    assert mail.received_at == NINE


def test_fetch_takes_the_files_time_where_no_server_wrote_one(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Received: somehow\r\nDate: Mon, 1 Jan 2001 00:00:00 +0000\r\n\r\n")
    os.utime(tmp_path / "a.eml", (NINE.timestamp(), NINE.timestamp()))
    with connect("eml:.", root=tmp_path) as box:
        [mail] = box.fetch("INBOX", ["a.eml", "gone.eml"], limit=10)
    assert (mail.received_at, mail.raw) == (NINE, None)


def test_move_puts_the_file_into_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(TAKEN_IN + b"\r\n")
    (tmp_path / "note.txt").write_text("no mail")
    with connect("eml:.", root=tmp_path) as box:
        assert box.survey().uids == ("a.eml",)
        assert box.move("INBOX", ["a.eml"], "已处理")
        assert not box.move("INBOX", ["a.eml"], "已处理")
        assert box.survey("已处理").uids == ("a.eml",)
