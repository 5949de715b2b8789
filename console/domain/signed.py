"""The common shape of all signed documents: what each one binds besides its own fields (PROTOCOL.md section 1)."""

from __future__ import annotations

import msgspec

from console.domain.people import Role

REGISTRAR = "registrar"
DISPATCHER = "dispatcher"


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """What all documents bind: the store and environment that they are for, and their author (A21)."""

    store: str
    env: str
    author: str


class PersonDocument(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wish of a person; ``nonce`` (hex of 16 random bytes) makes each one single (A25)."""

    role: Role
    nonce: str


class ServiceDocument(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What registrar or dispatcher add to the ledger, signed by their own key from the roster."""
