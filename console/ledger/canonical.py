"""Canonical JSON (RFC 8785): the one form in which bytes are signed, hashed, stored and compared.

Our values are a part of what RFC 8785 covers: objects with ASCII names, arrays, text without lone surrogates, whole
numbers below 2^53, true, false and null; never a fraction.  For these ``msgspec``'s sorting encoder writes the same
bytes as the reference ``rfc8785`` at some 25 times the speed (``tests/unit/ledger/test_canonical.py`` compares them
over every Unicode character and over random values), so the fast one is used everywhere, and both where a person signs.

Received bytes are parsed once and must be the same bytes when encoded again: that alone refuses names given twice,
unknown fields, spaces, other escapes, ``-0``, ``1.0`` and instants written in another way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar, Union

import msgspec
import rfc8785
from msgspec import inspect

from console.errors import BadInput, Bug

SIZE_LIMIT: Final = 64 * 1024
"""Bytes of a request at most (PROTOCOL.md section 1)."""
INTEGER_LIMIT: Final = 2**53
"""Whole numbers lie strictly between minus and plus this (RFC 8785 section 3.2.2.3, I-JSON)."""
DEPTH_LIMIT: Final = 32
"""Levels of objects and arrays inside each other at most."""

T = TypeVar("T", bound=msgspec.Struct)

_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_LONG_NUMBER: Final = re.compile(rb"[:\[,]-?[0-9]{16}")
_AT: Final = re.compile(r"^(.*) - at `(.*)`$", re.DOTALL)


# --- values ---------------------------------------------------------------------------------------------------


def canonical_bytes(obj: object) -> bytes:
    """RFC 8785 bytes of ``obj``: dict (ASCII names), list or tuple, str, int below 2^53, bool or None, nested freely.

    Raises :class:`BadInput` naming the field for anything else: floats, other types, lone surrogates, more than
    :data:`DEPTH_LIMIT` levels.
    """
    _check_value(obj, "$", 0)
    return _ENCODER.encode(obj)


def parse(data: bytes, *, limit: int = SIZE_LIMIT) -> dict[str, Any]:
    """The object whose canonical bytes ``data`` is, of at most ``limit`` bytes.

    Raises :class:`BadInput`, which names the field or the byte, when ``data`` is too long, not UTF-8, not JSON, not an
    object, holds a name twice, a fraction or a number of 2^53 or more, or is not in canonical form.
    """
    _check_size(data, limit)
    try:
        value = msgspec.json.decode(data)
    except (ValueError, RecursionError) as error:
        raise _not_json(data, error) from error
    if type(value) is not dict:
        raise BadInput(
            "The bytes hold no JSON object",
            "byte 0",
            "Send an object in braces.",
            message_id="canonical.not_object",
        )
    _check_same(data, canonical_bytes(value))
    return value


# --- structs --------------------------------------------------------------------------------------------------


def encode_struct(struct: msgspec.Struct) -> bytes:
    """Canonical bytes of a document; what comes back can always be read by :func:`decode_struct`.

    Raises :class:`BadInput` when a field holds what can't be signed (a number of 2^53 or more, an instant that is not
    UTC, a lone surrogate, a value outside of the field's type).
    """
    data = _encode(struct)
    _decode(data, (type(struct),))
    return data


def signable_bytes(struct: msgspec.Struct) -> bytes:
    """As :func:`encode_struct`, and a second encoder (``rfc8785``) has to agree: for what a person signs.

    Raises :class:`BadInput` as there, and :class:`Bug` when the two encoders disagree.
    """
    data = encode_struct(struct)
    if rfc8785.dumps(msgspec.to_builtins(struct)) != data:
        raise Bug(
            "Two encoders wrote different bytes for the same document",
            type(struct).__name__,
            "Nothing was signed. Report this to whoever maintains Countersign.",
            message_id="canonical.encoders_differ",
        )
    return data


def decode_struct(data: bytes, *types: type[T], limit: int = SIZE_LIMIT) -> T:
    """The document whose canonical bytes ``data`` is, one of ``types`` (several: told apart by their tags).

    Closed schemas: names twice, unknown or left-out fields, fractions, numbers of 2^53 or more, instants that are not
    RFC 3339 UTC with ``Z``, and any other bytes than ours for the same values raise :class:`BadInput`, which names the
    field or the byte.  Raises :class:`Bug` for a type that has a field for fractions.
    """
    _check_size(data, limit)
    return _decode(data, types)


def _encode(struct: msgspec.Struct) -> bytes:
    try:
        return _ENCODER.encode(struct)
    except UnicodeEncodeError as error:
        raise BadInput(
            "A text holds half of a character (a lone surrogate)",
            type(struct).__name__,
            "Type the text again.",
            message_id="canonical.surrogate",
        ) from error


def _decode(data: bytes, types: tuple[type[T], ...]) -> T:
    try:
        value: T = _decoder(types)(data)
    except msgspec.ValidationError as error:
        raise _not_fitting(types, error) from error
    except (ValueError, RecursionError) as error:
        raise _not_json(data, error) from error
    schema = _schema(type(value))
    if schema.open or _LONG_NUMBER.search(data):
        _check_value(msgspec.json.decode(data), "$", 0)
    if schema.instants:
        _check_instants(value, "$")
    _check_same(data, _ENCODER.encode(value))
    return value


class _Schema(NamedTuple):
    """What a document's type alone does not exclude, so that its values have to be looked at."""

    instants: bool
    open: bool


