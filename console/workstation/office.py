"""Governance at a workstation: people and their keys, the protection register, the policy."""

from __future__ import annotations

from console.workstation.context import Context


class Office:
    """Governance at a workstation: one signed-in person's part of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
