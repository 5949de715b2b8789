"""What is wrong with a roster by itself, and whether it may follow the one before (PROTOCOL.md section 6)."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.documents import ServiceKind
from console.domain.people import Role, active, last_day
from console.domain.reasons import ReasonId
from console.domain.roster import problems, why_not_roster
from console.domain.state import State
from tests.support.builders import World
from tests.support.office import ENV, IRA_ENDS, START, STORE, digest, everybody, key, person, root_roster, services

change = msgspec.structs.replace


def test_the_tests_own_roster_is_sound() -> None:
    assert problems(root_roster()) == ()


def also(**changes: object) -> dict[str, object]:
    """One more person, bent in some way."""
    return {"people": (*everybody(), change(person("t", Role.AUDITOR), **changes))}


def services_of(kind: ServiceKind) -> dict[str, object]:
    """Keys for one service alone."""
    return {"services": tuple(s for s in services() if s.kind is kind)}


BENT = {
    "an id twice": (also(id="ana"), "person ana stands"),
    "a login twice": (also(logins=("ana",)), "login ana stands"),
    "a key twice": (also(keys=(key("ana").public,)), "stands there twice"),
    "no key": (also(keys=()), "t has no key"),
    "a key of another size": (also(keys=("ab",)), "not 32 bytes"),
    "a key in capitals": (also(keys=("AB" * 32,)), "not 32 bytes"),
    "a name in clear": (also(name="Tom"), "not a digest"),
    "too few administrators": ({"quorum": 4}, "can't reach a quorum of 4"),
    "administrators who are no people": (
        {"people": tuple(change(p, human=p.id not in ("ada", "ben")) for p in everybody())},
        "can't reach",
    ),
    "no dispatcher": (services_of(ServiceKind.REGISTRAR), "no key for the dispatcher"),
    "no registrar": (services_of(ServiceKind.DISPATCHER), "no key for the registrar"),
}


@pytest.mark.parametrize("name", BENT)
def test_i2_a_bent_roster_is_named_for_what_it_is(name: str) -> None:
    changes, words = BENT[name]
    found = problems(change(root_roster(), **changes))
    assert any(words in line for line in found), found


EMPTY = State(store=STORE, env=ENV)
ALL = tuple(key(name).public for name in ("ada", "ben", "cyd"))


def why_not(state: State, signers: tuple[str, ...] = ALL, **changes: object) -> set[ReasonId]:
    return {r.id for r in why_not_roster(state, change(root_roster(), **changes), signers)}


def test_i5_a_store_is_founded_by_three_administrators() -> None:
    assert why_not(EMPTY) == set()
    assert why_not(EMPTY, ALL[:2]) == {ReasonId.NO_QUORUM}
    assert why_not(EMPTY, (ALL[0],) * 3) == {ReasonId.NO_QUORUM}
    two = tuple(p for p in everybody() if p.id != "cyd")
    assert why_not(EMPTY, people=two) == {ReasonId.NOT_NEXT_ROSTER}
    assert why_not(EMPTY, number=2) == {ReasonId.NOT_NEXT_ROSTER}
    assert why_not(EMPTY, previous="ab" * 32) == {ReasonId.NOT_NEXT_ROSTER}
    assert why_not(EMPTY, store="ab" * 16) == {ReasonId.WRONG_STORE}


def test_i5_a_second_founding_is_refused() -> None:
    assert why_not(World().state) == {ReasonId.NOT_NEXT_ROSTER}


def test_i7_a_contract_is_over_at_its_instant() -> None:
    ira = person("ira", Role.REVIEWER, "", IRA_ENDS)
    assert active(ira, None, IRA_ENDS.replace(microsecond=0) - (IRA_ENDS - START) / 1000)
    assert not active(ira, None, IRA_ENDS)
    assert not active(person("x", Role.REVIEWER), START, START)
    assert active(person("x", Role.REVIEWER), None, START)
    assert last_day(ira, START, 86400) and not last_day(person("x", Role.REVIEWER), START, 86400)
    assert digest("x")
