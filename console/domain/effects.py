"""What the dispatcher owes, and the proof of each effect from folded bytes alone (PROTOCOL.md section 8)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain.actions import Action, DeclaredEffect, Impact, Tier, highest
from console.domain.documents import OrderKind
from console.domain.duties import policy_got_stricter
from console.domain.findings import counted, enough, needed
from console.domain.friction import Circumstances, plan
from console.domain.proposals import author_gone, carry_out_by, due, ends_at, given_back, held_down, orders
from console.domain.reasons import Reason, ReasonId
from console.domain.state import EffectFacts, ProposalFacts, State


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One order that the platform is owed: ``id`` is the digest of the proposal or restore that asks for it."""

    id: str
    kind: OrderKind
    account: str
    proposal: str
    """The proposal whose bytes name the target: of a restore or an end that of the effect to undo; "" of a lift."""
    index: int


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform says of the account at the moment of the effect; ``tier`` ``None`` when it can't be known."""

    exists: bool
    tier: Tier | None
    state: str
    declared: DeclaredEffect | None
    platform_id: str
    """Salted digest of the id that was looked up, recomputed from the text."""
    evidence_changed: bool = False
    """Whether something that the proposal cites stands on the platform in other words now (I3)."""


def owed(state: State, now: datetime) -> tuple[Owed, ...]:
    """All orders owed at ``now``, restores first, then in ledger order, at most one for each account (I6, I8).

    An account with an order under way (intent without receipt) owes only that one, to be read back.
    """
    found: list[Owed] = []
    for name in state.live_effects:
        effect = state.effects[name]
        if effect.kind is not OrderKind.APPLY:
            if not _waits_for_later(state, effect):
                found.append(_back_of(effect))
        elif effect.intents and effect.restored_by is None:
            found.append(_apply_of(state.proposals[name], effect.index))
    for digest in state.live:
        proposal = state.proposals[digest]
        from_when = due(state, proposal, now)
        begun = state.effects.get(digest)
        under_way = begun is not None and bool(begun.intents)
        if orders(proposal.body) and from_when is not None and now >= from_when and not under_way:
            found.append(_apply_of(proposal, proposal.index))
    return _one_per_account(state, found)


def _waits_for_later(state: State, effect: EffectFacts) -> bool:
    """Whether an end that has not begun waits for a later action of the same kind."""
    undone = state.effects.get(effect.of or "")
    return effect.kind is OrderKind.END and not effect.intents and undone is not None and held_down(state, undone)


def _apply_of(proposal: ProposalFacts, index: int) -> Owed:
    return Owed(
        id=proposal.digest,
        kind=OrderKind.APPLY,
        account=proposal.body.account,
        proposal=proposal.digest,
        index=index,
    )


def _back_of(effect: EffectFacts) -> Owed:
    of = effect.of if effect.of is not None and effect.kind is not OrderKind.LIFT else ""
    return Owed(id=effect.id, kind=effect.kind, account=effect.account, proposal=of, index=effect.index)


def _one_per_account(state: State, found: list[Owed]) -> tuple[Owed, ...]:
    """Of each account what is under way, else what goes first; a restore would only wait behind it (I6)."""

    def turn(item: Owed) -> tuple[int, int]:
        return (_TURN[item.kind], item.index)

    def under_way(item: Owed) -> bool:
        effect = state.effects.get(item.id)
        return effect is not None and effect.intents > 0

    first: dict[str, Owed] = {}
    for item in sorted(found, key=lambda item: (not under_way(item), turn(item))):
        first.setdefault(item.account, item)
    return tuple(sorted(first.values(), key=turn))


_TURN = {OrderKind.RESTORE: 0, OrderKind.LIFT: 0, OrderKind.END: 1, OrderKind.APPLY: 2}
"""Ways back go before everything else (I8), ends before what is new."""


def why_not_apply(
    state: State, proposal: ProposalFacts, now: datetime, target: Target, pinned: Tier | None
) -> tuple[Reason, ...]:
    """Why this effect may not be carried out now; empty when it is proven (I1, I3, I4, I6, I7, A1 to A72).

    ``pinned`` is the tier of the dispatcher's own list of protected ids for this account, if it stands there.
    Everything is computed again from the folded bytes: nobody's word is taken for it.
    """
    found = [*_clocks(state, proposal, now), *_drifted(state, proposal, target, pinned)]
    tier = _tier_now(state, proposal, target, pinned)
    policy = state.policies.get(proposal.body.policy)
    if policy is None or policy_got_stricter(state, proposal):
        found.append(Reason.of(ReasonId.POLICY_STRICTER))
        return tuple(found)
    body = proposal.body
    least = plan(policy, tier, body.action, body.effect, body.duration_s, Circumstances())
    reaches = body.action is not Action.DISMISS or body.effect.impact is not Impact.NOTHING
    needs = max(needed(proposal), least.readers, 1 if tier.protected and reaches else 0)
    if len(counted(state, proposal, now)) < needs or not enough(state, proposal, now):
        found.append(Reason.of(ReasonId.NOT_ENOUGH_SIGNED))
    if needs and proposal.cooling_off_s < least.cooling_off_s:
        found.append(Reason.of(ReasonId.NOT_DUE))
    return tuple(found)


def _tier_now(state: State, proposal: ProposalFacts, target: Target, pinned: Tier | None) -> Tier:
    known = [*state.account(proposal.body.account).known(state.time)]
    if pinned is not None:
        known.append(pinned)
    return highest(proposal.tier, target.tier, *known)


