"""Keep who wants no follow-up of any course, and whose staff alone see a course."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up_stop",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_follow_up_stop")),
    )
    team = sa.Column("team", sa.String(length=80), server_default="", nullable=False)
    op.add_column("course", team)


def downgrade() -> None:
    op.drop_column("course", "team")
    op.drop_table("follow_up_stop")
