"""A kind of TOML file: strictly parsed, with a version in it, upgraded when older, refused when newer.

Each kind is a frozen struct with defaults plus the steps from one version to the next.  A key that the struct does not
know is an error that names the line and the nearest key that exists: a misspelt setting must not look as if it held.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import tomli_w

from console.errors import BadInput, Refused, Unavailable
from console.files import write_atomically
from console.settings import toml_check, toml_lines
from console.settings.toml_check import Fault

LARGEST_FILE = 1 << 20
"""Bytes; a settings file is a few kilobytes."""

T = TypeVar("T", bound=msgspec.Struct)

Table = dict[str, Any]
Upgrade = Callable[[Table], Table]
"""Takes the whole table of one version, returns that of the next; ``version`` itself is set for it."""


class Kind(msgspec.Struct, Generic[T], frozen=True):
    """One kind of file: its name for people, its struct, its newest version and the way up to it."""

    name: str
    """As in "the site file"."""
    struct: type[T]
    version: int
    upgrades: Mapping[int, Upgrade] = {}
    """From version n to n + 1, for every n from 1 to ``version - 1``."""
    header: str = ""
    """A comment that is written on top, without ``#``."""


def parse(kind: Kind[T], text: str, where: str) -> T:
    """The value in ``text``.

    Raises :class:`BadInput` with ``where`` and the line for what is not TOML, not known, of a wrong type or out of
    range, :class:`Refused` for a file that a newer version of Countersign wrote.
    """
    table = _table(kind, text, where)
    version = _version(kind, table, text, where)
    upgraded = version < kind.version
    while version < kind.version:
        try:
            table = kind.upgrades[version](dict(table))
        except (LookupError, TypeError, ValueError, AttributeError):
            raise BadInput(
                f"The {kind.name} is of version {version} and can't be brought up to version {kind.version}",
                where,
                "Compare it with the documentation of its version.",
                message_id="settings.upgrade",
            ) from None
        version += 1
        table["version"] = version
    # After an upgrade the keys may have other names than in the file, so that no line is better than a wrong one.
    shown = "" if upgraded else text
    for path, known in toml_check.unknown_keys(kind.struct, table):
        raise _unknown(kind, shown, where, path, known)
    fault = toml_check.first_fault(kind.struct, table)
    if fault is not None:
        raise _invalid(kind, shown, where, fault)
    return msgspec.convert(table, type=kind.struct, strict=True)


def load(kind: Kind[T], path: Path) -> T:
    """The value in the file.  Raises :class:`Unavailable` where it is missing or unreadable, and as :func:`parse`."""
    return parse(kind, read_text(kind, path), str(path))


def load_if_there(kind: Kind[T], path: Path) -> T | None:
    """As :func:`load`, but None where there is no such file."""
    try:
        return load(kind, path)
    except Unavailable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def read_text(kind: Kind[T], path: Path) -> str:
    """The text of the file: UTF-8, with or without byte order mark.  Raises :class:`Unavailable`, :class:`BadInput`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unavailable(
            f"The {kind.name} can't be read: {error.strerror or 'unknown reason'}",
            str(path),
            "Check that it is there and that you may read it.",
            message_id="settings.unreadable",
        ) from error
    if len(data) > LARGEST_FILE:
        raise BadInput(
            f"This is far too large for a {kind.name}",
            str(path),
            "Check that it is the right file.",
            message_id="settings.too_large",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The {kind.name} is not UTF-8 text",
            f"{path}, byte {error.start + 1}",
            "Save it as UTF-8.",
            message_id="settings.encoding",
        ) from None


def render(kind: Kind[T], value: T) -> str:
    """The TOML text of ``value``, with the version first; what equals its default is left out.

    So a later default reaches everybody who did not choose otherwise.
    """
    table: Table = {"version": kind.version}
    table.update((key, entry) for key, entry in msgspec.to_builtins(value).items() if key != "version")
    header = "".join(f"# {line}\n" for line in kind.header.splitlines())
    return header + tomli_w.dumps(table)


def save(kind: Kind[T], path: Path, value: T) -> None:
    """Replace the file, whole or not at all.

    Raises :class:`Refused` where the file there was written by a newer version of Countersign, :class:`Unavailable`
    where it can't be written.
    """
    if os.path.exists(path):
        _refuse_newer_file(kind, path)
    write_atomically(path, render(kind, value).encode("utf-8"))


def _refuse_newer_file(kind: Kind[T], path: Path) -> None:
    try:
        table = tomllib.loads(read_text(kind, path))
    except (ValueError, RecursionError, BadInput):
        return  # broken, so not a newer one that works: it may be replaced
    found = table.get("version")
    if isinstance(found, int) and found > kind.version:
        raise _newer(kind, found, str(path))


def _table(kind: Kind[T], text: str, where: str) -> Table:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # ValueError: TOMLDecodeError, and integers of over 4300 digits; RecursionError: brackets thousands deep.
        line = re.search(r"at line (\d+)", str(error))
        raise BadInput(
            f"The {kind.name} is not valid TOML: {re.sub(r' ?[(]at .*[)]$', '', str(error))}",
            f"{where}, line {line[1]}" if line else where,
            "Correct that line.",
            message_id="settings.toml",
        ) from None


def _version(kind: Kind[T], table: Table, text: str, where: str) -> int:
    found = table.get("version")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise BadInput(
            f"The {kind.name} does not say which version it is",
            toml_lines.place(text, ("version",), where),
            f"Put `version = {kind.version}` on top.",
            message_id="settings.no_version",
        )
    if found > kind.version:
        raise _newer(kind, found, where)
    return found


def _newer(kind: Kind[T], found: int, where: str) -> Refused:
    return Refused(
        f"The {kind.name} was written by a newer version of Countersign",
        where,
        "Update Countersign on this machine.",
        message_id="settings.newer",
        found=found,
        known=kind.version,
    )


def _unknown(kind: Kind[T], text: str, where: str, path: tuple[str, ...], known: list[str]) -> BadInput:
    nearest = toml_lines.nearest(path[-1], known)
    return BadInput(
        f"The {kind.name} has the key `{'.'.join(path)}`, which does not exist",
        toml_lines.place(text, path, where),
        f"Did you mean `{nearest}`?" if nearest else f"These exist: {', '.join(known)}.",
        message_id="settings.unknown_key",
        key=".".join(path),
        nearest=nearest,
    )


def _invalid(kind: Kind[T], text: str, where: str, fault: Fault) -> BadInput:
    key = ".".join(fault.path)
    if fault.missing:
        what, what_to_do = f"The {kind.name} lacks `{key}`", "Add it."
    elif fault.rule:
        what = f"The {kind.name} can't be used as it is{f', in `{key}`' if key else ''}: {fault.rule}"
        what_to_do = "Correct that."
    else:
        what, what_to_do = f"The {kind.name} has a value that can't be used for `{key}`", f"It takes {fault.takes}."
    return BadInput(what, toml_lines.place(text, fault.path, where), what_to_do, message_id="settings.value", key=key)
