"""The left pane: the queue, second readings, what waits, what was carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from console.cancel import CancelToken
from console.domain.paging import Page
from console.domain.people import Role as PersonRole
from console.domain.views import Reading, RecentEffect, WaitingLine
from console.domain.views_ways import LateLine, UnreportedLine
from console.errors import CountersignError
from console.ui.delegates.list_line import ListLineDelegate
from console.ui.models.lines import (
    LinesModel,
    ListLine,
    concerns,
    from_late,
    from_recent,
    from_unreported,
    from_waiting,
)
from console.ui.models.readings import ReadingLine
from console.ui.panes.floor import Floor
from console.ui.panes.list_state import ListWithState, list_view
from console.ui.panes.queue import CaseWanted, QueueSection
from console.ui.panes.second import Readings, ReadingsSection, reading_all
from console.ui.text import plain_label
from console.ui.theme.fonts import Role, font
from console.ui.widgets.labels import KeyCap
from console.ui.widgets.named import column, named, row, rule

RECENT_SHOWN = 100


class Section(StrEnum):
    """The parts of the left pane."""

    QUEUE = "queue"
    READINGS = "readings"
    WAITING = "waiting"
    RECENT = "recent"


_TITLES = {
    Section.QUEUE: "Queue",
    Section.READINGS: "Readings",
    Section.WAITING: "Waiting",
    Section.RECENT: "Recent",
}


@dataclass(frozen=True, slots=True)
class LineChosen:
    """Somebody wants to see what a line is about."""

    line: ListLine


class LinesSection(QWidget):
    """A list of lines with a title and one sentence for when it is empty."""

    chosen = Signal(LineChosen)

    def __init__(self, parent: QWidget, floor: Floor, section: Section, head: str, empty: tuple[str, str]) -> None:
        super().__init__(parent)
        named(self, f"section_{section.value}", head)
        self._floor, self._empty = floor, empty
        box = column(self, gap=0)
        self.view = list_view(self, f"{section.value}_list", head)
        self.model = LinesModel(self, f"{section.value}_model")
        self.view.setModel(self.model)
        self.view.setItemDelegate(ListLineDelegate(self.view, f"{section.value}_delegate", floor.now))
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(self._on_index)
        self.view.activated.connect(self._on_index)
        self.states = ListWithState(self, self.view, f"{section.value}_state")
        box.addWidget(self.states, 1)
        floor.ticked.connect(self.view.viewport().update)

    def put(self, lines: Sequence[ListLine]) -> None:
        """Show these."""
        here = self.model.at(self.view.currentIndex().row())
        self.model.replace(lines)
        place = self.model.place_of(here.id) if here is not None else None
        self.view.setCurrentIndex(self.model.index(0 if place is None else place) if lines else QModelIndex())
        if lines:
            self.states.ready()
        else:
            self.states.say(*self._empty)

    @Slot(object)
    def failed(self, error: CountersignError) -> None:
        """They can't be read now."""
        if not self.model.rows:
            self.states.say("This can't be read now", error.sentence)

    @Slot(QModelIndex)
    def _on_index(self, index: QModelIndex) -> None:
        found = self.model.at(index.row())
        if found is not None:
            self.chosen.emit(LineChosen(found))


