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
from console.domain.governing import (
    Consent,
    End,
    Lowering,
    Objection,
    PolicyText,
    RegisterChange,
    RegisterRow,
    Revocation,
    RosterDraft,
    RosterVersion,
    ServiceKey,
    ServiceKind,
    TierChange,
    Tightening,
)
from console.domain.service_documents import (
    Closed,
    Cooling,
    Draw,
    Drift,
    DurationOver,
    Ending,
    Founding,
    Intake,
    IntakeCase,
    Intent,
    Lowered,
    Opened,
    OrderKind,
    Outcome,
    Paged,
    PassedOver,
    Receipt,
    Rejections,
    Reopened,
    Revealed,
    Settled,
    TermOver,
    Unexplained,
    WayBack,
)
from console.domain.signed import DISPATCHER, REGISTRAR, Document, PersonDocument, ServiceDocument

__all__ = (  # what stands in other files of this layer and is a document all the same
    "DISPATCHER",
    "REGISTRAR",
    "Closed",
    "Consent",
    "Cooling",
    "Document",
    "Draw",
    "Drift",
    "DurationOver",
    "End",
    "Ending",
    "Founding",
    "Intake",
    "IntakeCase",
    "Intent",
    "Lowered",
    "Lowering",
    "Objection",
    "Opened",
    "OrderKind",
    "Outcome",
    "Paged",
    "PassedOver",
    "PersonDocument",
    "PolicyText",
    "Receipt",
    "RegisterChange",
    "RegisterRow",
    "Rejections",
    "Reopened",
    "Revealed",
    "Revocation",
    "RosterDraft",
    "RosterVersion",
    "ServiceDocument",
    "ServiceKey",
    "ServiceKind",
    "Settled",
    "TermOver",
    "TierChange",
    "Tightening",
    "Unexplained",
    "WayBack",
)

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


class LateRestore(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="late_restore/1"):
    """A restore that needs a second person: past the fast window, on one's last day, of what *stays down*.

    It waits for one `consent/1` of somebody independent; from that entry on it is a restore like any other.
    """

    account: str
    effect: str
    reason: str


class AfterReport(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="after_report/1"):
    """What the restorer says afterwards, when there is time; ``restore`` is the restore's digest."""

    restore: str
    text: str


class Explanation(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="explanation/1"):
    """A person says why an unexplained change on the platform is in order; the alarm ends (I13)."""

    alarm: str
    text: str


class Search(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="search/1"):
    """A search for a person showed these protected accounts; never what was typed."""

    accounts: tuple[str, ...]


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
    | RegisterChange
    | Lowering
    | Consent
    | Objection
    | Revocation
    | Tightening
    | RosterDraft
    | LateRestore
    | AfterReport
    | Explanation
    | Search
)
RegistrarAny = (
    Founding
    | Intake
    | Draw
    | PassedOver
    | Paged
    | Opened
    | Revealed
    | Cooling
    | Closed
    | Reopened
    | Rejections
    | Lowered
    | TermOver
    | DurationOver
)
DispatcherAny = WayBack | Intent | Receipt | Drift | Unexplained | Settled
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
