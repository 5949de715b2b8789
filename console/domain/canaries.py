"""Canaries: who may make one, who may read it, when it is drawn, and how it is revealed (PROTOCOL.md section 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
