"""A random walk: two authors, five supervisors, an administrator and the dispatcher do whatever comes to mind.

Honest and dishonest wishes are put to the real registrar's rules; what it let into the ledger is judged afterwards by
rules written down here a second time, from the entries alone.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import Entry, OrderKind, Outcome, Verdict
from console.domain.effects import owed
from console.domain.people import Person, Role
from console.ledger.verify import Replay
from tests.support.builders import World
from tests.support.effects import CLAUSE
from tests.support.office import ENV, STORE, digest, everybody, key

AUTHORS = ("ana", "bruno", "ira")
SIGNERS = ("lena", "osei", "paul", "quin", "rosa")
PEOPLE = {p.id: p for p in everybody()}
STEPS = 110


class Walker:
    """Takes steps in a world; every wish may be refused."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.world = World()
        tiers = (Tier.STANDARD, Tier.VERIFIED, Tier.HEAD_OF_STATE, None)
        self.cases = [self.world.case(f"case-{n}", tier=self.dice.choice(tiers)) for n in range(4)]
        again = self.world.case("again", account=self.world.cases[self.cases[0]].account)
        self.cases.append(again)

    def step(self) -> None:
        """One thing that somebody does."""
        moves = {
            self.propose: 6, self.find: 16, self.sign: 16, self.forge: 4, self.dispatch: 8, self.dispatch_anything: 3,
            self.wait: 8, self.withdraw: 1, self.refuse: 1, self.recuse: 1, self.stop: 3, self.restore: 2,
            self.administrate: 0.4,
        }  # fmt: skip
        self.dice.choices(list(moves), list(moves.values()))[0]()

    def any_proposal(self) -> str | None:
        known = sorted(self.world.state.proposals, key=lambda d: self.world.state.proposals[d].index)
        return self.dice.choice(known[-6:]) if known else None

    def any_reading(self, live: bool = True) -> str | None:
        known = sorted(self.world.state.live_assignments if live else self.world.state.assignments)
        return self.dice.choice(known) if known else None

    def propose(self) -> None:
        author, case = self.dice.choice(AUTHORS), self.dice.choice(self.cases)
        self.world.claim(author, case)
        action = self.dice.choice([Action.DISMISS, Action.WARN, Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE])
        self.world.ask(self.world.proposal(author, case, action))

    def find(self) -> None:
        name = self.any_reading()
        if name is None:
            return
        behind = self.world.state.proposals[self.world.state.assignments[name].drawn_for].body
        same = Verdict(clause=behind.clause or CLAUSE, action=behind.action)
        other = Verdict(clause="0.1", action=Action.DEACTIVATE)
        self.world.ask(self.world.finding(name, self.dice.choice([same, same, same, same, None, other])))

    def sign(self) -> None:
        name = self.any_reading()
        if name is not None:
            self.world.ask(self.world.countersignature(name))

    def forge(self) -> None:
        """Somebody signs what is not theirs to sign, with their own key."""
        name, proposal = self.any_reading(live=False), self.any_proposal()
        if name is None or proposal is None:
            return
        somebody = self.dice.choice(AUTHORS + SIGNERS)
        role = PEOPLE[somebody].role
        mine = {"author": somebody, "role": role}
        self.world.ask(
            self.dice.choice(
                [
                    self.world.countersignature(name, **mine),
                    self.world.countersignature(name, **mine, proposal=proposal),
                    self.world.finding(name, Verdict(clause=CLAUSE, action=Action.SUSPEND), **mine),
                    doc.Withdrawal(**self.world.common(somebody), proposal=proposal),
                ]
            ),
            key(somebody),
        )

    def dispatch(self) -> None:
        """The dispatcher carries out what is owed, as far as the registrar lets it."""
        for item in owed(self.world.state, self.world.now)[:1]:
            self._order(item.id, item.kind)

    def dispatch_anything(self) -> None:
        """A dispatcher gone mad orders something that it finds."""
        proposal = self.any_proposal()
        if proposal is not None:
            self._order(proposal, OrderKind.APPLY)

    def _order(self, effect: str, kind: OrderKind) -> None:
        world, common = self.world, {"store": STORE, "env": ENV, "author": doc.DISPATCHER}
        if kind is OrderKind.APPLY and self.dice.random() < 0.9:
            world.ask(doc.WayBack(**common, effect=effect, saved=digest("saved")), key("dispatcher"))
        world.ask(doc.Intent(**common, effect=effect, kind=kind, attempt=1), key("dispatcher"))
        if self.dice.random() < 0.8:
            outcome = self.dice.choice([Outcome.DONE, Outcome.DONE, Outcome.FAILED, Outcome.UNKNOWN])
            world.ask(
                doc.Receipt(**common, effect=effect, kind=kind, outcome=outcome, state=None, note=""), key("dispatcher")
            )

    def wait(self) -> None:
        self.world.later(self.dice.choice([1, 20, 120, 1000, 1000, 3000, 7000, 30000]))

    def withdraw(self) -> None:
        proposal = self.any_proposal()
        if proposal is not None:
            author = self.world.state.proposals[proposal].body.author
            self.world.ask(doc.Withdrawal(**self.world.common(author), proposal=proposal))

    def refuse(self) -> None:
        name = self.any_reading()
        if name is not None:
            reading = self.world.state.assignments[name]
            common = self.world.common(reading.person)
            self.world.ask(
                doc.Refusal(**common, proposal=reading.drawn_for, assignment=name, reason=digest("a reason"))
            )

    def recuse(self) -> None:
        name = self.any_reading()
        if name is not None:
            common = self.world.common(self.world.state.assignments[name].person)
            self.world.ask(doc.Recusal(**common, assignment=name, reason=digest("a reason")))

    def stop(self) -> None:
        facts = self.world.state.proposals.values()
        cooling = sorted(p.digest for p in facts if p.cooling_index is not None and p.closed is None)
        proposal = self.dice.choice(cooling) if cooling else self.any_proposal()
        if proposal is not None:
            self.world.ask(self.world.stopping(self.dice.choice(SIGNERS), proposal))

    def restore(self) -> None:
        proposal = self.any_proposal()
        if proposal is not None:
            self.world.ask(self.world.restoring(self.dice.choice(SIGNERS + AUTHORS), proposal))

    def administrate(self) -> None:
        if self.dice.random() < 0.5:
            self.world.ask(self.world.ending(self.dice.choice(AUTHORS + SIGNERS)))
        else:
            account = self.world.cases[self.dice.choice(self.cases)].account
            self.world.ask(self.world.tier_change(account, Tier.HEAD_OF_STATE))


