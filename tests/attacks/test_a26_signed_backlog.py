"""A26, A70, I6: what waited too long for a signature, or to be carried out, is never carried out: two clocks."""

from __future__ import annotations

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.effects import Target, owed, why_not_apply
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.office import ENV, STORE, key


def test_a26_nobody_signed_in_time_and_it_expires(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND, sign_within_s=3000)
    floor.later(seconds=2999)
    assert floor.status(proposal) is Status.HANDED_OFF
    floor.later(seconds=1)
    assert floor.status(proposal) is Status.EXPIRED
    closed = floor.facts(proposal).closed
    assert closed is not None and closed.reasons == ("sign_time_over",)


def test_a26_a_signature_after_its_time_is_refused(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND, sign_within_s=600)
    (reading,) = world.readings(proposal)
    world.agree(reading.id)
    world.now = world.facts(proposal).at.replace(hour=15)  # the registrar has not looked at the clock yet
    assert world.why_not(world.countersignature(reading.id)) == {ReasonId.NOT_WAITING}


def test_a26_a_signed_proposal_that_was_not_carried_out_in_time_never_is(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND, carry_out_within_s=600)
    floor.sign_all(proposal)
    floor.until_due(proposal)
    assert floor.status(proposal) is Status.DUE
    floor.dispatcher_says(doc.WayBack, effect=proposal, saved=None)
    floor.later(seconds=600)
    assert floor.status(proposal) is Status.EXPIRED
    intent = doc.Intent(store=STORE, env=ENV, author="dispatcher", effect=proposal, kind=OrderKind.APPLY, attempt=1)
    assert floor.why_not(intent, key("dispatcher")) == {ReasonId.BAD_BYTES}


@pytest.mark.parametrize("tier", [Tier.STANDARD, Tier.VERIFIED])
def test_a26_a_dispatcher_whose_registrar_sleeps_sees_the_clock_itself(world: World, tier: Tier) -> None:
    proposal = world.propose("bruno", world.case(tier=tier), Action.SUSPEND)
    world.sign_all(proposal)
    world.until_due(proposal)
    facts = world.facts(proposal)
    target = Target(
        exists=True, tier=tier, state=facts.body.seen.state, declared=facts.body.effect,
        platform_id=facts.body.platform_id,
    )  # fmt: skip
    assert [item.id for item in owed(world.state, world.now)] == [proposal]
    late = world.now.replace(day=3)
    assert ReasonId.CARRY_TIME_OVER in {r.id for r in why_not_apply(world.state, facts, late, target, None)}


def test_a26_the_clocks_are_durations_from_admission_not_from_the_workstation(floor: Hands) -> None:
    """A70: a document signed yesterday and sent today has no clock of its own; it counts from now, for who is here."""
    floor.claim("bruno", case := floor.case())
    body = floor.proposal("bruno", case, Action.WARN)
    floor.later(hours=7)
    floor.claim("bruno", case)
    digest = floor.must(body)
    assert floor.facts(digest).at == floor.now


def test_a70_a_captured_outbox_of_somebody_gone_is_worth_nothing(floor: Hands) -> None:
    floor.claim("ira", case := floor.case())
    body = floor.proposal("ira", case, Action.WARN)
    floor.later(hours=10)
    floor.claim("ira", case)
    assert floor.why_not(body) == {ReasonId.CONTRACT_OVER}
