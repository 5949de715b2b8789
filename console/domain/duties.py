"""What the registrar owes to write next, from state and time alone.

Idempotent: asked again after a crash it answers the same, and nothing once it is written.  So draws, openings,
cooling-off, expiry, freezing and passing over need no timers of their own that could go round a rule.
"""

from __future__ import annotations

from datetime import datetime

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.documents import REGISTRAR, Ending
from console.domain.findings import agrees_with, counted, needed
from console.domain.friction import Circumstances, Plan, plan, stricter
from console.domain.lot import LotSecret, assignment_id, commitment, winner
from console.domain.people import Role, active
from console.domain.policy import Policy
from console.domain.proposals import author_gone, carry_out_by, sign_by
from console.domain.readings import eligible, independent, kept_readings, live_readings, run_out
from console.domain.reasons import ReasonId
from console.domain.state import AssignmentFacts, ProposalFacts, State


def next_duty(state: State, now: datetime, secret: LotSecret) -> doc.RegistrarAny | None:
    """The next document that the registrar has to write at ``now``, or ``None`` when it owes nothing.

    ``secret`` gives the lot's secret of a draw number.  Write it, fold it, ask again.
    """
    for digest in state.live:
        found = owed_for(state, state.proposals[digest], now, secret)
        if found is not None:
            return found
    return next_reading_duty(state, now)


def next_reading_duty(state: State, now: datetime) -> doc.PassedOver | None:
    """A reading without a live proposal behind it whose clock ran out."""
    for name in state.live_assignments:
        found = _owed_for_reading(state, state.assignments[name], now)
        if found is not None:
            return found
    return None


def owed_for(state: State, proposal: ProposalFacts, now: datetime, secret: LotSecret) -> doc.RegistrarAny | None:
    """What is owed for one live proposal: its end, its next reader, or the start of its cooling-off."""
    effect = state.effects.get(proposal.digest)
    if proposal.closed is not None or (effect is not None and effect.intents):
        return None
    ending = next_ending(state, proposal, now)
    if ending is not None:
        how, reasons = ending
        return doc.Closed(
            store=state.store,
            env=state.env,
            author=REGISTRAR,
            proposal=proposal.digest,
            how=how,
            reasons=tuple(sorted(r.value for r in reasons)),
        )
    if not needed(proposal):
        return None
    if len(counted(state, proposal, now)) >= needed(proposal):
        return _cooling(state, proposal, now)
    return _next_reader(state, proposal, now, secret)


def next_ending(state: State, proposal: ProposalFacts, now: datetime) -> tuple[Ending, tuple[ReasonId, ...]] | None:
    """Whether it has to end now, and why; the order is that of what its author can least do about."""
    effect = state.effects.get(proposal.digest)
    if author_gone(state, proposal, now):
        return Ending.FROZEN, (ReasonId.AUTHOR_GONE,)
    if len(proposal.against) >= 2:
        return Ending.REFUSED, (ReasonId.TWO_DISAGREE,)
    if effect is not None and effect.drift:
        return Ending.VOID, tuple(ReasonId(r) for r in effect.drift)
    if proposal.tier is not proposal.body.seen.tier:
        return Ending.VOID, (ReasonId.TIER_CHANGED,)
    if policy_got_stricter(state, proposal):
        return Ending.VOID, (ReasonId.POLICY_STRICTER,)
    if needed(proposal) and proposal.cooling_from is None and now >= sign_by(proposal):
        return Ending.EXPIRED, (ReasonId.SIGN_TIME_OVER,)
    until = carry_out_by(proposal)
    if until is not None and now >= until:
        return Ending.EXPIRED, (ReasonId.CARRY_TIME_OVER,)
    return None


def policy_got_stricter(state: State, proposal: ProposalFacts) -> bool:
    """Whether the policy in force asks for more than the one that the proposal was signed under (I3, A34)."""
    now_policy, then = state.policy, state.policies.get(proposal.body.policy)
    if now_policy is None or then is None:
        return True
    if state.roster is not None and state.roster.policy == proposal.body.policy:
        return False
    return stricter(_plain(now_policy, proposal), _plain(then, proposal))


def _plain(policy: Policy, proposal: ProposalFacts) -> Plan:
    """The plan without what concerns the author's day: two policies are compared, not two moments."""
    body = proposal.body
    return plan(policy, proposal.tier, body.action, body.effect, body.duration_s, Circumstances())


def _cooling(state: State, proposal: ProposalFacts, now: datetime) -> doc.Cooling | None:
    if proposal.cooling_from is not None:
        return None
    on_duty = tuple(
        sorted(
            person.id
            for person in state.people.values()
            if person.role is not Role.AUDITOR and active(person, state.doings(person.id).ended, now)
        )
    )
    return doc.Cooling(
        store=state.store,
        env=state.env,
        author=REGISTRAR,
        proposal=proposal.digest,
        seconds=proposal.cooling_off_s,
        announced_to=on_duty if proposal.cooling_off_s else (),
    )


