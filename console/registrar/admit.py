"""One request: bytes, then person, then rule (PROTOCOL.md section 7); and what follows from it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import msgspec

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.admission import CaseFacts, why_not
from console.domain.canaries import revealing
from console.domain.consistency import fault
from console.domain.documents import Entry
from console.domain.duties import beside, mix_for, next_reading_duty, next_redraw, owed_for, reopening
from console.domain.lot import chosen
from console.domain.reasons import Reason, ReasonId
from console.domain.state import State
from console.domain.timers import next_timer_duty
from console.errors import BadInput, Tampered
from console.ledger.documents import OpenedDocument, SignedDocument, open_signed, signatures_from_bytes
from console.ledger.roster import weak_key
from console.registrar.batch import Batch
from console.registrar.register import Known, note_new, why_not_rows
from console.store.rows import InboxRow

Facts = Mapping[str, CaseFacts]
"""Case id to its facts."""
Chance = Callable[[str], str]
"""Digest of a dismissal to its evenly spread number (hex)."""


class Request(msgspec.Struct, frozen=True):
    """A row of the inbox with its bytes verified and parsed, or the reasons why they can't be."""

    row: InboxRow
    signed: SignedDocument | None
    opened: OpenedDocument | None
    reasons: tuple[Reason, ...] = ()


def read_request(row: InboxRow) -> Request:
    """The first question: the bytes."""
    try:
        signed = SignedDocument(row.kind, row.document, signatures_from_bytes(row.signatures))
        return Request(row, signed, open_signed(signed))
    except Tampered:
        return Request(row, None, None, (Reason.of(ReasonId.BAD_SIGNATURE),))
    except BadInput as error:
        return Request(row, None, None, (Reason.of(ReasonId.BAD_BYTES, what=error.what[:200]),))


def cited(requests: Sequence[Request]) -> dict[str, tuple[str, ...]]:
    """The cases that ``requests`` are about, each with all evidence that proposals cite of it."""
    found: dict[str, tuple[str, ...]] = {}
    for request in requests:
        body = request.opened.document if request.opened is not None else None
        if isinstance(body, doc.Proposal):
            found[body.case] = (*found.get(body.case, ()), *body.seen.evidence)
        elif isinstance(body, _ON_A_CASE):
            found.setdefault(body.case, ())
    return found


def removing(requests: Sequence[Request]) -> frozenset[str]:
    """The cases of all proposals among ``requests`` that name content to act on."""
    bodies = (request.opened.document for request in requests if request.opened is not None)
    return frozenset(body.case for body in bodies if isinstance(body, doc.Proposal) and body.content)


_ON_A_CASE = (doc.Skip, doc.Look, doc.Note, doc.Canary)


def admit(
    batch: Batch, request: Request, facts: Facts, spent: frozenset[str], register: Known | None = None
) -> tuple[int, tuple[Reason, ...]]:
    """Decide on one request: person, then rule.  Returns its entry's index, or -1 and the reasons why not.

    ``facts`` are as of the beginning of the batch; a case on which something was admitted since is not open any
    more.  ``spent`` are digests that stand in the ledger already (A25).  ``register`` is what the store knows of the
    accounts in changes of the register; ``None`` where there is no store.
    """
    if request.signed is None or request.opened is None:
        return -1, request.reasons
    opened = request.opened
    reasons = _why_not(batch, request.row, opened, facts, spent)
    rows = opened.document.rows if isinstance(opened.document, doc.RegisterChange | doc.Lowering) else ()
    raising = isinstance(opened.document, doc.RegisterChange)
    if not reasons and register is not None:
        reasons = why_not_rows(batch, rows, register, new=raising)
    if reasons:
        return -1, reasons
    if register is not None and raising:
        note_new(batch, rows, register)
    if isinstance(opened.document, doc.Proposal):
        batch.decided.add(opened.document.case)
    if isinstance(opened.document, doc.RosterVersion):
        due(batch)  # what ended before this roster stays ended, whatever it says (I7: frozen is for good)
    return batch.append(request.signed, opened.document, opened.digest).index, ()