def _clocks(state: State, proposal: ProposalFacts, now: datetime) -> list[Reason]:
    found: list[Reason] = []
    if proposal.closed is not None:
        found.append(Reason.of(ReasonId.NOT_WAITING))
    if author_gone(state, proposal, now):
        found.append(Reason.of(ReasonId.AUTHOR_GONE))
    if len(proposal.against) >= 2:
        found.append(Reason.of(ReasonId.TWO_DISAGREE))
    from_when, until = due(state, proposal, now), carry_out_by(proposal)
    if from_when is None or now < from_when:
        found.append(Reason.of(ReasonId.NOT_DUE))
    if until is not None and now >= until:
        found.append(Reason.of(ReasonId.CARRY_TIME_OVER))
    if proposal.body.author in state.locked(proposal.body.account, now) and proposal.body.action is not Action.DISMISS:
        found.append(Reason.of(ReasonId.RESTORED_LATELY))
    return found


def _drifted(state: State, proposal: ProposalFacts, target: Target, pinned: Tier | None) -> list[Reason]:
    body = proposal.body
    if not target.exists:
        return [Reason.of(ReasonId.ACCOUNT_MISSING)]
    found: list[Reason] = []
    if target.platform_id != body.platform_id:
        found.append(Reason.of(ReasonId.ACCOUNT_MISSING))
    if target.tier is None and not proposal.tier.protected:
        found.append(Reason.of(ReasonId.TIER_UNKNOWN))
    if _tier_now(state, proposal, target, pinned) is not body.seen.tier:
        found.append(Reason.of(ReasonId.TIER_CHANGED))
    if target.evidence_changed:
        found.append(Reason.of(ReasonId.EVIDENCE_CHANGED))
    if target.state != body.seen.state:
        found.append(Reason.of(ReasonId.STATE_CHANGED))
    if target.declared is None:
        found.append(Reason.of(ReasonId.UNSUPPORTED))
    elif target.declared != body.effect:
        found.append(Reason.of(ReasonId.EFFECT_DIFFERS))
    return found


def why_not_order(state: State, effect_id: str, kind: OrderKind, attempt: int, now: datetime) -> tuple[Reason, ...]:
    """Why an intent may not stand in the ledger now, as far as the ledger knows; the registrar's own proof (I1, I6).

    After this entry nothing is *undone* any more, so a withdrawal, a stop or an ending before it wins.
    """
    effect = state.effects.get(effect_id)
    if effect is None or effect.kind is not kind or effect.outcome is not None or attempt != effect.intents + 1:
        return (Reason.of(ReasonId.NOT_WAITING),)
    if _another_runs(state, effect):
        return (Reason.of(ReasonId.ANOTHER_RUNS),)
    if kind is not OrderKind.APPLY:
        return why_not_back_now(state, effect_id, now)
    if effect.intents:
        return ()
    proposal = state.proposals[effect_id]
    if effect.way_back is None and not effect.no_way_back:
        return (Reason.of(ReasonId.NO_WAY_BACK, lost="what was not saved"),)
    found = _clocks(state, proposal, now)
    if policy_got_stricter(state, proposal):
        found.append(Reason.of(ReasonId.POLICY_STRICTER))
    if proposal.tier is not proposal.body.seen.tier:
        found.append(Reason.of(ReasonId.TIER_CHANGED))
    if not enough(state, proposal, now):
        found.append(Reason.of(ReasonId.NOT_ENOUGH_SIGNED))
    return tuple(found)


def _another_runs(state: State, effect: EffectFacts) -> bool:
    """Whether another order on the account is under way, or a restore waits that goes first (I6, I8)."""
    for name in state.live_effects:
        other = state.effects[name]
        if other.id == effect.id or other.account != effect.account or other.restored_by == effect.id:
            continue
        if other.intents or _TURN[other.kind] < _TURN[effect.kind]:
            return True
    return False


WAIT_REASONS = frozenset({ReasonId.NOT_DUE, ReasonId.NOT_ENOUGH_SIGNED, ReasonId.ANOTHER_RUNS})
"""Not yet, rather than never: the dispatcher comes back instead of reporting a drift."""


def why_not_back_now(state: State, effect_id: str, now: datetime) -> tuple[Reason, ...]:
    """Why a way back may not be ordered: a restore, the end of a temporary action, or the lifting of an alarm.

    Each is proven against what it names, whose way back never freezes; a later action on the account stays: a connector
    undoes the one effect alone, and of what an account has only one the later one goes first (``held_down``).
    """
    effect = state.effects.get(effect_id)
    if effect is None or effect.kind is OrderKind.APPLY or effect.outcome is not None:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if effect.kind is OrderKind.LIFT:
        alarm = state.alarms.get(effect.of or "")
        stands = alarm is not None and alarm.lifted_by == effect_id and alarm.over is None
        return () if stands else (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    undone = state.effects.get(effect.of or "")
    if undone is None or not undone.intents:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if effect.kind is OrderKind.RESTORE:
        return () if undone.restored_by == effect_id else (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if effect.intents and undone.ended_by == effect_id:
        return ()  # begun: it is gone on with, whatever was asked since
    until = ends_at(undone)
    if undone.ended_by != effect_id or given_back(state, undone) or until is None:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if held_down(state, undone):
        return (Reason.of(ReasonId.LATER_ACTION),)
    return () if now >= until else (Reason.of(ReasonId.NOT_DUE),)
