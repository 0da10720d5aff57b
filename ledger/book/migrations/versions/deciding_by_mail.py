"""Deciding by mail: the letters that ask, the replies to them, decisions that take others back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: letters sent before ask nothing that could be answered."""
    op.create_table(
        "asked",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("letter", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("tag", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_asked")),
        sa.UniqueConstraint("letter", name=op.f("uq_asked_letter")),
        sa.UniqueConstraint("code", name=op.f("uq_asked_code")),
        sa.UniqueConstraint("tag", name=op.f("uq_asked_tag")),
    )
    op.create_table(
        "replies",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("mail", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=16), nullable=False),
        sa.Column("carriers", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["mails.number"]),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_replies")),
        sa.UniqueConstraint("mail", name=op.f("uq_replies_mail")),
    )
    op.add_column("submissions", sa.Column("withdrawn", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("undoes", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("mail", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("words", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Back would forget which decisions were taken back: a book is not made older."""
    raise NotImplementedError
