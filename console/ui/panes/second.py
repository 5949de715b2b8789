"""Second readings: the cases that came to a person by lot, each with its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.paging import Page
from console.errors import CountersignError
from console.ui.delegates.reading_row import ReadingRowDelegate
from console.ui.models.readings import ReadingLine, ReadingsModel
from console.ui.panes.api import Session
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, list_view
from console.ui.panes.queue import CaseWanted
from console.ui.text import plain_label
from console.ui.theme.fonts import Role
from console.ui.widgets.named import column, named


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of a person, and the calls that they have not answered."""

    lines: tuple[ReadingLine, ...]
    pages: tuple[Page, ...]


def reading_all(session: Session) -> Callable[[CancelToken], Readings]:
    """The work that reads them; for the runner."""

    def work(cancel: CancelToken) -> Readings:
        clocks = {clock.assignment: clock for clock in session.floor.clocks(cancel)}
        found = session.readings(cancel)
        lines = tuple(ReadingLine(reading, clocks.get(reading.assignment)) for reading in found)
        return Readings(lines, session.floor.pages(cancel))

    return work


class ReadingsSection(QWidget):
    """Cases that came by lot; nothing tells what stands behind one."""

    opened = Signal(CaseWanted)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "section_readings", "second readings")
        box = column(self, gap=0)
        said = plain_label(
            "Cases come to you by lot. The next one appears when you have signed, passed on or recused.",
            self,
            name="readings_words",
            role=Role.SMALL,
            tone="muted",
            wraps=True,
        )
        said.setContentsMargins(14, 0, 14, 8)
        box.addWidget(said)
        self.view = list_view(self, "readings_list", "second readings assigned to you")
        self.model = ReadingsModel(self, "readings_model")
        self.view.setModel(self.model)
        self.view.setItemDelegate(ReadingRowDelegate(self.view, "readings_delegate", floor.now, floor.person.id))
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(self._on_index)
        self.view.activated.connect(self._on_index)
        self.states = ListWithState(self, self.view, "readings_state")
        box.addWidget(self.states, 1)
        floor.ticked.connect(self.view.viewport().update)

    def put(self, lines: tuple[ReadingLine, ...]) -> None:
        """Show these."""
        here = self.model.at(self.view.currentIndex().row())
        self.model.replace(lines)
        place = self.model.place_of(here.reading.assignment) if here is not None else None
        self.view.setCurrentIndex(self.model.index(0 if place is None else place) if lines else QModelIndex())
        if lines:
            self.states.ready()
        else:
            self.states.say("No case is assigned to you", "When the lot falls on you, the case appears here by itself.")

    @Slot(object)
    def failed(self, error: CountersignError) -> None:
        """They can't be read now."""
        if not self.model.rows:
            self.states.say("Second readings can't be read now", error.sentence)

    @Slot(QModelIndex)
    def _on_index(self, index: QModelIndex) -> None:
        found = self.model.at(index.row())
        if found is not None:
            self.opened.emit(CaseWanted(found.reading.row.case, found.reading.assignment))

    @Slot()
    def open_selected(self) -> None:
        """Open the selected one, or the first."""
        index = self.view.currentIndex()
        self._on_index(index if index.isValid() else self.model.index(0))
