"""What follows from the ledger, for screens only: each row can be made again from the entries, and none is authority.

The registrar writes whole rows; proposals lie apart from cases, so that a case tells nothing of them (I14).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Named, Table, Text, TypedColumns, text

from console.domain.actions import Action, DeclaredEffect, Tier
from console.domain.documents import DutyKind, Ending, OrderKind, Outcome, Verdict
from console.domain.people import Role
from console.store.tables.base import Big, Coded, Id, Instant, Serial, Words, metadata, word


class ProposalColumns(TypedColumns):
    """A proposal: facts and instants only, its status is derived from them and the time."""

    digest: Named[str] = Column(Id, primary_key=True)
    entry_index: Named[int] = Column(Big)
    at: Named[datetime] = Column(Instant)
    case: Named[str] = Column(Id)
    account: Named[str] = Column(Id)
    author: Named[str] = Column(Id)
    action: Named[Action] = Column(word(Action, "action"))
    effect: Named[DeclaredEffect] = Column(Coded(DeclaredEffect))
    duration_s: Named[int | None] = Column(Big)
    clause: Named[str] = Column(Text)
    tier: Named[Tier] = Column(word(Tier, "tier"))
    needed: Named[int]
    """Countersigners that it needs."""
    signed: Named[int]
    sign_until: Named[datetime] = Column(Instant)
    carry_until: Named[datetime | None] = Column(Instant)
    held_until: Named[datetime | None] = Column(Instant)
    cooling_from: Named[datetime | None] = Column(Instant)
    cooling_until: Named[datetime | None] = Column(Instant)
    announced_to: Named[tuple[str, ...]] = Column(Words)
    closed_how: Named[Ending | None] = Column(word(Ending, "closed_how"))
    closed_at: Named[datetime | None] = Column(Instant)
    closed_by: Named[str] = Column(Id)
    closed_reasons: Named[tuple[str, ...]] = Column(Words)
    ordered_at: Named[datetime | None] = Column(Instant)
    outcome: Named[Outcome | None] = Column(word(Outcome, "outcome"))
    outcome_at: Named[datetime | None] = Column(Instant)
    restored_at: Named[datetime | None] = Column(Instant)
    live: Named[bool]
    """Neither closed nor carried out."""


proposals = Table(
    "proposals",
    metadata,
    ProposalColumns,
    Index("ix_proposals_live_author", "author", sqlite_where=text("live = 1"), postgresql_where=text("live")),
    Index(
        "ix_proposals_cooling_until",
        "cooling_until",
        sqlite_where=text("cooling_until IS NOT NULL"),
        postgresql_where=text("cooling_until IS NOT NULL"),
    ),
    Index("ix_proposals_account_at", "account", "at"),
)


class AssignmentColumns(TypedColumns):
    """A case drawn for a person to read; nothing in the row says why it was drawn (I14)."""

    id: Named[str] = Column(Id, primary_key=True)
    entry_index: Named[int] = Column(Big)
    number: Named[int] = Column(Big)
    at: Named[datetime] = Column(Instant)
    until: Named[datetime] = Column(Instant)
    case: Named[str] = Column(Id)
    account: Named[str] = Column(Id)
    person: Named[str] = Column(Id)
    drawn_for: Named[str] = Column(Id)
    kept: Named[str | None] = Column(Id)
    finding: Named[str | None] = Column(Id)
    finding_at: Named[datetime | None] = Column(Instant)
    verdict: Named[Verdict | None] = Column(Coded(Verdict))
    opened: Named[str | None] = Column(Id)
    """Digest of the proposal, once it was opened to the person."""
    opened_at: Named[datetime | None] = Column(Instant)
    over: Named[str | None] = Column(Text)
    """``signed``, ``refused``, ``recused``, ``passed_over``, ``done``; ``None`` while it is live."""
    over_at: Named[datetime | None] = Column(Instant)


assignments = Table(
    "assignments",
    metadata,
    AssignmentColumns,
    Index(
        "ix_assignments_live_person",
        "person",
        "at",
        sqlite_where=text("over IS NULL"),
        postgresql_where=text("over IS NULL"),
    ),
    Index("ix_assignments_case", "case"),
    Index("ix_assignments_drawn_for", "drawn_for"),
)


class FindingColumns(TypedColumns):
    """A second reviewer's admitted verdict."""

    digest: Named[str] = Column(Id, primary_key=True)
    entry_index: Named[int] = Column(Big)
    at: Named[datetime] = Column(Instant)
    assignment: Named[str] = Column(Id)
    case: Named[str] = Column(Id)
    person: Named[str] = Column(Id)
    case_digest: Named[str] = Column(Id)
    verdict: Named[Verdict | None] = Column(Coded(Verdict))
    why_ref: Named[str | None] = Column(Id)


