"""A66, I8: restoring is one gesture, and neither a shield for the account nor a way to undo everybody's work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.effects import owed, why_not_back_now
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.office import ENV, IRA_ENDS, STORE, key, person


def carried_out(
    world: Hands,
    name: str = "case-1",
    tier: Tier = Tier.STANDARD,
    action: Action = Action.SUSPEND,
    author: str = "bruno",
) -> str:
    proposal = world.propose(author, world.case(name, tier=tier), action)
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal)
    assert world.status(proposal) is Status.CARRIED_OUT
    return proposal


@pytest.mark.parametrize("tier", list(Tier))
def test_i8_one_person_restores_at_every_tier(floor: Hands, tier: Tier) -> None:
    proposal = carried_out(floor, tier=tier, action=Action.DEACTIVATE)
    restore = floor.restore("ana", proposal)
    (item,) = owed(floor.state, floor.now)
    assert (item.id, item.kind, item.proposal) == (restore, OrderKind.RESTORE, proposal)
    floor.carry_out(restore, OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


def test_i8_a_restore_goes_before_everything_else(world: World) -> None:
    first = carried_out(world, "a")
    waiting = [world.propose("bruno", world.case(f"w{n}"), Action.WARN) for n in range(3)]
    world.until_due(waiting[-1])
    restore = world.restore("lena", first)
    assert [item.id for item in owed(world.state, world.now)] == [restore, *waiting]


def test_i8_a_restore_replaces_an_apply_that_was_not_sent(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.until_due(proposal)
    floor.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    floor.restore("lena", proposal)
    assert floor.status(proposal) is Status.WITHDRAWN
    assert not owed(floor.state, floor.now)
    intent = doc.Intent(store=STORE, env=ENV, author="dispatcher", effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert floor.why_not(intent, key("dispatcher")) == {ReasonId.BAD_BYTES}


def test_i8_a_restore_of_what_is_being_ordered_follows_it(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.until_due(proposal)
    floor.order(proposal)
    restore = floor.restore("lena", proposal)
    assert [item.id for item in owed(floor.state, floor.now)] == [restore]
    floor.carry_out(restore, OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


@pytest.mark.parametrize("where", ["held back", "withdrawn", "failed", "restored", "unknown proposal", "other account"])
def test_i8_there_has_to_be_something_to_restore(world: World, where: str) -> None:
    proposal = world.propose("bruno", world.case(), Action.SUSPEND)
    wish = world.restoring("lena", proposal)
    if where == "withdrawn":
        world.withdraw("bruno", proposal)
    elif where == "failed":
        world.until_due(proposal)
        world.carry_out(proposal, outcome=Outcome.FAILED)
    elif where == "restored":
        world.until_due(proposal)
        world.carry_out(proposal)
        world.carry_out(world.restore("osei", proposal), OrderKind.RESTORE)
    elif where == "unknown proposal":
        wish = doc.Restore(**world.common("lena"), account=wish.account, effect="ab" * 32)
    elif where == "other account":
        world.until_due(proposal)
        world.carry_out(proposal)
        wish = doc.Restore(**world.common("lena"), account="ab" * 16, effect=proposal)
    assert world.why_not(wish) == {ReasonId.NOTHING_TO_RESTORE}


def test_i8_two_restores_of_one_effect_are_one(floor: Hands) -> None:
    proposal = carried_out(floor)
    floor.restore("lena", proposal)
    assert floor.why_not(floor.restoring("osei", proposal)) == {ReasonId.ON_IT_ALREADY}


def test_i8_what_failed_can_be_restored_again_by_another(world: World) -> None:
    proposal = carried_out(world)
    first = world.restore("lena", proposal)
    world.carry_out(first, OrderKind.RESTORE, Outcome.FAILED)
    assert {r.id for r in why_not_back_now(world.state, first, world.now)} == {ReasonId.NOTHING_TO_RESTORE}
    second = world.restore("osei", proposal)
    world.carry_out(second, OrderKind.RESTORE)
    assert world.status(proposal) is Status.RESTORED


def test_a66_five_an_hour_and_no_more(floor: Hands) -> None:
    proposals = [carried_out(floor, f"case-{n}") for n in range(6)]
    for proposal in proposals[:5]:
        floor.restore("lena", proposal)
    assert floor.why_not(floor.restoring("lena", proposals[5])) == {ReasonId.TOO_MANY_RESTORES}
    floor.restore("osei", proposals[5])


def test_a66_the_hour_passes(world: World) -> None:
    proposals = [carried_out(world, f"case-{n}") for n in range(6)]
    for proposal in proposals[:5]:
        world.restore("lena", proposal)
    world.later(hours=1)
    world.restore("lena", proposals[5])


def test_a66_an_account_once_in_seven_days_for_one_person(world: World) -> None:
    first = carried_out(world)
    world.carry_out(world.restore("lena", first), OrderKind.RESTORE)
    world.later(days=2)
    second = world.propose("ana", "case-1", Action.SUSPEND)
    world.until_due(second)
    world.carry_out(second)
    assert world.why_not(world.restoring("lena", second)) == {ReasonId.RESTORED_BY_YOU}
    world.restore("paul", second)


def test_a66_on_the_last_day_scams_are_not_restored_alone(floor: Hands) -> None:
    proposal = carried_out(floor, author="bruno")
    assert floor.why_not(floor.restoring("ira", proposal)) == {ReasonId.NEEDS_SECOND}


def test_a66_on_the_last_day_a_protected_account_may_be_restored(world: World) -> None:
    proposal = carried_out(world, tier=Tier.HEAD_OF_STATE)
    assert world.now + timedelta(days=1) > IRA_ENDS
    world.restore("ira", proposal)


def test_a66_what_stays_down_is_not_restored_alone(world: World) -> None:
    proposal = world.propose("bruno", world.case(), Action.SUSPEND, clause="2.2")
    world.until_due(proposal)
    world.carry_out(proposal)
    assert world.why_not(world.restoring("lena", proposal)) == {ReasonId.NEEDS_SECOND}


def test_i8_after_the_fast_window_one_person_is_not_enough(world: World) -> None:
    proposal = carried_out(world)
    world.later(days=1)
    assert world.why_not(world.restoring("lena", proposal)) == {ReasonId.FAST_WINDOW_OVER}


def test_i8_an_auditor_changes_nothing(floor: Hands) -> None:
    proposal = carried_out(floor)
    assert floor.why_not(floor.restoring("zoe", proposal)) == {ReasonId.WRONG_ROLE}


# --- the lock after a restore -----------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [Action.WARN, Action.SUSPEND, Action.DEACTIVATE])
def test_i8_after_a_restore_its_people_propose_nothing_on_the_account(world: World, again: Action) -> None:
    proposal = carried_out(world)
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    for author in ("bruno", "lena"):
        world.claim(author, "case-1")
        assert world.why_not(world.proposal(author, "case-1", again)) == {ReasonId.LOCKED}


@pytest.mark.parametrize("again", [Action.WARN, Action.REMOVE_CONTENT, Action.SUSPEND])
def test_i8_after_a_restore_every_action_needs_a_new_signer(world: World, again: Action) -> None:
    proposal = carried_out(world, tier=Tier.VERIFIED)
    signer = world.facts(proposal).signed[0].person
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    second = world.propose("ana", "case-1", again)
    (reading,) = world.readings(second)
    assert reading.person not in {"lena", signer}
    assert not {"lena", signer} & set(reading.pool)


def test_i8_on_a_standard_account_too(floor: Hands) -> None:
    proposal = carried_out(floor)
    floor.carry_out(floor.restore("lena", proposal), OrderKind.RESTORE)
    case = floor.facts(proposal).body.case
    second = floor.propose("ana", case, Action.WARN)
    assert floor.facts(second).readers == 1
    assert floor.status(second) is Status.HANDED_OFF


def test_i8_the_lock_ends(world: World) -> None:
    proposal = carried_out(world)
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    world.later(days=1)
    second = world.propose("bruno", "case-1", Action.WARN)
    assert world.facts(second).readers == 0


def test_i8_one_new_signer_is_enough_where_two_are_asked_for(world: World) -> None:
    world.enrol(*(person(name, Role.REVIEWER) for name in ("quin", "rosa")))
    proposal = carried_out(world, tier=Tier.HEAD_OF_STATE, action=Action.DEACTIVATE)
    signers = {signed.person for signed in world.facts(proposal).signed}
    world.carry_out(world.restore("quin", proposal), OrderKind.RESTORE)
    (new,) = {"lena", "osei", "paul"} - signers
    second = world.propose("rosa", "case-1", Action.DEACTIVATE)
    first_drawn, then_drawn = world.readings(second)
    assert first_drawn.person == new
    assert then_drawn.person in signers
    world.sign_all(second)
    assert world.status(second) is Status.COOLING_OFF


def test_i8_with_nobody_new_it_waits_and_expires(world: World) -> None:
    world.enrol(*(person(name, Role.REVIEWER) for name in ("paul", "quin", "rosa")))
    proposal = carried_out(world, tier=Tier.HEAD_OF_STATE, action=Action.DEACTIVATE)
    world.carry_out(world.restore("paul", proposal), OrderKind.RESTORE)
    second = world.propose("rosa", "case-1", Action.DEACTIVATE)
    assert world.readings(second) == ()
    world.later(hours=8)
    assert world.status(second) is Status.EXPIRED


def test_i8_what_waited_when_the_account_was_restored_ends_unless_somebody_new_signs(world: World) -> None:
    first = carried_out(world)
    waits = world.propose("bruno", "case-1", Action.DEACTIVATE)
    world.restore("lena", first)
    assert world.status(waits) is Status.VOID
    closed = world.facts(waits).closed
    assert closed is not None and closed.reasons == ("locked",)


def test_i8_what_waits_for_a_new_signer_may_go_on(world: World) -> None:
    first = carried_out(world, tier=Tier.VERIFIED, author="bruno")
    waits = world.propose("ana", "case-1", Action.DEACTIVATE)
    restorer = next(n for n in ("osei", "paul") if n not in {r.person for r in world.readings(waits)})
    world.restore(restorer, first)
    assert world.status(waits) is Status.HANDED_OFF


def test_i8_reopening_a_dismissal_locks_nothing_and_is_not_counted(floor: Hands) -> None:
    for number in range(7):
        dismissal = floor.propose("bruno", floor.case(f"case-{number}"), Action.DISMISS)
        floor.later(seconds=10)
        floor.restore("lena", dismissal)
        assert floor.state.account(floor.facts(dismissal).body.account).locked_until is None
    assert not floor.state.doings("lena").restores


def test_i8_a_dismissal_that_was_reopened_is_not_reopened_twice(world: World) -> None:
    dismissal = world.propose("bruno", world.case(), Action.DISMISS)
    assert world.why_not(world.restoring("lena", dismissal)) == {ReasonId.NOTHING_TO_RESTORE}  # undo is for its author
    world.later(seconds=10)
    world.restore("lena", dismissal)
    assert world.why_not(world.restoring("osei", dismissal)) == {ReasonId.NOTHING_TO_RESTORE}
