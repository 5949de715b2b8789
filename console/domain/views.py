"""What the screens show, as frozen rows: the store fills them, the workstation passes them on, the window paints them.

Personal text in here is for the screen only; nothing of it goes into a log or into signed bytes.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from console.domain.actions import Action, DeclaredEffect, Tier
from console.domain.cases import CaseState
from console.domain.documents import Ending, StepKind, Verdict
from console.domain.people import Role
from console.domain.reasons import Lane, Reason, lane


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A row for a screen."""


class PersonBrief(View, frozen=True, kw_only=True):
    """A person as others see them."""

    id: str
    name: str
    role: Role
    vendor: str = ""
    contract_until: datetime | None = None


class AccountBrief(View, frozen=True, kw_only=True):
    """An account where it stands in a list; ``reach`` is a count of ``reach_noun`` or unknown."""

    id: str
    platform: str
    platform_id: str
    handle: str
    name: str
    tier: Tier
    reach: int | None
    reach_noun: str


class QueueFilter(View, frozen=True, kw_only=True):
    """What of the queue is asked for; empty means no restriction.  ``older_than_s`` in seconds."""

    text: str = ""
    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    older_than_s: int | None = None
    unclaimed: bool = False
    mine: bool = False


class QueueRow(View, frozen=True, kw_only=True):
    """One case in the queue.  ``rank`` and ``case`` are its key in the order; ``due_at`` the time to look at it by."""

    case: str
    rank: int
    account: AccountBrief
    reasons: tuple[str, ...]
    report_count: int
    languages: tuple[str, ...]
    oldest_report: datetime
    due_at: datetime
    claimed_by: str | None
    """Person id of the holder of a live lease."""
    claimed_until: datetime | None
    ends_at: datetime | None = None
    """When the next temporary action on the account ends; ``None`` when none runs."""


class QueuePage(View, frozen=True, kw_only=True):
    """Rows in order; ``cursor`` continues after the last one, ``None`` at the end.  ``open_count`` counts all open."""

    rows: tuple[QueueRow, ...]
    cursor: tuple[int, str] | None
    open_count: int


class MediaView(View, frozen=True, kw_only=True):
    """A picture or film: never fetched, shown as a grey blurred placeholder until asked for."""

    id: str
    kind: str
    words: str


class ContentView(View, frozen=True, kw_only=True):
    """One reported item as it was when reported; ``digest`` is what a proposal cites as evidence."""

    id: str
    digest: str
    platform_id: str
    platform_id_ref: str
    kind: str
    text: str
    language: str
    at: datetime
    reported_times: int
    media: tuple[MediaView, ...]


class ReportView(View, frozen=True, kw_only=True):
    """One report; the reporter stands under a pseudonym of four characters."""

    id: str
    digest: str
    reason: str
    reporter: str
    statement: str
    language: str
    at: datetime
    content: str | None
    """Id of the reported item among the case's content, if it was one."""


class HistoryLine(View, frozen=True, kw_only=True):
    """Something that was done to the account before (closed cases only)."""

    at: datetime
    action: Action
    clause: str
    words: str
    effect: str
    """The digest that a restore names."""
    restorable: bool
    why_not: tuple[Reason, ...] = ()
    """Why the viewer can't restore it alone; nothing of it counts while it is not ``restorable``."""
    ends_at: datetime | None = None
    """When a temporary action ends, or ended by itself."""
    ended: bool = False
    """Whether it has ended by itself."""

    @property
    def lane(self) -> Lane:
        """Which way back is open to the viewer."""
        return lane(self.why_not) if self.restorable else Lane.NEVER


class AccountView(View, frozen=True, kw_only=True):
    """The account as the case shows it, with the digests (``_ref``) under which its texts stand in signed bytes."""

    brief: AccountBrief
    platform_id_ref: str
    handle_ref: str
    name_ref: str
    state: str
    """Digest of the platform's state as last read."""
    state_words: tuple[str, ...]
    created: datetime | None
    read_at: datetime
    earlier_actions: int
    confusable_with: AccountBrief | None


class LockView(View, frozen=True, kw_only=True):
    """An account that was restored lately, and can't be acted upon again without somebody new (I8)."""

    since: datetime
    """When it was restored."""
    until: datetime
    mine: bool
    """Whether the viewer had a part in what was undone, or undid it: then they can't propose anything on it."""


class CaseView(View, frozen=True, kw_only=True):
    """A whole case, as rendered: ``digest`` goes into proposal and finding."""

    case: str
    digest: str
    state: CaseState
    account: AccountView
    contents: tuple[ContentView, ...]
    reports: tuple[ReportView, ...]
    report_count: int
    """All of them; ``reports`` holds at most a page."""
    counts: tuple[tuple[str, int], ...]
    """Reason and how often, most first."""
    history: tuple[HistoryLine, ...]
    effects: tuple[DeclaredEffect, ...]
    """What the platform supports, in the order of actions."""
    lease_until: datetime | None
    """Until when the viewer holds it; ``None`` when they don't."""
    claimed_by: str | None
    lock: LockView | None = None
    """The lock after a restore; never told to whoever reads second (I14)."""
    labels: tuple[str, ...] = ()
    """The labels that the platform knows; it takes no other."""