class LeftPane(QWidget):
    """Sections with their tabs."""

    opened = Signal(CaseWanted)
    chosen = Signal(LineChosen)
    read_again = Signal()
    readings_changed = Signal()
    waiting_changed = Signal()
    wishes_changed = Signal()
    unreported_changed = Signal()
    recent_changed = Signal()
    section_changed = Signal()

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "left_pane", "queue")
        self._floor = floor
        self.readings: tuple[Reading, ...] = ()
        self.pages: tuple[Page, ...] = ()
        self.waiting: tuple[WaitingLine, ...] = ()
        self.wishes: tuple[LateLine, ...] = ()
        self.unreported: tuple[UnreportedLine, ...] = ()
        self.recent: tuple[RecentEffect, ...] = ()
        supervisor = floor.person.role is PersonRole.SUPERVISOR
        may_decide = floor.person.role in (PersonRole.REVIEWER, PersonRole.SUPERVISOR)
        self.sections: tuple[Section, ...] = tuple(
            section
            for section in Section
            if (section is not Section.READINGS or supervisor) and (section is not Section.QUEUE or may_decide)
        )
        box = column(self, gap=0)
        self._build_tabs(box)
        box.addWidget(self._build_sections(floor), 1)
        box.addWidget(rule(self, "left_rule"))
        box.addWidget(self._build_foot())
        self.show_section(self.sections[0])

    def _build_sections(self, floor: Floor) -> QWidget:
        self._stack = named(QStackedWidget(self), "left_stack")
        self.queue = QueueSection(self._stack, floor)
        self.second = ReadingsSection(self._stack, floor)
        self.mine = LinesSection(
            self._stack,
            floor,
            Section.WAITING,
            "Waiting",
            ("Nothing of yours waits", "What you propose stands here until it has ended, with whom it waits for."),
        )
        self.lately = LinesSection(
            self._stack,
            floor,
            Section.RECENT,
            "Recently carried out",
            ("Nothing was carried out lately", "What reaches a platform stands here, with the way back beside it."),
        )
        self._pages: dict[Section, QWidget] = {
            Section.QUEUE: self.queue,
            Section.READINGS: self.second,
            Section.WAITING: self.mine,
            Section.RECENT: self.lately,
        }
        for section in Section:
            self._stack.addWidget(self._pages[section])
        for lines in (self.mine, self.lately):
            lines.chosen.connect(self.chosen)
        self.queue.opened.connect(self.opened)
        self.second.opened.connect(self.opened)
        return self._stack

    def _build_tabs(self, box: object) -> None:
        self.tabs = named(QTabBar(self), "left_tabs", "what the left pane shows")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFont(font(Role.NAME))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for section in self.sections:
            self.tabs.addTab(_TITLES[section])
        self.tabs.currentChanged.connect(self._on_tab)
        holder = named(QWidget(self), "left_tabs_holder")
        line = row(holder, margins=(14, 0, 14, 8))
        line.addWidget(self.tabs, 1)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(holder)

    def _build_foot(self) -> QWidget:
        foot = named(QWidget(self), "left_foot")
        line = row(foot, margins=(12, 8, 12, 8), gap=8)
        self._caps: list[QWidget] = []
        for key, said in (("J / K", "move"), ("O", "open"), ("G", "next, claim and open")):
            cap = KeyCap(key, foot, name=f"foot_key_{key[0].lower()}")
            label = plain_label(said, foot, name=f"foot_words_{key[0].lower()}", role=Role.SMALL, tone="faint")
            line.addWidget(cap)
            line.addWidget(label)
            if key == "G":
                self._caps = [cap, label]
        line.addStretch(1)
        return foot

    # ---- sections ---------------------------------------------------------------------------------------------

    @property
    def section(self) -> Section:
        """What is shown."""
        return self.sections[self.tabs.currentIndex()]

    def show_section(self, section: Section) -> None:
        """Show that section, if this person has it."""
        if section in self.sections:
            self.tabs.setCurrentIndex(self.sections.index(section))
            self._on_tab(self.tabs.currentIndex())

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        section = self.sections[place]
        self._stack.setCurrentWidget(self._pages[section])
        for widget in self._caps:
            widget.setVisible(section is Section.QUEUE)
        self.section_changed.emit()

    def focus_list(self) -> None:
        """Put the focus into the list that is shown."""
        self._view().setFocus()

    def _view(self) -> QWidget:
        page = self._pages[self.section]
        if isinstance(page, QueueSection | ReadingsSection | LinesSection):
            return page.view
        return page

    @property
    def marked(self) -> ListLine | None:
        """The marked line of a list of lines that has the focus."""
        page = self._pages[self.section]
        if isinstance(page, LinesSection) and page.view.hasFocus():
            return page.model.at(page.view.currentIndex().row())
        return None

    def step(self, by: int) -> None:
        """Select another row of what is shown."""
        page = self._pages[self.section]
        if isinstance(page, QueueSection):
            page.move_down() if by > 0 else page.move_up()
        elif isinstance(page, ReadingsSection | LinesSection):
            place = page.view.currentIndex().row() + by
            if page.model.at(place) is not None:
                page.view.setCurrentIndex(page.model.index(place))
            page.view.setFocus()

    def open_selected(self) -> None:
        """Open the selected row of what is shown."""
        page = self._pages[self.section]
        if isinstance(page, QueueSection | ReadingsSection):
            page.open_selected()
        elif isinstance(page, LinesSection):
            page._on_index(page.view.currentIndex())

    # ---- reading ----------------------------------------------------------------------------------------------

    def read(self, what: frozenset[str]) -> None:
        """Read those of readings, waiting, recent (areas of the watcher) that are among ``what``."""
        session, floor = self._floor.session, self._floor
        if "readings" in what and Section.READINGS in self.sections:
            floor.read("readings", reading_all(session), self._on_readings, self.second.failed)
        if "waiting" in what:
            floor.read("waiting", session.waiting, self._on_waiting, self.mine.failed)
            floor.read("wishes", session.ways.wishes, self._on_wishes, self.mine.failed)
            floor.read("unreported", session.ways.unreported, self._on_unreported, self.mine.failed)
        if "recent" in what:
            floor.read("recent", _recent(session.recent), self._on_recent, self.lately.failed)

    @Slot(object)
    def _on_readings(self, found: Readings) -> None:
        self.readings = tuple(line.reading for line in found.lines)
        self.pages = found.pages
        self.second.put(found.lines)
        self._say_counts()
        self.readings_changed.emit()

    def reading_line(self, assignment: str) -> ReadingLine | None:
        """A reading with its clock, while it is this person's."""
        place = self.second.model.place_of(assignment)
        return None if place is None else self.second.model.at(place)

    @Slot(object)
    def _on_waiting(self, lines: tuple[WaitingLine, ...]) -> None:
        self.waiting = lines
        self._put_waiting()
        self.waiting_changed.emit()

    @Slot(object)
    def _on_wishes(self, lines: tuple[LateLine, ...]) -> None:
        self.wishes = lines
        self._put_waiting()
        self.wishes_changed.emit()

    @Slot(object)
    def _on_unreported(self, lines: tuple[UnreportedLine, ...]) -> None:
        self.unreported = lines
        self._put_waiting()
        self.unreported_changed.emit()

    def _put_waiting(self) -> None:
        """What waits for this person's consent, what of theirs waits, and what they may still say."""
        now = self._floor.now()
        late = [line for line in self.wishes if concerns(line, now)]
        self.mine.put(
            [
                *(from_late(line) for line in late),
                *(from_waiting(line) for line in self.waiting),
                *(from_unreported(line) for line in self.unreported),
            ]
        )
        self._say_counts()

    @Slot(object)
    def _on_recent(self, effects: tuple[RecentEffect, ...]) -> None:
        self.recent = effects
        now = self._floor.now()
        self.lately.put([from_recent(effect, now) for effect in effects])
        self.recent_changed.emit()

    def _say_counts(self) -> None:
        counts = {Section.READINGS: len(self.readings), Section.WAITING: len(self.mine.model.rows)}
        for place, section in enumerate(self.sections):
            number = counts.get(section, 0)
            self.tabs.setTabText(place, f"{_TITLES[section]} {number}" if number else _TITLES[section])


def _recent(
    ask: Callable[[int, CancelToken], tuple[RecentEffect, ...]],
) -> Callable[[CancelToken], tuple[RecentEffect, ...]]:
    def work(cancel: CancelToken) -> tuple[RecentEffect, ...]:
        return ask(RECENT_SHOWN, cancel)

    return work
