"""A1: countersign one's own proposal."""

from __future__ import annotations

from console.domain.actions import Action, Tier
from console.domain.people import Role
from console.domain.reasons import ReasonId
from tests.support.builders import Hands
from tests.support.office import key


def test_a01_the_author_is_never_drawn_for_their_own_proposal(floor: Hands) -> None:
    proposal = floor.propose("lena", floor.case(tier=Tier.VERIFIED), Action.DEACTIVATE)
    assert floor.facts(proposal).readers == 1
    for assignment in floor.facts(proposal).assignments:
        assert "lena" not in floor.state.assignments[assignment].pool


def test_a01_the_author_cannot_sign_through_a_colleagues_assignment(floor: Hands) -> None:
    proposal = floor.propose("lena", floor.case(tier=Tier.VERIFIED), Action.DEACTIVATE)
    reading = floor.readings(proposal)[0]
    floor.agree(reading.id)
    forged = floor.countersignature(reading.id, author="lena")
    assert floor.why_not(forged) == {ReasonId.NOT_OPENED}
    assert not floor.facts(proposal).signed


def test_a01_the_author_cannot_sign_under_a_colleagues_name(floor: Hands) -> None:
    proposal = floor.propose("lena", floor.case(tier=Tier.VERIFIED), Action.DEACTIVATE)
    reading = floor.readings(proposal)[0]
    floor.agree(reading.id)
    assert floor.why_not(floor.countersignature(reading.id), key("lena")) == {ReasonId.NOT_IN_ROSTER}


def test_a01_the_author_cannot_find_in_a_colleagues_place(floor: Hands) -> None:
    proposal = floor.propose("lena", floor.case(tier=Tier.VERIFIED), Action.DEACTIVATE)
    reading = floor.readings(proposal)[0]
    forged = floor.finding(reading.id, None, author="lena", role=Role.SUPERVISOR)
    assert floor.why_not(forged) == {ReasonId.NOT_ASSIGNED}
