"""Canonical bytes: the fast encoder against the reference, and everything that must not pass."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from console.errors import BadInput, Bug
from console.ledger import canonical
from console.ledger.canonical import canonical_bytes, decode_struct, encode_struct, parse, signable_bytes

SPECIAL = '\x00\b\t\n\f\r\x1f"\\/\x7f\u2028\u2029\ufeff\U0001f600'
TEXTS = st.text(max_size=12) | st.text(SPECIAL, max_size=6)
NAMES = st.text(st.characters(max_codepoint=0x7F), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
LEAVES = st.one_of(TEXTS, INTEGERS, st.booleans(), st.none())
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=6)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    z: int
    a: str
    at: datetime | None = None


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="wish/1"):
    zeta: str
    alpha: int
    colour: Colour = Colour.RED
    inner: Inner | None = None
    items: tuple[Inner, ...] = ()
    flag: bool = False


class Other(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="other/1"):
    open: dict[str, Any]
    pair: tuple[int, str] = (1, "a")


class Timed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="timed/1"):
    at: datetime
    by_name: dict[str, datetime] = {}
    next: Timed | None = None


class Fraction(msgspec.Struct, frozen=True):
    value: float


WISHES = st.builds(
    Wish,
    zeta=TEXTS,
    alpha=INTEGERS,
    colour=st.sampled_from(Colour),
    inner=st.none() | st.builds(Inner, z=INTEGERS, a=TEXTS),
    items=st.lists(st.builds(Inner, z=INTEGERS, a=TEXTS), max_size=3).map(tuple),
    flag=st.booleans(),
)


# --- the fast encoder writes what the reference writes -------------------------------------------------------------


def test_every_unicode_character_is_written_as_the_reference_writes_it() -> None:
    characters = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF]
    texts = characters[:0x3000] + ["".join(characters[at : at + 256]) for at in range(0, len(characters), 256)]
    for text in texts:
        assert canonical_bytes(text) == rfc8785.dumps(text)


@given(OBJECTS)
def test_any_value_is_written_as_the_reference_writes_it(value: dict[str, Any]) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(WISHES)
def test_any_struct_is_written_as_the_reference_writes_it(wish: Wish) -> None:
    assert signable_bytes(wish) == rfc8785.dumps(msgspec.to_builtins(wish))


@pytest.mark.parametrize("number", [0, 1, -1, 2**53 - 1, -(2**53) + 1])
def test_whole_numbers_up_to_the_limit_are_written_as_they_are(number: int) -> None:
    assert canonical_bytes([number]) == b"[%d]" % number == rfc8785.dumps([number])


def test_rfc_8785_section_3_2_2_text_and_literals() -> None:
    # Section 3.2.2 and 3.2.4, without the numbers that are fractions.
    value = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical_bytes(value) == expected.encode()


def test_names_are_sorted_at_every_level_and_the_tag_among_them() -> None:
    wish = Wish(zeta="z", alpha=1, inner=Inner(z=1, a="x"))
    assert encode_struct(wish) == (
        b'{"alpha":1,"colour":"red","flag":false,"inner":{"a":"x","at":null,"z":1},"items":[],"type":"wish/1","zeta":"z"}'
    )


def test_two_encoders_that_disagree_stop_the_signing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc8785, "dumps", lambda value: b"{}")
    with pytest.raises(Bug) as caught:
        signable_bytes(Wish(zeta="", alpha=0))
    assert caught.value.message_id == "canonical.encoders_differ"


# --- what can't be signed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message_id", "where"),
    [
        ({"a": {"b": 1.0}}, "canonical.type", "field $.a.b"),
        ({"a": float("nan")}, "canonical.type", "field $.a"),
        ({"a": [0, 2**53]}, "canonical.integer", "field $.a[1]"),
        ({"a": -(2**53)}, "canonical.integer", "field $.a"),
        ({"a": b"bytes"}, "canonical.type", "field $.a"),
        ({"a": {1, 2}}, "canonical.type", "field $.a"),
        ({"é": 1}, "canonical.name", "field $"),
        ({"a": {1: 2}}, "canonical.name", "field $.a"),
        ({"a": "\ud800"}, "canonical.surrogate", "field $.a"),
        ({"a b": ("\udfff",)}, "canonical.surrogate", "field $.'a b'[0]"),
    ],
)
def test_what_is_outside_of_our_part_of_json_is_refused_by_field(value: object, message_id: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        canonical_bytes(value)
    assert (caught.value.message_id, caught.value.where) == (message_id, where)


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
def test_more_than_32_levels_are_refused(wrap: Any) -> None:
    value: object = 1
    for _ in range(canonical.DEPTH_LIMIT):
        value = wrap(value)
    canonical_bytes(value)
    with pytest.raises(BadInput, match="32 levels"):
        canonical_bytes(wrap(value))


@pytest.mark.parametrize(
    ("struct", "message_id"),
    [
        (Wish(zeta="\ud800", alpha=1), "canonical.surrogate"),
        (Wish(zeta="", alpha=2**53), "canonical.integer"),
        (Wish(zeta="", alpha="1"), "canonical.schema"),  # type: ignore[arg-type]
        (Timed(at=datetime(2026, 1, 1)), "canonical.not_utc"),  # noqa: DTZ001
        (Timed(at=datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))), "canonical.not_utc"),
        (Other(open={"a": 1.5}), "canonical.type"),
    ],
)
def test_a_struct_that_could_not_be_read_again_is_not_written(struct: msgspec.Struct, message_id: str) -> None:
    with pytest.raises(BadInput) as caught:
        encode_struct(struct)
    assert caught.value.message_id == message_id


def test_a_type_with_a_field_for_fractions_is_a_bug() -> None:
    with pytest.raises(Bug, match="fractions"):
        encode_struct(Fraction(1.0))


# --- reading --------------------------------------------------------------------------------------------------------


@given(OBJECTS)
def test_what_was_written_is_read_back(value: dict[str, Any]) -> None:
    assert parse(canonical_bytes(value)) == value


@given(WISHES)
def test_a_struct_comes_back_equal(wish: Wish) -> None:
    assert decode_struct(encode_struct(wish), Wish) == wish


def test_structs_are_told_apart_by_their_tag() -> None:
    assert decode_struct(encode_struct(Other(open={"n": [1, None]})), Wish, Other) == Other(open={"n": [1, None]})


@pytest.mark.parametrize("when", [datetime(2017, 11, 2, 22, 59, tzinfo=UTC), datetime(1, 1, 1, 0, 0, 0, 7, tzinfo=UTC)])
def test_instants_in_utc_come_back_at_every_depth(when: datetime) -> None:
    timed = Timed(at=when, by_name={"a": when}, next=Timed(at=when))
    assert decode_struct(encode_struct(timed), Timed) == timed
    wish = Wish(zeta="", alpha=1, items=(Inner(z=1, a="", at=when),))
    assert decode_struct(encode_struct(wish), Wish) == wish


PARSED_WRONG = [
    (b'{"a":1,"a":2}', "canonical.duplicate", "field a"),
    (b'{"b":{"a b":1,"a b":1}}', "canonical.duplicate", "field 'a b'"),
    (b'{"a": 1}', "canonical.form", "byte 5"),
    (b'{"b":1,"a":2}', "canonical.form", "byte 2"),
    (b'{"a":-0}', "canonical.form", "byte 5"),
    (b'{"a":"\\u0041"}', "canonical.form", "byte 6"),
    (b'{"a":"\\/"}', "canonical.form", "byte 6"),
    (b'{"a":1}\n', "canonical.form", "byte 7"),
    (b'{"a":1.0}', "canonical.type", "field $.a"),
    (b'{"a":1e2}', "canonical.type", "field $.a"),
    (b'{"a":9007199254740992}', "canonical.integer", "field $.a"),
    (b'{"a":' + b"1" * 5000 + b"}", "canonical.not_json", "5006 bytes"),
    (b'{"a":1}x', "canonical.not_json", None),
    (b'{"a":NaN}', "canonical.not_json", "byte 5"),
    (b"", "canonical.not_json", "0 bytes"),
    (b'{"a":"\xff"}', "canonical.not_json", "byte 6"),
    (b'{"a":"\xed\xa0\x80"}', "canonical.not_json", "byte 6"),
    (b'\xef\xbb\xbf{"a":1}', "canonical.not_json", "byte 0"),
    (b'{"a":"\\ud800"}', "canonical.not_json", None),
    (b"[1]", "canonical.not_object", "byte 0"),
    (b'"a"', "canonical.not_object", "byte 0"),
    (b"[" * 60000, "canonical.not_json", "60000 bytes"),
    ('{"é":1}'.encode(), "canonical.name", "field $"),
    (b'{"a":"' + b"x" * (64 * 1024) + b'"}', "canonical.size", "the whole input"),
]


@pytest.mark.parametrize(("data", "message_id", "where"), PARSED_WRONG, ids=range(len(PARSED_WRONG)))
def test_bytes_that_are_not_the_one_form_are_refused_with_the_place(
    data: bytes, message_id: str, where: str | None
) -> None:
    with pytest.raises(BadInput) as caught:
        parse(data)
    assert caught.value.message_id == message_id
    assert where is None or caught.value.where == where


def test_the_limit_of_size_is_the_callers() -> None:
    assert parse(b'{"a":1}', limit=7) == {"a": 1}
    with pytest.raises(BadInput, match="7 bytes are more than the 6 allowed"):
        parse(b'{"a":1}', limit=6)
    with pytest.raises(BadInput, match="more than the 6 allowed"):
        decode_struct(b'{"a":1}', Wish, limit=6)


GOOD = encode_struct(Wish(zeta="z", alpha=1, inner=Inner(z=1, a="x")))
DECODED_WRONG = [
    (GOOD.replace(b'"alpha":1', b'"alpha":1,"alpha":2'), "canonical.duplicate"),
    (GOOD.replace(b'"alpha":1', b'"alpha":1,"beta":2'), "canonical.schema"),
    (GOOD.replace(b'"alpha":1,', b""), "canonical.schema"),
    (GOOD.replace(b'"flag":false,', b""), "canonical.form"),
    (GOOD.replace(b"{", b"{ ", 1), "canonical.form"),
    (GOOD.replace(b'"alpha":1', b'"alpha":1.5'), "canonical.schema"),
    (GOOD.replace(b'"alpha":1', b'"alpha":1.0'), "canonical.schema"),
    (GOOD.replace(b'"alpha":1', b'"alpha":true'), "canonical.schema"),
    (GOOD.replace(b'"alpha":1', b'"alpha":-0'), "canonical.form"),
    (GOOD.replace(b'"alpha":1', b'"alpha":9007199254740992'), "canonical.integer"),
    (GOOD.replace(b"red", b"green"), "canonical.schema"),
    (GOOD.replace(b"wish/1", b"wish/2"), "canonical.schema"),
    (GOOD.replace(b'"z"', b'"\\u007a"', 1), "canonical.form"),
    (GOOD[:-1], "canonical.not_json"),
    (GOOD.replace(b'"x"', b'"\xff"'), "canonical.not_json"),
    (b"[]", "canonical.schema"),
]


@pytest.mark.parametrize(("data", "message_id"), DECODED_WRONG, ids=range(len(DECODED_WRONG)))
def test_bytes_that_are_not_exactly_a_document_are_refused(data: bytes, message_id: str) -> None:
    assert data != GOOD
    with pytest.raises(BadInput) as caught:
        decode_struct(data, Wish)
    assert caught.value.message_id == message_id


def test_an_unknown_tag_among_several_is_refused_by_field() -> None:
    with pytest.raises(BadInput, match=r"don't fit any known document: Invalid value 'wish/2' \(field \$\.type\)"):
        decode_struct(GOOD.replace(b"wish/1", b"wish/2"), Wish, Other)


def test_sixteen_digits_in_a_text_are_no_number() -> None:
    wish = Wish(zeta=':1234567890123456789,"x', alpha=2**53 - 1)
    assert decode_struct(encode_struct(wish), Wish) == wish


@pytest.mark.parametrize(
    "instant",
    [
        "2026-01-01T00:00:00+01:00",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00-00:00",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00z",
        "2026-01-01T00:00:00.0Z",
        "2026-01-01T00:00:00.5Z",
        "2026-01-01T23:59:60Z",
    ],
)
def test_an_instant_has_one_way_to_be_written(instant: str) -> None:
    data = encode_struct(Timed(at=datetime(2026, 1, 1, tzinfo=UTC)))
    with pytest.raises(BadInput):
        decode_struct(data.replace(b"2026-01-01T00:00:00Z", instant.encode()), Timed)


def test_an_open_field_is_as_strict_as_any_other() -> None:
    data = encode_struct(Other(open={"a": 1}))
    for wrong in (b'{"a":1.5}', b'{"a":1,"a":1}', b'{"\xc3\xa9":1}', b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"):
        with pytest.raises(BadInput):
            decode_struct(data.replace(b'{"a":1}', wrong), Other)


@settings(max_examples=300)
@given(WISHES, st.data())
def test_no_changed_byte_is_read_as_the_same_document(wish: Wish, data: st.DataObject) -> None:
    good = encode_struct(wish)
    at = data.draw(st.integers(0, len(good) - 1))
    changed = good[:at] + bytes([data.draw(st.integers(0, 255).filter(lambda b: b != good[at]))]) + good[at + 1 :]
    try:
        other = decode_struct(changed, Wish)
    except BadInput:
        return
    assert other != wish
    assert encode_struct(other) == changed
