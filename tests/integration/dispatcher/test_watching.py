"""I13: protected accounts are compared with the ledger; what no entry explains is an alarm that one person lifts."""

from __future__ import annotations

import pytest

from console.cancel import NEVER
from console.dispatcher import watching
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.reasons import ReasonId
from console.domain.state import AlarmFacts
from console.domain.views import Status
from console.platforms.sandbox import people
from console.platforms.sandbox.faults import Fault
from tests.support.dispatch_world import DispatchWorld
from tests.support.office import ENV, STORE, digest, key


def alarm(world: DispatchWorld) -> AlarmFacts | None:
    """The one alarm that stands."""
    found = [world.state.alarms[name] for name in world.state.live_alarms]
    assert len(found) <= 1
    return found[0] if found else None


def must(world: DispatchWorld) -> AlarmFacts:
    """The one alarm that has to stand."""
    found = alarm(world)
    assert found is not None, "there is no alarm"
    return found


def lifting(world: DispatchWorld, by: str, name: str) -> doc.Restore:
    """The wish to lift what an alarm is about."""
    return doc.Restore(**world.common(by), account=world.state.alarms[name].body.account, effect=name)


def explaining(world: DispatchWorld, by: str, name: str) -> doc.Explanation:
    """The words that end an alarm."""
    return doc.Explanation(**world.common(by), alarm=name, text=digest("it was us"))


@pytest.mark.parametrize("action", [Action.LABEL, Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE])
def test_i13_what_no_entry_explains_raises_an_alarm_and_one_person_lifts_it(
    world: DispatchWorld, action: Action
) -> None:
    world.case(tier=Tier.HEAD_OF_STATE)
    people.act_by_hand(world.site, "case-1", action, label="spam" if action is Action.LABEL else "")
    world.act(10)
    found = must(world)
    assert found.body.action is action and found.body.words
    world.act(10)
    assert must(world).digest == found.digest, "the same alarm twice"
    assert world.why_not(lifting(world, "zoe", found.digest)) == {ReasonId.WRONG_ROLE}
    lift = world.must(lifting(world, "bruno", found.digest))
    assert world.why_not(lifting(world, "lena", found.digest)) == {ReasonId.ON_IT_ALREADY}
    assert world.act() == 1
    assert world.receipts(lift, OrderKind.LIFT) == [Outcome.DONE]
    page = world.page()
    assert page.can_post and page.in_timelines and not page.labels
    assert alarm(world) is None and world.state.alarms[found.digest].over == "restored"
    assert world.why_not(lifting(world, "osei", found.digest)) == {ReasonId.ALARM_OVER}


def test_i13_our_own_actions_their_restores_and_ends_raise_no_alarm(world: DispatchWorld) -> None:
    suspended = world.propose("ana", world.case(tier=Tier.VERIFIED), Action.SUSPEND, duration_s=3600)
    world.sign_all(suspended)
    world.until_due(suspended)
    world.act(10)
    world.act(10)
    world.later(3600)
    world.act(10)
    world.act(10)
    assert world.status(suspended) is Status.ENDED and "unexplained/1" not in world.kinds()
    limit = world.propose("ana", world.reported("case-1"), Action.LIMIT)
    world.sign_all(limit)
    world.until_due(limit)
    world.act(10)
    world.restore("lena", limit)
    world.act(10)
    world.act(10)
    assert world.status(limit) is Status.RESTORED and "unexplained/1" not in world.kinds()


def test_i13_an_order_that_failed_explains_nothing(world: DispatchWorld) -> None:
    proposal = world.due_proposal(tier=Tier.VERIFIED)
    world.fault(Fault.NO_EFFECT, times=1)
    world.act()
    assert world.status(proposal) is Status.FAILED
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert must(world).body.action is Action.SUSPEND


def test_i13_what_was_undone_behind_our_back_and_done_again_is_seen(world: DispatchWorld) -> None:
    suspended = world.due_proposal(tier=Tier.VERIFIED)
    world.act()
    world.restore("lena", suspended)
    world.act()
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert must(world).body.action is Action.SUSPEND


