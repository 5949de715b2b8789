"""A small world: people with real keys, cases, and a ledger in memory that grows only as the real registrar lets it.

:class:`World` is the registrar without a store: ``admit`` and ``follow`` of ``console.registrar``, real signatures,
real entries, a clock that tests set.  :class:`Hands` are the wishes and shortcuts that it shares with
``tests.support.registrar_world.RegistrarWorld``, which has a real SQLite store beneath.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Any

import msgspec
from immutables import Map

from console.domain import documents as doc
from console.domain.actions import Action, DeclaredEffect, Tier
from console.domain.admission import CaseFacts
from console.domain.circumstances import circumstances
from console.domain.documents import DutyKind, Entry, OrderKind, Outcome, Verdict
from console.domain.fold import known_tier
from console.domain.friction import plan
from console.domain.lot import commitment
from console.domain.people import Person
from console.domain.policy import Policy, policy_digest
from console.domain.proposals import due_at, status
from console.domain.reasons import Reason, ReasonId
from console.domain.state import AssignmentFacts, ProposalFacts, State
from console.domain.views import Status
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.ledger.signing import SigningKey
from console.ledger.tree import Tree
from console.registrar.admit import admit, due, follow, read_request
from console.registrar.batch import Batch
from console.registrar.lot_secrets import chance, lot_secret
from console.store.rows import InboxRow
from tests.support.effects import CLAUSE, EFFECTS, account_of
from tests.support.office import (
    DEFAULT_POLICY,
    ENV,
    START,
    STORE,
    by_hand,
    digest,
    everybody,
    key,
    policy_text,
    root_roster,
)

change = msgspec.structs.replace


class NotAdmitted(AssertionError):
    """A request that a test counted on was not admitted."""


class Hands(ABC):
    """What people and services do, in one line each; both worlds have the same."""

    now: datetime
    effects: dict[Action, DeclaredEffect]

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.answers: dict[str, tuple[str, str]] = {}  # words and salts behind the answers of canaries, by digest

    # --- what each world does its own way ---------------------------------------------------------------------

    @property
    @abstractmethod
    def state(self) -> State:
        """The state after the last entry."""

    @abstractmethod
    def case_facts(self, case: str) -> CaseFacts:
        """What store and connector know of a case now."""

    @abstractmethod
    def case(self, name: str = "case-1", *, tier: Tier | None = Tier.STANDARD) -> str:
        """A case with two reports on an account of its own; returns its id."""

    @abstractmethod
    def claim(self, person: str, case: str) -> None:
        """Let a person hold a case."""

    @abstractmethod
    def ask_signed(self, author: str, signed: SignedDocument) -> tuple[Reason, ...]:
        """Put signed bytes into the inbox under ``author``'s name; why they were not admitted (empty: they were)."""

    @abstractmethod
    def tick(self) -> None:
        """Let the registrar do what time alone makes due."""

    # --- asking -----------------------------------------------------------------------------------------------

    def later(self, seconds: float = 0, **more: float) -> None:
        """Time passes (``hours=2``), and the registrar does what became due."""
        self.now += timedelta(seconds=seconds, **more)
        self.tick()

    def nonce(self) -> str:
        """A fresh nonce; the same ones in every run."""
        return digest(f"nonce {next(self._numbers)}")[:32]

    def common(self, author: str) -> dict[str, Any]:
        """The fields that every wish of a person has."""
        person = self.state.people.get(author) or next(p for p in everybody() if p.id == author)
        return {"store": STORE, "env": ENV, "author": author, "role": person.role, "nonce": self.nonce()}

    def ask(self, document: doc.Document, *keys: SigningKey) -> tuple[Reason, ...]:
        """Sign and ask; the reasons why it was not admitted, empty when it was.  Signed by its author's own key."""
        return self.ask_signed(document.author, sign(document, *(keys or (key(document.author),))))

    def must(self, document: doc.Document, *keys: SigningKey) -> str:
        """Ask for what has to be admitted; returns its digest."""
        signed = sign(document, *(keys or (key(document.author),)))
        reasons = self.ask_signed(document.author, signed)
        if reasons:
            raise NotAdmitted(f"{signed.kind}: {[r.id.value for r in reasons]}")
        return signed.digest

    def why_not(self, document: doc.Document, *keys: SigningKey) -> set[ReasonId]:
        """Ask for what may not be admitted; returns the ids of the reasons, fails when it was admitted."""
        reasons = self.ask(document, *keys)
        assert reasons, f"{type(document).__name__} of {document.author} was admitted"
        return {r.id for r in reasons}

    # --- proposals --------------------------------------------------------------------------------------------

    def proposal(self, author: str, case: str, action: Action = Action.SUSPEND, **changes: Any) -> doc.Proposal:
        """A proposal as an honest console makes it: all steps done, everything as it is now; ``changes`` on top."""
        state, facts = self.state, self.case_facts(case)
        policy = self.policy
        effect = changes.pop("effect", None) or facts.effects[action]
        tier = known_tier(state, facts.account, facts.tier)
        now_is = circumstances(state, policy, author, facts.account, facts.confusable_with, self.now)
        steps = plan(policy, tier, action, effect, changes.get("duration_s"), now_is).steps
        seen = doc.Seen(
            tier=tier,
            state=facts.state,
            handle=digest(f"handle of {facts.account}"),
            name=digest(f"name of {facts.account}"),
            reach=41_700_000,
            case=digest(f"{case} as shown"),
            evidence=tuple(sorted(facts.evidence)),
            confusable=facts.confusable_with,
        )
        base = doc.Proposal(
            **self.common(author),
            case=case,
            account=facts.account,
            platform=facts.platform,
            platform_id=facts.platform_id,
            action=action,
            effect=effect,
            duration_s=None,
            content=tuple(sorted(facts.contents))[:1] if action is Action.REMOVE_CONTENT else (),
            message=digest("some words") if action in (Action.WARN, Action.LABEL) else None,
            clause="" if action is Action.DISMISS else CLAUSE,
            justification=digest("a justification"),
            seen=seen,
            steps=by_hand(steps),
            policy=state.roster.policy if state.roster is not None else "",
            sign_within_s=policy.limits.sign_within_s,
            carry_out_within_s=policy.limits.carry_out_within_s,
        )
        return change(base, **changes)

    def propose(self, author: str, case: str, action: Action = Action.SUSPEND, **changes: Any) -> str:
        """Claim and propose; returns the proposal's digest."""
        self.claim(author, case)
        return self.must(self.proposal(author, case, action, **changes))

    def withdraw(self, author: str, proposal: str) -> str:
        """The author takes it back."""
        return self.must(doc.Withdrawal(**self.common(author), proposal=proposal))

    # --- second readings --------------------------------------------------------------------------------------

    def finding(self, assignment: str, verdict: Verdict | None, /, **changes: Any) -> doc.Finding:
        """A finding of the person whom the assignment names."""
        reading = self.state.assignments[assignment]
        base = doc.Finding(
            **self.common(reading.person),
            assignment=assignment,
            case=digest(f"{reading.case} as shown"),
            verdict=verdict,
            why=None,
        )
        return change(base, **changes)

    def find(self, assignment: str, verdict: Verdict | None) -> str:
        """The drawn person finds ``verdict``."""
        return self.must(self.finding(assignment, verdict))

    def agree(self, assignment: str) -> str:
        """The drawn person finds just what the proposal behind the reading says."""
        body = self.state.proposals[self.state.assignments[assignment].drawn_for].body
        return self.find(assignment, Verdict(clause=body.clause, action=body.action, duration_s=body.duration_s))

    def disagree(self, assignment: str) -> str:
        """The drawn person finds no violation."""
        return self.find(assignment, None)

    def countersignature(self, assignment: str, /, **changes: Any) -> doc.Countersignature:
        """The countersignature of the person whom the assignment names."""
        reading = self.state.assignments[assignment]
        base = doc.Countersignature(
            **self.common(reading.person),
            proposal=reading.drawn_for,
            finding=reading.finding or digest("no finding"),
            assignment=assignment,
            handle=digest(f"handle of {reading.account}"),
            name=digest(f"name of {reading.account}"),
        )
        return change(base, **changes)

    def countersign(self, assignment: str) -> str:
        """The drawn person signs what was opened to them."""
        return self.must(self.countersignature(assignment))

    def refuse(self, assignment: str) -> str:
        """The drawn person saw the proposal and does not sign it."""
        reading = self.state.assignments[assignment]
        return self.must(
            doc.Refusal(
                **self.common(reading.person),
                proposal=reading.drawn_for,
                assignment=assignment,
                reason=digest("a reason"),
            )
        )

    def recuse(self, assignment: str) -> str:
        """The drawn person steps aside."""
        person = self.state.assignments[assignment].person
        return self.must(doc.Recusal(**self.common(person), assignment=assignment, reason=digest("a reason")))

    def readings(self, drawn_for: str) -> tuple[AssignmentFacts, ...]:
        """The live readings of a proposal, dismissal or canary, in the order of their draws."""
        live = map(self.state.assignments.__getitem__, self.state.live_assignments)
        return tuple(sorted((a for a in live if a.drawn_for == drawn_for), key=lambda a: a.number))

    def sign_all(self, proposal: str) -> tuple[str, ...]:
        """Everybody drawn agrees and signs, until nobody more is drawn; returns who signed."""
        signed: list[str] = []
        while readings := self.readings(proposal):
            reading = readings[0]
            if reading.finding is None:
                self.agree(reading.id)
            self.countersign(reading.id)
            signed.append(reading.person)
        return tuple(signed)

    # --- stop, restore, duty ----------------------------------------------------------------------------------

    def stop(self, author: str, proposal: str) -> str:
        """Somebody stops what is cooling off."""
        return self.must(self.stopping(author, proposal))

    def stopping(self, author: str, proposal: str) -> doc.Stop:
        """The wish to stop."""
        return doc.Stop(**self.common(author), proposal=proposal, reason=digest("a reason"))

    def restoring(self, author: str, effect: str) -> doc.Restore:
        """The wish to restore what a proposal did."""
        account = self.state.proposals[effect].body.account
        return doc.Restore(**self.common(author), account=account, effect=effect)

    def restore(self, author: str, effect: str) -> str:
        """Somebody restores what a proposal did."""
        return self.must(self.restoring(author, effect))

    def duty(self, author: str, kind: DutyKind = DutyKind.BEGIN) -> str:
        """Somebody's console says that they are here, or gone."""
        return self.must(doc.Duty(**self.common(author), kind=kind))

    # --- administrators ---------------------------------------------------------------------------------------

    def ending(self, person: str, author: str = "ada") -> doc.End:
        """The wish to end a person."""
        return doc.End(**self.common(author), person=person)

    def end(self, person: str, author: str = "ada") -> str:
        """An administrator ends a person."""
        return self.must(self.ending(person, author))

    def tier_change(self, account: str, tier: Tier, author: str = "ada") -> doc.TierChange:
        """The wish to change an account's protection."""
        return doc.TierChange(
            **self.common(author), account=account, platform="sandbox", platform_id=digest(account), tier=tier
        )

    def protect(self, account: str, tier: Tier, author: str = "ada") -> str:
        """Somebody raises an account's protection."""
        return self.must(self.tier_change(account, tier, author))

    def next_roster(self, author: str = "ada", **changes: Any) -> doc.RosterVersion:
        """The version after the one in force, with ``changes``."""
        before = self.state.roster
        assert before is not None
        base = change(
            before,
            author=author,
            nonce=self.nonce(),
            number=before.number + 1,
            previous=self.state.roster_digest,
        )
        return change(base, **changes)

    def enrol(self, *people: Person) -> str:
        """Two administrators put these people into the roster, in place of those with the same id."""
        before = self.state.roster
        assert before is not None
        ids = {p.id for p in people}
        kept = tuple(p for p in before.people if p.id not in ids)
        return self.must(self.next_roster(people=(*kept, *people)), key("ada"), key("ben"))

    def adopt(self, toml: str) -> str:
        """Two administrators adopt another policy."""
        self.must(policy_text(toml))
        policy = self.state.policies[policy_digest(toml)]
        version = self.next_roster(policy=policy_digest(toml), clause_groups=policy.clause_groups())
        return self.must(version, key("ada"), key("ben"))

    # --- the dispatcher ---------------------------------------------------------------------------------------

    def service(self, document: doc.ServiceDocument) -> str:
        """Something that a service signs with its own key and that has to be admitted."""
        return self.must(document, key(document.author))

    def dispatcher_says(self, what: type[doc.ServiceDocument], /, **fields: Any) -> str:
        """A document of the dispatcher."""
        return self.service(what(store=STORE, env=ENV, author=doc.DISPATCHER, **fields))

    def order(self, effect: str, kind: OrderKind = OrderKind.APPLY, attempt: int = 1) -> None:
        """The dispatcher stores the way back (of an apply) and its intent."""
        if kind is OrderKind.APPLY and attempt == 1:
            self.dispatcher_says(doc.WayBack, effect=effect, saved=digest("a saved state"))
        self.dispatcher_says(doc.Intent, effect=effect, kind=kind, attempt=attempt)

    def carry_out(self, effect: str, kind: OrderKind = OrderKind.APPLY, outcome: Outcome = Outcome.DONE) -> None:
        """The dispatcher orders, reads back, and writes its receipt."""
        self.order(effect, kind)
        self.dispatcher_says(
            doc.Receipt, effect=effect, kind=kind, outcome=outcome, state=digest("what was seen"), note=""
        )

    # --- looking ----------------------------------------------------------------------------------------------

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        policy = self.state.policy
        assert policy is not None
        return policy

    def facts(self, proposal: str) -> ProposalFacts:
        """A proposal's facts."""
        return self.state.proposals[proposal]

    def status(self, proposal: str) -> Status:
        """Where a proposal stands now."""
        return status(self.state, self.facts(proposal), self.now)

    def until_due(self, proposal: str) -> None:
        """Let time pass until it may be carried out."""
        due_time = due_at(self.facts(proposal))
        assert due_time is not None, "it waits for signatures"
        self.later(max(0.0, (due_time - self.now).total_seconds()))


