"""PROTOCOL 7: while a clock is not believed no timer goes on but restores, and the screens say so."""

from __future__ import annotations

from datetime import timedelta

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.views import Status
from console.platforms.sandbox import people
from console.store.projections import set_service
from tests.support.dispatch_world import DispatchWorld

WORDS = "The clock of this machine jumped."


def test_i10_while_the_dispatchers_clock_is_not_believed_only_people_bring_back(world: DispatchWorld) -> None:
    suspended = world.due_proposal("other")
    world.act()
    protected = world.case("protected", tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "protected", Action.LIMIT)
    world.act(10)
    (alarm,) = world.state.live_alarms
    timed = world.propose("ana", world.case("timed"), Action.SUSPEND, duration_s=3600)
    world.until_due(timed)
    world.act()
    held = world.due_proposal("held")
    world.later(3600)
    world.dispatcher._clock_trouble = lambda: WORDS
    restore = world.restore("lena", suspended)
    lift = world.must(doc.Restore(**world.common("osei"), account=world.account("protected"), effect=alarm))
    assert world.act() == 2
    assert world.receipts(restore, OrderKind.RESTORE) and world.receipts(lift, OrderKind.LIFT)
    assert world.status(timed) is Status.CARRIED_OUT and world.put_on("held") == [] and world.problem() == WORDS
    world.dispatcher._clock_trouble = lambda: ""
    world.act()
    assert world.status(timed) is Status.ENDED and world.problem() == ""
    assert world.facts(held).closed is not None or world.put_on("held")
    assert world.case_facts(protected)


def test_i10_a_clock_behind_the_ledger_carries_out_nothing_that_waits_for_a_time(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.duty("bruno")
    world.dispatcher._clock = lambda: world.now - timedelta(seconds=31)
    assert world.act() == 0 and world.put_on() == [] and "ahead of this machine's clock" in world.problem()
    world.dispatcher._clock = world.clock
    assert world.act() == 1 and world.status(proposal) is Status.CARRIED_OUT and world.problem() == ""


def test_i10_while_the_registrars_clock_is_not_believed_nothing_ends_by_time(world: DispatchWorld) -> None:
    proposal = world.propose("ana", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    world.registrar._clock_trouble = lambda: WORDS
    world.later(seconds=world.policy.limits.sign_within_s)
    assert world.facts(proposal).closed is None
    world.registrar._clock_trouble = lambda: ""
    world.later(1)
    assert world.facts(proposal).closed is not None


def test_what_an_earlier_process_said_is_taken_back_by_the_next(world: DispatchWorld) -> None:
    world.store.run(lambda uow: set_service(uow, doc.DISPATCHER, WORDS, world.now))
    world.restart()
    world.act()
    assert world.problem() == ""
