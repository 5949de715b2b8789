"""Being called to a second reading: the desktop rings once, and a line above the cards stays until it is answered.

It sounds and reads the same for every kind of second reading, and what leaves the window names no case (I14).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QStyle, QSystemTrayIcon, QWidget

from console.domain.paging import CALL, Page
from console.errors import CountersignError
from console.ui import words
from console.ui.panes.floor import Floor
from console.ui.text import plain_label, set_text, tip
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button
from console.ui.widgets.labels import Elided
from console.ui.widgets.named import column, named, row

KEY = "F6"
_STAYS_MS = 20_000


class Bell(QObject):
    """Rings by the means that the desktop has: the taskbar, a tone, and a notification where there is a tray."""

    rang = Signal(str)
    answered = Signal()

    def __init__(self, parent: QWidget, window: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bell")
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def ring(self, said: str) -> None:
        """Ring once, with these words."""
        QApplication.alert(self._window)
        QApplication.beep()
        if QSystemTrayIcon.isSystemTrayAvailable():
            tray = self._tray or self._make_tray()
            tray.show()
            tray.showMessage("Countersign", said, QSystemTrayIcon.MessageIcon.Information, _STAYS_MS)
        self._tell(said)

    def _make_tray(self) -> QSystemTrayIcon:
        icon = self._window.windowIcon()
        if icon.isNull():
            icon = self._window.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxInformation)
        self._tray = QSystemTrayIcon(icon, self)
        self._tray.setObjectName("bell_tray")
        self._tray.messageClicked.connect(self._on_message)
        return self._tray

    def quiet(self) -> None:
        """No call waits any more: nothing stays in the tray."""
        if self._tray is not None:
            self._tray.hide()

    def _tell(self, said: str) -> None:
        self.rang.emit(said)

    @Slot()
    def _on_message(self) -> None:
        self._window.raise_()
        self._window.activateWindow()
        self.answered.emit()


class CallBanner(QFrame):
    """Since when one is called, and the key that goes there from wherever one is."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "call", "you are called", "amber")
        line = row(self, margins=(14, 5, 8, 5), gap=10)
        self._head = plain_label("", self, name="call_head", role=Role.NAME, tone="head_of_state")
        self._words = Elided("", self, name="call_words", tone="text")
        self.button = Button("Go to it", self, name="call_go", key=KEY)
        self.button.clicked.connect(self.pressed)
        line.addWidget(self._head)
        line.addWidget(self._words, 1)
        line.addWidget(self.button)

    def show_since(self, since: str, gone: str, more: int) -> None:
        """Show since when (``14:05``), how long ago (``3 min ago``), and how many calls there are besides."""
        others = "" if not more else f" and {words.of(more, 'more', 'more')}"
        set_text(self._head, f"You are called since {since}")
        self._words.say(f"A second reading waits for you{others}.")
        tip(self._head, gone)
        self.setAccessibleName(f"you are called since {since}, {gone}; {KEY} goes there")


class Calls(QObject):
    """The calls of one signed-in person.  ``wanted`` names the assignment that they go to."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, floor: Floor, bell: Bell) -> None:
        super().__init__(parent)
        self.setObjectName("calls")
        self._floor, self.bell = floor, bell
        self._pages: tuple[Page, ...] = ()
        self._newest = -1
        self._reads = ""
        self.holder = named(QWidget(parent), "call_holder", "calls")
        column(self.holder, margins=(12, 12, 12, 0)).addWidget(self._made_banner())
        self.holder.hide()
        floor.ticked.connect(self._show)
        bell.answered.connect(self.go)

    def _made_banner(self) -> CallBanner:
        self.banner = CallBanner(self.holder)
        self.banner.pressed.connect(self.go)
        return self.banner

    @property
    def waiting(self) -> tuple[Page, ...]:
        """The calls to what is not on the screen now, oldest first."""
        return tuple(page for page in self._pages if page.assignment != self._reads)

    def put(self, pages: Sequence[Page], reads: str) -> None:
        """These calls wait for a finding; ``reads`` is the assignment that is on the screen, if there is one.

        Whatever is new is asked for at the workstation, which gives each call that has to ring only once.
        """
        self._pages, self._reads = tuple(pages), reads
        newest = max((page.index for page in pages), default=-1)
        if newest > self._newest:
            self._newest = newest
            session = self._floor.session
            self._floor.write("calls", lambda cancel: session.floor.ringing(cancel), self._on_ringing, self._on_silent)
        if not pages:
            self.bell.quiet()
        self._show()

    def reads(self, assignment: str) -> None:
        """That reading is on the screen now, or none."""
        if assignment != self._reads:
            self._reads = assignment
            self._show()

    @Slot(object)
    def _on_ringing(self, ringing: tuple[Page, ...]) -> None:
        if ringing:
            self.bell.ring(CALL)

    @Slot(object)
    def _on_silent(self, error: CountersignError) -> None:
        """The line above the cards stays; that the store does not answer stands below."""

    @Slot()
    def _show(self) -> None:
        waiting = self.waiting
        self.holder.setVisible(bool(waiting))
        if waiting:
            now = self._floor.now()
            since = waiting[0].since
            self.banner.show_since(words.time_of_day(since, now), words.ago(since, now), len(waiting) - 1)

    @Slot()
    def go(self) -> None:
        """Go to the oldest of them."""
        if self.waiting:
            self.wanted.emit(self.waiting[0].assignment)
