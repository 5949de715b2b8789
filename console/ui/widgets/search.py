"""A search field with chips under it: what is typed, and what is kept set."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from console.ui.theme.fonts import font
from console.ui.widgets.flow import Flow
from console.ui.widgets.labels import Chip
from console.ui.widgets.named import column, named

SETTLE_MS = 120
"""Between the last letter typed and the search (milliseconds)."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What is looked for: the typed words, and the ids of the chips that are set."""

    text: str
    chips: tuple[str, ...]


class SearchField(QWidget):
    """Emits ``searched`` shortly after the words or the chips have changed, ``opened`` for the ``+ filter`` chip."""

    searched = Signal(Searched)
    opened = Signal()

    def __init__(
        self, parent: QWidget, *, name: str, hint: str, accessible: str = "search", chips: bool = True, more: str = ""
    ) -> None:
        super().__init__(parent)
        named(self, name, accessible, "clear")
        self._name, self._more = name, more
        self._chips: dict[str, str] = {}
        box = column(self, gap=8)
        self.field = QLineEdit(self)
        named(self.field, f"{name}_field", accessible)
        self.field.setFont(font())
        self.field.setPlaceholderText(hint)
        self.field.setMaxLength(400)
        box.addWidget(self.field)
        self._row = QWidget(self)
        named(self._row, f"{name}_chips", "filters that are set", "clear")
        self._flow = Flow(self._row)
        box.addWidget(self._row)
        self._timer = QTimer(self)
        self._timer.setObjectName(f"{name}_timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._tell)
        self.field.textChanged.connect(self._on_typed)
        self._row.setVisible(chips)
        self._rebuild()

    @property
    def value(self) -> Searched:
        """What is looked for now."""
        return Searched(self.field.text().strip(), tuple(self._chips))

    def set_chips(self, chips: dict[str, str]) -> None:
        """Set the chips: id to words."""
        self._chips = dict(chips)
        self._rebuild()
        self._timer.start()

    def clear(self) -> None:
        """Look for nothing in particular."""
        self.field.clear()
        self.set_chips({})

    def _rebuild(self) -> None:
        self._flow.clear()
        for identity, words in self._chips.items():
            chip = Chip(words, self._row, name=f"{self._name}_chip_{identity}", removable=True)
            chip.clicked.connect(self._on_chip)
            self._flow.addWidget(chip)
        if self._more:
            more = Chip(f"+ {self._more}", self._row, name=f"{self._name}_more", tone="grey")
            more.clicked.connect(self._on_more)
            self._flow.addWidget(more)
        self._row.updateGeometry()

    @Slot()
    def _on_chip(self) -> None:
        chip = self.sender()
        if chip is not None:
            self._chips.pop(chip.objectName().removeprefix(f"{self._name}_chip_"), None)
            self._rebuild()
            self._timer.start()

    @Slot()
    def _on_more(self) -> None:
        self.opened.emit()

    @Slot()
    def _on_typed(self) -> None:
        self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self.searched.emit(self.value)
