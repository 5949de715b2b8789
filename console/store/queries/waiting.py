"""Whom does it wait for: one's own proposals that are not done, and what is cooling off for everyone on duty."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal_column, select

from console.domain.documents import Outcome
from console.domain.views import ENDINGS, AccountBrief, Announcement, Status, WaitingLine
from console.store.queries.briefs import briefs
from console.store.reading import first, structs
from console.store.rows import ProposalRow
from console.store.tables.work import proposals
from console.store.unit_of_work import Reading

_LIVE = proposals.c.live == literal_column("1")
_SENT = {
    Outcome.DONE: Status.CARRIED_OUT,
    Outcome.PARTLY: Status.CARRIED_OUT,
    Outcome.FAILED: Status.FAILED,
    Outcome.UNKNOWN: Status.UNKNOWN,
}


def of(reading: Reading, person: str, now: datetime) -> tuple[WaitingLine, ...]:
    """What a person proposed and what is not done, oldest first, each with whom it waits for."""
    p = proposals.c
    query = select(proposals).where(p.author == person, _LIVE).order_by(p.at, p.digest)
    rows = structs(reading, query, ProposalRow)
    accounts = briefs(reading, [row.account for row in rows])
    return tuple(_line(row, accounts[row.account], now) for row in rows)


def announcements(reading: Reading, now: datetime) -> tuple[Announcement, ...]:
    """What is cooling off now, the next to be carried out first.  Whether the viewer may stop it, the rules say."""
    p = proposals.c
    query = select(proposals).where(_LIVE, p.cooling_until > now).order_by(p.cooling_until, p.digest)
    rows = structs(reading, query, ProposalRow)
    accounts = briefs(reading, [row.account for row in rows])
    return tuple(
        Announcement(
            proposal=row.digest,
            account=accounts[row.account],
            action=row.action,
            since=row.cooling_from or row.at,
            until=row.cooling_until or now,
            words=row.effect.sentence,
            can_stop=True,
        )
        for row in rows
    )


def proposal(reading: Reading, digest: str) -> ProposalRow | None:
    """One proposal's row; whether the asker may see it is the caller's question (I14)."""
    return first(reading, select(proposals).where(proposals.c.digest == digest), ProposalRow)


def status(row: ProposalRow, now: datetime) -> Status:
    """Where a proposal stands, from its row; ``domain.proposals.status`` says the same from the ledger."""
    if row.restored_at is not None:
        return Status.RESTORED
    if row.outcome is not None:
        return _SENT[row.outcome]
    if row.ordered_at is not None:
        return Status.ORDERED
    if row.closed_how is not None:
        return ENDINGS[row.closed_how]
    if row.carry_until is not None and now >= row.carry_until:
        return Status.EXPIRED
    if row.cooling_until is not None:
        return Status.COOLING_OFF if now < row.cooling_until else Status.DUE
    if row.needed == 0:
        return Status.HELD_BACK if row.held_until is not None and now < row.held_until else Status.DUE
    if now >= row.sign_until:
        return Status.EXPIRED
    return Status.COUNTERSIGNED if row.signed else Status.HANDED_OFF


def _line(row: ProposalRow, account: AccountBrief, now: datetime) -> WaitingLine:
    where = status(row, now)
    until, whom = _whom(row, where)
    return WaitingLine(
        proposal=row.digest,
        case=row.case,
        account=account,
        action=row.action,
        status=where,
        since=row.at,
        until=until,
        whom=whom,
        can_undo=row.ordered_at is None and where in _UNDOABLE,
        can_stop=where is Status.COOLING_OFF,
    )


_UNDOABLE = frozenset({Status.HELD_BACK, Status.HANDED_OFF, Status.COUNTERSIGNED, Status.COOLING_OFF, Status.DUE})


def _whom(row: ProposalRow, where: Status) -> tuple[datetime | None, str]:
    """Until when, and whom or what for in one sentence."""
    missing = max(row.needed - row.signed, 0)
    people = "one second reviewer" if missing == 1 else f"{missing} second reviewers"
    known: dict[Status, tuple[datetime | None, str]] = {
        Status.HELD_BACK: (row.held_until, "It is held back, so that you can undo it."),
        Status.HANDED_OFF: (row.sign_until, f"It waits for {people}, drawn by lot."),
        Status.COUNTERSIGNED: (row.sign_until, f"It waits for {people} more, drawn by lot."),
        Status.COOLING_OFF: (row.cooling_until, "It is cooling off: everyone on duty can stop it."),
        Status.DUE: (row.carry_until, "It waits for its turn to be carried out."),
        Status.ORDERED: (None, "It was sent; the platform's answer is awaited."),
        Status.EXPIRED: (None, "Its time is over; the registrar is about to close it."),
    }
    return known.get(where, (None, "It is about to be closed."))