def _why_not(
    batch: Batch, row: InboxRow, opened: OpenedDocument, facts: Facts, spent: frozenset[str]
) -> tuple[Reason, ...]:
    document: doc.AnyDocument = opened.document
    if opened.digest in spent or opened.digest in batch.digests:
        return (Reason.of(ReasonId.SEEN_BEFORE),)
    if document.author != row.person and not isinstance(document, doc.RosterVersion):  # the last signer sends that
        return (Reason.of(ReasonId.BAD_SIGNATURE),)
    if isinstance(document, doc.DispatcherAny):
        trial = Entry(index=batch.state.size, time=batch.now, document=document, digest=opened.digest)
        wrong = fault(batch.state, trial, opened.signers)
        return () if wrong is None else (Reason.of(ReasonId.BAD_BYTES, what=wrong),)
    if isinstance(document, doc.ServiceDocument):
        return (Reason.of(ReasonId.NOT_HUMAN),)
    weak = weak_key(document)
    if weak is not None:
        return (Reason.of(ReasonId.BAD_BYTES, what=weak),)
    case = facts.get(document.case) if isinstance(document, (doc.Proposal, *_ON_A_CASE)) else None
    if case is not None and case.case in batch.decided:
        case = msgspec.structs.replace(case, open=False)
    if case is not None and case.held_since is not None:
        held_ms = (row.received_at - case.held_since) // timedelta(milliseconds=1)
        case = msgspec.structs.replace(case, held_ms=held_ms)
    return why_not(batch.state, document, opened.digest, case, batch.now, opened.signers)


def follow(batch: Batch, entry: Entry, chance: Chance) -> None:
    """Write what the registrar owes because of ``entry``: draws, openings, cooling-off, endings, reopenings."""
    document = entry.document
    touch(batch, entry)
    if isinstance(document, doc.Proposal) and document.action is Action.DISMISS:
        _reread(batch, entry.digest, chance)
    if isinstance(document, doc.Finding):
        _after_finding(batch, document.assignment)
    for digest in concerned(batch, entry):
        settle(batch, digest)


def _after_finding(batch: Batch, assignment: str) -> None:
    """A finding against a dismissal reopens the case; what was a canary is revealed to whoever found."""
    reading = batch.state.assignments[assignment]
    owed: doc.RegistrarAny | None = reopening(batch.state, reading)
    canary = batch.state.canaries.get(reading.drawn_for)
    if canary is not None:
        answer = batch.answer_of(canary.body.answer)
        owed = None if answer is None else revealing(batch.state, reading, *answer)
    if owed is not None:
        touch(batch, batch.write(owed))


def settle(batch: Batch, digest: str) -> None:
    """Write for one live proposal until nothing more is owed; the mix is drawn beside what it hides."""
    while digest in batch.state.live:
        owed = owed_for(batch.state, batch.state.proposals[digest], batch.now, batch.secret)
        if owed is None:
            return
        touch(batch, batch.write(owed))
        if isinstance(owed, doc.Draw):
            chance = batch.secret(MIX_FROM + owed.number)
            any(_draw_beside(batch, digest) for digest in mix_for(batch.state, owed, chance))


MIX_FROM = 1 << 40
"""Secrets from this number on are never revealed by a draw: they decide on the mix, which nobody can foresee (I14)."""


def in_order(state: State) -> tuple[str, ...]:
    """The live proposals, oldest first: who came first is drawn for first."""
    return tuple(sorted(state.live, key=lambda digest: state.proposals[digest].index))


def due(batch: Batch) -> None:
    """Write what time alone makes due: endings, passing over, and new draws."""
    for digest in in_order(batch.state):
        settle(batch, digest)
    while (owed := next_reading_duty(batch.state, batch.now)) is not None:
        touch(batch, batch.write(owed))
    while (again := next_redraw(batch.state, batch.now, batch.secret)) is not None:
        touch(batch, batch.write(again))
    while (over := next_timer_duty(batch.state, batch.now)) is not None:
        touch(batch, batch.write(over))


def _reread(batch: Batch, digest: str, chance: Chance) -> None:
    policy, dismissal = batch.state.policy, batch.state.proposals[digest]
    if policy is not None and chosen(chance(digest), policy.rereading_per_mille.per_mille(dismissal.tier)):
        _draw_beside(batch, digest)


def _draw_beside(batch: Batch, digest: str) -> bool:
    """Draw somebody who reads a dismissal again, or a canary; False when nobody can."""
    drawn = beside(batch.state, digest, batch.now, batch.secret)
    if drawn is not None:
        touch(batch, batch.write(drawn))
    return drawn is not None


