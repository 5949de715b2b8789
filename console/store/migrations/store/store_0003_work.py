"""What follows from the ledger, for screens; and what guards all tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.migrations.running import sql_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _assignments()
    _duties()
    _effects()
    _findings()
    _notes()
    _people()
    _proposals()
    _receipts()
    _services()
    _shared_views()
    connection = op.get_bind()
    for statement in sql_statements(f"guards_0003_{connection.dialect.name}"):
        connection.exec_driver_sql(statement)


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("drawn_for", sa.String(length=64), nullable=False),
        sa.Column("kept", sa.String(length=64), nullable=True),
        sa.Column("finding", sa.String(length=64), nullable=True),
        sa.Column("finding_at", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("opened", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("over", sa.Text(), nullable=True),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_case", "assignments", ["case"], unique=False)
    op.create_index("ix_assignments_drawn_for", "assignments", ["drawn_for"], unique=False)
    op.create_index(
        "ix_assignments_live_person",
        "assignments",
        ["person", "at"],
        unique=False,
        sqlite_where=sa.text("over IS NULL"),
        postgresql_where=sa.text("over IS NULL"),
    )
    # ### end Alembic commands ###


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "begin", "renew", "break", "end", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("worked_s", sa.BigInteger(), nullable=False),
        sa.Column("renewed", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_duties")),
    )
    # ### end Alembic commands ###


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("apply", "restore", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "dismiss",
                "warn",
                "label",
                "remove_content",
                "limit",
                "suspend",
                "deactivate",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=True),
        sa.Column("no_way_back", sa.Boolean(), nullable=False),
        sa.Column("intents", sa.Integer(), nullable=False),
        sa.Column("intended_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "partly",
                "failed",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("drift", sa.Text(), nullable=False),
        sa.Column("restored_by", sa.String(length=64), nullable=True),
        sa.Column("restored_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
    )
    op.create_index("ix_effects_account_at", "effects", ["account", "at"], unique=False)
    op.create_index("ix_effects_case", "effects", ["case"], unique=False)
    op.create_index("ix_effects_kind_at_id", "effects", ["kind", "at", "id"], unique=False)
    # ### end Alembic commands ###


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("case_digest", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("why_ref", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_case", "findings", ["case"], unique=False)
    # ### end Alembic commands ###


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column(
            "entry_index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("text_ref", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_case", "notes", ["case"], unique=False)
    # ### end Alembic commands ###


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name_ref", sa.String(length=64), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reviewer",
                "supervisor",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("public_keys", sa.Text(), nullable=False),
        sa.Column("contract_from", sa.BigInteger(), nullable=True),
        sa.Column("contract_until", sa.BigInteger(), nullable=True),
        sa.Column("human", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    # ### end Alembic commands ###


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "dismiss",
                "warn",
                "label",
                "remove_content",
                "limit",
                "suspend",
                "deactivate",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.BigInteger(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "standard",
                "verified",
                "head_of_state",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("sign_until", sa.BigInteger(), nullable=False),
        sa.Column("carry_until", sa.BigInteger(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("cooling_from", sa.BigInteger(), nullable=True),
        sa.Column("cooling_until", sa.BigInteger(), nullable=True),
        sa.Column("announced_to", sa.Text(), nullable=False),
        sa.Column(
            "closed_how",
            sa.Enum(
                "refused",
                "withdrawn",
                "expired",
                "void",
                "frozen",
                "stopped",
                name="closed_how",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=False),
        sa.Column("closed_reasons", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "partly",
                "failed",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_at", sa.BigInteger(), nullable=True),
        sa.Column("restored_at", sa.BigInteger(), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_account_at", "proposals", ["account", "at"], unique=False)
    op.create_index(
        "ix_proposals_cooling_until",
        "proposals",
        ["cooling_until"],
        unique=False,
        sqlite_where=sa.text("cooling_until IS NOT NULL"),
        postgresql_where=sa.text("cooling_until IS NOT NULL"),
    )
    op.create_index(
        "ix_proposals_live_author",
        "proposals",
        ["author"],
        unique=False,
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    # ### end Alembic commands ###


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column(
            "entry_index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("effect", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("apply", "restore", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "partly",
                "failed",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_receipts")),
    )
    op.create_index("ix_receipts_effect", "receipts", ["effect"], unique=False)
    # ### end Alembic commands ###


def _services() -> None:
    op.create_table(
        "services",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_services")),
    )
    # ### end Alembic commands ###


def _shared_views() -> None:
    op.create_table(
        "shared_views",
        sa.Column("name_ref", sa.String(length=64), nullable=False),
        sa.Column("filter_ref", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name_ref", name=op.f("pk_shared_views")),
    )
    # ### end Alembic commands ###
