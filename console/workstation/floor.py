"""The floor at a workstation: readings and their clocks, canaries, waits, measures, and who looked at what."""

from __future__ import annotations

from console.workstation.context import Context


class Floor:
    """The floor at a workstation: one signed-in person's part of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
