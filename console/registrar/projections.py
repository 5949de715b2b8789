"""From folded facts to the rows that screens show; whole rows, in the transaction of the entries that change them."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain import documents as doc
from console.domain.actions import Action, DeclaredEffect, Impact
from console.domain.cases import CaseState
from console.domain.documents import DutyKind, Ending, Outcome
from console.domain.findings import counted, needed
from console.domain.proposals import carry_out_by, due_at, sign_by, status
from console.domain.state import AlarmFacts, AssignmentFacts, EffectFacts, ProposalFacts, State
from console.domain.views import Status
from console.registrar.batch import Batch
from console.store import projections as tables
from console.store.accounts import note_account
from console.store.rows import (
    AssignmentRow,
    DutyRow,
    EffectRow,
    FindingRow,
    NoteRow,
    PersonRow,
    ProposalRow,
    ReceiptRow,
    SharedViewRow,
)
from console.store.unit_of_work import UnitOfWork


def project(uow: UnitOfWork, batch: Batch) -> None:
    """Write all rows that ``batch`` changes."""
    state = batch.state
    for new in batch.new_accounts.values():
        note_account(uow, new.account, new.platform, new.platform_id, batch.now)
    for account in batch.register:
        tier = state.account(account).registered
        tables.set_register_tier(uow, account, tier if tier.protected else None)
    touched = [state.proposals[d] for d in batch.touched if d in state.proposals]
    tables.write_proposals(uow, [proposal_row(state, p, batch) for p in touched])
    tables.write_assignments(uow, [assignment_row(state, state.assignments[a], batch) for a in batch.readings])
    effects = [state.effects[d] for d in batch.touched if d in state.effects]
    tables.write_effects(uow, [effect_row(state, e) for e in effects])
    _write_documents(uow, batch)
    for proposal in touched:
        if speaks_for_its_case(state, proposal):
            batch.cases[proposal.body.case] = case_state(state, proposal, batch)
    _make_room(batch, touched)
    tables.set_case_states(uow, list(batch.cases.items()), batch.now)
    for case, people in batch.passes:
        tables.pass_over(uow, case, people, batch.now)
    if batch.people_changed:
        tables.write_people(uow, person_rows(state))
        tables.end_others(uow, frozenset(state.people), batch.now)
    tables.write_duties(uow, [duty_row(state, person) for person in batch.duties])


def _make_room(batch: Batch, touched: list[ProposalFacts]) -> None:
    """When an account's open case leaves the queue, one that was to go back to it and could not does so now."""
    left = {p.body.account for p in touched if batch.cases.get(p.body.case, CaseState.OPEN) is not CaseState.OPEN}
    for account in left:
        of_account = (batch.state.proposals[digest] for digest in batch.state.account(account).proposals)
        newest = {proposal.body.case: proposal for proposal in of_account}
        waits = (
            case
            for case, proposal in newest.items()
            if case not in batch.cases and case_state(batch.state, proposal, batch) is CaseState.OPEN
        )
        batch.cases |= dict.fromkeys([*waits][:1], CaseState.OPEN)


def _write_documents(uow: UnitOfWork, batch: Batch) -> None:
    """Rows that stand for one entry each."""
    findings: list[FindingRow] = []
    receipts: list[ReceiptRow] = []
    notes: list[NoteRow] = []
    views: list[SharedViewRow] = []
    for entry in batch.entries:
        body, index = entry.document, entry.index
        if isinstance(body, doc.Finding):
            findings.append(
                FindingRow(
                    digest=entry.digest,
                    entry_index=index,
                    at=entry.time,
                    assignment=body.assignment,
                    case=batch.state.assignments[body.assignment].case,
                    person=body.author,
                    case_digest=body.case,
                    verdict=body.verdict,
                    why_ref=body.why,
                )
            )
        elif isinstance(body, doc.Receipt):
            receipts.append(
                ReceiptRow(
                    entry_index=index,
                    at=entry.time,
                    effect=body.effect,
                    kind=body.kind,
                    outcome=body.outcome,
                    state=body.state,
                    note=body.note,
                )
            )
        elif isinstance(body, doc.Note):
            notes.append(
                NoteRow(entry_index=index, at=entry.time, case=body.case, person=body.author, text_ref=body.text)
            )
        elif isinstance(body, doc.SharedView):
            views.append(
                SharedViewRow(name_ref=body.name, filter_ref=body.filter, person=body.author, entry_index=index)
            )
    tables.write_findings(uow, findings)
    tables.write_receipts(uow, receipts)
    tables.write_notes(uow, notes)
    tables.write_shared_views(uow, views)


def proposal_row(state: State, proposal: ProposalFacts, batch: Batch) -> ProposalRow:
    """One proposal as its table has it."""
    body, closed = proposal.body, proposal.closed
    effect = state.effects.get(proposal.digest)
    back = state.effects.get(effect.restored_by) if effect is not None and effect.restored_by else None
    return ProposalRow(
        digest=proposal.digest,
        entry_index=proposal.index,
        at=proposal.at,
        case=body.case,
        account=body.account,
        author=body.author,
        action=body.action,
        effect=body.effect,
        duration_s=body.duration_s,
        clause=body.clause,
        tier=proposal.tier,
        needed=min(needed(proposal), 1000) if body.action is not Action.DISMISS else 0,
        signed=len(counted(state, proposal, batch.now)),
        sign_until=sign_by(proposal),
        carry_until=carry_out_by(proposal),
        held_until=due_at(proposal) if not needed(proposal) else None,
        cooling_from=proposal.cooling_from,
        cooling_until=due_at(proposal) if proposal.cooling_from is not None else None,
        announced_to=proposal.announced_to,
        closed_how=None if closed is None else closed.how,
        closed_at=None if closed is None else closed.at,
        closed_by="" if closed is None else closed.by,
        closed_reasons=() if closed is None else closed.reasons,
        ordered_at=None if effect is None else effect.intended_at,
        outcome=None if effect is None else effect.outcome,
        outcome_at=None if effect is None else effect.at,
        restored_at=_came_back(back),
        live=proposal.digest in state.live,
    )


