"""What came back to its author: why, what changed meanwhile side by side, and a draft to propose again from."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.actions import Tier
from console.domain.documents import Ending
from console.domain.fold import known_tier
from console.domain.friction import Circumstances, plan
from console.domain.policy import Policy
from console.domain.proposals import status
from console.domain.reasons import ReasonId, words_of
from console.domain.sentences import span
from console.domain.state import ProposalFacts, State
from console.domain.views import CaseView, Status
from console.domain.views_floor import ChangedRow, WentBack
from console.errors import Refused
from console.store.queries import case as cases
from console.store.queries.briefs import briefs
from console.store.texts import find_texts
from console.store.unit_of_work import Reading
from console.workstation.context import Context
from console.workstation.said import Draft

SHOWN_FOR = timedelta(days=1)
_TOLD = frozenset({Ending.VOID, Ending.REFUSED, Ending.EXPIRED, Ending.FROZEN, Ending.STOPPED})
_MADE_VOID = {
    ReasonId.TIER_CHANGED.value: "tier",
    ReasonId.TIER_UNKNOWN.value: "tier",
    ReasonId.STATE_CHANGED.value: "state",
    ReasonId.ACCOUNT_MISSING.value: "state",
    ReasonId.EVIDENCE_CHANGED.value: "evidence",
    ReasonId.POLICY_STRICTER.value: "policy",
    ReasonId.EFFECT_DIFFERS.value: "effect",
    ReasonId.UNSUPPORTED.value: "effect",
}


def ended_lately(state: State, person: str, now: datetime) -> tuple[ProposalFacts, ...]:
    """A person's proposals that ended within a day without being carried out, newest first.

    What something newer of theirs on the same case has replaced is left out.
    """
    own = sorted((p for p in state.proposals.values() if p.body.author == person), key=lambda p: p.index)
    newest = {p.body.case: p.digest for p in own}
    return tuple(
        p
        for p in reversed(own)
        if p.closed is not None
        and p.closed.how in _TOLD
        and now - p.closed.at < SHOWN_FOR
        and newest[p.body.case] == p.digest
    )


class Endings:
    """A person's own proposals that ended without being carried out."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def lately(self, cancel: CancelToken) -> tuple[WentBack, ...]:
        """Those of the last day that nothing newer of the same person on the same case has replaced."""
        state = self._context.state(cancel)
        ended = ended_lately(state, self._context.person_id, self._context.now())
        return tuple(self._told(state, p, cancel) for p in ended)

    def of(self, proposal: str, cancel: CancelToken) -> WentBack:
        """One of them; raises :class:`Refused` for what is not this person's own."""
        state = self._context.state(cancel)
        return self._told(state, self._own(state, proposal), cancel)

    def draft(self, proposal: str, cancel: CancelToken) -> Draft:
        """What would have to be typed again; raises :class:`Refused` for what is not this person's own."""
        state = self._context.state(cancel)
        body = self._own(state, proposal).body
        refs = [ref for ref in (body.justification, body.message) if ref is not None]

        def look(reading: Reading) -> tuple[dict[str, str], CaseView | None]:
            view = cases.view(reading, body.case, self._context.person_id, self._context.now())
            return find_texts(reading, refs), view

        texts, view = self._context.store.read(look, cancel)
        contents = () if view is None else tuple(c.id for c in view.contents if c.platform_id_ref in body.content)
        return Draft(
            case=body.case,
            action=body.action,
            clause=body.clause,
            justification=texts.get(body.justification or "", ""),
            message=texts.get(body.message or "", ""),
            duration_s=body.duration_s,
            content=contents,
        )

    def _own(self, state: State, proposal: str) -> ProposalFacts:
        facts = state.proposals.get(proposal)
        if facts is None or facts.body.author != self._context.person_id:
            raise Refused("This is not a proposal of yours", proposal[:12], message_id="floor.not_yours")
        return facts

    def _told(self, state: State, proposal: ProposalFacts, cancel: CancelToken) -> WentBack:
        body, closed, now = proposal.body, proposal.closed, self._context.now()

        def look(reading: Reading) -> tuple[CaseView | None, dict[str, str]]:
            return (
                cases.view(reading, body.case, self._context.person_id, now, 0),
                find_texts(reading, [body.seen.handle, body.seen.name]),
            )

        view, texts = self._context.store.read(look, cancel)
        shown = self._context.store.read(lambda r: briefs(r, [body.account]), cancel)[body.account]
        reasons = () if closed is None else closed.reasons
        where = status(state, proposal, now)
        return WentBack(
            proposal=proposal.digest,
            case=body.case,
            account=shown,
            action=body.action,
            status=where,
            at=proposal.at if closed is None else closed.at,
            reasons=tuple(words_of(reason) for reason in reasons) or _by_hand(where),
            rows=_rows(state, proposal, view, texts, reasons),
            again=where is not Status.FROZEN,
        )