class Status(StrEnum):
    """Where a proposal stands; derived from the ledger and the time, never stored as a word."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    HELD_BACK = "held_back"
    HANDED_OFF = "handed_off"
    COUNTERSIGNED = "countersigned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    FROZEN = "frozen"
    STOPPED = "stopped"
    COOLING_OFF = "cooling_off"
    DUE = "due"
    ORDERED = "ordered"
    CARRIED_OUT = "carried_out"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RESTORED = "restored"
    ENDED = "ended"
    """A temporary action whose time is over, and that was taken back."""


ENDINGS: dict[Ending, Status] = {ending: Status(ending.value) for ending in Ending}


class WaitingLine(View, frozen=True, kw_only=True):
    """Something that waits: ``whom`` says in one sentence whom or what for, ``until`` when the clock runs out."""

    proposal: str
    case: str
    account: AccountBrief
    action: Action
    status: Status
    since: datetime
    until: datetime | None
    whom: str
    can_undo: bool
    can_stop: bool
    duration_s: int | None = None
    """Of a temporary action: how long it will last, in seconds, once it is carried out."""


class Reading(View, frozen=True, kw_only=True):
    """A case assigned to the viewer for a second reading; ``recorded`` once their finding is admitted.

    ``opened`` is the proposal's digest once it was opened to them, otherwise ``None``, whatever the cause.
    """

    assignment: str
    row: QueueRow
    until: datetime
    recorded: bool
    opened: str | None


class OpenedProposal(View, frozen=True, kw_only=True):
    """A proposal as its canonical bytes say, fetched afresh; only texts are looked up, and checked by digest (A15)."""

    digest: str
    assignment: str
    finding: str
    account: AccountBrief
    handle_then: str
    name_then: str
    reach_then: int | None
    handle_ref_now: str
    name_ref_now: str
    action: Action
    effect: DeclaredEffect
    duration_s: int | None
    clause: str
    clause_title: str
    justification: str
    message: str
    proposed_at: datetime
    own_verdict: Verdict
    evidence: tuple[str, ...]
    steps: tuple[StepKind, ...]
    cooling_off_s: int
    still_needed: int


class Announcement(View, frozen=True, kw_only=True):
    """A proposal that is cooling off: everyone on duty sees it and may stop it."""

    proposal: str
    account: AccountBrief
    action: Action
    since: datetime
    until: datetime
    words: str
    can_stop: bool


class RecentEffect(View, frozen=True, kw_only=True):
    """Something recently carried out; ``why_not`` says why the viewer can't restore it, empty when they can."""

    effect: str
    case: str
    account: AccountBrief
    action: Action
    at: datetime
    words: str
    why_not: tuple[Reason, ...]
    restored_at: datetime | None
    ends_at: datetime | None = None
    """When a temporary action ends, or ended by itself."""
    ended: bool = False
    """Whether it has ended by itself."""
    wish: str | None = None
    """Digest of the late restore of it that waits for a second person, if there is one."""

    @property
    def lane(self) -> Lane:
        """Which way back is open to the viewer."""
        return lane(self.why_not)


class FoundAccount(View, frozen=True, kw_only=True):
    """A hit of the search; ``case`` is its open case, if there is one."""

    account: AccountBrief
    case: str | None
    recent: RecentEffect | None


class StoryLine(View, frozen=True, kw_only=True):
    """One step of a case's story, from the ledger: who, what, when, in order."""

    index: int
    at: datetime
    words: str
    person: str
    kind: str
    detail: str
    digest: str


class RequestState(StrEnum):
    """Where something that a person decided lies (I12)."""

    DRAFT = "draft"
    ASKED = "asked"
    ADMITTED = "admitted"
    REJECTED = "rejected"


class RequestView(View, frozen=True, kw_only=True):
    """A signed request and what became of it; ``entry`` is its place in the ledger."""

    digest: str
    kind: str
    state: RequestState
    entry: int | None
    reasons: tuple[Reason, ...]


class FloorStatus(View, frozen=True, kw_only=True):
    """The line at the foot of the window, and the shift at its head (seconds, breaks not counted)."""

    connected: bool
    inbox: int
    drafts: int
    verified_entry: int | None
    """The last entry that was verified; ``None`` for whoever may be drawn: how the ledger grows would tell (I14)."""
    ledger_error: str
    registrar: str
    """Empty when it works; otherwise one sentence."""
    shift_s: int
    last_day: bool
    now: datetime
    notice: str
    """A line for the head, for instance that waits are of seconds here."""
    platform: str
    """Empty when the platform answers; otherwise one sentence."""
    since_break_s: int = 0
    """Seconds of work without a break."""
