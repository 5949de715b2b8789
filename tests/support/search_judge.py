"""The judge of the exhaustive search: I1 to I8 said once more, from the entries alone, without one rule of the product.

It keeps its own small memory of what was written (``search_notes``), reads one entry after another, and names what
may never have happened.  Its numbers come from the tables of ``search_cast``, its lot from SHA-256.  Proposals and
readings are here, orders in ``search_judge_orders``, who may do what in ``search_judge_rules``.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from console.domain import documents as doc
from console.domain.documents import Entry, Verdict
from tests.support.search_cast import NAME_OF
from tests.support.search_judge_orders import ORDERS
from tests.support.search_judge_rules import RULES
from tests.support.search_notes import (
    ANSWER_WITHIN,
    LAST_DAY,
    RANK,
    SEVERITY,
    SIGN_WITHIN,
    Handler,
    Judge,
    Keys,
    Noted,
    Read,
    Wrong,
    change,
    frozen,
    with_noted,
)


def read(judge: Judge, entry: Entry, signers: tuple[str, ...], drifted: str = "") -> tuple[Judge, tuple[str, ...]]:
    """The judge after ``entry``, and what may never have happened, each line beginning with its invariant."""
    wrong: list[str] = []
    now, body = entry.time, entry.document
    if judge.time is not None and now < judge.time:
        wrong.append("I10 time runs backwards")
    judge = frozen(change(judge, time=now), now)
    if isinstance(body, doc.PersonDocument) and judge.people and not judge.active(body.author, now):
        wrong.append(f"I7 {type(body).__name__} of somebody whose contract is over")
    handler = _HANDLERS.get(type(body))
    if handler is not None:
        judge = handler(judge, entry, body, wrong, signers, drifted)
    return judge, tuple(wrong)


# --- proposals and readings -----------------------------------------------------------------------------------------


def _propose(judge: Judge, entry: Entry, body: doc.Proposal, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    rank = max(RANK[body.seen.tier], judge.tiers.get(body.account, 0))
    until, people = judge.locks.get(body.account, (entry.time, frozenset()))
    if entry.time < until and body.author in people:
        wrong.append("I8 proposed by somebody of what was restored lately")
    if RANK[body.seen.tier] < judge.tiers.get(body.account, 0):
        wrong.append("I4 proposed as if the account were less protected than it is")
    author = judge.people[body.author]
    last_day = author.contract_until is not None and entry.time >= author.contract_until - LAST_DAY
    if last_day and rank:
        wrong.append("I7 proposed on a protected account on the last day")
    noted = Noted(
        author=body.author,
        account=body.account,
        case=body.case,
        action=body.action,
        seen=RANK[body.seen.tier],
        highest=rank,
        policy=NAME_OF[body.policy],
        at=entry.time,
        duration_s=body.duration_s,
    )
    return with_noted(judge, entry.digest, noted)


def _draw(judge: Judge, entry: Entry, body: doc.Draw, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals[body.drawn_for]
    lot = hashlib.sha256(bytes.fromhex(body.secret) + bytes.fromhex(body.drawn_for)).digest()
    number = int.from_bytes(lot, "big")
    if sorted(body.pool)[number % len(body.pool)] != body.person:
        wrong.append("I2 drawn against the lot")
    if not all(judge.may_read(person, noted, entry.time) for person in body.pool):
        wrong.append("I2 somebody in the pool is the author, of their team, recused, gone, or no supervisor")
    if body.kept is None and not _nobody_left_out(judge, noted, body.pool, entry.time):
        wrong.append("I2 somebody who could be drawn is left out of the pool")
    had = {judge.reads[name].person for name in noted.reads if judge.reads[name].answered}
    if body.person in had:
        wrong.append("I2 drawn again after they had answered")
    if body.kept is None and _finding_at_hand(judge, noted, entry.time):
        wrong.append("I2 drawn anew although somebody's finding on this case was to be kept")
    drawn = Read(person=body.person, drawn_for=body.drawn_for, case=body.case, at=entry.time)
    kept = judge.reads.get(body.kept or "")
    if kept is not None:
        if kept.person != body.person or kept.case != body.case or kept.verdict is msgspec.UNSET:
            wrong.append("I1 a reading is kept that is none of theirs, or on another case")
        drawn = _found(judge, drawn, noted, kept.verdict)
        if not drawn.agrees:
            noted = change(noted, against=noted.against | {body.person})
    judge = change(judge, reads=judge.reads.set(body.assignment, drawn))
    return with_noted(judge, body.drawn_for, change(noted, reads=(*noted.reads, body.assignment)))


def _nobody_left_out(judge: Judge, noted: Noted, pool: tuple[str, ...], now: datetime) -> bool:
    """Whoever may read, and never had to do with this account, has to be in the pool."""
    known = {read.person for read in judge.reads.values() if judge.proposals[read.drawn_for].account == noted.account}
    known |= judge.locks.get(noted.account, (now, frozenset()))[1]
    known |= {person for person, account in judge.heard if account == noted.account}
    may = {person for person in judge.people if person not in known and judge.may_read(person, noted, now)}
    return may <= set(pool)


def _finding_at_hand(judge: Judge, noted: Noted, now: datetime) -> bool:
    """Whether somebody who may be drawn has found on this case before, for an earlier proposal (A63)."""
    mine = {judge.reads[name].person for name in noted.reads}
    mine |= judge.locks.get(noted.account, (now, frozenset()))[1]
    mine |= {person for person, account in judge.heard if account == noted.account}
    return any(
        read.case == noted.case
        and read.verdict is not msgspec.UNSET
        and read.person not in mine
        and judge.proposals[read.drawn_for].at <= noted.at
        and judge.may_read(read.person, noted, now)
        for read in judge.reads.values()
    )


def _found(judge: Judge, reading: Read, noted: Noted, verdict: Verdict | None | msgspec.UnsetType) -> Read:
    agrees = isinstance(verdict, Verdict) and reading.case == noted.case
    if agrees and isinstance(verdict, Verdict):
        agrees = SEVERITY[verdict.action] - SEVERITY[noted.action] in (0, 1)
    return change(reading, verdict=verdict, agrees=agrees)


def _finding(judge: Judge, entry: Entry, body: doc.Finding, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    reading = judge.reads.get(body.assignment)
    if reading is None or reading.person != body.author or reading.verdict is not msgspec.UNSET or reading.over:
        wrong.append("I1 a finding of somebody who was not drawn, or who has found already")
        return judge
    noted = judge.proposals[reading.drawn_for]
    reading = _found(judge, reading, noted, body.verdict)
    if not reading.agrees:
        judge = with_noted(judge, reading.drawn_for, change(noted, against=noted.against | {body.author}))
    return change(judge, reads=judge.reads.set(body.assignment, reading))


def _opened(judge: Judge, entry: Entry, body: doc.Opened, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    reading = judge.reads[body.assignment]
    if reading.verdict is msgspec.UNSET or not reading.agrees or reading.over or reading.drawn_for != body.proposal:
        wrong.append("I1 shown to somebody before they had found the same for themselves")
    return change(judge, reads=judge.reads.set(body.assignment, change(reading, opened=entry.time)))


def _countersign(
    judge: Judge, entry: Entry, body: doc.Countersignature, wrong: Wrong, keys: Keys, drifted: str
) -> Judge:
    reading = judge.reads.get(body.assignment)
    noted = judge.proposals.get(body.proposal)
    good = reading is not None and noted is not None and reading.person == body.author
    if not good or reading is None or noted is None or reading.drawn_for != body.proposal:
        wrong.append("I1 signed by somebody who was not drawn for it")
        return judge
    if reading.verdict is msgspec.UNSET or not reading.agrees or reading.opened is None or reading.over:
        wrong.append("I1 signed without a finding of one's own that agrees, before it was shown")
        return judge
    if entry.time >= noted.at + SIGN_WITHIN:
        wrong.append("I6 signed after the time for signatures")
    if not judge.may_read(body.author, noted, entry.time):
        wrong.append("I2 signed by the author, a teammate, somebody recused, or no supervisor")
    return change(judge, reads=judge.reads.set(body.assignment, change(reading, signed=True, over=True)))


def _refuse(judge: Judge, entry: Entry, body: doc.Refusal, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    reading = judge.reads.get(body.assignment)
    if reading is None or reading.person != body.author or reading.drawn_for != body.proposal:
        wrong.append("I1 refused by somebody who was not drawn for it")
        return judge
    noted = judge.proposals[body.proposal]
    judge = with_noted(judge, body.proposal, change(noted, against=noted.against | {body.author}))
    return change(judge, reads=judge.reads.set(body.assignment, change(reading, over=True)))


def _recuse(judge: Judge, entry: Entry, body: doc.Recusal, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    reading = judge.reads.get(body.assignment)
    if reading is None or reading.person != body.author:
        wrong.append("I2 somebody else was made to step aside")
        return judge
    account = judge.proposals[reading.drawn_for].account
    judge = change(judge, recused=judge.recused | {(body.author, account)})
    return change(judge, reads=judge.reads.set(body.assignment, change(reading, over=True)))


def _passed(judge: Judge, entry: Entry, body: doc.PassedOver, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    reading = judge.reads[body.assignment]
    noted = judge.proposals[reading.drawn_for]
    since = reading.opened or reading.at
    if entry.time < since + ANSWER_WITHIN and judge.may_read(reading.person, noted, entry.time):
        wrong.append("I2 a reader was passed over before their time, so that another is drawn")
    return change(judge, reads=judge.reads.set(body.assignment, change(reading, over=True, passed=True)))


def _cooling(judge: Judge, entry: Entry, body: doc.Cooling, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals[body.proposal]
    stands_on = judge.signers(body.proposal, noted, entry.time)
    if len(stands_on) < judge.demands(noted)[0]:
        wrong.append("I1 cooling off before enough people had signed")
    if entry.time >= noted.at + SIGN_WITHIN:
        wrong.append("I6 cooling off after the time for signatures")
    judge = change(judge, heard=judge.heard | {(person, noted.account) for person in body.announced_to})
    return with_noted(judge, body.proposal, change(noted, cooling=entry.time, stands_on=stands_on))


def _ended(
    judge: Judge, entry: Entry, body: doc.Withdrawal | doc.Stop, wrong: Wrong, keys: Keys, drifted: str
) -> Judge:
    noted = judge.proposals[body.proposal]
    if noted.ordered is not None:
        wrong.append("I6 taken back after it was ordered")
    if isinstance(body, doc.Withdrawal) and noted.author != body.author:
        wrong.append("I2 taken back by somebody who is not its author")
    return with_noted(judge, body.proposal, change(noted, closed=True))


def _closed(judge: Judge, entry: Entry, body: doc.Closed, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals[body.proposal]
    if noted.ordered is not None:
        wrong.append("I6 ended after it was ordered")
    return with_noted(judge, body.proposal, change(noted, closed=True))


_HANDLERS: dict[type, Handler] = {
    doc.Proposal: _propose,
    doc.Draw: _draw,
    doc.Finding: _finding,
    doc.Opened: _opened,
    doc.Countersignature: _countersign,
    doc.Refusal: _refuse,
    doc.Recusal: _recuse,
    doc.PassedOver: _passed,
    doc.Cooling: _cooling,
    doc.Withdrawal: _ended,
    doc.Stop: _ended,
    doc.Closed: _closed,
    **ORDERS,
    **RULES,
}