findings = Table("findings", metadata, FindingColumns, Index("ix_findings_case", "case"))


class EffectColumns(TypedColumns):
    """One order to the platform; ``id`` is the digest of the proposal or restore that it carries out."""

    id: Named[str] = Column(Id, primary_key=True)
    kind: Named[OrderKind] = Column(word(OrderKind, "kind"))
    entry_index: Named[int] = Column(Big)
    case: Named[str] = Column(Id)
    account: Named[str] = Column(Id)
    author: Named[str] = Column(Id)
    action: Named[Action] = Column(word(Action, "action"))
    effect: Named[DeclaredEffect] = Column(Coded(DeclaredEffect))
    clause: Named[str] = Column(Text)
    of: Named[str | None] = Column(Id)
    """Of a restore: the effect that it undoes."""
    no_way_back: Named[bool]
    intents: Named[int]
    intended_at: Named[datetime | None] = Column(Instant)
    outcome: Named[Outcome | None] = Column(word(Outcome, "outcome"))
    at: Named[datetime | None] = Column(Instant)
    """When its receipt was admitted."""
    state: Named[str | None] = Column(Id)
    note: Named[str] = Column(Text)
    drift: Named[tuple[str, ...]] = Column(Words)
    restored_by: Named[str | None] = Column(Id)
    restored_at: Named[datetime | None] = Column(Instant)


effects = Table(
    "effects",
    metadata,
    EffectColumns,
    Index("ix_effects_kind_at_id", "kind", "at", "id"),
    Index("ix_effects_account_at", "account", "at"),
    Index("ix_effects_case", "case"),
)


class ReceiptColumns(TypedColumns):
    """What became of one order, each attempt a row."""

    entry_index: Named[int] = Column(Serial, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Instant)
    effect: Named[str] = Column(Id)
    kind: Named[OrderKind] = Column(word(OrderKind, "kind"))
    outcome: Named[Outcome] = Column(word(Outcome, "outcome"))
    state: Named[str | None] = Column(Id)
    note: Named[str] = Column(Text)


receipts = Table("receipts", metadata, ReceiptColumns, Index("ix_receipts_effect", "effect"))


class PersonColumns(TypedColumns):
    """Somebody of the roster in force, as screens show them; ``name_ref`` is the digest of the display name."""

    id: Named[str] = Column(Id, primary_key=True)
    name_ref: Named[str] = Column(Id)
    role: Named[Role] = Column(word(Role, "role"))
    vendor: Named[str] = Column(Text)
    public_keys: Named[tuple[str, ...]] = Column(Words)
    contract_from: Named[datetime | None] = Column(Instant)
    contract_until: Named[datetime | None] = Column(Instant)
    human: Named[bool]
    ended_at: Named[datetime | None] = Column(Instant)
    """Ended by an administrator, or left out of a later roster."""
    roster: Named[int]
    """Number of the last roster version that names them."""


people = Table("people", metadata, PersonColumns)


class DutyColumns(TypedColumns):
    """A person's shift as the ledger has it."""

    person: Named[str] = Column(Id, primary_key=True)
    kind: Named[DutyKind] = Column(word(DutyKind, "kind"))
    since: Named[datetime | None] = Column(Instant)
    """Working without a break since."""
    worked_s: Named[int] = Column(Big)
    """Seconds of this shift before ``since``."""
    renewed: Named[datetime | None] = Column(Instant)


duties = Table("duties", metadata, DutyColumns)


class NoteColumns(TypedColumns):
    """A note on a case."""

    entry_index: Named[int] = Column(Serial, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Instant)
    case: Named[str] = Column(Id)
    person: Named[str] = Column(Id)
    text_ref: Named[str] = Column(Id)


notes = Table("notes", metadata, NoteColumns, Index("ix_notes_case", "case"))


class SharedViewColumns(TypedColumns):
    """A filter of the queue that a team shares; the digests' texts hold name and filter."""

    name_ref: Named[str] = Column(Id, primary_key=True)
    filter_ref: Named[str] = Column(Id)
    person: Named[str] = Column(Id)
    entry_index: Named[int] = Column(Big)


shared_views = Table("shared_views", metadata, SharedViewColumns)


class ServiceColumns(TypedColumns):
    """Whether registrar and dispatcher work: when they last said so, and one sentence where they don't ("" if so)."""

    name: Named[str] = Column(Id, primary_key=True)
    at: Named[datetime] = Column(Instant)
    problem: Named[str] = Column(Text)


services = Table("services", metadata, ServiceColumns)
