"""Texts against their digests, and how text is folded for searching."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.cases import text_digest
from console.errors import Tampered
from console.store.cards import Card, make_card, read_card
from console.store.folding import LONGEST, folded, pattern
from console.store.texts import ERASED, checked, erase_texts, get_texts, make_text, put_texts
from tests.support.small_store import NOON, digest, small_store


@given(st.text())
def test_i11_a_text_is_known_by_its_salted_digest_alone(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    one, two = make_text(text), make_text(text)
    assert one.digest != two.digest and len(one.salt) == 16
    assert one.digest == text_digest(one.salt, text)
    assert checked(one.digest, one.salt, text) == text


def test_another_text_or_salt_is_named_as_tampered() -> None:
    one = make_text("kind words")
    for salt, text in ((one.salt, "other words"), (b"\0" * 16, "kind words"), (b"short", "kind words")):
        with pytest.raises(Tampered, match=one.digest):
            checked(one.digest, salt, text)


def test_an_erased_text_is_shown_as_erased_and_a_missing_one_is_tampered(tmp_path: Path) -> None:
    store, _ = small_store(tmp_path)
    one, two = make_text("first"), make_text("second")
    store.run(lambda uow: put_texts(uow, [one, two]))
    store.run(lambda uow: erase_texts(uow, [one.digest], NOON))
    assert store.read(lambda r: get_texts(r, [one.digest, two.digest])) == {one.digest: ERASED, two.digest: "second"}
    with pytest.raises(Tampered, match="missing"):
        store.read(lambda r: get_texts(r, [digest("never put")]))
    store.close()


def test_a_card_holds_what_a_list_shows_and_an_erased_one_nothing() -> None:
    row = make_card("p1", 'quo"te', "\u202ename\n")
    assert read_card(row.digest, row.salt, row.text) == Card("p1", 'quo"te', "\u202ename\n")
    assert read_card(row.digest, None, None) == Card(ERASED, ERASED, ERASED)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Präsident", "präsident"),
        ("ＰＲＥＳＩＤＥＮＴ", "president"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("pre\u200bsi\u202edent\x00", "president"),
        ("  spaced ", "spaced"),
    ],
)
def test_searching_does_not_mind_case_width_or_invisible_characters(typed: str, kept: str) -> None:
    assert folded(typed) == kept


def test_a_text_of_a_million_characters_is_folded_to_a_short_one() -> None:
    assert len(folded("x" * 1_000_000)) == LONGEST


def test_what_is_typed_is_no_pattern() -> None:
    assert pattern("100%_a\\b", anywhere=True) == "%100\\%\\_a\\\\b%"
