"""A workstation's own file: drafts, own requests until they are answered, own views; so that no crash loses them (I12).

``open_own`` gives the :class:`Store` on which these functions run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from console.domain.reasons import Reason
from console.domain.views import RequestState
from console.store.reading import first, structs
from console.store.rows import Row
from console.store.tables.own import drafts, requests, seen, views
from console.store.unit_of_work import Reading, UnitOfWork


class OwnDraft(Row, frozen=True, kw_only=True):
    """What a person typed on a case; ``body`` in the workstation's own form."""

    person: str
    case: str
    body: bytes
    saved_at: datetime


class OwnRequest(Row, frozen=True, kw_only=True):
    """A signed request as it was asked; ``texts`` JSON of its texts, ``context`` what a draft needs to come back."""

    digest: str
    person: str
    kind: str
    document: bytes
    signatures: bytes
    texts: bytes
    context: bytes
    asked_at: datetime
    sent_at: datetime | None = None
    state: RequestState = RequestState.ASKED
    entry_index: int | None = None
    reasons: tuple[Reason, ...] = ()


class OwnView(Row, frozen=True, kw_only=True):
    """A named filter or setting of one person."""

    person: str
    name: str
    body: bytes


class Seen(Row, frozen=True, kw_only=True):
    """The last checkpoint that this workstation saw of a store (A54)."""

    store: str
    size: int
    note: str
    at: datetime


def save_draft(uow: UnitOfWork, draft: OwnDraft) -> None:
    """Keep what was typed, in place of what was kept before."""
    uow.upsert(drafts, (draft,))


def draft(reading: Reading, person: str, case: str) -> OwnDraft | None:
    """A person's draft on a case."""
    return first(reading, select(drafts).where(drafts.c.person == person, drafts.c.case == case), OwnDraft)


def all_drafts(reading: Reading, person: str) -> tuple[OwnDraft, ...]:
    """A person's drafts, newest first."""
    query = select(drafts).where(drafts.c.person == person).order_by(drafts.c.saved_at.desc(), drafts.c.case)
    return structs(reading, query, OwnDraft)


def drop_draft(uow: UnitOfWork, person: str, case: str) -> None:
    """Forget a draft (it was committed, or thrown away); harmless when there is none."""
    uow.connection.execute(delete(drafts).where(drafts.c.person == person, drafts.c.case == case))


def keep_request(uow: UnitOfWork, request: OwnRequest) -> None:
    """Keep a signed request before it is sent; the same one again changes nothing but what became of it."""
    uow.upsert(requests, (request,))


def mark_sent(uow: UnitOfWork, digest: str, now: datetime) -> None:
    """It lies in the store's inbox."""
    uow.connection.execute(requests.update().where(requests.c.digest == digest).values(sent_at=now))


def mark_answered(
    uow: UnitOfWork, digest: str, state: RequestState, entry_index: int | None, reasons: Sequence[Reason]
) -> None:
    """What the registrar said; once admitted, its texts and context are let go."""
    values: dict[str, object] = {"state": state, "entry_index": entry_index, "reasons": tuple(reasons)}
    if state is RequestState.ADMITTED:
        values |= {"texts": b"", "context": b""}
    uow.connection.execute(requests.update().where(requests.c.digest == digest).values(**values))


def own_request(reading: Reading, digest: str) -> OwnRequest | None:
    """A kept request."""
    return first(reading, select(requests).where(requests.c.digest == digest), OwnRequest)


def unanswered(reading: Reading, person: str | None = None) -> tuple[OwnRequest, ...]:
    """Requests that wait for their answer, in the order they were asked; of one person, or of all."""
    c = requests.c
    query = select(requests).where(c.state == RequestState.ASKED).order_by(c.asked_at, c.digest)
    return structs(reading, query if person is None else query.where(c.person == person), OwnRequest)


def back_to_draft(uow: UnitOfWork, digest: str) -> None:
    """It could not be sent in time, so it has to be committed anew (PROTOCOL.md section 11)."""
    uow.connection.execute(requests.update().where(requests.c.digest == digest).values(state=RequestState.DRAFT))


def forget_answered(uow: UnitOfWork, before: datetime) -> None:
    """Let go of answered requests that were asked before an instant; the ledger has them."""
    c = requests.c
    done = (RequestState.ADMITTED, RequestState.REJECTED)
    uow.connection.execute(delete(requests).where(c.state.in_(done), c.asked_at < before))


def save_view(uow: UnitOfWork, view: OwnView) -> None:
    """Keep a named filter or setting."""
    uow.upsert(views, (view,))


def own_views(reading: Reading, person: str) -> tuple[OwnView, ...]:
    """A person's named filters and settings, by name."""
    return structs(reading, select(views).where(views.c.person == person).order_by(views.c.name), OwnView)


def drop_view(uow: UnitOfWork, person: str, name: str) -> None:
    """Forget one; harmless when there is none."""
    uow.connection.execute(delete(views).where(views.c.person == person, views.c.name == name))


def remember_seen(uow: UnitOfWork, what: Seen) -> None:
    """Remember a newer checkpoint; an older one than what is remembered is ignored."""
    before = last_seen(uow, what.store)
    if before is None or before.size <= what.size:
        uow.upsert(seen, (what,))


def last_seen(reading: Reading, store: str) -> Seen | None:
    """The last checkpoint that was seen here of a store."""
    return first(reading, select(seen).where(seen.c.store == store), Seen)
