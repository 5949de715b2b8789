"""Accounts, what was reported of them, and the cases of the queue; and the leases, the only direct writes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from console.domain.actions import DeclaredEffect, Tier
from console.domain.cases import CaseState, ReportReason
from console.store.tables.base import Big, Coded, Id, Instant, Serial, Words, metadata, word


class PlatformColumns(TypedColumns):
    """What a platform's connector declares, for consoles that have no connector; ``problem`` is "" or a sentence."""

    id: Named[str] = Column(String(255), primary_key=True)
    title: Named[str] = Column(Text)
    reach_noun: Named[str] = Column(Text)
    effects: Named[tuple[DeclaredEffect, ...]] = Column(Coded(tuple[DeclaredEffect, ...]))
    labels: Named[tuple[str, ...]] = Column(Words)
    cursor: Named[str | None] = Column(Text)
    """Where the next intake goes on."""
    problem: Named[str] = Column(Text)
    at: Named[datetime] = Column(Instant)


platforms = Table("platforms", metadata, PlatformColumns)


class AccountColumns(TypedColumns):
    """An account as last read; ``*_ref`` are digests in ``texts``.

    ``lookup`` is a digest of the platform's id, to find the row again without the text.  ``tier`` is the effective
    one (the highest of flag and register; not known counts as the highest, I4).
    """

    id: Named[str] = Column(Id, primary_key=True)
    platform: Named[str] = Column(String(255))
    lookup: Named[str] = Column(Id)
    platform_id_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    handle_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    name_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    card_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    """Platform id, handle and name in one text, so that a list looks up one and not three."""
    tier: Named[Tier] = Column(word(Tier, "tier"))
    tier_flag: Named[Tier | None] = Column(word(Tier, "tier_flag"))
    """What the platform's own mark said; ``None`` is not known."""
    tier_register: Named[Tier | None] = Column(word(Tier, "tier_register"))
    """What the protection register says; ``None`` is not in it."""
    reach: Named[int | None] = Column(Big)
    reach_noun: Named[str] = Column(Text)
    state: Named[str] = Column(Id)
    """Digest of the platform's state."""
    state_words: Named[tuple[str, ...]] = Column(Words)
    avatar: Named[str] = Column(Text)
    created: Named[datetime | None] = Column(Instant)
    read_at: Named[datetime] = Column(Instant)
    confusable_with: Named[str | None] = Column(Id)
    """Id of the protected account with which its handle can be confused."""


accounts = Table(
    "accounts",
    metadata,
    AccountColumns,
    UniqueConstraint("platform", "lookup"),
    Index("ix_accounts_tier_id", "tier", "id"),
)


class SearchColumns(TypedColumns):
    """Handle, name and platform id of each account, folded, for finding by beginning or part; erasing empties it."""

    account: Named[str] = Column(Id, ForeignKey("accounts.id"), primary_key=True)
    field: Named[str] = Column(String(16), primary_key=True)
    """``handle``, ``name`` or ``id``."""
    folded: Named[str] = Column(Text)


account_search = Table(
    "account_search", metadata, SearchColumns, Index("ix_account_search_folded_account", "folded", "account")
)


class CaseColumns(TypedColumns):
    """A case; ``rank`` orders the queue (microseconds at which it is due), and its state tells nothing else (I14)."""

    id: Named[str] = Column(Id, primary_key=True)
    account: Named[str] = Column(Id, ForeignKey("accounts.id"))
    state: Named[CaseState] = Column(word(CaseState, "state"))
    rank: Named[int] = Column(Big)
    tier: Named[Tier] = Column(word(Tier, "tier"))
    """Its account's, as are the next three: kept here so that a page of the queue needs no other table but texts."""
    card_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    reach: Named[int | None] = Column(Big)
    reach_noun: Named[str] = Column(Text)
    platform: Named[str] = Column(String(255))
    digest: Named[str] = Column(Id)
    """Of the case as it would be shown now (``domain.cases.case_digest``)."""
    oldest_report: Named[datetime] = Column(Instant)
    report_count: Named[int]
    reasons: Named[tuple[str, ...]] = Column(Words)
    """Most frequent first."""
    languages: Named[tuple[str, ...]] = Column(Words)
    opened_at: Named[datetime] = Column(Instant)
    closed_at: Named[datetime | None] = Column(Instant)


_OPEN = text("state = 'open'")
cases = Table(
    "cases",
    metadata,
    CaseColumns,
    Index("ix_cases_open_rank_id", "rank", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_cases_open_tier_rank_id", "tier", "rank", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("uq_cases_open_account", "account", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_cases_account", "account"),
)


