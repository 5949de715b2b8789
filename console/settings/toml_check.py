"""What is wrong in a parsed table, measured against a struct: which key, at which path, and what it would take.

msgspec finds that something is wrong, but names neither the keys of a mapping nor what a person may write instead.
Values are never repeated: somebody may have put a password into the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect

Path: TypeAlias = tuple[str, ...]


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong: where, and what the key takes, or that it is missing, or a rule in the struct's own words."""

    path: Path
    takes: str = ""
    missing: bool = False
    rule: str = ""


def unknown_keys(
    struct: type[msgspec.Struct], table: Mapping[str, Any], path: Path = ()
) -> Iterator[tuple[Path, list[str]]]:
    """Each key that no field of ``struct`` takes, at any depth, with the keys that would be taken in its place."""
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
    for key, value in table.items():
        here = (*path, key)
        if key not in fields:
            yield here, sorted(fields)
            continue
        for where, inner, entry in _inside(fields[key], value, here):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and isinstance(entry, dict):
                yield from unknown_keys(inner, entry, where)


def first_fault(struct: type[msgspec.Struct], table: Mapping[str, Any], path: Path = ()) -> Fault | None:
    """The first thing that keeps ``table`` from being a ``struct``, named as deep as can be; None where it is one."""
    for field in msgspec.structs.fields(struct):
        here = (*path, field.encode_name)
        if field.encode_name not in table:
            if field.required:
                return Fault(here, missing=True)
        elif fault := _value_fault(field.type, table[field.encode_name], here):
            return fault
    try:
        msgspec.convert(table, type=struct, strict=True)
    except msgspec.ValidationError as error:
        return Fault(path, rule=str(error).partition(" - at ")[0])
    return None


def _value_fault(annotation: Any, value: Any, path: Path) -> Fault | None:
    try:
        msgspec.convert(value, type=annotation, strict=True)
    except msgspec.ValidationError:
        for where, inner, entry in _inside(annotation, value, path):
            is_table = isinstance(inner, type) and issubclass(inner, msgspec.Struct) and isinstance(entry, dict)
            fault = first_fault(inner, entry, where) if is_table else _value_fault(inner, entry, where)
            if fault:
                return fault
        return Fault(path, takes=in_words(inspect.type_info(annotation)))
    return None


def _inside(annotation: Any, value: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """What can be looked into: the struct of a field that is one, or the entries of a mapping, each with its path."""
    if not isinstance(value, dict):
        return
    info = inspect.type_info(annotation)
    if isinstance(info, inspect.StructType):
        yield path, info.cls, value
    elif isinstance(info, inspect.DictType):
        inner = info.value_type.cls if isinstance(info.value_type, inspect.StructType) else _value_type(annotation)
        for key, entry in value.items():
            yield (*path, key), inner, entry


def _value_type(annotation: Any) -> Any:
    """The second argument of ``Mapping[str, …]``."""
    return annotation.__args__[1]


def in_words(info: inspect.Type) -> str:
    """What a value of this type looks like, for a person: "text", "light, dark or system"."""
    match info:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            return str((schema or {}).get("description") or in_words(inner))
        case inspect.LiteralType(values=values):
            return _either([str(value) for value in values])
        case inspect.UnionType(types=types):
            return _either([in_words(each) for each in types if not isinstance(each, inspect.NoneType)])
        case inspect.StrType():
            return "text in quotes"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number"
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"a list, each of it {in_words(item)}"
        case inspect.DictType() | inspect.StructType():
            return "a table"
    return "another kind of value"


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
