"""A workstation's own small file: what its people typed and asked, so that no crash loses it (I12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, Named, String, Table, Text, TypedColumns

from console.domain.reasons import Reason
from console.domain.views import RequestState
from console.store.tables.base import Big, Coded, Id, Instant, own_metadata, word


class OwnDraftColumns(TypedColumns):
    """What a person has typed on a case and not yet committed; ``body`` is the workstation's own form."""

    person: Named[str] = Column(Id, primary_key=True)
    case: Named[str] = Column(Id, primary_key=True)
    body: Named[bytes] = Column(LargeBinary)
    saved_at: Named[datetime] = Column(Instant)


drafts = Table("drafts", own_metadata, OwnDraftColumns)


class OwnRequestColumns(TypedColumns):
    """A signed request, kept here until the store has answered it; ``context`` is what a draft needs to come back."""

    digest: Named[str] = Column(Id, primary_key=True)
    person: Named[str] = Column(Id)
    kind: Named[str] = Column(String(32))
    document: Named[bytes] = Column(LargeBinary)
    signatures: Named[bytes] = Column(LargeBinary)
    texts: Named[bytes] = Column(LargeBinary)
    """The personal texts that it names, as JSON, until they lie in the store."""
    context: Named[bytes] = Column(LargeBinary)
    asked_at: Named[datetime] = Column(Instant)
    sent_at: Named[datetime | None] = Column(Instant)
    state: Named[RequestState] = Column(word(RequestState, "state"))
    entry_index: Named[int | None] = Column(Big)
    reasons: Named[tuple[Reason, ...]] = Column(Coded(tuple[Reason, ...]))


requests = Table("requests", own_metadata, OwnRequestColumns, Index("ix_requests_person_state", "person", "state"))


class OwnViewColumns(TypedColumns):
    """A person's own named filter of the queue, or another small setting."""

    person: Named[str] = Column(Id, primary_key=True)
    name: Named[str] = Column(Text, primary_key=True)
    body: Named[bytes] = Column(LargeBinary)


views = Table("views", own_metadata, OwnViewColumns)


class SeenColumns(TypedColumns):
    """What this workstation last saw of a store's ledger, so that an older one is found out (A54)."""

    store: Named[str] = Column(Id, primary_key=True)
    size: Named[int] = Column(Big)
    note: Named[str] = Column(Text)
    at: Named[datetime] = Column(Instant)


seen = Table("seen", own_metadata, SeenColumns)
