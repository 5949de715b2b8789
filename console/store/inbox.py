"""Signed requests on their way to the registrar: put once, answered once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select

from console.domain.reasons import Reason
from console.domain.views import RequestState, RequestView
from console.errors import BadInput, Refused
from console.store.prepared import Prepared
from console.store.reading import pairs, pieces, structs
from console.store.rows import InboxAnswer, InboxRow, RejectionRow, TextRow
from console.store.tables.ledger import InboxState, inbox, rejections, texts
from console.store.unit_of_work import Reading, UnitOfWork

SIZE_LIMIT: Final = 64 * 1024
"""Bytes of a document, and of all texts that come with it, at most (PROTOCOL.md section 1)."""
MOST_PENDING: Final = 50
"""Requests of one person that wait at the same time, at most (PROTOCOL.md section 1)."""
URGENT: Final = frozenset({"restore/1", "stop/1", "withdrawal/1"})
"""Taken before everything else."""

_PENDING: ColumnElement[InboxState] = literal_column("'pending'")
"""As a literal, so that SQLite sees that the partial index holds it."""
_ANSWER = Prepared(
    inbox.update()
    .where(inbox.c.id == bindparam("one"))
    .values(
        state=bindparam("state"),
        entry_index=bindparam("entry_index"),
        reasons=bindparam("reasons"),
        answered_at=bindparam("answered_at"),
    ),
    ("one", "state", "entry_index", "reasons", "answered_at"),
)
_STATES = {
    InboxState.PENDING: RequestState.ASKED,
    InboxState.ADMITTED: RequestState.ADMITTED,
    InboxState.REJECTED: RequestState.REJECTED,
}


def submit(
    uow: UnitOfWork,
    *,
    person: str,
    digest: str,
    kind: str,
    document: bytes,
    signatures: bytes,
    now: datetime,
    with_texts: Sequence[TextRow] = (),
    most_pending: int = MOST_PENDING,
) -> bool:
    """Put a signed request and the personal texts that it names; False when it is there already (asked twice).

    ``document`` are its canonical bytes, ``digest`` their hex SHA-256, ``signatures`` JSON of keys and signatures.
    Raises :class:`BadInput` when it is too large, :class:`Refused` when the person has too many waiting.
    """
    if len(document) > SIZE_LIMIT or len(signatures) > SIZE_LIMIT:
        raise _too_large("The request is too large", len(document))
    if sum(len(t.text.encode()) for t in with_texts) > SIZE_LIMIT:
        raise _too_large("The texts of the request are too long", sum(len(t.text) for t in with_texts))
    there = select(inbox.c.id).where(inbox.c.person == person, inbox.c.digest == digest)
    if uow.connection.scalar(there) is not None:
        return False
    if own_pending(uow, person) >= most_pending:
        raise Refused(
            f"{most_pending} of your requests wait for an answer already",
            "inbox",
            "Wait until some are answered; this one is kept as a draft.",
            message_id="store.inbox_full",
        )
    uow.insert(texts, with_texts)
    uow.connection.execute(
        inbox.insert(),
        {
            "digest": digest,
            "person": person,
            "kind": kind,
            "urgency": 0 if kind in URGENT else 1,
            "document": document,
            "signatures": signatures,
            "received_at": now,
            "state": InboxState.PENDING,
        },
    )
    return True


def _too_large(what: str, size: int) -> BadInput:
    return BadInput(what, f"{size} bytes", "Shorten its texts; it is kept as a draft.", message_id="store.too_large")


def take(reading: Reading, limit: int) -> tuple[InboxRow, ...]:
    """The next ``limit`` requests to decide: restores, stops and withdrawals first, then in the order they came."""
    c = inbox.c
    query = (
        select(c.id, c.digest, c.person, c.kind, c.document, c.signatures, c.received_at)
        .where(c.state == _PENDING)
        .order_by(c.urgency, c.id)
        .limit(limit)
    )
    return structs(reading, query, InboxRow)


def answer(uow: UnitOfWork, answers: Sequence[InboxAnswer], now: datetime) -> None:
    """Write down what became of pending requests; an answer is final."""
    rows = ((row.id, row.state, row.entry_index, row.reasons, now) for row in answers)
    _ANSWER.run(uow.connection, rows)


def own_request(reading: Reading, person: str, digest: str) -> RequestView | None:
    """What became of one's own request; ``None`` when it is not here.  Nobody asks for another person's."""
    c = inbox.c
    query = select(c.kind, c.state, c.entry_index, c.reasons).where(c.person == person, c.digest == digest)
    found = pairs(reading, query)
    if not found:
        return None
    kind, state, entry_index, reasons = found[0]
    return RequestView(digest=digest, kind=kind, state=_STATES[state], entry=entry_index, reasons=tuple(reasons or ()))


def own_pending(reading: Reading, person: str) -> int:
    """How many of one's own requests wait for an answer."""
    query = select(func.count()).where(inbox.c.person == person, inbox.c.state == InboxState.PENDING)
    return reading.connection.scalar(query) or 0


def own_answers(reading: Reading, person: str, digests: Sequence[str]) -> tuple[RequestView, ...]:
    """Those of one's own requests that are here, with what became of them."""
    found = (own_request(reading, person, digest) for digest in digests)
    return tuple(view for view in found if view is not None)


def anything_pending(reading: Reading) -> bool:
    """Whether the registrar has something to take."""
    return reading.connection.scalar(select(inbox.c.id).where(inbox.c.state == _PENDING).limit(1)) is not None


def rejected_between(
    reading: Reading, since: datetime, until: datetime
) -> tuple[tuple[str, str, tuple[Reason, ...]], ...]:
    """Person, digest and reasons of what was rejected from ``since`` to before ``until``, in order of person and id.

    The registrar puts one digest per person and hour of these into the ledger (PROTOCOL.md section 1).
    """
    c = inbox.c
    query = (
        select(c.person, c.digest, c.reasons)
        .where(c.state == InboxState.REJECTED, c.answered_at >= since, c.answered_at < until)
        .order_by(c.person, c.id)
    )
    return tuple((person, digest, tuple(reasons or ())) for person, digest, reasons in pairs(reading, query))


def requests_of(reading: Reading, digests: Sequence[str]) -> dict[str, InboxState]:
    """The states of these requests, whoever asked; for registrar and dispatcher only."""
    found: dict[str, InboxState] = {}
    for piece in pieces(digests):
        query = select(inbox.c.digest, inbox.c.state).where(inbox.c.digest.in_(piece))
        found.update((digest, state) for digest, state in pairs(reading, query))
    return found


def write_rejections(uow: UnitOfWork, rows: Sequence[RejectionRow]) -> None:
    """Note which hours of whom are in the ledger."""
    uow.insert(rejections, rows)


def last_rejection_hour(reading: Reading) -> datetime | None:
    """The latest hour that was put into the ledger."""
    return reading.connection.scalar(select(func.max(rejections.c.hour)))
