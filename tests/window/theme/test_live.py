"""The theme is switched while the window is open, and Inter is what one reads."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel

from console.ui.theme.fonts import Role, font
from console.ui.theme.live import Appearance, ThemeChanged, ThemeSwitch, colour
from console.ui.theme.tokens import ThemeName


def test_switching_repaints_the_open_window(qtbot, qapp: QApplication) -> None:
    switch = ThemeSwitch(qapp)
    switch.choose(Appearance.LIGHT)
    label = QLabel("word")
    label.setProperty("look", "pill")
    qtbot.addWidget(label)
    label.show()
    light = label.grab().toImage().pixelColor(label.width() // 2, 2)
    with qtbot.waitSignal(switch.changed) as told:
        switch.choose(Appearance.DARK)
    assert told.args == [ThemeChanged(ThemeName.DARK)]
    dark = label.grab().toImage().pixelColor(label.width() // 2, 2)
    assert light != dark
    assert colour("window").name().upper() == "#0F141A"
    switch.choose(Appearance.LIGHT)


def test_following_the_system_takes_its_scheme(qapp: QApplication) -> None:
    switch = ThemeSwitch(qapp)
    switch.choose(Appearance.SYSTEM)
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert colour("window").name().upper() == ("#0F141A" if dark else "#F4F5F7")
    switch.choose(Appearance.LIGHT)


def test_inter_is_loaded_from_our_own_files(qapp: QApplication) -> None:
    assert QFontInfo(font()).family() == "Inter"
    assert QFontInfo(font(Role.NAME)).weight() == 600


def test_counts_have_figures_of_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(font(Role.NUMBER))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")
    proportional = QFontMetricsF(font(Role.BASE))
    assert proportional.horizontalAdvance("1111") < proportional.horizontalAdvance("0000")
