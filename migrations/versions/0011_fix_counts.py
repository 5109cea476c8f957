"""Keep the counts of a closed round as they were when they were fixed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixed_round",
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fixed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_fixed_round_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_fixed_round")),
    )
    op.create_table(
        "fixed_count",
        sa.Column("round_instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("team", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("item_key", sa.String(length=80), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_fixed_count_round_instrument_id_round_instrument"),
        ),
        sa.PrimaryKeyConstraint(
            "round_instrument_id", "question_key", "kind", "team", "channel", "code",
            name=op.f("pk_fixed_count"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("fixed_count", schema=None) as batch_op:
        batch_op.create_index("ix_fixed_count_item_key", ["item_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("fixed_count", schema=None) as batch_op:
        batch_op.drop_index("ix_fixed_count_item_key")

    op.drop_table("fixed_count")
    op.drop_table("fixed_round")
