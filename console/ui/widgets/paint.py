"""What is painted by hand, in one place for widgets and delegates: tier shapes, avatars, steps, rings."""

from __future__ import annotations

import zlib
from math import tau

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPen

from console.domain.actions import Tier
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.words import initials

TIER_TOKEN = {Tier.STANDARD: "muted", Tier.VERIFIED: "verified", Tier.HEAD_OF_STATE: "head_of_state"}
TIER_WORDS = {Tier.STANDARD: "standard", Tier.VERIFIED: "verified", Tier.HEAD_OF_STATE: "head of state"}

_AVATARS = (
    ("#3F7FC4", "#2A5C96"),
    ("#8A6630", "#6A4C20"),
    ("#66727F", "#4C5764"),
    ("#2E8069", "#1F6350"),
    ("#7A548C", "#5D3D6D"),
    ("#B0603A", "#8E4727"),
    ("#33739A", "#23587A"),
    ("#8A733A", "#6B5727"),
    ("#5B7D3D", "#43602B"),
    ("#8C4F5C", "#6C3844"),
)
"""Pairs from the upper left to the lower right; white text passes 4.5:1 on the middle of each."""


def antialiased(painter: QPainter) -> None:
    """Smooth lines, no pen, no brush."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def avatar(painter: QPainter, box: QRectF, identity: str, name: str) -> None:
    """A rounded square in the colours of an id, with the initials of a name."""
    high, low = _AVATARS[zlib.crc32(identity.encode("utf-8", "surrogatepass")) % len(_AVATARS)]
    fill = QLinearGradient(box.topLeft(), box.bottomRight())
    fill.setColorAt(0, QColor(high))
    fill.setColorAt(1, QColor(low))
    painter.save()
    antialiased(painter)
    painter.setBrush(fill)
    radius = min(12.0, box.height() * 0.22)
    painter.drawRoundedRect(box, radius, radius)
    letters = QFont(font(Role.NAME))
    letters.setPixelSize(max(9, round(box.height() * 0.38)))
    painter.setFont(letters)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


def tier_shape(painter: QPainter, box: QRectF, tier: Tier, ground: QColor | None = None) -> None:
    """Circle, diamond with a tick, or shield with pillars; what is cut out of it has the colour of the ground."""
    painter.save()
    antialiased(painter)
    side = min(box.width(), box.height())
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 16, side / 16)
    ink = colour(TIER_TOKEN[tier])
    cut = ground or colour("surface")
    if tier is Tier.STANDARD:
        painter.setPen(QPen(ink, 1.8))
        painter.drawEllipse(QPointF(8, 8), 4.6, 4.6)
    elif tier is Tier.VERIFIED:
        _diamond(painter, ink, cut)
    else:
        _shield(painter, ink, cut)
    painter.restore()


def _diamond(painter: QPainter, ink: QColor, cut: QColor) -> None:
    painter.setBrush(ink)
    painter.save()
    painter.translate(8, 8)
    painter.rotate(45)
    painter.drawRoundedRect(QRectF(-5.4, -5.4, 10.8, 10.8), 1.6, 1.6)
    painter.restore()
    tick(painter, QRectF(4.6, 4.8, 6.8, 6.4), cut, 1.7)


def _shield(painter: QPainter, ink: QColor, cut: QColor) -> None:
    shield = QPainterPath(QPointF(2.6, 1.0))
    shield.lineTo(13.4, 1.0)
    shield.quadTo(14.8, 1.0, 14.8, 2.4)
    shield.lineTo(14.8, 7.4)
    shield.cubicTo(14.8, 11.4, 11.6, 14.2, 8, 15.6)
    shield.cubicTo(4.4, 14.2, 1.2, 11.4, 1.2, 7.4)
    shield.lineTo(1.2, 2.4)
    shield.quadTo(1.2, 1.0, 2.6, 1.0)
    painter.setBrush(ink)
    painter.drawPath(shield)
    painter.setBrush(cut)
    painter.drawRoundedRect(QRectF(3.6, 3.6, 8.8, 1.7), 0.4, 0.4)
    for left in (4.3, 7.2, 10.1):
        painter.drawRect(QRectF(left, 5.9, 1.6, 4.1))
    painter.drawRoundedRect(QRectF(4.3, 10.6, 7.4, 1.3), 0.4, 0.4)


def tick(painter: QPainter, box: QRectF, ink: QColor, width: float) -> None:
    """A tick that fills the box."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    path = QPainterPath(QPointF(box.left(), box.center().y() + box.height() * 0.05))
    path.lineTo(box.left() + box.width() * 0.36, box.bottom() - box.height() * 0.12)
    path.lineTo(box.right(), box.top() + box.height() * 0.12)
    painter.drawPath(path)
    painter.restore()


