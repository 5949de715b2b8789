"""A9, A14, I2: two steps need two people, none of the author's team, and people are human."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action, Tier
from console.domain.people import Role, same_team
from console.domain.reasons import ReasonId
from tests.support.builders import Hands, World
from tests.support.office import person


def test_a09_one_person_never_fills_both_steps(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    first, second = floor.readings(proposal)
    assert first.person != second.person
    signers = floor.sign_all(proposal)
    assert len(set(signers)) == len(signers) == 2


def test_a09_a_second_signature_through_the_same_assignment_is_refused(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    first = floor.readings(proposal)[0]
    floor.agree(first.id)
    floor.countersign(first.id)
    assert floor.why_not(floor.countersignature(first.id)) == {ReasonId.NOT_WAITING}


def test_i2_nobody_of_the_authors_vendor_is_drawn(floor: Hands) -> None:
    case = floor.case(tier=Tier.HEAD_OF_STATE)
    proposal = floor.propose("ana", case, Action.DEACTIVATE)
    for assignment in floor.facts(proposal).assignments:
        assert "quin" not in floor.state.assignments[assignment].pool


@pytest.mark.parametrize(
    "spelling", ["vendor south", "VENDOR SOUTH", " Vendor  South ", "Vendor\u00a0South", "\uff36endor South"]
)
def test_i2_another_spelling_is_no_other_vendor(spelling: str) -> None:
    assert same_team(person("a", Role.REVIEWER, "Vendor South"), person("b", Role.SUPERVISOR, spelling))


def test_i2_the_own_staff_is_no_vendors_team() -> None:
    assert not same_team(person("a", Role.SUPERVISOR), person("b", Role.SUPERVISOR, " "))


def test_a14_an_automation_is_never_drawn_and_signs_nothing(world: World) -> None:
    world.enrol(msgspec.structs.replace(person("osei", Role.SUPERVISOR), human=False))
    proposal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    for assignment in world.facts(proposal).assignments:
        assert "osei" not in world.state.assignments[assignment].pool
    world.case("case-2")
    world.claim("osei", "case-2")
    assert world.why_not(world.proposal("osei", "case-2", Action.WARN)) == {ReasonId.NOT_HUMAN}


def test_a14_a_reader_who_is_no_supervisor_any_more_is_passed_over(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.enrol(person(reading.person, Role.AUDITOR))
    assert world.state.assignments[reading.id].over == "passed_over"
    (other,) = world.readings(proposal)
    assert other.person != reading.person
