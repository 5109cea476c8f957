"""Count a conversation's turns, keep what staff taught it, and how long a visit took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_turns",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_talk_turns_response_id_response")
        ),
        sa.PrimaryKeyConstraint("response_id", "question_key", name=op.f("pk_talk_turns")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "talk_alias",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_alias")),
    )
    with op.batch_alter_table("talk_alias", schema=None) as batch_op:
        batch_op.create_index(
            "ix_talk_alias_language_removed_at", ["language", "removed_at"], unique=False
        )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("took", sa.String(length=80), nullable=False, server_default="")
        )


def downgrade() -> None:
    op.drop_column("response", "took")
    with op.batch_alter_table("talk_alias", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_alias_language_removed_at")
    op.drop_table("talk_alias")
    op.drop_table("talk_turns")
