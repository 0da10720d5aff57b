"""Every version of a circular is kept: a round has many, each with its state, number and standings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: what a book of 0001 holds of a round becomes its first version, a draft."""
    with op.batch_alter_table("circulars") as batch:
        batch.drop_constraint("uq_circulars_round", type_="unique")
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="draft"))
        batch.add_column(sa.Column("reference", sa.String(length=64), nullable=False, server_default=""))
        batch.create_unique_constraint("uq_circulars_round", ["round", "version"])
    kept = sa.text(
        "SELECT c.number AS circular, s.unit, s.standing, s.received_at, s.submission, s.reason"
        " FROM standings s JOIN circulars c ON c.round = s.round"
    )
    rows = [dict(row._mapping) for row in op.get_bind().execute(kept)]  # noqa: SLF001  SQLAlchemy's public spelling
    op.drop_table("standings")
    table = op.create_table(
        "standings",
        sa.Column("circular", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=True),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["circular"], ["circulars.number"]),
        sa.PrimaryKeyConstraint("circular", "unit", name=op.f("pk_standings")),
    )
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    """Back would lose versions that were issued: a book is not made older."""
    raise NotImplementedError
