"""The words of a plan: titles of its steps, their waits, and why it is slow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from console.domain.actions import Action, Tier
from console.domain.documents import StepKind
from console.domain.friction import Plan, Step
from console.domain.reasons import Reason, ReasonId
from console.ui import words

TITLES: dict[StepKind, str] = {
    StepKind.CLAUSE: "Clause",
    StepKind.JUSTIFICATION: "Justification",
    StepKind.SENTENCE: "What will happen",
    StepKind.HANDLE: "Type the handle",
    StepKind.HOLD: "Hold to propose",
    StepKind.READING: "Another person reads it, drawn by lot",
    StepKind.COOLING_OFF: "Cooling-off, anyone on duty may stop it",
    StepKind.HELD_BACK: "Held back, you can undo it",
}
_NUMBERS = {2: "Two", 3: "Three", 4: "Four"}
_TIERS = {Tier.STANDARD: "", Tier.VERIFIED: "verified account", Tier.HEAD_OF_STATE: "head of state"}


def title(step: Step) -> str:
    """What a step is called in the list."""
    if step.kind is StepKind.READING and step.count > 1:
        return f"{_NUMBERS.get(step.count, str(step.count))} independent readings, drawn by lot"
    return TITLES[step.kind]


def aside(step: Step, hold_ms: int) -> str:
    """What stands at the right of a step: its wait."""
    if step.kind is StepKind.HOLD:
        return words.wait(hold_ms / 1000)
    if step.kind in (StepKind.COOLING_OFF, StepKind.HELD_BACK):
        return words.wait(step.seconds)
    if step.kind is StepKind.READING:
        return "others"
    return ""


def why_slow(plan: Plan, now: datetime) -> str:
    """The lines on top: tier and circumstances, each with since when; empty when nothing slows it down."""
    slow = plan.readers or plan.cooling_off_s or len(plan.steps) > 1
    parts = [_sentence(_TIERS[plan.tier])] if slow and _TIERS[plan.tier] else []
    return "\n".join([*parts, *heavier(plan, now)])


def heavier(plan: Plan, now: datetime) -> list[str]:
    """What makes it heavier, and since when (or that it has always been so), one sentence each."""
    return [_sentence(f"{reason.sentence} \u00b7 {since(plan, reason, now)}") for reason in plan.heavier]


def heavier_of(plans: Mapping[Action, Plan], called: Mapping[Action, str], now: datetime) -> list[str]:
    """What makes any of these heavier, each once; what concerns single actions names them by ``called``."""
    lines: dict[str, None] = {}
    for plan in plans.values():
        for reason in (*plan.heavier, *plan.forbidden):
            if reason.id is not ReasonId.NO_WAY_BACK:
                lines[_sentence(f"{reason.sentence.removesuffix('.')} \u00b7 {since(plan, reason, now)}")] = None
    single: dict[str, list[str]] = {}
    for action, plan in plans.items():
        for reason in plan.heavier:
            if reason.id is ReasonId.NO_WAY_BACK:
                single.setdefault(f"{reason.sentence} \u00b7 {since(plan, reason, now)}", []).append(
                    called[action].lower()
                )
    return [*lines, *(_sentence(f"{words.listed(actions)}: {said}") for said, actions in single.items())]


def refusal(plan: Plan, now: datetime) -> str:
    """Why it can't be proposed at all now, and since when; empty when it can."""
    return " ".join(f"{r.sentence} {_sentence(since(plan, r, now))}." for r in plan.forbidden)


def since(plan: Plan, reason: Reason, now: datetime) -> str:
    """Since when a reason holds: ``since 14:02``, ``restored 14:02``, ``always so on this platform``."""
    at = plan.since_of(reason)
    if at is None:
        return _ALWAYS.get(reason.id, "now")
    verb = _VERBS.get(reason.id, "since")
    return f"{verb} {words.time_of_day(at, now)}"


_ALWAYS = {
    ReasonId.NO_WAY_BACK: "always so on this platform",
    ReasonId.CONFUSABLE: "as both handles stand now",
}
_VERBS = {ReasonId.RESTORED_LATELY: "restored", ReasonId.NO_WAY_BACK: "a way back failed"}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def cost(plan: Plan) -> str:
    """What an action will cost, for the right of its line in the list of actions."""
    if plan.forbidden:
        return "not today"
    if plan.readers:
        people = "+ second person" if plan.readers == 1 else f"+ {_NUMBERS.get(plan.readers, '').lower()} people"
        return f"{people}, {words.wait(plan.cooling_off_s)}" if plan.cooling_off_s else people
    if plan.cooling_off_s:
        return f"+ {words.wait(plan.cooling_off_s)} cooling-off"
    own = [kind for kind in plan.steps if kind is not StepKind.CLAUSE]
    if StepKind.HANDLE in own:
        return "type the handle, hold"
    if StepKind.SENTENCE in own:
        return "justification, sentence"
    if own:
        return TITLES[own[0]].lower()
    if plan.steps:
        return "clause"
    return "undo" if plan.held_back_s else ""
