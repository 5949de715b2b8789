"""Whether a signed request may enter the ledger: person, then rule (PROTOCOL.md section 7).

``why_not`` is asked by the registrar before it writes, and by ``consistency`` of what was written.  The answer is
the reasons; none means yes.  What the ledger cannot know (is the case open, who holds it, what does the
connector declare) comes in as :class:`CaseFacts`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from immutables import Map

from console.domain import documents as doc
from console.domain import governance, restoring
from console.domain.actions import MOST_DURATION_S, Action, DeclaredEffect, Tier
from console.domain.circumstances import circumstances
from console.domain.documents import StepKind
from console.domain.fold import known_tier
from console.domain.friction import missing_steps, plan, too_fast
from console.domain.people import Person, active, may_propose, may_read_second
from console.domain.people import Role as R
from console.domain.policy import parse_policy
from console.domain.proposals import (
    IN_EFFECT,
    WAITING,
    may_undo,
    status,
)
from console.domain.reasons import Reason, ReasonId
from console.domain.roster import why_not_roster
from console.domain.shapes import malformed
from console.domain.state import State
from console.domain.views import Status
from console.errors import BadInput

Reasons = tuple[Reason, ...]
NONE: Reasons = ()


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the store and the connector know of a case at the moment of admission."""

    case: str
    account: str
    platform: str
    platform_id: str
    """Salted digest of the platform's account id."""
    tier: Tier | None
    """The platform's flag and the intake's; ``None`` when it can't be known."""
    state: str
    open: bool
    holder: str | None
    """Who holds the live lease."""
    held_since: datetime | None = None
    """Since when, by the store's clock."""
    held_ms: int | None = None
    """For how long they had held it when the request arrived; ``None`` where nobody knows (in a ledger)."""
    evidence: frozenset[str]
    """Digests of reported items and reports of the case: all of them, or those of what was cited."""
    contents: frozenset[str] = frozenset()
    """Salted digests of the platform's ids of the case's reported items: nothing else can be acted upon."""
    confusable_with: str | None
    effects: Map[Action, DeclaredEffect]


def why_not(
    state: State, document: doc.PersonAny, digest: str, case: CaseFacts | None, now: datetime, signers: tuple[str, ...]
) -> Reasons:
    """Why ``document`` can't be admitted at ``now``; empty when it can.

    ``signers`` are the keys (hex) whose signatures over the document's bytes were verified.
    """
    wrong = malformed(document)
    if wrong is not None:
        return (Reason.of(ReasonId.BAD_BYTES, what=wrong),)
    if isinstance(document, doc.RosterVersion):
        return why_not_roster(state, document, signers, now)
    somebody = _why_not_person(state, document, now, signers)
    if isinstance(somebody, tuple):
        return somebody
    rule = _RULES.get(type(document))
    if rule is None:
        return (Reason.of(ReasonId.UNSUPPORTED),)  # what has no rule is not allowed (I4, A39)
    return rule(state, document, digest, case, now, somebody)


def _why_not_person(state: State, document: doc.PersonAny, now: datetime, signers: tuple[str, ...]) -> Person | Reasons:
    if (document.store, document.env) != (state.store, state.env):
        return (Reason.of(ReasonId.WRONG_STORE),)
    person = state.person(document.author)
    if person is None or not (set(person.keys) - state.revoked) & set(signers):
        return (Reason.of(ReasonId.NOT_IN_ROSTER),)
    if not active(person, state.doings(person.id).ended, now):
        return (Reason.of(ReasonId.CONTRACT_OVER),)
    if not person.human:
        return (Reason.of(ReasonId.NOT_HUMAN),)
    if person.role is not document.role:
        return (Reason.of(ReasonId.ROLE_CHANGED),)
    return person


def _yes(state: State, body: object, digest: str, case: CaseFacts | None, now: datetime, person: Person) -> Reasons:
    return NONE


