"""What a signed-in person sees: rows of the store, with what the rules say of them (never a rule of its own)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.admission import why_not_stop
from console.domain.canaries import of_canary
from console.domain.cases import CaseState
from console.domain.escalation import author_words
from console.domain.findings import counted, needed
from console.domain.people import Person, Role
from console.domain.proposals import WAITING, carry_out_by, due_at, may_undo, sign_by, status
from console.domain.reasons import words_of
from console.domain.sentences import DOES
from console.domain.state import ProposalFacts, State
from console.domain.undoing import unread
from console.domain.views import (
    Announcement,
    CaseView,
    FoundAccount,
    OpenedProposal,
    RecentEffect,
    ReportView,
    Status,
    StoryLine,
    WaitingLine,
)
from console.errors import BadInput, Refused, Tampered
from console.ledger.entries import open_entry
from console.ledger.story import Names, tell
from console.store import entries
from console.store.engine import Store
from console.store.queries import briefs, case, find, people, recent, story
from console.store.queries import readings as assigned
from console.store.queries.case import FIRST_REPORTS
from console.store.texts import ERASED, get_texts
from console.store.unit_of_work import Reading
from console.workstation.judging import has_ended, judged, judged_history, locked
from console.workstation.went_back import ended_lately


class Reader:
    """Reads for one person; ``state`` gives what was verified of the ledger."""

    def __init__(
        self, store: Store, person: Person, state: Callable[[CancelToken], State], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._person = person
        self._state = state
        self._clock = clock

    def case(self, name: str, cancel: CancelToken) -> CaseView:
        """The case; a protected one that is not closed only under one's own lease or assignment (PROTOCOL.md 9)."""
        view = self._store.read(lambda reading: self._shown(reading, name), cancel)
        state, now, account = self._state(cancel), self._clock(), view.account.brief.id
        history = tuple(judged_history(state, self._person, now, account, line) for line in view.history)
        lock = None if view.state is CaseState.ASSIGNED else locked(state, self._person.id, account, now)
        return msgspec.structs.replace(view, history=history, lock=lock)

    def reports(self, name: str, after: str | None, limit: int, cancel: CancelToken) -> tuple[ReportView, ...]:
        """More reports of a case, after the one with this id; to the same people as the case itself."""

        def look(reading: Reading) -> tuple[ReportView, ...]:
            self._shown(reading, name, most_reports=0)
            return case.report_page(reading, name, after, limit)

        return self._store.read(look, cancel)

    def _shown(self, reading: Reading, name: str, most_reports: int = FIRST_REPORTS) -> CaseView:
        me = self._person.id
        view = case.view(reading, name, me, self._clock(), most_reports)
        if view is None:
            raise BadInput("The store has no such case", name[:12], "Reload the queue.", message_id="case.unknown")
        reads = assigned.assigned_case(reading, me, name) is not None
        mine = view.lease_until is not None or reads
        if view.account.brief.tier.protected and view.state is not CaseState.CLOSED and not mine:
            raise Refused(
                "The content of a protected account is shown to whoever holds its case",
                "case",
                "Claim the case first: G, or Enter in the queue.",
                message_id="case.not_held",
            )
        return msgspec.structs.replace(view, state=CaseState.ASSIGNED) if reads else view

    def waiting(self, cancel: CancelToken) -> tuple[WaitingLine, ...]:
        """What this person proposed and what is not done, each with whom it waits for, without a name (I14)."""
        state, now = self._state(cancel), self._clock()
        own = [p for p in map(state.proposals.__getitem__, state.live) if p.body.author == self._person.id]
        dismissed = [
            p
            for p in (state.proposals[d] for d in state.dismissals if d not in state.live)
            if p.body.author == self._person.id and status(state, p, now) is Status.HELD_BACK
        ]
        mine = [*sorted((*own, *dismissed), key=lambda p: p.index), *ended_lately(state, self._person.id, now)]
        shown = self._store.read(lambda r: briefs.briefs(r, [p.body.account for p in mine]), cancel)
        return tuple(
            WaitingLine(
                proposal=p.digest,
                case=p.body.case,
                account=shown[p.body.account],
                action=p.body.action,
                status=where,
                since=p.at,
                until=until,
                whom=whom,
                can_undo=may_undo(state, p, now),
                can_stop=where is Status.COOLING_OFF,
                duration_s=p.body.duration_s,
            )
            for p in mine
            for where, until, whom in [_whom(state, p, now)]
        )

    def announcements(self, cancel: CancelToken) -> tuple[Announcement, ...]:
        """What is cooling off, with whether this person may stop it; nothing of a case that they still read (I14)."""
        state, now = self._state(cancel), self._clock()
        blind = unread(state, self._person.id)
        found = [
            p
            for p in map(state.proposals.__getitem__, state.live)
            if status(state, p, now) in (Status.COOLING_OFF, Status.DUE)
            and p.cooling_off_s
            and p.cooling_from
            and p.body.case not in blind
        ]
        shown = self._store.read(lambda r: briefs.briefs(r, [p.body.account for p in found]), cancel)
        return tuple(
            Announcement(
                proposal=p.digest,
                account=shown[p.body.account],
                action=p.body.action,
                since=p.cooling_from or p.at,
                until=due_at(p) or now,
                words=f"{shown[p.body.account].name} will be {DOES[p.body.action]} when the cooling-off is over.",
                can_stop=not self._why_not_stop(state, p, now),
            )
            for p in sorted(found, key=lambda p: p.cooling_from or p.at)
        )

    def _why_not_stop(self, state: State, proposal: ProposalFacts, now: datetime) -> bool:
        body = doc.Stop(**self._header(state), proposal=proposal.digest, reason="")
        return bool(why_not_stop(state, body, "", None, now, self._person))

    def recent(self, limit: int, cancel: CancelToken) -> tuple[RecentEffect, ...]:
        """What was carried out lately, each with why this person can't restore it."""
        rows = self._store.read(lambda r: recent.carried_out(r, limit), cancel)
        state, now = self._state(cancel), self._clock()
        blind = unread(state, self._person.id)
        return tuple(judged(state, self._person, now, row) for row in rows if row.case not in blind)

    def find_account(self, text: str, cancel: CancelToken) -> tuple[FoundAccount, ...]:
        """Accounts by handle, name or id, with their open case and newest effect."""

        def look(reading: Reading) -> tuple[tuple[FoundAccount, tuple[RecentEffect, ...]], ...]:
            hits = find.accounts_by_text(reading, text)
            return tuple((hit, recent.of_account(reading, hit.account.id)) for hit in hits)

        found = self._store.read(look, cancel)
        state, now = self._state(cancel), self._clock()
        blind = unread(state, self._person.id)
        shown: list[FoundAccount] = []
        for hit, effects in found:
            standing = (row for row in effects if row.case not in blind and not has_ended(state, row.effect, now))
            newest = next(standing, None)
            known = None if newest is None else judged(state, self._person, now, newest)
            shown.append(msgspec.structs.replace(hit, recent=known))
        return tuple(shown)

    def opened(self, assignment_id: str, cancel: CancelToken) -> OpenedProposal:
        """A proposal that was opened to this person, from its canonical bytes, fetched afresh (A15)."""
        state, now = self._state(cancel), self._clock()
        assignment = state.assignments.get(assignment_id)
        if assignment is None or assignment.person != self._person.id or assignment.opened_index is None:
            raise Refused("This was not opened to you", "second reading", "", message_id="reading.not_opened")
        proposal = state.proposals[assignment.drawn_for]

        def look(reading: Reading) -> OpenedProposal:
            row = entries.entry_of(reading, proposal.digest)
            if row is None:
                raise Tampered("The proposal is missing from the ledger", proposal.digest[:12], "Tell an auditor.")
            body = open_entry(row.entry_index, row.body).entry.document
            assert isinstance(body, doc.Proposal) and assignment.verdict is not None and assignment.finding
            texts = get_texts(
                reading, [d for d in (body.seen.handle, body.seen.name, body.justification, body.message) if d]
            )
            view = case.view(reading, body.case, self._person.id, now)
            if view is None:
                raise Tampered("The case of the proposal is missing", body.case[:12], "Tell an auditor.")
            policy = state.policies[body.policy]
            clause = policy.clause(body.clause)
            return OpenedProposal(
                digest=proposal.digest,
                assignment=assignment.id,
                finding=assignment.finding,
                account=view.account.brief,
                handle_then=texts[body.seen.handle],
                name_then=texts[body.seen.name],
                reach_then=body.seen.reach,
                handle_ref_now=view.account.handle_ref,
                name_ref_now=view.account.name_ref,
                action=body.action,
                effect=body.effect,
                duration_s=body.duration_s,
                clause=body.clause,
                clause_title=clause.title if clause is not None else "",
                justification=texts[body.justification] if body.justification else "",
                message=texts[body.message] if body.message else "",
                proposed_at=row.at,
                own_verdict=assignment.verdict,
                evidence=body.seen.evidence,
                steps=tuple(step.kind for step in body.steps),
                cooling_off_s=proposal.cooling_off_s,
                still_needed=max(0, needed(proposal) - len(counted(state, proposal, now))),
            )

        return self._store.read(look, cancel)

    def story(self, account: str, cancel: CancelToken) -> tuple[StoryLine, ...]:
        """Who did what on an account; what still waits is left out but for auditors (I14).

        Of cases that are not closed nothing is told past the last matter that ended or was announced: also not who
        looked at them, because that names whoever is at it now.  Of canaries nothing is told at all: whoever hears of
        one may be drawn for it next.
        """
        state = self._state(cancel)
        whole = self._person.role is Role.AUDITOR
        rows, closed = self._store.read(
            lambda r: (story.of_account(r, account, whole=True), story.of_account(r, account, whole=False)), cancel
        )
        until = state.size if whole else _untold_from(state, account, self._clock())
        for read in _blind_cases(state, self._person.id, account):
            first = self._store.read(lambda r, read=read: story.first_entry(r, read), cancel)  # type: ignore[misc]
            until = until if first is None else min(until, first)
        before = [row for row in rows if row.entry_index < until]
        ended = max((row.entry_index for row in before if row.kind not in _SMALL), default=-1)
        plain = {row.entry_index for row in closed}
        told = [
            open_entry(row.entry_index, row.body).entry
            for row in before
            if whole or row.entry_index <= ended or row.entry_index in plain or row.kind in _NOBODYS
        ]
        told = told if whole else [entry for entry in told if not of_canary(state, entry)]
        refs = sorted({t for entry in told for t in _texts_of(entry.document)})
        called, texts = self._store.read(lambda r: (people.names(r), get_texts(r, refs)), cancel)
        policy = state.policy

        def clause(name: str) -> str:
            found = policy.clause(name) if policy is not None else None
            return found.title if found is not None else ""

        return tell(told, Names(lambda p: called.get(p, p), lambda t: texts.get(t, ERASED), clause))

    def _header(self, state: State) -> dict[str, Any]:
        return {
            "store": state.store,
            "env": state.env,
            "author": self._person.id,
            "role": self._person.role,
            "nonce": "",
        }


