"""Entries: what the ledger's leaves are made of.

An entry is canonical JSON that holds index, time, the document's own canonical JSON as a text, and its signatures.
Its leaf is the RFC 6962 leaf hash of exactly these bytes.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from console.domain.documents import Entry
from console.errors import BadInput, Tampered
from console.ledger.canonical import decode_struct
from console.ledger.documents import ENTRY_LIMIT, Signature, SignedDocument, open_signed


class EntryBytes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="entry/1"):
    """The shape of an entry; ``time`` is the registrar's, in UTC."""

    index: int
    time: datetime
    kind: str
    document: str
    signatures: tuple[Signature, ...]


class OpenedEntry(msgspec.Struct, frozen=True):
    """An entry whose signatures hold; whether they are the right ones is for the rules to say."""

    entry: Entry
    signers: tuple[str, ...]
    signed: SignedDocument


_ENCODER = msgspec.json.Encoder(order="sorted")


def make_entry(index: int, time: datetime, signed: SignedDocument) -> bytes:
    """The bytes of entry ``index``; the document's bytes are UTF-8 by construction."""
    return _ENCODER.encode(EntryBytes(index, time, signed.kind, signed.data.decode(), signed.signatures))


def parse_entry(index: int, data: bytes) -> tuple[EntryBytes, SignedDocument]:
    """The parts of the bytes that stand at ``index``, without verifying; raises :class:`Tampered` naming the entry."""
    try:
        shape = decode_struct(data, EntryBytes, limit=2 * ENTRY_LIMIT)
    except BadInput as error:
        raise broken(index, error.what) from error
    if shape.index != index:
        raise broken(index, f"it says that it is entry {shape.index}")
    return shape, SignedDocument(shape.kind, shape.document.encode(), shape.signatures)


def open_entry(index: int, data: bytes) -> OpenedEntry:
    """The entry at ``index``, its signatures verified; raises :class:`Tampered` naming the entry."""
    shape, signed = parse_entry(index, data)
    try:
        opened = open_signed(signed, limit=ENTRY_LIMIT)
    except (BadInput, Tampered) as error:
        raise broken(index, error.what) from error
    entry = Entry(index=index, time=shape.time, document=opened.document, digest=opened.digest)
    return OpenedEntry(entry, opened.signers, signed)


def broken(index: int, why: str) -> Tampered:
    """The error that names an entry; ``why`` is a clause in plain words."""
    return Tampered(
        f"Entry {index} of the ledger does not hold: {why[:1].lower()}{why[1:]}",
        f"entry {index}",
        "Do not work on this store. Compare it with a copy that somebody else holds, and tell an auditor.",
        message_id="ledger.entry_broken",
        index=index,
    )
