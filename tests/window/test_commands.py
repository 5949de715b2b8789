"""One table says what every key does; letters are text while somebody types."""

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from console.domain.actions import Tier
from console.ui.commands import BY_ID, COMMANDS, Commands, Mode
from console.ui.keys_overlay import KeysOverlay
from console.ui.palette import Asked, Entry, EntryKind, Palette, account_entry
from tests.support.hands import Hands

CLAIMED = frozenset(
    "signed_in mode_decide may_decide claimed case_open can_suspend queue_shown restorable noteworthy".split()
)


class Window(QWidget):
    """Remembers what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        box = QVBoxLayout(self)
        self.field = QLineEdit(self)
        box.addWidget(self.field)
        self.commands = Commands(self)
        for command in COMMANDS:
            self.commands.bind(command.id, Doer(self, command.id).do)


class Doer(QObject):
    def __init__(self, window: Window, identity: str) -> None:
        super().__init__(window)
        self._window, self._identity = window, identity

    def do(self) -> None:
        self._window.done.append(self._identity)


@pytest.fixture
def window(qtbot, theme) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    made.setFocus()
    made.commands.set_facts(CLAIMED)
    return made


def test_no_two_commands_that_can_hold_together_share_a_key() -> None:
    modes = {mode.value for mode in Mode}
    for one, other in combinations(COMMANDS, 2):
        if one.keys and one.keys == other.keys:
            assert (one.when & modes) and (other.when & modes) and (one.when & modes) != (other.when & modes)


def test_a_key_begins_no_longer_one() -> None:
    keys = {command.keys for command in COMMANDS if command.keys}
    for long in (key for key in keys if ", " in key):
        assert long.split(", ")[0] not in keys


def test_ids_are_single() -> None:
    assert len(BY_ID) == len(COMMANDS)


def test_a_letter_does_what_the_table_says(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_D)
    assert window.done == ["dismiss"]


def test_a_letter_that_cannot_be_done_now_does_nothing(window: Window) -> None:
    window.commands.turn(claimed=False)
    QTest.keyClick(window, Qt.Key.Key_D)
    assert window.done == []


def test_letters_are_text_while_somebody_types(window: Window) -> None:
    window.field.setFocus()
    QTest.keyClicks(window.field, "dgs?")
    assert window.done == []
    assert window.field.text() == "dgs?"


def test_keys_with_ctrl_work_while_somebody_types(window: Window) -> None:
    window.field.setFocus()
    QTest.keyClick(window.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.done == ["palette"]


def test_a_key_that_is_held_down_counts_once(window: Window) -> None:
    QTest.keyPress(window, Qt.Key.Key_D)
    for _ in range(5):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, "d", True)
        QApplication.sendEvent(window, repeat)
    assert window.done == ["dismiss"]


def test_restore_takes_the_gesture_of_two(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_R)
    assert window.done == []
    QTest.keyClick(window, Qt.Key.Key_R)
    assert window.done == ["restore"]


def test_the_palette_runs_what_it_finds(qtbot, window: Window) -> None:
    palette = Palette(window, window.commands)
    palette.open()
    hands = Hands(qtbot, window)
    hands.type("suspend")
    assert [row.split()[0] for row in hands.rows(palette.view)] == ["Suspend"]
    hands.key(Qt.Key.Key_Return)
    assert window.done == ["suspend"]
    assert not palette.isVisible()


def test_the_palette_offers_only_what_can_be_done_now(qtbot, window: Window) -> None:
    window.commands.turn(claimed=False)
    palette = Palette(window, window.commands)
    palette.open()
    assert not any(row.startswith("Suspend") for row in Hands.rows(palette.view))


def test_the_palette_finds_accounts_and_drops_late_answers(qtbot, window: Window) -> None:
    palette = Palette(window, window.commands)
    chosen: list[Entry] = []
    palette.chosen.connect(chosen.append)
    palette.open()
    hands = Hands(qtbot, window)
    with qtbot.waitSignal(palette.asked) as told:
        hands.type("presid")
    assert told.args == [Asked("presid")]
    palette.put_accounts("pre", (account_entry("late", "Late", "@late", Tier.STANDARD),))
    palette.put_accounts("presid", (account_entry("a1", "President", "@republic", Tier.HEAD_OF_STATE),))
    assert Hands.rows(palette.view) == ["President @republic"]
    hands.key(Qt.Key.Key_Return)
    assert [(entry.kind, entry.id) for entry in chosen] == [(EntryKind.ACCOUNT, "a1")]


def test_escape_leaves_the_palette_and_does_nothing(qtbot, window: Window) -> None:
    window.commands.turn(signed_in=True)
    palette = Palette(window, window.commands)
    palette.open()
    Hands(qtbot, window).key(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.done == []


def test_the_overlay_names_every_key_and_any_key_closes_it(qtbot, window: Window) -> None:
    overlay = KeysOverlay(window, window.commands)
    overlay.open()
    hands = Hands(qtbot, window)
    for command in COMMANDS:
        if command.keys:
            assert hands.sees(command.words)
    hands.key("d")
    assert not overlay.isVisible()
    assert window.done == []
