"""The lot's secrets, from the registrar's key: who holds that key can predict draws (PROTOCOL.md section 5)."""

from __future__ import annotations

import hashlib
import hmac

from console.domain.lot import LotSecret
from console.ledger.signing import SigningKey


def lot_secret(key: SigningKey) -> LotSecret:
    """Secret *n* (hex): HMAC-SHA-256 of the draw's number under a key derived from the registrar's seed."""
    own = hmac.digest(key.seed, b"countersign/lot/1", "sha256")

    def secret(number: int) -> str:
        return hmac.new(own, number.to_bytes(8, "big"), hashlib.sha256).hexdigest()

    return secret


def chance(key: SigningKey, digest: str) -> str:
    """An evenly spread number (hex) for choosing dismissals to be read again; nobody can foresee it."""
    own = hmac.digest(key.seed, b"countersign/rereading/1", "sha256")
    return hmac.new(own, bytes.fromhex(digest), hashlib.sha256).hexdigest()
