"""What time alone makes due, besides proposals: terms of office, agreed lowerings, ends of temporary actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CHECKS: dict[type, Callable[[Any, Any, Any], str | None]] = {}
"""Service document type to its check, with the arguments of `consistency`: state, entry, document."""
