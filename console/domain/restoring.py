"""Rules of restoring: one person's fast lane, late restores of two, reports, alarms (PROTOCOL.md section 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.circumstances import circumstances
from console.domain.documents import Entry
from console.domain.people import Person, Role, same_team
from console.domain.proposals import IN_EFFECT, due_at, held_down, restore_under_way, stands, status
from console.domain.reasons import Reason, ReasonId
from console.domain.state import AlarmFacts, ProposalFacts, State, WishFacts
from console.domain.views import Status

Reasons = tuple[Reason, ...]
NONE: Reasons = ()


def why_not_restore(
    state: State, body: doc.Restore, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """One person within the fast window, counted per person and account (I8, PROTOCOL.md section 10).

    It names one carried-out effect, or one alarm about a change that nobody here made.
    """
    alarm = state.alarms.get(body.effect)
    if alarm is not None:
        return _why_not_lift(state, alarm, body.account, now, person)
    found = _nothing_there(state, body.effect, body.account, now, person)
    proposal = state.proposals.get(body.effect)
    if found or proposal is None or proposal.body.action is Action.DISMISS:
        return found
    return limits(state, proposal, now, person)


def _nothing_there(state: State, effect: str, account: str, now: datetime, person: Person) -> Reasons:
    """Whether there is something in effect that this person could bring back at all."""
    proposal = state.proposals.get(effect)
    if state.policy is None or proposal is None or proposal.body.account != account:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if person.role is Role.AUDITOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    where = status(state, proposal, now)
    if restore_under_way(state, proposal):
        return (Reason.of(ReasonId.ON_IT_ALREADY),)
    if proposal.body.action is Action.DISMISS:
        done = where is Status.CARRIED_OUT and not proposal.reopened
        return NONE if done else (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    if where not in IN_EFFECT | {Status.DUE}:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    sent = state.effects.get(effect)
    return (Reason.of(ReasonId.LATER_ACTION),) if sent is not None and held_down(state, sent) else NONE


def limits(state: State, proposal: ProposalFacts, now: datetime, person: Person) -> Reasons:
    """What one person alone may not restore although it is in effect; a second person may consent to it (I8, A66)."""
    policy = state.policy
    if policy is None:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    effect = state.effects.get(proposal.digest)
    since = (effect.intended_at if effect is not None else None) or due_at(proposal) or proposal.at
    its_time_is_over = effect is not None and effect.ended_by is not None
    if (now - since).total_seconds() >= policy.limits.fast_window_s and not its_time_is_over:
        return (Reason.of(ReasonId.FAST_WINDOW_OVER),)
    found = _counted(state, proposal.body.account, now, person, distrusted(state, proposal.body.author, person))
    if found or its_time_is_over:  # its signed bytes say that it ends: nobody has to agree to that a second time
        return found
    clause = policy.clause(proposal.body.clause)
    last = circumstances(state, policy, person.id, proposal.body.account, None, now).last_day
    if (clause is not None and clause.stays_down) or (last and not proposal.tier.protected):
        return (Reason.of(ReasonId.NEEDS_SECOND),)
    return NONE


def _counted(state: State, account: str, now: datetime, person: Person, undoing: bool) -> Reasons:
    """Five an hour, and each account once in seven days.

    ``undoing`` what somebody did whom another person has ended, or whose key another has revoked, the hour is not
    counted: a stolen key's work has to come back at once.  The account's own week counts all the same.
    """
    policy = state.policy
    assert policy is not None  # asked by the callers
    doings = state.doings(person.id)
    lately = [at for _, at in doings.restores if (now - at).total_seconds() < 3600]
    if len(lately) >= policy.limits.restores_per_hour and not undoing:
        return (Reason.of(ReasonId.TOO_MANY_RESTORES, count=len(lately)),)
    again = policy.limits.restore_same_account_s
    if any(name == account and (now - at).total_seconds() < again for name, at in doings.restores):
        return (Reason.of(ReasonId.RESTORED_BY_YOU),)
    return NONE


def distrusted(state: State, author: str, restorer: Person) -> bool:
    """Whether somebody else than the restorer has ended the author, or revoked a key of theirs.

    Somebody else: otherwise one administrator could end a reviewer and restore all of their work alone.
    """
    return bool(state.doings(author).distrusted_by - {restorer.id, author})


def _why_not_lift(state: State, alarm: AlarmFacts, account: str, now: datetime, person: Person) -> Reasons:
    if alarm.body.account != account or state.policy is None:
        return (Reason.of(ReasonId.UNKNOWN_ALARM),)
    if person.role is Role.AUDITOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    if alarm.over is not None:
        return (Reason.of(ReasonId.ALARM_OVER),)
    if alarm.lifted_by is not None:
        return (Reason.of(ReasonId.ON_IT_ALREADY),)
    return _counted(state, account, now, person, undoing=False)


# --- two people -------------------------------------------------------------------------------------------------


def _why_not_late(
    state: State, body: doc.LateRestore, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """The first of two, for what one person alone may not restore."""
    proposal = state.proposals.get(body.effect)
    found = _nothing_there(state, body.effect, body.account, now, person)
    if found or proposal is None:
        return found
    if late_wish(state, body.effect, now) is not None:
        return (Reason.of(ReasonId.ON_IT_ALREADY),)
    alone = proposal.body.action is Action.DISMISS or not limits(state, proposal, now, person)
    return (Reason.of(ReasonId.ONE_IS_ENOUGH),) if alone else NONE


def _why_not_consent(state: State, wish: WishFacts, now: datetime, person: Person) -> Reasons:
    """The second one: independent of the first, no auditor, in time, while there still is something to restore."""
    body = wish.body
    author = state.person(body.author)
    if not isinstance(body, doc.LateRestore) or author is None:
        return (Reason.of(ReasonId.UNKNOWN_WISH),)
    if same_team(author, person):
        return (Reason.of(ReasonId.NOT_INDEPENDENT),)
    if waits_until(state, wish) <= now:
        return (Reason.of(ReasonId.WISH_OVER),)
    return _nothing_there(state, body.effect, body.account, now, person)


def late_wish(state: State, effect: str, now: datetime) -> str | None:
    """Digest of the late restore of an effect that still waits for its second person, if there is one."""
    for name in state.live_wishes:
        wish = state.wishes[name]
        if isinstance(wish.body, doc.LateRestore) and wish.body.effect == effect and now < waits_until(state, wish):
            return name
    return None


def waits_until(state: State, wish: WishFacts) -> datetime:
    """Until when a late restore waits for its second person: as long as a proposal may wait for a signature."""
    seconds = state.policy.limits.sign_within_s if state.policy is not None else 0
    return wish.at + timedelta(seconds=seconds)


# --- afterwards -------------------------------------------------------------------------------------------------


def _why_not_report(
    state: State, body: doc.AfterReport, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """Whoever restored writes what there was no time for; writing it anew replaces it on the screens."""
    restore = state.restores.get(body.restore)
    if restore is None:
        return (Reason.of(ReasonId.NOTHING_TO_RESTORE),)
    return NONE if restore.body.author == person.id else (Reason.of(ReasonId.NOT_YOUR_RESTORE),)


def _why_not_explain(
    state: State, body: doc.Explanation, digest: str, case: object, now: datetime, person: Person
) -> Reasons:
    """Anyone who may act ends an alarm, with words."""
    alarm = state.alarms.get(body.alarm)
    if alarm is None:
        return (Reason.of(ReasonId.UNKNOWN_ALARM),)
    if person.role is Role.AUDITOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    return NONE if alarm.over is None else (Reason.of(ReasonId.ALARM_OVER),)


RULES: dict[type, Callable[..., Reasons]] = {
    doc.LateRestore: _why_not_late,
    doc.AfterReport: _why_not_report,
    doc.Explanation: _why_not_explain,
}
"""Document type to its rule, with the arguments of `admission`: state, body, digest, case facts, now, person."""

CONSENTS: dict[type, Callable[..., Reasons]] = {doc.LateRestore: _why_not_consent}
"""Wish type to the rule of who may consent to it: state, wish facts, now, person (`governance.CONSENTS`)."""


# --- the dispatcher's alarms ------------------------------------------------------------------------------------


def explained(state: State, account: str) -> frozenset[Action]:
    """What the ledger says stands on an account: actions that were ordered and neither restored nor ended."""
    ours = (state.effects.get(digest) for digest in state.account(account).proposals)
    return frozenset(
        state.proposals[effect.id].body.action for effect in ours if effect is not None and stands(state, effect)
    )


def _unexplained_fault(state: State, entry: Entry, body: doc.Unexplained) -> str | None:
    same = [a for a in (state.alarms[name] for name in state.live_alarms) if a.body.account == body.account]
    if any(a.body.action is body.action and a.body.state == body.state for a in same):
        return "there is an alarm about it already"
    return None if body.action not in explained(state, body.account) else "the ledger explains it"


def _settled_fault(state: State, entry: Entry, body: doc.Settled) -> str | None:
    alarm = state.alarms.get(body.alarm)
    return None if alarm is not None and alarm.over in (None, "explained") else "there is no such alarm"


CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {
    doc.Unexplained: _unexplained_fault,
    doc.Settled: _settled_fault,
}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
