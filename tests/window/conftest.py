"""What every test of the window needs: the light theme."""

import pytest
from PySide6.QtWidgets import QApplication

from console.ui.theme.live import Appearance, ThemeSwitch


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> ThemeSwitch:
    """The theme switch of the application, with the light theme in force."""
    switch = ThemeSwitch(qapp)
    switch.choose(Appearance.LIGHT)
    return switch
