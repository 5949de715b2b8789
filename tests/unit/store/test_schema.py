"""The schema: what the migrations make is what the tables say, on both databases, and nothing has no name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, MetaData, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import console.store.migrations
from console.errors import Bug
from console.store import privileges
from console.store.migrations.running import Kind, upgrade
from console.store.schema import metadata, own_metadata
from console.store.tables.base import from_microseconds, to_microseconds


def _plain(sql: str) -> str:
    plain = re.sub(r"\s+", " ", sql).replace(" )", ")").strip()
    return re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", plain)  # a table that was made anew is quoted


def _parts(sql: str) -> list[str]:
    """What stands inside and around the brackets; the order of constraints does not matter."""
    start, _, rest = sql.partition("(")
    inside, _, end = rest.rpartition(")")
    return [start, *sorted(part.strip() for part in inside.split(", ")), end]


@pytest.mark.parametrize("kind", list(Kind))
def test_migrations_make_exactly_what_the_tables_say(kind: Kind) -> None:
    made, said = create_engine("sqlite://"), create_engine("sqlite://")
    query = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE '%alembic%'"
    with made.connect() as connection, said.connect() as other:
        upgrade(connection, kind)
        kind.metadata.create_all(other)
        found = {(t, n): _plain(s or "") for t, n, s in connection.exec_driver_sql(query)}
        wanted = {(t, n): _plain(s or "") for t, n, s in other.exec_driver_sql(query)}
        assert found.keys() == wanted.keys()
        for key, sql in wanted.items():
            assert _parts(found[key]) == _parts(sql), key
        assert compare_metadata(MigrationContext.configure(connection), kind.metadata) == []
    made.dispose()
    said.dispose()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_newest_revision_is_the_one_that_opening_expects(kind: Kind) -> None:
    folder = Path(console.store.migrations.__file__).parent
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder / kind.folder))
    config.set_main_option("path_separator", "newline")
    assert ScriptDirectory.from_config(config).get_heads() == [kind.head]


@pytest.mark.parametrize("tables", [metadata, own_metadata])
def test_every_constraint_has_a_name_and_every_table_compiles_for_postgresql(tables: MetaData) -> None:
    dialect = postgresql.dialect()
    for table in tables.sorted_tables:
        sql = str(CreateTable(table).compile(dialect=dialect))
        assert "INTEGER PRIMARY KEY" not in sql
        for constraint in table.constraints:
            assert constraint.name or (isinstance(constraint, CheckConstraint) and not constraint.sqltext), table.name
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


def test_every_table_has_its_rights_and_nobody_but_the_registrar_adds_to_the_ledger() -> None:
    for table in metadata.tables:
        assert any(privileges.rights(role, table) for role in privileges.StoreRole), table
    for table in privileges.LEDGER:
        for role in privileges.StoreRole:
            given = privileges.rights(role, table)
            assert privileges.Right.CHANGE not in given and privileges.Right.REMOVE not in given
            assert (privileges.Right.ADD in given) == (role is privileges.StoreRole.REGISTRAR)


def test_i14_a_workstation_may_not_read_what_stands_behind_a_case() -> None:
    workstation = privileges.StoreRole.WORKSTATION
    for table in ("proposals", "assignments", "findings", "effects", "entries", "entry_subjects", "checkpoints"):
        assert not privileges.rights(workstation, table)


def test_i14_what_a_workstation_reads_as_a_table_names_nothing_that_waits_or_is_read() -> None:
    """Every column of every table that is read whole is looked at: a new one that names a proposal fails here."""
    telling = {"proposal", "drawn_for", "assignment", "verdict", "finding", "entry_index", "action", "closed_how"}
    for name, table in metadata.tables.items():
        given = privileges.rights(privileges.StoreRole.WORKSTATION, name)
        if privileges.Right.READ in given and name not in (*privileges.BY_DIGEST, *privileges.OWN_ROWS):
            assert not telling & {column.name for column in table.columns}, name
    for name, columns in privileges.THROUGH_VIEWS.items():
        assert set(columns) <= {column.name for column in metadata.tables[name].columns}
    for name, owner in privileges.OWN_ROWS.items():
        assert owner in metadata.tables[name].columns


def test_nobody_may_delete_anything_but_leases() -> None:
    for role in privileges.StoreRole:
        for table in metadata.tables:
            if privileges.Right.REMOVE in privileges.rights(role, table):
                assert table == "leases"


def test_instants_are_whole_microseconds_that_sort() -> None:
    times = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2017, 11, 2, 19, 0, 0, 1, tzinfo=UTC),
        datetime(2017, 11, 2, 19, 0, 0, 2, tzinfo=timezone(timedelta(0))),
        datetime(9999, 12, 31, tzinfo=UTC),
    ]
    stored = [to_microseconds(t) for t in times]
    assert stored == sorted(stored)
    assert [from_microseconds(n) for n in stored] == times
    assert to_microseconds(datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == to_microseconds(
        datetime(2020, 1, 1, tzinfo=UTC)
    )


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(Bug, match="without a time zone"):
        to_microseconds(datetime(2020, 1, 1))  # noqa: DTZ001
