"""The lot: who is drawn, so that nobody can choose and anybody can recompute (PROTOCOL.md section 5).

Draw *n* reveals secret *n*, to which draw *n-1* (or the founding) committed.  Whoever holds the registrar's key can
predict draws; nobody else can, and nobody can change one afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

LotSecret = Callable[[int], str]
"""Draw number (from 1) to the secret of that draw, hex of 32 bytes; from the registrar's key."""


def commitment(secret: str) -> str:
    """SHA-256 (hex) of a secret given in hex."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def seed(secret: str, drawn_for: str) -> bytes:
    """SHA-256(secret ‖ digest of what is drawn for)."""
    return hashlib.sha256(bytes.fromhex(secret) + bytes.fromhex(drawn_for)).digest()


def winner(secret: str, drawn_for: str, pool: Iterable[str]) -> str:
    """The person drawn from ``pool`` (ids, taken in sorted order); raises ``ValueError`` for an empty pool.

    The seed as a 256-bit number modulo the pool's size: the bias is below 2^-240.
    """
    people = sorted(pool)
    if not people:
        raise ValueError("nobody to draw from")
    return people[int.from_bytes(seed(secret, drawn_for), "big") % len(people)]


def assignment_id(secret: str, drawn_for: str) -> str:
    """The id of the assignment that a draw makes: 32 hex digits that tell nothing while the secret is unknown."""
    return hashlib.sha256(b"assignment" + seed(secret, drawn_for)).hexdigest()[:32]


def chosen(chance: str, per_mille: int) -> bool:
    """Whether something with this ``chance`` (hex, at least 8 bytes, uniformly spread) is among ``per_mille``."""
    return int(chance[:16], 16) % 1000 < per_mille
