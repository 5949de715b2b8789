"""What the screens of governance show: people and keys, rosters in the making, protection register, policies.

Frozen rows; the workstation's office fills them (``workstation/office.py``), window and command line show them.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from console.domain.actions import Action, Tier
from console.domain.people import Role
from console.domain.views import AccountBrief, PersonBrief, View

# --- people -----------------------------------------------------------------------------------------------------


class KeyLine(View, frozen=True, kw_only=True):
    """One public key of a person.  ``fingerprint`` is what two people read to each other."""

    public: str
    fingerprint: str
    revoked: bool = False


class PersonLine(View, frozen=True, kw_only=True):
    """A person of the roster in force, or one who was ended since; the ``why_not_*`` are "" where it is allowed."""

    person: PersonBrief
    login: str
    contract_from: datetime | None
    keys: tuple[KeyLine, ...]
    human: bool = True
    me: bool = False
    on_duty: bool = False
    ended: datetime | None = None
    over: bool = False
    """Whether nothing of theirs is admitted now: ended, or the contract is over."""
    why_not_end: str = ""
    why_not_revoke: str = ""
    """For every key of theirs but one: the last key is never revoked, the person is ended instead."""


class CardView(View, frozen=True, kw_only=True):
    """An enrolment card: who asks, with which key, and that they hold it; ``text`` is what is handed over."""

    text: str
    person: str
    """A new person's id, or of a second workstation the id of the person who is enrolled already."""
    name: str
    login: str
    key: str
    fingerprint: str
    known: PersonBrief | None = None
    """Who has this id in the roster in force: then it is a card for another workstation (:class:`AddKey`)."""
    problem: str = ""
    """Why it can't be used as it is, in one sentence; "" when it can."""


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """A new person, by the card from their own machine.  ``card`` is its text."""

    card: str
    role: Role
    vendor: str = ""
    login: str = ""
    """Another login than the card's."""
    contract_from: datetime | None = None
    contract_until: datetime | None = None


class AddKey(msgspec.Struct, frozen=True, kw_only=True):
    """Another key of an enrolled person: a second workstation, or in place of a key that is revoked afterwards."""

    person: str
    card: str


class ChangeRole(msgspec.Struct, frozen=True, kw_only=True):
    """Another role for a person."""

    person: str
    role: Role


class Extend(msgspec.Struct, frozen=True, kw_only=True):
    """Another end of a contract; ``None`` for none."""

    person: str
    until: datetime | None


class RemoveAdministrator(msgspec.Struct, frozen=True, kw_only=True):
    """Ending an administrator, which takes two others (A71)."""

    person: str


class AdoptPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy whose text stands in the ledger, by its digest."""

    digest: str


Change = Join | AddKey | ChangeRole | Extend | RemoveAdministrator | AdoptPolicy
"""What a next roster changes."""


class NewKey(View, frozen=True, kw_only=True):
    """A key that a next roster brings: compare its fingerprint with the one on its owner's screen before signing."""

    name: str
    fingerprint: str


class DraftLine(View, frozen=True, kw_only=True):
    """A next roster that waits for signatures."""

    digest: str
    number: int
    """Of the roster version that it would be."""
    at: datetime
    author: PersonBrief
    changes: tuple[str, ...]
    """What it changes, a sentence each."""
    new_keys: tuple[NewKey, ...]
    signed_by: tuple[PersonBrief, ...]
    needed: int
    """Administrators who have to sign altogether."""
    why_not_sign: str = ""
    """Why this person can't sign it; "" when they can."""
    mine: bool = False
    warnings: tuple[str, ...] = ()
    """Of a policy: people missing per shift, what becomes lighter."""


# --- the protection register ------------------------------------------------------------------------------------


class RegisterLine(View, frozen=True, kw_only=True):
    """One account of the register, or one that the platform itself protects."""

    account: AccountBrief
    register: Tier | None
    """Permanent entry of the register here."""
    term: Tier | None
    """Protection for a term of office ..."""
    term_until: datetime | None
    """... and until when."""
    flag: Tier | None
    """The platform's own flag, as it was read last; ``None``: nothing above standard is known."""
    lowering: str | None = None
    """Digest of a wish that would lower it."""


class ProtectRow(View, frozen=True, kw_only=True):
    """What is asked for one account: by our id, or by platform and platform id for one that isn't known here yet."""

    tier: Tier
    account: str = ""
    platform: str = ""
    platform_id: str = ""
    term_s: int | None = None
    """Seconds from admission on, for a term of office; ``None`` for good."""


class WishRow(View, frozen=True, kw_only=True):
    """One account of a lowering: what the register says now, and what it would say."""

    account: AccountBrief
    now: Tier
    then: Tier


