"""A sheet over the whole window with one thing to do; Escape closes it, Ctrl+S commits what is on it.

While it is open no key of the window behind it works.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from console.ui.palette import veil
from console.ui.widgets.named import column, frame, named

_WIDE, _HIGH = 460, 480


class Held(QWidget):
    """What a sheet holds."""

    close_wanted = Signal()

    def entered(self) -> None:
        """Shown now: take the focus."""

    def commit_now(self) -> None:
        """Ctrl+S."""


class Sheet(QWidget):
    """Lies over ``window`` until it is closed, and is gone then."""

    def __init__(self, window: QWidget, name: str, accessible: str) -> None:
        super().__init__(window)
        named(self, name, accessible)
        self._over = window
        self._before: QWidget | None = window.window().focusWidget()
        self.frame: QFrame = frame(self, f"{name}_frame", "float", accessible)
        self._box = column(self.frame, margins=(4, 16, 4, 4))
        self._held: QWidget | None = None
        self.hide()

    def hold(self, held: Held) -> None:
        """Show it with that on it."""
        self._held = held
        held.close_wanted.connect(self.close_it)
        self._box.addWidget(held)
        self._over.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        held.entered()

    @Slot()
    def close_it(self) -> None:
        """Back to what was there."""
        self._over.removeEventFilter(self)
        self.hide()
        before = self._before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        wide, high = min(_WIDE, self.width() - 32), min(_HIGH, self.height() - 32)
        self.frame.setGeometry((self.width() - wide) // 2, max(16, (self.height() - high) // 2), wide, high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's size is followed."""
        if watched is self._over and event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """While it is open every key is its own."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Tab stays on the sheet."""
        focus: QWidget | None = self.window().focusWidget()
        focus = focus if focus is not None else self
        step = focus.nextInFocusChain() if next_ else focus.previousInFocusChain()
        while step is not None and step is not focus:
            takes = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
            if takes and self.isAncestorOf(step):
                step.setFocus(Qt.FocusReason.TabFocusReason if next_ else Qt.FocusReason.BacktabFocusReason)
                return True
            step = step.nextInFocusChain() if next_ else step.previousInFocusChain()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, Ctrl+S commits; no other key reaches what is behind."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if isinstance(self._held, Held):
                self._held.commit_now()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The window behind, veiled."""
        veil(self)
