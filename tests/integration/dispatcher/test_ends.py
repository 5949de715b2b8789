"""A72: temporary actions end on a real platform: ordered once, read back, past every trouble that stops what is new."""

from __future__ import annotations

import itertools

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.proposals import ends_at
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.platforms.sandbox import people
from console.platforms.sandbox.faults import Fault
from tests.support.dispatch_world import Crash, DispatchWorld
from tests.support.office import policy_with

HOUR = 3600


def suspended(world: DispatchWorld, tier: Tier = Tier.STANDARD, action: Action = Action.SUSPEND) -> str:
    """A suspension of an hour, carried out on the platform."""
    proposal = world.propose("ana", world.case(tier=tier), action, duration_s=HOUR)
    world.sign_all(proposal)
    world.until_due(proposal)
    assert world.act() == 1 and world.put_on()
    return proposal


def end_of(world: DispatchWorld, proposal: str) -> str:
    """The end that the registrar wrote."""
    end = world.state.effects[proposal].ended_by
    assert end is not None
    return end


@pytest.mark.parametrize("action", [Action.SUSPEND, Action.LIMIT])
def test_a72_a_temporary_action_ends_by_itself_and_is_read_back(world: DispatchWorld, action: Action) -> None:
    proposal = suspended(world, action=action)
    until = ends_at(world.state.effects[proposal])
    assert until is not None and (until - world.now).total_seconds() == HOUR
    world.later(HOUR - 1)
    assert world.act() == 0
    world.later(1)
    assert world.act() == 1
    assert world.receipts(end_of(world, proposal), OrderKind.END) == [Outcome.DONE]
    assert world.status(proposal) is Status.ENDED
    assert world.page().can_post and world.page().in_timelines
    world.later(HOUR)
    assert world.act() == 0 and world.kinds().count("duration_over/1") == 1


def test_a72_neither_a_contract_nor_the_policy_nor_the_tier_keeps_it_standing(world: DispatchWorld) -> None:
    proposal = suspended(world, Tier.VERIFIED)
    signer = world.facts(proposal).signed[0].person
    world.end("ana")
    world.end(signer)
    world.adopt(policy_with(("friction.verified.suspend", "cooling_off_s", "7200")))
    world.protect(world.account("case-1"), Tier.HEAD_OF_STATE)
    people.set_flag(world.site, "case-1", None)
    world.pinned["case-1"] = Tier.HEAD_OF_STATE
    world.later(HOUR)
    assert world.act() == 1 and world.status(proposal) is Status.ENDED and world.page().can_post


def test_a72_a_later_action_on_the_account_stays_when_the_first_one_ends(world: DispatchWorld) -> None:
    proposal = suspended(world)
    limit = world.propose("ana", world.reported("case-1"), Action.LIMIT)
    world.until_due(limit)
    world.act()
    world.later(HOUR)
    world.act()
    assert world.status(proposal) is Status.ENDED and world.status(limit) is Status.CARRIED_OUT
    assert world.page().can_post and not world.page().in_timelines


def test_a72_of_two_suspensions_the_later_one_goes_first_and_the_account_comes_back_with_the_last(
    world: DispatchWorld,
) -> None:
    first = suspended(world)
    world.later(HOUR // 2)
    second = world.propose("bruno", world.reported("case-1"), Action.SUSPEND, duration_s=HOUR)
    world.until_due(second)
    world.act()
    assert world.why_not(world.restoring("lena", first)) == {ReasonId.LATER_ACTION}
    world.later(HOUR // 2)
    assert world.act() == 0 and not world.page().can_post, "the first one's time is over, the second one's is not"
    world.later(HOUR)
    assert world.act() == 2 and world.page().can_post
    assert (world.status(first), world.status(second)) == (Status.ENDED, Status.ENDED)


def test_a72_an_end_waits_for_a_platform_that_is_down(world: DispatchWorld) -> None:
    proposal = suspended(world)
    world.fault(Fault.DOWN, times=3)
    world.later(HOUR)
    assert world.act() == 0 and world.problem()
    for _ in range(5):
        world.act(5)
    assert world.status(proposal) is Status.ENDED and world.page().can_post and world.problem() == ""


def test_i8_an_end_that_did_not_help_is_restored_by_one_person(world: DispatchWorld) -> None:
    proposal = suspended(world)
    world.later(HOUR)
    world.fault(Fault.NO_EFFECT, times=1)
    world.act()
    assert world.receipts(end_of(world, proposal), OrderKind.END) == [Outcome.FAILED]
    assert world.status(proposal) is Status.CARRIED_OUT and not world.page().can_post
    world.later(days=3)
    restore = world.restore("lena", proposal)
    world.act()
    assert world.receipts(restore) == [Outcome.DONE] and world.page().can_post


@pytest.mark.parametrize(("number", "when"), tuple(itertools.product([1, 2], ["put", "decided"])))
def test_i6_an_end_that_crashed_on_its_way_is_done_once(world: DispatchWorld, number: int, when: str) -> None:
    proposal = suspended(world)
    world.later(HOUR)
    world.crash_at = (world.said + number, when)
    with pytest.raises(Crash):
        world.act()
    world.restart()
    for _ in range(3):
        world.act(5)
    end = end_of(world, proposal)
    assert world.receipts(end, OrderKind.END) == [Outcome.DONE]
    assert world.status(proposal) is Status.ENDED and world.page().can_post
    assert world.kinds().count("duration_over/1") == 1


def test_a32_a_lost_answer_to_an_end_is_read_back(world: DispatchWorld) -> None:
    proposal = suspended(world)
    world.later(HOUR)
    world.fault(Fault.LOST_ANSWER, times=1)
    world.act()
    world.act(5)
    assert world.receipts(end_of(world, proposal), OrderKind.END) == [Outcome.DONE]
    assert world.status(proposal) is Status.ENDED
