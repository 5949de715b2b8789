"""A72, I6: the end of a temporary action comes by the same door as everything else, and nothing freezes it."""

from __future__ import annotations

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.consistency import fault
from console.domain.documents import Entry, OrderKind, Outcome
from console.domain.effects import owed
from console.domain.proposals import ends_at
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.effects import account_of
from tests.support.office import ENV, STORE, key, policy_with

WEEK = 7 * 86400


def suspended(floor: Hands, duration_s: int | None = WEEK, tier: Tier = Tier.STANDARD, clause: str = "4.7") -> str:
    """A temporary suspension, carried out."""
    proposal = floor.propose("bruno", floor.case(tier=tier), Action.SUSPEND, duration_s=duration_s, clause=clause)
    floor.sign_all(proposal)
    floor.until_due(proposal)
    floor.carry_out(proposal)
    return proposal


def end_of(floor: Hands, proposal: str) -> str:
    """The end that the registrar owes and has written."""
    end = floor.state.effects[proposal].ended_by
    assert end is not None, "nothing has ended it"
    return end


def over(floor: Hands, proposal: str) -> str:
    """Its time passes; the digest of its end."""
    floor.later(seconds=WEEK)
    return end_of(floor, proposal)


def test_a72_an_end_is_an_effect_of_its_own_that_is_proven_and_ordered(floor: Hands) -> None:
    proposal = suspended(floor)
    assert ends_at(floor.state.effects[proposal]) is not None
    floor.later(seconds=WEEK - 1)
    assert floor.state.effects[proposal].ended_by is None and not owed(floor.state, floor.now)
    floor.later(seconds=1)
    end = end_of(floor, proposal)
    (item,) = owed(floor.state, floor.now)
    assert (item.id, item.kind, item.proposal) == (end, OrderKind.END, proposal)
    floor.carry_out(end, OrderKind.END)
    assert floor.status(proposal) is Status.ENDED and not owed(floor.state, floor.now)
    assert floor.why_not(floor.restoring("lena", proposal)) == {ReasonId.NOTHING_TO_RESTORE}


def test_a72_what_has_no_duration_never_ends(world: World) -> None:
    proposal = suspended(world, None)
    world.later(days=400)
    assert world.state.effects[proposal].ended_by is None and world.status(proposal) is Status.CARRIED_OUT


def test_a72_what_failed_ends_by_nothing(world: World) -> None:
    proposal = world.propose("bruno", world.case(), Action.SUSPEND, duration_s=WEEK)
    world.until_due(proposal)
    world.carry_out(proposal, outcome=Outcome.FAILED)
    world.later(seconds=WEEK)
    assert world.state.effects[proposal].ended_by is None


@pytest.mark.parametrize("what", ["author ended", "policy stricter", "tier raised", "signer ended"])
def test_a72_nothing_freezes_an_end(floor: Hands, what: str) -> None:
    proposal = suspended(floor, tier=Tier.VERIFIED)
    if what == "author ended":
        floor.end("bruno")
    elif what == "signer ended":
        floor.end(floor.facts(proposal).signed[0].person)
    elif what == "policy stricter":
        floor.adopt(policy_with(("friction.verified.suspend", "cooling_off_s", "7200")))
    else:
        floor.protect(floor.facts(proposal).body.account, Tier.HEAD_OF_STATE)
    floor.carry_out(over(floor, proposal), OrderKind.END)
    assert floor.status(proposal) is Status.ENDED


def test_a72_an_end_cannot_be_forged_before_its_time_or_twice(world: World) -> None:
    proposal = suspended(world)
    forged = doc.DurationOver(store=STORE, env=ENV, author=doc.REGISTRAR, effect=proposal)
    assert "no such duration" in _refused(world, forged)
    over(world, proposal)
    assert "no such duration" in _refused(world, forged)


def _refused(world: World, document: doc.RegistrarAny) -> str:
    """What a reader of the ledger says to a document of the registrar's own."""
    entry = Entry(index=world.state.size, time=world.now, document=document, digest="ab" * 32)
    found = fault(world.state, entry, (key(doc.REGISTRAR).public,))
    assert found is not None
    return found


