"""What registrar and dispatcher sign: draws, openings, endings, what was ordered, and what became of it.

What a service writes is owed word for word (``duties``, ``timers``), or proven by whoever reads it (``consistency``).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from console.domain.actions import Action, Tier
from console.domain.signed import ServiceDocument


class Founding(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="founding/1"):
    """The registrar's first words: the root roster's digest, and the commitment to the first lot's secret."""

    roster: str
    commitment: str


class IntakeCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case as reports made or changed it: tier as the platform's flag said (the highest where it says nothing)."""

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


class Paged(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="paged/1"):
    """The person of an assignment did not answer in time, or is not on duty: they were called."""

    assignment: str


class Revealed(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="revealed/1"):
    """After its finding a reading is shown to have been a canary, with the answer that was committed to.

    ``words`` are the text behind the canary's ``answer``, ``salt`` its salt in hex (`cases.text_digest`).
    """

    assignment: str
    canary: str
    words: str
    salt: str


class Lowered(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lowered/1"):
    """A lowering that two wanted takes effect after its delay."""

    wish: str


class TermOver(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="term_over/1"):
    """A term of office ended: the account goes back to the tier that it had before.  ``until`` names the term."""

    account: str
    until: datetime


class DurationOver(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="duration_over/1"):
    """The duration in an effect's signed bytes is over: its end is owed now, an effect of its own."""

    effect: str


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
    END = "end"
    """The end of a temporary action, as its signed bytes say."""
    LIFT = "lift"
    """The restore of a change that no entry explains (I13)."""


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


class Unexplained(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="unexplained/1"):
    """The platform shows an action on a watched account that no entry of the ledger explains (I13).

    ``action`` is what it looks like, ``state`` the digest of the platform's state; a restore may name this entry.
    """

    account: str
    platform: str
    platform_id: str
    """Salted digest of the platform's account id."""
    action: Action
    state: str
    words: str
    """What is seen, in the connector's words; no personal text."""
    after: int = 0


class Settled(ServiceDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="settled/1"):
    """What an alarm was about is not seen any more."""

    alarm: str
