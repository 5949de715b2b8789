"""All that follows from the entries of a ledger, as one immutable value.

Registrar, dispatcher and ``audit verify`` hold the same kind of state and get it the same way: by folding entries
(``fold.py``).  Words like *cooling off* are not stored; they are derived from these facts and the time
(``proposals.status``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from immutables import Map

from console.domain.actions import Tier, highest
from console.domain.documents import (
    Canary,
    Ending,
    LateRestore,
    Lowering,
    OrderKind,
    Outcome,
    Proposal,
    Restore,
    RosterDraft,
    RosterVersion,
    ServiceKind,
    Unexplained,
    Verdict,
)
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
    paged_at: datetime | None = None
    paged_index: int | None = None
    """The entry that says that its person was called."""
    revealed: bool = False
    """It was a canary, and its person has been told so."""
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
    duration_s: int | None = None
    """Of an apply that ends by itself: the duration in its signed bytes, counted from its receipt."""
    ended_by: str | None = None
    """Digest of the `duration_over/1` entry; the end is an effect of its own under that digest."""
    of: str | None = None
    """Of a restore, an end or a lift: digest of the effect or alarm that it undoes."""


class RestoreFacts(Fact, frozen=True, kw_only=True):
    """A restore; ``instead`` when it replaced an apply that had not been sent."""

    digest: str
    index: int
    at: datetime
    body: Restore | LateRestore
    instead: bool
    report: str | None = None
    """Salted digest of the restorer's report, once there is one."""


class WishFacts(Fact, frozen=True, kw_only=True):
    """A lowering or a late restore, which needs one more person."""

    digest: str
    index: int
    at: datetime
    body: Lowering | LateRestore
    consented_by: str | None = None
    consented_at: datetime | None = None
    over: str | None = None
    """"done", "objected", "expired"; ``None`` while it waits."""
    over_at: datetime | None = None
    over_by: str = ""


class RosterDraftFacts(Fact, frozen=True, kw_only=True):
    """A next roster that waits for signatures; gone once another roster is in force."""

    digest: str
    index: int
    at: datetime
    body: RosterDraft


class CanaryFacts(Fact, frozen=True, kw_only=True):
    """A case with a known answer; ``readings`` are the assignments that were drawn for it, oldest first."""

    digest: str
    index: int
    at: datetime
    body: Canary
    readings: tuple[str, ...] = ()
    answer: Verdict | None = None
    """What was right, once a reading of it was revealed (``None``: no violation); see ``known``."""
    known: bool = False
    """Whether ``answer`` was revealed yet."""


class AlarmFacts(Fact, frozen=True, kw_only=True):
    """A change on the platform that no entry explains (I13)."""

    digest: str
    index: int
    at: datetime
    body: Unexplained
    over: str | None = None
    """"restored", "explained" (until it is not seen any more), "settled"; ``None`` while it stands."""
    over_at: datetime | None = None
    over_by: str = ""
    lifted_by: str | None = None
    """Digest of the restore that names it."""


class AccountFacts(Fact, frozen=True, kw_only=True):
    """What the ledger knows of an account."""

    id: str
    register: Tier | None = None
    """The protection register's tier, by ``tier/1`` entries."""
    flag: Tier | None = None
    """The tier that the intake read last, if above standard."""
    flag_was: tuple[Tier, datetime] | None = None
    """A higher flag that the platform took down, and until when it still counts (A35)."""
    term: tuple[Tier, datetime, str] | None = None
    """Protection for a term of office: tier, until when, and the digest of what set it."""
    proposals: tuple[str, ...] = ()
    """Digests of its proposals, oldest first; those that ended long ago are left out."""
    locked_until: datetime | None = None
    locked_people: frozenset[str] = frozenset()
    """Author, signers and restorer of what was undone last (I8)."""
    announced: tuple[tuple[str, datetime], ...] = ()
    """Who saw a cooling-off's announcement, and when."""
    way_back_failed: bool = False
    way_back_failed_at: datetime | None = None
    locked_since: datetime | None = None
    """When it was restored last."""

    @property
    def registered(self) -> Tier:
        """What the protection register says: the higher of permanent entry and term; standard when it has none.

        A term counts until its `term_over/1` entry, so that the time at which one looks changes nothing.
        """
        return highest(self.register or Tier.STANDARD, self.term[0] if self.term else Tier.STANDARD)

    def known(self, now: datetime | None) -> tuple[Tier, ...]:
        """All tiers that the ledger knows for it at ``now`` (the last entry's time): register, flag, former flag."""
        found = [t for t in (self.register, self.term[0] if self.term else None, self.flag) if t is not None]
        if self.flag_was is not None and (now is None or now < self.flag_was[1]):
            found.append(self.flag_was[0])
        return tuple(found)


class PersonFacts(Fact, frozen=True, kw_only=True):
    """What the ledger knows of what a person did lately."""

    ended: datetime | None = None
    distrusted_by: frozenset[str] = frozenset()
    """Who ended this person, or revoked a key of theirs: what they did may have to come back at once."""
    on_duty_since: datetime | None = None
    worked_s: int = 0
    """Seconds of this shift before ``on_duty_since``."""
    off_since: datetime | None = None
    break_since: datetime | None = None
    """While they said that they are on a break, since when; whatever they sign ends it."""
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
    unanswered: Map[str, datetime] = Map()
    """Dismissals and canaries whose reader did not answer or stepped aside, and since when one was asked for."""
    tightened: str | None = None
    """Digest of a stricter policy that one administrator put in force since the last roster (I5)."""
    revoked: frozenset[str] = frozenset()
    """Public keys that count no more."""
    drafts: Map[str, RosterDraftFacts] = Map()
    """Next rosters that wait for signatures."""
    wishes: Map[str, WishFacts] = Map()
    live_wishes: Map[str, None] = Map()
    terms: Map[str, None] = Map()
    """Accounts that are protected for a term."""
    timed: Map[str, None] = Map()
    """Digests of carried-out effects whose duration still runs."""
    canaries: Map[str, CanaryFacts] = Map()
    alarms: Map[str, AlarmFacts] = Map()
    live_alarms: Map[str, None] = Map()

    @property
    def policy(self) -> Policy | None:
        """The policy in force, if its text is in the ledger."""
        return self.policies.get(self.policy_in_force)

    @property
    def policy_in_force(self) -> str:
        """Its digest: the roster's, or a tightening's since; "" before the founding."""
        return self.tightened or (self.roster.policy if self.roster is not None else "")

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


def shift_reached(facts: PersonFacts, limit_s: int) -> datetime | None:
    """When the present shift came to ``limit_s`` seconds, or will; ``None`` while the person is not on duty."""
    if facts.on_duty_since is None:
        return None
    return facts.on_duty_since + timedelta(seconds=limit_s - facts.worked_s)


def since_break(facts: PersonFacts, now: datetime) -> int:
    """How long the person has worked without a break, in seconds; 0 while they are on one."""
    if facts.on_duty_since is None or rested(facts, now):
        return 0
    return max(0, int((now - facts.on_duty_since).total_seconds()))