def test_i13_an_alarm_settles_when_it_is_not_seen_any_more(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    first = must(world)
    people.undo_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert alarm(world) is None and world.state.alarms[first.digest].over == "settled"
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert must(world).digest != first.digest


def test_i13_somebody_explains_an_alarm_and_it_stays_quiet(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    found = must(world)
    assert world.why_not(explaining(world, "zoe", found.digest)) == {ReasonId.WRONG_ROLE}
    world.must(explaining(world, "osei", found.digest))
    assert alarm(world) is None
    assert world.why_not(explaining(world, "lena", found.digest)) == {ReasonId.ALARM_OVER}
    limit = world.propose("ana", world.reported("case-1"), Action.LIMIT)
    world.sign_all(limit)
    world.until_due(limit)
    world.act(10)
    world.act(10)
    assert world.status(limit) is Status.CARRIED_OUT
    assert alarm(world) is None and world.kinds().count("unexplained/1") == 1
    people.undo_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert must(world).body.action is Action.SUSPEND, "an explanation ends with what it explained"


def test_i13_our_own_order_settles_no_alarm_about_something_else(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    found = must(world)
    limit = world.propose("ana", world.reported("case-1"), Action.LIMIT)
    world.sign_all(limit)
    world.until_due(limit)
    world.act(10)
    world.act(10)
    assert world.status(limit) is Status.CARRIED_OUT and must(world).digest == found.digest


def test_i13_a_lift_that_did_not_help_can_be_tried_again_by_another(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    found = must(world)
    world.fault(Fault.NO_EFFECT, times=1)
    first = world.must(lifting(world, "bruno", found.digest))
    world.act()
    assert world.receipts(first) == [Outcome.FAILED] and must(world).lifted_by is None
    assert world.why_not(lifting(world, "bruno", found.digest)) == {ReasonId.RESTORED_BY_YOU}
    world.must(lifting(world, "lena", found.digest))
    world.act()
    assert alarm(world) is None and world.page().can_post


def test_i13_an_account_that_vanished_is_an_alarm_that_nobody_can_lift(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    with world.site.writing() as db:
        for table in ("measures", "posts", "reports"):
            db.execute(f"DELETE FROM {table} WHERE account_id = 'case-1'")
        db.execute("DELETE FROM accounts WHERE id = 'case-1'")
    world.act(10)
    found = must(world)
    assert found.body.action is Action.DEACTIVATE and "gone" in found.body.words
    lift = world.must(lifting(world, "bruno", found.digest))
    world.act()
    assert world.receipts(lift) == [Outcome.FAILED]
    world.must(explaining(world, "osei", found.digest))
    world.act(10)
    assert alarm(world) is None


def test_i13_standard_accounts_are_not_watched_and_a_raised_one_is(world: DispatchWorld) -> None:
    world.case()
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(10)
    assert alarm(world) is None
    world.protect(world.account("case-1"), Tier.VERIFIED)
    world.act(10)
    assert must(world).body.action is Action.SUSPEND


def test_i13_it_looks_no_more_often_than_the_policy_says(world: DispatchWorld) -> None:
    world.case(tier=Tier.VERIFIED)
    world.act(10)
    people.act_by_hand(world.site, "case-1", Action.SUSPEND)
    world.act(world.policy.limits.watch_every_s - 1)
    assert alarm(world) is None
    world.act(1)
    assert must(world)


def test_i13_every_protected_account_has_its_turn_and_the_highest_tier_is_in_every_round(
    world: DispatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PER_ROUND", 2)
    names = [f"case-{n}" for n in range(6)]
    for name in names:
        world.case(name, tier=Tier.HEAD_OF_STATE if name == "case-3" else Tier.VERIFIED)
    people.act_by_hand(world.site, "case-3", Action.LABEL, label="spam")
    world.act(10)
    assert [a.body.account for a in world.state.alarms.values()] == [world.account("case-3")]
    for name in names:
        people.act_by_hand(world.site, name, Action.SUSPEND)
    for _ in range(4):
        world.act(10)
    assert {a.body.account for a in world.state.alarms.values()} == {world.account(name) for name in names}


def test_i8_a_restore_does_not_wait_for_a_round_of_looks(world: DispatchWorld) -> None:
    suspended = world.due_proposal("other")
    world.act()
    for n in range(4):
        world.case(f"case-{n}", tier=Tier.VERIFIED)
    looked: list[str] = []
    look_up = world.sandbox.look_up

    def look(account: str, cancel: object) -> object:
        looked.append(account)
        if len(looked) == 1:
            world.restore("lena", suspended)
        return look_up(account, NEVER)

    world.sandbox.look_up = look  # type: ignore[method-assign, assignment]
    world.act(10)
    assert looked[1] == "other" and len(looked) > 4, "the restore came second"
    assert world.page("other").can_post


def test_i13_a_platform_that_is_down_is_asked_once_a_round(world: DispatchWorld) -> None:
    for n in range(4):
        world.case(f"case-{n}", tier=Tier.VERIFIED)
    people.act_by_hand(world.site, "case-2", Action.SUSPEND)
    world.fault(Fault.DOWN, times=1)
    world.act(10)
    assert alarm(world) is None
    world.act(10)
    assert must(world).body.account == world.account("case-2")


def test_i13_whoever_reads_the_ledger_finds_an_alarm_that_the_ledger_explains(world: DispatchWorld) -> None:
    world.due_proposal(tier=Tier.VERIFIED)
    world.act()
    account = world.account("case-1")
    forged = doc.Unexplained(
        store=STORE,
        env=ENV,
        author=doc.DISPATCHER,
        account=account,
        platform="sandbox",
        platform_id=digest("x"),
        action=Action.SUSPEND,
        state=digest("seen"),
        words="suspended",
    )
    assert world.why_not(forged, key(doc.DISPATCHER)) == {ReasonId.BAD_BYTES}
    settled = doc.Settled(store=STORE, env=ENV, author=doc.DISPATCHER, alarm=digest("no such alarm"))
    assert world.why_not(settled, key(doc.DISPATCHER)) == {ReasonId.BAD_BYTES}
