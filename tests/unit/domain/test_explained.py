"""I13: what the ledger says stands on an account, as the watch compares it with the platform."""

from __future__ import annotations

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Outcome
from console.domain.restoring import explained
from tests.support.builders import World
from tests.support.effects import account_of


def carried_out(world: World, case: str, action: Action, outcome: Outcome = Outcome.DONE) -> str:
    """An action on the one account, carried out with this outcome."""
    proposal = world.propose("bruno", world.case(case, account=account_of("x"), tier=Tier.VERIFIED), action)
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal, outcome=outcome)
    return proposal


def test_i13_what_was_ordered_is_explained_until_its_way_back_is_done() -> None:
    world = World()
    account = account_of("x")
    assert explained(world.state, account) == frozenset()
    limited = carried_out(world, "one", Action.LIMIT, Outcome.UNKNOWN)
    assert explained(world.state, account) == {Action.LIMIT}
    restore = world.restore("lena", limited)
    assert explained(world.state, account) == {Action.LIMIT}
    world.carry_out(restore, OrderKind.RESTORE, Outcome.PARTLY)
    assert explained(world.state, account) == frozenset()


def test_i13_an_order_that_failed_explains_nothing() -> None:
    world = World()
    carried_out(world, "one", Action.LIMIT, Outcome.FAILED)
    assert explained(world.state, account_of("x")) == frozenset()


def test_i13_what_stands_is_explained_however_much_happened_since() -> None:
    world = World()
    suspended = carried_out(world, "one", Action.SUSPEND)
    world.later(days=8)
    for number in range(40):
        world.propose("ana", world.case(f"later {number}", account=account_of("x")), Action.DISMISS)
    assert suspended in world.state.account(account_of("x")).proposals
    assert explained(world.state, account_of("x")) == {Action.SUSPEND}
