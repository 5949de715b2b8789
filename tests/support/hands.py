"""Hands and eyes for tests of the window: they find controls by what they are called, and only click and type.

A control is found by its accessible name or its objectName, whole or (with ``…`` at the end) its beginning, among what
can be seen now.  Before it is pressed the hand waits until it is there, enabled, and its surface takes decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from console.ui.commands import typing
from console.ui.widgets.dead_time import DeadTime
from console.ui.widgets.hold import HoldButton

PATIENCE_MS = 15_000


class Waits(Protocol):
    """What lets the window live meanwhile: ``qtbot``, or whoever turns the event loop outside of a test."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:
        """Turn the event loop until ``callback`` holds; raises when ``timeout`` milliseconds are over."""


class Hands:
    """One person at one window."""

    def __init__(self, qtbot: Waits, window: QWidget, patience_ms: int = PATIENCE_MS) -> None:
        self._qtbot, self.window, self._patience_ms = qtbot, window, patience_ms

    # ---- eyes ---------------------------------------------------------------------------------------------------

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The control of that name, once it can be seen; fails with what can be seen instead."""
        found: list[QWidget] = []

        def there() -> bool:
            found[:] = self.all(name, kind)
            return bool(found)

        self.wait(there, lambda: f"no control “{name}” of {kind.__name__}; there are: {self.names(kind)}")
        return found[0]

    def all(self, name: str, kind: type[QWidget] = QWidget) -> list[QWidget]:
        """All visible controls of that name, those with an exact match first."""
        exact, begins = [], []
        for widget in self.window.findChildren(kind):
            if not widget.isVisible():
                continue
            for own in (widget.objectName(), widget.accessibleName()):
                if own == name:
                    exact.append(widget)
                    break
                if name.endswith("…") and own.startswith(name[:-1]):
                    begins.append(widget)
                    break
        return exact + begins

    def names(self, kind: type[QWidget] = QWidget) -> list[str]:
        """What can be seen, by accessible name or objectName."""
        seen = [w.accessibleName() or w.objectName() for w in self.window.findChildren(kind) if w.isVisible()]
        return sorted({name for name in seen if name})

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere that can be seen."""
        return any(words in text for text in self.texts())

    def texts(self) -> list[str]:
        """All words that can be seen in labels, buttons, fields, tabs and lists."""
        out: list[str] = []
        for widget in self.window.findChildren(QWidget):
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                out.append(widget.text())
            elif isinstance(widget, QPlainTextEdit | QTextEdit):
                out.append(widget.toPlainText())
            elif isinstance(widget, QTabBar):
                out.extend(widget.tabText(at) for at in range(widget.count()))
            elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
                out.extend(self.rows(widget))
            out.append(widget.accessibleName())
        return [text for text in out if text]

    @staticmethod
    def rows(view: QAbstractItemView) -> list[str]:
        """The words of the rows of a list, as a screen reader hears them."""
        model = view.model()
        out = []
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
            out.append(str(spoken or ""))
        return out

    def wait(self, holds: Callable[[], bool], otherwise: str | Callable[[], str] = "it did not happen") -> None:
        """Let the window live until ``holds``; fails with ``otherwise`` (asked then, when it can be called)."""
        try:
            self._qtbot.waitUntil(holds, timeout=self._patience_ms)
        except Exception as error:
            raise AssertionError(otherwise if isinstance(otherwise, str) else otherwise()) from error

    def wait_for(self, words: str) -> None:
        """Wait until these words can be seen."""
        self.wait(lambda: self.sees(words), lambda: f"“{words}” can't be seen; there is: {self.texts()}")

    def wait_gone(self, words: str) -> None:
        """Wait until these words can't be seen any more."""
        self.wait(lambda: not self.sees(words), f"“{words}” is still there")

    # ---- hands --------------------------------------------------------------------------------------------------

    def _ready(self, widget: QWidget) -> None:
        """Enabled, and no surface around it is dead."""

        def ready() -> bool:
            return widget.isVisible() and widget.isEnabled() and not self._dead(widget)

        self.wait(ready, f"“{widget.accessibleName()}” can't be pressed")

    @staticmethod
    def _dead(widget: QWidget | None) -> bool:
        while widget is not None:
            for dead_time in widget.findChildren(DeadTime, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if dead_time.dead:
                    return True
            widget = widget.parentWidget()
        return False

    def click(self, name: str, kind: type[QWidget] = QAbstractButton) -> None:
        """Click the control of that name."""
        widget = self.find(name, kind)
        self._ready(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_row(self, view: str, words: str) -> None:
        """Click the row that holds these words, in the list of that name."""
        found = self.find(view, QAbstractItemView)
        assert isinstance(found, QAbstractItemView)
        self.wait(
            lambda: any(words in row for row in self.rows(found)), lambda: f"no row “{words}” in {self.rows(found)}"
        )
        at = next(row for row, text in enumerate(self.rows(found)) if words in text)
        index = found.model().index(at, 0)
        found.scrollTo(index)
        place = found.visualRect(index).center()
        QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def click_tab(self, words: str) -> None:
        """Click the tab whose words begin so."""

        def tab() -> tuple[QTabBar, int] | None:
            for bar in self.window.findChildren(QTabBar):
                for at in range(bar.count() if bar.isVisible() else 0):
                    if bar.tabText(at).startswith(words) and bar.isTabVisible(at):
                        return bar, at
            return None

        self.wait(lambda: tab() is not None, f"no tab “{words}”")
        found = tab()
        assert found is not None
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton, pos=found[0].tabRect(found[1]).center())

    def type_into(self, name: str, text: str) -> None:
        """Click into the field of that name and type."""
        widget = self.find(name)
        self.wait(widget.isEnabled, f"“{name}” takes no text")
        target = widget.viewport() if isinstance(widget, QPlainTextEdit | QTextEdit) else widget
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        QTest.keyClicks(widget, text)

    def choose_file(self, file: Path) -> None:
        """Choose a file in the dialog that asks for one, and open it."""
        shown = [dialog for dialog in self.window.findChildren(QFileDialog) if dialog.isVisible()]
        assert shown, "no file is asked for"
        shown[0].setDirectory(str(file.parent))
        edit, buttons = shown[0].findChild(QLineEdit, "fileNameEdit"), shown[0].findChild(QDialogButtonBox)
        assert edit is not None and buttons is not None
        QTest.keyClicks(edit, file.name)
        opens = next(b for b in buttons.buttons() if buttons.buttonRole(b) is QDialogButtonBox.ButtonRole.AcceptRole)
        self.wait(opens.isEnabled, f"{file} can't be opened")
        QTest.mouseClick(opens, Qt.MouseButton.LeftButton)
        self.window.activateWindow()

    def type(self, text: str) -> None:
        """Type into what has the focus, once that is something to type into."""
        self.wait(lambda: typing(self._focus()), lambda: f"nothing to type into has the focus, but {self._focus()}")
        QTest.keyClicks(self._focus(), text)

    def key(
        self,
        key: Qt.Key | str,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        patient: bool = True,
    ) -> None:
        """Press a key where the focus is; ``patient`` waits until the surface there takes decisions."""
        focus = self._focus()
        if patient:
            self.wait(lambda: not self._dead(self._focus()), "the surface stays dead")
            focus = self._focus()
        if isinstance(key, str):
            modifiers = modifiers | (
                Qt.KeyboardModifier.ShiftModifier if key in "?!" or (key.isalpha() and key.isupper()) else modifiers
            )
        QTest.keyClick(focus, key, modifiers)

    def hold_key(self, key: Qt.Key, until: Callable[[], bool]) -> None:
        """Hold a key (with the repeats that a keyboard sends) until something holds, then let go."""
        self.wait(lambda: not self._dead(self._focus()), "the surface stays dead")
        focus = self._focus()
        QTest.keyPress(focus, key)
        QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True))
        try:
            self.wait(until, "holding led to nothing")
        finally:
            QTest.keyRelease(self._focus(), key)

    def hold(self, name: str, until: Callable[[], bool]) -> None:
        """Press the mouse on a control until something holds, then let go."""
        widget = self.find(name, HoldButton)
        self._ready(widget)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton)
        try:
            self.wait(until, "holding led to nothing")
        finally:
            if widget.isVisible():
                QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window.focusWidget() or self.window
