"""The rows that registrar, dispatcher and intake write, and that they read back: fields are named as the columns.

A workstation's screens get ``console.domain.views`` instead.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain.actions import Action, DeclaredEffect, Tier
from console.domain.cases import CaseState, ReportReason
from console.domain.documents import DutyKind, Ending, OrderKind, Outcome, Verdict
from console.domain.people import Role
from console.domain.reasons import Reason
from console.domain.views import MediaView
from console.store.tables.ledger import InboxState


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table."""


# --- ledger -------------------------------------------------------------------------------------------------------


class EntryRow(Row, frozen=True, kw_only=True):
    """An entry: ``body`` are its canonical bytes, ``digest`` (hex) that of the document's exact bytes."""

    entry_index: int
    at: datetime
    kind: str
    author: str
    digest: str
    body: bytes


class NodeRow(Row, frozen=True, kw_only=True):
    """A complete subtree of the Merkle tree, as ``ledger.tree.Node``."""

    level: int
    position: int
    hash: bytes


class CheckpointRow(Row, frozen=True, kw_only=True):
    """A signed note over the first ``size`` entries."""

    size: int
    at: datetime
    note: str


class SubjectRow(Row, frozen=True, kw_only=True):
    """An entry belongs to the story of this account, case, proposal, effect or person."""

    subject: str
    entry_index: int


class TextRow(Row, frozen=True, kw_only=True):
    """A personal text with its salt (16 bytes) under its digest."""

    digest: str
    salt: bytes
    text: str


# --- inbox --------------------------------------------------------------------------------------------------------


class InboxRow(Row, frozen=True, kw_only=True):
    """A pending request as the registrar takes it."""

    id: int
    digest: str
    person: str
    kind: str
    document: bytes
    signatures: bytes
    received_at: datetime


class InboxAnswer(Row, frozen=True, kw_only=True):
    """What became of a request: its place in the ledger, or reasons."""

    id: int
    state: InboxState
    entry_index: int | None = None
    reasons: tuple[Reason, ...] | None = None


class RejectionRow(Row, frozen=True, kw_only=True):
    """The digest over a person's rejected requests of one hour, as admitted."""

    person: str
    hour: datetime
    count: int
    digest: str
    entry_index: int


# --- what follows from the ledger ---------------------------------------------------------------------------------


class ProposalRow(Row, frozen=True, kw_only=True):
    """A proposal with all that happened to it; ``live`` is neither closed nor carried out."""

    digest: str
    entry_index: int
    at: datetime
    case: str
    account: str
    author: str
    action: Action
    effect: DeclaredEffect
    duration_s: int | None
    clause: str
    tier: Tier
    needed: int
    sign_until: datetime
    signed: int = 0
    carry_until: datetime | None = None
    held_until: datetime | None = None
    cooling_from: datetime | None = None
    cooling_until: datetime | None = None
    announced_to: tuple[str, ...] = ()
    closed_how: Ending | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_reasons: tuple[str, ...] = ()
    ordered_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_at: datetime | None = None
    restored_at: datetime | None = None
    live: bool = True


class AssignmentRow(Row, frozen=True, kw_only=True):
    """A case drawn for a person."""

    id: str
    entry_index: int
    number: int
    at: datetime
    until: datetime
    case: str
    account: str
    person: str
    drawn_for: str
    kept: str | None = None
    finding: str | None = None
    finding_at: datetime | None = None
    verdict: Verdict | None = None
    opened: str | None = None
    opened_at: datetime | None = None
    over: str | None = None
    over_at: datetime | None = None


class FindingRow(Row, frozen=True, kw_only=True):
    """A second reviewer's admitted verdict."""

    digest: str
    entry_index: int
    at: datetime
    assignment: str
    case: str
    person: str
    case_digest: str
    verdict: Verdict | None
    why_ref: str | None


