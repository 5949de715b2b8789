"""One thing that is worked at in a room: a list at the left, what is marked beside it, what can be done at the right.

A section is made when its room is first entered, reads when it is shown or when the ledger has grown, and holds ids,
not rows, between two looks.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.ui.panes.floor import Floor

CardParents = tuple[QWidget, QWidget, QWidget]
"""The parents of what a section puts into the left, the centre and the right card."""


class Section(QObject):
    """One tab of a room.

    ``__init__`` of a subclass takes (parent, floor, cards) and sets ``left``, ``centre`` and ``right`` to widgets that
    have the three parents of ``cards``.
    """

    facts_changed = Signal()
    """What can be done has changed."""

    name = ""
    """Of the section, in objectNames: ``people``."""
    title = ""
    """On its tab."""
    areas: frozenset[str] = frozenset({"office"})
    """The watcher's areas after which it reads again while it is shown."""

    left: QWidget
    centre: QWidget
    right: QWidget

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent)
        self.setObjectName(f"section_{self.name}")
        self.floor = floor

    def read(self) -> None:
        """Read what is shown, on a worker; called when the section is shown and when its areas have changed."""

    def entered(self) -> None:
        """Shown now: put the focus where one begins."""
        self.left.setFocus()

    def step(self, by: int) -> None:
        """Mark another line of the list (J and K)."""

    def open_marked(self) -> None:
        """Go on with the marked line (O)."""

    def key(self, pressed: str) -> bool:
        """A key that nothing else took, as printed on its caps; whether it was one of this section's."""
        return False

    def commit_now(self) -> None:
        """Ctrl+S: commit what stands at the right, where that is its key."""

    def back(self) -> bool:
        """Escape: one step back inside the section; ``False`` when there is none left."""
        return False

    def keep(self) -> None:
        """The person leaves the room or the desk: keep what was typed."""