_SMALL = frozenset({"look/1", "note/1", "skip/1", "intake/1", "tier/1", "canary/1"})
"""Kinds of entries that belong to no proposal."""
_NOBODYS = frozenset({"intake/1", "tier/1"})
"""Of these, what tells nothing of anybody who works the case."""


def _blind_cases(state: State, person: str, account: str) -> tuple[str, ...]:
    """The cases on an account that somebody reads and has not found on: nothing of them is told, whatever they are.

    A canary's case is closed and has a story of its own; without this it would tell what it is, and the answer (I14).
    """
    live = (state.assignments[name] for name in state.live_assignments)
    return tuple(a.case for a in live if a.person == person and a.account == account and a.finding is None)


def _untold_from(state: State, account: str, now: datetime) -> int:
    """The entry from which on the account's story is not told yet: something waits, or somebody still reads."""
    untold = state.size
    for digest in state.account(account).proposals:
        proposal = state.proposals[digest]
        reading = any(state.assignments[a].over is None for a in proposal.assignments)
        waits = proposal.body.action is not Action.DISMISS and status(state, proposal, now) in WAITING
        cooling = proposal.cooling_from is not None
        if (waits and not cooling) or reading:
            untold = min(untold, proposal.index)
    return untold


def _texts_of(body: object) -> list[str]:
    names = ("justification", "why", "reason", "text")
    return [t for t in (getattr(body, n, None) for n in names) if isinstance(t, str) and len(t) == 64]


def _whom(state: State, proposal: ProposalFacts, now: datetime) -> tuple[Status, datetime | None, str]:
    """Where it stands, until when, and whom or what it waits for."""
    where = status(state, proposal, now)
    known: dict[Status, tuple[datetime | None, str]] = {
        Status.HELD_BACK: (due_at(proposal), "Held back, so that you can undo it."),
        Status.HANDED_OFF: (sign_by(proposal), author_words(state, proposal, now)),
        Status.COUNTERSIGNED: (sign_by(proposal), author_words(state, proposal, now)),
        Status.COOLING_OFF: (due_at(proposal), "Cooling off: anyone on duty can stop it."),
        Status.DUE: (carry_out_by(proposal), "Waits for its turn to be carried out."),
        Status.ORDERED: (None, "Sent; the platform's answer is awaited."),
        Status.EXPIRED: (None, "Its time is over."),
    }
    if proposal.closed is not None:
        why = " ".join(words_of(reason) for reason in proposal.closed.reasons)
        return where, None, why or "A colleague stopped it while it was cooling off."
    until, words = known.get(where, (None, "About to be closed."))
    return where, until, words
