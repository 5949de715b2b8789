"""A7, A39, A40: no threshold of nothing, no rule means no, and the rules come from the account, not the proposal."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action, Impact, Tier
from console.domain.policy import parse_policy, policy_digest
from console.domain.reasons import ReasonId
from console.errors import BadInput
from tests.support.builders import Hands, World
from tests.support.effects import declared
from tests.support.office import DEFAULT_POLICY, digest, key, policy_text, policy_with

LEVELS = ("mark", "curb", "suspend", "deactivate")


@pytest.mark.parametrize("tier", ["verified", "head_of_state"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("readers", ["0", "-1"])
def test_a07_a_policy_without_a_second_person_cannot_be_adopted(tier: str, level: str, readers: str) -> None:
    with pytest.raises(BadInput):
        parse_policy(policy_with((f"friction.{tier}.{level}", "readers", readers)))


@pytest.mark.parametrize("name", ["sign_within_s", "carry_out_within_s", "fast_window_s", "restores_per_hour"])
def test_a07_a_limit_of_nothing_cannot_be_adopted(name: str) -> None:
    with pytest.raises(BadInput, match=name):
        parse_policy(policy_with(("limits", name, "0")))


def test_a07_a_roster_that_names_such_a_policy_is_refused(floor: Hands) -> None:
    bad = policy_with(("friction.verified.mark", "readers", "0"))
    assert floor.why_not(policy_text(bad)) == {ReasonId.NOT_A_POLICY}
    version = floor.next_roster(policy=policy_digest(bad))
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


@pytest.mark.parametrize("quorum", [-1, 0, 1])
def test_a07_a_quorum_below_two_is_refused(floor: Hands, quorum: int) -> None:
    assert floor.why_not(floor.next_roster(quorum=quorum), key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


@pytest.mark.parametrize("cut", ["[friction.verified.mark]", "[friction.head_of_state.deactivate]", "[limits]"])
def test_a39_a_policy_that_leaves_a_cell_out_is_none(cut: str) -> None:
    lines = DEFAULT_POLICY.splitlines()
    at = lines.index(cut)
    with pytest.raises(BadInput):
        parse_policy("\n".join([*lines[:at], *lines[at + 5 :]]))


def test_a39_an_unknown_tier_counts_as_the_highest(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=None), Action.DEACTIVATE)
    assert floor.facts(proposal).tier is Tier.HEAD_OF_STATE
    assert floor.facts(proposal).readers == 2


def test_a39_an_action_that_the_connector_does_not_declare_is_refused(world: World) -> None:
    world.claim("bruno", case := world.case())
    world.set_case(case, effects=world.cases[case].effects.delete(Action.SUSPEND))
    body = world.proposal("bruno", case, Action.SUSPEND, effect=declared(Action.SUSPEND))
    assert world.why_not(body) == {ReasonId.UNSUPPORTED}


def test_a39_a_policy_that_nobody_knows_is_no_policy(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    body = floor.proposal("bruno", case, Action.WARN, policy=digest("my own policy"))
    assert floor.why_not(body) == {ReasonId.POLICY_CHANGED}


def test_a40_the_author_cannot_call_the_account_standard(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case(tier=Tier.HEAD_OF_STATE))
    honest = floor.proposal("bruno", case, Action.DEACTIVATE)
    seen = msgspec.structs.replace(honest.seen, tier=Tier.STANDARD)
    assert ReasonId.TIER_CHANGED in floor.why_not(msgspec.structs.replace(honest, seen=seen))


def test_a40_the_author_cannot_say_that_the_action_does_less(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case(tier=Tier.HEAD_OF_STATE))
    lighter = declared(Action.DEACTIVATE, impact=Impact.NOTHING)
    assert ReasonId.EFFECT_DIFFERS in floor.why_not(floor.proposal("bruno", case, Action.DEACTIVATE, effect=lighter))


def test_a40_the_author_cannot_leave_steps_out(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case(tier=Tier.HEAD_OF_STATE))
    honest = floor.proposal("bruno", case, Action.DEACTIVATE)
    for steps in (honest.steps[:-1], honest.steps[::-1], ()):
        assert floor.why_not(msgspec.structs.replace(honest, steps=steps)) == {ReasonId.STEPS_MISSING}
    unjustified = msgspec.structs.replace(honest, justification=None)
    assert floor.why_not(unjustified) == {ReasonId.STEPS_MISSING}


def test_a40_the_author_cannot_take_more_time_than_the_policy_gives(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    for times in ({"sign_within_s": 10**9}, {"carry_out_within_s": 10**9}, {"sign_within_s": 0}):
        assert floor.why_not(floor.proposal("bruno", case, Action.WARN, **times)) == {ReasonId.TIMES_TOO_LONG}
