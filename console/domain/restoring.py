"""Rules of restoring beyond the fast lane: late restores, reports afterwards, alarms (PROTOCOL.md section 10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.domain.reasons import Reason

RULES: dict[type, Callable[..., tuple[Reason, ...]]] = {}
"""Document type to its rule, with the arguments of `admission`: state, body, digest, case facts, now, person."""

CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""

CONSENTS: dict[type, Callable[..., tuple[Reason, ...]]] = {}
"""Wish type to the rule of who may consent to it: state, wish facts, now, person (`governance.CONSENTS`)."""
