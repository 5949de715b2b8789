"""The judge of the exhaustive search, on who may change the register, the people and the policy (I4, I5)."""

from __future__ import annotations

from immutables import Map

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.documents import Entry
from console.domain.people import Role
from tests.support.search_cast import DEMANDS, NAME_OF
from tests.support.search_notes import DELAY, RANK, TIERS, Handler, Judge, Keys, Wrong, change, frozen, with_noted


def _tier(
    judge: Judge, entry: Entry, body: doc.TierChange | doc.RegisterChange, wrong: Wrong, keys: Keys, drifted: str
) -> Judge:
    rows = [(body.account, body.tier)] if isinstance(body, doc.TierChange) else [(r.account, r.tier) for r in body.rows]
    for account, tier in rows:
        before, rank = judge.tiers.get(account, 0), RANK[tier]
        if rank <= before:
            wrong.append("I4 one person lowered a tier")
        judge = change(judge, tiers=judge.tiers.set(account, rank))
        for digest, noted in judge.proposals.items():
            if noted.account == account and noted.open and rank > noted.highest:
                judge = with_noted(judge, digest, change(noted, highest=rank))
    return judge


def _lowered(judge: Judge, entry: Entry, body: doc.Lowered, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    wish = judge.wishes[body.wish]
    two = wish.by not in ("", wish.author) and judge.administrator(wish.by, entry.time)
    if not two or not judge.administrator(wish.author, entry.time):
        wrong.append("I4 lowered without two administrators")
    if wish.agreed is None or entry.time < wish.agreed + DELAY:
        wrong.append("I4 lowered before its delay was over")
    if any(noted.open and noted.account == wish.account for noted in judge.proposals.values()):
        wrong.append("I4 lowered while something waits")
    before = judge.tiers.get(wish.account, 0)
    return change(judge, tiers=judge.tiers.set(wish.account, min(before, wish.lowers_to)))


def _end(judge: Judge, entry: Entry, body: doc.End, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    target = judge.people.get(body.person)
    if not judge.administrator(body.author, entry.time) or target is None or target.role is Role.ADMINISTRATOR:
        wrong.append("I5 ended by no administrator, or an administrator by one alone")
    return frozen(change(judge, ended=judge.ended | {body.person}), entry.time)


def _tighten(judge: Judge, entry: Entry, body: doc.Tightening, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    before, after = judge.policy, NAME_OF[body.policy]
    if not judge.administrator(body.author, entry.time):
        wrong.append("I5 a policy put in force by no administrator")
    if any(DEMANDS[after][tier][n] < DEMANDS[before][tier][n] for tier in TIERS for n in (0, 1)):
        wrong.append("I5 one person made the policy lighter")
    return _in_force(judge, after)


def _roster(judge: Judge, entry: Entry, body: doc.RosterVersion, wrong: Wrong, keys: Keys, drifted: str) -> Judge:
    if judge.people:
        mine = {p.id for p in judge.people.values() if set(p.keys) & set(keys)}
        if sum(1 for name in mine if judge.administrator(name, entry.time)) < 2:
            wrong.append("I5 a roster of fewer than two administrators")
    people = Map({p.id: p for p in body.people})
    return frozen(_in_force(change(judge, people=people), NAME_OF[body.policy]), entry.time)


def _in_force(judge: Judge, policy: str) -> Judge:
    """Another policy: what waits and would need more by it is void (I3)."""
    judge = change(judge, policy=policy)
    for digest, noted in judge.proposals.items():
        tier = TIERS[noted.highest]
        then, now = DEMANDS[noted.policy][tier], DEMANDS[policy][tier]
        more = noted.action is Action.DEACTIVATE and (now[0] > then[0] or now[1] > then[1])
        if noted.open and more:
            judge = with_noted(judge, digest, change(noted, stricter=True))
    return judge


RULES: dict[type, Handler] = {
    doc.TierChange: _tier,
    doc.RegisterChange: _tier,
    doc.Lowered: _lowered,
    doc.End: _end,
    doc.Tightening: _tighten,
    doc.RosterVersion: _roster,
}
