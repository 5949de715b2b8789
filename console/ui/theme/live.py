"""The theme in force, and switching it while the window is open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from console.ui.theme.fonts import font
from console.ui.theme.tokens import Theme, ThemeName, load


class Appearance(StrEnum):
    """What a person chooses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class ThemeChanged:
    """Another theme is in force now."""

    name: ThemeName


class _InForce:
    """Widgets that paint themselves ask here; Qt repaints them when the style sheet changes."""

    theme: Theme | None = None


def current() -> Theme:
    """The theme in force; light before one was chosen."""
    return _InForce.theme or load(ThemeName.LIGHT)


def colour(token: str) -> QColor:
    """The colour of a token in the theme in force; raises ``KeyError`` for a token that no theme has."""
    return QColor(current().colours[token])


def size(token: str) -> int:
    """A size in pixels."""
    return current().sizes[token]


class ThemeSwitch(QObject):
    """Applies a theme to the application, and follows the system when asked to."""

    changed = Signal(ThemeChanged)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.setObjectName("theme_switch")
        self._application = application
        self._appearance = Appearance.SYSTEM
        application.setStyle("Fusion")
        application.setFont(font())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def appearance(self) -> Appearance:
        """What was chosen last."""
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        """Put that appearance into force now."""
        self._appearance = appearance
        self._apply()

    @Slot()
    def _on_system_changed(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._apply()

    def _wanted(self) -> ThemeName:
        if self._appearance is not Appearance.SYSTEM:
            return ThemeName(self._appearance.value)
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return ThemeName.DARK if dark else ThemeName.LIGHT

    def _apply(self) -> None:
        theme = load(self._wanted())
        if _InForce.theme is theme and self._application.styleSheet():
            return
        _InForce.theme = theme
        self._application.setPalette(_palette(theme))
        self._application.setStyleSheet(theme.sheet())
        self._tell(ThemeChanged(theme.name))

    def _tell(self, what: ThemeChanged) -> None:
        self.changed.emit(what)


def _palette(theme: Theme) -> QPalette:
    """What Qt's own parts (menus, carets, selections, tooltips) take from the theme."""
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "raised",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "accent_text",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Accent: "accent",
    }
    palette = QPalette()
    for role, token in roles.items():
        palette.setColor(role, QColor(theme.colours[token]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.colours["faint"]))
    return palette