@lru_cache(maxsize=256)
def _decoder(types: tuple[type[msgspec.Struct], ...]) -> Callable[[bytes], Any]:
    for cls in types:
        _schema(cls)
    return msgspec.json.Decoder(Union[types]).decode  # noqa: UP007 (a tuple of types can't be written with |)


@lru_cache(maxsize=1024)
def _schema(cls: type[msgspec.Struct]) -> _Schema:
    kinds = _kinds(inspect.type_info(cls), frozenset())
    if kinds & {inspect.FloatType, inspect.DecimalType}:
        raise Bug("A signed type has a field for fractions", cls.__name__, message_id="canonical.float_field")
    return _Schema(inspect.DateTimeType in kinds, bool(kinds & {inspect.DictType, inspect.AnyType}))


def _kinds(info: inspect.Type, seen: frozenset[type]) -> set[type]:
    """The kinds of types that occur in ``info``, at any depth."""
    found = {type(info)}
    inner: list[inspect.Type] = []
    if isinstance(info, inspect.StructType):
        if info.cls in seen:
            return found
        seen |= {info.cls}
        inner = [field.type for field in info.fields]
    elif isinstance(info, inspect.UnionType):
        inner = list(info.types)
    elif isinstance(info, inspect.CollectionType):
        inner = [info.item_type]
    elif isinstance(info, inspect.TupleType):
        inner = list(info.item_types)
    elif isinstance(info, inspect.DictType):
        inner = [info.value_type]
    return found.union(*(_kinds(t, seen) for t in inner))


@lru_cache(maxsize=1024)
def _instant_fields(cls: type[msgspec.Struct]) -> tuple[str, ...]:
    info = inspect.type_info(cls)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return tuple(f.name for f in fields if inspect.DateTimeType in _kinds(f.type, frozenset()))


