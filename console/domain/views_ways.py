"""What the screens of the ways back show: late restores, reports, undo since, alarms, and what ends by itself.

Frozen rows; the workstation's ways fill them (``workstation/ways.py``), window and command line show them.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from console.domain.actions import Action
from console.domain.reasons import Lane, Reason, lane
from console.domain.views import AccountBrief, PersonBrief, Status, View

# --- two people -------------------------------------------------------------------------------------------------


class LateState(StrEnum):
    """Where a restore that takes two stands."""

    WAITS = "waits"
    DONE = "done"
    OBJECTED = "objected"
    EXPIRED = "expired"


class LateLine(View, frozen=True, kw_only=True):
    """A restore that one person wished and a second has to consent to; from then on it is a restore like any other.

    ``why_not_consent`` and ``why_not_object`` are "" where the viewer may; objecting to one's own takes it back.
    """

    digest: str
    at: datetime
    until: datetime
    """Until when it waits for its second person."""
    author: PersonBrief
    account: AccountBrief
    action: Action
    effect: str
    """Digest of the carried-out effect that it brings back."""
    carried_out_at: datetime | None
    reason: str
    state: LateState
    mine: bool
    over_at: datetime | None
    over_by: PersonBrief | None
    """Who consented, or objected."""
    why_not_consent: str
    why_not_object: str


# --- reports ----------------------------------------------------------------------------------------------------


class UnreportedLine(View, frozen=True, kw_only=True):
    """A restore of one's own that has no report yet: what happened, in a few words, when there is time."""

    restore: str
    at: datetime
    account: AccountBrief
    action: Action
    lifted: bool
    """It undid a change that no entry explained, not an effect of ours."""


# --- undo since -------------------------------------------------------------------------------------------------


class Part(StrEnum):
    """What somebody had to do with a line."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    RESTORED = "restored"


class Undo(StrEnum):
    """What can be done about a line."""

    RESTORE = "restore"
    """One person, at once."""
    SECOND = "second"
    """A late restore, which takes two."""
    STOP = "stop"
    """It is cooling off: one person, with a reason."""
    NOTHING = "nothing"


class UndoLine(View, frozen=True, kw_only=True):
    """One thing that a person did and that is in effect, or still waits; ``why_not`` says what stands against it."""

    proposal: str
    """Digest of the proposal; a restore names it as the effect."""
    at: datetime
    """When it was carried out, or while it waits: proposed."""
    account: AccountBrief
    action: Action
    part: Part
    status: Status
    words: str
    undo: Undo
    why_not: tuple[Reason, ...]
    ends_at: datetime | None = None


class UndoList(View, frozen=True, kw_only=True):
    """Everything that one person did since a moment, newest first; ``left`` counts restores that remain this hour.

    ``left`` is ``None`` where the hour is not counted: somebody else has ended the person or revoked a key of theirs.
    """

    person: PersonBrief
    since: datetime
    lines: tuple[UndoLine, ...]
    left: int | None


class Undoing(View, frozen=True, kw_only=True):
    """What became of one line: the request's digest to follow, or why nothing was asked."""

    line: UndoLine
    request: str | None
    why_not: tuple[Reason, ...] = ()


# --- alarms -----------------------------------------------------------------------------------------------------


class AlarmLine(View, frozen=True, kw_only=True):
    """A change on a protected account that no entry of the ledger explains; everyone on duty sees it (I13)."""

    alarm: str
    at: datetime
    account: AccountBrief
    action: Action
    """What it looks like."""
    words: str
    """What is seen on the platform."""
    lifting: bool
    """Somebody has asked to lift it, and the platform's answer is awaited."""
    failed: str
    """Why the last attempt to lift it failed; "" when none did."""
    why_not_lift: tuple[Reason, ...]
    why_not_explain: tuple[Reason, ...]

    @property
    def lane(self) -> Lane:
        """Whether the viewer can lift it alone."""
        return Lane.ALONE if not self.why_not_lift else Lane.NEVER


# --- what ends by itself ----------------------------------------------------------------------------------------


class EndState(StrEnum):
    """Where the end of a temporary action stands."""

    RUNS = "runs"
    ENDING = "ending"
    """Its time is over; the platform is being asked."""
    FAILED = "failed"
    """The platform did not take it back: one person may restore it."""


class EndingLine(View, frozen=True, kw_only=True):
    """A temporary action in effect, with when it ends; ``why_not`` says why the viewer can't restore it before."""

    effect: str
    case: str
    account: AccountBrief
    action: Action
    since: datetime
    duration_s: int
    ends_at: datetime
    state: EndState
    words: str
    why_not: tuple[Reason, ...]

    @property
    def lane(self) -> Lane:
        """Which way back is open to the viewer before it ends."""
        return lane(self.why_not)