def assignment_row(state: State, reading: AssignmentFacts, batch: Batch) -> AssignmentRow:
    """One assignment as its table has it."""
    policy = state.policy
    wait = policy.limits.draw_again_after_s if policy is not None else 900
    since = reading.opened_at or reading.at
    return AssignmentRow(
        id=reading.id,
        entry_index=reading.index,
        number=reading.number,
        at=reading.at,
        until=since + _seconds(wait),
        case=reading.case,
        account=reading.account,
        person=reading.person,
        drawn_for=reading.drawn_for,
        kept=reading.kept,
        finding=reading.finding,
        finding_at=reading.found_at,
        verdict=reading.verdict,
        opened=reading.drawn_for if reading.opened_index is not None else None,
        opened_at=reading.opened_at,
        over=reading.over,
        over_at=reading.over_at,
    )


def effect_row(state: State, effect: EffectFacts) -> EffectRow:
    """One order as its table has it; a way back takes action and words from what it undoes."""
    restore, alarm = state.restores.get(effect.id), state.alarms.get(effect.of or "")
    back = state.effects.get(effect.restored_by) if effect.restored_by else None
    if alarm is not None:
        action, declared, clause, author = alarm.body.action, _as_seen(alarm), "", ""
    else:
        body = state.proposals[effect.id if effect.of is None else effect.of].body
        action, declared, clause, author = body.action, body.effect, body.clause, body.author
    return EffectRow(
        id=effect.id,
        kind=effect.kind,
        entry_index=effect.index,
        case=effect.case,
        account=effect.account,
        author=restore.body.author if restore is not None else author,
        action=action,
        effect=declared,
        clause=clause,
        of=effect.of,
        no_way_back=effect.no_way_back,
        intents=effect.intents,
        intended_at=effect.intended_at,
        outcome=effect.outcome,
        at=effect.at,
        state=effect.state,
        note=effect.note,
        drift=effect.drift,
        restored_by=effect.restored_by,
        restored_at=_came_back(back),
    )


def _came_back(back: EffectFacts | None) -> datetime | None:
    """When a restore took effect; one that failed leaves what it names restorable."""
    return back.at if back is not None and back.outcome in (Outcome.DONE, Outcome.PARTLY) else None


def _as_seen(alarm: AlarmFacts) -> DeclaredEffect:
    """What an alarm saw, in the form of a declared effect."""
    return DeclaredEffect(action=alarm.body.action, way="seen", impact=Impact.NOTHING, sentence=alarm.body.words)


def person_rows(state: State) -> list[PersonRow]:
    """Everybody of the roster in force."""
    number = state.roster.number if state.roster is not None else 0
    return [
        PersonRow(
            id=p.id,
            name_ref=p.name,
            role=p.role,
            vendor=p.vendor,
            public_keys=tuple(key for key in p.keys if key not in state.revoked),
            contract_from=p.contract_from,
            contract_until=p.contract_until,
            human=p.human,
            ended_at=state.doings(p.id).ended,
            roster=number,
        )
        for p in state.people.values()
    ]


def duty_row(state: State, person: str) -> DutyRow:
    """A person's shift."""
    doings = state.doings(person)
    kind = DutyKind.END if doings.on_duty_since is None else DutyKind.RENEW
    return DutyRow(
        person=person, kind=kind, since=doings.on_duty_since, worked_s=doings.worked_s, renewed=doings.renewed
    )


def speaks_for_its_case(state: State, proposal: ProposalFacts) -> bool:
    """Whether it is the newest proposal on its case: older ones say nothing of the case any more."""
    own = [
        d for d in state.account(proposal.body.account).proposals if state.proposals[d].body.case == proposal.body.case
    ]
    return not own or own[-1] == proposal.digest


_CLOSED = frozenset({Status.ENDED, Status.HELD_BACK, Status.CARRIED_OUT, Status.ORDERED, Status.DUE})


def case_state(state: State, proposal: ProposalFacts, batch: Batch) -> CaseState:
    """What the case's row shows: waiting for other people looks the same, whatever they were drawn for (I14)."""
    reading = any(state.assignments[a].over is None for a in proposal.assignments)
    where = status(state, proposal, batch.now)
    if proposal.reopened:
        return CaseState.OPEN
    if proposal.body.action is Action.DISMISS and where in _CLOSED:
        return CaseState.ASSIGNED if reading else CaseState.CLOSED
    if where in (Status.HANDED_OFF, Status.COUNTERSIGNED, Status.COOLING_OFF):
        return CaseState.ASSIGNED
    if where in _CLOSED:
        return CaseState.CLOSED if not proposal.readers or where is not Status.DUE else CaseState.ASSIGNED
    if proposal.closed is not None and proposal.closed.how is Ending.REFUSED:
        verdicts = [state.assignments[a].verdict for a in proposal.assignments if state.assignments[a].finding]
        return CaseState.CLOSED if not any(verdicts) else CaseState.OPEN
    return CaseState.OPEN


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)
