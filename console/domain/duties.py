"""What the registrar owes to write next, from state and time alone.

Idempotent: asked again after a crash it answers the same, and nothing once it is written.  So draws, openings,
cooling-off, expiry, freezing and passing over need no timers of their own that could go round a rule.
"""

from __future__ import annotations

from datetime import datetime

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.canaries import canaries_at_hand, canary_draw
from console.domain.documents import REGISTRAR, Ending
from console.domain.drawing import draw
from console.domain.findings import agrees_with, counted, enough, needed
from console.domain.friction import Circumstances, Plan, plan, stricter
from console.domain.lot import LotSecret, chosen
from console.domain.paging import must_page
from console.domain.people import Role, active
from console.domain.policy import Policy
from console.domain.proposals import author_gone, carry_out_by, cooled, due, sign_by
from console.domain.readings import asked_again, eligible, kept_readings, live_readings, run_out
from console.domain.reasons import ReasonId
from console.domain.state import AssignmentFacts, ProposalFacts, State


def next_reading_duty(state: State, now: datetime) -> doc.PassedOver | doc.Paged | None:
    """A reading without a live proposal behind it whose clock ran out, or one of any kind whose person is called."""
    for name in sorted(state.live_assignments, key=lambda name: state.assignments[name].index):
        reading = state.assignments[name]
        found = _owed_for_reading(state, reading, now) or paging(state, reading, now)
        if found is not None:
            return found
    return None


def paging(state: State, reading: AssignmentFacts, now: datetime) -> doc.Paged | None:
    """The call that a reading's person is owed, whatever it was drawn for (I14)."""
    policy = state.policy
    if policy is None or not must_page(state, reading, policy, now):
        return None
    return doc.Paged(store=state.store, env=state.env, author=REGISTRAR, assignment=reading.id)


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
    if not needed(proposal) or cooled(state, proposal, now):
        return None
    if enough(state, proposal, now):
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
        return Ending.VOID, tuple(ReasonId(r) for r in effect.drift if r in ReasonId.__members__.values())
    if proposal.tier is not proposal.body.seen.tier:
        return Ending.VOID, (ReasonId.TIER_CHANGED,)
    if policy_got_stricter(state, proposal):
        return Ending.VOID, (ReasonId.POLICY_STRICTER,)
    if _locked_out(state, proposal, now):
        return Ending.VOID, (ReasonId.LOCKED,)
    if due(state, proposal, now) is None:
        return (Ending.EXPIRED, (ReasonId.SIGN_TIME_OVER,)) if now >= sign_by(proposal) else None
    until = carry_out_by(proposal)
    if until is not None and now >= until:
        return Ending.EXPIRED, (ReasonId.CARRY_TIME_OVER,)
    return None


def _locked_out(state: State, proposal: ProposalFacts, now: datetime) -> bool:
    """Whether a restore since leaves it without a new author, or without any signer (I8)."""
    locked = state.locked(proposal.body.account, now)
    if not locked or proposal.body.action is Action.DISMISS:
        return False
    return proposal.body.author in locked or not needed(proposal)


def policy_got_stricter(state: State, proposal: ProposalFacts) -> bool:
    """Whether the policy in force asks for more than the one that the proposal was signed under (I3, A34)."""
    now_policy, then = state.policy, state.policies.get(proposal.body.policy)
    if now_policy is None or then is None:
        return True
    if state.policy_in_force == proposal.body.policy:
        return False
    body, limits = proposal.body, now_policy.limits
    if body.action is not Action.DISMISS and now_policy.clause(body.clause) is None:
        return True
    if body.sign_within_s > limits.sign_within_s or body.carry_out_within_s > limits.carry_out_within_s:
        return True
    return stricter(_plain(now_policy, proposal), _plain(then, proposal))


def _plain(policy: Policy, proposal: ProposalFacts) -> Plan:
    """The plan without what concerns the author's day: two policies are compared, not two moments."""
    body = proposal.body
    return plan(policy, proposal.tier, body.action, body.effect, body.duration_s, Circumstances())


