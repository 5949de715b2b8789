"""A42, I7: on the last day authority shrinks by itself; from the hour a contract ends nothing of theirs counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.effects import Target, owed, why_not_apply
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.store import leases
from tests.support.builders import Hands, World
from tests.support.office import ENV, IRA_ENDS, STORE, key, person
from tests.support.registrar_world import RegistrarWorld

ACCOUNT_ACTIONS = (Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE)


@pytest.mark.parametrize("tier", [Tier.VERIFIED, Tier.HEAD_OF_STATE, None])
@pytest.mark.parametrize("action", [Action.WARN, Action.SUSPEND, Action.DEACTIVATE])
def test_i7_2017_on_the_last_day_nothing_is_proposed_on_a_protected_account(
    world: World, tier: Tier | None, action: Action
) -> None:
    world.claim("ira", case := world.case(tier=tier))
    assert world.why_not(world.proposal("ira", case, action)) == {ReasonId.LAST_DAY_PROTECTED}


def test_i7_2017_at_a_real_registrar(floor: Hands) -> None:
    floor.claim("ira", case := floor.case(tier=Tier.HEAD_OF_STATE))
    assert floor.why_not(floor.proposal("ira", case, Action.DEACTIVATE)) == {ReasonId.LAST_DAY_PROTECTED}


@pytest.mark.parametrize("action", ACCOUNT_ACTIONS)
def test_i7_on_the_last_day_an_account_action_needs_a_second_person_at_every_tier(world: World, action: Action) -> None:
    proposal = world.propose("ira", world.case(tier=Tier.STANDARD), action)
    assert world.facts(proposal).readers == 1
    assert world.status(proposal) is Status.HANDED_OFF


def test_i7_the_last_day_begins_a_day_before_the_end(world: World) -> None:
    ends = world.now + timedelta(days=1, seconds=10)
    world.enrol(person("ira", Role.REVIEWER, "Vendor North", ends))
    before = world.propose("ira", world.case("before"), Action.SUSPEND)
    world.later(10)
    after = world.propose("ira", world.case("after"), Action.SUSPEND)
    assert (world.facts(before).readers, world.facts(after).readers) == (0, 1)


def test_i7_from_the_hour_it_ends_nothing_is_admitted(floor: Hands) -> None:
    proposal = floor.propose("ira", floor.case(), Action.WARN)
    floor.now = IRA_ENDS
    for document in (
        doc.Withdrawal(**floor.common("ira"), proposal=proposal),
        doc.Duty(**floor.common("ira"), kind=doc.DutyKind.BEGIN),
        floor.restoring("ira", proposal),
    ):
        assert floor.why_not(document) == {ReasonId.CONTRACT_OVER}


def test_i7_before_it_begins_nothing_is_admitted(world: World) -> None:
    soon = world.now + timedelta(days=1)
    world.enrol(person("nova", Role.REVIEWER, contract_from=soon))
    assert world.why_not(doc.Duty(**world.common("nova"), kind=doc.DutyKind.BEGIN)) == {ReasonId.CONTRACT_OVER}


def test_i7_2017_hours_later_after_he_had_left_it_freezes(floor: Hands) -> None:
    proposal = floor.propose("ira", floor.case(), Action.DEACTIVATE)
    signers = floor.sign_all(proposal)
    assert signers and floor.status(proposal) in (Status.COOLING_OFF, Status.DUE)
    floor.now = IRA_ENDS
    floor.tick()
    assert floor.status(proposal) is Status.FROZEN
    assert not owed(floor.state, floor.now)


def test_i7_a_person_who_is_ended_freezes_what_they_proposed(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    floor.sign_all(proposal)
    floor.end("bruno")
    assert floor.status(proposal) is Status.FROZEN


def test_i7_frozen_is_for_good_even_if_the_contract_is_extended(floor: Hands) -> None:
    proposal = floor.propose("ira", floor.case(), Action.SUSPEND)
    floor.sign_all(proposal)
    floor.now = IRA_ENDS + timedelta(minutes=1)  # and the registrar has not looked at the clock since
    floor.enrol(person("ira", Role.REVIEWER, "Vendor North", IRA_ENDS + timedelta(days=30)))
    assert floor.status(proposal) is Status.FROZEN
    closed = floor.facts(proposal).closed
    assert closed is not None and closed.how is doc.Ending.FROZEN


def test_i7_a_dispatcher_whose_registrar_sleeps_sees_that_the_author_is_gone(world: World) -> None:
    proposal = world.propose("ira", world.case(), Action.WARN)
    facts = world.facts(proposal)
    target = Target(
        exists=True, tier=Tier.STANDARD, state=facts.body.seen.state, declared=facts.body.effect,
        platform_id=facts.body.platform_id,
    )  # fmt: skip
    found = why_not_apply(world.state, facts, IRA_ENDS, target, None)
    assert ReasonId.AUTHOR_GONE in {r.id for r in found}


def test_i7_the_registrar_admits_no_intent_for_somebody_who_is_gone(world: World) -> None:
    proposal = world.propose("ira", world.case(), Action.SUSPEND, carry_out_within_s=7200)
    world.sign_all(proposal)
    world.now = IRA_ENDS - timedelta(hours=1)
    if world.status(proposal) is Status.EXPIRED:
        proposal = world.propose("ira", world.case("late"), Action.WARN)
        world.until_due(proposal)
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    world.now = IRA_ENDS
    intent = doc.Intent(store=STORE, env=ENV, author="dispatcher", effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert world.why_not(intent, key("dispatcher")) == {ReasonId.BAD_BYTES}


def test_i7_what_they_countersigned_needs_another(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (signer,) = floor.sign_all(proposal)
    assert floor.status(proposal) is Status.COOLING_OFF
    floor.later(minutes=10)
    floor.end(signer)
    assert floor.status(proposal) is Status.HANDED_OFF
    (reading,) = floor.readings(proposal)
    assert reading.person != signer
    floor.agree(reading.id)
    floor.countersign(reading.id)
    assert floor.status(proposal) is Status.COOLING_OFF  # and it begins anew
    floor.later(minutes=14)
    assert floor.status(proposal) is Status.COOLING_OFF
    floor.later(minutes=1)
    assert floor.status(proposal) is Status.DUE


def test_i7_nothing_is_ordered_while_a_countersigner_is_missing(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (signer,) = world.sign_all(proposal)
    world.until_due(proposal)
    world.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    world.end(signer)
    assert not owed(world.state, world.now)
    intent = doc.Intent(store=STORE, env=ENV, author="dispatcher", effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert world.why_not(intent, key("dispatcher")) == {ReasonId.BAD_BYTES}


def test_i7_their_claims_are_released(registrar: RegistrarWorld) -> None:
    registrar.claim("bruno", case := registrar.case())
    registrar.end("bruno")
    assert registrar.store.read(lambda r: leases.holder(r, case, registrar.now)) is None
    registrar.claim("ira", case)
    registrar.now = IRA_ENDS - timedelta(seconds=1)
    registrar.claim("ira", other := registrar.case("case-2"))
    registrar.later(1)
    assert registrar.store.read(lambda r: leases.holder(r, other, registrar.now)) is None


def test_i7_contract_ended_between_admission_and_effect_never_stops_the_way_back(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    floor.until_due(proposal)
    floor.carry_out(proposal)
    floor.end("bruno")
    restore = floor.restore("lena", proposal)
    floor.carry_out(restore, OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


def test_i7_ended_but_kept_in_the_next_roster_is_still_ended(floor: Hands) -> None:
    floor.end("bruno")
    floor.enrol(person("bruno", Role.REVIEWER, "Vendor North"))
    floor.claim("bruno", case := floor.case())
    assert floor.why_not(floor.proposal("bruno", case, Action.WARN)) == {ReasonId.CONTRACT_OVER}


def test_i7_who_is_not_in_the_roster_any_more_is_nobody(floor: Hands) -> None:
    roster = floor.state.roster
    assert roster is not None
    proposal = floor.propose("bruno", floor.case(), Action.DEACTIVATE)
    rest = tuple(p for p in roster.people if p.id != "bruno")
    floor.must(floor.next_roster(people=rest), key("ada"), key("ben"))
    assert floor.status(proposal) is Status.FROZEN
    assert floor.why_not(doc.Withdrawal(**floor.common("bruno"), proposal=proposal)) == {ReasonId.NOT_IN_ROSTER}


def test_i7_where_nothing_cools_off_another_signs_as_well(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.WARN)
    (signer,) = floor.sign_all(proposal)
    assert floor.status(proposal) is Status.DUE
    floor.end(signer)
    assert floor.status(proposal) is Status.HANDED_OFF
    assert floor.sign_all(proposal)
    assert floor.status(proposal) is Status.DUE