def _check_instants(value: object, path: str) -> None:
    if isinstance(value, datetime):
        if value.utcoffset() != timedelta(0):
            raise BadInput(
                "An instant is not in UTC",
                f"field {path}",
                "Write it with Z at its end.",
                message_id="canonical.not_utc",
            )
    elif isinstance(value, msgspec.Struct):
        for name in _instant_fields(type(value)):
            _check_instants(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple | list | frozenset | set):
        for number, item in enumerate(value):
            _check_instants(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_instants(item, f"{path}.{_shown(name)}")


# --- checks and their words -----------------------------------------------------------------------------------


def _check_value(value: object, path: str, depth: int) -> None:
    """Refuse what our part of RFC 8785 does not cover."""
    kind = type(value)
    if kind is str:
        _check_text(value, path)
    elif kind is int:
        if not -INTEGER_LIMIT < value < INTEGER_LIMIT:  # type: ignore[operator]
            raise BadInput(
                "A number is too large to be exact everywhere",
                f"field {path}",
                "Use whole numbers below 2^53.",
                message_id="canonical.integer",
            )
    elif kind is dict:
        _check_depth(path, depth)
        for name, item in value.items():  # type: ignore[attr-defined]
            if type(name) is not str or not name.isascii():
                raise BadInput(
                    "A field's name is not plain ASCII", f"field {path}", "Rename it.", message_id="canonical.name"
                )
            _check_value(item, f"{path}.{_shown(name)}", depth + 1)
    elif kind is list or kind is tuple:
        _check_depth(path, depth)
        for number, item in enumerate(value):  # type: ignore[arg-type]
            _check_value(item, f"{path}[{number}]", depth + 1)
    elif value is not None and kind is not bool:
        what = (
            "A number has a fraction or an exponent"
            if kind is float
            else f"A value of type {kind.__name__} can't be signed"
        )
        raise BadInput(
            what, f"field {path}", "Use whole numbers, text, true, false or null.", message_id="canonical.type"
        )


def _check_text(value: Any, path: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            "A text holds half of a character (a lone surrogate)",
            f"field {path}",
            "Type the text again.",
            message_id="canonical.surrogate",
        ) from error


def _check_depth(path: str, depth: int) -> None:
    if depth >= DEPTH_LIMIT:
        raise BadInput(
            f"Objects and lists lie more than {DEPTH_LIMIT} levels deep",
            f"field {path[:80]}",
            "Nest less.",
            message_id="canonical.depth",
        )


def _check_size(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise BadInput(
            f"{len(data)} bytes are more than the {limit} allowed",
            "the whole input",
            "Send less at once.",
            message_id="canonical.size",
        )


def _check_same(data: bytes, again: bytes) -> None:
    """Refuse bytes that are not what we would have written, saying from where on."""
    if data == again:
        return
    twice = _name_given_twice(data)
    if twice is not None:
        raise BadInput(
            "A field is given twice",
            f"field {_shown(twice)}",
            "Leave one of them out.",
            message_id="canonical.duplicate",
        )
    pairs = enumerate(zip(data, again, strict=False))
    offset = next((n for n, (a, b) in pairs if a != b), min(len(data), len(again)))
    raise BadInput(
        "The bytes are not in canonical form (RFC 8785), or a field is unknown or left out",
        f"byte {offset}",
        "Send exactly what was signed.",
        message_id="canonical.form",
    )


def _name_given_twice(data: bytes) -> str | None:
    found: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> None:
        names = [name for name, _ in items]
        found.extend(name for n, name in enumerate(names) if name in names[:n])

    json.loads(data, object_pairs_hook=pairs)
    return found[0] if found else None


def _not_json(data: bytes, error: Exception) -> BadInput:
    """Say where the bytes stop being UTF-8 or JSON."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        where, what = f"byte {wrong.start}", "The bytes are not UTF-8"
    else:
        at = re.search(r"\(byte (\d+)\)", str(error))
        where = f"byte {at[1]}" if at else f"{len(data)} bytes"
        too_deep = isinstance(error, RecursionError)
        what = (
            "The JSON is nested too deep" if too_deep else "The bytes are not JSON, or hold a number that is too large"
        )
    return BadInput(what, where, "Send exactly what was signed.", message_id="canonical.not_json")


def _not_fitting(types: tuple[type[msgspec.Struct], ...], error: msgspec.ValidationError) -> BadInput:
    found = _AT.match(str(error))
    problem, path = (found[1], found[2]) if found else (str(error), "$")
    names = types[0].__name__ if len(types) == 1 else "any known document"
    return BadInput(
        f"The bytes don't fit {names}: {problem[:160]}",
        f"field {path[:80]}",
        "Send exactly what was signed.",
        message_id="canonical.schema",
    )


def _shown(name: object) -> str:
    """A field's name made fit for a message: plain characters, at most 40."""
    text = str(name)
    return text if text.isidentifier() and len(text) <= 40 else ascii(text[:40])
