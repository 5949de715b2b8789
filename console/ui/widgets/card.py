"""The three calm surfaces: a card with a head (title, a few words at the right) and what it holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.labels import Elided, KeyCap
from console.ui.widgets.named import column, named


class Card(QFrame):
    """A pane's surface; ``body`` is where its content goes, the head stays where it is."""

    def __init__(self, parent: QWidget, *, name: str, title: str = "", aside: str = "") -> None:
        super().__init__(parent)
        named(self, name, title or name.replace("_", " "), "card")
        self._box = column(self, margins=(1, 14, 1, 1), gap=0)
        self._head = QWidget(self)
        named(self._head, f"{name}_head", "head", "clear")
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self._head)
        line.setContentsMargins(16, 0, 16, 10)
        line.setSpacing(8)
        self._title = Elided(title, self._head, name=f"{name}_title", role=Role.TITLE)
        self._key = KeyCap("Esc", self._head, name=f"{name}_key", wide=38)
        self._aside = plain_label(aside, self._head, name=f"{name}_aside", role=Role.SMALL_NUMBER, tone="faint")
        line.addWidget(self._title, 1)
        line.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(self._head)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._box.addLayout(self._body, 1)
        self._box.setAlignment(self._head, Qt.AlignmentFlag.AlignTop)
        self._key.hide()
        self._head.setVisible(bool(title))

    @property
    def body(self) -> QVBoxLayout:
        """Where the content goes (no margins)."""
        return self._body

    def set_head(self, title: str, aside: str = "", *, key: str = "") -> None:
        """Change the title, the words at its right, and a key before them (``Esc`` with ``back``)."""
        self._title.say(title)
        set_text(self._aside, aside)
        self._aside.setVisible(bool(aside))
        self._key.setText(key)
        self._key.setVisible(bool(key))
        self._head.setVisible(bool(title))
        self.setAccessibleName(title or self.objectName().replace("_", " "))
