"""Note which look has seen words kept aside, so that a newer one looks at them again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named = sa.Column("looked_with", sa.String(length=80), nullable=False, server_default="")
    op.add_column("quarantine", named)
    op.create_index("ix_quarantine_looked_with", "quarantine", ["looked_with"])
    # "looked" said that a second look had been: now its name does, and all are due once more.
    op.execute("UPDATE quarantine SET level = 'none' WHERE level = 'looked'")


def downgrade() -> None:
    op.drop_index("ix_quarantine_looked_with", "quarantine")
    op.drop_column("quarantine", "looked_with")