class WishState(StrEnum):
    """Where a wish that needs two stands."""

    WAITS_FOR_CONSENT = "waits_for_consent"
    WAITS_FOR_DELAY = "waits_for_delay"
    DONE = "done"
    OBJECTED = "objected"


class WishLine(View, frozen=True, kw_only=True):
    """A lowering: one wanted it, a second consents, then a delay runs."""

    digest: str
    at: datetime
    author: PersonBrief
    reason: str
    rows: tuple[WishRow, ...]
    state: WishState
    consented_by: PersonBrief | None = None
    counts_at: datetime | None = None
    """When it takes effect, once it is consented to."""
    over_at: datetime | None = None
    over_by: PersonBrief | None = None
    mine: bool = False
    why_not_consent: str = ""
    why_not_object: str = ""


class PreviewKind(StrEnum):
    """What a line of an import would do."""

    ADD = "add"
    RAISE = "raise"
    TERM = "term"
    """A term is set, or made longer."""
    SAME = "same"
    LOWER = "lower"
    BAD = "bad"


class PreviewRow(View, frozen=True, kw_only=True):
    """One line of a register file.  ``unknown``: the store knows no such account yet; it is made with the entry."""

    line: int
    kind: PreviewKind
    platform: str = ""
    platform_id: str = ""
    account: AccountBrief | None = None
    unknown: bool = False
    before: Tier | None = None
    tier: Tier | None = None
    term_s: int | None = None
    term_until: datetime | None = None
    note: str = ""
    words: str = ""
    """What it changes, or what is wrong with the line, in one sentence."""


class RegisterPreview(View, frozen=True, kw_only=True):
    """A register file, read and compared with the register in force; nothing is changed by it."""

    rows: tuple[PreviewRow, ...]

    def of(self, *kinds: PreviewKind) -> tuple[PreviewRow, ...]:
        """The rows of these kinds."""
        return tuple(row for row in self.rows if row.kind in kinds)

    @property
    def raises(self) -> tuple[PreviewRow, ...]:
        """What one person puts in force at once."""
        return self.of(PreviewKind.ADD, PreviewKind.RAISE, PreviewKind.TERM)

    @property
    def lowers(self) -> tuple[PreviewRow, ...]:
        """What needs a second administrator, and a delay."""
        return self.of(PreviewKind.LOWER)


# --- policies ---------------------------------------------------------------------------------------------------


class PolicyLine(View, frozen=True, kw_only=True):
    """A policy whose text stands in the ledger."""

    digest: str
    name: str
    at: datetime
    author: PersonBrief | None
    in_force: bool
    tightened: bool = False
    """In force by one administrator's tightening since the last roster."""


class Weight(StrEnum):
    """Which way a rule changes."""

    LIGHTER = "lighter"
    HEAVIER = "heavier"
    OTHER = "other"


class PolicyDifference(View, frozen=True, kw_only=True):
    """One rule that two policies have different: where it stands, before and after, in words."""

    where: str
    before: str
    after: str
    weight: Weight


class PolicyProblem(View, frozen=True, kw_only=True):
    """What is wrong with a policy's text.  ``line`` counts from 1; ``None`` where it concerns no single line."""

    line: int | None
    words: str


class Staffing(View, frozen=True, kw_only=True):
    """Whether the team is large enough for a policy; ``missing`` people per shift, and why, a sentence each."""

    missing: int
    words: tuple[str, ...] = ()


class CheckedPolicy(View, frozen=True, kw_only=True):
    """A policy's text, checked and compared with the policy in force."""

    digest: str
    name: str
    problems: tuple[PolicyProblem, ...]
    differences: tuple[PolicyDifference, ...] = ()
    staffing: Staffing | None = None
    published: bool = False
    """Whether this very text stands in the ledger."""
    in_force: bool = False

    @property
    def lighter(self) -> bool:
        """Whether anything gets lighter: then two administrators have to adopt it."""
        return any(d.weight is Weight.LIGHTER for d in self.differences)


class SimulationLine(View, frozen=True, kw_only=True):
    """The proposals of one tier and action in the time looked at: what they met, and what they would have met."""

    tier: Tier
    action: Action
    count: int
    steps_now: tuple[str, ...]
    steps_then: tuple[str, ...]
    readers_now: int
    readers_then: int
    wait_now_s: int
    """Held back or cooling off, in seconds."""
    wait_then_s: int
    weight: Weight


class Simulation(View, frozen=True, kw_only=True):
    """A policy over what was proposed in the last ``days`` days."""

    days: int
    total: int
    changed: int
    lines: tuple[SimulationLine, ...]
    more_wait_s: int = 0
    """Of all together, in seconds: what would have waited longer ..."""
    less_wait_s: int = 0
    """... and what shorter."""
    more_readings: int = 0
    fewer_readings: int = 0
    unknown: int = 0
    """Proposals under a policy that is not in the ledger any more: left out."""
