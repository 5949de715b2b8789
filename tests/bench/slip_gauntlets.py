"""What stands between an error and the platform, for each (tier, action): our plans, and the other consoles."""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.actions import Action, Tier
from console.domain.documents import StepKind
from console.domain.friction import Circumstances, Plan, plan
from console.domain.policy import parse_policy
from console.platforms.sandbox.declared import EFFECTS
from console.resource_files import resource_path
from tests.bench.keystrokes import Does, Tally
from tests.bench.slip_people import Look

POLICY = parse_policy(resource_path("policy", "default.toml").read_text(encoding="utf-8"))
WEEK_S = 7 * 86_400
"""What the window proposes first for actions that can end by themselves (seconds)."""


def _plan(tier: Tier, action: Action) -> Plan:
    effect = EFFECTS[action]
    return plan(POLICY, tier, action, effect, WEEK_S if effect.timed else None, Circumstances())


PLANS: dict[tuple[Tier, Action], Plan] = {(tier, action): _plan(tier, action) for tier in Tier for action in Action}
"""The default policy with nothing that makes it heavier, on the sandbox's declared effects."""


def passphrase_asked(plan_: Plan) -> bool:
    """At the commit on protected accounts (PROTOCOL.md section 10)."""
    return plan_.tier.protected and plan_.action is not Action.DISMISS


def procedure(plan_: Plan) -> str:
    """A name for what the author goes through; plans of one name are alike at the window."""
    return "+".join((*plan_.steps, *(("passphrase",) if passphrase_asked(plan_) else ()))) or "one key"


@dataclass(frozen=True)
class Gauntlet:
    """What one error meets: the looks of the author in their order, then readers, then whoever can still stop it."""

    looks: tuple[Look, ...]
    readers: int = 0
    blind: bool = True
    held_back: bool = False
    cooling_off: bool = False


_LOOKS = {StepKind.SENTENCE: Look.SENTENCE, StepKind.HANDLE: Look.HANDLE}


def ours(plan_: Plan) -> Gauntlet:
    """The target's picture stands beside the key in every plan; clause and justification show no target."""
    looks = (Look.PICTURE, *(_LOOKS[kind] for kind in plan_.steps if kind in _LOOKS))
    return Gauntlet(looks, plan_.readers, True, bool(plan_.held_back_s), bool(plan_.cooling_off_s))


HEADER_ONLY = Gauntlet((Look.HEADER,))
ONE_DIALOG = Gauntlet((Look.CLICK,))


def peer(name: str, action: Action) -> Gauntlet:
    """What an error meets at another console (``slip_peers.Peer``): for a dismissal, only the header of the case."""
    if action is Action.DISMISS:
        return HEADER_ONLY
    if name == "typed name" and action is Action.DEACTIVATE:
        return Gauntlet((Look.HANDLE,))
    if name == "maker-checker":
        return Gauntlet((Look.CLICK,), readers=1, blind=False)
    return ONE_DIALOG


def tally(plan_: Plan, *, text: int, handle: int, secret: int, read: int) -> Tally:
    """What the right procedure takes, by its plan; ``friction`` counts the same at the window."""
    made = Tally(keys=[Does.ACTION], dead=[POLICY.limits.dead_time_ms])
    if not plan_.steps and not plan_.readers:
        return made
    does = {StepKind.CLAUSE: Does.CLAUSE, StepKind.JUSTIFICATION: Does.CONTINUE, StepKind.SENTENCE: Does.PIECE}
    made.keys += [does[kind] for kind in plan_.steps if kind in does]
    made.held = int(StepKind.JUSTIFICATION in plan_.steps)
    made.text = text if StepKind.JUSTIFICATION in plan_.steps else 0
    made.handle = handle if StepKind.HANDLE in plan_.steps else 0
    made.read = read if StepKind.SENTENCE in plan_.steps else 0
    if passphrase_asked(plan_):
        made.keys.append(Does.ENTER)
        made.secret = secret
    held = StepKind.HOLD in plan_.steps
    made.keys.append(Does.HOLD if held else Does.COMMIT)
    made.hold_ms = POLICY.limits.hold_ms if held else 0.0
    return made
