"""The log of looks: who opened, uncovered or searched what, for auditors; older ones come page by page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from console.cancel import CancelToken
from console.domain.views_floor import LookLine
from console.ui.panes.floor import Floor
from console.ui.rooms.detail import Blocks
from console.ui.rooms.doings import Doing
from console.ui.rooms.floor_section import FloorSection
from console.ui.rooms.floor_words import look_blocks, look_line, name
from console.ui.rooms.lines import Line
from console.ui.rooms.section import CardParents

PAGE = 100
"""Looks that one page holds."""


class LooksSection(FloorSection[LookLine]):
    """Newest first, everybody's or one person's."""

    name = "looks"
    title = "Looks"
    hint = "Find: name, account"
    about = "Opening a protected case, uncovering media and searching for a protected account leave an entry each."
    nothing = ("Nobody has looked yet", "Opening a protected case, uncovering media and searching leave an entry here.")
    areas = frozenset({"floor", "story"})

    def __init__(self, parent: QObject, floor: Floor, cards: CardParents) -> None:
        super().__init__(parent, floor, cards)
        self._person, self._called = "", ""
        self._more = True

    def fetch(self, cancel: CancelToken) -> tuple[LookLine, ...]:
        """The newest ones; as many as were shown before."""
        most = max(PAGE, len(self.rows))
        return self.floor.session.floor.looks(None, most, self._person, cancel)

    def show_rows(self) -> None:
        """Show what was read; whether there are older ones is known from how many came."""
        self._more = len(self.rows) >= PAGE and self._more
        super().show_rows()

    def id_of(self, row_: LookLine) -> str:
        """Its entry."""
        return str(row_.index)

    def line_of(self, row_: LookLine) -> Line:
        """Who, what, when."""
        return look_line(row_, self.floor.now())

    def blocks_of(self, row_: LookLine) -> Blocks:
        """Who, what, when, on which case."""
        return look_blocks(row_, self.floor.now())

    def doings_of(self, row_: LookLine | None) -> tuple[str, tuple[Doing, ...], str]:
        """One person's, everybody's, older ones."""
        doings: list[Doing] = []
        if self._person:
            doings.append(Doing("all", "A", "Show everybody's looks"))
        elif row_ is not None:
            doings.append(Doing("person", "P", f"Only those of {name(row_.person)}"))
        if self._more:
            doings.append(Doing("older", "M", "Read older ones"))
        whose = f"Looks of {self._called}" if self._person else "Everybody's looks"
        return whose, tuple(doings), ""

    def begin_doing(self, doing: str) -> None:
        """Ask for other ones."""
        marked = self.marked
        if doing == "older" and self.rows:
            before, person, floor = self.rows[-1].index, self._person, self.floor.session.floor

            def work(cancel: CancelToken) -> tuple[LookLine, ...]:
                return floor.looks(before, PAGE, person, cancel)

            self.floor.read("older looks", work, self._on_older, self.floor.say_error)
            return
        self._person = marked.person.id if doing == "person" and marked is not None else ""
        self._called = name(marked.person) if self._person and marked is not None else ""
        self.rows, self._more = (), True
        self.read()

    @Slot(object)
    def _on_older(self, rows: tuple[LookLine, ...]) -> None:
        if rows and self.rows and rows[0].index < self.rows[-1].index:
            self._more = len(rows) >= PAGE
            self.rows = (*self.rows, *rows)
        else:
            self._more = False
        self.show_rows()
