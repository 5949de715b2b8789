"""People, their roles and contracts; one human is one person (I2, I7)."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person is here to do (DESIGN.md section 2)."""

    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One human (or, with ``human`` false, one automation) in a roster version.

    ``name`` is the salted digest of the display name, ``keys`` are Ed25519 public keys in hex, ``vendor`` is ``""``
    for the organisation's own staff, ``contract_until`` is the instant from which nothing of theirs is admitted.
    """

    id: str
    name: str
    logins: tuple[str, ...]
    keys: tuple[str, ...]
    role: Role
    vendor: str = ""
    contract_from: datetime | None = None
    contract_until: datetime | None = None
    human: bool = True


def active(person: Person, ended: datetime | None, now: datetime) -> bool:
    """Whether what ``person`` signs can be admitted at ``now`` (I7).

    ``ended`` is the time of the entry that ended the person before the next roster version, if there is one.
    A contract that ends at an instant is over at that instant.
    """
    if ended is not None and now >= ended:
        return False
    if person.contract_from is not None and now < person.contract_from:
        return False
    return person.contract_until is None or now < person.contract_until


def last_day(person: Person, now: datetime, last_day_s: int) -> bool:
    """Whether ``now`` lies in the last ``last_day_s`` seconds of the contract, or after it (I7)."""
    begins = last_day_begins(person, last_day_s)
    return begins is not None and now >= begins


def last_day_begins(person: Person, last_day_s: int) -> datetime | None:
    """When the last ``last_day_s`` seconds of the contract begin; ``None`` for one without end."""
    return None if person.contract_until is None else person.contract_until - timedelta(seconds=last_day_s)


def may_propose(person: Person) -> bool:
    """Reviewers and supervisors work cases; administrators and auditors don't."""
    return person.human and person.role in (Role.REVIEWER, Role.SUPERVISOR)


def may_read_second(person: Person) -> bool:
    """Only supervisors who are human are drawn (A14)."""
    return person.human and person.role is Role.SUPERVISOR


def same_team(a: Person, b: Person) -> bool:
    """Whether both are of one vendor's team; the organisation's own staff (no vendor) is no such team (I2)."""
    return bool(_team(a)) and _team(a) == _team(b)


def _team(person: Person) -> str:
    """The vendor as it is compared: spelling that no eye can tell apart makes no second team."""
    return " ".join(unicodedata.normalize("NFKC", person.vendor).casefold().split())
