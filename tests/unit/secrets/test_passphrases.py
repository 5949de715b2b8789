"""What is typed becomes the same bytes on every keyboard (RFC 8265 section 4.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import BadInput
from console.secrets import wrapped_keys
from console.secrets.passphrases import check_new, prepare
from console.secrets.sealed import DEMO_ONLY


@pytest.mark.parametrize(
    ("typed", "prepared"),
    [
        # The examples 1 to 5 of RFC 8265 section 4.3.
        ("correct horse battery staple", "correct horse battery staple"),
        ("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
        ("\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5"),
        ("Jack of \u2666s", "Jack of \u2666s"),
        ("foo\u1680bar", "foo bar"),
        # One é or e with an accent: NFC makes them one.
        ("cafe\u0301", "caf\u00e9"),
        # Width and case are kept (no NFKC): a full-width A is not an A.
        ("\uff21", "\uff21"),
    ],
)
def test_passphrases_are_prepared_as_the_rfc_says(typed: str, prepared: str) -> None:
    assert prepare(typed) == prepared.encode()


@pytest.mark.parametrize("typed", ["", "my cat is a \tby", "line\nend", "\x00", "\ud800", "x" * 1025])
def test_what_can_t_be_a_passphrase_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        prepare(typed)
    assert not typed or typed not in caught.value.sentence


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40))
def test_preparing_twice_changes_nothing(typed: str) -> None:
    once = prepare(typed).decode()
    assert prepare(once).decode() == once


def test_a_key_wrapped_on_one_keyboard_opens_on_another() -> None:
    box = wrapped_keys.wrap(b"s" * 32, "caf\u00e9 noir", DEMO_ONLY)
    assert wrapped_keys.unwrap(box, "cafe\u0301\u00a0noir") == b"s" * 32


def test_a_new_passphrase_needs_eight_characters() -> None:
    check_new("12345678")
    with pytest.raises(BadInput, match="fewer than 8"):
        check_new("1234567")
    with pytest.raises(BadInput, match="fewer than 8"):
        check_new("e\u0301" * 7)
