"""A34, I3: when the policy gets stricter, what was proposed under the old one is void; a weaker one voids nothing."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import Verdict
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.office import DEFAULT_POLICY, policy_with

STRICTER = {
    "readers": ("friction.verified.suspend", "readers", "2"),
    "cooling-off": ("friction.verified.suspend", "cooling_off_s", "1800"),
    "steps": (
        "friction.verified.suspend",
        "steps",
        '["clause", "justification", "sentence", "handle", "hold"]',
    ),
    "time to sign": ("limits", "sign_within_s", "28799"),
    "time to carry out": ("limits", "carry_out_within_s", "7199"),
}


def test_i3_a_stricter_policy_voids_what_was_signed(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    floor.sign_all(proposal)
    floor.adopt(policy_with(STRICTER["cooling-off"], ("friction.verified.deactivate", "cooling_off_s", "3600")))
    assert floor.status(proposal) is Status.VOID
    closed = floor.facts(proposal).closed
    assert closed is not None and closed.reasons == ("policy_stricter",)


@pytest.mark.parametrize("name", STRICTER)
def test_i3_every_way_of_being_stricter_voids(world: World, name: str) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    more = () if name != "readers" else (("friction.verified.deactivate", "readers", "2"),)
    world.adopt(policy_with(STRICTER[name], *more))
    assert world.status(proposal) is Status.VOID


def test_i3_a_clause_that_was_taken_away_voids_what_names_it(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    world.adopt(DEFAULT_POLICY.replace('id = "4.7"', 'id = "4.8"'))
    assert world.status(proposal) is Status.VOID


def test_i3_a_policy_that_asks_for_less_or_for_other_things_voids_nothing(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    world.adopt(policy_with(("friction.verified.suspend", "cooling_off_s", "60"), ("limits", "skips_per_day", "3")))
    assert world.status(proposal) is Status.HANDED_OFF
    world.sign_all(proposal)
    assert world.facts(proposal).cooling_off_s == 900  # both the old and the new are met


def test_a34_a_finding_has_to_agree_under_both_policies(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.adopt(policy_with(("severity", "deactivate", "9")))
    world.find(reading.id, Verdict(clause="4.7", action=Action.DEACTIVATE))
    assert world.state.assignments[reading.id].opened_index is None  # one above then, six above now
