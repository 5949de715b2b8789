"""Who is who in the tests' small world: keys, people, rosters, policies.  All of it is the same in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from console.domain import documents as doc
from console.domain.documents import ServiceKind, StepDone, StepKind
from console.domain.people import Person, Role
from console.domain.policy import Policy, parse_policy, policy_digest
from console.ledger.signing import SigningKey
from console.resource_files import resource_path

STORE = "5f0e1d2c3b4a59687786950413223140"
ENV = "test"
START = datetime(2017, 11, 2, 14, 0, tzinfo=UTC)
"""A Thursday afternoon; the world's clock starts here."""

DEFAULT_POLICY = resource_path("policy/default.toml").read_text(encoding="utf-8")

REVIEWERS = ("ana", "bruno", "ira")
"""ana and bruno work for Vendor South and North; ira's contract (Vendor North) ends at ``IRA_ENDS``."""
SUPERVISORS = ("lena", "osei", "paul", "quin", "rosa")
"""All of the organisation's own staff but quin, who is of Vendor South as ana is."""
ADMINISTRATORS = ("ada", "ben", "cyd")
IRA_ENDS = START + timedelta(hours=10)


def digest(text: str) -> str:
    """A digest that stands for ``text`` wherever one is wanted."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=256)
def key(name: str) -> SigningKey:
    """The signing key called ``name``: a person's id, ``registrar``, ``dispatcher``, or any other word."""
    return SigningKey.from_seed(hashlib.sha256(f"test key of {name}".encode()).digest())


def person(name: str, role: Role, vendor: str = "", until: datetime | None = None, **more: object) -> Person:
    """Somebody whose id, login and key are called ``name``."""
    base = Person(
        id=name, name=digest(name), logins=(name,), keys=(key(name).public,), role=role, vendor=vendor,
        contract_until=until,
    )  # fmt: skip
    return msgspec.structs.replace(base, **more)


def everybody() -> tuple[Person, ...]:
    """Three reviewers of two vendors, five supervisors, three administrators, an auditor."""
    return (
        person("ana", Role.REVIEWER, "Vendor South"),
        person("bruno", Role.REVIEWER, "Vendor North"),
        person("ira", Role.REVIEWER, "Vendor North", IRA_ENDS),
        *(person(name, Role.SUPERVISOR, "Vendor South" if name == "quin" else "") for name in SUPERVISORS),
        *(person(name, Role.ADMINISTRATOR) for name in ADMINISTRATORS),
        person("zoe", Role.AUDITOR),
    )


def services() -> tuple[doc.ServiceKey, ...]:
    """The keys of registrar and dispatcher, good from the first entry on."""
    return tuple(doc.ServiceKey(kind=kind, key=key(kind.value).public) for kind in ServiceKind)


@lru_cache(maxsize=32)
def parsed(toml: str) -> Policy:
    """The policy in ``toml``, parsed once for all tests."""
    return parse_policy(toml)


def policy_with(*changes: tuple[str, str, str], toml: str = DEFAULT_POLICY) -> str:
    """``toml`` with values changed; a change is (table, name, value): ``("friction.verified.mark", "readers", "2")``.

    Fails when there is no such table or name, so that a typing mistake can't make a test say nothing.
    """
    lines = toml.splitlines()
    for table, name, value in changes:
        at = lines.index(f"[{table}]")
        while not lines[at].startswith(f"{name} ="):
            at += 1
            assert not lines[at].startswith("["), f"no {name} in [{table}]"
        lines[at] = f"{name} = {value}"
    return "\n".join(lines) + "\n"


def root_roster(people: tuple[Person, ...] | None = None, policy: str = DEFAULT_POLICY) -> doc.RosterVersion:
    """Roster version 1."""
    return doc.RosterVersion(
        store=STORE,
        env=ENV,
        author="ada",
        role=Role.ADMINISTRATOR,
        nonce=digest("root roster")[:32],
        number=1,
        previous=None,
        people=everybody() if people is None else people,
        services=services(),
        quorum=2,
        policy=policy_digest(policy),
        clause_groups=parsed(policy).clause_groups(),
    )


def policy_text(toml: str = DEFAULT_POLICY, author: str = "ada") -> doc.PolicyText:
    """A policy's own bytes, as an administrator puts them into the ledger."""
    return doc.PolicyText(
        store=STORE, env=ENV, author=author, role=Role.ADMINISTRATOR, nonce=policy_digest(toml)[:32], toml=toml
    )


def by_hand(steps: Iterable[StepKind]) -> tuple[StepDone, ...]:
    """These steps done one after the other as a hand does them, and no faster."""
    done, at = [], 0
    for kind in steps:
        at += 2_100 if kind is StepKind.HOLD else 800
        done.append(StepDone(kind=kind, after_ms=at))
    return tuple(done)