def why_not_propose(
    state: State, body: doc.Proposal, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """I3, I4, I7, I8 as far as they concern a new proposal; all reasons, so that nobody has to try twice."""
    policy = state.policy
    if not may_propose(person):
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    if case is None or (case.case, case.account, case.platform) != (body.case, body.account, body.platform):
        return (Reason.of(ReasonId.UNKNOWN_CASE),)
    if policy is None or state.policy_in_force != body.policy:
        return (Reason.of(ReasonId.POLICY_CHANGED),)
    declared = case.effects.get(body.action)
    if declared is None:
        return (Reason.of(ReasonId.UNSUPPORTED),)
    found = [*_target(state, body, case, declared), *_lock(state, body, now), *_clause(body, state)]
    now_is = circumstances(state, policy, body.author, body.account, body.seen.confusable, now)
    tier = known_tier(state, body.account, case.tier)
    plan_ = plan(policy, tier, body.action, declared, body.duration_s, now_is)
    found += plan_.forbidden
    missing = missing_steps(plan_, body.steps)
    if not missing and body.justification is None and StepKind.JUSTIFICATION in plan_.steps:
        missing = (StepKind.JUSTIFICATION,)
    if missing:
        found.append(Reason.of(ReasonId.STEPS_MISSING, steps=", ".join(missing)))
    limits = policy.limits
    fast = too_fast(plan_, limits, body.steps, case.held_ms) if case.held_ms is not None and not missing else ()
    if fast:
        found.append(Reason.of(ReasonId.STEPS_TOO_FAST, steps=", ".join(fast)))
    if not (
        0 < body.sign_within_s <= limits.sign_within_s and 0 < body.carry_out_within_s <= limits.carry_out_within_s
    ):
        found.append(Reason.of(ReasonId.TIMES_TOO_LONG))
    return tuple(found)


def _target(state: State, body: doc.Proposal, case: CaseFacts, declared: DeclaredEffect) -> list[Reason]:
    found: list[Reason] = []
    if not case.open:
        found.append(Reason.of(ReasonId.CASE_NOT_OPEN))
    elif case.holder != body.author:
        found.append(Reason.of(ReasonId.NOT_CLAIMED))
    if declared != body.effect:
        found.append(Reason.of(ReasonId.EFFECT_DIFFERS))
    if body.duration_s is not None and (body.duration_s <= 0 or not declared.timed):
        found.append(Reason.of(ReasonId.UNSUPPORTED))
    if body.duration_s is not None and body.duration_s > MOST_DURATION_S:
        found.append(Reason.of(ReasonId.DURATION_TOO_LONG))
    if not set(body.content) <= case.contents or bool(body.content) is not (body.action is Action.REMOVE_CONTENT):
        found.append(Reason.of(ReasonId.WRONG_CONTENT))
    if body.message is None and body.action in _NEEDS_WORDS:
        found.append(Reason.of(ReasonId.NO_WORDS))
    if case.platform_id != body.platform_id or case.confusable_with != body.seen.confusable:
        found.append(Reason.of(ReasonId.STATE_CHANGED))
    if body.seen.tier is not known_tier(state, body.account, case.tier):
        found.append(Reason.of(ReasonId.TIER_CHANGED))
    if body.seen.state != case.state:
        found.append(Reason.of(ReasonId.STATE_CHANGED))
    if not set(body.seen.evidence) <= case.evidence or list(body.seen.evidence) != sorted(set(body.seen.evidence)):
        found.append(Reason.of(ReasonId.EVIDENCE_CHANGED))
    return found


_NEEDS_WORDS = frozenset({Action.WARN, Action.LABEL})
"""What no platform can carry out without words: the warning's own, or the label's name."""


def _lock(state: State, body: doc.Proposal, now: datetime) -> list[Reason]:
    """One thing at a time on an account, and none by the people of what was restored lately (I6, I8)."""
    found: list[Reason] = []
    account = state.account(body.account)
    if body.action is Action.DISMISS:
        return found
    if account.locked_until is not None and body.author in state.locked(body.account, now):
        found.append(Reason.of(ReasonId.LOCKED, until=account.locked_until.strftime("%d %b %H:%M UTC")))
    waiting = [d for d in account.proposals if d in state.live and status(state, state.proposals[d], now) in WAITING]
    if waiting:
        found.append(Reason.of(ReasonId.PENDING_ALREADY))
    return found


def _clause(body: doc.Proposal, state: State) -> list[Reason]:
    policy = state.policy
    if body.action is Action.DISMISS:
        return [] if body.clause == "" else [Reason.of(ReasonId.UNKNOWN_CLAUSE)]
    known = policy is not None and policy.clause(body.clause) is not None
    return [] if known else [Reason.of(ReasonId.UNKNOWN_CLAUSE)]


def _why_not_withdraw(
    state: State, body: doc.Withdrawal, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    proposal = state.proposals.get(body.proposal)
    if proposal is None:
        return (Reason.of(ReasonId.UNKNOWN_PROPOSAL),)
    if proposal.body.author != body.author:
        return (Reason.of(ReasonId.NOT_AUTHOR),)
    if not may_undo(state, proposal, now):
        sent = status(state, proposal, now) in IN_EFFECT
        return (Reason.of(ReasonId.TOO_LATE if sent else ReasonId.NOT_WAITING),)
    return NONE


def _why_not_find(
    state: State, body: doc.Finding, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    assignment = state.assignments.get(body.assignment)
    if assignment is None or assignment.person != body.author or not may_read_second(person):
        return (Reason.of(ReasonId.NOT_ASSIGNED),)
    if assignment.finding is not None:
        return (Reason.of(ReasonId.FOUND_ALREADY),)
    if assignment.over is not None:
        return (Reason.of(ReasonId.NOT_ASSIGNED),)
    policy = state.policy
    if body.verdict is not None:
        if policy is None or policy.clause(body.verdict.clause) is None:
            return (Reason.of(ReasonId.UNKNOWN_CLAUSE),)
        duration_s = body.verdict.duration_s
        if body.verdict.action is Action.DISMISS or (duration_s is not None and duration_s <= 0):
            return (Reason.of(ReasonId.UNSUPPORTED),)
        if duration_s is not None and duration_s > MOST_DURATION_S:
            return (Reason.of(ReasonId.DURATION_TOO_LONG),)
    return NONE


def _opened_to(state: State, assignment_id: str, proposal_id: str, author: str, now: datetime) -> Reasons:
    """A proposal that waits for signatures, opened to ``author`` by this live assignment."""
    proposal = state.proposals.get(proposal_id)
    assignment = state.assignments.get(assignment_id)
    if proposal is None or assignment is None or assignment.drawn_for != proposal_id:
        return (Reason.of(ReasonId.UNKNOWN_PROPOSAL),)
    if assignment.person != author or assignment.opened_index is None:
        return (Reason.of(ReasonId.NOT_OPENED),)
    if assignment.over is not None or status(state, proposal, now) not in (Status.HANDED_OFF, Status.COUNTERSIGNED):
        return (Reason.of(ReasonId.NOT_WAITING),)
    return NONE


def _why_not_countersign(
    state: State, body: doc.Countersignature, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    found = _opened_to(state, body.assignment, body.proposal, body.author, now)
    if found:
        return found
    proposal, assignment = state.proposals[body.proposal], state.assignments[body.assignment]
    if proposal.body.author == body.author:
        return (Reason.of(ReasonId.NOT_OPENED),)
    return NONE if assignment.finding == body.finding else (Reason.of(ReasonId.NOT_YOUR_FINDING),)


def _why_not_refuse(
    state: State, body: doc.Refusal, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    return _opened_to(state, body.assignment, body.proposal, body.author, now)


def _why_not_recuse(
    state: State, body: doc.Recusal, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    assignment = state.assignments.get(body.assignment)
    live = assignment is not None and assignment.person == body.author and assignment.over is None
    return NONE if live else (Reason.of(ReasonId.NOT_ASSIGNED),)


def why_not_stop(
    state: State, body: doc.Stop, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """Anyone but an auditor may stop what is cooling off, one account once in a while (PROTOCOL.md section 4.5)."""
    proposal, policy = state.proposals.get(body.proposal), state.policy
    if person.role is R.AUDITOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    if proposal is None or policy is None:
        return (Reason.of(ReasonId.UNKNOWN_PROPOSAL),)
    if status(state, proposal, now) not in (Status.COOLING_OFF, Status.DUE) or proposal.cooling_from is None:
        return (Reason.of(ReasonId.NOT_COOLING),)
    window = policy.limits.stop_again_s
    for account, at in state.doings(body.author).stops:
        if account == proposal.body.account and (now - at).total_seconds() < window:
            return (Reason.of(ReasonId.STOPPED_LATELY),)
    return NONE


def _on_a_case(
    state: State, body: doc.Look | doc.Note, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """What is said of a case needs the case."""
    return (Reason.of(ReasonId.UNKNOWN_CASE),) if case is None else NONE


def _why_not_skip(
    state: State, body: doc.Skip, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """No questions asked, but not without end: so nobody can pick what to work on (policy: ``skips_per_day``)."""
    if not may_propose(person):
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    if case is None or state.policy is None:
        return (Reason.of(ReasonId.UNKNOWN_CASE),)
    lately = sum(1 for at in state.doings(person.id).skips if now - at < timedelta(days=1))
    if lately >= state.policy.limits.skips_per_day:
        return (Reason.of(ReasonId.TOO_MANY_SKIPS, count=lately),)
    return NONE


def _why_not_canary(
    state: State, body: doc.Canary, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """A closed case, made into a canary by a supervisor.

    Whether something waits on its account has no part in it: the answer would tell (I14), and while something does
    it is not drawn (`canaries.canary_draw`).
    """
    if person.role is not R.SUPERVISOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    if case is None or case.account != body.account:
        return (Reason.of(ReasonId.UNKNOWN_CASE),)
    if case.open:
        return (Reason.of(ReasonId.NOT_CLOSED),)
    already = any(canary.body.case == body.case for canary in state.canaries.values())
    return (Reason.of(ReasonId.CANARY_ALREADY),) if already else NONE


def _why_not_tier(
    state: State, body: doc.TierChange, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    if person.role not in (R.ADMINISTRATOR, R.SUPERVISOR):
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    raised = governance.raises(state.account(body.account), body.tier, None, now)
    return NONE if raised else (Reason.of(ReasonId.TIER_NOT_RAISED),)


def _why_not_end(
    state: State, body: doc.End, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    if person.role is not R.ADMINISTRATOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    target = state.person(body.person)
    if target is None:
        return (Reason.of(ReasonId.UNKNOWN_PERSON),)
    return (Reason.of(ReasonId.NO_QUORUM),) if target.role is R.ADMINISTRATOR else NONE


def _why_not_policy(
    state: State, body: doc.PolicyText, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    if person.role is not R.ADMINISTRATOR:
        return (Reason.of(ReasonId.WRONG_ROLE, role=person.role.value),)
    try:
        parse_policy(body.toml)
    except BadInput as error:
        return (Reason.of(ReasonId.NOT_A_POLICY, what=error.what_to_do),)
    return NONE


def _why_not_search(
    state: State, body: doc.Search, digest: str, case: CaseFacts | None, now: datetime, person: Person
) -> Reasons:
    """What was shown has to be known; a handful, because nobody looks at more at once."""
    known = 0 < len(body.accounts) <= MOST_FOUND and all(account in state.accounts for account in body.accounts)
    return NONE if known else (Reason.of(ReasonId.UNKNOWN_ACCOUNT),)


MOST_FOUND = 16
"""Accounts in one entry of the log of looks at most."""

_RULES: dict[type, Callable[[State, Any, str, CaseFacts | None, datetime, Person], Reasons]] = {
    doc.Proposal: why_not_propose,
    doc.Withdrawal: _why_not_withdraw,
    doc.Duty: _yes,
    doc.Finding: _why_not_find,
    doc.Countersignature: _why_not_countersign,
    doc.Refusal: _why_not_refuse,
    doc.Recusal: _why_not_recuse,
    doc.Stop: why_not_stop,
    doc.Restore: restoring.why_not_restore,
    doc.Skip: _why_not_skip,
    doc.Look: _on_a_case,
    doc.Note: _on_a_case,
    doc.SharedView: _yes,
    doc.Canary: _why_not_canary,
    doc.TierChange: _why_not_tier,
    doc.End: _why_not_end,
    doc.PolicyText: _why_not_policy,
    doc.Search: _why_not_search,
    **governance.RULES,
    **restoring.RULES,
}
