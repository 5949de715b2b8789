"""The ledger's tables: bytes, texts, inbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _checkpoints()
    _entries()
    _entry_subjects()
    _inbox()
    _meta()
    _rejections()
    _texts()
    _tree_nodes()


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    # ### end Alembic commands ###


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column(
            "entry_index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_entries")),
        sa.UniqueConstraint("digest", name=op.f("uq_entries_digest")),
    )
    # ### end Alembic commands ###


def _entry_subjects() -> None:
    op.create_table(
        "entry_subjects",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "entry_index", name=op.f("pk_entry_subjects")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_subjects_entry_index", "entry_subjects", ["entry_index"], unique=False)
    # ### end Alembic commands ###


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "admitted", "rejected", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("entry_index", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("length(document) <= 65536", name=op.f("ck_inbox_document_size")),
        sa.CheckConstraint("length(signatures) <= 65536", name=op.f("ck_inbox_signatures_size")),
        sa.CheckConstraint("urgency IN (0, 1)", name=op.f("ck_inbox_urgency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("person", "digest", name=op.f("uq_inbox_person_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_own", "inbox", ["person", "state", "id"], unique=False)
    op.create_index(
        "ix_inbox_pending",
        "inbox",
        ["urgency", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    # ### end Alembic commands ###


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    # ### end Alembic commands ###


def _rejections() -> None:
    op.create_table(
        "rejections",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry_index", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "hour", name=op.f("pk_rejections")),
    )
    # ### end Alembic commands ###


def _texts() -> None:
    op.create_table(
        "texts",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (text IS NOT NULL AND salt IS NOT NULL)", name=op.f("ck_texts_erased")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_texts")),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###


def _tree_nodes() -> None:
    op.create_table(
        "tree_nodes",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_tree_nodes")),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###
