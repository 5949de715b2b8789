"""Choosing a file: a dialog beside the window's own loop, and its bytes read on a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from console.cancel import CancelToken
from console.errors import BadInput, CountersignError, Unavailable
from console.ui.panes.floor import Floor
from console.ui.widgets.named import named


@dataclass(frozen=True, slots=True)
class Picked:
    """A file that was chosen and read."""

    name: str
    data: bytes = field(repr=False)


class FilePicker(QObject):
    """Asks for a file; ``picked`` with its bytes, or ``failed`` with what is wrong."""

    picked = Signal(Picked)
    failed = Signal(CountersignError)

    def __init__(self, parent: QWidget, floor: Floor, name: str, title: str, kinds: str, most: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._window, self._floor = parent, floor
        self._title, self._kinds, self._most = title, kinds, most
        self._dialog: QFileDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Show the dialog; it stands beside the window's loop, so nothing waits for it."""
        if self._dialog is None:
            dialog = named(QFileDialog(self._window, self._title), f"{self.objectName()}_dialog", self._title)
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([self._kinds, "All files (*)"])
            dialog.fileSelected.connect(self._on_chosen)
            self._dialog = dialog
        self._dialog.open()

    @Slot(str)
    def _on_chosen(self, chosen: str) -> None:
        most = self._most

        def work(cancel: CancelToken) -> Picked:
            return Picked(Path(chosen).name, _read(Path(chosen), most))

        self._floor.read(self.objectName(), work, self._tell_picked, self._tell_failed)

    @Slot(object)
    def _tell_picked(self, what: Picked) -> None:
        self.picked.emit(what)

    @Slot(object)
    def _tell_failed(self, error: CountersignError) -> None:
        self.failed.emit(error)


def _read(path: Path, most: int) -> bytes:
    """At most ``most`` bytes of a file, or what is wrong with it."""
    try:
        if path.stat().st_size > most:
            raise BadInput("The file is too large", path.name, f"At most {most // 1024:,} KiB are read.")
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("The file can't be read", path.name, "Look whether it is there and yours.") from error
