"""What a connector reads from its platform: accounts, content, reports; all frozen, all text as it came.

Nothing here is cleaned, shortened or normalised: evidence is kept as it was, and whoever shows it makes it harmless.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from enum import StrEnum

import msgspec
import rfc8785

from console.domain.actions import Tier


class ReportKind(StrEnum):
    """What a report is about; on every platform an account stands behind it."""

    ACCOUNT = "account"
    CONTENT = "content"


class MediaKind(StrEnum):
    """What hangs on a piece of content."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class MediaRef(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, film, sound or file on a piece of content; a reference, never the bytes, and never fetched.

    ``ref`` is the platform's own opaque reference.  ``description`` is the author's text for who can't see it.
    ``width`` and ``height`` are pixels, 0 where not known.  ``placeholder`` is a hex seed from which a window may
    draw something in its place ("" when the platform has none).
    """

    ref: str
    kind: MediaKind
    description: str = ""
    width: int = 0
    height: int = 0
    sensitive: bool = False
    placeholder: str = ""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One post, message or record.  ``content_id`` is opaque and has all that an order on it needs.

    (Matrix: room and event; Bluesky: uri *and* cid.)  ``text`` is as it was when it was read; a moderation API may
    show what visitors no longer see, so ``visible`` says whether a visitor sees it now (``None``: can't be known).
    ``language`` is a BCP 47 tag or "" when the platform does not say.  ``place`` names the room or thread, or "".
    """

    content_id: str
    author_id: str
    text: str
    time: datetime
    language: str = ""
    media: tuple[MediaRef, ...] = ()
    visible: bool | None = None
    place: str = ""


class AccountState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What moderation has made of an account, as the platform shows it: "platform state as seen" (PROTOCOL.md 2).

    The booleans are the platform's own switches; a platform sets those that it has and leaves the rest false.
    ``labels`` are sorted.  ``until`` is when a timed state ends, where the platform tells it.  A name, picture,
    post or follower does not belong here: what is in here voids a proposal when it changes.
    """

    suspended: bool = False
    limited: bool = False
    locked: bool = False
    deactivated: bool = False
    erased: bool = False
    taken_down: bool = False
    labels: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def untouched(self) -> bool:
        """Whether no moderation is in force."""
        return self == AccountState()

    def digest(self) -> str:
        """Hex SHA-256 over the canonical form (RFC 8785 JSON with every field, instants as RFC 3339 UTC)."""
        canonical = rfc8785.dumps(
            {
                "type": "platform-state/1",
                "suspended": self.suspended,
                "limited": self.limited,
                "locked": self.locked,
                "deactivated": self.deactivated,
                "erased": self.erased,
                "taken_down": self.taken_down,
                "labels": sorted(self.labels),
                "until": self.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.until else None,
            }
        )
        return hashlib.sha256(canonical).hexdigest()

    def words(self) -> str:
        """The state in a few plain words without personal text, for receipts and screens ("nothing in force")."""
        switches = ("suspended", "limited", "locked", "deactivated", "erased", "taken_down")
        said = [name.replace("_", " ") for name in switches if getattr(self, name)]
        said += [f"labelled {label}" for label in sorted(self.labels)]
        return ", ".join(said) or "nothing in force"


class AccountSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One account as the platform shows it now.  Identity is (``platform``, ``account_id``), never the handle.

    ``handle`` has no leading ``@`` of the console's own (Matrix ids have theirs).  ``reach`` is the number that
    belongs to ``Description.reach_noun``; ``None`` when it can't be known.  ``tier`` is what the platform's own
    flag says; ``None`` when the flag could not be read or the platform has none (``contract.flag_tier`` tells the
    two apart).  ``avatar`` is a reference or a hex seed for a drawn picture, never fetched.
    """

    platform: str
    account_id: str
    handle: str
    name: str
    state: AccountState
    reach: int | None = None
    created: datetime | None = None
    tier: Tier | None = None
    avatar: str = ""
    biography: str = ""
    language: str = ""


class ReportKey(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of a report: platforms use ids again, so time and target belong to it (rule 11).

    ``target_id`` is the content id, or the account id of a report on an account.
    """

    platform: str
    kind: ReportKind
    report_id: str
    time: datetime
    target_id: str

    def identity(self) -> str:
        """Hex SHA-256 over the canonical form; equal only for the same report.  Drop doubles by this."""
        canonical = rfc8785.dumps(
            [
                "report/1",
                self.platform,
                str(self.kind),
                self.report_id,
                self.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                self.target_id,
            ]
        )
        return hashlib.sha256(canonical).hexdigest()


class ReportedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One report as the platform has it, with the evidence as it was when it was fetched.

    ``reason`` is the platform's own word, as given ("spam", "com.atproto…#reasonSpam"); ``reason_class`` is the
    connector's translation into one of :data:`REASON_CLASSES`.  ``account_id`` is the account that the case is
    about.  ``content`` is ``None`` for a report on an account, or when the content is gone.
    ``statement_language`` is a BCP 47 tag or "".
    """

    key: ReportKey
    account_id: str
    reporter_id: str
    reason: str
    reason_class: str
    statement: str = ""
    statement_language: str = ""
    content: Content | None = None


REASON_CLASSES = (
    "violence",
    "hate",
    "harassment",
    "self_harm",
    "illegal",
    "child_safety",
    "nudity",
    "impersonation",
    "scam",
    "spam",
    "other",
)
"""The reasons that every connector translates into; what it does not know is ``other``."""


class ReportPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some reports, oldest first.

    ``cursor`` is opaque; keep it and give it back next time, also when nothing came: asking with it may bring some
    reports again (overlap is allowed and wanted), never leave one out.  ``more`` says that another page is ready
    now.  ``accounts`` has the target accounts of this page, each once; one that is missing could not be looked up.
    """

    items: tuple[ReportedItem, ...]
    cursor: str | None
    more: bool
    accounts: tuple[AccountSnapshot, ...] = ()
