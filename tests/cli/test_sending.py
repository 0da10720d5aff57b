"""What a command mails to many is shown and asked for first; a mail server that is down is said with what it means."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.model import PostState
from office.papers.forms import units_to_mail
from tests.ledgers.test_whole_year import Kind, moment
from tests.servers import free_port


@pytest.fixture
def office(tmp_path: Path) -> Kind:
    """An office of three units."""
    return Kind(tmp_path, "huanbao")


def typed(office: Kind, *words: str, answer: str = "") -> tuple[int, str]:
    """A command as somebody types it at a terminal, and answers what it asks."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    command = [sys.executable, "-c", "from cli import main; main()", words[0], "--office", str(office.root), *words[1:]]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    for end in (ours, theirs):
        os.close(end)
    return done.returncode, done.stdout + done.stderr


def test_forms_go_out_once_somebody_has_seen_to_whom(office: Kind) -> None:
    now = ("--now", f"{office.desk.rounds[0].opens:%Y-%m-%dT%H:%M}")
    due = units_to_mail(office.desk, office.desk.rounds[0])
    status, said = typed(office, "forms", "--send", *now, answer="n\n")
    assert status == 1
    assert f"共{len(due)}个单位：{due[0].name}、" in said
    assert "没有发信" in said
    assert office.letters() == []
    status, said = typed(office, "forms", "--send", *now, answer="y\n")
    assert (status, f"已发出{len(due)}封" in said) == (0, True), said
    assert units_to_mail(office.desk, office.desk.rounds[0]) == []
    assert "现在发出？" not in typed(office, "forms", "--send", "--yes", *now)[1]


def test_draft_is_there_though_the_mail_server_is_not(office: Kind) -> None:
    this = office.desk.rounds[0]
    after = moment(this.deadline.date() + timedelta(days=5))
    office.collect(f"{after.date()}T09:00:00")
    office.set('outbox = "maildir:mail/out"', f'outbox = "smtp://office@127.0.0.1:{free_port()}"')
    status, said = typed(office, "circular", this.code, "--now", f"{after:%Y-%m-%dT%H:%M}")
    assert status == 1
    assert "通报（第1稿）：" in said
    assert "草稿已生成、已入账册，送审的信还没有发出：" in said
    assert "恢复后随下一次收件自动发出，不必重办" in said
    with office.desk.book.reading() as page:
        assert page.circulars.newest(this.code) is not None
        assert PostState.QUEUED in {one.state for one in page.letters.all()}
    words = ("extend", "--unit", office.busy[0].name, "--round", office.desk.rounds[1].code, "--until", "2025-05-20")
    status, said = typed(office, "decide", *words, "--by", "张三", "--reason", "防汛", "--now", "2025-03-20")
    assert status == 0, said
    assert "已延期至" in said
    assert "通知的信还没有发出" in said
