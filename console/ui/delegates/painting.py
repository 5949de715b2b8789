"""Text for delegates: one line that is cut at its end, and paragraphs that wrap."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour


def row_ground(painter: QPainter, box: QRectF, selected: bool, warm: bool = False) -> None:
    """What is under a row of a list: its line below, and whether it is marked, or the mouse is over it (``warm``)."""
    if selected or warm:
        painter.fillRect(box, colour("accent_ground" if selected else "hover"))
    if selected:
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("accent"))
    painter.setPen(QPen(colour("line"), 1))
    painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))
    painter.setPen(Qt.PenStyle.NoPen)


def width_of(text: str, role: Role) -> float:
    """How wide a line is, in pixels."""
    return QFontMetricsF(font(role)).horizontalAdvance(text)


def line(
    painter: QPainter,
    left: float,
    middle: float,
    width: float,
    text: str,
    *,
    role: Role = Role.BASE,
    token: str = "text",
    right: bool = False,
) -> float:
    """Paint one line around the height ``middle``, cut with an ellipsis at ``width``; returns how wide it became."""
    if width <= 4 or not text:
        return 0.0
    metrics = QFontMetricsF(font(role))
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    wide = metrics.horizontalAdvance(cut)
    painter.setFont(font(role))
    painter.setPen(colour(token))
    start = left + width - wide if right else left
    painter.drawText(QPointF(start, middle + (metrics.ascent() - metrics.descent()) / 2), cut)
    return wide


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A wrapped text, laid out for a width."""

    layout: QTextLayout
    height: float

    def paint(self, painter: QPainter, left: float, top: float, token: str = "text") -> None:
        """Paint it with its upper left corner there."""
        painter.setPen(colour(token))
        self.layout.draw(painter, QPointF(left, top))


def paragraph(text: str, width: float, role: Role = Role.BASE) -> Paragraph:
    """Lay ``text`` out for ``width`` pixels; line ends in it stay."""
    made = QTextLayout(text.replace("\n", "\u2028").replace("\t", "    "), font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    made.setTextOption(option)
    made.setCacheEnabled(True)
    made.beginLayout()
    height = 0.0
    while True:
        row = made.createLine()
        if not row.isValid():
            break
        row.setLineWidth(max(20.0, width))
        row.setPosition(QPointF(0, height))
        height += row.height() + 1
    made.endLayout()
    return Paragraph(made, height)


def pill(
    painter: QPainter, left: float, middle: float, text: str, *, token: str = "muted", ground: str = "chip"
) -> float:
    """Paint a small word on a rounded ground; returns how wide it became."""
    wide = width_of(text, Role.SMALL) + 20
    box = QRectF(left, middle - 9, wide, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(box, 9, 9)
    line(painter, left + 10, middle, wide - 18, text, role=Role.SMALL, token=token)
    return wide


def card(painter: QPainter, box: QRectF, *, focused: bool) -> None:
    """A raised card; with focus its line is the accent's and twice as thick."""
    pen = QPen(colour("accent" if focused else "line"), 2 if focused else 1)
    painter.setPen(pen)
    painter.setBrush(colour("raised"))
    inset = pen.widthF() / 2
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8)
