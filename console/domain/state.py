"""All that follows from the entries of a ledger, as one immutable value.

Registrar, dispatcher and ``audit verify`` hold the same kind of state and get it the same way: by folding entries
(``fold.py``).  Words like *cooling off* are not stored; they are derived from these facts and the time
(``proposals.status``).
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from immutables import Map

from console.domain.actions import Tier
from console.domain.documents import Ending, OrderKind, Outcome, Proposal, Restore, RosterVersion, ServiceKind, Verdict
from console.domain.people import Person
from console.domain.policy import Policy


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A value of the state; changed by ``msgspec.structs.replace`` only."""


class Signed(Fact, frozen=True, kw_only=True):
    """A countersignature or refusal: who, through which assignment, at which entry, when."""

    person: str
    assignment: str
    finding: str
    index: int
    at: datetime


class ClosedAs(Fact, frozen=True, kw_only=True):
    """How and when a proposal ended without being carried out, and who ended it ("" for the registrar)."""

    how: Ending
    at: datetime
    by: str
    reasons: tuple[str, ...]


class ProposalFacts(Fact, frozen=True, kw_only=True):
    """A proposal and all that happened to it.  ``tier`` is the highest its account had since it was written (I4)."""

    digest: str
    index: int
    at: datetime
    body: Proposal
    tier: Tier
    readers: int
    """Countersigners that the policy asked for when it was admitted."""
    held_back_s: int
    cooling_off_s: int
    assignments: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    against: tuple[str, ...] = ()
    """Persons whose finding does not agree, or who refused, in order."""
    cooling_from: datetime | None = None
    cooling_index: int | None = None
    """The entry that began the last cooling-off: it stands on the signatures before it (``proposals.cooled``)."""
    announced_to: tuple[str, ...] = ()
    closed: ClosedAs | None = None
    reopened: bool = False
    """A dismissal whose case went back to the queue."""


class AssignmentFacts(Fact, frozen=True, kw_only=True):
    """One drawn reading."""

    id: str
    index: int
    at: datetime
    number: int
    case: str
    account: str
    drawn_for: str
    pool: tuple[str, ...]
    person: str
    kept: str | None
    finding: str | None = None
    """Digest of the finding; for a kept reading, of the earlier one."""
    finding_index: int | None = None
    found_at: datetime | None = None
    verdict: Verdict | None = None
    case_digest: str | None = None
    opened_index: int | None = None
    opened_at: datetime | None = None
    over: str | None = None
    """Why it is over: "found", "signed", "refused", "recused", "passed_over"; ``None`` while it is live."""
    over_at: datetime | None = None


class EffectFacts(Fact, frozen=True, kw_only=True):
    """One order to the platform, of a proposal (apply) or of a restore; the key is that document's digest."""

    id: str
    kind: OrderKind
    account: str
    case: str
    index: int
    way_back: str | None = None
    no_way_back: bool = False
    intents: int = 0
    intended_at: datetime | None = None
    outcome: Outcome | None = None
    at: datetime | None = None
    """When its receipt was admitted."""
    state: str | None = None
    note: str = ""
    drift: tuple[str, ...] = ()
    restored_by: str | None = None
    """Digest of the restore that names it."""


class RestoreFacts(Fact, frozen=True, kw_only=True):
    """A restore; ``instead`` when it replaced an apply that had not been sent."""

    digest: str
    index: int
    at: datetime
    body: Restore
    instead: bool


class AccountFacts(Fact, frozen=True, kw_only=True):
    """What the ledger knows of an account."""

    id: str
    register: Tier | None = None
    """The protection register's tier, by ``tier/1`` entries."""
    flag: Tier | None = None
    """The tier that the intake read last, if above standard."""
    proposals: tuple[str, ...] = ()
    """Digests of its proposals, oldest first; those that ended long ago are left out."""
    locked_until: datetime | None = None
    locked_people: frozenset[str] = frozenset()
    """Author, signers and restorer of what was undone last (I8)."""
    announced: tuple[tuple[str, datetime], ...] = ()
    """Who saw a cooling-off's announcement, and when."""
    way_back_failed: bool = False


