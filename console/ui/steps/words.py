"""The words of a plan: titles of its steps, their waits, and why it is slow."""

from __future__ import annotations

from console.domain.actions import Tier
from console.domain.documents import StepKind
from console.domain.friction import Plan, Step
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


def why_slow(plan: Plan) -> str:
    """The line on top: tier and circumstances, in a few words; empty when nothing slows it down."""
    slow = plan.readers or plan.cooling_off_s or len(plan.steps) > 1
    parts = [_TIERS[plan.tier]] if slow and _TIERS[plan.tier] else []
    parts += [reason.sentence for reason in plan.heavier]
    return _sentence(" \u00b7 ".join(parts))


def refusal(plan: Plan) -> str:
    """Why it can't be proposed at all now; empty when it can."""
    return " ".join(reason.sentence for reason in plan.forbidden)


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
