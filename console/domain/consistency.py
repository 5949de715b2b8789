"""Whether an entry may stand where it stands: what everyone asks who reads a ledger that somebody else wrote.

The registrar asks ``admission`` and ``duties`` before it writes; dispatcher and ``audit verify`` ask here, of the
written bytes alone, with the same rules.  What only store or platform could know (was the case open, who held it)
is not asked again; everything else is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from immutables import Map

from console.domain import canaries, governance, restoring, timers
from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.admission import CaseFacts, why_not
from console.domain.documents import Entry, OrderKind, Outcome, ServiceKind
from console.domain.duties import owed_for, paging, reopening, rereading
from console.domain.effects import why_not_order
from console.domain.lot import assignment_id, commitment, winner
from console.domain.readings import run_out
from console.domain.reasons import ReasonId
from console.domain.state import State


def fault(state: State, entry: Entry, signers: tuple[str, ...]) -> str | None:
    """What is wrong with ``entry`` after the entries in ``state``, in plain words; ``None`` when nothing is.

    ``signers`` are the keys (hex) whose signatures over the document were verified.
    """
    if entry.index != state.size:
        return f"it is numbered {entry.index}, but {state.size} is next"
    if state.time is not None and entry.time < state.time:
        return "its time is before that of the entry before it"
    document = entry.document
    if isinstance(document, doc.ServiceDocument):
        return _service_fault(state, entry, document, signers)
    if any(entry.digest in known for known in (state.proposals, state.restores, state.wishes)):
        return "the same document stands in the ledger before"
    reasons = why_not(state, document, entry.digest, _claimed(document), entry.time, signers)
    return reasons[0].sentence if reasons else None


def _claimed(document: doc.PersonAny) -> CaseFacts | None:
    """Case facts as the document itself claims them, so that only the rules of the ledger decide."""
    if isinstance(document, doc.Skip | doc.Look | doc.Note):
        return _NOTHING_CLAIMED
    if isinstance(document, doc.Canary):
        return msgspec.structs.replace(_NOTHING_CLAIMED, account=document.account)
    if not isinstance(document, doc.Proposal):
        return None
    return CaseFacts(
        case=document.case,
        account=document.account,
        platform=document.platform,
        platform_id=document.platform_id,
        tier=document.seen.tier,
        state=document.seen.state,
        open=True,
        holder=document.author,
        evidence=frozenset(document.seen.evidence),
        contents=frozenset(document.content),
        confusable_with=document.seen.confusable,
        effects=Map({document.action: document.effect}),
    )


_NOTHING_CLAIMED = CaseFacts(
    case="",
    account="",
    platform="",
    platform_id="",
    tier=None,
    state="",
    open=False,
    holder=None,
    evidence=frozenset(),
    confusable_with=None,
    effects=Map(),
)


def _service_fault(state: State, entry: Entry, document: doc.ServiceDocument, signers: tuple[str, ...]) -> str | None:
    kind = ServiceKind.DISPATCHER if isinstance(document, doc.DispatcherAny) else ServiceKind.REGISTRAR
    if (document.store, document.env) != (state.store, state.env):
        return "it was written for another store or environment"
    if document.author != kind.value or not set(state.service_key(kind, entry.index)) & set(signers):
        return f"it is not signed by the {kind.value}"
    if isinstance(document, doc.Intake | doc.Rejections):
        return None
    check = _CHECKS.get(type(document))
    return "nobody knows when it may be written" if check is None else check(state, entry, document)


def _founding_fault(state: State, entry: Entry, founding: doc.Founding) -> str | None:
    return None if state.roster_digest == founding.roster and not state.commitment else "it founds another store"


def _draw_fault(state: State, entry: Entry, draw: doc.Draw) -> str | None:
    if draw.number != state.draws + 1:
        return f"it is draw {draw.number}, but {state.draws + 1} is next"
    if commitment(draw.secret) != state.commitment:
        return "its secret is not the one that was committed to"
    if draw.assignment != assignment_id(draw.secret, draw.drawn_for) or draw.assignment in state.assignments:
        return "its assignment is not the one that the lot gives"
    if list(draw.pool) != sorted(set(draw.pool)) or not draw.pool:
        return "its pool is empty or not in order"
    if draw.person != winner(draw.secret, draw.drawn_for, draw.pool):
        return "the lot gives another person"
    behind = state.proposals.get(draw.drawn_for)
    owed: doc.RegistrarAny | None = None
    if draw.drawn_for in state.canaries:
        owed = canaries.canary_draw(state, draw.drawn_for, entry.time, lambda number: draw.secret)
    elif behind is not None and behind.body.action is Action.DISMISS:
        owed = rereading(state, draw.drawn_for, entry.time, lambda number: draw.secret)
    elif behind is not None:
        owed = owed_for(state, behind, entry.time, lambda number: draw.secret)
    if not isinstance(owed, doc.Draw):
        return "nobody was to be drawn"
    if (draw.case, draw.account) != (owed.case, owed.account):
        return "it assigns another case than the one that it is drawn for"
    if draw.kept != owed.kept:
        return "the people of the proposal before were not kept, or a reading is kept that does not count here"
    return None if draw.pool == owed.pool else "its pool is not that of all eligible people"


def _owed_fault(state: State, entry: Entry, document: doc.Opened | doc.Cooling | doc.Closed) -> str | None:
    """The registrar writes what it owes, word for word: nobody is shown, hurried or stopped by a forged entry."""
    if document.proposal not in state.live:
        return "there is no such proposal, or it has ended"
    owed = owed_for(state, state.proposals[document.proposal], entry.time, lambda number: "00" * 32)
    return None if owed == document else _OWED_WORDS[type(document)]


_OWED_WORDS: dict[type, str] = {
    doc.Opened: "it opens a proposal to somebody who was not drawn for it, or did not find the same",
    doc.Cooling: "not enough people have signed, or the cooling-off is not as long and public as the policy says",
    doc.Closed: "nothing had ended the proposal in this way",
}


def _passed_fault(state: State, entry: Entry, passed: doc.PassedOver) -> str | None:
    reading = state.assignments.get(passed.assignment)
    if reading is None or reading.over is not None:
        return "there is no such reading to pass over"
    behind = state.proposals.get(reading.drawn_for)
    policy = state.policy if behind is None else state.policies.get(behind.body.policy)
    if policy is None or not run_out(state, reading, policy, entry.time):
        return "the reading's time was not over"
    return None


def _paged_fault(state: State, entry: Entry, paged: doc.Paged) -> str | None:
    reading = state.assignments.get(paged.assignment)
    owed = None if reading is None else paging(state, reading, entry.time)
    return None if paged == owed else "nobody was to be called"


def _reopened_fault(state: State, entry: Entry, reopened: doc.Reopened) -> str | None:
    dismissal = state.proposals.get(reopened.because)
    if dismissal is None or dismissal.body.case != reopened.case:
        return "it reopens a case for no known reason"
    found = (reopening(state, state.assignments[name]) for name in dismissal.assignments)
    return None if reopened in found else "nobody found against the dismissal"


# --- the dispatcher ---------------------------------------------------------------------------------------------


def _way_back_fault(state: State, entry: Entry, saved: doc.WayBack) -> str | None:
    effect = state.effects.get(saved.effect)
    if saved.effect not in state.live:
        return "there is no such proposal to carry out, or it has ended"
    return "it was ordered already" if effect is not None and effect.intents else None


def _intent_fault(state: State, entry: Entry, intent: doc.Intent) -> str | None:
    reasons = why_not_order(state, intent.effect, intent.kind, intent.attempt, entry.time)
    return None if not reasons else f"it may not be ordered ({reasons[0].id.value})"


def _receipt_fault(state: State, entry: Entry, receipt: doc.Receipt) -> str | None:
    effect = state.effects.get(receipt.effect)
    if effect is None or effect.kind is not receipt.kind or effect.outcome is not None:
        return "there is no such order that waits for a receipt"
    never_sent = receipt.kind is not OrderKind.APPLY and receipt.outcome is Outcome.FAILED
    return None if effect.intents or never_sent else "it was never ordered"


def _drift_fault(state: State, entry: Entry, drift: doc.Drift) -> str | None:
    effect = state.effects.get(drift.effect)
    if drift.effect not in state.live or (effect is not None and effect.intents):
        return "there is no such proposal that waits to be carried out"
    known = bool(drift.reasons) and set(drift.reasons) <= {reason.value for reason in ReasonId}
    return None if known else "nobody knows its reasons"


_CHECKS: dict[type, Callable[[State, Entry, Any], str | None]] = {
    doc.Founding: _founding_fault,
    doc.Draw: _draw_fault,
    doc.Opened: _owed_fault,
    doc.Cooling: _owed_fault,
    doc.Closed: _owed_fault,
    doc.PassedOver: _passed_fault,
    doc.Paged: _paged_fault,
    doc.Reopened: _reopened_fault,
    doc.WayBack: _way_back_fault,
    doc.Intent: _intent_fault,
    doc.Receipt: _receipt_fault,
    doc.Drift: _drift_fault,
    **governance.CHECKS,
    **restoring.CHECKS,
    **timers.CHECKS,
    **canaries.CHECKS,
}