def test_i8_a_restore_before_the_end_replaces_it(floor: Hands) -> None:
    proposal = suspended(floor)
    restore = floor.restore("lena", proposal)
    floor.carry_out(restore, OrderKind.RESTORE)
    floor.later(seconds=WEEK)
    assert floor.state.effects[proposal].ended_by is None and floor.status(proposal) is Status.RESTORED


def test_i8_a_restore_before_the_end_was_ordered_replaces_it_too(floor: Hands) -> None:
    proposal = suspended(floor)
    end = over(floor, proposal)
    restore = floor.restore("lena", proposal)
    assert [item.id for item in owed(floor.state, floor.now)] == [restore]
    intent = doc.Intent(store=STORE, env=ENV, author=doc.DISPATCHER, effect=end, kind=OrderKind.END, attempt=1)
    assert floor.why_not(intent, key(doc.DISPATCHER)) == {ReasonId.BAD_BYTES}
    floor.carry_out(restore, OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


def test_i6_a_restore_waits_for_an_end_that_is_under_way(floor: Hands) -> None:
    proposal = suspended(floor)
    end = over(floor, proposal)
    floor.order(end, OrderKind.END)
    restore = floor.restore("lena", proposal)
    assert [item.id for item in owed(floor.state, floor.now)] == [end]
    floor.dispatcher_says(
        doc.Receipt, effect=end, kind=OrderKind.END, outcome=Outcome.FAILED, state=None, note="it was down"
    )
    assert [item.id for item in owed(floor.state, floor.now)] == [restore]
    floor.carry_out(restore, OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


def test_i6_a_restore_on_an_account_waits_for_another_order_that_is_under_way(world: World) -> None:
    first = world.propose("bruno", world.case("one", account=account_of("x")), Action.SUSPEND)
    world.until_due(first)
    world.carry_out(first)
    second = world.propose("ana", world.case("two", account=account_of("x")), Action.LIMIT)
    world.until_due(second)
    world.order(second)
    restore = world.restore("lena", first)
    assert [item.id for item in owed(world.state, world.now)] == [second]
    world.dispatcher_says(doc.Receipt, effect=second, kind=OrderKind.APPLY, outcome=Outcome.DONE, state=None, note="")
    assert [item.id for item in owed(world.state, world.now)] == [restore]


def test_a72_a_restore_that_failed_leaves_the_end_to_come(floor: Hands) -> None:
    proposal = suspended(floor)
    floor.carry_out(floor.restore("lena", proposal), OrderKind.RESTORE, Outcome.FAILED)
    floor.later(seconds=WEEK)
    floor.carry_out(end_of(floor, proposal), OrderKind.END)
    assert floor.status(proposal) is Status.ENDED


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNKNOWN])
def test_i8_an_end_that_failed_is_restored_by_one_person_however_late(floor: Hands, outcome: Outcome) -> None:
    stays = next(c.id for c in floor.policy.clauses if c.stays_down)
    proposal = suspended(floor, clause=stays)
    assert floor.why_not(floor.restoring("lena", proposal)) == {ReasonId.NEEDS_SECOND}
    floor.carry_out(over(floor, proposal), OrderKind.END, outcome)
    assert floor.status(proposal) is Status.CARRIED_OUT
    floor.later(days=3)
    floor.carry_out(floor.restore("lena", proposal), OrderKind.RESTORE)
    assert floor.status(proposal) is Status.RESTORED


def test_a72_an_end_locks_nothing_and_counts_for_nobody(world: World) -> None:
    proposal = suspended(world)
    world.carry_out(over(world, proposal), OrderKind.END)
    account = world.facts(proposal).body.account
    assert not world.state.locked(account, world.now) and not world.state.doings("lena").restores
    again = world.propose("bruno", "case-1", Action.SUSPEND)
    world.until_due(again)
    world.carry_out(again)
