"""Pictures and films from reports: grey and blurred until somebody asks, and only while they do.

Nothing is fetched: where the store holds no picture, what was said of it is shown (DESIGN.md section 7).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.text import one_line
from console.ui.theme.fonts import Role, font
from console.ui.theme.live import colour
from console.ui.widgets import paint
from console.ui.widgets.named import named

_BLUR = 28
"""The blurred picture is this many times smaller before it is drawn large again."""


class BlurredMedia(QWidget):
    """One picture; held open by the mouse on it, or by a key for all of a pane (:meth:`look`)."""

    def __init__(self, parent: QWidget, *, name: str, identity: str, kind: str, words: str, high: int = 120) -> None:
        super().__init__(parent)
        self._kind, self._words = one_line(kind, 40).capitalize(), one_line(words)
        named(self, name, f"{self._kind}, blurred. Hold V to look.")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(high)
        self._identity = identity
        self._image: QImage | None = None
        self._grey: QImage | None = None
        self._open = False

    @property
    def looking(self) -> bool:
        """Whether it is shown as it is now."""
        return self._open

    def put(self, image: QImage) -> None:
        """The picture has been read (never from outside the store)."""
        self._image = image
        small = image.scaled(
            max(2, image.width() // _BLUR),
            max(2, image.height() // _BLUR),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
        self.update()

    def look(self, is_open: bool) -> None:
        """Show it as it is, or cover it again."""
        if self._open != is_open:
            self._open = is_open
            state = self._words if is_open else "blurred. Hold V to look."
            self.setAccessibleName(f"{self._kind}, {state}")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look while pressed."""
        self.look(True)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Cover it."""
        self.look(False)
        event.accept()

    def hideEvent(self, event: QEvent) -> None:
        """What comes back is covered."""
        self.look(False)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Clouds or a grey blur with words on it; the picture or its words while one looks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint.antialiased(painter)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shown = self._image if self._open else self._grey
        if shown is not None:
            frame = QPainterPath()
            frame.addRoundedRect(box, 8, 8)
            painter.setClipPath(frame)
            painter.drawImage(_fitted(shown, box) if self._open else box, shown)
            painter.setClipping(False)
        elif self._open:
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(box, 8, 8)
        else:
            paint.clouds(painter, box, self._identity)
        if not self._open:
            self._write(painter, box, f"{self._kind}, blurred   \u00b7   hold  V  to look", "media_text")
        elif self._image is None:
            self._write(painter, box, self._words or f"{self._kind}, not kept in this store", "text")
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), 8)

    def _write(self, painter: QPainter, box: QRectF, words: str, token: str) -> None:
        painter.setFont(font(Role.BASE))
        painter.setPen(colour(token))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(box.adjusted(16, 8, -16, -8), flags, words)


def _fitted(image: QImage, box: QRectF) -> QRectF:
    share = min(box.width() / max(1, image.width()), box.height() / max(1, image.height()))
    wide, high = image.width() * share, image.height() * share
    return QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)


class LookKey(QObject):
    """Holding V uncovers every picture on a surface; letting go, or leaving it, covers them again."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self.setObjectName("look_key")
        self._surface = surface

    def pressed(self, event: QKeyEvent) -> bool:
        """A key went down on the surface; whether it was ours."""
        return self._turn(event, True)

    def released(self, event: QKeyEvent) -> bool:
        """A key went up on the surface; whether it was ours."""
        return self._turn(event, False)

    def cover(self) -> None:
        """Cover everything."""
        for media in self._surface.findChildren(BlurredMedia):
            media.look(False)

    def _turn(self, event: QKeyEvent, is_open: bool) -> bool:
        if event.key() != Qt.Key.Key_V or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        if not event.isAutoRepeat():
            for media in self._surface.findChildren(BlurredMedia):
                media.look(is_open)
        return True
