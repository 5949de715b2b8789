"""Canaries: cases with a known answer, mixed into the blind queue (PROTOCOL.md section 4, points 1 and 3).

A supervisor makes one from a closed case and commits to its answer; whoever worked on that case, or made it, never
draws it; it is revealed after its finding, and never carried out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.cases import text_digest
from console.domain.documents import REGISTRAR, Entry, Outcome, Verdict
from console.domain.drawing import draw
from console.domain.folding import change
from console.domain.lot import LotSecret
from console.domain.people import active, may_read_second
from console.domain.readings import is_widened
from console.domain.state import AssignmentFacts, CanaryFacts, State

NO_VIOLATION = "none"
_TAKEN_EFFECT = (Outcome.DONE, Outcome.PARTLY, Outcome.UNKNOWN)


def answer_words(verdict: Verdict | None) -> str:
    """An answer as the text that is committed to: ``none``, or clause, action and seconds with bars between."""
    if verdict is None:
        return NO_VIOLATION
    return f"{verdict.clause}|{verdict.action}|{'' if verdict.duration_s is None else verdict.duration_s}"


def answer_of(words: str) -> Verdict | None:
    """What :func:`answer_words` wrote; raises ``ValueError`` for anything else."""
    if words == NO_VIOLATION:
        return None
    clause, action, seconds = words.split("|")
    return Verdict(clause=clause, action=Action(action), duration_s=int(seconds) if seconds else None)


def makers(state: State, canary: CanaryFacts) -> frozenset[str]:
    """Who knows the case already: its maker, whoever proposed on it, and whoever was drawn to read that."""
    known = {canary.body.author}
    for digest in state.account(canary.body.account).proposals:
        proposal = state.proposals[digest]
        if proposal.body.case == canary.body.case:
            known.add(proposal.body.author)
            known |= {state.assignments[a].person for a in proposal.assignments}
    return frozenset(known)


def _had(state: State, canary: CanaryFacts, now: datetime) -> frozenset[str]:
    """Who was drawn for it before; after a while those who did not answer may be asked once more, as elsewhere."""
    since, policy = state.unanswered.get(canary.digest), state.policy
    widened = since is not None and policy is not None and is_widened(since, policy, now)
    readings = [state.assignments[a] for a in canary.readings]
    return frozenset(a.person for a in readings if not (widened and a.over == "passed_over" and a.finding is None))


def canary_readers(state: State, canary: CanaryFacts, now: datetime) -> tuple[str, ...]:
    """Who may be drawn for a canary, sorted by id."""
    known = makers(state, canary) | _had(state, canary, now)
    return tuple(
        sorted(
            person.id
            for person in state.people.values()
            if person.id not in known
            and may_read_second(person)
            and active(person, state.doings(person.id).ended, now)
            and canary.body.account not in state.doings(person.id).recused
        )
    )


def canary_draw(state: State, digest: str, now: datetime, secret: LotSecret) -> doc.Draw | None:
    """A reading of a canary, or ``None`` when nobody can be drawn: a mix that runs short delays nothing."""
    canary = state.canaries.get(digest)
    if canary is None or any(state.assignments[a].over is None for a in canary.readings):
        return None
    if _in_use(state, canary):
        return None
    pool = canary_readers(state, canary, now)
    if not pool:
        return None
    body = canary.body
    return draw(state, case=body.case, account=body.account, drawn_for=digest, pool=pool, kept=None, secret=secret)


def _in_use(state: State, canary: CanaryFacts) -> bool:
    """Whether something waits on its account: a reader would see a case that is not the closed one any more."""
    return any(digest in state.live for digest in state.account(canary.body.account).proposals)


def canaries_at_hand(state: State, tier: Tier) -> tuple[str, ...]:
    """Canaries that could be mixed in: of this tier first, those that were read least often first."""

    def order(canary: CanaryFacts) -> tuple[bool, int, int]:
        own = state.account(canary.body.account).known(state.time)
        highest_known = max((t.rank for t in own), default=0)
        return (highest_known != tier.rank, len(canary.readings), canary.index)

    return tuple(canary.digest for canary in sorted(state.canaries.values(), key=order))


def revealing(state: State, reading: AssignmentFacts, words: str, salt: str) -> doc.Revealed | None:
    """What is revealed after a finding on a canary; ``None`` for other readings, or words not committed to."""
    canary = state.canaries.get(reading.drawn_for)
    if canary is None or reading.finding is None or reading.revealed or not _committed(canary, words, salt):
        return None
    return doc.Revealed(
        store=state.store,
        env=state.env,
        author=REGISTRAR,
        assignment=reading.id,
        canary=canary.digest,
        words=words,
        salt=salt,
    )


def _committed(canary: CanaryFacts, words: str, salt: str) -> bool:
    try:
        answer_of(words)
        return text_digest(bytes.fromhex(salt), words) == canary.body.answer
    except ValueError:
        return False


def of_canary(state: State, entry: Entry) -> bool:
    """Whether an entry makes a canary known, or belongs to a reading of one: its draw, look, finding, call."""
    document = entry.document
    if isinstance(document, doc.Canary | doc.Revealed):
        return True
    if isinstance(document, doc.Draw):
        return document.drawn_for in state.canaries
    if isinstance(document, doc.Look):
        return any(
            a.person == document.author and entry.index > a.index
            for canary in state.canaries.values()
            if canary.body.case == document.case
            for a in map(state.assignments.__getitem__, canary.readings)
        )
    reading = state.assignments.get(getattr(document, "assignment", ""))
    return reading is not None and reading.drawn_for in state.canaries


OLD = timedelta(days=30)
"""A case that was closed longer ago gives itself away by the dates of its reports."""


def telltales(state: State, case: str, closed_at: datetime, now: datetime) -> tuple[str, ...]:
    """What may show a reader that a closed case was decided before, in sentences; nothing for a good canary (I14)."""
    found: list[str] = []
    for effect in state.effects.values():
        behind = state.proposals.get(effect.id)
        if effect.case != case or behind is None or behind.body.action is Action.DISMISS:
            continue
        if effect.outcome in _TAKEN_EFFECT and effect.restored_by is None and effect.ended_by is None:
            found.append("What was done about it is still in effect, and the account shows it.")
            break
    if now - closed_at > OLD:
        found.append("Its reports are old, and their dates tell.")
    return tuple(found)


# --- folding ----------------------------------------------------------------------------------------------------


def _canary(state: State, entry: Entry, body: doc.Canary) -> State:
    canary = CanaryFacts(digest=entry.digest, index=entry.index, at=entry.time, body=body)
    return change(state, canaries=state.canaries.set(entry.digest, canary))


def _revealed(state: State, entry: Entry, body: doc.Revealed) -> State:
    reading, canary = state.assignments.get(body.assignment), state.canaries.get(body.canary)
    if reading is None or canary is None or reading.drawn_for != body.canary:
        return state
    try:
        answer = answer_of(body.words)
    except ValueError:
        return state
    state = change(state, assignments=state.assignments.set(reading.id, change(reading, revealed=True)))
    return change(state, canaries=state.canaries.set(canary.digest, change(canary, answer=answer, known=True)))


def with_reading(state: State, reading: AssignmentFacts) -> State:
    """``state`` with a reading of a canary noted there; of anything else as it was."""
    canary = state.canaries.get(reading.drawn_for)
    if canary is None:
        return state
    after = change(canary, readings=(*canary.readings, reading.id))
    return change(state, canaries=state.canaries.set(canary.digest, after))


HANDLERS: dict[type, Callable[[State, Entry, Any], State]] = {
    doc.Canary: _canary,
    doc.Revealed: _revealed,
}


# --- whoever reads ----------------------------------------------------------------------------------------------


def _revealed_fault(state: State, entry: Entry, body: doc.Revealed) -> str | None:
    reading = state.assignments.get(body.assignment)
    owed = None if reading is None else revealing(state, reading, body.words, body.salt)
    return None if body == owed else "it reveals what was no canary, was not read yet, or another answer"


CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {doc.Revealed: _revealed_fault}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
