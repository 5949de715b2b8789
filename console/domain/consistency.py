"""Whether an entry may stand where it stands: what everyone asks who reads a ledger that somebody else wrote.

The registrar asks ``admission`` and ``duties`` before it writes; dispatcher and ``audit verify`` ask here, of the
written bytes alone, with the same rules.  What only store or platform could know (was the case open, who held it)
is not asked again; everything else is.
"""

from __future__ import annotations

from immutables import Map

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.admission import CaseFacts, why_not
from console.domain.documents import Entry, ServiceKind
from console.domain.duties import next_ending, reopening
from console.domain.findings import agrees_with, counted, needed
from console.domain.lot import assignment_id, commitment, winner
from console.domain.readings import eligible, kept_readings, run_out
from console.domain.state import ProposalFacts, State


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
    if entry.digest in state.proposals or entry.digest in state.restores:
        return "the same document stands in the ledger before"
    reasons = why_not(state, document, entry.digest, _claimed(document), entry.time, signers)
    return reasons[0].sentence if reasons else None


def _claimed(document: doc.PersonAny) -> CaseFacts | None:
    """Case facts as the proposal itself claims them, so that only the rules of the ledger decide."""
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
        confusable_with=document.seen.confusable,
        effects=Map({document.action: document.effect}),
    )


def _service_fault(state: State, entry: Entry, document: doc.ServiceDocument, signers: tuple[str, ...]) -> str | None:
    kind = ServiceKind.DISPATCHER if isinstance(document, doc.DispatcherAny) else ServiceKind.REGISTRAR
    if (document.store, document.env) != (state.store, state.env):
        return "it was written for another store or environment"
    if document.author != kind.value or not set(state.service_key(kind, entry.index)) & set(signers):
        return f"it is not signed by the {kind.value}"
    if isinstance(document, doc.Draw):
        return _draw_fault(state, entry, document)
    if isinstance(document, doc.Founding):
        return None if state.roster_digest == document.roster and not state.commitment else "it founds another store"
    if isinstance(document, doc.Opened):
        return _opened_fault(state, document)
    if isinstance(document, doc.Cooling):
        return _cooling_fault(state, entry, document)
    if isinstance(document, doc.PassedOver):
        return _passed_fault(state, entry, document)
    if isinstance(document, doc.Closed):
        return _closed_fault(state, entry, document)
    if isinstance(document, doc.Reopened):
        return _reopened_fault(state, document)
    return None


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
    proposal = state.proposals.get(draw.drawn_for)
    return None if proposal is None else _pool_fault(state, entry, draw, proposal)


def _pool_fault(state: State, entry: Entry, draw: doc.Draw, proposal: ProposalFacts) -> str | None:
    if (draw.case, draw.account) != (proposal.body.case, proposal.body.account):
        return "it assigns another case than the one that it is drawn for"
    policy = state.policies.get(proposal.body.policy)
    if policy is None:
        return "nobody knows the policy of what it is drawn for"
    kept = kept_readings(state, proposal, policy, entry.time) if proposal.body.action is not Action.DISMISS else ()
    if kept:
        first = kept[0]
        same = (draw.kept, draw.pool) == (first.id, (first.person,))
        return None if same else "the people of the proposal before were not kept"
    if draw.kept is not None:
        return "it keeps a reading that does not count here"
    return None if draw.pool == eligible(state, proposal, entry.time) else "its pool is not that of all eligible people"


def _opened_fault(state: State, opened: doc.Opened) -> str | None:
    proposal, reading = state.proposals.get(opened.proposal), state.assignments.get(opened.assignment)
    if proposal is None or reading is None or reading.drawn_for != opened.proposal:
        return "it opens what the person was not drawn for"
    if reading.person != opened.person or reading.over is not None or reading.opened_index is not None:
        return "it opens a reading that is over, or another person's"
    return None if agrees_with(state, proposal, reading) else "it opens a proposal to whom did not find the same"


def _cooling_fault(state: State, entry: Entry, cooling: doc.Cooling) -> str | None:
    proposal = state.proposals.get(cooling.proposal)
    if proposal is None or proposal.closed is not None or proposal.cooling_from is not None:
        return "there is nothing that could cool off"
    if len(counted(state, proposal, entry.time)) < needed(proposal):
        return "not enough people have signed"
    return None if cooling.seconds == proposal.cooling_off_s else "the cooling-off is not as long as the policy says"


def _passed_fault(state: State, entry: Entry, passed: doc.PassedOver) -> str | None:
    reading = state.assignments.get(passed.assignment)
    if reading is None or reading.over is not None:
        return "there is no such reading to pass over"
    policy = state.policy
    if policy is None or not run_out(state, reading, policy, entry.time):
        return "the reading's time was not over"
    return None


def _closed_fault(state: State, entry: Entry, closed: doc.Closed) -> str | None:
    proposal = state.proposals.get(closed.proposal)
    if proposal is None or proposal.closed is not None:
        return "there is nothing to close"
    ending = next_ending(state, proposal, entry.time)
    if ending is None or ending[0] is not closed.how:
        return "nothing had ended the proposal"
    return None


def _reopened_fault(state: State, reopened: doc.Reopened) -> str | None:
    dismissal = state.proposals.get(reopened.because)
    if dismissal is None or dismissal.body.case != reopened.case:
        return "it reopens a case for no known reason"
    readings = (state.assignments[a] for a in dismissal.assignments)
    found = any(reopening(state, reading) is not None for reading in readings)
    return None if found or dismissal.closed is not None else "nobody found against the dismissal"