def _cooling(state: State, proposal: ProposalFacts, now: datetime) -> doc.Cooling:
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
        after=state.size,
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
    missing = needed(proposal) - len(live) - len(counted(state, proposal, now))
    if missing <= 0 and not _nobody_new(state, proposal, live, now):
        return None
    kept = kept_readings(state, proposal, policy, now)
    ready = [reading for reading in kept if reading.finding is not None]
    waited_for = {reading.person for reading in kept if reading.finding is None}
    pool = tuple(person for person in eligible(state, proposal, now) if person not in waited_for)
    if not ready and (len(waited_for) >= max(missing, 1) or not pool):
        return None
    body = proposal.body
    return draw(
        state,
        case=body.case,
        account=body.account,
        drawn_for=proposal.digest,
        pool=(ready[0].person,) if ready else pool,
        kept=ready[0].id if ready else None,
        secret=secret,
    )


def _nobody_new(state: State, proposal: ProposalFacts, live: tuple[AssignmentFacts, ...], now: datetime) -> bool:
    """Whether, after a restore, somebody new is needed and neither reads nor signed (I8)."""
    locked = state.locked(proposal.body.account, now)
    people = {*(reading.person for reading in live), *counted(state, proposal, now)}
    return bool(locked) and people <= locked


def rereading(state: State, dismissal: str, now: datetime, secret: LotSecret) -> doc.Draw | None:
    """A second reading of a dismissal, or ``None`` when nobody can be drawn: a mix that runs short delays nothing.

    One is enough; while nobody has answered, others are asked for as long as for a proposal's signature (I14).
    """
    proposal = state.proposals.get(dismissal)
    if proposal is None or proposal.body.action is not Action.DISMISS:
        return None
    if proposal.assignments and not asked_again(state, dismissal, now):
        return None
    if any(a.over is None or a.finding is not None for a in map(state.assignments.__getitem__, proposal.assignments)):
        return None
    if proposal.closed is not None or proposal.reopened:
        return None  # it was taken back, or somebody fresh looks at the case already
    pool = eligible(state, proposal, now)
    if not pool:
        return None
    body = proposal.body
    return draw(state, case=body.case, account=body.account, drawn_for=dismissal, pool=pool, kept=None, secret=secret)


def next_redraw(state: State, now: datetime, secret: LotSecret) -> doc.Draw | None:
    """Somebody else for a dismissal or canary whose reader did not answer or stepped aside.

    Proposals are drawn for again on the same clocks: so being called once more tells nobody what is behind it (I14).
    """
    again = (
        beside(state, digest, now, secret) for digest in sorted(state.unanswered) if asked_again(state, digest, now)
    )
    return next((drawn for drawn in again if drawn is not None), None)


def mix_for(state: State, drawn: doc.Draw, chance: str) -> tuple[str, ...]:
    """What to read beside a reading that has a proposal behind it, so that at least half have none.

    Dismissals and canaries, the first for which somebody can be drawn is enough; each tier has its own mix, so those
    of the same tier come first.  ``chance`` (hex, known to the registrar alone) says whether it is canaries' turn.
    None for a draw that keeps a finding, because nobody reads anything.
    """
    behind, reading = state.proposals.get(drawn.drawn_for), state.assignments.get(drawn.assignment)
    policy = state.policy
    if behind is None or behind.body.action is Action.DISMISS or reading is None or reading.finding is not None:
        return ()
    at_hand = [d for d in state.dismissals if not state.proposals[d].assignments]
    dismissals = tuple(sorted(at_hand, key=lambda d: state.proposals[d].tier is not behind.tier))
    canaries = canaries_at_hand(state, behind.tier)
    first = policy is not None and chosen(chance, policy.limits.canary_per_mille)
    return (*canaries, *dismissals) if first else (*dismissals, *canaries)


def beside(state: State, digest: str, now: datetime, secret: LotSecret) -> doc.Draw | None:
    """The draw of a reading with no proposal behind it: of a dismissal or of a canary."""
    return (
        canary_draw(state, digest, now, secret) if digest in state.canaries else rereading(state, digest, now, secret)
    )


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
    if dismissal is None or dismissal.body.action is not Action.DISMISS:
        return None
    if dismissal.reopened or dismissal.closed is not None:
        return None
    if reading.finding is None or reading.verdict is None:
        return None
    return doc.Reopened(
        store=state.store, env=state.env, author=REGISTRAR, case=dismissal.body.case, because=dismissal.digest
    )
