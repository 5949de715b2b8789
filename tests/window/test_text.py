"""Nothing from outside is markup, and nothing in it stays hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from console.ui import text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("abc\u202egpj.exe", "abc‹U+202E›gpj.exe"),
        ("pay\u200bpal", "pay‹U+200B›pal"),
        ("bell\x07", "bell‹U+0007›"),
        ("\ufeffstart", "‹U+FEFF›start"),
        ("tag\U000e0041", "tag‹U+E0041›"),
        ("soft\u00adhyphen", "soft‹U+00AD›hyphen"),
        ("hangul\u3164filler", "hangul‹U+3164›filler"),
        ("isolate\u2066x\u2069", "isolate‹U+2066›x‹U+2069›"),
        ("two\nlines", "two‹U+000A›lines"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(given_text: str, expected: str) -> None:
    assert text.visible(given_text) == expected


def test_joiners_that_scripts_and_emoji_need_stay() -> None:
    assert text.visible("می\u200cخواهم") == "می\u200cخواهم"
    assert text.visible("👩\u200d🚀") == "👩\u200d🚀"


def test_joiner_between_latin_letters_is_shown() -> None:
    assert text.visible("pay\u200dpal") == "pay‹U+200D›pal"


def test_a_tower_of_combining_marks_is_cut_with_its_number() -> None:
    assert text.visible("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 4 + "‹46 marks›b"


def test_lines_stay_where_they_are_asked_for() -> None:
    assert text.visible("one\r\ntwo\tthree", lines=True) == "one\ntwo\tthree"


def test_a_million_characters_become_a_part_that_says_how_much_is_left_out() -> None:
    part = text.shown("word " * 200_000)
    assert len(part.text) <= text.TEXT_CAP + 1
    assert part.left_out == 1_000_000 - len(part.text) + 1


def test_a_long_name_is_cut_on_one_line() -> None:
    assert text.one_line("n" * 5000) == "n" * text.LINE_CAP + "…"
    assert "\n" not in text.one_line("a\nb")


def test_markup_is_shown_as_it_was_typed(qapp: QApplication) -> None:
    parent = QWidget()
    label = text.plain_label("<b>bold</b><img src=x>", parent, name="outside")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>bold</b><img src=x>"
    assert label.objectName() == "outside"
    assert label.accessibleName() == "<b>bold</b><img src=x>"


def test_a_tooltip_shows_markup_as_it_was_typed(qapp: QApplication) -> None:
    widget = QWidget()
    text.tip(widget, "<img src='http://x'> & more")
    assert "<img" not in widget.toolTip()
    assert "&lt;img" in widget.toolTip()


@given(st.text(max_size=300))
def test_nothing_that_turns_or_hides_text_gets_through(outside: str) -> None:
    seen = text.visible(outside, lines=True)
    for bad in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff\x00\x1b\r":
        assert bad not in seen
