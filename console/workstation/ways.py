"""The ways back at a workstation: restores of every kind, undo since, alarms, and what ends by itself."""

from __future__ import annotations

from console.workstation.context import Context


class Ways:
    """The ways back at a workstation: one signed-in person's part of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
