"""What is known: how far each folder was read, which mails it still owes, whose time of receipt is sure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: a book of before knows of no folder that it was read through; the next poll says so."""
    op.create_table(
        "read_through",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("moment", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("account", "folder", name=op.f("pk_read_through")),
    )
    op.add_column("mails", sa.Column("timed", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("places", sa.Column("owed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("held", sa.Column("clues", sa.Text(), nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("received_at", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Back would forget what is not known: a book is not made older."""
    raise NotImplementedError
