"""I3, I4: what is different on the platform when the order's time comes voids it, with the reason on the record."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import Ending
from console.domain.reasons import ReasonId
from console.domain.views import Status
from console.platforms.contract import Description
from console.platforms.sandbox import people
from console.platforms.sandbox.connector import SandboxConnector
from tests.support.dispatch_world import DispatchWorld


def _gone(world: DispatchWorld) -> None:
    with world.site.writing() as db:
        for table in ("measures", "posts", "reports"):
            db.execute(f"DELETE FROM {table} WHERE account_id = 'case-1'")
        db.execute("DELETE FROM accounts WHERE id = 'case-1'")


DRIFTS: dict[ReasonId, Callable[[DispatchWorld], object]] = {
    ReasonId.TIER_CHANGED: lambda w: people.set_flag(w.site, "case-1", Tier.VERIFIED),
    ReasonId.TIER_UNKNOWN: lambda w: people.set_flag(w.site, "case-1", None),
    ReasonId.STATE_CHANGED: lambda w: people.act_by_hand(w.site, "case-1", Action.LABEL, label="spam"),
    ReasonId.ACCOUNT_MISSING: _gone,
}


@pytest.mark.parametrize("reason", DRIFTS)
def test_i3_a_drift_voids_the_proposal_with_its_reason(world: DispatchWorld, reason: ReasonId) -> None:
    proposal = world.due_proposal()
    DRIFTS[reason](world)
    world.act()
    world.act(5)
    closed = world.facts(proposal).closed
    assert closed is not None and closed.how is Ending.VOID and reason in set(closed.reasons)
    assert world.status(proposal) is Status.VOID and world.put_on() == [] and "intent/1" not in world.kinds()
    assert world.problem() == ""


def test_i3_a_new_handle_and_name_are_no_drift(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    people.rename(world.site, "case-1", handle="another_name", name="Another Name")
    assert world.act() == 1
    assert world.status(proposal) is Status.CARRIED_OUT and not world.page().can_post


def test_i3_new_reports_are_no_drift(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    for _ in range(5):
        people.report(world.site, "case-1", "spam", "another opinion")
    world.reported("case-1")
    assert world.act() == 1 and world.status(proposal) is Status.CARRIED_OUT


class OtherWords(SandboxConnector):
    """The sandbox after an update: a suspension hides the account, and its connector says so."""

    def describe(self) -> Description:
        """As the sandbox, but for one sentence."""
        before = super().describe()
        suspend = msgspec.structs.replace(before.effects[Action.SUSPEND], sentence="Visitors see nothing at all.")
        return msgspec.structs.replace(before, effects={**before.effects, Action.SUSPEND: suspend})


def test_i3_an_effect_that_is_declared_in_other_words_now_is_not_carried_out(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.dispatcher = world.new_dispatcher(OtherWords(world.site))
    world.act()
    closed = world.facts(proposal).closed
    assert closed is not None and set(closed.reasons) == {ReasonId.EFFECT_DIFFERS}
    assert world.put_on() == []


def test_i4_a_protected_id_pinned_at_the_dispatcher_alone_stops_the_order(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.pinned["case-1"] = Tier.HEAD_OF_STATE
    world.act()
    assert world.status(proposal) is Status.VOID and world.put_on() == []


def test_i4_a_tier_raised_in_the_register_after_the_proposal_voids_it(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    world.protect(world.account("case-1"), Tier.VERIFIED)
    world.act()
    assert world.status(proposal) is Status.VOID and world.put_on() == []


def test_i4_a_flag_that_was_raised_for_a_moment_still_voids(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    people.set_flag(world.site, "case-1", Tier.VERIFIED)
    world.reported("case-1")
    people.set_flag(world.site, "case-1", Tier.STANDARD)
    world.act()
    assert world.status(proposal) is Status.VOID and world.put_on() == []


def test_i7_what_somebody_left_pending_is_frozen_and_not_carried_out(world: DispatchWorld) -> None:
    proposal = world.due_proposal(author="bruno")
    world.end("bruno")
    assert world.act() == 0 and world.put_on() == []
    assert world.status(proposal) is Status.FROZEN


def test_i7_a_countersigner_who_left_does_not_count_any_more(world: DispatchWorld) -> None:
    proposal = world.propose("ana", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (signer,) = world.sign_all(proposal)
    world.until_due(proposal)
    world.end(signer)
    world.act()
    world.act(5)
    assert world.put_on() == [] and "intent/1" not in world.kinds()
