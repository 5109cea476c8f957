"""Keep courses, who came, what is asked of them afterwards, Re-thinks and Compact returns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("reach", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("situations", sa.JSON(), nullable=False),
        sa.Column("waits_for_term", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("is_story", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_table(
        "training_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("trainer", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=80), nullable=False),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_training_session_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
    )
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_session_course_id"), ["course_id"], unique=False
        )
        batch_op.create_index(
            "ix_training_session_held_on_status", ["held_on", "status"], unique=False
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("link_key", sa.String(length=64), nullable=False),
        sa.Column("sector", sa.String(length=80), nullable=False),
        sa.Column("came_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_attendance_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "session_id", "link_key", name=op.f("uq_attendance_session_id_link_key")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_link_key"), ["link_key"], unique=False)

    op.create_table(
        "attendance_reject",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_attendance_reject_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_reject")),
    )
    with op.batch_alter_table("attendance_reject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_reject_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "rethink",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("case_reference", sa.String(length=80), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("strategy", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("is_safety_raised", sa.Boolean(), nullable=True),
        sa.Column("is_escalated", sa.Boolean(), nullable=True),
        sa.Column("is_neutral", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_rethink_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_rethink")),
    )
    op.create_table(
        "rethink_action",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_rethink_action_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rethink_action")),
    )
    with op.batch_alter_table("rethink_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rethink_action_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "rethink_learning",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("issue", sa.String(length=80), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_rethink_learning_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rethink_learning")),
    )
    with op.batch_alter_table("rethink_learning", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rethink_learning_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "training_wave",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("wave", sa.String(length=80), nullable=False),
        sa.Column("round_instrument_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_instrument_id"],
            ["round_instrument.id"],
            name=op.f("fk_training_wave_round_instrument_id_round_instrument"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_training_wave_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "wave", name=op.f("pk_training_wave")),
        sa.UniqueConstraint(
            "round_instrument_id", name=op.f("uq_training_wave_round_instrument_id")
        ),
    )
    op.create_table(
        "delegate_contact",
        sa.Column("attendance_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("has_email", sa.Boolean(), nullable=False),
        sa.Column("opted_out_on", sa.Date(), nullable=True),
        sa.Column("left_role_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendance.id"],
            name=op.f("fk_delegate_contact_attendance_id_attendance"),
        ),
        sa.PrimaryKeyConstraint("attendance_id", name=op.f("pk_delegate_contact")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("attendance_id", sa.String(length=32), nullable=False),
        sa.Column("wave", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_follow_up_attendance_id_attendance")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["cohort_member.id"], name=op.f("fk_follow_up_member_id_cohort_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("attendance_id", "wave", name=op.f("uq_follow_up_attendance_id_wave")),
        sa.UniqueConstraint("member_id", name=op.f("uq_follow_up_member_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "compact_cycle",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("is_story", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compact_cycle")),
    )
    op.create_table(
        "compact_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=80), nullable=False),
        sa.Column("variant", sa.String(length=80), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("chased_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("signed_off_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["compact_cycle.id"],
            name=op.f("fk_compact_request_cycle_id_compact_cycle"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compact_request")),
    )
    with op.batch_alter_table("compact_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_compact_request_cycle_id_sector", ["cycle_id", "sector"], unique=False
        )

    op.create_table(
        "compact_grade",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("standard", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=80), nullable=False),
        sa.Column("moderated", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["compact_request.id"],
            name=op.f("fk_compact_grade_request_id_compact_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", "indicator", name=op.f("pk_compact_grade")),
    )


def downgrade() -> None:
    op.drop_table("compact_grade")
    with op.batch_alter_table("compact_request", schema=None) as batch_op:
        batch_op.drop_index("ix_compact_request_cycle_id_sector")

    op.drop_table("compact_request")
    op.drop_table("compact_cycle")
    op.drop_table("follow_up")
    op.drop_table("delegate_contact")
    op.drop_table("training_wave")
    with op.batch_alter_table("rethink_learning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rethink_learning_session_id"))

    op.drop_table("rethink_learning")
    with op.batch_alter_table("rethink_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rethink_action_session_id"))

    op.drop_table("rethink_action")
    op.drop_table("rethink")
    with op.batch_alter_table("attendance_reject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_reject_session_id"))

    op.drop_table("attendance_reject")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_link_key"))

    op.drop_table("attendance")
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index("ix_training_session_held_on_status")
        batch_op.drop_index(batch_op.f("ix_training_session_course_id"))

    op.drop_table("training_session")
    op.drop_table("course")