def _next_reader(state: State, proposal: ProposalFacts, now: datetime, secret: LotSecret) -> doc.RegistrarAny | None:
    """Pass over, open to who agreed, or draw somebody more; parallel readers are drawn one entry after another."""
    policy = state.policies[proposal.body.policy]
    live = live_readings(state, proposal)
    for reading in live:
        if run_out(state, reading, policy, now):
            return _passed_over(state, reading)
        if reading.finding is not None and reading.opened_index is None and agrees_with(state, proposal, reading):
            return doc.Opened(
                store=state.store,
                env=state.env,
                author=REGISTRAR,
                assignment=reading.id,
                proposal=proposal.digest,
                person=reading.person,
            )
    if len(live) + len(counted(state, proposal, now)) >= needed(proposal):
        return None
    kept = kept_readings(state, proposal, policy, now)
    pool = eligible(state, proposal, now)
    if not pool:
        return None
    body = proposal.body
    return draw(
        state,
        case=body.case,
        account=body.account,
        drawn_for=proposal.digest,
        pool=(kept[0].person,) if kept else pool,
        kept=kept[0].id if kept else None,
        secret=secret,
    )


def draw(
    state: State,
    *,
    case: str,
    account: str,
    drawn_for: str,
    pool: tuple[str, ...],
    kept: str | None,
    secret: LotSecret,
) -> doc.Draw:
    """The next draw: reveals its secret, commits to the one after (PROTOCOL.md section 5)."""
    number = state.draws + 1
    revealed = secret(number)
    return doc.Draw(
        store=state.store,
        env=state.env,
        author=REGISTRAR,
        number=number,
        assignment=assignment_id(revealed, drawn_for),
        case=case,
        account=account,
        drawn_for=drawn_for,
        secret=revealed,
        commitment=commitment(secret(number + 1)),
        pool=tuple(sorted(pool)),
        person=winner(revealed, drawn_for, pool),
        kept=kept,
    )


def rereading(state: State, dismissal: str, now: datetime, secret: LotSecret) -> doc.Draw | None:
    """A second reading of a dismissal, or ``None`` when nobody can be drawn: a mix that runs short delays nothing."""
    proposal = state.proposals.get(dismissal)
    if proposal is None or proposal.body.action is not Action.DISMISS or proposal.assignments:
        return None
    if proposal.closed is not None or proposal.reopened:
        return None
    pool = eligible(state, proposal, now)
    if not pool:
        return None
    body = proposal.body
    return draw(state, case=body.case, account=body.account, drawn_for=dismissal, pool=pool, kept=None, secret=secret)


def mix_for(state: State, drawn: doc.Draw) -> str | None:
    """The dismissal to be read beside a reading that has a proposal behind it, so that at least half have none.

    The oldest one at hand that nobody has read again; of the same tier if there is one.
    """
    behind = state.proposals.get(drawn.drawn_for)
    if behind is None or behind.body.action is Action.DISMISS:
        return None
    tier = behind.tier
    at_hand = [d for d in state.dismissals if not state.proposals[d].assignments]
    same = [d for d in at_hand if state.proposals[d].tier is tier]
    return next(iter([*same, *at_hand]), None)


def _passed_over(state: State, reading: AssignmentFacts) -> doc.PassedOver:
    return doc.PassedOver(store=state.store, env=state.env, author=REGISTRAR, assignment=reading.id)


def _owed_for_reading(state: State, reading: AssignmentFacts, now: datetime) -> doc.PassedOver | None:
    """Readings without a live proposal behind them have the same clocks, so that nothing tells (I14)."""
    policy = state.policy
    if reading.drawn_for in state.live or policy is None:
        return None
    return _passed_over(state, reading) if run_out(state, reading, policy, now) else None


def reopening(state: State, reading: AssignmentFacts) -> doc.Reopened | None:
    """A finding against a dismissal puts the case back for a fresh reviewer (PROTOCOL.md section 4.3)."""
    dismissal = state.proposals.get(reading.drawn_for)
    if dismissal is None or dismissal.body.action is not Action.DISMISS or dismissal.reopened:
        return None
    if reading.finding is None or reading.verdict is None:
        return None
    return doc.Reopened(
        store=state.store, env=state.env, author=REGISTRAR, case=dismissal.body.case, because=dismissal.digest
    )


def may_judge(state: State, author: str, person: str, now: datetime) -> bool:
    """Whether ``person`` is active and independent of ``author``."""
    somebody = state.person(person)
    return (
        somebody is not None
        and active(somebody, state.doings(person).ended, now)
        and independent(state, author, somebody)
    )