def _by_hand(where: Status) -> tuple[str, ...]:
    return ("A colleague stopped it while it was cooling off.",) if where is Status.STOPPED else ()


def _rows(
    state: State, proposal: ProposalFacts, view: CaseView | None, texts: dict[str, str], reasons: tuple[str, ...]
) -> tuple[ChangedRow, ...]:
    """What PROTOCOL.md section 2 binds, and what may change and is confirmed by each later signer."""
    body = proposal.body
    void = {_MADE_VOID[reason] for reason in reasons if reason in _MADE_VOID}
    tier = known_tier(state, body.account, None if view is None else view.account.brief.tier)
    rows = [
        ("tier", "Protection", _tier(body.seen.tier), _tier(tier)),
        ("state", "State on the platform", *_states(body, view)),
        ("evidence", "Cited evidence", *_evidence(body, view)),
        ("policy", "Policy", *_policies(state, proposal)),
    ]
    if view is not None:
        brief = view.account.brief
        rows += [
            ("handle", "Handle", texts.get(body.seen.handle, "[erased]"), brief.handle),
            ("name", "Name", texts.get(body.seen.name, "[erased]"), brief.name),
            ("reach", "Reach", _reach(body.seen.reach), _reach(brief.reach)),
        ]
        declared = next((e for e in view.effects if e.action is body.action), None)
        rows.append(("effect", "What it does", body.effect.sentence, "" if declared is None else declared.sentence))
    return tuple(
        ChangedRow(what=what, then=then, now=now, changed=key in void)
        for key, what, then, now in rows
        if then != now or key in void
    )


def _states(body: doc.Proposal, view: CaseView | None) -> tuple[str, str]:
    if view is None:
        return "as it was shown", "not known"
    words = ", ".join(view.account.state_words)
    same = view.account.state == body.seen.state
    return (words, words) if same else ("another one", words)


def _evidence(body: doc.Proposal, view: CaseView | None) -> tuple[str, str]:
    cited = len(body.seen.evidence)
    if view is None:
        return f"{cited} cited", "not known"
    there = {c.digest for c in view.contents} | {r.digest for r in view.reports}
    missing = [d for d in body.seen.evidence if d not in there]
    return (
        (f"{cited} cited", f"{cited} cited")
        if not missing or not view.reports
        else (
            f"{cited} cited",
            f"{cited - len(missing)} unchanged",
        )
    )


def _policies(state: State, proposal: ProposalFacts) -> tuple[str, str]:
    then, now = state.policies.get(proposal.body.policy), state.policy
    if state.policy_in_force == proposal.body.policy:
        return _policy(then, proposal), _policy(then, proposal)
    return _policy(then, proposal), _policy(now, proposal)


def _policy(policy: Policy | None, proposal: ProposalFacts) -> str:
    if policy is None:
        return "not known"
    body = proposal.body
    asks = plan(policy, proposal.tier, body.action, body.effect, body.duration_s, Circumstances())
    steps = ", ".join(step.value for step in asks.steps) or "no steps"
    waits = asks.held_back_s + asks.cooling_off_s
    return f"{steps}; readers: {asks.readers}; waits {span(waits)}" if waits else f"{steps}; readers: {asks.readers}"


def _tier(tier: Tier) -> str:
    return tier.value.replace("_", " ")


def _reach(reach: int | None) -> str:
    return "unknown" if reach is None else f"{reach:,}"
