"""Claims as leases: so that two reviewers don't work on one case.  The only thing that a workstation writes directly.

A lease ends by itself when its time is over; nobody has to clean up after a console that crashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, func, select

from console.domain.cases import CaseState
from console.domain.views import QueueFilter
from console.errors import Refused
from console.store.filters import conditions
from console.store.reading import pairs
from console.store.tables.base import to_microseconds
from console.store.tables.cases import case_passes, cases, leases
from console.store.unit_of_work import Reading, UnitOfWork

MOST: Final = 3
"""Cases that one person holds at the same time, at most (PROTOCOL.md section 9)."""


def holder(reading: Reading, case: str, now: datetime) -> tuple[str, datetime] | None:
    """Who holds a live lease on a case, and until when."""
    query = select(leases.c.person, leases.c.until).where(leases.c.case == case, leases.c.until > now)
    found = pairs(reading, query)
    return (found[0][0], found[0][1]) if found else None


def held_by(reading: Reading, person: str, now: datetime) -> tuple[str, ...]:
    """The cases on which a person holds a live lease, oldest first."""
    query = select(leases.c.case).where(leases.c.person == person, leases.c.until > now).order_by(leases.c.since)
    return tuple(case for (case,) in pairs(reading, query))


def fingerprint(reading: Reading) -> tuple[int, int]:
    """Differs when a case was claimed, held for longer or given back: how many leases, and the latest end (µs)."""
    count, latest = pairs(reading, select(func.count(), func.max(leases.c.until)))[0]
    return count, 0 if latest is None else to_microseconds(latest)


def claim(uow: UnitOfWork, person: str, case: str, now: datetime, lease_s: int, most: int = MOST) -> datetime:
    """Take an open case, or go on holding it, for ``lease_s`` seconds from ``now``; returns until when.

    Raises :class:`Refused` when a colleague holds it, it is not open, or the person holds ``most`` already.
    """
    state = uow.connection.scalar(select(cases.c.state).where(cases.c.id == case))
    if state is not CaseState.OPEN:
        raise Refused("The case is not open any more", "queue", "Take the next one.", message_id="store.case_not_open")
    held = holder(uow, case, now)
    if held is not None and held[0] != person:
        raise Refused(
            "A colleague works on this case",
            "queue",
            "Take the next one, or wait until they are done.",
            message_id="store.held",
            person=held[0],
            until=held[1].isoformat(),
        )
    if held is None:
        _check_most(uow, person, now, most)
    return _take(uow, person, case, now, lease_s, since_now=held is None)


def claim_next(
    uow: UnitOfWork, person: str, wanted: QueueFilter, now: datetime, lease_s: int, most: int = MOST
) -> str | None:
    """Take the first open case of the filter that nobody holds and that the person has not passed on.

    Returns its id, ``None`` when there is none.  Raises :class:`Refused` when the person holds ``most`` already.
    """
    _check_most(uow, person, now, most)
    taken = exists().where(and_(leases.c.case == cases.c.id, leases.c.until > now))
    passed = exists().where(and_(case_passes.c.case == cases.c.id, case_passes.c.person == person))
    query = (
        select(cases.c.id)
        .where(*conditions(wanted, person, now), ~taken, ~passed)
        .order_by(cases.c.rank, cases.c.id)
        .limit(1)
    )
    case = uow.connection.scalar(query)
    if case is not None:
        _take(uow, person, case, now, lease_s, since_now=True)
    return case


def renew(uow: UnitOfWork, person: str, case: str, now: datetime, lease_s: int) -> datetime:
    """Hold a case for longer; raises :class:`Refused` when the person does not hold it any more."""
    held = holder(uow, case, now)
    if held is None or held[0] != person:
        raise Refused(
            "You don't hold this case any more",
            "queue",
            "Claim it again; what you typed is kept.",
            message_id="store.not_held",
        )
    return _take(uow, person, case, now, lease_s, since_now=False)


def release(uow: UnitOfWork, person: str, case: str) -> None:
    """Give a case back; harmless when it is not held."""
    uow.connection.execute(leases.delete().where(leases.c.case == case, leases.c.person == person))


def release_all(uow: UnitOfWork, person: str, now: datetime) -> int:
    """Give back all that a person holds (end of shift, or of contract, I7); returns how many were live."""
    count = len(held_by(uow, person, now))
    uow.connection.execute(leases.delete().where(leases.c.person == person))
    return count


def release_people(uow: UnitOfWork, persons: Sequence[str]) -> None:
    """End all that these people hold; for the registrar, when their contracts are over (I7)."""
    if persons:
        uow.connection.execute(leases.delete().where(leases.c.person.in_(persons)))


def _check_most(uow: UnitOfWork, person: str, now: datetime, most: int) -> None:
    query = select(func.count()).where(leases.c.person == person, leases.c.until > now)
    if (uow.connection.scalar(query) or 0) >= most:
        raise Refused(
            f"You hold {most} cases already",
            "queue",
            "Finish one or give one back, then take the next.",
            message_id="store.too_many_held",
        )


def _take(uow: UnitOfWork, person: str, case: str, now: datetime, lease_s: int, *, since_now: bool) -> datetime:
    until = now + timedelta(seconds=lease_s)
    if since_now:
        uow.connection.execute(leases.delete().where(leases.c.case == case))
        uow.connection.execute(leases.insert(), {"case": case, "person": person, "since": now, "until": until})
    else:
        uow.connection.execute(leases.update().where(leases.c.case == case).values(until=until))
    return until