class EffectRow(Row, frozen=True, kw_only=True):
    """One order to the platform; ``id`` is the digest of the proposal or restore."""

    id: str
    kind: OrderKind
    entry_index: int
    case: str
    account: str
    author: str
    action: Action
    effect: DeclaredEffect
    clause: str = ""
    of: str | None = None
    no_way_back: bool = False
    intents: int = 0
    intended_at: datetime | None = None
    outcome: Outcome | None = None
    at: datetime | None = None
    state: str | None = None
    note: str = ""
    drift: tuple[str, ...] = ()
    restored_by: str | None = None
    restored_at: datetime | None = None


class ReceiptRow(Row, frozen=True, kw_only=True):
    """What became of one order."""

    entry_index: int
    at: datetime
    effect: str
    kind: OrderKind
    outcome: Outcome
    state: str | None
    note: str


class PersonRow(Row, frozen=True, kw_only=True):
    """Somebody of the roster, as screens show them."""

    id: str
    name_ref: str
    role: Role
    vendor: str
    public_keys: tuple[str, ...]
    contract_from: datetime | None
    contract_until: datetime | None
    human: bool
    ended_at: datetime | None
    roster: int


class DutyRow(Row, frozen=True, kw_only=True):
    """A person's shift."""

    person: str
    kind: DutyKind
    since: datetime | None
    worked_s: int
    renewed: datetime | None


class NoteRow(Row, frozen=True, kw_only=True):
    """A note on a case."""

    entry_index: int
    at: datetime
    case: str
    person: str
    text_ref: str


class SharedViewRow(Row, frozen=True, kw_only=True):
    """A shared filter of the queue."""

    name_ref: str
    filter_ref: str
    person: str
    entry_index: int


class WayBackRow(Row, frozen=True, kw_only=True):
    """What a restore of an effect needs: the connector's bytes, and their digest (hex)."""

    effect: str
    digest: str
    saved: bytes
    at: datetime


class PlatformRow(Row, frozen=True, kw_only=True):
    """What a connector declares."""

    id: str
    title: str
    reach_noun: str
    effects: tuple[DeclaredEffect, ...]
    labels: tuple[str, ...]
    at: datetime
    cursor: str | None = None
    problem: str = ""


# --- what intake brings -------------------------------------------------------------------------------------------


class AccountRead(Row, frozen=True, kw_only=True):
    """An account as a connector read it; ``state`` is the digest of its state, ``tier_flag`` ``None`` if not known."""

    platform: str
    platform_id: str
    handle: str
    name: str
    state: str
    state_words: tuple[str, ...]
    reach: int | None
    reach_noun: str
    tier_flag: Tier | None
    avatar: str = ""
    created: datetime | None = None


class ContentRead(Row, frozen=True, kw_only=True):
    """An item as a connector read it."""

    platform_id: str
    text: str
    kind: str
    language: str
    at: datetime
    media: tuple[MediaView, ...] = ()


class ReportRead(Row, frozen=True, kw_only=True):
    """One report as a connector read it; ``id`` is its identity (``ReportKey.identity``), a hex digest.

    ``kind`` is ``account`` or ``content``, ``target`` the platform's id of that, ``account`` of the account.
    """

    id: str
    kind: str
    platform_report_id: str
    target: str
    account: str
    reporter: str
    reason: ReportReason
    reason_as_given: str
    statement: str
    language: str
    at: datetime
    content: ContentRead | None = None


class CaseRow(Row, frozen=True, kw_only=True):
    """A case as it stands in its table."""

    id: str
    account: str
    state: CaseState
    rank: int
    tier: Tier
    digest: str
    oldest_report: datetime
    report_count: int
    reasons: tuple[str, ...]
    languages: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None


class TakenIn(Row, frozen=True, kw_only=True):
    """What a batch changed: the cases with their new digests, and the digests of the new reports, in order."""

    cases: tuple[CaseRow, ...]
    reports: tuple[str, ...]
    doubles: int
