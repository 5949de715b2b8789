"""What only cryptography can say of a roster: that each of its keys is one that may be enrolled (A8)."""

from __future__ import annotations

from console.domain.documents import Document, RosterVersion
from console.errors import BadInput
from console.ledger.signing import check_public_key


def weak_key(document: Document) -> str | None:
    """Why a key of this roster may not be enrolled, as a clause; ``None`` when all may, or it is no roster."""
    if not isinstance(document, RosterVersion):
        return None
    for key in (*(k for p in document.people for k in p.keys), *(s.key for s in document.services)):
        try:
            check_public_key(key)
        except BadInput as error:
            return f"{error.what[:1].lower()}{error.what[1:]} ({key[:16]})"
    return None
