"""A field for a policy's text: letters of one width, line numbers, and the lines with something wrong marked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets.named import named

_PAD = 8


class Gutter(QWidget):
    """The line numbers at the left of the text."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        named(self, f"{editor.objectName()}_gutter", "line numbers")
        self._editor = editor

    def sizeHint(self) -> QSize:
        """As wide as the highest number."""
        return QSize(self._editor.gutter_width, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The numbers of the lines that are seen."""
        self._editor.paint_gutter(self, event.rect())


class Editor(QPlainTextEdit):
    """Tab leaves it (the text has no need of tabs); lines do not wrap."""

    def __init__(self, parent: QWidget, name: str, accessible: str) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self.setFont(font(Role.CODE))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self._wrong: frozenset[int] = frozenset()
        self._gutter = Gutter(self)
        self.setCornerWidget(named(QWidget(self), f"{name}_corner", "corner", "clear"))
        self.blockCountChanged.connect(self._on_blocks)
        self.updateRequest.connect(self._on_update)
        self._on_blocks()

    @property
    def gutter_width(self) -> int:
        """In pixels, with room around the numbers."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0") * digits + 2 * _PAD

    def mark_lines(self, wrong: frozenset[int]) -> None:
        """Mark these lines, counted from 1."""
        if wrong != self._wrong:
            self._wrong = wrong
            self._gutter.update()

    def go_to(self, line: int) -> None:
        """Put the cursor at the beginning of that line, counted from 1."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()
        self.setFocus()

    @Slot()
    def _on_blocks(self) -> None:
        self.setViewportMargins(self.gutter_width, 0, 0, 0)

    @Slot(QRect, int)
    def _on_update(self, rect: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers stay beside their lines."""
        super().resizeEvent(event)
        box = self.contentsRect()
        self._gutter.setGeometry(box.left(), box.top(), self.gutter_width, box.height())

    def paint_gutter(self, gutter: QWidget, rect: QRect) -> None:
        """Numbers, those of wrong lines on a ground of their own."""
        painter = QPainter(gutter)
        painter.fillRect(rect, colour("raised"))
        painter.setFont(font(Role.CODE))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        top += self.viewport().y() - gutter.y()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        while block.isValid() and top <= rect.bottom():
            high = self.blockBoundingRect(block).height()
            number = block.blockNumber() + 1
            box = QRectF(0, top, gutter.width(), high)
            if number in self._wrong:
                painter.fillRect(box, colour("harm_ground"))
            painter.setPen(colour("harm" if number in self._wrong else "faint"))
            painter.drawText(box.adjusted(0, 0, -_PAD, 0), int(right), str(number))
            top, block = top + high, block.next()
