"""Every signed thing, as it stands in its canonical bytes (PROTOCOL.md section 1).

The type name in ``type`` carries the version; a new shape is a new type name, and old ones stay readable.  Ids are
random (hex of 16 bytes); a personal text is here only as the hex SHA-256 of its 16-byte salt and its UTF-8 (I11);
durations are whole seconds, counted from admission.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from console.domain.actions import Action, DeclaredEffect, Tier
from console.domain.people import Person, Role

REGISTRAR = "registrar"
DISPATCHER = "dispatcher"


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """What all documents bind: the store and environment that they are for, and their author (A21)."""

    store: str
    env: str
    author: str


class PersonDocument(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wish of a person; ``nonce`` (hex of 16 random bytes) makes each one single (A25)."""

    role: Role
    nonce: str


class ServiceDocument(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What registrar or dispatcher add to the ledger, signed by their own key from the roster."""


# --- what people sign -------------------------------------------------------------------------------------------


class StepKind(StrEnum):
    """A step of a friction plan: the first five are the author's, the rest other people's or the clock's."""

    CLAUSE = "clause"
    JUSTIFICATION = "justification"
    SENTENCE = "sentence"
    HANDLE = "handle"
    HOLD = "hold"
    READING = "reading"
    COOLING_OFF = "cooling_off"
    HELD_BACK = "held_back"


class StepDone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step as its author did it: after how many milliseconds since the plan was shown."""

    kind: StepKind
    after_ms: int


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the author saw of the account; a change of tier, state or evidence makes the proposal void (I3).

    ``state`` is the digest of the platform's state, ``case`` that of the case as it was shown, ``evidence`` the
    sorted digests of the cited items.  Handle, name and reach may change: each later signer confirms them.
    """

    tier: Tier
    state: str
    handle: str
    name: str
    reach: int | None
    case: str
    evidence: tuple[str, ...]
    confusable: str | None
    """Id of the protected account whose handle looks alike, as both were shown side by side."""


class Proposal(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="proposal/1"):
    """A wish to take one action on one account, bound to everything that its author saw (PROTOCOL.md section 2)."""

    case: str
    account: str
    platform: str
    platform_id: str
    """Salted digest of the platform's account id."""
    action: Action
    effect: DeclaredEffect
    duration_s: int | None
    content: tuple[str, ...]
    """Salted digests of the platform's ids of the content to act on."""
    message: str | None
    """Salted digest of the words to the person (warn), or of the label."""
    clause: str
    """The policy's clause id; "" for a dismissal."""
    justification: str | None
    seen: Seen
    steps: tuple[StepDone, ...]
    policy: str
    sign_within_s: int
    carry_out_within_s: int


class Withdrawal(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="withdrawal/1"):
    """The author takes a proposal back before it is carried out (undo)."""

    proposal: str


class DutyKind(StrEnum):
    """What a person's console says of their presence."""

    BEGIN = "begin"
    RENEW = "renew"
    BREAK = "break"
    END = "end"


class Duty(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="duty/1"):
    """On duty, on a break, or gone."""

    kind: DutyKind


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody found: which clause, and what should happen."""

    clause: str
    action: Action
    duration_s: int | None = None


class Finding(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="finding/1"):
    """A second reviewer's own verdict on a case (``None``: no violation), before anything of the first is shown."""

    assignment: str
    case: str
    """Digest of the case as it was shown."""
    verdict: Verdict | None
    why: str | None


class Countersignature(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="countersignature/1"):
    """Binds a proposal's digest to the signer's own finding (PROTOCOL.md section 4.4)."""

    proposal: str
    finding: str
    assignment: str
    handle: str
    name: str
    """Digests of handle and name as they were shown to the signer (they may have changed since the proposal)."""


class Refusal(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="refusal/1"):
    """The second reviewer saw the proposal and does not sign it."""

    proposal: str
    assignment: str
    reason: str


class Recusal(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="recusal/1"):
    """The drawn person steps aside; never drawn for this account's case again."""

    assignment: str
    reason: str


class Stop(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="stop/1"):
    """Anyone on duty stops a proposal that is cooling off, with a reason."""

    proposal: str
    reason: str


class Restore(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="restore/1"):
    """The way back of one carried-out effect; of a dismissal: reopening (PROTOCOL.md section 10)."""

    account: str
    effect: str


class Skip(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="skip/1"):
    """Passing a claimed case on, no questions asked."""

    case: str


class Look(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="look/1"):
    """Protected or covered content was opened; ``what`` is "case" or "media" ... never the content."""

    case: str
    what: str


class Note(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="note/1"):
    """A note on a case, or the report after a restore."""

    case: str
    text: str


class SharedView(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="shared_view/1"):
    """A filter of the queue that a team shares."""

    name: str
    filter: str


class Canary(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="canary/1"):
    """A closed case with a known answer, which is committed to (salted digest) before anybody reads it."""

    case: str
    account: str
    answer: str


class TierChange(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="tier/1"):
    """Raises an account's protection (one person, at once; I4)."""

    account: str
    platform: str
    platform_id: str
    tier: Tier


class End(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="end/1"):
    """An administrator ends a person who isn't one: counts from its entry (PROTOCOL.md section 6)."""

    person: str


class PolicyText(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="policy/1"):
    """The policy's own bytes (TOML), so that whoever holds the ledger can decide alike; a roster adopts its digest."""

    toml: str


class ServiceKind(StrEnum):
    """The two parts that write documents of their own."""

    REGISTRAR = REGISTRAR
    DISPATCHER = DISPATCHER


class ServiceKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service's public key, good for the entries from one index to before another."""

    kind: ServiceKind
    key: str
    from_index: int = 0
    until_index: int | None = None


class RosterVersion(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="roster/1"):
    """One version of who may do what; signed by the quorum of the version before and of its own."""

    number: int
    previous: str | None
    people: tuple[Person, ...]
    services: tuple[ServiceKey, ...]
    quorum: int
    policy: str
    clause_groups: dict[str, str]
    """Clause id to group, as in the policy."""


# --- what the services sign -------------------------------------------------------------------------------------


class Founding(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="founding/1"):
    """The registrar's first words: the root roster's digest, and the commitment to the first lot's secret."""

    roster: str
    commitment: str


class IntakeCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case as reports made or changed it: tier as the platform's flag and the register said; ``digest`` of all."""

    case: str
    account: str
    tier: Tier
    digest: str


class Intake(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="intake/1"):
    """One batch of reports taken in; ``reports`` are digests of the rows, so that changing one is found."""

    platform: str
    cases: tuple[IntakeCase, ...]
    reports: tuple[str, ...]
    after: int = 0
    """Entries before it, so that two batches that say the same are two documents."""


class Draw(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="draw/1"):
    """A case is assigned to a person by lot (PROTOCOL.md section 5).

    ``drawn_for`` is the digest of a proposal, of a dismissal or of a canary, and nothing says which; ``secret`` is
    the one that the draw before committed to; ``pool`` is sorted; ``kept`` names an earlier assignment of the
    same person on the same case, whose finding counts again.
    """

    number: int
    assignment: str
    case: str
    account: str
    drawn_for: str
    secret: str
    commitment: str
    pool: tuple[str, ...]
    person: str
    kept: str | None


class PassedOver(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="passed_over/1"):
    """The clock of an assignment ran out, or its person may no longer sign; somebody else is drawn."""

    assignment: str


class Opened(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="opened/1"):
    """After an agreeing finding, the proposal is opened to that person."""

    assignment: str
    proposal: str
    person: str


class Cooling(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="cooling/1"):
    """Cooling-off begins; announced to everyone on duty."""

    proposal: str
    seconds: int
    announced_to: tuple[str, ...]
    after: int = 0
    """Entries before it: it can begin anew, and has to be another document then."""


class Ending(StrEnum):
    """How a proposal ends without being carried out."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    FROZEN = "frozen"
    STOPPED = "stopped"


class Closed(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="closed/1"):
    """The registrar ends a proposal, with the ids of its reasons (``console.domain.reasons``)."""

    proposal: str
    how: Ending
    reasons: tuple[str, ...]


class Reopened(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reopened/1"):
    """A case goes back to the queue for a fresh reviewer; ``because`` is the digest of what made it so."""

    case: str
    because: str


class Rejections(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="rejections/1"):
    """What was not admitted from one person in one hour, as one digest (PROTOCOL.md section 1)."""

    person: str
    hour: datetime
    count: int
    digest: str


class WayBack(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="way_back/1"):
    """Before an apply: the digest of what restore needs, or (``saved`` None) the signed words *no way back*."""

    effect: str
    saved: str | None


class OrderKind(StrEnum):
    """Which way an order goes."""

    APPLY = "apply"
    RESTORE = "restore"


class Intent(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="intent/1"):
    """The dispatcher is about to order; written before it does (A32)."""

    effect: str
    kind: OrderKind
    attempt: int


class Outcome(StrEnum):
    """What the read-back showed."""

    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Sent or unknown: only a person sends it again."""


class Receipt(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="receipt/1"):
    """What became of an order, read back from where a visitor looks; ``state`` digests what was seen."""

    effect: str
    kind: OrderKind
    outcome: Outcome
    state: str | None
    note: str
    """What did not come back, or why it failed: the connector's words, no personal text."""


class Drift(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="drift/1"):
    """The dispatcher found that a due effect may not be carried out; reasons as in ``console.domain.reasons``."""

    effect: str
    reasons: tuple[str, ...]
    after: int = 0
    """Entries that the dispatcher had folded, so that the same drift found again is another document."""


PersonAny = (
    Proposal
    | Withdrawal
    | Duty
    | Finding
    | Countersignature
    | Refusal
    | Recusal
    | Stop
    | Restore
    | Skip
    | Look
    | Note
    | SharedView
    | Canary
    | TierChange
    | End
    | PolicyText
    | RosterVersion
)
RegistrarAny = Founding | Intake | Draw | PassedOver | Opened | Cooling | Closed | Reopened | Rejections
DispatcherAny = WayBack | Intent | Receipt | Drift
AnyDocument = PersonAny | RegistrarAny | DispatcherAny


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One admitted document: its place, the registrar's time, and the digest (hex SHA-256) of its exact bytes."""

    index: int
    time: datetime
    document: AnyDocument
    digest: str


def type_tag(document: Document) -> str:
    """The type name with version, as in the bytes: ``"proposal/1"``."""
    tag = document.__struct_config__.tag
    assert isinstance(tag, str)
    return tag
