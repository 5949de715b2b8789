"""A23, I3: when account, tier, state, evidence or the platform's words change, what was proposed is void."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action, Impact, Reversible, Tier
from console.domain.documents import Drift
from console.domain.effects import Target, why_not_apply
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.effects import account_of, declared
from tests.support.office import digest

change = msgspec.structs.replace


def signed(world: World, tier: Tier = Tier.VERIFIED) -> tuple[str, Target]:
    """A proposal that is due, and its target as it was seen."""
    proposal = world.propose("bruno", world.case(tier=tier), Action.SUSPEND)
    world.sign_all(proposal)
    world.until_due(proposal)
    body = world.facts(proposal).body
    target = Target(exists=True, tier=tier, state=body.seen.state, declared=body.effect, platform_id=body.platform_id)
    assert why_not_apply(world.state, world.facts(proposal), world.now, target, None) == ()
    return proposal, target


DRIFTS = {
    "state": ({"state": digest("changed")}, ReasonId.STATE_CHANGED),
    "tier raised": ({"tier": Tier.HEAD_OF_STATE}, ReasonId.TIER_CHANGED),
    "tier unknown": ({"tier": None}, ReasonId.TIER_CHANGED),
    "gone": ({"exists": False}, ReasonId.ACCOUNT_MISSING),
    "recycled": ({"platform_id": digest("another id")}, ReasonId.ACCOUNT_MISSING),
    "no such action any more": ({"declared": None}, ReasonId.UNSUPPORTED),
    "does more": ({"declared": declared(Action.SUSPEND, impact=Impact.GONE)}, ReasonId.EFFECT_DIFFERS),
    "does not come back": ({"declared": declared(Action.SUSPEND, reversible=Reversible.NO)}, ReasonId.EFFECT_DIFFERS),
    "evidence": ({"evidence_changed": True}, ReasonId.EVIDENCE_CHANGED),
}


@pytest.mark.parametrize("name", DRIFTS)
def test_a23_the_dispatcher_refuses_a_target_that_drifted(world: World, name: str) -> None:
    proposal, target = signed(world)
    changes, reason = DRIFTS[name]
    found = why_not_apply(world.state, world.facts(proposal), world.now, change(target, **changes), None)
    assert reason in {r.id for r in found}


def test_a23_an_account_on_the_pinned_list_is_protected_whatever_the_platform_says(world: World) -> None:
    proposal, target = signed(world, Tier.STANDARD)
    found = why_not_apply(world.state, world.facts(proposal), world.now, target, Tier.HEAD_OF_STATE)
    assert {r.id for r in found} >= {ReasonId.TIER_CHANGED, ReasonId.NOT_ENOUGH_SIGNED}


def test_i4_standard_has_to_be_a_positive_answer(world: World) -> None:
    proposal, target = signed(world, Tier.STANDARD)
    found = why_not_apply(world.state, world.facts(proposal), world.now, change(target, tier=None), None)
    assert {r.id for r in found} >= {ReasonId.TIER_UNKNOWN, ReasonId.NOT_ENOUGH_SIGNED}


def test_i3_a_drift_that_the_dispatcher_tells_voids_the_proposal(world: World) -> None:
    proposal, _ = signed(world)
    world.dispatcher_says(Drift, effect=proposal, reasons=("state_changed",))
    assert world.status(proposal) is Status.VOID
    closed = world.facts(proposal).closed
    assert closed is not None and closed.reasons == ("state_changed",)


def test_i4_a_tier_raised_after_the_proposal_voids_it(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    proposal = floor.propose("bruno", case, Action.SUSPEND)
    floor.sign_all(proposal)
    floor.protect(floor.facts(proposal).body.account, Tier.HEAD_OF_STATE, "lena")
    assert floor.status(proposal) is Status.VOID
    assert floor.facts(proposal).tier is Tier.HEAD_OF_STATE


def test_i3_what_differs_from_the_store_is_not_admitted(world: World) -> None:
    world.claim("bruno", case := world.case())
    body = world.proposal("bruno", case, Action.WARN)
    for changes, reason in (
        ({"state": digest("as it was yesterday")}, ReasonId.STATE_CHANGED),
        ({"evidence": (digest("made up"),)}, ReasonId.EVIDENCE_CHANGED),
        ({"evidence": body.seen.evidence[::-1]}, ReasonId.EVIDENCE_CHANGED),
        ({"evidence": (*body.seen.evidence, body.seen.evidence[-1])}, ReasonId.EVIDENCE_CHANGED),
    ):
        assert world.why_not(change(body, seen=change(body.seen, **changes))) == {reason}


def test_i4_raising_the_tier_of_an_account_that_is_not_known_yet_protects_its_first_case(world: World) -> None:
    world.protect(account_of("case-1"), Tier.HEAD_OF_STATE)
    proposal = world.propose("bruno", world.case(tier=Tier.STANDARD), Action.DEACTIVATE)
    assert world.facts(proposal).readers == 2
