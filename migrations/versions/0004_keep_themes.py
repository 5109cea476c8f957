"""Keep the themes of questions, the machine's runs over them, and what people decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("not_words", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_theme_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["theme.id"], name=op.f("fk_theme_merged_into_theme")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_theme_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint(
            "instrument_id",
            "question_key",
            "key",
            name=op.f("uq_theme_instrument_id_question_key_key"),
        ),
    )
    op.create_table(
        "theme_run",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=False),
        sa.Column("instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_theme_run_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_theme_run_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_run")),
    )
    with op.batch_alter_table("theme_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_theme_run_instrument_id_question_key",
            ["instrument_id", "question_key"],
            unique=False,
        )
        batch_op.create_index("ix_theme_run_state", ["state"], unique=False)

    op.create_table(
        "coding",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("instrument_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_coding_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_coding_response_id_response")
        ),
        sa.PrimaryKeyConstraint("response_id", "question_key", "by", name=op.f("pk_coding")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coding_instrument_id_question_key", ["instrument_id", "question_key"], unique=False
        )

    op.create_table(
        "coding_step",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("theme_id", sa.String(length=32), nullable=True),
        sa.Column("response_id", sa.String(length=32), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("part_of", sa.String(length=32), nullable=True),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_coding_step_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["part_of"], ["coding_step.id"], name=op.f("fk_coding_step_part_of_coding_step")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_coding_step_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_coding_step_theme_id_theme")
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["coding_step.id"], name=op.f("fk_coding_step_undoes_coding_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_step")),
    )
    with op.batch_alter_table("coding_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coding_step_instrument_id_question_key",
            ["instrument_id", "question_key"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_coding_step_response_id"), ["response_id"], unique=False
        )

    op.create_table(
        "theme_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=True),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=True),
        sa.Column("feeling", sa.String(length=80), nullable=False),
        sa.Column("usefulness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_theme_answer_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_theme_answer_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["theme_run.id"], name=op.f("fk_theme_answer_run_id_theme_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_answer")),
        sa.UniqueConstraint(
            "response_id", "question_key", name=op.f("uq_theme_answer_response_id_question_key")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("theme_answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_theme_answer_instrument_id_question_key",
            ["instrument_id", "question_key"],
            unique=False,
        )
        batch_op.create_index("ix_theme_answer_run_id_is_read", ["run_id", "is_read"], unique=False)

    op.create_table(
        "theme_match",
        sa.Column("theme_id", sa.String(length=32), nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("is_placed", sa.Boolean(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_theme_match_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_match_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint(
            "theme_id", "response_id", "question_key", "by", name=op.f("pk_theme_match")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("theme_match", schema=None) as batch_op:
        batch_op.create_index(
            "ix_theme_match_response_id_question_key", ["response_id", "question_key"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("theme_match", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_match_response_id_question_key")

    op.drop_table("theme_match")
    with op.batch_alter_table("theme_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_answer_run_id_is_read")
        batch_op.drop_index("ix_theme_answer_instrument_id_question_key")

    op.drop_table("theme_answer")
    with op.batch_alter_table("coding_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_step_response_id"))
        batch_op.drop_index("ix_coding_step_instrument_id_question_key")

    op.drop_table("coding_step")
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.drop_index("ix_coding_instrument_id_question_key")

    op.drop_table("coding")
    with op.batch_alter_table("theme_run", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_run_state")
        batch_op.drop_index("ix_theme_run_instrument_id_question_key")

    op.drop_table("theme_run")
    op.drop_table("theme")
