"""Which slips lead to which errors in each console, and how likely, by what the widgets did with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from console.domain.actions import Action, Tier
from console.ui.commands import COMMANDS, Group
from tests.bench.slip_gauntlets import PLANS, POLICY, Gauntlet, ours, passphrase_asked, peer, procedure
from tests.bench.slip_keys import neighbours
from tests.bench.slip_people import Error, Look, Operator, Slip
from tests.bench.slip_widgets import Crossed, PeerPlayed, Said


class Wrong(StrEnum):
    """What is wrong in the end.

    ``LIGHTER``: on the right account, but less than was meant, a dismissal included.  It falls short, and does nothing
    to anybody that was not meant; it is counted apart, in each console.
    """

    TARGET = "target"
    HEAVIER = "heavier"
    LIGHTER = "lighter"


def wrong_action(meant: Action, done: Action) -> Wrong:
    """Whether ``done`` in the place of ``meant`` does more or less to the account; alike counts as more."""
    return Wrong.LIGHTER if POLICY.severity.of(done) < POLICY.severity.of(meant) else Wrong.HEAVIER


@dataclass(frozen=True)
class Hazard:
    """A slip that leads to an error in ``share`` of the cases, and what that error meets on its way.

    ``joint``: only where the target is wrong already, because the slip takes a look away (``looks`` are those that
    are left, ``gauntlet`` all of them).
    """

    slip: Slip
    wrong: Wrong
    share: float
    gauntlet: Gauntlet
    instead_of: Gauntlet | None = None

    @property
    def error(self) -> Error:
        """What a look has to show."""
        return Error.TARGET if self.wrong is Wrong.TARGET else Error.ACTION

    def rate(self, operator: Operator) -> float:
        """How often it happens, as a share of actions."""
        joint = operator.wrong_target if self.instead_of is not None else 1.0
        return operator.rate(self.slip) * self.share * joint


LETTERS = frozenset(
    command.keys for command in COMMANDS if len(command.keys) == 1 and command.keys.isalpha()
    and command.group is not Group.READING
)  # fmt: skip
"""The letters that do something beside an open case: of the words typed there by mistake, the first of them counts."""


def of_ours(tier: Tier, action: Action, said: Said) -> list[Hazard]:
    """Every hazard of one (tier, action) at our window."""
    plan = PLANS[tier, action]
    whole = ours(plan)
    found = [Hazard(Slip.WRONG_TARGET, Wrong.TARGET, 1.0, whole)]
    crossed = {(one.wanted, one.got): one for one in said.crossed if one.tier is tier}
    for got, share in neighbours(action).items():
        found += _crossed(tier, action, got, share, crossed.get((action, got)))
    if action is not Action.DISMISS and not PLANS[tier, Action.DISMISS].steps:
        found.append(Hazard(Slip.MODE, Wrong.LIGHTER, 1 / len(LETTERS), ours(PLANS[tier, Action.DISMISS])))
    played = [one for one in said.played if one.procedure == procedure(plan)]
    for slip in Slip:
        mine = [one for one in played if one.slip is slip and slip is not Slip.WRONG_TARGET]
        for one in mine:
            share = _keys(action, tier) / len(mine) if slip is Slip.WRONG_KEY else 1 / len(mine)
            if one.commits > 1:
                found.append(Hazard(slip, Wrong.TARGET, share, Gauntlet(())))
            if one.skipped and one.commits:
                found.append(Hazard(slip, Wrong.TARGET, share, _without(whole, one.skipped), whole))
    return found


def _crossed(tier: Tier, wanted: Action, got: Action, share: float, played: Crossed | None) -> Iterator[Hazard]:
    """The key beside the right one: its plan opens (or, without steps, is committed), and the hand goes on."""
    at_once = played is None
    if played is not None and not played.commits:
        return
    plan = PLANS[tier, got]
    if got is Action.DISMISS:
        yield Hazard(Slip.WRONG_KEY, Wrong.LIGHTER, share, Gauntlet((), held_back=True))
        return
    assert not at_once, f"{got} has no steps, and was not played"
    # Readers who find for themselves agree with what is one less severe than their own finding (PROTOCOL.md 4.3).
    above = POLICY.severity.of(wanted) - POLICY.severity.of(got)
    gauntlet = ours(plan)
    agreed = replace(gauntlet, readers=0) if above in (0, 1) else gauntlet
    yield Hazard(Slip.WRONG_KEY, wrong_action(wanted, got), share, agreed)


def _keys(action: Action, tier: Tier) -> int:
    """Keys after the first, text aside: each can be a wrong one."""
    plan = PLANS[tier, action]
    return len(plan.steps) + int(passphrase_asked(plan))


def _without(gauntlet: Gauntlet, skipped: Iterable[Look]) -> Gauntlet:
    return replace(gauntlet, looks=tuple(look for look in gauntlet.looks if look not in set(skipped)))


def of_peer(name: str, action: Action, said: Said) -> list[Hazard]:
    """Every hazard of one action at another console; a maker works at the one dialog."""
    dialogs = "one dialog" if name == "maker-checker" else name
    found = [Hazard(Slip.WRONG_TARGET, Wrong.TARGET, 1.0, peer(name, action))]
    mine = [one for one in said.peers if one.peer == dialogs and one.wanted is action]
    around = neighbours(action)
    for slip in Slip:
        played = [one for one in mine if one.slip is slip]
        for one in played:
            if slip is Slip.WRONG_KEY:
                found += _peer_wrong(name, one, around[Action(one.words)])
            elif slip is Slip.MODE:
                found += _peer_wrong(name, one, 1 / len(LETTERS))
            else:
                found += _peer_wrong(name, one, 1 / len(played))
    if Look.HANDLE in peer(name, action).looks:
        whole = peer(name, action)
        found.append(Hazard(Slip.PASTE, Wrong.TARGET, 1.0, _without(whole, (Look.HANDLE,)), whole))
    return found


def _peer_wrong(name: str, played: PeerPlayed, share: float) -> Iterator[Hazard]:
    """The first thing that was done and not meant; what follows from it is the same slip."""
    for case, action in played.wrong[:1]:
        if case > 1:
            yield Hazard(played.slip, Wrong.TARGET, share, Gauntlet(()))
        elif action is Action.DISMISS:
            yield Hazard(played.slip, Wrong.LIGHTER, share, Gauntlet(()))
        else:
            yield Hazard(played.slip, wrong_action(played.wanted, action), share, peer(name, action))
