"""The lists of rooms: they keep Qt's rules, keep what is marked, and say all of a line to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.domain.actions import Tier
from console.ui.rooms.lines import Line, Lines
from console.ui.theme.live import ThemeSwitch

ROWS = tuple(Line(str(n), f"head {n}", "words", side="now", tier=Tier.VERIFIED) for n in range(4))


def test_a_list_keeps_what_is_marked_passes_letters_on_and_goes_on_with_enter(
    qtbot: QtBot, qtmodeltester: ModelTester, theme: ThemeSwitch
) -> None:
    window = QWidget()
    box = QVBoxLayout(window)
    lines = Lines(window, "lines", "lines under test", wraps=True)
    box.addWidget(lines)
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    qtmodeltester.check(lines.model)
    lines.put(ROWS)
    assert lines.marked_id == "0"
    lines.step(2)
    lines.put((Line("new", "head", mark="lighter"), *ROWS[1:]))
    assert lines.marked_id == "2"
    assert lines.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "verified account head 2, words, now"
    QTest.keyClick(lines.list, "h")
    assert lines.marked_id == "2"
    with qtbot.waitSignal(lines.wanted, timeout=1000):
        QTest.keyClick(lines.list, Qt.Key.Key_Return)
    lines.put(())
    assert lines.marked_id == ""
    lines.say("Nothing fits")
    assert lines.said == "Nothing fits"
