"""People as others see them, from the roster in force; authority is the ledger's alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from console.domain.people import Role
from console.domain.views import PersonBrief
from console.store.reading import first, structs
from console.store.rows import DutyRow, PersonRow
from console.store.tables.ledger import texts
from console.store.tables.work import duties, people
from console.store.texts import checked
from console.store.unit_of_work import Reading

_ORDER = tuple(Role)
"""Reviewers and supervisors first: they are the most, and share workstations."""


def everybody(reading: Reading, *, ended: bool = True) -> tuple[PersonBrief, ...]:
    """All who are or were in the roster (without ``ended``: only who is), by role (reviewers first) and name."""
    c = people.c
    query = select(
        c.id, c.role, c.vendor, c.contract_until, c.name_ref, texts.c.digest, texts.c.salt, texts.c.text
    ).outerjoin_from(people, texts, texts.c.digest == c.name_ref)
    if not ended:
        query = query.where(c.ended_at.is_(None))
    found = [
        PersonBrief(id=person, name=_name(person, digest, salt, text), role=role, vendor=vendor, contract_until=until)
        for person, role, vendor, until, _, digest, salt, text in reading.connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda p: (_ORDER.index(p.role), p.name.casefold(), p.id)))


def names(reading: Reading) -> dict[str, str]:
    """Person id to display name, of everybody."""
    return {person.id: person.name for person in everybody(reading)}


def person_row(reading: Reading, person: str) -> PersonRow | None:
    """One person's row."""
    return first(reading, select(people).where(people.c.id == person), PersonRow)


def person_rows(reading: Reading) -> tuple[PersonRow, ...]:
    """Everybody's rows, by id."""
    return structs(reading, select(people).order_by(people.c.id), PersonRow)


def duty(reading: Reading, person: str) -> DutyRow | None:
    """A person's shift as the ledger has it."""
    return first(reading, select(duties).where(duties.c.person == person), DutyRow)


def shift_seconds(row: DutyRow | None, now: datetime) -> int:
    """How long the shift has lasted, breaks not counted."""
    if row is None:
        return 0
    running = 0 if row.since is None else max(0, int((now - row.since).total_seconds()))
    return row.worked_s + running


def _name(person: str, digest: str | None, salt: bytes | None, text: str | None) -> str:
    return person if digest is None else checked(digest, salt, text)
