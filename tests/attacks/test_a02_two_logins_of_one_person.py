"""A2, A3, A5: a second login, a second key, a twin name or a shared key make nobody a second person."""

from __future__ import annotations

import msgspec
import pytest

from console.domain import roster
from console.domain.actions import Action, Tier
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.office import everybody, key, person, root_roster

change = msgspec.structs.replace


def test_a02_a_promoted_author_stays_the_author(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    floor.enrol(person("bruno", Role.SUPERVISOR, "Vendor North"))
    first = floor.readings(proposal)[0]
    floor.recuse(first.id)
    for assignment in floor.facts(proposal).assignments:
        assert "bruno" not in floor.state.assignments[assignment].pool


def test_a02_what_was_written_in_another_role_is_not_admitted(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    old = floor.proposal("bruno", case, Action.WARN)
    floor.enrol(person("bruno", Role.SUPERVISOR, "Vendor North"))
    assert floor.why_not(old) == {ReasonId.ROLE_CHANGED}


def test_a02_two_keys_of_one_person_count_once(world: World) -> None:
    second = key("lena's second key")
    lena = person("lena", Role.SUPERVISOR, keys=(key("lena").public, second.public))
    world.enrol(lena)
    proposal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    for name in ("osei", "paul", "quin", "rosa"):
        world.end(name)
    world.later(1)
    (reading,) = world.readings(proposal)
    assert reading.person == "lena"
    world.agree(reading.id)
    world.countersign(reading.id)
    again = world.countersignature(reading.id)
    assert world.why_not(again, second) == {ReasonId.NOT_WAITING}
    assert world.status(proposal) is Status.COUNTERSIGNED
    world.later(hours=2)
    assert world.status(proposal) is Status.COUNTERSIGNED  # one person, however many keys: it still waits


def test_a03_a_twin_login_is_refused_by_the_roster(floor: Hands) -> None:
    twin = change(person("twin", Role.SUPERVISOR), logins=("lena",))
    everyone = (*everybody(), twin)
    assert floor.why_not(floor.next_roster(people=everyone), key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


@pytest.mark.parametrize("login", ["Lena", "LENA", "l\u0435na", "lena ", "lena\n", "", "\u017fena", "1ena"])
def test_a03_logins_are_lower_case_ascii(login: str) -> None:
    people = (*everybody(), change(person("twin", Role.SUPERVISOR), logins=(login,)))
    assert roster.problems(root_roster(people))


def test_a05_a_key_enrolled_for_two_people_is_refused_by_the_roster(floor: Hands) -> None:
    twin = change(person("twin", Role.SUPERVISOR), keys=(key("lena").public,))
    version = floor.next_roster(people=(*everybody(), twin))
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


def test_a05_a_key_never_moves_to_another_person(floor: Hands) -> None:
    others = tuple(p for p in everybody() if p.id != "lena")
    heir = change(person("heir", Role.SUPERVISOR), keys=(key("lena").public,))
    version = floor.next_roster(people=(*others, heir))
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


def test_a05_a_service_key_is_nobodys(floor: Hands) -> None:
    twin = change(person("twin", Role.SUPERVISOR), keys=(key("registrar").public,))
    version = floor.next_roster(people=(*everybody(), twin))
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}