# --- the judge: what may stand in a ledger, said once more and independently -----------------------------------------


class Judge:
    """Reads entries in order and asserts the invariants of each."""

    def __init__(self) -> None:
        self.read = 0
        self.of: dict[str, Entry] = {}
        self.draws: dict[str, doc.Draw] = {}
        self.findings: dict[str, Entry] = {}
        self.opened: dict[str, int] = {}
        self.signed: dict[str, list[Entry]] = {}
        self.closed: set[str] = set()
        self.saved: set[str] = set()
        self.ordered: set[str] = set()
        self.under_way: dict[str, str] = {}
        self.ended: dict[str, datetime] = {}
        self.locks: dict[str, tuple[datetime, frozenset[str]]] = {}
        self.restores: dict[str, str] = {}
        self.tiers: dict[str, Tier] = {}
        self.time: datetime | None = None

    def judge(self, log: list[Entry]) -> None:
        for entry in log[self.read :]:
            assert self.time is None or entry.time >= self.time, "I10"
            self.time = entry.time
            self.one(entry)
        self.read = len(log)

    def active(self, person: Person, at: datetime) -> bool:
        over = person.contract_until is not None and at >= person.contract_until
        return not over and not (person.id in self.ended and at >= self.ended[person.id])

    def one(self, entry: Entry) -> None:
        body = entry.document
        self.of[entry.digest] = entry
        if isinstance(body, doc.PersonDocument) and not isinstance(body, doc.RosterVersion):
            assert self.active(PEOPLE[body.author], entry.time), "I7: nothing that they sign is admitted"
        if isinstance(body, doc.End):
            self.ended.setdefault(body.person, entry.time)
        elif isinstance(body, doc.TierChange):
            self.tiers[body.account] = body.tier
        elif isinstance(body, doc.Draw):
            self.draws[body.assignment] = body
            if body.kept is not None and body.kept in self.findings and self.draws[body.kept].case == body.case:
                self.findings[body.assignment] = self.findings[body.kept]
        elif isinstance(body, doc.Finding):
            self.findings[body.assignment] = entry
        elif isinstance(body, doc.Opened):
            self.opened[body.assignment] = entry.index
        elif isinstance(body, doc.Countersignature):
            self.signed.setdefault(body.proposal, []).append(entry)
        elif isinstance(body, doc.Closed | doc.Withdrawal | doc.Stop):
            self.closed.add(body.proposal)
        elif isinstance(body, doc.Restore):
            self.restore(entry, body)
        elif isinstance(body, doc.WayBack):
            self.saved.add(body.effect)
        elif isinstance(body, doc.Intent):
            self.intent(entry, body)
        elif isinstance(body, doc.Receipt):
            account = self.account(body.effect)
            if self.under_way.get(account) == body.effect:
                del self.under_way[account]

    def account(self, effect: str) -> str:
        body = self.of[effect].document
        assert isinstance(body, doc.Proposal | doc.Restore)
        return body.account

    def restore(self, entry: Entry, body: doc.Restore) -> None:
        undone = self.of[body.effect].document
        assert isinstance(undone, doc.Proposal)
        if body.effect not in self.ordered:
            self.closed.add(body.effect)
        self.restores[entry.digest] = body.effect
        if undone.action is not Action.DISMISS:
            signers = {e.document.author for e in self.signed.get(body.effect, [])}
            people = frozenset({undone.author, body.author, *signers})
            self.locks[body.account] = (entry.time + timedelta(days=1), people)

    def intent(self, entry: Entry, intent: doc.Intent) -> None:
        account = self.account(intent.effect)
        before = self.under_way.get(account)
        takes_back = intent.kind is OrderKind.RESTORE and self.restores[intent.effect] == before
        assert before is None or takes_back, "I6: one at a time on an account"
        assert intent.effect not in self.ordered, "I6: at most once"
        self.ordered.add(intent.effect)
        self.under_way[account] = intent.effect
        if intent.kind is OrderKind.RESTORE:
            return
        proposal = self.of[intent.effect].document
        assert isinstance(proposal, doc.Proposal)
        assert intent.effect in self.saved, "I6: not before its way back is stored"
        assert intent.effect not in self.closed, "I6: never for what has ended"
        latest = self.of[intent.effect].time + timedelta(
            seconds=proposal.sign_within_s + proposal.carry_out_within_s + 2 * 2700
        )
        assert entry.time < latest, "I6: never after the time that its signed bytes allow"
        assert self.active(PEOPLE[proposal.author], entry.time), "I7: what they proposed freezes"
        people = self.countersigners(intent.effect, entry)
        if proposal.action is Action.DISMISS:
            return
        if proposal.seen.tier.protected or self.tiers.get(account, Tier.STANDARD).protected:
            wanted = 2 if (proposal.seen.tier, proposal.action) == (Tier.HEAD_OF_STATE, Action.DEACTIVATE) else 1
            assert len(people) >= wanted, "I1: as many different people as the policy asks for"
        until, involved = self.locks.get(account, (entry.time, frozenset()))
        if entry.time < until:
            assert proposal.author not in involved and people - involved, "I8: a new author and a new signer"

    def countersigners(self, proposal: str, intent: Entry) -> set[str]:
        """Different people who were drawn, found for themselves, were shown it, and then signed (I1, I2)."""
        author = self.of[proposal].document.author
        found: set[str] = set()
        for entry in self.signed.get(proposal, []):
            body = entry.document
            assert isinstance(body, doc.Countersignature)
            draw, finding, opened = (
                self.draws[body.assignment], self.findings[body.assignment], self.opened[body.assignment],
            )  # fmt: skip
            person = PEOPLE[body.author]
            assert (draw.drawn_for, draw.person, finding.document.author) == (proposal, body.author, body.author)
            assert finding.index < opened < entry.index < intent.index
            assert body.author != author and person.role is Role.SUPERVISOR, "I2"
            assert not person.vendor or person.vendor != PEOPLE[author].vendor, "I2: not of the author's team"
            if self.active(person, intent.time):
                found.add(body.author)
        return found


@pytest.mark.parametrize("seed", range(40))
def test_i1_i2_i6_i7_i8_i10_hold_whatever_people_try(seed: int) -> None:
    walker, judge = Walker(seed), Judge()
    for _ in range(STEPS):
        walker.step()
        judge.judge(walker.world.log)
    replay = Replay(STORE, ENV)
    for data in walker.world.entries:
        replay.step(data)
    assert replay.state == walker.world.state


def test_the_walk_gets_somewhere() -> None:
    """The walk would prove nothing if nothing was ever signed, carried out on a protected account, or restored."""
    seen: set[str] = set()
    for seed in range(12):
        walker, judge = Walker(seed), Judge()
        for _ in range(STEPS):
            walker.step()
        judge.judge(walker.world.log)
        seen |= {type(e.document).__name__ for e in walker.world.log}
        for effect in judge.ordered:
            body = judge.of[effect].document
            if isinstance(body, doc.Proposal) and body.seen.tier.protected and body.action is not Action.DISMISS:
                seen.add("protected and carried out")
    wanted = {"Draw", "Finding", "Opened", "Countersignature", "Cooling", "Closed", "Restore", "PassedOver", "Recusal"}
    assert seen >= wanted | {"Stop", "End", "protected and carried out"}
