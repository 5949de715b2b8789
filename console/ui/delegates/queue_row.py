"""How a case stands in a list: picture, tier shape, name, handle; reasons, reports, languages; age, and how due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.domain.views import QueueRow
from console.ui import words
from console.ui.delegates.painting import line, row_ground, width_of
from console.ui.models.queue import reason_words
from console.ui.models.rows import ROW
from console.ui.text import one_line
from console.ui.theme.fonts import Role
from console.ui.theme.live import colour
from console.ui.widgets import paint

ROW_H = 50
_AVATAR, _PAD, _BAR = 34, 11, 50

Index = QModelIndex | QPersistentModelIndex


class QueueRowDelegate(QStyledItemDelegate):
    """Paints :class:`QueueRow`.

    ``covered`` is the account whose handle is covered everywhere while somebody types it; ``me`` the person whose
    own leases are said as such; ``clock`` the store's time as last heard.
    """

    def __init__(self, view: QListView, name: str, clock: Callable[[], datetime], me: str) -> None:
        super().__init__(view)
        self.setObjectName(name)
        self._view, self._clock, self._me = view, clock, me
        self.covered = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are of one height."""
        return QSize(200, ROW_H)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        value = index.data(ROW)
        row = self.row_of(value)
        if row is None:
            super().paint(painter, option, index)
            return
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_ground(painter, box, selected, bool(option.state & QStyle.StateFlag.State_MouseOver))
        face = QRectF(box.left() + _PAD, box.center().y() - _AVATAR / 2, _AVATAR, _AVATAR)
        paint.avatar(painter, face, row.account.id, row.account.name)
        now = self._clock()
        left, right = face.right() + 10, box.right() - 13
        age, age_token = self.age(value, row, now)
        age_wide = max(_BAR, width_of(age, Role.SMALL_NUMBER) + 2)
        upper, lower = box.center().y() - 9, box.center().y() + 9
        line(
            painter,
            right - age_wide,
            upper,
            age_wide,
            age,
            role=Role.SMALL_NUMBER,
            token=age_token,
            right=True,
        )
        self._bar(painter, QRectF(right - _BAR, lower - 2, _BAR, 4), *self.share(value, row, now))
        self._names(painter, row, left, right - age_wide - 10, upper, selected)
        self._second(painter, self.rest(value, row, now), row, left, right - _BAR - 10, lower)
        if selected and self._view.hasFocus():
            paint.focus_ring(painter, box.adjusted(1, 1, -1, -1), 4)
        painter.restore()

    # ---- what another kind of row says differently --------------------------------------------------------------

    def row_of(self, value: object) -> QueueRow | None:
        """The case that a row of the model is about."""
        return value if isinstance(value, QueueRow) else None

    def age(self, value: object, row: QueueRow, now: datetime) -> tuple[str, str]:
        """The words at the right, and their colour."""
        return words.age(row.oldest_report, now), _late(now >= row.due_at, "muted")

    def share(self, value: object, row: QueueRow, now: datetime) -> tuple[float, str]:
        """How full the bar is (1: due), and its colour."""
        whole = (row.due_at - row.oldest_report) or timedelta(seconds=1)
        return (now - row.oldest_report) / whole, _late(now >= row.due_at, "accent")

    def rest(self, value: object, row: QueueRow, now: datetime) -> list[str]:
        """Words that stand before the number of reports."""
        said = []
        if row.ends_at is not None and row.ends_at > now:
            said.append(f"ends in {words.span(row.ends_at - now)}")
        if row.claimed_by and (row.claimed_until is None or row.claimed_until > now):
            said.append("yours" if row.claimed_by == self._me else "taken")
        return said

    # ---- painting -----------------------------------------------------------------------------------------------

    def _names(
        self, painter: QPainter, row: QueueRow, left: float, right: float, middle: float, selected: bool
    ) -> None:
        ground = colour("accent_ground") if selected else None
        paint.tier_shape(painter, QRectF(left, middle - 7, 14, 14), row.account.tier, ground)
        left += 20
        room = right - left
        covered = self.covered == row.account.id
        handle = "" if covered else one_line(row.account.handle, 60)
        name = one_line(row.account.name, 80)
        name_room = room
        if handle:
            want = width_of(handle, Role.SMALL)
            name_room = max(room * 0.52, room - want - 8)
        wide = line(painter, left, middle, name_room, name, role=Role.NAME)
        line(painter, left + wide + 7, middle, room - wide - 7, handle, role=Role.SMALL, token="faint")

    def _second(
        self, painter: QPainter, first: list[str], row: QueueRow, left: float, right: float, middle: float
    ) -> None:
        reasons = " \u00b7 ".join(reason_words(reason) for reason in row.reasons[:3])
        rest = [*first, words.of(row.report_count, "report"), ", ".join(row.languages[:3])]
        wide = line(painter, left, middle, (right - left) * 0.75, reasons, token="muted")
        tail = "\u00b7 " + " \u00b7 ".join(word for word in rest if word)
        line(painter, left + wide + 6, middle, right - left - wide - 6, tail, role=Role.SMALL, token="faint")

    def _bar(self, painter: QPainter, box: QRectF, share: float, token: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("line"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setBrush(colour(token))
        full = min(1.0, max(0.04, share))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), box.width() * full, box.height()), 2, 2)


def _late(late: bool, otherwise: str) -> str:
    return "harm" if late else otherwise
