"""Pictures of a widget as a person sees it: two sizes, light and dark, drawn offscreen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from console.ui.theme.live import Appearance, ThemeSwitch

SIZES = (QSize(1280, 800), QSize(1920, 1080))
APPEARANCES = (Appearance.LIGHT, Appearance.DARK)


def settle() -> None:
    """Let every posted event of layout and painting be handled."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def grab(
    widget: QWidget,
    theme: ThemeSwitch,
    folder: Path,
    name: str,
    *,
    sizes: tuple[QSize, ...] = SIZES,
    appearances: tuple[Appearance, ...] = APPEARANCES,
) -> list[Path]:
    """Write ``name-light-1280.png`` and so on into ``folder``; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    before, files = theme.appearance, []
    for appearance in appearances:
        theme.choose(appearance)
        for size in sizes:
            widget.resize(size)
            if not widget.isVisible():
                widget.show()
            settle()
            picture: QPixmap = widget.grab()
            file = folder / f"{name}-{appearance.value}-{size.width()}.png"
            if not picture.save(str(file)):
                raise OSError(f"can't write {file}")
            files.append(file)
    theme.choose(before)
    return files


def application() -> QApplication:
    """The application, made when there is none."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])