class PersonFacts(Fact, frozen=True, kw_only=True):
    """What the ledger knows of what a person did lately."""

    ended: datetime | None = None
    on_duty_since: datetime | None = None
    worked_s: int = 0
    """Seconds of this shift before ``on_duty_since``."""
    off_since: datetime | None = None
    renewed: datetime | None = None
    account_actions: tuple[datetime, ...] = ()
    restores: tuple[tuple[str, datetime], ...] = ()
    stops: tuple[tuple[str, datetime], ...] = ()
    skips: tuple[datetime, ...] = ()
    recused: frozenset[str] = frozenset()
    """Accounts on which the person recused themselves."""


class State(Fact, frozen=True, kw_only=True):
    """The whole; ``size`` entries are folded, ``time`` is the last one's."""

    store: str
    env: str
    size: int = 0
    time: datetime | None = None
    roster: RosterVersion | None = None
    roster_digest: str | None = None
    people: Map[str, Person] = Map()
    policies: Map[str, Policy] = Map()
    commitment: str = ""
    """SHA-256 (hex) of the next lot's secret."""
    draws: int = 0
    activity: Map[str, PersonFacts] = Map()
    accounts: Map[str, AccountFacts] = Map()
    proposals: Map[str, ProposalFacts] = Map()
    live: Map[str, None] = Map()
    """Digests of proposals that are neither closed nor carried out: what timers have to look at."""
    assignments: Map[str, AssignmentFacts] = Map()
    live_assignments: Map[str, None] = Map()
    effects: Map[str, EffectFacts] = Map()
    live_effects: Map[str, None] = Map()
    restores: Map[str, RestoreFacts] = Map()
    dismissals: tuple[str, ...] = ()
    """Digests of recent dismissals that nobody has been drawn for yet."""

    @property
    def policy(self) -> Policy | None:
        """The policy in force, if the roster's digest has its text in the ledger."""
        return self.policies.get(self.roster.policy) if self.roster is not None else None

    def person(self, person_id: str) -> Person | None:
        """Somebody of the roster in force."""
        return self.people.get(person_id)

    def doings(self, person_id: str) -> PersonFacts:
        """What a person did lately; nothing known is nothing done."""
        return self.activity.get(person_id) or PersonFacts()

    def locked(self, account_id: str, now: datetime) -> frozenset[str]:
        """The people of what was restored on an account lately; nobody when it is not locked (I8)."""
        facts = self.account(account_id)
        open_again = facts.locked_until is None or now >= facts.locked_until
        return frozenset() if open_again else facts.locked_people

    def account(self, account_id: str) -> AccountFacts:
        """What the ledger knows of an account; nothing known is an empty record."""
        return self.accounts.get(account_id) or AccountFacts(id=account_id)

    def service_key(self, kind: ServiceKind, index: int) -> tuple[str, ...]:
        """The public keys that may sign for a service at entry ``index``."""
        if self.roster is None:
            return ()
        return tuple(
            k.key
            for k in self.roster.services
            if k.kind is kind and k.from_index <= index and (k.until_index is None or index < k.until_index)
        )


REST_S = 6 * 3600
"""Signing out and in again does not start a new shift; a rest of so many seconds does."""


def rested(facts: PersonFacts, now: datetime) -> bool:
    """Whether the person's last sign of life is so long ago that a new shift begins with the next one."""
    last = facts.renewed if facts.on_duty_since is not None else facts.off_since
    return last is None or (now - last).total_seconds() >= REST_S


def shift_seconds(facts: PersonFacts, now: datetime) -> int:
    """How long the present shift has lasted, breaks not counted, in seconds."""
    if rested(facts, now):
        return 0
    running = int((now - facts.on_duty_since).total_seconds()) if facts.on_duty_since is not None else 0
    return facts.worked_s + max(0, running)
