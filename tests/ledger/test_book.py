"""The book, on SQLite and on PostgreSQL: the same code, the same answers."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from ledger.book import Book, BookError, Busy, Page
from ledger.book.tables import metadata
from ledger.held_kinds import HeldKind
from ledger.model import (
    SHANGHAI,
    Asked,
    CircularState,
    Decision,
    Entry,
    Finding,
    Letter,
    MailState,
    Place,
    PostState,
    Severity,
    Submission,
    Verdict,
)
from tests.servers import Postgres, free_port

NOW = datetime(2022, 6, 9, 15, 20, tzinfo=SHANGHAI)


@pytest.fixture(params=["sqlite", "postgres"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    if request.param == "sqlite":
        opened = Book.create(f"sqlite:///{tmp_path / 'book.sqlite'}")
    else:
        opened = Book.create(request.getfixturevalue("postgres_url"))
        _empty(opened)
    yield opened
    opened.close()


def _empty(book: Book) -> None:
    with book._engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def _mail(page: Page, raw: bytes = b"raw", *, at: datetime = NOW) -> int:
    return page.mails.store(raw, size=len(raw), received_at=at, at=NOW)


def _submission(mail: int | None = None, *, sha256: str = "a" * 64, at: datetime = NOW) -> Submission:
    return Submission(
        number=0,
        unit="司法局",
        round="2022Q2",
        received_at=at,
        file="台账.docx",
        sha256=sha256,
        mail=mail,
        entries=(Entry(task=1, progress="已完成3次", where="表1第2行"), Entry(task=2, progress="", where="表1第3行")),
        findings=(Finding(code="no_date", severity=Severity.NOTE, message="未写日期", where="表头"),),
    )


def _queue(page: Page, key: str = "receipt:1", *, kind: str = "receipt", submission: int | None = None) -> None:
    letter = Letter(key=key, kind=kind, to=("a@b.example",), cc=("c@b.example",), subject="回执", text="", html="")
    page.letters.queue(
        letter, content=b"mail", message_id=f"<{key}>", sender="o@b.example", at=NOW, submission=submission
    )


def test_raw_mail_is_kept_once_and_whole(book: Book) -> None:
    with book.writing() as page:
        first, second = _mail(page, b"\x00\xff raw"), _mail(page, b"\x00\xff raw", at=NOW - timedelta(hours=1))
    with book.reading() as page:
        mail = page.mails.one(first)
        assert first == second
        assert mail.received_at == NOW - timedelta(hours=1)
        assert page.mails.raw(mail.sha256 or "") == b"\x00\xff raw"
        assert page.submissions.kept_files() == 1


def test_uid_seen_once_is_not_fetched_again_unless_the_folder_is_new(book: Book) -> None:
    with book.writing() as page:
        page.mails.place(Place(account="a", folder="INBOX", validity="1", uid="7", mail=_mail(page)))
    with book.reading() as page:
        assert page.mails.unseen("a", "INBOX", "1", ["6", "7", "8"]) == ["6", "8"]
        assert page.mails.unseen("a", "INBOX", "2", ["6", "7"]) == ["6", "7"]


def test_writing_is_all_or_nothing(book: Book) -> None:
    with pytest.raises(ZeroDivisionError), book.writing() as page:
        page.submissions.file(_submission(_mail(page)))
        raise ZeroDivisionError
    with book.reading() as page:
        assert page.mails.all() == []
        assert page.submissions.all() == []


def test_submission_comes_back_as_it_was_filed(book: Book) -> None:
    with book.writing() as page:
        number = page.submissions.file(_submission(_mail(page))).number
    with book.reading() as page:
        filed = page.submissions.one(number)
        assert filed.entries == _submission().entries
        assert filed.findings == _submission().findings
        assert filed.received_at == NOW
        assert page.submissions.copy_of("司法局", "2022Q2", "a" * 64) == filed
        assert page.submissions.copy_of("司法局", "2022Q3", "a" * 64) is None


def test_of_copies_the_earliest_receipt_counts(book: Book) -> None:
    with book.writing() as page:
        number = page.submissions.file(_submission()).number
        page.submissions.received_earlier(number, NOW + timedelta(days=1))
        page.submissions.received_earlier(number, NOW - timedelta(days=1))
    with book.reading() as page:
        assert page.submissions.one(number).received_at == NOW - timedelta(days=1)


def test_return_letter_dates_the_submission_once_it_has_gone_out(book: Book) -> None:
    with book.writing() as page:
        number = page.submissions.file(_submission()).number
        _queue(page, kind="return", submission=number)
    with book.reading() as page:
        assert page.submissions.one(number).returned_at is None
        post = page.letters.all()[0]
    with book.writing() as page:
        page.letters.settle(post.number, PostState.SENT, sent_at=NOW + timedelta(hours=1))
    with book.reading() as page:
        assert page.submissions.one(number).returned_at == NOW + timedelta(hours=1)


def test_letter_is_queued_once_and_claimed_once(book: Book) -> None:
    with book.writing() as page:
        assert not page.letters.queued("receipt:1")
        _queue(page)
        assert page.letters.queued("receipt:1")
    with pytest.raises(IntegrityError), book.writing() as page:
        _queue(page)
    with book.writing() as page:
        post = page.letters.all(state=PostState.QUEUED, due=NOW)[0]
        assert post.recipients == ("a@b.example", "c@b.example")
        assert page.letters.claim(post.number)
        assert not page.letters.claim(post.number)


def test_letter_left_in_sending_is_of_unknown_fate(book: Book) -> None:
    with book.writing() as page:
        _queue(page)
        page.letters.claim(page.letters.all()[0].number)
    with book.writing() as page:
        assert page.letters.orphans(NOW) == 1
        assert page.letters.all()[0].state is PostState.UNKNOWN


def test_letters_are_counted_by_day_kind_and_address(book: Book) -> None:
    with book.writing() as page:
        _queue(page)
        page.letters.settle(page.letters.all()[0].number, PostState.SENT, sent_at=NOW)
        kind, day = page.letters.all()[0].kind, timedelta(days=1)
        assert page.letters.sent_between(NOW, NOW + day) == {(kind, "a@b.example"): 1, (kind, "c@b.example"): 1}
        assert not page.letters.sent_between(NOW + timedelta(seconds=1), NOW + day)
        assert (page.letters.handed_over(NOW - day, NOW), page.letters.handed_over(NOW - day, NOW, but=kind)) == (1, 0)


def test_failed_mail_waits_for_its_time(book: Book) -> None:
    with book.writing() as page:
        number = _mail(page)
        page.mails.attempt([number])
        assert page.mails.one(number).attempts == 1
        page.mails.settle(number, MailState.FAILED, "故障", next_try=NOW + timedelta(minutes=15))
        assert page.mails.waiting(NOW) == []
        assert page.mails.waiting(NOW + timedelta(minutes=15)) == [number]


def test_held_item_is_decided_once(book: Book) -> None:
    with book.writing() as page:
        number = page.held.add(mail=_mail(page), kind=HeldKind.UNKNOWN_SENDER, reason="未登记", at=NOW)
        assert [one.number for one in page.held.listed()] == [number]
        page.held.settle([number], at=NOW)
        assert page.held.listed() == []
        assert page.held.listed(number)[0].decided_at == NOW


def test_decision_is_a_row_with_who_when_and_why(book: Book) -> None:
    decision = Decision(
        number=0, kind=Verdict.EXTEND, by="张三", at=NOW, reason="领导批准", unit="司法局", round="2022Q2", until=NOW
    )
    with book.writing() as page:
        number = page.decisions.enter(decision)
        (kept,) = page.decisions.all("2022Q2")
    assert (kept.number, kept.kind, kept.by, kept.until) == (number, Verdict.EXTEND, "张三", NOW)


def test_decision_taken_back_is_kept_and_stands_no_more(book: Book) -> None:
    with book.writing() as page:
        first = page.decisions.enter(
            Decision(number=0, kind=Verdict.EXCUSE, by="张三", at=NOW, reason="划转", unit="司法局")
        )
        page.decisions.enter(
            Decision(number=0, kind=Verdict.UNDO, by="张三", at=NOW, reason="有误", undoes=first, words="撤销")
        )
        assert page.decisions.all() == []
        assert [(one.kind, one.undoes, one.words) for one in page.decisions.all(whole=True)] == [
            (Verdict.EXCUSE, None, ""),
            (Verdict.UNDO, first, "撤销"),
        ]


def test_withdrawn_form_is_on_file_no_more_until_it_is_filed_anew(book: Book) -> None:
    with book.writing() as page:
        number = page.submissions.file(_submission()).number
        page.submissions.withdraw(number, 1)
        assert page.submissions.all("2022Q2") == []
        assert page.submissions.copy_of("司法局", "2022Q2", "a" * 64) is None
        assert page.submissions.file(_submission(at=NOW + timedelta(days=1))).number == number
        assert [one.received_at for one in page.submissions.all("2022Q2")] == [NOW + timedelta(days=1)]


def test_question_is_found_by_its_letter_its_code_and_its_address(book: Book) -> None:
    with book.writing() as page:
        asked = Asked(
            number=0, letter="digest:1", code="K7M24QX9", tag="ab12", kind="desk", address="a@gov.test",
            facts={"items": [3]}, asked_at=NOW, until=NOW,
        )  # fmt: skip
        page.questions.ask(asked)
        (one,) = page.questions.asked_as(letters=["digest:1"])
        assert page.questions.asked_as(codes=["K7M24QX9"]) == page.questions.asked_as(tags=["ab12"]) == [one]
        assert one.facts == {"items": [3]}
        assert page.questions.asked_as(codes=["XXXXXXXX"]) == page.questions.asked_as() == []
        page.questions.settle(one.number, at=NOW)
        assert page.questions.all("desk")[0].settled_at == NOW


def test_reply_is_noted_once_and_read_once(book: Book) -> None:
    with book.writing() as page:
        mail = _mail(page)
        for _ in range(2):
            page.questions.note_reply(mail, sender="a@gov.test", proof="verified", carriers={"code": 1}, at=NOW)
        (reply,) = page.questions.replies_unread()
        assert (reply.mail, reply.carriers) == (mail, {"code": 1})
        page.questions.finish_reply(reply.number, {"done": ["已办理"]}, at=NOW)
        assert page.questions.replies_unread() == []


def test_part_of_a_transaction_comes_whole_or_not_at_all(book: Book) -> None:
    with book.writing() as page:
        _mail(page, b"one")
        with suppress(ZeroDivisionError), page.apart():
            _mail(page, b"two")
            raise ZeroDivisionError
        _mail(page, b"three")
    with book.reading() as page:
        assert sorted(page.mails.raw(one.sha256 or "") for one in page.mails.all()) == [b"one", b"three"]


def test_only_one_process_polls_at_a_time(book: Book) -> None:
    with book.alone(), pytest.raises(Busy), book.alone():
        pass
    with book.alone():
        pass


def test_tidied_mail_is_not_offered_again(book: Book) -> None:
    with book.writing() as page:
        place = Place(account="a", folder="INBOX", validity="1", uid="7", mail=_mail(page))
        page.mails.place(place)
        assert page.mails.untidied("a") == []
        page.mails.settle(place.mail, MailState.FILED)
        assert page.mails.untidied("a") == [(place, MailState.FILED)]
        page.mails.tidied(place)
        assert page.mails.untidied("a") == []


def made(tmp_path: Path, identity: str = "ours") -> tuple[Path, str]:
    """A book on disk with a mail in it."""
    path = tmp_path / "book.sqlite"
    url = f"sqlite:///{path}"
    book = Book.create(url, identity)
    with book.writing() as page:
        for number in range(200):
            _mail(page, b"%d" % number * 500)
    book.close()
    return path, url


def _torn(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 12] = b"\xff" * 4096 * 9
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "找不到账册文件"),
        (lambda path: path.write_bytes(b""), "空文件"),
        (lambda path: path.write_bytes(b"no database at all, but long enough to look like one" * 50), "不是账册文件"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "已损坏"),
        (_torn, "已损坏"),
    ],
)
def test_book_that_is_lost_or_spoilt_is_said_in_a_sentence_and_not_made_anew(
    tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    path, url = made(tmp_path)
    spoil(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(BookError, match=words) as caught:
        Book.open(url, "ours")
    assert "taizhang restore" in str(caught.value)
    assert not re.search("sqlite3|SELECT|PRAGMA|Error", str(caught.value))
    assert (path.read_bytes() if path.exists() else None) == before
    assert [one.name for one in tmp_path.iterdir()] == ([path.name] if before is not None else [])


def test_page_torn_while_the_book_is_open_is_a_sentence(tmp_path: Path) -> None:
    path, url = made(tmp_path)
    book = Book.open(url, "ours")
    _torn(path)
    book.close()  # what the connection remembers of the file is forgotten; the next one reads it
    with pytest.raises(BookError, match="已损坏"), book.reading() as page:
        page.mails.all()
        page.export.rows("raws").__next__()
        list(page.export.rows("raws"))
    book.close()


def test_book_of_another_office_is_refused_and_one_from_before_is_adopted(tmp_path: Path) -> None:
    _, url = made(tmp_path)
    with pytest.raises(BookError, match="另一个办公室的账册"):
        Book.open(url, "theirs")
    Book.open(url).close()  # an office from before that was noted asks nothing
    (tmp_path / "old").mkdir()
    _, old = made(tmp_path / "old", identity="")
    Book.open(old, "ours").close()
    with pytest.raises(BookError, match="另一个办公室"):
        Book.open(old, "theirs")


def test_book_is_made_once(book: Book) -> None:
    with pytest.raises(BookError, match="未作任何改动"):
        Book.create(book._engine.url.render_as_string(hide_password=False))


def test_database_without_a_book_is_said_with_how_to_make_one(postgres_server: Postgres) -> None:
    with pytest.raises(BookError, match="taizhang init 工作目录 --book"):
        Book.open(postgres_server.database())


def test_book_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    _, url = made(tmp_path)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(BookError, match="升级程序"):
        Book.open(url)


def test_password_of_the_book_is_never_printed() -> None:
    with pytest.raises(BookError) as caught:
        Book.open(f"postgresql://office:S3CRET@127.0.0.1:{free_port()}/book")
    assert "S3CRET" not in str(caught.value)
    assert "没有应答" in str(caught.value)


def test_a_closed_book_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path, url = made(tmp_path)
    book = Book.open(url)
    with book.writing() as page:
        _mail(page, b"more")
    book.close()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_book_of_the_first_version_is_upgraded_with_its_circular(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    old = f"sqlite:///{tmp_path / 'old.sqlite'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    config = Config()
    config.set_main_option("script_location", "ledger.book:migrations")
    engine = create_engine(make_url(old).set(drivername="sqlite" if kind == "sqlite" else "postgresql+psycopg"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO circulars (round, made_at, rules, file, sha256, snapshot)"
            " VALUES ('2022Q2', '2022-06-15T10:00:00+08:00', 'r', 'f', 'a', '{}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO standings (round, unit, standing, reason) VALUES ('2022Q2', '司法局', 'late', '')"
        )
    engine.dispose()
    opened = Book.open(old)
    with opened.writing() as page:
        (kept,) = page.circulars.all()
        assert (kept.version, kept.state, kept.reference, kept.snapshot) == (1, CircularState.DRAFT, "", "{}")
        again = page.circulars.freeze("2022Q2", (), at=NOW, rules="r", file="f", sha256="b" * 64, snapshot="{}")
        assert again == 2
    with opened._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT circular, unit, standing FROM standings").all()
    assert [tuple(row) for row in rows] == [(1, "司法局", "late")]
    opened.close()
