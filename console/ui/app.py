"""Starts the window: the application, the theme, what is remembered; a store is opened by the first worker after it.

Nothing of store, ledger or cryptography is imported here: ``open_console`` does that, on a worker, after first paint.
The desk with all its panes is loaded on that worker as well: signing in needs none of it, and it would double the
time to the first paint.
"""

from __future__ import annotations

import base64
import importlib
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from console.cancel import CancelToken
from console.errors import CountersignError
from console.settings.user import UserSettings, load_user, save_user
from console.ui.likes import ConsoleLike, SessionLike
from console.ui.theme.live import Appearance, ThemeSwitch
from console.ui.widths import Widths
from console.ui.window import Desk, MainWindow, WindowState

if TYPE_CHECKING:
    from console.ui.panes.api import Console

if TYPE_CHECKING:
    from console.ui.panes.api import Console

_log = logging.getLogger(__name__)
_WINDOW, _CARDS = "main_window", "cards"
_DESK = "console.ui.desk"
SWITCH_S = 0.0005
"""How long a worker may keep the interpreter when the window's thread wants it (seconds; Python's own: ten times that).

With several workers busy, waiting for the interpreter was the better part of what blocked the window.
"""


def run_window(
    open_console: Callable[[CancelToken], Console],
    settings_file: Path | None = None,
    *,
    argv: list[str] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Show the console until it is closed; returns the exit code of the event loop.

    ``open_console`` opens the store; it is called on a worker and may raise our errors, which the sign-in shows.
    ``settings_file`` is the person's settings on this machine; without one, nothing is remembered.
    """
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(argv or sys.argv[:1])
    QGuiApplication.setApplicationDisplayName("Countersign")
    QGuiApplication.setDesktopFileName("countersign")
    theme = ThemeSwitch(application)
    memory = Memory(application, settings_file, clock or _utc_now)
    theme.choose(memory.state.appearance)
    window = make_window(open_console, theme, memory.state)
    window.state_changed.connect(memory.remember)
    fit(window, application.primaryScreen().availableSize())
    for sentence in memory.notices:
        window.toast.say(sentence, stay_ms=12_000)
    window.show()
    code = application.exec()
    left = window.runner.wait(10.0)
    if left:
        _log.warning("event=closed_with_writes_left count=%d", len(left))
    console = window.console
    if console is not None:
        console.close()
    return code


def make_window(
    open_console: Callable[[CancelToken], Console], theme: ThemeSwitch, state: WindowState | None = None
) -> MainWindow:
    """The window, not shown yet; it opens the store when it is."""
    sys.setswitchinterval(SWITCH_S)

    def load_and_open(cancel: CancelToken) -> ConsoleLike:
        for module in (_DESK, "console.ui.palette", "console.ui.keys_overlay"):
            importlib.import_module(module)
        return cast("ConsoleLike", open_console(cancel))

    return MainWindow(load_and_open, _make_desk, state or WindowState(), theme)


def fit(window: MainWindow, room: QSize) -> None:
    """Never larger than the screen, which may be another one than last time."""
    window.resize(window.size().boundedTo(room).expandedTo(window.minimumSize()))


def _make_desk(window: MainWindow, session: SessionLike) -> Desk:
    """The desk of a session; its module is loaded by now."""
    return cast("Desk", importlib.import_module(_DESK).Desk(window, session))


class Memory(QObject):
    """What the next start should know, in the person's settings file."""

    def __init__(self, parent: QObject, file: Path | None, clock: Callable[[], datetime]) -> None:
        super().__init__(parent)
        self.setObjectName("memory")
        self._file = file
        loaded = load_user(file, clock()) if file is not None else None
        self._settings = loaded.settings if loaded is not None else UserSettings()
        self.notices = tuple(error.sentence for error in loaded.notices) if loaded is not None else ()
        self.state = _state_of(self._settings)

    @Slot(WindowState)
    def remember(self, state: WindowState) -> None:
        """Keep it; a disk that does not take it costs only the memory."""
        self._settings = msgspec.structs.replace(
            self._settings,
            theme=state.appearance.value,
            last_person=state.last_person,
            layout={
                **self._settings.layout,
                _WINDOW: _pack(state.width, state.height),
                _CARDS: _pack(state.widths.left, state.widths.right),
            },
        )
        if self._file is None:
            return
        try:
            save_user(self._file, self._settings)
        except CountersignError as error:
            _log.warning("event=settings_not_saved reason=%s", error.message_id)


def _state_of(settings: UserSettings) -> WindowState:
    width, height = _unpack(settings.layout.get(_WINDOW, ""), (1440, 900))
    left, right = _unpack(settings.layout.get(_CARDS, ""), (Widths().left, Widths().right))
    return WindowState(width, height, Widths(left, right), settings.last_person, Appearance(settings.theme))


def _pack(one: int, other: int) -> str:
    return base64.b64encode(f"{one} {other}".encode()).decode()


def _unpack(blob: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    try:
        one, other = base64.b64decode(blob).decode().split()
        return int(one), int(other)
    except ValueError:
        return otherwise


def _utc_now() -> datetime:
    return datetime.now(UTC)
