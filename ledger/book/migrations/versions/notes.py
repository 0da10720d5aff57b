"""Small facts that outlive a process, and decisions on letters of ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: one new table, one new column, and ways to find letters without reading their mails."""
    op.create_index("ix_letters_submission", "letters", ["submission"])
    op.create_index("ix_letters_sent_at", "letters", ["sent_at", "state"])
    op.add_column("decisions", sa.Column("letter", sa.Integer(), nullable=True))
    op.create_table(
        "notes",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notes")),
    )


def downgrade() -> None:
    """Back: what was noted is forgotten, and which letters were decided on."""
    op.drop_index("ix_letters_sent_at", "letters")
    op.drop_index("ix_letters_submission", "letters")
    op.drop_table("notes")
    with op.batch_alter_table("decisions") as batch:
        batch.drop_column("letter")
