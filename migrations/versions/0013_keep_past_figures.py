"""Keep figures of earlier years and of other people as they were printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_table",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("figure", sa.String(length=80), nullable=False),
        sa.Column("adds_up", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_table")),
    )
    op.create_table(
        "past_figure",
        sa.Column("table_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("printed", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["table_id"], ["past_table.id"], name=op.f("fk_past_figure_table_id_past_table")
        ),
        sa.PrimaryKeyConstraint("table_id", "place", name=op.f("pk_past_figure")),
    )


def downgrade() -> None:
    op.drop_table("past_figure")
    op.drop_table("past_table")
