"""The friction plan: what stands between a reviewer and a proposal, and why (DESIGN.md section 6).

A plan is computed from tier, action, what the platform really does, and the reviewer's state.  The console shows
it, the registrar computes it again with its own clock, the dispatcher once more.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain.actions import Action, DeclaredEffect, Level, Reversible, Tier, Weight, weight
from console.domain.documents import StepDone, StepKind
from console.domain.policy import Limits, Policy
from console.domain.reasons import Reason, ReasonId

ACCOUNT_ACTIONS = frozenset({Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE})
"""Actions on the account as a whole; warn, label and content removal leave it as it is."""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What makes it heavier for this person, now.  ``shift_s`` is in seconds, breaks not counted."""

    last_day: bool = False
    shift_s: int = 0
    account_actions_last_hour: int = 0
    confusable_with: str | None = None
    """The account id of a protected account whose handle looks alike."""
    way_back_failed: bool = False
    locked_people: bool = False
    """The account was restored lately: whatever is done to it needs a signer from outside that story (I8)."""
    since: tuple[tuple[ReasonId, datetime], ...] = ()
    """When each of these began, or will begin; what has no moment of its own is left out."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a plan; ``seconds`` for waits, ``count`` for readers, ``why`` in a few words."""

    kind: StepKind
    why: str
    seconds: int = 0
    count: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands before an action: the author's ``steps``, the readers after them, and the waits (seconds)."""

    tier: Tier
    action: Action
    weight: Weight
    steps: tuple[StepKind, ...]
    readers: int
    held_back_s: int
    cooling_off_s: int
    heavier: tuple[Reason, ...]
    """Which circumstances made it heavier."""
    forbidden: tuple[Reason, ...]
    """Why it can't be proposed at all now; empty when it can."""
    since: tuple[tuple[ReasonId, datetime], ...] = ()
    """When each reason in ``heavier`` and ``forbidden`` began, as far as that is known."""

    def since_of(self, reason: Reason) -> datetime | None:
        """When ``reason`` began; ``None`` for what has always been so, or where it is not known."""
        return dict(self.since).get(reason.id)

    def all_steps(self) -> tuple[Step, ...]:
        """The plan as a list that one reads downwards, other people's steps and waits included."""
        own = [Step(kind=kind, why=_WHY[kind]) for kind in self.steps]
        if self.readers:
            own.append(Step(kind=StepKind.READING, why=_WHY[StepKind.READING], count=self.readers))
        if self.cooling_off_s:
            own.append(Step(kind=StepKind.COOLING_OFF, why=_WHY[StepKind.COOLING_OFF], seconds=self.cooling_off_s))
        if self.held_back_s:
            own.append(Step(kind=StepKind.HELD_BACK, why=_WHY[StepKind.HELD_BACK], seconds=self.held_back_s))
        return tuple(own)


_WHY = {
    StepKind.CLAUSE: "so that the account's owner can be told which rule",
    StepKind.JUSTIFICATION: "so that a colleague can follow it later",
    StepKind.SENTENCE: "so that what will happen has been read",
    StepKind.HANDLE: "so that it is this account and no other",
    StepKind.HOLD: "so that a slip of the hand does nothing",
    StepKind.READING: "an independent reading finds what one person misses",
    StepKind.COOLING_OFF: "anyone on duty may stop it",
    StepKind.HELD_BACK: "you can undo it",
}


def plan(
    policy: Policy,
    tier: Tier,
    action: Action,
    effect: DeclaredEffect,
    duration_s: int | None,
    circumstances: Circumstances,
) -> Plan:
    """The plan for one action; ``duration_s`` in seconds, ``None`` without end."""
    back = Reversible.NO if circumstances.way_back_failed else effect.reversible
    heaviness = weight(action, msgspec.structs.replace(effect, reversible=back), duration_s)
    cell = policy.friction.row(tier).cell(heaviness.level)
    readers, cooling = cell.readers, cell.cooling_off_s
    if heaviness.beyond:
        readers, cooling = readers + 1, cooling * 2
    heavier = _heavier(action, effect, circumstances, policy)
    account_level = action in ACCOUNT_ACTIONS or heaviness.level.rank >= Level.SUSPEND.rank
    if any(reason.id in _NEED_A_READER for reason in heavier) and account_level:
        readers = max(readers, 1)
    if action is not Action.DISMISS and (tier.protected or circumstances.locked_people):
        readers = max(readers, 1)
    held_back = cell.held_back_s if not readers else 0
    heavier = tuple(r for r in heavier if account_level or r.id not in _NEED_A_READER)
    forbidden = _forbidden(tier, action, account_level, circumstances, policy)
    reasons = {reason.id for reason in (*heavier, *forbidden)}
    return Plan(
        tier=tier,
        action=action,
        weight=heaviness,
        steps=cell.steps,
        readers=readers,
        held_back_s=held_back,
        cooling_off_s=cooling,
        heavier=heavier,
        forbidden=forbidden,
        since=tuple((reason, at) for reason, at in circumstances.since if reason in reasons),
    )


