"""The book's tables, as SQLAlchemy Core knows them; `migrations/` makes them, the pages of the book alone use them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from ledger.model import SHANGHAI

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(column_0_N_label)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as ISO text in Shanghai time: readable in the book, ordered as text, the same on
    SQLite and PostgreSQL."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """Text for the book. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(SHANGHAI).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """An aware datetime in Shanghai time."""
        return None if value is None else datetime.fromisoformat(value).astimezone(SHANGHAI)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True, autoincrement=True)


raws = Table(
    "raws",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("stored_at", Moment, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    _number(),
    Column("sha256", String(64), ForeignKey("raws.sha256"), unique=True),  # null: the mailbox did not give it
    Column("size", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("timed", Integer, nullable=False, default=1),  # 0: the mailbox stated no time that can be
    Column("message_id", Text, nullable=False, default=""),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False),  # received, filed, answered, held, ignored, failed
    Column("reason", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try", Moment),
    Index("ix_mails_state", "state"),
    Index("ix_mails_message_id", "message_id"),
)

places = Table(
    "places",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("validity", String(32), primary_key=True),
    Column("uid", Text, primary_key=True),
    Column("mail", Integer, ForeignKey("mails.number"), nullable=False),
    Column("tidied", Integer, nullable=False, default=0),
    Column("owed", Integer, nullable=False, default=0),  # 1: not had whole, asked for again at each poll
)

read_through = Table(
    "read_through",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("moment", Moment, nullable=False),  # of the last look after which every mail was stored or noted as unread
)

submissions = Table(
    "submissions",
    metadata,
    _number(),
    Column("mail", Integer, ForeignKey("mails.number")),
    Column("unit", Text, nullable=False),
    Column("round", String(32), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reported_on", Date),
    Column("withdrawn", Integer),  # the decision that took back the one by which it was filed
    UniqueConstraint("unit", "round", "sha256"),
    Index("ix_submissions_round", "round"),
)

entries = Table(
    "entries",
    metadata,
    Column("submission", Integer, ForeignKey("submissions.number"), primary_key=True),
    Column("task", Integer, primary_key=True),
    Column("progress", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("more", Text, nullable=False, default="", server_default=""),  # JSON: what is told beside it, by heading
)

findings = Table(
    "findings",
    metadata,
    _number(),
    Column("submission", Integer, ForeignKey("submissions.number"), nullable=False, index=True),
    Column("code", String(32), nullable=False),
    Column("severity", String(1), nullable=False),
    Column("message", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("task", Integer),
)

held = Table(
    "held",
    metadata,
    _number(),
    Column("mail", Integer, ForeignKey("mails.number"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("file", Text, nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),
    Column("unit", Text, nullable=False, default=""),  # what the form says, if it says
    Column("round", String(32), nullable=False, default=""),
    Column("clues", Text, nullable=False, default=""),  # names of the mail's files, one a line
    Column("held_at", Moment, nullable=False),
    Column("decided_at", Moment),
)

decisions = Table(
    "decisions",
    metadata,
    _number(),
    Column("kind", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("round", String(32), nullable=False, default="", index=True),
    Column("unit", Text, nullable=False, default=""),
    Column("submission", Integer, ForeignKey("submissions.number")),
    Column("held", Integer, ForeignKey("held.number")),
    Column("code", String(32), nullable=False, default=""),
    Column("task", Integer),
    Column("until", Moment),
    Column("letter", Integer),
    Column("received_at", Moment),
    Column("undoes", Integer),  # the decision that this one takes back
    Column("mail", Integer),  # that it was decided by
    Column("words", Text, nullable=False, default=""),  # of that mail, as read
)

letters = Table(
    "letters",
    metadata,
    _number(),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("unit", Text, nullable=False, default=""),
    Column("round", String(32), nullable=False, default=""),
    Column("mail", Integer, ForeignKey("mails.number")),
    Column("submission", Integer, ForeignKey("submissions.number")),
    Column("message_id", Text, nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    Column("recipients", Text, nullable=False),  # addresses, one a line
    Column("subject", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),  # queued, sending, sent, refused, unknown
    Column("detail", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("queued_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("sent_at", Moment),
    Index("ix_letters_state", "state"),
    Index("ix_letters_submission", "submission"),
    Index("ix_letters_sent_at", "sent_at", "state"),
)

notes = Table(
    "notes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("text", Text, nullable=False),
)

asked = Table(
    "asked",
    metadata,
    _number(),
    Column("letter", String(200), nullable=False, unique=True),  # key of the letter that asks
    Column("code", String(8), nullable=False, unique=True),
    Column("tag", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # desk, draft, done, confirm; unit
    Column("address", Text, nullable=False),
    Column("unit", Text, nullable=False, default=""),
    Column("round", String(32), nullable=False, default=""),
    Column("facts", Text, nullable=False),  # JSON: what can be answered, and what follows
    Column("asked_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),  # when an answer comes too late
    Column("settled_at", Moment),
)

replies = Table(
    "replies",
    metadata,
    _number(),
    Column("mail", Integer, ForeignKey("mails.number"), nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    Column("proof", String(16), nullable=False),  # verified, unverified
    Column("carriers", Text, nullable=False),  # JSON: what named the letter that is answered: address, thread, code
    Column("noticed_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("outcome", Text, nullable=False, default=""),  # JSON: each line, as read, and what came of it
)

passes = Table(
    "passes",  # who may come in at 工作台: known by a digest of what he shows, never by itself
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # link: sent by mail, good once; session
    Column("address", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("told", Text, nullable=False, default=""),  # what the next page says, once
)

acts = Table(
    "acts",  # what was done at 工作台
    metadata,
    _number(),
    Column("at", Moment, nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("what", String(32), nullable=False),
    Column("about", Text, nullable=False, default=""),
    Column("client", Text, nullable=False, default=""),  # network address it was done from
)

circulars = Table(
    "circulars",
    metadata,
    _number(),
    Column("round", String(32), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2 … within the round; none is ever replaced
    Column("state", String(16), nullable=False),  # draft, approved, issued, corrected
    Column("made_at", Moment, nullable=False),
    Column("rules", String(32), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reference", String(64), nullable=False, default=""),  # 发文字号
    Column("snapshot", Text, nullable=False),  # JSON: inputs and result of every standing
    UniqueConstraint("round", "version"),
)

standings = Table(
    "standings",
    metadata,
    Column("circular", Integer, ForeignKey("circulars.number"), primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("standing", String(16), nullable=False),
    Column("received_at", Moment),
    Column("submission", Integer),
    Column("reason", Text, nullable=False),
)
