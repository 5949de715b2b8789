"""Documents as bytes and back, with their signatures (PROTOCOL.md section 1).

Received bytes are verified, stored, hashed and shown as they came; they are parsed once, with closed schemas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, get_args

import msgspec

from console.domain.documents import AnyDocument, Document, PersonAny, type_tag
from console.errors import BadInput, Tampered
from console.ledger.canonical import SIZE_LIMIT, decode_struct, encode_struct, signable_bytes
from console.ledger.signing import PublicKeyHex, SignatureHex, SigningKey, verify

DOCUMENT_TYPES: dict[str, type[Document]] = {str(cls.__struct_config__.tag): cls for cls in get_args(AnyDocument)}
"""Every document's type by its type name."""
REQUEST_TYPES = frozenset(str(cls.__struct_config__.tag) for cls in get_args(PersonAny))
"""The type names that a workstation may put into the inbox."""
ENTRY_LIMIT = 4 * 1024 * 1024
"""Bytes of a document of the registrar or an administrator at most (a roster, a batch of intake)."""


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature over a document's bytes; both in lower-case hex."""

    key: PublicKeyHex
    signature: SignatureHex


class SignedDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document as it travels: its type name, its exact bytes, and who signed them."""

    kind: str
    data: bytes
    signatures: tuple[Signature, ...]

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the bytes: the document's name everywhere."""
        return hashlib.sha256(self.data).hexdigest()


class OpenedDocument(msgspec.Struct, frozen=True):
    """A document whose signatures hold; ``signers`` are the keys (hex) that made them, in order, each once."""

    document: Any
    digest: str
    signers: tuple[PublicKeyHex, ...]


def encode(document: Document) -> bytes:
    """The canonical bytes of a document; raises :class:`BadInput` for what can't be signed."""
    return encode_struct(document)


def sign(document: Document, *keys: SigningKey) -> SignedDocument:
    """``document`` signed by every one of ``keys``; for a person's request two encoders have to agree on the bytes."""
    kind = type_tag(document)
    data = signable_bytes(document) if kind in REQUEST_TYPES else encode_struct(document)
    return SignedDocument(kind, data, tuple(Signature(k.public, k.sign(kind, data)) for k in keys))


def add_signature(signed: SignedDocument, key: SigningKey) -> SignedDocument:
    """``signed`` with one more signature (rosters need a quorum's); the same key twice changes nothing."""
    if any(s.key == key.public for s in signed.signatures):
        return signed
    more = Signature(key.public, key.sign(signed.kind, signed.data))
    return SignedDocument(signed.kind, signed.data, (*signed.signatures, more))


def open_signed(signed: SignedDocument, *, limit: int = SIZE_LIMIT) -> OpenedDocument:
    """Verify, then parse.  Raises :class:`Tampered` for a signature, :class:`BadInput` for the bytes."""
    kind = DOCUMENT_TYPES.get(signed.kind)
    if kind is None:
        raise BadInput(
            f"No document is called {signed.kind[:40]!r}",
            "the type name",
            "It may come from a newer version: update this console.",
            message_id="document.unknown",
        )
    if not signed.signatures or len(signed.signatures) > 16:
        raise Tampered(
            "A document needs between one and sixteen signatures", signed.kind, message_id="document.signers"
        )
    for one in signed.signatures:
        verify(one.key, signed.kind, signed.data, one.signature)
    document = decode_struct(signed.data, kind, limit=limit)
    return OpenedDocument(document, signed.digest, _once(s.key for s in signed.signatures))


def _once(keys: Any) -> tuple[PublicKeyHex, ...]:
    return tuple(dict.fromkeys(keys))


def signatures_to_bytes(signatures: Sequence[Signature]) -> bytes:
    """Signatures as canonical JSON, for keeping beside the document's bytes."""
    return msgspec.json.encode(list(signatures), order="sorted")


def signatures_from_bytes(data: bytes) -> tuple[Signature, ...]:
    """The signatures kept by :func:`signatures_to_bytes`; raises :class:`BadInput` for anything else."""
    try:
        return tuple(msgspec.json.decode(data, type=list[Signature]))
    except msgspec.DecodeError as error:
        raise BadInput("The signatures of a request can't be read", what_to_do="Send it again.") from error
