"""What the registrar writes for screens, inside its own transaction: whole rows, one flush per table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from console.domain.actions import Tier, highest
from console.domain.cases import CaseState
from console.store import counting
from console.store.reading import first, pairs, pieces
from console.store.rows import (
    AssignmentRow,
    DutyRow,
    EffectRow,
    FindingRow,
    NoteRow,
    PersonRow,
    ProposalRow,
    ReceiptRow,
    SharedViewRow,
    WayBackRow,
)
from console.store.tables.cases import accounts, case_passes, cases, leases, way_backs
from console.store.tables.work import (
    assignments,
    duties,
    effects,
    findings,
    notes,
    people,
    proposals,
    receipts,
    services,
    shared_views,
)
from console.store.unit_of_work import Reading, UnitOfWork


def write_proposals(uow: UnitOfWork, rows: Sequence[ProposalRow]) -> None:
    """New or changed proposals, whole."""
    uow.upsert(proposals, rows)


def write_assignments(uow: UnitOfWork, rows: Sequence[AssignmentRow]) -> None:
    """New or changed assignments, whole."""
    uow.upsert(assignments, rows)


def write_findings(uow: UnitOfWork, rows: Sequence[FindingRow]) -> None:
    """New findings."""
    uow.insert(findings, rows)


def write_effects(uow: UnitOfWork, rows: Sequence[EffectRow]) -> None:
    """New or changed effects, whole."""
    uow.upsert(effects, rows)


def write_receipts(uow: UnitOfWork, rows: Sequence[ReceiptRow]) -> None:
    """New receipts."""
    uow.insert(receipts, rows)


def write_notes(uow: UnitOfWork, rows: Sequence[NoteRow]) -> None:
    """New notes."""
    uow.insert(notes, rows)


def write_shared_views(uow: UnitOfWork, rows: Sequence[SharedViewRow]) -> None:
    """New or changed shared filters."""
    uow.upsert(shared_views, rows)


def write_people(uow: UnitOfWork, rows: Sequence[PersonRow]) -> None:
    """People of a new roster version, or ended ones, whole."""
    uow.upsert(people, rows)


def end_others(uow: UnitOfWork, staying: frozenset[str], now: datetime) -> None:
    """Whoever is in no roster any more has ended: their rows stay for their names."""
    there = uow.connection.scalars(select(people.c.id).where(people.c.ended_at.is_(None))).all()
    for piece in pieces([person for person in there if person not in staying]):
        uow.connection.execute(update(people).where(people.c.id.in_(piece)).values(ended_at=now))


def write_duties(uow: UnitOfWork, rows: Sequence[DutyRow]) -> None:
    """Shifts that changed, whole."""
    uow.upsert(duties, rows)


def write_way_back(uow: UnitOfWork, row: WayBackRow) -> None:
    """What a restore of an effect needs; stored before its apply is ordered (I6).  The same again changes nothing."""
    c = way_backs.c
    there = select(c.id).where(c.effect == row.effect, c.digest == row.digest)
    if uow.connection.scalar(there) is None:
        uow.insert(way_backs, (row,))


def way_back(reading: Reading, effect: str, digest: str | None = None) -> WayBackRow | None:
    """What was saved for an effect last, or under this digest; the caller compares it with the ledger's digest."""
    c = way_backs.c
    query = select(c.effect, c.digest, c.saved, c.at).where(c.effect == effect).order_by(c.id.desc()).limit(1)
    if digest is not None:
        query = query.where(c.digest == digest)
    return first(reading, query, WayBackRow)


def set_case_states(uow: UnitOfWork, states: Sequence[tuple[str, CaseState]], now: datetime) -> None:
    """Put cases into their new state, keep the count of open ones, and end leases on what is not open any more."""
    wanted = _without_doubles(uow, dict(states))
    delta = 0
    for state in (CaseState.ASSIGNED, CaseState.CLOSED, CaseState.OPEN):  # open last: an account has one open case
        of_state = [case for case, new in wanted.items() if new is state]
        for piece in pieces(of_state):
            open_before = select(func.count()).where(cases.c.id.in_(piece), cases.c.state == CaseState.OPEN)
            were_open = uow.connection.scalar(open_before) or 0
            closed_at = now if state is CaseState.CLOSED else None
            statement = update(cases).where(cases.c.id.in_(piece)).values(state=state, closed_at=closed_at)
            there = uow.connection.execute(statement).rowcount
            delta += (there if state is CaseState.OPEN else 0) - were_open
            if state is not CaseState.OPEN:
                uow.connection.execute(leases.delete().where(leases.c.case.in_(piece)))
    counting.add(uow, counting.OPEN_CASES, delta)


def _without_doubles(uow: UnitOfWork, wanted: dict[str, CaseState]) -> dict[str, CaseState]:
    """Leave as it is what would be a second open case of an account: new reports have opened another one.

    It goes back to the queue when that other one leaves it (``console.registrar.projections``).
    """
    other = cases.alias("other")
    opening = [case for case, state in wanted.items() if state is CaseState.OPEN]
    account_of: dict[str, str] = {}
    open_now: dict[str, str] = {}
    for piece in pieces(opening):
        account_of |= dict(pairs(uow, select(cases.c.id, cases.c.account).where(cases.c.id.in_(piece))))
        query = (
            select(other.c.account, other.c.id)
            .join(cases, other.c.account == cases.c.account)
            .where(cases.c.id.in_(piece), other.c.state == CaseState.OPEN)
        )
        open_now |= {
            account: case for account, case in pairs(uow, query) if wanted.get(case, CaseState.OPEN) is CaseState.OPEN
        }
    doubles: set[str] = set()
    for case in opening:
        if case in account_of and open_now.setdefault(account_of[case], case) != case:
            doubles.add(case)
    return {case: state for case, state in wanted.items() if case not in doubles}


def pass_over(uow: UnitOfWork, case: str, persons: Sequence[str], now: datetime) -> None:
    """*Claim next* does not offer this case to these people again (they skipped it, or somebody fresh is wanted)."""
    for person in persons:
        there = select(case_passes.c.case).where(case_passes.c.case == case, case_passes.c.person == person)
        if uow.connection.scalar(there) is None:
            uow.connection.execute(case_passes.insert(), {"case": case, "person": person, "at": now})


def set_register_tier(uow: UnitOfWork, account: str, tier: Tier | None) -> None:
    """What the protection register says of an account; its cases follow."""
    flag = uow.connection.scalar(select(accounts.c.tier_flag).where(accounts.c.id == account))
    effective = highest(flag) if tier is None else highest(flag, tier)
    uow.connection.execute(accounts.update().where(accounts.c.id == account).values(tier_register=tier, tier=effective))
    uow.connection.execute(cases.update().where(cases.c.account == account).values(tier=effective))


def set_service(uow: UnitOfWork, name: str, problem: str, now: datetime) -> None:
    """That registrar or dispatcher lives, and one sentence when it can't work."""
    statement = services.update().where(services.c.name == name).values(at=now, problem=problem)
    if not uow.connection.execute(statement).rowcount:
        uow.connection.execute(services.insert(), {"name": name, "at": now, "problem": problem})


def service_problem(reading: Reading, name: str) -> str:
    """One sentence why a service can't work now; "" when it does, or never said anything."""
    return reading.connection.scalar(select(services.c.problem).where(services.c.name == name)) or ""
