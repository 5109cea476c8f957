"""Let organisations fill in their Compact return: doors, hands, clashes, files, updates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CYCLE = (
    sa.Column("round_instrument_id", sa.String(length=32), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("updates_asked_on", sa.Date(), nullable=True),
)
REQUEST = (
    sa.Column("organisation_key", sa.String(length=120), nullable=False, server_default=""),
    sa.Column("member_id", sa.String(length=32), nullable=True),
    sa.Column("response_id", sa.String(length=32), nullable=True),
    sa.Column("reopened_on", sa.Date(), nullable=True),
)


def upgrade() -> None:
    with op.batch_alter_table("compact_cycle", schema=None) as batch_op:
        for column in CYCLE:
            batch_op.add_column(column)
        batch_op.create_foreign_key(
            op.f("fk_compact_cycle_round_instrument_id_round_instrument"),
            "round_instrument", ["round_instrument_id"], ["id"],
        )  # fmt: skip
        batch_op.create_unique_constraint(
            op.f("uq_compact_cycle_round_instrument_id"), ["round_instrument_id"]
        )
    with op.batch_alter_table("compact_request", schema=None) as batch_op:
        for column in REQUEST:
            batch_op.add_column(column)
        batch_op.create_foreign_key(
            op.f("fk_compact_request_member_id_cohort_member"),
            "cohort_member", ["member_id"], ["id"],
        )  # fmt: skip
        for name in ("member_id", "response_id"):
            batch_op.create_unique_constraint(op.f(f"uq_compact_request_{name}"), [name])
        batch_op.create_index("ix_compact_request_organisation_key", ["organisation_key"])
    with op.batch_alter_table("compact_grade", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("moderated_why", sa.Text(), nullable=False, server_default="")
        )
    _name_the_organisations()
    _make_tables()


def _name_the_organisations() -> None:
    """Those asked before have a name, and no key of it yet."""
    told = op.get_bind()
    rows = told.execute(sa.text("SELECT id, organisation FROM compact_request")).all()
    for row in rows:
        told.execute(
            sa.text("UPDATE compact_request SET organisation_key = :key WHERE id = :id"),
            {"key": "".join(filter(str.isalnum, row.organisation.casefold()))[:120], "id": row.id},
        )


def _make_tables() -> None:
    _make(
        "compact_hand",
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_section", sa.String(length=80), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
    )
    _make(
        "compact_clash",
        sa.Column("question_key", sa.String(length=80), nullable=False),
        *_by_hand("compact_clash"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
    )
    _make(
        "compact_file",
        sa.Column("indicator", sa.String(length=80), nullable=False),
        *_by_hand("compact_file"),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
    )
    _make(
        "compact_update",
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        *_by_hand("compact_update"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.UniqueConstraint(
            "request_id", "indicator", name=op.f("uq_compact_update_request_id_indicator")
        ),
    )


def _make(table: str, *rest: sa.schema.SchemaItem) -> None:
    """A table of things that belong to one return."""
    op.create_table(
        table,
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        *rest,
        sa.ForeignKeyConstraint(
            ["request_id"], ["compact_request.id"],
            name=op.f(f"fk_{table}_request_id_compact_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_request_id"), table, ["request_id"])


def _by_hand(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("hand_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_id"], ["compact_hand.id"], name=op.f(f"fk_{table}_hand_id_compact_hand")
        ),
    )


def downgrade() -> None:
    for table in ("compact_update", "compact_file", "compact_clash", "compact_hand"):
        op.drop_index(op.f(f"ix_{table}_request_id"), table_name=table)
        op.drop_table(table)
    with op.batch_alter_table("compact_grade", schema=None) as batch_op:
        batch_op.drop_column("moderated_why")
    with op.batch_alter_table("compact_request", schema=None) as batch_op:
        batch_op.drop_index("ix_compact_request_organisation_key")
        for name in ("member_id", "response_id"):
            batch_op.drop_constraint(op.f(f"uq_compact_request_{name}"), type_="unique")
        batch_op.drop_constraint(
            op.f("fk_compact_request_member_id_cohort_member"), type_="foreignkey"
        )
        for column in REQUEST:
            batch_op.drop_column(column.name)
    with op.batch_alter_table("compact_cycle", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_compact_cycle_round_instrument_id"), type_="unique")
        batch_op.drop_constraint(
            op.f("fk_compact_cycle_round_instrument_id_round_instrument"), type_="foreignkey"
        )
        for column in CYCLE:
            batch_op.drop_column(column.name)