def concerned(batch: Batch, entry: Entry) -> tuple[str, ...]:
    """The proposals that an entry concerns; all live ones when it changes people, rules or a tier."""
    document = entry.document
    if isinstance(document, doc.RosterVersion | doc.PolicyText | doc.End | doc.Tightening):
        return in_order(batch.state)
    if isinstance(document, doc.TierChange | doc.Intake | doc.RegisterChange):
        accounts = _accounts_of(document)
        own = [d for account in accounts for d in batch.state.account(account).proposals]
        return tuple(d for d in own if d in batch.state.live)
    if isinstance(document, doc.Proposal):
        return (entry.digest,)
    found = [getattr(document, name, "") for name in ("proposal", "effect", "drawn_for", "because")]
    assignment = batch.state.assignments.get(getattr(document, "assignment", ""))
    if assignment is not None:
        found += [assignment.drawn_for, *_waiting_on(batch, assignment.account)]
    if isinstance(document, doc.Restore):
        found += _waiting_on(batch, document.account)
    if isinstance(document, doc.Consent):
        found += _by_consent(batch, document.wish)
    for digest in list(found):
        if digest in batch.state.restores:
            found.append(batch.state.restores[digest].body.effect)
    return tuple(d for d in dict.fromkeys(found) if d in batch.state.proposals)


def _protection_changed(batch: Batch, document: doc.AnyDocument) -> list[str]:
    """The accounts whose entry in the protection register a document changes."""
    if isinstance(document, doc.TierChange | doc.RegisterChange):
        return _accounts_of(document)
    if isinstance(document, doc.TermOver):
        return [document.account]
    wish = batch.state.wishes[document.wish].body if isinstance(document, doc.Lowered) else None
    return [row.account for row in wish.rows] if isinstance(wish, doc.Lowering) else []


def _accounts_of(document: doc.TierChange | doc.Intake | doc.RegisterChange) -> list[str]:
    """The accounts whose tier a document may change."""
    if isinstance(document, doc.Intake):
        return [case.account for case in document.cases]
    return [row.account for row in document.rows] if isinstance(document, doc.RegisterChange) else [document.account]


def _by_consent(batch: Batch, wish: str) -> list[str]:
    """What a late restore concerns from the second person's word on."""
    restore = batch.state.restores.get(wish)
    return [] if restore is None else [restore.body.effect, *_waiting_on(batch, restore.body.account)]


def _waiting_on(batch: Batch, account: str) -> list[str]:
    """The live proposals on an account: a restore locks them, and a reading of an earlier one may count again."""
    return [digest for digest in batch.state.account(account).proposals if digest in batch.state.live]


def _readings_of(batch: Batch, recusal: doc.Recusal) -> list[str]:
    """All readings of whoever steps aside on that account: those that were live are over now."""
    state, account = batch.state, batch.state.assignments[recusal.assignment].account
    canaries = (canary for canary in state.canaries.values() if canary.body.account == account)
    own = [a for digest in state.account(account).proposals for a in state.proposals[digest].assignments]
    own += [a for canary in canaries for a in canary.readings]
    return [a for a in own if state.assignments[a].person == recusal.author]


def touch(batch: Batch, entry: Entry) -> None:
    """Note which rows of the screens an entry changes."""
    document = entry.document
    for digest in concerned(batch, entry):
        batch.touched[digest] = None
    if isinstance(document, doc.Restore | doc.DurationOver):
        batch.touched[entry.digest] = None
    if isinstance(document, doc.Consent):
        batch.touched[document.wish] = None
    if isinstance(document, doc.WayBack | doc.Intent | doc.Receipt | doc.Drift):
        batch.touched[document.effect] = None
    assignment = getattr(document, "assignment", None)
    if assignment is not None:
        batch.readings[assignment] = None
    if isinstance(document, doc.Recusal):
        batch.readings |= dict.fromkeys(_readings_of(batch, document))
    if isinstance(document, doc.RosterVersion | doc.End | doc.Revocation):
        batch.people_changed = True
    batch.register |= dict.fromkeys(_protection_changed(batch, document))
    if isinstance(document, doc.PersonDocument):
        batch.duties[document.author] = None  # whatever somebody signs is a sign of life
    if isinstance(document, doc.Skip):
        batch.passes.append((document.case, (document.author,)))
    if isinstance(document, doc.Reopened):
        dismissal = batch.state.proposals[document.because]
        readers = tuple(batch.state.assignments[a].person for a in dismissal.assignments)
        batch.passes.append((document.case, (dismissal.body.author, *readers)))
