"""What only cryptography can say of a roster: that its keys may be enrolled (A8), and that a draft is really signed."""

from __future__ import annotations

from typing import Final

from console.domain.documents import Document, RosterDraft, RosterVersion
from console.errors import BadInput, Tampered
from console.ledger.canonical import decode_struct
from console.ledger.documents import Signature, SignedDocument
from console.ledger.signing import check_public_key, verify

ROSTER_TAG: Final = str(RosterVersion.__struct_config__.tag)
"""The type name of a roster version, as it is signed."""


def weak_key(document: Document) -> str | None:
    """Why a key of a roster (or of the roster in a draft) may not be enrolled, as a clause; ``None`` when all may.

    Of a draft also: why its bytes are not the canonical ones of a roster, or not signed by the key that it names.
    """
    if isinstance(document, RosterDraft):
        return _bad_draft(document)
    if not isinstance(document, RosterVersion):
        return None
    for key in (*(k for p in document.people for k in p.keys), *(s.key for s in document.services)):
        try:
            check_public_key(key)
        except BadInput as error:
            return f"{error.what[:1].lower()}{error.what[1:]} ({key[:16]})"
    return None


def _bad_draft(draft: RosterDraft) -> str | None:
    try:
        version = decode_struct(draft.version.encode(), RosterVersion)
        verify(draft.key, ROSTER_TAG, draft.version.encode(), draft.signature)
    except (BadInput, Tampered, UnicodeEncodeError):
        return "the roster in it is not signed, or not written in its one canonical way"
    return weak_key(version)


def with_signatures(drafts: tuple[RosterDraft, ...]) -> SignedDocument:
    """The roster of drafts that hold the same bytes, with the signatures of all of them, each key once.

    Raises :class:`BadInput` where the bytes differ.
    """
    if len({draft.version for draft in drafts}) != 1:
        raise BadInput("These drafts are not of one roster", what_to_do="Sign one of them.", message_id="roster.drafts")
    signed = {draft.key: draft.signature for draft in drafts}
    return SignedDocument(
        kind=ROSTER_TAG,
        data=drafts[0].version.encode(),
        signatures=tuple(Signature(key, signature) for key, signature in signed.items()),
    )