def done_mark(painter: QPainter, box: QRectF, token: str = "restore") -> None:
    """A filled disc with a tick: something that is done."""
    painter.save()
    antialiased(painter)
    painter.setBrush(colour(token))
    painter.drawEllipse(box)
    inset = box.width() * 0.28
    tick(painter, box.adjusted(inset, inset, -inset, -inset), colour(f"{token}_text"), box.width() * 0.1)
    painter.restore()


def cross_mark(painter: QPainter, box: QRectF, token: str = "harm") -> None:
    """A filled disc with a cross: something that was refused or stopped."""
    painter.save()
    antialiased(painter)
    painter.setBrush(colour(token))
    painter.drawEllipse(box)
    inset = box.width() * 0.33
    inner = box.adjusted(inset, inset, -inset, -inset)
    painter.setPen(QPen(colour(f"{token}_text"), box.width() * 0.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())
    painter.restore()


def number_mark(painter: QPainter, box: QRectF, words: str, *, current: bool) -> None:
    """A ring with a number in it: blue on its ground for the step that is open, grey for one that comes."""
    painter.save()
    antialiased(painter)
    ring = colour("accent") if current else colour("edge")
    painter.setBrush(colour("accent_ground") if current else Qt.BrushStyle.NoBrush)
    width = 1.8 if current else 1.4
    painter.setPen(QPen(ring, width))
    painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    painter.setPen(colour("accent") if current else colour("faint"))
    painter.setFont(font(Role.SMALL_NAME))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def focus_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """The 2 px accent line around whatever has focus; ``box`` is its outer edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("accent"), 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def perimeter(painter: QPainter, box: QRectF, radius: float, share: float, ink: QColor, width: float) -> None:
    """A line along the edge of a rounded box, clockwise from the top, as long as ``share`` (0 to 1) of it."""
    if share <= 0:
        return
    path = QPainterPath(QPointF(box.center().x(), box.top()))
    path.lineTo(box.right() - radius, box.top())
    path.arcTo(box.right() - 2 * radius, box.top(), 2 * radius, 2 * radius, 90, -90)
    path.lineTo(box.right(), box.bottom() - radius)
    path.arcTo(box.right() - 2 * radius, box.bottom() - 2 * radius, 2 * radius, 2 * radius, 0, -90)
    path.lineTo(box.left() + radius, box.bottom())
    path.arcTo(box.left(), box.bottom() - 2 * radius, 2 * radius, 2 * radius, 270, -90)
    path.lineTo(box.left(), box.top() + radius)
    path.arcTo(box.left(), box.top(), 2 * radius, 2 * radius, 180, -90)
    path.closeSubpath()
    length = path.length()
    pen = QPen(ink, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([length * min(share, 1.0) / width, length / width + 1])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.restore()


def clouds(painter: QPainter, box: QRectF, identity: str) -> None:
    """A grey, blurred something that differs by id and shows nothing."""
    seed = zlib.crc32(identity.encode("utf-8", "surrogatepass"))
    high, low = colour("media_high"), colour("media_low")
    sky = QLinearGradient(box.topLeft(), box.bottomRight())
    sky.setColorAt(0, high)
    sky.setColorAt(0.55, _between(high, low, 0.55))
    sky.setColorAt(1, _between(high, low, 0.3))
    painter.save()
    antialiased(painter)
    frame = QPainterPath()
    frame.addRoundedRect(box, 8, 8)
    painter.setClipPath(frame)
    painter.fillRect(box, sky)
    for number in range(26):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        across, down = (seed & 0xFFFF) / 0xFFFF, (seed >> 16) / 0xFFFF
        wide = 30 + 60 * (((seed >> 8) & 0xFF) / 255)
        veil = QColor(low if number % 3 else high)
        veil.setAlphaF(0.16)
        painter.setBrush(veil)
        centre = QPointF(box.left() + across * box.width(), box.top() + down * box.height())
        painter.drawEllipse(centre, wide, wide * (0.5 + 0.35 * ((tau * across) % 1)))
    painter.restore()


def _between(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() * (1 - share) + other.redF() * share,
        one.greenF() * (1 - share) + other.greenF() * share,
        one.blueF() * (1 - share) + other.blueF() * share,
    )
