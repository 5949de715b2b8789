"""Bringing a file's schema up to this version, inside the caller's transaction."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, MetaData, text

from console.store.schema import metadata, own_metadata

_HERE: Final = Path(__file__).parent


class Kind(Enum):
    """The two kinds of file: name of its migrations' folder, and newest revision."""

    STORE = ("store", "0004")
    OWN = ("own", "0001")

    @property
    def folder(self) -> str:
        """Where its migrations lie."""
        return self.value[0]

    @property
    def head(self) -> str:
        """The newest revision that this version knows."""
        return self.value[1]

    @property
    def metadata(self) -> MetaData:
        """Its tables."""
        return metadata if self is Kind.STORE else own_metadata


def upgrade(connection: Connection, kind: Kind) -> None:
    """Run every migration that is missing."""
    # Loaded here alone: a store that is up to date opens without it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _escaped(_HERE))
    config.set_main_option("version_locations", _escaped(_HERE / kind.folder))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = kind.metadata
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """The revision that a file has, ``None`` when it was never migrated."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@lru_cache
def sql_statements(name: str) -> tuple[str, ...]:
    """The statements of one SQL file; each ends with a line ``END;`` or ``;``."""
    statements: list[str] = []
    lines: list[str] = []
    for line in (_HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8").splitlines():
        if line.startswith("--") or not line.strip():
            continue
        lines.append(line)
        if line in ("END;", ";"):
            statements.append("\n".join(lines).rstrip(";"))
            lines = []
    return tuple(statements)


def guards(dialect: str) -> dict[str, str]:
    """Name and exact text of every trigger that guards the store."""
    statements = sql_statements(f"guards_0003_{dialect}")
    return {statement.split()[2]: statement for statement in statements}


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
