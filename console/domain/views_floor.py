"""What the screens of the floor show: clocks, waits, what readings show of people, canaries, looks, what went back."""

from __future__ import annotations

from datetime import datetime

from console.domain.actions import Action
from console.domain.documents import Verdict
from console.domain.escalation import Waiting
from console.domain.measures import Pair, Record
from console.domain.views import AccountBrief, PersonBrief, Status, View


class RevealedLine(View, frozen=True, kw_only=True):
    """A canary that a person read: what they found, what was right, and whether that counts as caught."""

    at: datetime
    account: AccountBrief
    found: Verdict | None
    right: Verdict | None
    caught: bool


class RecordView(View, frozen=True, kw_only=True):
    """What a person's second readings show; ``canaries`` newest first, only to the person (and auditors)."""

    person: PersonBrief
    record: Record
    canaries: tuple[RevealedLine, ...]


class PairView(View, frozen=True, kw_only=True):
    """An author and a reader, for auditors."""

    author: PersonBrief
    reader: PersonBrief
    pair: Pair


class StuckLine(View, frozen=True, kw_only=True):
    """A proposal that waits for signatures, as those see it who can do something about the team."""

    account: AccountBrief
    action: Action
    author: PersonBrief
    status: Status
    waiting: Waiting


class CanaryLine(View, frozen=True, kw_only=True):
    """A canary, for its maker and for auditors; ``answer`` once it was revealed (``known``)."""

    digest: str
    at: datetime
    maker: PersonBrief
    account: AccountBrief
    readings: int
    caught: int
    known: bool
    answer: Verdict | None


class ClosedCase(View, frozen=True, kw_only=True):
    """A closed case of which a canary could be made; ``tells`` are sentences on what may give it away to a reader."""

    case: str
    account: AccountBrief
    closed_at: datetime
    reasons: tuple[str, ...]
    report_count: int
    tells: tuple[str, ...]


class LookLine(View, frozen=True, kw_only=True):
    """Somebody looked: at a protected case, at covered media, or for a protected account."""

    index: int
    at: datetime
    person: PersonBrief
    what: str
    """"case", "media" or "search"."""
    case: str
    accounts: tuple[AccountBrief, ...]


class ChangedRow(View, frozen=True, kw_only=True):
    """One thing that a proposal was bound to: what it was, what it is; ``changed`` when that made it void."""

    what: str
    then: str
    now: str
    changed: bool


class WentBack(View, frozen=True, kw_only=True):
    """A proposal of one's own that ended without being carried out, and why."""

    proposal: str
    case: str
    account: AccountBrief
    action: Action
    status: Status
    at: datetime
    reasons: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    again: bool
    """Whether its author may propose again from its text."""
