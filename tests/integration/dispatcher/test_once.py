"""I6, A32: an effect is carried out at most once, wherever the process ends, and its receipt follows a read-back."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.views import Status
from console.platforms.sandbox.faults import Fault
from console.platforms.sandbox.visitor import PageKind
from tests.support.dispatch_world import Crash, DispatchWorld

SAID = ("way back", "intent", "receipt")


def test_an_effect_is_saved_intended_ordered_read_back_and_receipted(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    assert world.act() == 1
    assert not world.page().can_post
    assert world.receipts(proposal) == [Outcome.DONE]
    kinds = [k for k in world.kinds() if k in ("way_back/1", "intent/1", "receipt/1")]
    assert kinds == ["way_back/1", "intent/1", "receipt/1"]
    assert world.status(proposal) is Status.CARRIED_OUT
    assert world.act(60) == 0 and world.put_on() == ["suspend"]


@pytest.mark.parametrize("when", ["put", "decided"])
@pytest.mark.parametrize("number", [1, 2, 3], ids=SAID)
def test_i6_a_crash_between_any_two_steps_leaves_the_effect_exactly_once(
    world: DispatchWorld, number: int, when: str
) -> None:
    proposal = world.due_proposal()
    world.crash_at = (number, when)
    with pytest.raises(Crash):
        world.act()
    world.restart()
    world.act()
    assert world.put_on() == ["suspend"]
    assert world.receipts(proposal) == [Outcome.DONE]
    assert world.kinds().count("intent/1") == 1
    assert world.act(60) == 0


@pytest.mark.parametrize("when", ["put", "decided"])
@pytest.mark.parametrize("number", [1, 2], ids=["intent", "receipt"])
def test_i6_a_restore_that_crashed_on_its_way_is_done_once(world: DispatchWorld, number: int, when: str) -> None:
    proposal = world.due_proposal(action=Action.DEACTIVATE)
    world.act()
    assert world.page().kind is PageKind.GONE
    restore = world.restore("lena", proposal)
    world.said, world.crash_at = 0, (number, when)
    with pytest.raises(Crash):
        world.act()
    world.restart()
    world.act()
    assert world.page().kind is PageKind.PROFILE
    assert world.receipts(restore) == [Outcome.DONE]
    assert world.status(proposal) is Status.RESTORED


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.RUBBISH])
def test_a32_an_order_whose_answer_was_lost_is_read_back_and_not_sent_again(world: DispatchWorld, fault: Fault) -> None:
    proposal = world.due_proposal()
    world.fault(fault, times=1, only="apply")
    assert world.act() == 0
    assert not world.page().can_post and world.receipts(proposal) == []
    assert world.act(5) == 1
    assert world.put_on() == ["suspend"] and world.receipts(proposal) == [Outcome.DONE]


def test_a32_an_order_that_never_arrived_is_read_back_and_sent_once_more(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.LOST_REQUEST, times=1, only="apply")
    assert world.act() == 0 and world.page().can_post
    assert world.act(5) == 1
    assert world.put_on() == ["suspend"] and world.receipts(proposal) == [Outcome.DONE]


def test_a32_a_lost_answer_to_a_restore_is_read_back(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.act()
    restore = world.restore("lena", proposal)
    world.fault(Fault.LOST_ANSWER, times=1, only="restore")
    world.act()
    world.act(5)
    assert world.page().can_post and world.receipts(restore) == [Outcome.DONE]


def test_a_yes_of_the_platform_is_not_believed_without_a_look(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.fault(Fault.NO_EFFECT, times=1, only="apply")
    world.act()
    assert world.receipts(proposal) == [Outcome.FAILED]
    assert world.status(proposal) is Status.FAILED
    assert world.act(60) == 0


def test_what_cant_be_read_back_ends_unknown_and_is_not_sent_again(world: DispatchWorld) -> None:
    gone = world.due_proposal("case-2", action=Action.LIMIT)
    world.crash_at = (world.said + 2, "decided")
    with pytest.raises(Crash):
        world.act()
    with world.site.writing() as db:
        db.execute(
            "INSERT INTO measures (effect_id, account_id, kind, target, message, began)"
            " VALUES (NULL, 'case-2', 'deactivate', '', '', 0)"
        )
    world.restart()
    world.act()
    assert world.receipts(gone) == [Outcome.UNKNOWN]
    assert world.act(60) == 0 and world.put_on("case-2") == []


def test_i8_restores_go_before_everything_else(world: DispatchWorld) -> None:
    done = world.due_proposal("case-1")
    world.act()
    others = [world.propose("ana", world.case(f"more-{n}"), Action.LIMIT) for n in range(3)]
    restore = world.restore("lena", done)
    for other in others:
        world.until_due(other)
    world.act()
    assert world.receipted()[1] == restore and set(world.receipted()[2:]) == set(others)


def test_i1_a_protected_account_is_acted_upon_after_both_have_signed_and_it_cooled_off(world: DispatchWorld) -> None:
    proposal = world.propose("ana", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    assert world.act() == 0
    world.sign_all(proposal)
    assert world.act() == 0 and world.page().kind is PageKind.PROFILE
    world.until_due(proposal)
    assert world.act() == 1 and world.page().kind is PageKind.GONE
    assert world.receipts(proposal, OrderKind.APPLY) == [Outcome.DONE]
