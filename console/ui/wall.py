"""Nothing else on the screen: what the ledger's proof found, and whom to call (LOOK.md, "States")."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.named import column, frame, named


class Wall(QWidget):
    """Shown when the ledger does not verify: reading on would be reading something that cannot be trusted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "wall", "the ledger does not verify", "window")
        outer = column(self, margins=(40, 40, 40, 40))
        outer.addStretch(2)
        card = frame(self, "wall_card", "card", "the ledger does not verify")
        card.setFixedWidth(620)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        box = column(card, margins=(32, 28, 32, 28), gap=10)
        box.addWidget(
            plain_label("The ledger does not verify", card, name="wall_title", role=Role.BIG, tone="harm", wraps=True)
        )
        self._what = plain_label("", card, name="wall_what", wraps=True, selectable=True)
        box.addWidget(self._what)
        box.addWidget(
            plain_label(
                "This console shows nothing more and sends nothing more. What you typed is kept on this workstation. "
                "Call an administrator and an auditor; leave the console as it is.",
                card,
                name="wall_now",
                tone="muted",
                wraps=True,
            )
        )

    def show_error(self, sentence: str) -> None:
        """What does not hold, and where."""
        set_text(self._what, sentence)
