"""Let concerns be handled and words be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("survey_key", sa.String(length=80), nullable=False),
        sa.Column("round_id", sa.String(length=32), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("keys_destroyed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_table(
        "lexicon_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("audiences", sa.String(length=80), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("is_lone", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_change")),
    )
    op.create_table(
        "duty_turn",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_duty_turn_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_turn")),
    )
    with op.batch_alter_table("duty_turn", schema=None) as batch_op:
        batch_op.create_index("ix_duty_turn_part_starts_at", ["part", "starts_at"], unique=False)

    op.create_table(
        "staff_recovery_code",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_recovery_code_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_recovery_code")),
    )
    with op.batch_alter_table("staff_recovery_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_recovery_code_staff_id"), ["staff_id"], unique=False
        )

    op.create_table(
        "staff_scope",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("survey_key", sa.String(length=80), nullable=False),
        sa.Column("team", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_scope_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "survey_key", "team", name=op.f("pk_staff_scope")),
    )
    op.create_table(
        "concern_kept_out",
        sa.Column("concern_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=80), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_concern_kept_out_concern_id_concern")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_concern_kept_out_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("concern_id", "staff_id", name=op.f("pk_concern_kept_out")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("round_instrument_id", sa.String(length=32), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("lexicon_version", sa.String(length=80), nullable=False),
        sa.Column("looked_with", sa.String(length=80), nullable=False),
        sa.Column("second_level", sa.String(length=80), nullable=False),
        sa.Column("sample_week", sa.String(length=80), nullable=False),
        sa.Column("judged", sa.String(length=80), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("read_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_reading_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["round_instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_reading_round_instrument_id_round_instrument"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "response_id", "question_key", name=op.f("uq_reading_response_id_question_key")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index("ix_reading_looked_with", ["looked_with"], unique=False)
        batch_op.create_index(
            "ix_reading_round_instrument_id_read_on",
            ["round_instrument_id", "read_on"],
            unique=False,
        )

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("alarm_step", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_concern_alarm_at"), ["alarm_at"], unique=False)

    # What nobody has dealt with yet is told to whoever is on duty now.
    op.execute("UPDATE concern SET alarm_at = raised_at WHERE state = 'new'")

    with op.batch_alter_table("round_instrument", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keep_months", sa.Integer(), nullable=True))

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("totp_step", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("oidc_subject", sa.String(length=255), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_staff_oidc_subject"), ["oidc_subject"])

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("second_factor_at")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_staff_oidc_subject"), type_="unique")
        batch_op.drop_column("oidc_subject")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("name")

    with op.batch_alter_table("round_instrument", schema=None) as batch_op:
        batch_op.drop_column("keep_months")

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_alarm_at"))
        batch_op.drop_column("alarm_at")
        batch_op.drop_column("alarm_step")
        batch_op.drop_column("copied_at")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("acknowledged_at")

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index("ix_reading_round_instrument_id_read_on")
        batch_op.drop_index("ix_reading_looked_with")

    op.drop_table("reading")
    op.drop_table("concern_kept_out")
    op.drop_table("staff_scope")
    with op.batch_alter_table("staff_recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_recovery_code_staff_id"))

    op.drop_table("staff_recovery_code")
    with op.batch_alter_table("duty_turn", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_turn_part_starts_at")

    op.drop_table("duty_turn")
    op.drop_table("lexicon_change")
    op.drop_table("incident")
    op.drop_table("forgotten")
