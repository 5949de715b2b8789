"""A person's own phrases: kept, chosen by a key into the text where they write, taken away; never put in by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from console.ui.steps.justification import MOST_PHRASES, JustificationEditor, PhrasesKept
from tests.support.hands import Hands

CTRL = Qt.KeyboardModifier.ControlModifier
KEPT = ("Warned before.", "It threatens a people.")


class Editing:
    """The editor on a surface of its own, hands at it, and what it told."""

    def __init__(self, qtbot, phrases: tuple[str, ...], draft: str = "") -> None:
        self.holder = QWidget()
        self.holder.resize(360, 600)
        self.editor = JustificationEditor(self.holder, 20, draft, phrases)
        self.editor.resize(360, 600)
        qtbot.addWidget(self.holder)
        self.holder.show()
        self.told: list[PhrasesKept] = []
        self.editor.phrases_kept.connect(self.told.append)
        self.hands = Hands(qtbot, self.holder)
        self.editor.begin()

    @property
    def text(self) -> str:
        return self.editor.field.toPlainText()


@pytest.fixture
def editing(qtbot, theme) -> Editing:
    return Editing(qtbot, KEPT)


def test_nothing_is_ever_put_in_by_itself(editing: Editing) -> None:
    assert editing.text == ""
    editing.hands.key(Qt.Key.Key_P, CTRL)
    editing.hands.wait_for("Warned before.")
    assert editing.text == ""
    assert not editing.hands.find("justification_continue").isEnabled()
    editing.hands.key(Qt.Key.Key_Escape)
    assert editing.text == ""


def test_a_digit_puts_a_phrase_where_one_writes(editing: Editing) -> None:
    hands = editing.hands
    hands.type("Post 919048 is cited.")
    for _ in range(len(" is cited.")):
        hands.key(Qt.Key.Key_Left)
    hands.key(Qt.Key.Key_P, CTRL)
    hands.key("2")
    assert editing.text == "Post 919048 It threatens a people. is cited."
    hands.type(" Twice.")
    assert editing.text == "Post 919048 It threatens a people. Twice. is cited."
    hands.key(Qt.Key.Key_P, CTRL)
    hands.click("phrase_1")
    assert "Warned before." in editing.text


def test_what_is_marked_or_written_is_kept_once(editing: Editing) -> None:
    hands = editing.hands
    hands.type("Posted twice.")
    hands.key(Qt.Key.Key_P, CTRL)
    hands.key("+")
    hands.key("+")
    assert [told.phrases for told in editing.told] == [(*KEPT, "Posted twice.")]
    hands.wait_for("3")
    hands.key("3")
    assert editing.text == "Posted twice. Posted twice."


def test_del_takes_one_away_and_nine_are_the_most(qtbot, theme) -> None:
    full = Editing(qtbot, tuple(f"Phrase {n}." for n in range(MOST_PHRASES)), "something else")
    full.hands.key(Qt.Key.Key_P, CTRL)
    assert not full.hands.find("phrases_keep").isEnabled()
    full.hands.find("phrase_2").setFocus()
    full.hands.key(Qt.Key.Key_Delete)
    assert full.told[-1].phrases == tuple(f"Phrase {n}." for n in range(MOST_PHRASES) if n != 1)
    assert full.hands.find("phrases_keep").isEnabled()
    assert isinstance(full.editor.field, QPlainTextEdit)
    assert full.text == "something else"