_NEED_A_READER = frozenset({ReasonId.LAST_DAY, ReasonId.LONG_SHIFT, ReasonId.FAST_PACE, ReasonId.CONFUSABLE})
"""Reasons for a reader before an account-level action; after a restore every action needs one."""


def _heavier(action: Action, effect: DeclaredEffect, now: Circumstances, policy: Policy) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if now.last_day:
        found.append(Reason.of(ReasonId.LAST_DAY))
    if now.shift_s >= policy.limits.long_shift_s:
        found.append(Reason.of(ReasonId.LONG_SHIFT, hours=now.shift_s // 3600))
    if now.account_actions_last_hour >= policy.limits.account_actions_per_hour:
        found.append(Reason.of(ReasonId.FAST_PACE, count=now.account_actions_last_hour))
    if now.confusable_with is not None:
        found.append(Reason.of(ReasonId.CONFUSABLE))
    if now.locked_people and action is not Action.DISMISS:
        found.append(Reason.of(ReasonId.RESTORED_LATELY))
    if action is not Action.DISMISS and (effect.reversible is not Reversible.WHOLE or now.way_back_failed):
        found.append(Reason.of(ReasonId.NO_WAY_BACK, lost=effect.lost or "what it was before"))
    return tuple(found)


def _forbidden(
    tier: Tier, action: Action, account_level: bool, now: Circumstances, policy: Policy
) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if now.last_day and tier.protected and action is not Action.DISMISS:
        found.append(Reason.of(ReasonId.LAST_DAY_PROTECTED, tier=tier.value))
    if now.shift_s >= policy.limits.longest_shift_s and account_level:
        found.append(Reason.of(ReasonId.LONGEST_SHIFT, hours=now.shift_s // 3600))
    return tuple(found)


def stricter(new: Plan, old: Plan) -> bool:
    """Whether ``new`` asks for more than ``old`` in any respect, so that what was signed under ``old`` is void (I3)."""
    return (
        bool(new.forbidden)
        or new.readers > old.readers
        or new.cooling_off_s > old.cooling_off_s
        or new.held_back_s > old.held_back_s
        or not set(new.steps) <= set(old.steps)
    )


def asks_the_same(one: Plan, other: Plan) -> bool:
    """Whether two plans are the same but for when their reasons began."""
    return msgspec.structs.replace(one, since=()) == msgspec.structs.replace(other, since=())


def missing_steps(plan_: Plan, done: tuple[StepDone, ...]) -> tuple[StepKind, ...]:
    """The author's steps that are not in ``done`` in the plan's order; what is done besides does no harm."""
    rest = [step.kind for step in done if step.kind in plan_.steps]
    return () if tuple(rest) == plan_.steps else tuple(k for k in plan_.steps if k not in rest) or plan_.steps


DEAD_MS = 500
"""Any new surface takes no decision for so long (milliseconds, DESIGN.md section 6); a policy may ask for more."""


def enforced_ms(plan_: Plan, limits: Limits) -> tuple[tuple[StepKind, int], ...]:
    """The author's steps that nobody can do faster, each with its least time after the step before (milliseconds).

    What is typed has no such time (a field takes letters at once); a piece is chosen on a surface that was dead, and
    a hold lasts.  A twentieth less counts as well: timers of a workstation are not exact.
    """
    dead = max(DEAD_MS, limits.dead_time_ms)
    least = {StepKind.SENTENCE: dead, StepKind.HOLD: dead + limits.hold_ms}
    return tuple((kind, least[kind] * 19 // 20) for kind in plan_.steps if kind in least)


def too_fast(plan_: Plan, limits: Limits, done: tuple[StepDone, ...], held_ms: int) -> tuple[StepKind, ...]:
    """The steps that can't have been done by hand, going by their own times and by how long the case was held.

    ``held_ms`` is counted by the store, from the claim to the arrival of the request: no step is older than that.
    A clock that was set back in between (``held_ms`` below 0) says nothing.
    """
    own = [step for step in done if step.kind in plan_.steps]
    after = {step.kind: step.after_ms - before for before, step in zip([0, *_times(own)], own, strict=False)}
    enforced = enforced_ms(plan_, limits)
    found = [kind for kind, least in enforced if after.get(kind, least) < least]
    found += [step.kind for step in own if after[step.kind] < 0 and step.kind not in found]
    if not found and 0 <= held_ms < sum(least for _, least in enforced):
        found += [kind for kind, _ in enforced]
    return tuple(found)


def _times(steps: list[StepDone]) -> list[int]:
    return [step.after_ms for step in steps]
