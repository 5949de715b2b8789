"""A room: three cards, with tabs for its sections above the left one.

The desk makes a room when somebody first enters it (``rooms/floor.py``, ``rooms/office.py`` say which sections a role
has there), and passes keys, changes and the way back on to it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from console.ui.panes.floor import Floor
from console.ui.rooms.section import Section
from console.ui.theme.fonts import Role, font
from console.ui.three_cards import ThreeCards
from console.ui.widgets.named import column, named, row


class Room(QWidget):
    """Sections side by side with their tabs; one is shown."""

    facts_changed = Signal()

    def __init__(
        self, parent: QWidget, floor: Floor, *, name: str, title: str, sections: tuple[type[Section], ...]
    ) -> None:
        super().__init__(parent)
        named(self, f"room_{name}", title, "window")
        self.floor = floor
        box = column(self, gap=0)
        self.cards = ThreeCards(self, name=f"{name}_cards")
        box.addWidget(self.cards)
        cards = (self.cards.left, self.cards.centre, self.cards.right)
        left, centre, right = (
            named(QStackedWidget(card), f"{name}_{place}")
            for card, place in zip(cards, ("left", "centre", "right"), strict=True)
        )
        self._stacks = (left, centre, right)
        self.sections = tuple(kind(self, floor, self._stacks) for kind in sections)
        self._build_tabs(name, title)
        for card, stack in zip(cards, self._stacks, strict=True):
            card.body.addWidget(stack, 1)
        for section in self.sections:
            for stack, widget in zip(self._stacks, (section.left, section.centre, section.right), strict=True):
                stack.addWidget(widget)
            section.facts_changed.connect(self.facts_changed)

    def _build_tabs(self, name: str, title: str) -> None:
        holder = named(QWidget(self.cards.left), f"{name}_tabs_holder")
        self.tabs = named(QTabBar(holder), f"{name}_tabs", f"{title}: what is shown")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFont(font(Role.NAME))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for section in self.sections:
            self.tabs.addTab(section.title)
        self.tabs.currentChanged.connect(self._on_tab)
        row(holder, margins=(14, 0, 14, 8)).addWidget(self.tabs, 1)
        self.cards.left.body.addWidget(holder)

    @property
    def section(self) -> Section:
        """The one that is shown."""
        return self.sections[max(0, self.tabs.currentIndex())]

    def show_section(self, place: int) -> None:
        """Show the section at that place, if there is one."""
        if 0 <= place < len(self.sections):
            self.tabs.setCurrentIndex(place)
            self._on_tab(place)

    def step_tab(self, by: int) -> None:
        """Show the next section, or the one before."""
        self.show_section((self.tabs.currentIndex() + by) % len(self.sections))

    def show_named(self, name: str) -> None:
        """Show the section of that name, if this person has it."""
        self.show_section(next((at for at, section in enumerate(self.sections) if section.name == name), -1))

    def count(self, name: str, many: int) -> None:
        """Say on a section's tab how many things wait there; nothing for none."""
        for at, section in enumerate(self.sections):
            if section.name == name:
                self.tabs.setTabText(at, f"{section.title} {many}" if many else section.title)

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        section = self.sections[place]
        for stack, widget in zip(self._stacks, (section.left, section.centre, section.right), strict=True):
            stack.setCurrentWidget(widget)
        section.read()
        section.entered()
        self.facts_changed.emit()

    def enter(self) -> None:
        """Somebody comes in."""
        self._on_tab(max(0, self.tabs.currentIndex()))

    def read_areas(self, areas: frozenset[str]) -> None:
        """Read the shown section again if one of its areas has changed."""
        if self.section.areas & areas:
            self.section.read()

    def focus_card(self, place: int) -> None:
        """Put the focus into the left, centre or right card (0, 1, 2)."""
        widget = self._stacks[place].currentWidget()
        following = widget.nextInFocusChain() if widget is not None else None
        while widget is not None and following is not None and following is not widget:
            if widget.isAncestorOf(following) and following.isVisible() and following.isEnabled():
                if following.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    following.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    return
            following = following.nextInFocusChain()

    def keep(self) -> None:
        """Keep what was typed anywhere in it."""
        for section in self.sections:
            section.keep()