class CaseReasonColumns(TypedColumns):
    """How often a case was reported for which reason."""

    case: Named[str] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    reason: Named[ReportReason] = Column(word(ReportReason, "reason"), primary_key=True)
    count: Named[int]


case_reasons = Table("case_reasons", metadata, CaseReasonColumns, sqlite_with_rowid=False)


class CaseLanguageColumns(TypedColumns):
    """The languages of a case's reports and content (BCP 47)."""

    case: Named[str] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    language: Named[str] = Column(String(64), primary_key=True)


case_languages = Table("case_languages", metadata, CaseLanguageColumns, sqlite_with_rowid=False)


class ContentColumns(TypedColumns):
    """One item as it was when it was reported: an edited one is another row.  ``digest`` is cited as evidence."""

    id: Named[str] = Column(Id, primary_key=True)
    account: Named[str] = Column(Id, ForeignKey("accounts.id"))
    lookup: Named[str] = Column(Id)
    """Digest of platform, content id and text."""
    platform_id_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    text_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    media_ref: Named[str | None] = Column(Id, ForeignKey("texts.digest"))
    """Its media as JSON (tuple of ``MediaView``)."""
    kind: Named[str] = Column(String(32))
    language: Named[str] = Column(String(64))
    at: Named[datetime] = Column(Instant)
    digest: Named[str] = Column(Id)


contents = Table(
    "contents", metadata, ContentColumns, UniqueConstraint("lookup"), Index("ix_contents_digest", "digest")
)


class CaseContentColumns(TypedColumns):
    """The reported items of a case."""

    case: Named[str] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    content: Named[str] = Column(Id, ForeignKey("contents.id"), primary_key=True)
    reported_times: Named[int]


case_contents = Table(
    "case_contents",
    metadata,
    CaseContentColumns,
    Index("ix_case_contents_content", "content"),
    sqlite_with_rowid=False,
)


class ReportColumns(TypedColumns):
    """One report; ``id`` is its identity (platform, kind, id, time, target), so that none is taken twice."""

    id: Named[str] = Column(Id, primary_key=True)
    case: Named[str] = Column(Id, ForeignKey("cases.id"))
    kind: Named[str] = Column(String(16))
    """``account`` or ``content``."""
    platform_report_id: Named[str] = Column(Text)
    target_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    reporter_ref: Named[str] = Column(Id, ForeignKey("texts.digest"))
    pseudonym: Named[str] = Column(String(8))
    reason: Named[ReportReason] = Column(word(ReportReason, "reason"))
    reason_as_given: Named[str] = Column(Text)
    statement_ref: Named[str | None] = Column(Id, ForeignKey("texts.digest"))
    language: Named[str] = Column(String(64))
    at: Named[datetime] = Column(Instant)
    content: Named[str | None] = Column(Id, ForeignKey("contents.id"))
    digest: Named[str] = Column(Id)
    taken_at: Named[datetime] = Column(Instant)


reports = Table(
    "reports",
    metadata,
    ReportColumns,
    Index("ix_reports_case_at_id", "case", "at", "id"),
    Index("ix_reports_digest", "digest"),
)


class LeaseColumns(TypedColumns):
    """Who works on a case until when; it ends by itself when its time is over."""

    case: Named[str] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    person: Named[str] = Column(Id)
    since: Named[datetime] = Column(Instant)
    until: Named[datetime] = Column(Instant)


leases = Table("leases", metadata, LeaseColumns, Index("ix_leases_person_until", "person", "until"))


class PassColumns(TypedColumns):
    """Who is not offered a case again by *claim next*: they skipped it, or it was reopened for somebody fresh."""

    case: Named[str] = Column(Id, ForeignKey("cases.id"), primary_key=True)
    person: Named[str] = Column(Id, primary_key=True)
    at: Named[datetime] = Column(Instant)


case_passes = Table("case_passes", metadata, PassColumns, sqlite_with_rowid=False)


class CounterColumns(TypedColumns):
    """A number that is kept up to date in the transactions that change it, so that nobody has to count."""

    name: Named[str] = Column(String(64), primary_key=True)
    value: Named[int] = Column(Big)


counters = Table("counters", metadata, CounterColumns)


class WayBackColumns(TypedColumns):
    """What a restore of an effect needs, as the connector saved it; its digest stands in the ledger."""

    id: Named[int] = Column(Serial, primary_key=True)
    effect: Named[str] = Column(Id)
    digest: Named[str] = Column(Id)
    saved: Named[bytes] = Column(LargeBinary)
    at: Named[datetime] = Column(Instant)


way_backs = Table("way_backs", metadata, WayBackColumns, UniqueConstraint("effect", "digest"))