class World(Hands):
    """The registrar without a store: everything in memory, quick enough for thousands of steps.

    ``entries`` are the entries' bytes, ``log`` the entries opened; ``cases`` may be changed by ``set_case``.
    """

    def __init__(self, policy: str = DEFAULT_POLICY, people: tuple[Person, ...] | None = None) -> None:
        super().__init__()
        self.now = START
        self.effects = dict(EFFECTS)
        self.cases: dict[str, CaseFacts] = {}
        self.entries: list[bytes] = []
        self.log: list[Entry] = []
        self._state = State(store=STORE, env=ENV)
        self._tree = Tree()
        self._registrar = key(doc.REGISTRAR)
        self._secret = lot_secret(self._registrar)
        self._spent: set[str] = set()
        self._found(root_roster(people, policy), policy)

    @property
    def state(self) -> State:
        """The state after the last entry."""
        return self._state

    def case(self, name: str = "case-1", *, account: str | None = None, tier: Tier | None = Tier.STANDARD) -> str:
        """A case on an account of its own (unless told), with two reports as evidence; returns its id."""
        account = account or account_of(name)
        self.cases[name] = CaseFacts(
            case=name,
            account=account,
            platform="sandbox",
            platform_id=digest(f"platform id of {account}"),
            tier=tier,
            state=digest(f"state of {account}"),
            open=True,
            holder=None,
            evidence=frozenset({digest(f"{name} first report"), digest(f"{name} second report")}),
            contents=frozenset({digest(f"{name} a post"), digest(f"{name} another post")}),
            confusable_with=None,
            effects=Map(self.effects),
        )
        return name

    def set_case(self, name: str, **changes: Any) -> None:
        """Something about a case or its account is different now."""
        self.cases[name] = change(self.cases[name], **changes)

    def case_facts(self, case: str) -> CaseFacts:
        """What store and connector know of a case now."""
        return self.cases[case]

    def claim(self, person: str, case: str) -> None:
        """Let a person hold a case."""
        self.set_case(case, holder=person)

    def ask_signed(self, author: str, signed: SignedDocument) -> tuple[Reason, ...]:
        """Decide at once."""
        row = InboxRow(
            id=1,
            digest=signed.digest,
            person=author,
            kind=signed.kind,
            document=signed.data,
            signatures=signatures_to_bytes(signed.signatures),
            received_at=self.now,
        )
        batch = self._batch()
        _, reasons = admit(batch, read_request(row), self.cases, frozenset(self._spent))
        if not reasons:
            follow(batch, batch.entries[-1], self.chance)
        self._keep(batch)
        return reasons

    def tick(self) -> None:
        """What time alone makes due."""
        batch = self._batch()
        due(batch)
        self._keep(batch)

    def force(self, document: doc.AnyDocument) -> Entry:
        """Something signed by its author, put into the ledger unasked, and nothing written that follows from it."""
        batch = self._batch()
        signed = sign(document, key(document.author))
        entry = batch.append(signed, document, signed.digest)
        self._keep(batch)
        return entry

    def write(self, document: doc.RegistrarAny) -> Entry:
        """A document of the registrar's own, unasked: for what a stolen key could write."""
        batch = self._batch()
        entry = batch.write(document)
        self._keep(batch)
        return entry

    def chance(self, dismissal: str) -> str:
        """The number by which a dismissal is chosen for a second reading; tests may replace it."""
        return chance(self._registrar, dismissal)

    def _batch(self) -> Batch:
        batch = Batch(self._state, self._tree, self.now, self._registrar, self._secret)
        batch.answer_of = self.answers.get
        return batch

    def _keep(self, batch: Batch) -> None:
        self._state, self._tree = batch.state, batch.tree
        self.entries += [row.body for row in batch.rows]
        self.log += batch.entries
        self._spent.update(entry.digest for entry in batch.entries)

    def _found(self, roster: doc.RosterVersion, policy: str) -> None:
        batch = self._batch()
        for document, names in ((roster, ("ada", "ben", "cyd")), (policy_text(policy), ("ada",))):
            signed = sign(document, *(key(name) for name in names))
            batch.append(signed, document, signed.digest)
        batch.write(
            doc.Founding(
                store=STORE,
                env=ENV,
                author=doc.REGISTRAR,
                roster=batch.state.roster_digest or "",
                commitment=commitment(self._secret(1)),
            )
        )
        self._keep(batch)
