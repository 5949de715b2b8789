"""What all tables share: names of constraints, and the types that both stores understand.

No type here belongs to one database: instants are whole microseconds in a BIGINT (so they sort), enumerations are text
with a CHECK, structures are JSON text, signed bytes are LargeBinary.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BigInteger, Enum, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from console.errors import Bug

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(naming_convention=NAMES)
"""The store."""
own_metadata = MetaData(naming_convention=NAMES)
"""A workstation's own file."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def to_microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970 of an aware instant; raises :class:`Bug` for a naive one."""
    if instant.tzinfo is None:
        raise Bug("An instant without a time zone can't be stored", message_id="store.naive")
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The aware UTC instant."""
    return EPOCH + timedelta(microseconds=microseconds)


class Instant(TypeDecorator[datetime]):
    """Aware UTC, kept as whole microseconds since 1970; naive ones are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """What is stored."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What is read."""
        return None if value is None else from_microseconds(value)


class Coded(TypeDecorator[T]):
    """A value of one msgspec type (a struct, a tuple of structs or of text) as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        """What is stored."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        """What is read; raises ``msgspec.ValidationError`` when it is not of that type."""
        return None if value is None else msgspec.json.decode(value, type=self.kind)


Words = Coded(tuple[str, ...])
"""A short list of words."""

Serial = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database counts up by itself (SQLite does so for INTEGER only)."""
Big = BigInteger()
Id = String(64)
"""A random id (32 hex digits), a digest (64 hex digits), or a person's id."""


def word(kind: type[E], name: str) -> Enum:
    """An enumeration as text, with a CHECK named ``ck_<table>_<name>``."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=_values,
        length=32,
    )


def _values(kind: type[Any]) -> list[str]:
    return [member.value for member in kind]
