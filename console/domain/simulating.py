"""A policy over what was really proposed: what the last weeks would have met under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from console.domain.actions import Action, Tier
from console.domain.documents import StepKind
from console.domain.friction import Circumstances, Plan, plan
from console.domain.policy import Policy
from console.domain.state import ProposalFacts, State


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """All proposals of one tier and action that met the same plan; waits in seconds.

    ``newly_second`` are those that would have needed another person and did not, ``no_longer_second`` the other way.
    """

    tier: Tier
    action: Action
    count: int
    steps_then: tuple[StepKind, ...]
    steps_now: tuple[StepKind, ...]
    readers_then: int
    readers_now: int
    wait_then_s: int
    wait_now_s: int
    newly_second: int
    no_longer_second: int


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """``total`` proposals since ``since``, of which ``changed`` would have met something else; waits in seconds.

    Circumstances of a day (length of a shift, pace, last day) are left out on both sides: the ledger's state keeps
    them only for now, so two policies are compared, not two moments.
    """

    since: datetime
    total: int
    changed: int
    more_wait_s: int
    less_wait_s: int
    more_readings: int
    fewer_readings: int
    unknown: int
    """Proposals under a policy whose text is not in the ledger."""
    lines: tuple[Line, ...]


def simulate(
    state: State,
    policy: Policy,
    since: datetime,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Simulated:
    """What every proposal since ``since`` would have met under ``policy`` beside what it met under its own.

    ``progress`` hears how many of how many are done, now and then; it may raise to stop.
    """
    lately = [p for p in state.proposals.values() if p.at >= since]
    groups: dict[tuple[object, ...], list[tuple[Plan, Plan]]] = {}
    unknown = 0
    for at, proposal in enumerate(lately):
        if at % 500 == 0:
            progress(at, len(lately))
        own = state.policies.get(proposal.body.policy)
        if own is None:
            unknown += 1
            continue
        then, now = _plan(own, proposal), _plan(policy, proposal)
        key = (proposal.tier, proposal.body.action, _met(then), _met(now))
        groups.setdefault(key, []).append((then, now))
    lines = tuple(_line(proposals) for proposals in groups.values())
    differing = [line for line in lines if _differs(line)]
    return Simulated(
        since=since,
        total=len(lately),
        changed=sum(line.count for line in differing),
        more_wait_s=sum(max(0, line.wait_now_s - line.wait_then_s) * line.count for line in lines),
        less_wait_s=sum(max(0, line.wait_then_s - line.wait_now_s) * line.count for line in lines),
        more_readings=sum(max(0, line.readers_now - line.readers_then) * line.count for line in lines),
        fewer_readings=sum(max(0, line.readers_then - line.readers_now) * line.count for line in lines),
        unknown=unknown,
        lines=tuple(sorted(lines, key=lambda line: (-line.tier.rank, list(Action).index(line.action), -line.count))),
    )


def gets_lighter(line: Line) -> bool:
    """Whether the new policy asks for less of these: a step or a person fewer, or a shorter wait for as many people.

    A person outweighs a wait: what a second person reads is not held back beside it.
    """
    if len(line.steps_now) < len(line.steps_then) or line.readers_now < line.readers_then:
        return True
    return line.readers_now == line.readers_then and line.wait_now_s < line.wait_then_s


def _plan(policy: Policy, proposal: ProposalFacts) -> Plan:
    body = proposal.body
    return plan(policy, proposal.tier, body.action, body.effect, body.duration_s, Circumstances())


def _met(plan_: Plan) -> tuple[object, ...]:
    return plan_.steps, plan_.readers, plan_.held_back_s, plan_.cooling_off_s


def _differs(line: Line) -> bool:
    return (line.steps_then, line.readers_then, line.wait_then_s) != (
        line.steps_now,
        line.readers_now,
        line.wait_now_s,
    )


def _line(proposals: list[tuple[Plan, Plan]]) -> Line:
    then, now = proposals[0]
    count = len(proposals)
    return Line(
        tier=then.tier,
        action=then.action,
        count=count,
        steps_then=then.steps,
        steps_now=now.steps,
        readers_then=then.readers,
        readers_now=now.readers,
        wait_then_s=then.held_back_s + then.cooling_off_s,
        wait_now_s=now.held_back_s + now.cooling_off_s,
        newly_second=count if now.readers and not then.readers else 0,
        no_longer_second=count if then.readers and not now.readers else 0,
    )
