"""The platform fails: one sentence on the screens, nothing lost, and the order goes out once it is back, or never."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.platforms.sandbox import people
from console.platforms.sandbox.faults import Fault, clear_faults
from console.platforms.sandbox.visitor import PageKind
from tests.support.dispatch_world import Crash, DispatchWorld

FAULTS = [
    (Fault.DOWN, "The platform can't be reached"),
    (Fault.SLOW, "The platform did not answer within"),
    (Fault.UNAUTHORISED, "The platform does not accept the token"),
    (Fault.FORBIDDEN, "The token may not do this on the platform"),
    (Fault.TOO_MANY, "The platform asks to be left alone"),
    (Fault.ERROR, "The platform failed by itself (500)"),
]


@pytest.mark.parametrize("only", ["", "apply", "save", "read_back"], ids=["all", "apply", "save", "read_back"])
@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=[str(f) for f, _ in FAULTS])
def test_a_platform_in_trouble_is_told_in_one_sentence_and_gets_the_order_once_it_is_back(
    world: DispatchWorld, fault: Fault, words: str, only: str
) -> None:
    proposal = world.due_proposal()
    world.fault(fault, value=3, only=only)
    assert world.run_once(1) == 0
    assert world.problem().startswith(words) and "\n" not in world.problem()
    assert world.receipts(proposal) == []
    clear_faults(world.site)
    assert world.run_once(60) == 1
    assert world.put_on() == ["suspend"] and world.receipts(proposal) == [Outcome.DONE]
    assert world.problem() == ""


def test_rubbish_is_told_and_what_was_done_is_read_back(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.RUBBISH)
    world.run_once(1)
    assert world.problem().startswith("The platform's answer makes no sense")
    clear_faults(world.site)
    world.run_once(60)
    assert world.put_on() == ["suspend"] and world.receipts(proposal) == [Outcome.DONE]


def test_the_platforms_wish_to_be_left_alone_is_respected(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.TOO_MANY, value=90, times=1, only="apply")
    world.act()
    assert world.act(89) == 0 and world.page().can_post
    assert world.act(2) == 1 and world.receipts(proposal) == [Outcome.DONE]


def test_a_problem_is_gone_when_what_it_held_up_is_gone(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.DOWN)
    world.run_once(1)
    assert world.problem()
    world.withdraw("ana", proposal)
    world.run_once(1)
    assert world.problem() == ""


def test_a26_what_the_platform_could_not_take_in_its_time_is_never_carried_out(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.DOWN)
    world.act()
    world.later(hours=9)
    clear_faults(world.site)
    world.act(60)
    assert world.status(proposal) is Status.EXPIRED and world.put_on() == []


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.TOO_MANY, Fault.LOST_REQUEST, Fault.ERROR])
def test_i6_an_intended_order_is_not_sent_after_its_time(world: DispatchWorld, fault: Fault) -> None:
    proposal = world.due_proposal()
    world.fault(fault, only="apply")
    world.act()
    assert world.kinds().count("intent/1") == 1
    world.later(hours=9)
    clear_faults(world.site)
    world.act(60)
    assert world.put_on() == []
    assert world.receipts(proposal) == [Outcome.FAILED]


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.LOST_REQUEST])
def test_i7_an_intended_order_is_not_sent_after_its_author_has_left(world: DispatchWorld, fault: Fault) -> None:
    proposal = world.due_proposal(author="bruno")
    world.fault(fault, only="apply")
    world.act()
    world.end("bruno")
    clear_faults(world.site)
    world.act(60)
    assert world.put_on() == [] and world.page().can_post
    assert world.receipts(proposal) == [Outcome.FAILED]


def test_i4_an_intended_order_is_not_sent_when_the_tier_was_raised_since(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.DOWN, only="apply")
    world.act()
    people.set_flag(world.site, "case-1", Tier.VERIFIED)
    clear_faults(world.site)
    world.act(60)
    assert world.put_on() == [] and world.receipts(proposal) == [Outcome.FAILED]


def test_i6_after_a_crash_an_intended_order_is_proven_again(world: DispatchWorld) -> None:
    proposal = world.due_proposal(author="bruno")
    world.crash_at = (2, "decided")
    with pytest.raises(Crash):
        world.act()
    world.restart()
    world.end("bruno")
    world.act()
    assert world.put_on() == [] and world.receipts(proposal) == [Outcome.FAILED]


def test_a_withdrawal_before_the_intent_wins(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.crash_at = (1, "decided")
    with pytest.raises(Crash):
        world.act()
    world.restart()
    world.withdraw("ana", proposal)
    world.act()
    assert world.put_on() == [] and world.status(proposal) is Status.WITHDRAWN
    assert "intent/1" not in world.kinds()


def test_a_withdrawal_that_is_decided_together_with_the_intent_wins(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.before_deciding[2] = lambda: world.put_withdrawal("ana", proposal)
    world.act()
    assert world.put_on() == [] and world.status(proposal) is Status.WITHDRAWN
    assert "intent/1" not in world.kinds()
    assert world.act(60) == 0


def test_a_withdrawal_after_the_intent_comes_too_late(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.crash_at = (2, "decided")
    with pytest.raises(Crash):
        world.act()
    world.restart()
    assert world.may_not_withdraw("ana", proposal) == {ReasonId.TOO_LATE}
    world.act()
    assert world.receipts(proposal) == [Outcome.DONE]


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_i8_a_restore_replaces_an_apply_that_is_under_way(world: DispatchWorld, fault: Fault) -> None:
    proposal = world.due_proposal(action=Action.DEACTIVATE)
    world.fault(fault, only="apply")
    world.act()
    clear_faults(world.site)
    restore = world.restore("lena", proposal)
    world.act(60)
    assert world.page().kind is PageKind.PROFILE
    assert world.receipts(restore, OrderKind.RESTORE) == [Outcome.DONE]
    assert world.status(proposal) is Status.RESTORED
    assert world.act(60) == 0 and world.page().kind is PageKind.PROFILE


def test_an_account_whose_apply_was_replaced_by_a_restore_can_be_acted_upon_again(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.LOST_REQUEST, times=1, only="apply")
    world.act()
    world.restore("lena", proposal)
    world.act(60)
    world.later(hours=25)
    again = world.propose("bruno", world.reported("case-1"), Action.SUSPEND)
    world.sign_all(again)
    world.until_due(again)
    world.act(60)
    assert world.receipts(again) == [Outcome.DONE] and not world.page().can_post


def test_a_restore_of_what_is_not_sent_yet_withdraws_it(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.crash_at = (1, "decided")
    with pytest.raises(Crash):
        world.act()
    world.restart()
    world.ask(world.restoring("lena", proposal))
    world.act(60)
    assert world.put_on() == []


def test_a_restore_waits_for_a_platform_that_is_down_and_goes_first_when_it_is_back(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.act()
    other = world.propose("ana", world.case("case-2"), Action.LIMIT)
    world.fault(Fault.DOWN)
    restore = world.restore("lena", proposal)
    world.act()
    world.until_due(other)
    world.act(60)
    clear_faults(world.site)
    world.act(60)
    assert world.receipted() == [proposal, restore, other]
