"""Every widget says who it is at construction: objectName and accessible name (STYLE.md section 4)."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

_W = TypeVar("_W", bound=QWidget)


def named(widget: _W, name: str, accessible: str = "", look: str = "") -> _W:
    """Give a new widget its objectName, what a screen reader calls it, and its look; returns it."""
    widget.setObjectName(name)
    widget.setAccessibleName(accessible or name.replace("_", " "))
    if look:
        widget.setProperty("look", look)
    return widget


def column(parent: QWidget, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8) -> QVBoxLayout:
    """A vertical layout on ``parent``; margins left, top, right, bottom and gap in pixels."""
    return _set(QVBoxLayout(parent), margins, gap)


def row(parent: QWidget, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8) -> QHBoxLayout:
    """A horizontal layout on ``parent``; margins left, top, right, bottom and gap in pixels."""
    return _set(QHBoxLayout(parent), margins, gap)


_L = TypeVar("_L", bound=QBoxLayout)


def _set(layout: _L, margins: tuple[int, int, int, int], gap: int) -> _L:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    return layout


def frame(parent: QWidget, name: str, look: str, accessible: str = "") -> QFrame:
    """A framed surface of that look (card, inner, amber, green, …)."""
    return named(QFrame(parent), name, accessible, look)


def rule(parent: QWidget, name: str) -> QFrame:
    """A thin line across."""
    return named(QFrame(parent), name, "line", "rule")


def scroller(parent: QWidget, name: str, content: QWidget, accessible: str = "") -> QScrollArea:
    """``content`` in an area that scrolls up and down only, without a frame; focus passes through it."""
    area = named(QScrollArea(parent), name, accessible, "scroll")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("look", content.property("look") or "clear")
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area
