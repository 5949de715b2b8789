"""The judge of the exhaustive search, on orders to the platform and on restores (I1, I3, I4, I6, I7, I8)."""

from __future__ import annotations

from datetime import datetime

from console.domain import documents as doc
from console.domain.actions import Tier
from console.domain.documents import Entry, OrderKind, Outcome
from tests.support.search_cast import TICK
from tests.support.search_notes import (
    CARRY_OUT_WITHIN,
    FAST_WINDOW,
    LOCK,
    RANK,
    SIGN_WITHIN,
    Handler,
    Judge,
    Keys,
    Noted,
    Order,
    Wish,
    Wrong,
    change,
    with_noted,
)

# --- orders ---------------------------------------------------------------------------------------------------------


def _way_back(judge: Judge, entry: Entry, body: doc.WayBack, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals[body.effect]
    if noted.ordered is not None:
        wrong.append("I6 a way back stored after the order")
    return with_noted(judge, body.effect, change(noted, saved=True))


def _intent(judge: Judge, entry: Entry, body: doc.Intent, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    account = _account(judge, body.effect)
    before = judge.under_way.get(account)
    back = judge.backs.get(body.effect)
    if before is not None and not (back is not None and back.undoes == before):
        wrong.append("I6 two orders on one account at a time")
    judge = change(judge, under_way=judge.under_way.set(account, body.effect))
    if back is not None:
        if back.ordered:
            wrong.append("I6 ordered twice")
        wrong += _back_too_early(judge, back, entry.time)
        return change(judge, backs=judge.backs.set(body.effect, change(back, ordered=True)))
    noted = judge.proposals[body.effect]
    if noted.ordered is not None:
        wrong.append("I6 ordered twice")
    if any(
        not b.ordered and not b.done and b.account == account and b.kind is OrderKind.RESTORE
        for b in judge.backs.values()
    ):
        wrong.append("I8 ordered before a restore that waits")
    wrong += _apply(judge, body.effect, noted, entry.time, drifted)
    return with_noted(judge, body.effect, change(noted, ordered=entry.time))


def _account(judge: Judge, effect: str) -> str:
    back = judge.backs.get(effect)
    return back.account if back is not None else judge.proposals[effect].account


def _back_too_early(judge: Judge, back: Order, now: datetime) -> list[str]:
    undone = judge.proposals[back.undoes]
    if undone.ordered is None:
        return ["I6 a way back of what was never ordered"]
    if back.kind is not OrderKind.END:
        return []
    seconds = undone.duration_s
    if seconds is None or undone.done_at is None or (now - undone.done_at).total_seconds() < seconds:
        return ["I6 a temporary action is ended before its time"]
    restored = any(b.undoes == back.undoes and b.kind is OrderKind.RESTORE for b in judge.backs.values())
    return ["I6 ended and restored"] if restored else []


def _apply(judge: Judge, digest: str, noted: Noted, now: datetime, drifted: str) -> list[str]:
    """All that has to hold when the platform is ordered to do it: the heart of the search."""
    found: list[str] = []
    if not noted.saved:
        found.append("I6 ordered before its way back was stored")
    if noted.closed:
        found.append("I6 ordered although it had ended")
    if noted.frozen or not judge.active(noted.author, now):
        found.append("I7 ordered although its author's contract is over")
    if noted.seen != noted.highest:
        found.append("I4 ordered although its account's tier was raised since")
    if noted.stricter:
        found.append("I3 ordered although the policy got stricter since")
    if drifted and not (drifted == "tier" and noted.highest == RANK[Tier.HEAD_OF_STATE]):
        found.append(f"I3 ordered although the platform shows something else ({drifted})")
    if len(noted.against) >= 2:
        found.append("I1 ordered although two did not find it")
    needs, cooling = judge.demands(noted)
    signers = judge.signers(digest, noted, now)
    if len(signers) < needs:
        found.append(f"I1 ordered with {len(signers)} of {needs} countersigners")
    until, people = judge.locks.get(noted.account, (now, frozenset()))
    if now < until and (noted.author in people or not signers - people):
        found.append("I8 ordered after a restore without a new author and a new signer")
    return found + _clocks(noted, signers, needs, cooling, now)


def _clocks(noted: Noted, signers: frozenset[str], needs: int, cooling: int, now: datetime) -> list[str]:
    if not needs:
        late = now >= noted.at + TICK + CARRY_OUT_WITHIN
        return ["I6 ordered after its time"] if late or now == noted.at else []
    if noted.cooling is None or len(noted.stands_on & signers) < needs:
        return ["I6 ordered without a cooling-off that stands on enough signatures"]
    due = noted.cooling + cooling * TICK
    if now < due:
        return ["I6 ordered before its cooling-off was over"]
    return ["I6 ordered after the time that its bytes allow"] if now >= due + CARRY_OUT_WITHIN else []


def _receipt(judge: Judge, entry: Entry, body: doc.Receipt, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    account = _account(judge, body.effect)
    back = judge.backs.get(body.effect)
    if judge.under_way.get(account) == body.effect:
        judge = change(judge, under_way=judge.under_way.delete(account))
    if back is not None:
        if back.done or (not back.ordered and body.outcome is not Outcome.FAILED):
            wrong.append("I6 a receipt for what was never ordered, or a second one")
        failed = body.outcome is Outcome.FAILED
        return change(judge, backs=judge.backs.set(body.effect, change(back, done=True, failed=failed)))
    noted = judge.proposals[body.effect]
    if noted.ordered is None or noted.done_at is not None:
        wrong.append("I6 a receipt for what was never ordered, or a second one")
    return with_noted(judge, body.effect, change(noted, done_at=entry.time))


def _duration_over(judge: Judge, entry: Entry, body: doc.DurationOver, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals[body.effect]
    order = Order(kind=OrderKind.END, undoes=body.effect, account=noted.account)
    wrong += _back_too_early(judge, order, entry.time)
    return change(judge, backs=judge.backs.set(entry.digest, order))


# --- restores -------------------------------------------------------------------------------------------------------


def _restore(judge: Judge, entry: Entry, body: doc.Restore, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    noted = judge.proposals.get(body.effect)
    if noted is None or noted.account != body.account:
        wrong.append("I8 a restore that names no effect on this account")
        return judge
    since = noted.ordered or noted.cooling or noted.at
    ending = any(b.undoes == body.effect and b.kind is OrderKind.END for b in judge.backs.values())
    if not ending and entry.time >= since + FAST_WINDOW + (TICK if noted.ordered is None else 0 * TICK):
        wrong.append("I8 restored by one person after the fast window")
    if (body.author, body.account) in judge.restored:
        wrong.append("I8 one person restored one account twice")
    judge = change(judge, restored=judge.restored | {(body.author, body.account)})
    return _undo(judge, entry, entry.digest, body.effect, (body.author,), wrong)


def _undo(judge: Judge, entry: Entry, digest: str, effect: str, restorers: tuple[str, ...], wrong: Wrong) -> Judge:
    noted = judge.proposals[effect]
    if any(b.undoes == effect and b.kind is OrderKind.RESTORE and not b.failed for b in judge.backs.values()):
        wrong.append("I8 restored although a restore of it is on its way or done")
    if noted.ordered is None and noted.closed:
        wrong.append("I8 restored although it had ended")
    signed = {judge.reads[name].person for name in noted.reads if judge.reads[name].signed}
    people = frozenset({noted.author, *restorers, *signed})
    judge = change(judge, locks=judge.locks.set(noted.account, (entry.time + LOCK, people)))
    if noted.ordered is None:
        return with_noted(judge, effect, change(noted, closed=True))
    order = Order(kind=OrderKind.RESTORE, undoes=effect, account=noted.account)
    return change(judge, backs=judge.backs.set(digest, order))


def _wish(
    judge: Judge, entry: Entry, body: doc.Lowering | doc.LateRestore, wrong: Wrong, keys: Keys, drifted: str
) -> Judge:
    if isinstance(body, doc.Lowering):
        row = body.rows[0]
        wish = Wish(author=body.author, account=row.account, lowers_to=RANK[row.tier], at=entry.time)
    else:
        wish = Wish(author=body.author, account=body.account, restores=body.effect, at=entry.time)
    return change(judge, wishes=judge.wishes.set(entry.digest, wish))


def _consent(judge: Judge, entry: Entry, body: doc.Consent, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    wish = judge.wishes.get(body.wish)
    if wish is None:
        wrong.append("I4 consent to nothing")
        return judge
    consented = change(wish, by=body.author, agreed=entry.time)
    judge = change(judge, wishes=judge.wishes.set(body.wish, consented))
    if not wish.restores:
        return judge
    first, second = judge.people[wish.author], judge.people[body.author]
    if wish.author == body.author or (first.vendor and first.vendor == second.vendor):
        wrong.append("I8 a late restore of one person, or of one team")
    if wish.by or entry.time >= wish.at + SIGN_WITHIN:
        wrong.append("I8 a late restore after its time, or twice")
    return _undo(judge, entry, body.wish, wish.restores, (wish.author, body.author), wrong)


ORDERS: dict[type, Handler] = {
    doc.WayBack: _way_back,
    doc.Intent: _intent,
    doc.Receipt: _receipt,
    doc.DurationOver: _duration_over,
    doc.Restore: _restore,
    doc.LateRestore: _wish,
    doc.Lowering: _wish,
    doc.Consent: _consent,
}
