"""The queue: filter, chips, how many are open, and a window of its rows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from console.domain.views import QueueFilter, QueuePage, QueueRow
from console.errors import CountersignError, Unavailable
from console.ui.delegates.queue_row import QueueRowDelegate
from console.ui.models.filters import Chip as Term
from console.ui.models.filters import parse, suggestions, with_term, without
from console.ui.models.queue import PAGE, PageWanted, QueueModel
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, list_view
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role, font
from console.ui.widgets.flow import Flow
from console.ui.widgets.labels import Chip
from console.ui.widgets.named import column, named

TYPING_MS = 180
"""How long after the last key the filter is asked for (milliseconds)."""


@dataclass(frozen=True, slots=True)
class CaseWanted:
    """Somebody wants to see this case; ``assignment`` when it is theirs for a second reading, ``held`` when claimed."""

    case: str
    assignment: str = ""
    held: bool = False


class QueueSection(QWidget):
    """The queue as a reviewer works it."""

    opened = Signal(CaseWanted)
    next_wanted = Signal(QueueFilter)

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "queue", "queue")
        self._floor = floor
        self._filter = QueueFilter()
        self._open_count: int | None = None
        self._wanted: PageWanted | None = None
        box = column(self, gap=0)
        head = named(QWidget(self), "queue_head")
        box.addWidget(head)
        self._build_head(head, column(head, margins=(14, 0, 14, 8), gap=8))
        self.view = list_view(self, "queue_list", "cases of the queue")
        self.model = QueueModel(self)
        self.delegate = QueueRowDelegate(self.view, "queue_delegate", floor.now, floor.person.id)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(self._on_clicked)
        self.view.activated.connect(self._on_clicked)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.model.wanted.connect(self._on_page_wanted)
        self.states = ListWithState(self, self.view, "queue_state")
        box.addWidget(self.states, 1)
        self._typing = QTimer(self)
        self._typing.setObjectName("queue_typing")
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.reload)
        floor.ticked.connect(self.view.viewport().update)

    def _build_head(self, parent: QWidget, layout: QVBoxLayout) -> None:
        self.field = named(QLineEdit(parent), "queue_filter", "filter of the queue")
        self.field.setPlaceholderText("Filter: reason:hate age:>2h lang:de \u2026")
        self.field.setFont(font())
        self.field.setMaxLength(400)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_return)
        layout.addWidget(self.field)
        self._problem = plain_label("", parent, name="queue_filter_problem", role=Role.SMALL, tone="harm", wraps=True)
        self._problem.hide()
        layout.addWidget(self._problem)
        self._chips = named(QWidget(parent), "queue_chips", "terms of the filter")
        self._flow = Flow(self._chips, gap=6, line_gap=4)
        line = QHBoxLayout()
        line.addWidget(self._chips, 1)
        self._count = plain_label("", parent, name="queue_open_count", role=Role.SMALL_NUMBER, tone="faint")
        line.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        self._more = Chip("+ filter", self._chips, name="queue_add_filter", tone="grey")
        self._more.clicked.connect(self._on_add_filter)
        self._menu = QMenu(self._more)
        self._menu.setObjectName("queue_filter_menu")
        self._menu.setAccessibleName("terms to filter by")
        for term in suggestions():
            action = QAction(f"{term.words}    {term.term}", self._menu)
            action.setObjectName(f"queue_term_{term.term}")
            action.setData(term.term)
            self._menu.addAction(action)
        self._menu.triggered.connect(self._on_term_chosen)
        self._show_chips(())

    # ---- reading ----------------------------------------------------------------------------------------------

    @property
    def filter(self) -> QueueFilter:
        """What is asked for now."""
        return self._filter

    @Slot()
    def reload(self) -> None:
        """Read the queue from its beginning."""
        self._typing.stop()
        self.states.loading()
        session, asked = self._floor.session, self._filter
        self._floor.read(
            "queue", lambda cancel: session.queue(asked, None, PAGE, cancel), self._on_first, self._on_failed
        )

    @Slot()
    def refresh(self) -> None:
        """Read again what is seen now, because something changed."""
        session, asked = self._floor.session, self._filter
        cursor, limit = self.model.window()
        self._floor.read(
            "queue", lambda cancel: session.queue(asked, cursor, limit, cancel), self._on_refreshed, self._on_failed
        )

    @Slot(object)
    def _on_first(self, page: QueuePage) -> None:
        self.model.first(page)
        self._shown(page)

    @Slot(object)
    def _on_refreshed(self, page: QueuePage) -> None:
        selected = self.selected()
        self.model.refreshed(page)
        if selected is not None:
            self.select(selected.case)
        self._shown(page)

    def _shown(self, page: QueuePage) -> None:
        self._open_count = page.open_count
        set_text(self._count, self.said)
        if self.model.rows:
            self.states.ready()
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self.model.index(0))
        elif page.open_count and self._filter != QueueFilter():
            self.states.say("No case fits this filter", f"{page.open_count:,} are open. Take a term away to see more.")
        else:
            self.states.say("Nothing waits", "New reports appear here by themselves. Time for a break?")

    @Slot(object)
    def _on_failed(self, error: CountersignError) -> None:
        self.model.failed()
        if self.model.rows:
            self._floor.say_error(error)
        elif isinstance(error, Unavailable):
            self.states.say("The queue can't be read now", error.sentence)
        else:
            self.states.say("The queue can't be shown", error.sentence)

    @Slot(PageWanted)
    def _on_page_wanted(self, wanted: PageWanted) -> None:
        session, asked = self._floor.session, self._filter
        self._wanted = wanted
        self._floor.read(
            "queue_page",
            lambda cancel: session.queue(asked, wanted.cursor, PAGE, cancel),
            self._on_page,
            self._on_failed,
        )

    @Slot(object)
    def _on_page(self, page: QueuePage) -> None:
        if self._wanted is not None:
            selected = self.selected()
            self.model.take(self._wanted, page)
            if selected is not None:
                self.select(selected.case)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if value == 0:
            self.model.fetch_before()

    # ---- filter -----------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        parsed = parse(text)
        set_text(self._problem, one_line(parsed.problem))
        self._problem.setVisible(bool(parsed.problem))
        self._show_chips(parsed.chips)
        if parsed.filter != self._filter:
            self._filter = parsed.filter
            self._typing.start()

    def _show_chips(self, chips: tuple[Term, ...]) -> None:
        self._flow.removeWidget(self._more)
        self._flow.clear()
        for number, chip in enumerate(chips):
            made = Chip(one_line(chip.words, 40), self._chips, name=f"queue_chip_{number}", removable=True)
            made.setProperty("term", chip.term)
            made.clicked.connect(self._on_chip_removed)
            self._flow.addWidget(made)
            made.show()
        self._flow.addWidget(self._more)
        self._chips.updateGeometry()

    @Slot()
    def _on_chip_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.field.setText(without(self.field.text(), str(chip.property("term"))))
            self.field.setFocus()

    @Slot()
    def _on_add_filter(self) -> None:
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(QAction)
    def _on_term_chosen(self, action: QAction) -> None:
        self.field.setText(with_term(self.field.text(), str(action.data())))

    @Slot()
    def _on_return(self) -> None:
        if self._typing.isActive():
            self.reload()
        self.view.setFocus()

    @Slot()
    def focus_filter(self) -> None:
        """Type into the filter."""
        self.field.setFocus()
        self.field.selectAll()

    # ---- moving and opening -----------------------------------------------------------------------------------

    def selected(self) -> QueueRow | None:
        """The row that is selected."""
        return self.model.at(self.view.currentIndex().row())

    def select(self, case: str) -> None:
        """Select the row of that case, if it is in the window."""
        place = self.model.place_of(case)
        if place is not None:
            self.view.selectionModel().setCurrentIndex(
                self.model.index(place), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    @Slot()
    def move_down(self) -> None:
        """Select the next row."""
        self._move(1)

    @Slot()
    def move_up(self) -> None:
        """Select the row before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        place = self.view.currentIndex().row() + by
        if self.model.at(place) is not None:
            self.view.setCurrentIndex(self.model.index(place))
        self.view.setFocus()

    @Slot()
    def open_selected(self) -> None:
        """Open the selected case."""
        row_ = self.selected()
        if row_ is not None:
            self._tell_opened(CaseWanted(row_.case))

    @Slot()
    def open_next(self) -> None:
        """Claim the next case that fits the filter, and open it."""
        self.next_wanted.emit(self._filter)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        row_ = self.model.at(index.row())
        if row_ is not None:
            self._tell_opened(CaseWanted(row_.case))

    def _tell_opened(self, what: CaseWanted) -> None:
        self.opened.emit(what)

    def cover(self, account: str) -> None:
        """Cover that account's handle (empty: none), while somebody types it."""
        if account != self.model.covered:
            self.delegate.covered = self.model.covered = account
            self.model.say_anew()

    @property
    def said(self) -> str:
        """How many cases are open, in words."""
        return f"{self._open_count:,} open" if self._open_count is not None else ""
