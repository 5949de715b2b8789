"""Fields that hold ids and digests hold nothing else, so that no personal text can reach the ledger (I11).

Everything else in a person's words is bound to something known: a case, a clause, an effect that the connector
declares, somebody of the roster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.domain import documents as doc

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ID = re.compile(r"[0-9a-f]{32}\Z")
_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z")
LOOKS = frozenset({"case", "media"})


def malformed(document: doc.PersonAny) -> str | None:
    """What in ``document`` is no id or digest although it should be, in plain words; ``None`` when all are."""
    if not _ID.match(document.nonce):
        return "its nonce is not 16 bytes in hex"
    for name, value in _digests(document):
        if value is not None and not _DIGEST.match(value):
            return f"{name} is not a digest"
    if isinstance(document, doc.TierChange) and not _ID.match(document.account):
        return "account is not an id"
    if isinstance(document, doc.RegisterChange | doc.Lowering) and not all(_ID.match(r.account) for r in document.rows):
        return "account is not an id"
    if isinstance(document, doc.RosterDraft) and not _SIGNATURE.match(document.signature):
        return "signature is not one"
    if isinstance(document, doc.Look) and document.what not in LOOKS:
        return "what was looked at has another name"
    return None


def _digests(document: doc.PersonAny) -> Iterator[tuple[str, str | None]]:
    for name in _DIGESTS.get(type(document), ()):
        value = getattr(document, name)
        for one in value if isinstance(value, tuple) else (value,):
            yield name, one
    if isinstance(document, doc.RegisterChange | doc.Lowering):
        for row in document.rows:
            yield "platform_id", row.platform_id
    if isinstance(document, doc.Proposal):
        seen = document.seen
        for name in ("state", "handle", "name", "case"):
            yield f"seen.{name}", getattr(seen, name)
        for one in seen.evidence:
            yield "seen.evidence", one


_DIGESTS: dict[type, tuple[str, ...]] = {
    doc.Proposal: ("platform_id", "content", "message", "justification", "policy"),
    doc.Withdrawal: ("proposal",),
    doc.Finding: ("case", "why"),
    doc.Countersignature: ("proposal", "finding", "handle", "name"),
    doc.Refusal: ("proposal", "reason"),
    doc.Recusal: ("reason",),
    doc.Stop: ("proposal", "reason"),
    doc.Restore: ("effect",),
    doc.LateRestore: ("effect", "reason"),
    doc.AfterReport: ("restore", "text"),
    doc.Explanation: ("alarm", "text"),
    doc.Note: ("text",),
    doc.SharedView: ("name", "filter"),
    doc.Canary: ("answer",),
    doc.TierChange: ("platform_id",),
    doc.Lowering: ("reason",),
    doc.Consent: ("wish",),
    doc.Objection: ("wish", "reason"),
    doc.Revocation: ("key",),
    doc.Tightening: ("policy",),
    doc.RosterDraft: ("key",),
}
