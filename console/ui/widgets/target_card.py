"""The target beside the key: picture, name, reach and tier stand in one card with the button that commits."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.domain.actions import Tier
from console.ui.text import one_line
from console.ui.theme.fonts import Role
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.button import Button
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, named
from console.ui.widgets.tier import TierShape


class TargetCard(QFrame):
    """Stands at the foot of the action pane, always; shows the handle only where it may be seen."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name, "target", "inner")
        self._box = column(self, margins=(11, 11, 7, 11), gap=8)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._box.addLayout(self._line)
        self._avatar = Avatar(self, name=f"{name}_picture", side=40)
        self._shape = TierShape(self, name=f"{name}_tier", side=15, ground="raised")
        self._name = Elided("", self, name=f"{name}_name", role=Role.NAME)
        self._reach = Elided("", self, name=f"{name}_reach", role=Role.SMALL_NUMBER, tone="faint")
        words = QVBoxLayout()
        words.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._shape)
        first.addWidget(self._name, 1)
        words.addLayout(first)
        words.addWidget(self._reach)
        self._line.addWidget(self._avatar)
        self._line.addLayout(words, 1)
        self._button: Button | None = None

    def show_target(self, identity: str, name: str, reach: str, tier: Tier) -> None:
        """Show that account; ``reach`` in words (``41.7 million followers``)."""
        shown = one_line(name)
        self._avatar.show_for(identity, name)
        self._avatar.show()
        self._name.say(shown)
        self._reach.say(one_line(reach))
        self._shape.show_tier(tier)
        self._shape.show()
        self.setAccessibleName(f"target: {shown}, {reach}, {self._shape.accessibleName()}")

    def show_subject(self, identity: str, name: str, about: str, pictured: str = "") -> None:
        """Show what is no account (a person, a file, a policy): a picture made from its id, a name, a few words.

        ``pictured`` is whose picture it is, if not of the name.
        """
        shown = one_line(name)
        self._avatar.show_for(identity, pictured or name)
        self._avatar.setVisible(bool(identity))
        self._name.say(shown)
        self._reach.say(one_line(about))
        self._shape.hide()
        self.setAccessibleName(f"target: {shown}, {about}")

    def put_button(self, button: Button | None) -> None:
        """Put the button that commits beside the target, in place of the one before (which is deleted).

        A large one stands below it, across the whole card.
        """
        if self._button is not None and self._button is not button:
            (self._box if self._button.large else self._line).removeWidget(self._button)
            self._button.hide()
            self._button.deleteLater()
        self._button = button
        if button is not None:
            button.setParent(self)
            if button.large:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                self._box.addWidget(button)
            else:
                self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.show()

    def add_beside(self, button: Button) -> None:
        """One more button beside the target, for a view that shows one or the other."""
        button.setParent(self)
        self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def button(self) -> Button | None:
        """The button that commits."""
        return self._button
