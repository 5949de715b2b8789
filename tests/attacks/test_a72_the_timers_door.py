"""A72, I6: what waits (held back, cooling off) comes to the same proof by the same door; and who may stop it."""

from __future__ import annotations

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.effects import owed
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.effects import account_of
from tests.support.office import ENV, STORE, key, person, policy_with


def intent(effect: str, attempt: int = 1) -> doc.Intent:
    return doc.Intent(store=STORE, env=ENV, author="dispatcher", effect=effect, kind=OrderKind.APPLY, attempt=attempt)


def test_i6_nothing_is_owed_before_its_time(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.later(seconds=29)
    assert not owed(floor.state, floor.now)
    floor.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    assert floor.why_not(intent(proposal), key("dispatcher")) == {ReasonId.BAD_BYTES}
    floor.later(seconds=1)
    assert [item.id for item in owed(floor.state, floor.now)] == [proposal]


def test_i6_nothing_is_ordered_before_its_way_back_is_stored(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.until_due(proposal)
    assert floor.why_not(intent(proposal), key("dispatcher")) == {ReasonId.BAD_BYTES}


@pytest.mark.parametrize("what", ["author ended", "withdrawn", "tier raised", "policy stricter", "restored"])
def test_a72_what_was_held_back_is_not_carried_out_when_something_changed_meanwhile(floor: Hands, what: str) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.DEACTIVATE)
    floor.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    if what == "author ended":
        floor.end("bruno")
    elif what == "withdrawn":
        floor.withdraw("bruno", proposal)
    elif what == "tier raised":
        floor.protect(floor.facts(proposal).body.account, Tier.VERIFIED)
    elif what == "policy stricter":
        floor.adopt(policy_with(("friction.standard.deactivate", "held_back_s", "31")))
    floor.later(seconds=30)
    if what == "restored":
        floor.restore("lena", proposal)
    assert not owed(floor.state, floor.now)
    assert floor.why_not(intent(proposal), key("dispatcher")) == {ReasonId.BAD_BYTES}


def test_i6_one_at_a_time_on_an_account(world: World) -> None:
    first = world.propose("bruno", world.case("one", account=account_of("x")), Action.SUSPEND)
    world.until_due(first)
    world.order(first)
    dismissal = world.case("two", account=account_of("x"))
    assert ReasonId.PENDING_ALREADY in world.why_not(_claimed(world, "ana", dismissal, Action.WARN))
    world.dispatcher_says(
        doc.Receipt, effect=first, kind=OrderKind.APPLY, outcome=doc.Outcome.UNKNOWN, state=None, note=""
    )
    second = world.propose("ana", dismissal, Action.WARN)
    world.until_due(second)
    world.carry_out(second)


def _claimed(world: World, author: str, case: str, action: Action) -> doc.Proposal:
    world.claim(author, case)
    return world.proposal(author, case, action)


def test_i6_a_second_order_on_an_account_waits_for_the_first(world: World) -> None:
    world.effects[Action.DISMISS] = doc.DeclaredEffect(
        action=Action.DISMISS, way="close reports", impact="nothing", sentence="The reports are closed."
    )
    one, two = (world.case(name, account=account_of("x")) for name in ("one", "two"))
    first = world.propose("bruno", one, Action.DISMISS)
    second = world.propose("ana", two, Action.DISMISS)
    world.later(seconds=10)
    assert [item.id for item in owed(world.state, world.now)] == [first]
    world.order(first)
    world.dispatcher_says(doc.WayBack, effect=second, saved=None)
    assert world.why_not(intent(second), key("dispatcher")) == {ReasonId.BAD_BYTES}


def test_i6_undone_means_that_nothing_was_ordered(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.until_due(proposal)
    floor.order(proposal)
    late = doc.Withdrawal(**floor.common("bruno"), proposal=proposal)
    assert floor.why_not(late) == {ReasonId.TOO_LATE}


def test_i6_only_its_author_takes_a_proposal_back(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    assert floor.why_not(doc.Withdrawal(**floor.common("ana"), proposal=proposal)) == {ReasonId.NOT_AUTHOR}
    assert floor.why_not(doc.Withdrawal(**floor.common("ana"), proposal="ab" * 32)) == {ReasonId.UNKNOWN_PROPOSAL}
    floor.withdraw("bruno", proposal)
    assert floor.why_not(doc.Withdrawal(**floor.common("bruno"), proposal=proposal)) == {ReasonId.NOT_WAITING}


# --- stops ------------------------------------------------------------------------------------------------------


def cooling(floor: Hands, name: str = "case-1") -> str:
    proposal = floor.propose("bruno", floor.case(name, tier=Tier.VERIFIED), Action.SUSPEND)
    floor.sign_all(proposal)
    assert floor.status(proposal) is Status.COOLING_OFF
    return proposal


@pytest.mark.parametrize("person", ["ana", "ira", "lena", "ada"])
def test_a72_anyone_on_duty_stops_what_is_cooling_off(floor: Hands, person: str) -> None:
    proposal = cooling(floor)
    assert person in floor.facts(proposal).announced_to
    floor.stop(person, proposal)
    assert floor.status(proposal) is Status.STOPPED
    floor.later(hours=1)
    assert not owed(floor.state, floor.now)


def test_a72_an_auditor_stops_nothing_and_nothing_is_announced_to_them(floor: Hands) -> None:
    proposal = cooling(floor)
    assert "zoe" not in floor.facts(proposal).announced_to
    assert floor.why_not(floor.stopping("zoe", proposal)) == {ReasonId.WRONG_ROLE}


def test_a72_one_person_stops_one_account_once_in_seven_days(world: World) -> None:
    first = cooling(world)
    world.stop("ana", first)
    second = world.propose("bruno", "case-1", Action.SUSPEND)
    world.sign_all(second)
    assert world.why_not(world.stopping("ana", second)) == {ReasonId.STOPPED_LATELY}
    other = cooling(world, "case-2")
    world.stop("ana", other)
    world.stop("ira", second)


def test_a72_what_does_not_cool_off_is_not_stopped(world: World) -> None:
    held_back = world.propose("bruno", world.case("one"), Action.SUSPEND)
    unsigned = world.propose("bruno", world.case("two", tier=Tier.VERIFIED), Action.SUSPEND)
    for proposal in (held_back, unsigned):
        assert world.why_not(world.stopping("ana", proposal)) == {ReasonId.NOT_COOLING}
    assert world.why_not(world.stopping("ana", "ab" * 32)) == {ReasonId.UNKNOWN_PROPOSAL}


def test_a72_whoever_heard_the_announcement_is_drawn_only_when_nobody_else_can_be(world: World) -> None:
    first = cooling(world)
    world.stop("ana", first)
    heard = {p for p, _ in world.state.account(account_of("case-1")).announced}
    world.enrol(person("newcomer", Role.SUPERVISOR))
    assert "newcomer" not in heard
    second = world.propose("bruno", "case-1", Action.DEACTIVATE)
    for reading in world.readings(second):
        assert reading.kept is not None or reading.pool == ("newcomer",)
