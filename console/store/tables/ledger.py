"""The ledger's bytes, the texts beside it, and the inbox: nothing in these is ever changed or deleted (triggers)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Named,
    SmallInteger,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from console.domain.reasons import Reason
from console.store.tables.base import Big, Coded, Id, Instant, Serial, metadata, word


class MetaColumns(TypedColumns):
    """What the store is: its id, environment, organisation, notice, founding time; written once per key."""

    key: Named[str] = Column(String(64), primary_key=True)
    value: Named[str] = Column(Text)


meta = Table("meta", metadata, MetaColumns)


class EntryColumns(TypedColumns):
    """One admitted document.  ``body`` are the entry's canonical bytes; the rest is read out of them for searching."""

    entry_index: Named[int] = Column(Serial, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Instant)
    kind: Named[str] = Column(String(32))
    """Type name with version, ``proposal/1``."""
    author: Named[str] = Column(Id)
    digest: Named[str] = Column(Id)
    """Hex SHA-256 of the document's exact bytes; unique, so that nothing is admitted twice (A25)."""
    body: Named[bytes] = Column(LargeBinary)


entries = Table("entries", metadata, EntryColumns, UniqueConstraint("digest"))


class NodeColumns(TypedColumns):
    """A complete subtree of the Merkle tree."""

    level: Named[int] = Column(SmallInteger, primary_key=True, autoincrement=False)
    position: Named[int] = Column(Big, primary_key=True, autoincrement=False)
    hash: Named[bytes] = Column(LargeBinary)


tree_nodes = Table("tree_nodes", metadata, NodeColumns, sqlite_with_rowid=False)


class CheckpointColumns(TypedColumns):
    """A signed note over the tree at one size."""

    size: Named[int] = Column(Serial, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Instant)
    note: Named[str] = Column(Text)


checkpoints = Table("checkpoints", metadata, CheckpointColumns)


class SubjectColumns(TypedColumns):
    """Which entries belong to the story of an account, case, proposal, effect or person (by its id or digest)."""

    subject: Named[str] = Column(Id, primary_key=True)
    entry_index: Named[int] = Column(Big, primary_key=True, autoincrement=False)


entry_subjects = Table(
    "entry_subjects",
    metadata,
    SubjectColumns,
    Index("ix_entry_subjects_entry_index", "entry_index"),
    sqlite_with_rowid=False,
)


class TextColumns(TypedColumns):
    """A personal text under its salted digest (I11); erased: salt and text are gone, the digest stays."""

    digest: Named[str] = Column(Id, primary_key=True)
    salt: Named[bytes | None] = Column(LargeBinary)
    text: Named[str | None] = Column(Text)
    erased_at: Named[datetime | None] = Column(Instant)


texts = Table(
    "texts",
    metadata,
    TextColumns,
    CheckConstraint("(erased_at IS NULL) = (text IS NOT NULL AND salt IS NOT NULL)", name="erased"),
    # Kept in the order of its key: one descent a text and not two, on every row of every list.
    sqlite_with_rowid=False,
)


class InboxState(StrEnum):
    """Where a signed request stands."""

    PENDING = "pending"
    ADMITTED = "admitted"
    REJECTED = "rejected"


class InboxColumns(TypedColumns):
    """A signed request as it came.  ``urgency`` 0 (restores, stops, withdrawals) is taken before 1."""

    id: Named[int] = Column(Serial, primary_key=True)
    digest: Named[str] = Column(Id)
    person: Named[str] = Column(Id)
    kind: Named[str] = Column(String(32))
    urgency: Named[int] = Column(SmallInteger)
    document: Named[bytes] = Column(LargeBinary)
    signatures: Named[bytes] = Column(LargeBinary)
    received_at: Named[datetime] = Column(Instant)
    state: Named[InboxState] = Column(word(InboxState, "state"))
    entry_index: Named[int | None] = Column(Big)
    reasons: Named[tuple[Reason, ...] | None] = Column(Coded(tuple[Reason, ...]))
    answered_at: Named[datetime | None] = Column(Instant)


inbox = Table(
    "inbox",
    metadata,
    InboxColumns,
    UniqueConstraint("person", "digest"),
    CheckConstraint("length(document) <= 65536", name="document_size"),
    CheckConstraint("length(signatures) <= 65536", name="signatures_size"),
    CheckConstraint("urgency IN (0, 1)", name="urgency"),
    Index(
        "ix_inbox_pending",
        "urgency",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index("ix_inbox_own", "person", "state", "id"),
    sqlite_autoincrement=True,
)


class RejectionColumns(TypedColumns):
    """The digest over what was rejected of one person in one hour, once it stands in the ledger."""

    person: Named[str] = Column(Id, primary_key=True)
    hour: Named[datetime] = Column(Instant, primary_key=True)
    count: Named[int]
    digest: Named[str] = Column(Id)
    entry_index: Named[int] = Column(Big)


rejections = Table("rejections", metadata, RejectionColumns)
