"""What the sections of the floor share with those of the office: a list, blocks beside it, and what can be done."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Slot

from console.ui.panes.floor import TICK_MS, Floor
from console.ui.rooms.office_section import OfficeSection
from console.ui.rooms.section import CardParents
from console.ui.widgets.notice import Tone

RowT = TypeVar("RowT")

SAID_MS = 30_000
"""How old words such as "6 min ago" may become while they are on the screen (milliseconds)."""


class FloorSection(OfficeSection[RowT]):
    """A section of the floor; most of them are only read, so nothing has to be chosen there."""

    areas = frozenset({"floor"})
    about = ""
    """What it is for, in a sentence or two; stands in the place of what can be done."""

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self._ticks = 0
        floor.ticked.connect(self._on_tick)
        self.right.say(Tone.CALM, "", self.about)

    @Slot()
    def _on_tick(self) -> None:
        """Say times anew while somebody looks."""
        self._ticks += 1
        if self._ticks * TICK_MS >= SAID_MS and self.read_once and self.left.isVisible():
            self._ticks = 0
            self.show_rows()

    def begin_doing(self, doing: str) -> None:
        """Nothing can be done in a section that is only read."""

    def open_marked(self) -> None:
        """Go on to what can be done; where nothing can, to what stands in the middle."""
        if not self.right.begin():
            self.detail.area.setFocus()
