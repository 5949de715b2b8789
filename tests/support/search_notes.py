"""What the judge of the exhaustive search remembers: proposals, readings, ways back, wishes, people, tiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from immutables import Map

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind, Verdict
from console.domain.people import Person, Role
from tests.support.search_cast import DEMANDS, TICK

change = msgspec.structs.replace

SEVERITY = {Action.WARN: 1, Action.SUSPEND: 3, Action.DEACTIVATE: 4}
RANK = {tier: rank for rank, tier in enumerate((Tier.STANDARD, Tier.VERIFIED, Tier.HEAD_OF_STATE))}
TIERS = tuple(RANK)

SIGN_WITHIN, CARRY_OUT_WITHIN, FAST_WINDOW, LOCK, LAST_DAY, DELAY = 2 * TICK, TICK, 2 * TICK, 3 * TICK, TICK, TICK
ANSWER_WITHIN = TICK

Wrong = list[str]
Keys = tuple[str, ...]


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal; ranks are 0 for standard to 2 for head of state."""

    author: str
    account: str
    case: str
    action: Action
    seen: int
    highest: int
    """The highest rank that its account had since it was written."""
    policy: str
    at: datetime
    duration_s: int | None
    reads: tuple[str, ...] = ()
    against: frozenset[str] = frozenset()
    cooling: datetime | None = None
    stands_on: frozenset[str] = frozenset()
    """Whose signatures the cooling-off follows."""
    saved: bool = False
    closed: bool = False
    frozen: bool = False
    """Its author's contract ended at some time before the order."""
    stricter: bool = False
    """A policy that asks for more came in force at some time before the order."""
    ordered: datetime | None = None
    done_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Neither ended nor ordered."""
        return not self.closed and self.ordered is None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A reading that somebody was drawn for."""

    person: str
    drawn_for: str
    case: str
    at: datetime
    verdict: Verdict | None | msgspec.UnsetType = msgspec.UNSET
    agrees: bool = False
    opened: datetime | None = None
    signed: bool = False
    passed: bool = False
    over: bool = False

    @property
    def answered(self) -> bool:
        """They found, or stepped aside: nobody may be asked twice."""
        return self.verdict is not msgspec.UNSET or (self.over and not self.passed)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A restore or an end."""

    kind: OrderKind
    undoes: str
    account: str
    ordered: bool = False
    done: bool = False
    failed: bool = False


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A lowering, or a late restore (``restores`` names its effect)."""

    author: str
    account: str
    at: datetime
    lowers_to: int = 0
    restores: str = ""
    by: str = ""
    agreed: datetime | None = None


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """What the judge remembers; ``read`` gives the next one and what is wrong."""

    people: Map[str, Person] = Map()
    policy: str = ""
    ended: frozenset[str] = frozenset()
    proposals: Map[str, Noted] = Map()
    reads: Map[str, Read] = Map()
    recused: frozenset[tuple[str, str]] = frozenset()
    heard: frozenset[tuple[str, str]] = frozenset()
    """Who saw an announcement on which account."""
    restored: frozenset[tuple[str, str]] = frozenset()
    """Who restored which account alone."""
    locks: Map[str, tuple[datetime, frozenset[str]]] = Map()
    tiers: Map[str, int] = Map()
    """Account to its rank in the protection register."""
    under_way: Map[str, str] = Map()
    """Account to the order that has no receipt."""
    backs: Map[str, Order] = Map()
    """Restores and ends, by their digest."""
    wishes: Map[str, Wish] = Map()
    time: datetime | None = None

    # --- questions ------------------------------------------------------------------------------------------------

    def active(self, person: str, now: datetime) -> bool:
        """Whether somebody's contract runs."""
        known = self.people.get(person)
        return known is not None and person not in self.ended and not _over(known, now)

    def administrator(self, person: str, now: datetime) -> bool:
        """Whether somebody administers."""
        return self.active(person, now) and self.people[person].role is Role.ADMINISTRATOR

    def may_read(self, person: str, noted: Noted, now: datetime) -> bool:
        """Whether somebody may read and sign for a proposal (I2)."""
        reader, author = self.people.get(person), self.people.get(noted.author)
        if reader is None or author is None or not self.active(person, now) or person == noted.author:
            return False
        team = reader.vendor != "" and reader.vendor == author.vendor
        return reader.role is Role.SUPERVISOR and not team and (person, noted.account) not in self.recused

    def signers(self, digest: str, noted: Noted, now: datetime) -> frozenset[str]:
        """The different people whose countersignature counts now (I1, I2, I7)."""
        reads = (self.reads[name] for name in noted.reads)
        return frozenset(r.person for r in reads if r.signed and r.agrees and self.may_read(r.person, noted, now))

    def demands(self, noted: Noted) -> tuple[int, int]:
        """Countersigners and ticks of cooling-off that the proposal's policy asks for at the highest tier it had."""
        readers, cooling = DEMANDS[noted.policy][TIERS[noted.highest]]
        if noted.action is not Action.DEACTIVATE:
            readers, cooling = min(readers, 1), 0
        return readers + (1 if noted.against and readers else 0), cooling


def _over(person: Person, now: datetime) -> bool:
    return person.contract_until is not None and now >= person.contract_until


def frozen(judge: Judge, now: datetime) -> Judge:
    """What somebody proposed freezes for good at the end of their contract (I7)."""
    for digest, noted in judge.proposals.items():
        if noted.open and not noted.frozen and not judge.active(noted.author, now):
            judge = with_noted(judge, digest, change(noted, frozen=True))
    return judge


def with_noted(judge: Judge, digest: str, noted: Noted) -> Judge:
    return change(judge, proposals=judge.proposals.set(digest, noted))


Handler = Callable[[Judge, Any, Any, Wrong, Keys, str], Judge]
"""Judge, entry, document, what is wrong so far, the keys that signed, what drifted on the platform."""
