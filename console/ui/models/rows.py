"""A list of frozen rows with ids: looked up, never computed, and changed with as little movement as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

RowT = TypeVar("RowT")

ROW = Qt.ItemDataRole.UserRole
"""The role under which a delegate finds the frozen row itself."""
ID = Qt.ItemDataRole.UserRole + 1
"""The role under which the row's id stands."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

FEW = 24
"""At how many places rows may leave or come in before the list starts afresh instead."""


class RowsModel(QAbstractListModel, Generic[RowT]):
    """Rows in order.  ``id_of`` names a row, ``words_of`` says it in one line for screen readers and for search."""

    def __init__(
        self, parent: QObject, *, name: str, id_of: Callable[[RowT], str], words_of: Callable[[RowT], str]
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._id_of, self._words_of = id_of, words_of
        self._rows: list[RowT] = []
        self._ids: list[str] = []
        self._words: list[str] = []

    # ---- what Qt asks -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows the window holds."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, its id, or its words."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        if role == ROW:
            return self._rows[index.row()]
        if role == ID:
            return self._ids[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words[index.row()]
        return None

    # ---- what panes ask ---------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[RowT, ...]:
        """All rows of the window."""
        return tuple(self._rows)

    def at(self, place: int) -> RowT | None:
        """The row at a place, if there is one."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, row_id: str) -> int | None:
        """Where the row with this id stands."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return None

    # ---- changes ----------------------------------------------------------------------------------------------

    def replace(self, rows: Sequence[RowT]) -> None:
        """Show these rows: what is gone leaves, what is new comes in; another order or much that is new starts afresh.

        Each place at which something leaves or comes in is work for the views, and together they must not block them.
        """
        wanted = [self._id_of(row) for row in rows]
        kept, had = set(wanted), set(self._ids)
        leave = _runs([place for place, own in enumerate(self._ids) if own not in kept])
        come = _runs([place for place, own in enumerate(wanted) if own not in had])
        same_order = [own for own in self._ids if own in kept] == [own for own in wanted if own in had]
        if not same_order or len(leave) + len(come) > FEW:
            self.beginResetModel()
            self._rows, self._ids = list(rows), wanted
            self._words = [self._words_of(row) for row in rows]
            self.endResetModel()
            return
        for first, last in reversed(leave):
            self._take_out(first, last)
        for first, last in come:
            self._put_in(first, rows[first : last + 1])
        for place, row in enumerate(rows):
            if self._rows[place] != row:
                self._rows[place], self._words[place] = row, self._words_of(row)
                self.dataChanged.emit(self.index(place), self.index(place))

    def say_anew(self) -> None:
        """The words of the rows are others now (something is covered, or shown again)."""
        self._words = [self._words_of(row) for row in self._rows]
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def add_after(self, rows: Sequence[RowT]) -> int:
        """More rows at the end; returns how many of them were not there yet."""
        new = self._new(rows)
        self._put_in(len(self._rows), new)
        return len(new)

    def add_before(self, rows: Sequence[RowT]) -> int:
        """More rows at the beginning; returns how many of them were not there yet."""
        new = self._new(rows)
        self._put_in(0, new)
        return len(new)

    def drop_first(self, number: int) -> None:
        """Let go of that many rows at the beginning."""
        self._take_out(0, min(number, len(self._rows)) - 1)

    def drop_last(self, number: int) -> None:
        """Let go of that many rows at the end."""
        self._take_out(max(0, len(self._rows) - number), len(self._rows) - 1)

    def _new(self, rows: Sequence[RowT]) -> list[RowT]:
        had = set(self._ids)
        return [row for row in rows if self._id_of(row) not in had]

    def _put_in(self, place: int, rows: Sequence[RowT]) -> None:
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), place, place + len(rows) - 1)
        self._rows[place:place] = rows
        self._ids[place:place] = [self._id_of(row) for row in rows]
        self._words[place:place] = [self._words_of(row) for row in rows]
        self.endInsertRows()

    def _take_out(self, first: int, last: int) -> None:
        if last < first:
            return
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1], self._ids[first : last + 1], self._words[first : last + 1]
        self.endRemoveRows()


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending places as runs of neighbours: first and last of each."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
