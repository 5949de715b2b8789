"""Accounts, reports and cases: their identity, their digests, and the order of the queue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class CaseState(StrEnum):
    """All that a case's row tells: nothing of what stands behind it (I14)."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class ReportReason(StrEnum):
    """The reasons that a report can give; what a platform calls otherwise is mapped, the rest is OTHER."""

    CHILD_SAFETY = "child_safety"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    ILLEGAL = "illegal"
    HATE = "hate"
    HARASSMENT = "harassment"
    IMPERSONATION = "impersonation"
    SCAM = "scam"
    NUDITY = "nudity"
    SPAM = "spam"
    OTHER = "other"


REASON_WORDS: dict[ReportReason, str] = {reason: reason.value.replace("_", " ") for reason in ReportReason} | {
    ReportReason.ILLEGAL: "illegal content",
    ReportReason.SELF_HARM: "self-harm",
}

DUE_S: dict[ReportReason, int] = {
    ReportReason.CHILD_SAFETY: 15 * 60,
    ReportReason.SELF_HARM: 30 * 60,
    ReportReason.VIOLENCE: 4 * 3600,
    ReportReason.ILLEGAL: 12 * 3600,
    ReportReason.HATE: 24 * 3600,
    ReportReason.HARASSMENT: 24 * 3600,
    ReportReason.IMPERSONATION: 24 * 3600,
    ReportReason.SCAM: 24 * 3600,
    ReportReason.NUDITY: 48 * 3600,
    ReportReason.SPAM: 48 * 3600,
    ReportReason.OTHER: 48 * 3600,
}
"""Seconds after the oldest report within which a case should be looked at."""


def due_at_rank(oldest: datetime, reasons: Iterable[ReportReason]) -> int:
    """The queue's order: the smaller, the sooner.  Microseconds since 1970 at which the case is due.

    The most urgent reason decides; new reports of the same kind never push a case (nobody with bots can order
    the queue), and a case never starves, because its rank does not grow while it waits.
    """
    seconds = min((DUE_S[r] for r in reasons), default=DUE_S[ReportReason.OTHER])
    return int(oldest.timestamp() * 1_000_000) + seconds * 1_000_000


def digest_of(*parts: str) -> str:
    """Hex SHA-256 over length-prefixed UTF-8 parts, so that no two lists of parts give the same bytes."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode()
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()


def case_digest(account: str, state: str, evidence: Iterable[str]) -> str:
    """The digest of a case as it is shown: account, platform state, and the digests of all evidence, sorted."""
    return digest_of("case", account, state, *sorted(set(evidence)))


def text_digest(salt: bytes, text: str) -> str:
    """The digest under which a personal text stands in signed bytes: SHA-256 of salt and UTF-8 (I11).

    Raises ``ValueError`` unless ``salt`` has 16 bytes.
    """
    if len(salt) != 16:
        raise ValueError("a salt has 16 bytes")
    return hashlib.sha256(salt + text.encode()).hexdigest()
