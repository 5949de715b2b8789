"""Where searches begin: a founded store with a protected account, and places further on that are worth a search."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.actions import Action, Tier
from console.domain.state import State
from tests.support import search_cast as cast
from tests.support.office import ENV, START, STORE
from tests.support.search_gates import Sides, enter
from tests.support.search_key import Node
from tests.support.search_moves import Scope, steps
from tests.support.search_notes import Judge

WIDE = Scope(
    sides=Sides(), proposals=3, cases=2, actions=(Action.DEACTIVATE, Action.SUSPEND), lowers=True, early=True, late=True
)
"""Everything may happen on the way to a start."""


def founded(contract: bool = False, tiers: tuple[Tier, ...] = (Tier.VERIFIED,)) -> Node:
    """Nothing has happened yet but the founding, and the entries of the protection register."""
    node = Node(State(store=STORE, env=ENV), Judge(), START)
    for document, digest, signers in cast.founding(contract):
        node, _ = enter(node, document, digest, signers)
    for account, tier in zip(cast.ACCOUNTS, tiers, strict=False):
        node, _ = enter(node, cast.tier_change("ada", account, tier))
    return node


def play(node: Node, *what: str) -> Node:
    """Take the steps that begin with these words, one after another; fails where there is none."""
    for words in what:
        found = [step for step in steps(node, WIDE) if step.did.startswith(words)]
        assert found, f"nobody may do this: {words}"
        assert not found[0].wrong, f"{words}: {found[0].wrong}"
        node = found[0].node
    return node


_PROPOSED = ("ana proposes to deactivate case-one, draws lena",)
_SIGNED = (*_PROPOSED, "lena finds the same", "lena signs")
_ORDERED = (*_SIGNED, "a tick", "its way back is stored", "apply is ordered")
_DONE = (*_ORDERED, "it is receipted: done")
_RESTORED = (*_DONE, "osei restores", "restore is ordered", "the way back is receipted")


def proposed() -> Node:
    """Ana's proposal waits for Lena's finding."""
    return play(founded(), *_PROPOSED)


def milder() -> Node:
    """One finding was milder: another person reads it, and two have to sign."""
    return play(proposed(), "lena finds something milder, draws osei")


def cooling() -> Node:
    """Signed, and cooling off."""
    return play(founded(), *_SIGNED)


def due() -> Node:
    """Cooled off, its way back stored, not ordered yet."""
    return play(cooling(), "a tick", "its way back is stored")


def carried_out() -> Node:
    """Carried out."""
    return play(founded(), *_DONE)


def restored() -> Node:
    """Carried out, and restored by Osei."""
    return play(founded(), *_RESTORED)


def restore_waits() -> Node:
    """Osei's restore is not ordered yet, while Mara's new proposal is signed and cooling off."""
    again = ("mara proposes to deactivate case-one, draws paul", "paul finds the same", "paul signs")
    return play(carried_out(), "osei restores", *again)


def raised() -> Node:
    """The account became a head of state's while Ana's proposal waited, which is void by that."""
    return play(proposed(), "ada raises the tier")


def two() -> Node:
    """A proposal of each author waits, on two protected accounts."""
    node = founded(tiers=(Tier.VERIFIED, Tier.VERIFIED))
    return play(node, *_PROPOSED, "mara proposes to deactivate case-two, draws lena")


def withdrawn() -> Node:
    """Lena had found the same when Ana took it back."""
    return play(proposed(), "lena finds the same", "ana withdraws")


def contract() -> Node:
    """Proposed the tick before the last day of Ana's contract, signed on it, and cooling off until it is over."""
    ticks = ["a tick"] * (cast.CONTRACT_TICKS - 2)
    answered = ("a tick", "registrar's clocks, draws osei", "osei finds the same", "osei signs")
    return play(founded(contract=True), *ticks, *_PROPOSED, *answered)


def last_day() -> Node:
    """The last day of Ana's contract."""
    return play(founded(contract=True), *["a tick"] * (cast.CONTRACT_TICKS - 1))


def temporary() -> Node:
    """A suspension for one tick was carried out."""
    signed = ("ana proposes to suspend case-one, draws lena", "lena finds the same", "lena signs")
    return play(founded(), *signed, "its way back is stored", "apply is ordered", "it is receipted: done")


def window_over() -> Node:
    """Carried out so long ago that one person alone may not restore it any more."""
    return play(carried_out(), "a tick", "a tick")


def lowering() -> Node:
    """Ada wants the account less protected, Ben agreed, and Ana's proposal on it waits."""
    return play(founded(), "ada wants to lower", "ben consents to lower", *_PROPOSED)


STARTS: dict[str, Callable[[], Node]] = {
    "founded": founded,
    "proposed": proposed,
    "one milder finding": milder,
    "cooling off": cooling,
    "due": due,
    "carried out": carried_out,
    "restored": restored,
    "a restore waits": restore_waits,
    "tier raised": raised,
    "two live proposals": two,
    "withdrawn": withdrawn,
    "signed before the last day": contract,
    "last day": last_day,
    "temporary": temporary,
    "fast window over": window_over,
    "lowering agreed": lowering,
}
