"""Let words that no answer keeps wait until the worker has looked at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passing_words",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("round_instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_passing_words_round_instrument_id_round_instrument"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passing_words")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("passing_words")
