"""What every test of the window needs: the guard around signals, and the light theme."""

import pytest
from PySide6.QtWidgets import QApplication

from console.ui.reference_leak import keep_true
from console.ui.theme.live import Appearance, ThemeSwitch

keep_true()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> ThemeSwitch:
    """The theme switch of the application, with the light theme in force."""
    switch = ThemeSwitch(qapp)
    switch.choose(Appearance.LIGHT)
    return switch
