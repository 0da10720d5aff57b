"""What a unit writes beside its progress, in the columns of the ledger's own: 存在问题, 下一步打算."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: one column."""
    op.add_column("entries", sa.Column("more", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Back: what was told beside the progress is forgotten; the mails keep it."""
    with op.batch_alter_table("entries") as batch:
        batch.drop_column("more")
