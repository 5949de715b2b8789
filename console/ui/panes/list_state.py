"""A list, or in its place what there is to say: still loading, empty, nothing fits, not reachable."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout, QWidget

from console.ui.text import plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets.named import column, named

SKELETON_AFTER_MS = 150
"""LOOK.md: rows within 150 ms or a quiet skeleton."""
_ROW_H = 50


class Skeleton(QWidget):
    """Where rows will be: quiet grey bars that don't move."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        named(self, name, "loading")

    def paintEvent(self, _: QPaintEvent) -> None:
        """A few rows of bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chip"))
        for row in range(min(8, self.height() // _ROW_H)):
            top = row * _ROW_H
            painter.setOpacity(1 - row * 0.1)
            painter.drawRoundedRect(QRectF(11, top + 8, 34, 34), 8, 8)
            painter.drawRoundedRect(QRectF(56, top + 12, self.width() * (0.42 + 0.06 * (row % 3)), 9), 4, 4)
            painter.drawRoundedRect(QRectF(56, top + 30, self.width() * 0.34, 7), 3, 3)


class ListWithState(QStackedWidget):
    """A list view and, behind it, a skeleton and a sentence."""

    def __init__(self, parent: QWidget, view: QListView, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self.view = view
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._skeleton = Skeleton(self, f"{name}_skeleton")
        self._words = named(QWidget(self), f"{name}_words")
        inside = column(self._words, margins=(24, 40, 24, 24), gap=6)
        self._head = plain_label("", self._words, name=f"{name}_head", role=Role.NAME, wraps=True)
        self._body = plain_label("", self._words, name=f"{name}_body", tone="muted", wraps=True)
        for label in (self._head, self._body):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inside.addWidget(label)
        self._more = QVBoxLayout()
        inside.addLayout(self._more)
        inside.addStretch(1)
        for widget in (view, self._skeleton, self._words):
            self.addWidget(widget)
        self._late = QTimer(self)
        self._late.setObjectName(f"{name}_late")
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._late.timeout.connect(self._show_skeleton)

    @property
    def said(self) -> str:
        """The sentence that stands in the list's place, empty while the list is shown."""
        return self._head.text() if self.currentWidget() is self._words else ""

    def loading(self) -> None:
        """Rows are on their way; what is shown stays for a moment."""
        if self.view.model().rowCount() == 0:
            self._late.start()

    def ready(self) -> None:
        """Rows are there."""
        self._late.stop()
        self.setCurrentWidget(self.view)

    def say(self, head: str, body: str = "") -> None:
        """Show a sentence in the list's place."""
        self._late.stop()
        set_text(self._head, head)
        set_text(self._body, body)
        self.setCurrentWidget(self._words)

    def add_below(self, widget: QWidget) -> None:
        """A control under the sentence."""
        self._more.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    @Slot()
    def _show_skeleton(self) -> None:
        self.setCurrentWidget(self._skeleton)


_View = TypeVar("_View", bound=QListView)


def list_view(parent: QWidget, name: str, accessible: str) -> QListView:
    """A list whose rows are painted by a delegate; selection is by id, kept by its pane."""
    return as_list(QListView(parent), name, accessible)


def as_list(view: _View, name: str, accessible: str) -> _View:
    """The same for a list view of another class."""
    named(view, name, accessible)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    return view
