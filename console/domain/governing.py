"""Signed documents that change who may do what: protection register, people, keys, policy (PROTOCOL.md section 6).

Taking authority away, or protecting more, needs one person and counts from its entry; giving it, or protecting less,
needs two: the second one's word is a `consent/1`, or a signature under the next roster.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.domain.actions import Tier
from console.domain.people import Person
from console.domain.signed import DISPATCHER, REGISTRAR, PersonDocument


class TierChange(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="tier/1"):
    """Raises an account's protection (one person, at once; I4)."""

    account: str
    platform: str
    platform_id: str
    tier: Tier


class RegisterRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One account of the protection register; ``term_s`` (seconds from admission) when a term of office ends."""

    account: str
    platform: str
    platform_id: str
    """Salted digest of the platform's account id."""
    tier: Tier
    term_s: int | None = None


class RegisterChange(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="register/1"):
    """Raises many accounts at once, each perhaps for a term; none of them may be lowered by it (I4)."""

    rows: tuple[RegisterRow, ...]


class Lowering(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lowering/1"):
    """One administrator's wish to lower protections; a second one consents, then a delay runs (I4, A35)."""

    rows: tuple[RegisterRow, ...]
    reason: str
    """Salted digest of the words."""


class Consent(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="consent/1"):
    """The second person's word to a lowering or a late restore, by the digest of its exact bytes."""

    wish: str


class Objection(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="objection/1"):
    """Ends a wish that waits for consent or for its delay: one is enough; its author takes it back the same way."""

    wish: str
    reason: str


class Revocation(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="revocation/1"):
    """A key that counts no more from this entry on: one's own, or by an administrator that of one who isn't."""

    person: str
    key: str


class Tightening(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="tightening/1"):
    """One administrator puts a policy in force that is nowhere lighter than the one before (I5)."""

    policy: str
    """The digest of a policy's text that stands in the ledger."""


class RosterDraft(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="roster_draft/1"):
    """A next roster that waits for more administrators: its canonical bytes, and the author's signature under them.

    It changes nothing.  Who agrees signs the same bytes, and submits them with all signatures once they are a quorum.
    """

    version: str
    """The canonical JSON of the `roster/1` document."""
    key: str
    signature: str
    """Ed25519 over the roster document's bytes, in hex, as it will stand under the `roster/1` entry."""


class End(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="end/1"):
    """An administrator ends a person who isn't one: counts from its entry (PROTOCOL.md section 6)."""

    person: str


class PolicyText(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="policy/1"):
    """The policy's own bytes (TOML), so that whoever holds the ledger can decide alike; a roster adopts its digest."""

    toml: str


class ServiceKind(StrEnum):
    """The two parts that write documents of their own."""

    REGISTRAR = REGISTRAR
    DISPATCHER = DISPATCHER


class ServiceKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service's public key, good for the entries from one index to before another."""

    kind: ServiceKind
    key: str
    from_index: int = 0
    until_index: int | None = None


class RosterVersion(PersonDocument, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="roster/1"):
    """One version of who may do what; signed by the quorum of the version before and of its own."""

    number: int
    previous: str | None
    people: tuple[Person, ...]
    services: tuple[ServiceKey, ...]
    quorum: int
    policy: str
    clause_groups: dict[str, str]
    """Clause id to group, as in the policy."""
