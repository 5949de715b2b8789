"""`audit verify --all`: nothing to say of an honest store; every row that was changed, added or taken away is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.cancel import NEVER
from console.cli import verifying
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.errors import Tampered
from console.settings.site import SiteFile
from tests.support.office import ENV, STORE, person
from tests.support.registrar_world import RegistrarWorld


def tell_a_story(world: RegistrarWorld) -> str:
    """Two cases: one suspended by two people and restored, one dismissed; people come and go.  The first proposal."""
    case = world.case("victim", tier=Tier.VERIFIED)
    other = world.case("nobody", tier=Tier.STANDARD)
    world.duty("ana")
    world.claim("ana", case)
    proposal = world.propose("ana", case, Action.SUSPEND)
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal)
    restore = world.restore("lena", proposal)
    world.carry_out(restore, OrderKind.RESTORE)
    world.claim("bruno", other)
    world.propose("bruno", other, Action.DISMISS)
    world.later(minutes=5)
    world.tick()
    world.protect(world.account("nobody"), Tier.VERIFIED)
    world.enrol(*world.state.people.values(), person("new", world.state.people["ana"].role))
    world.end("ira")
    world.duty("ana")
    return proposal


@pytest.fixture
def world(tmp_path: Path) -> Iterator[RegistrarWorld]:
    """A store with a story in it."""
    world = RegistrarWorld(tmp_path)
    tell_a_story(world)
    yield world
    world.close()


def site(world: RegistrarWorld) -> SiteFile:
    """The site file of the world."""
    return SiteFile(
        organisation="Test",
        store="store.db",
        store_id=STORE,
        environment=ENV,
        roster_root=world.rows()[0].digest,
    )


def tamper(world: RegistrarWorld, *statements: str) -> None:
    """As the owner of the file could: drop every guard, change something, put the guards back."""
    with closing(sqlite3.connect(world.store.path, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            done = db.execute(statement)
            assert done.rowcount, f"nothing was changed by {statement}"
        for _, sql in guards:
            db.execute(sql)


def faults(world: RegistrarWorld) -> list[str]:
    """What is found, without the words."""
    return [fault.table for fault in verifying.faults(world.store, site(world), NEVER)]


def test_an_honest_store_has_no_faults(world: RegistrarWorld) -> None:
    done = verifying.verify(world.store, site(world), NEVER, lambda count: None)
    assert done.report.size == len(world.rows())
    # Its dispatcher is played by the test, which keeps no ways back.
    assert [fault for fault in verifying.faults(world.store, site(world), NEVER) if fault.table != "way_backs"] == []


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("proposals", "UPDATE proposals SET author = 'rosa' WHERE action = 'suspend'"),
        ("proposals", "UPDATE proposals SET signed = 2 WHERE action = 'suspend'"),
        ("assignments", "UPDATE assignments SET over_at = over_at + 1"),
        ("findings", "UPDATE findings SET person = 'quin'"),
        ("effects", "UPDATE effects SET outcome = 'failed' WHERE kind = 'apply'"),
        ("receipts", "UPDATE receipts SET note = 'x'"),
        ("people", "UPDATE people SET role = 'administrator' WHERE id = 'ana'"),
        ("people", "UPDATE people SET ended_at = NULL WHERE id = 'ira'"),
        ("duties", "UPDATE duties SET worked_s = worked_s + 3600"),
        ("cases", "UPDATE cases SET state = 'assigned' WHERE state = 'closed'"),
        (
            "entry_subjects",
            "DELETE FROM entry_subjects WHERE entry_index = (SELECT max(entry_index) FROM entry_subjects)",
        ),
        ("texts", "UPDATE texts SET text = text || '.' WHERE text LIKE 'statement of %'"),
        ("reports", "UPDATE reports SET reason = 'spam'"),
        ("reports", "DELETE FROM reports WHERE id = (SELECT min(id) FROM reports)"),
        ("entries", "UPDATE entries SET author = 'rosa' WHERE kind = 'proposal/1'"),
    ],
)
def test_a_changed_row_beside_the_ledger_is_named(world: RegistrarWorld, table: str, statement: str) -> None:
    tamper(world, statement)
    verifying.verify(world.store, site(world), NEVER, lambda count: None)
    assert table in faults(world)


def test_a_changed_byte_of_an_entry_is_found_at_that_entry(world: RegistrarWorld) -> None:
    tamper(
        world,
        'UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), \'"nonce\\":\\"\', \'"nonce\\":\\"f\') AS BLOB)'
        " WHERE entry_index = 6",
    )
    with pytest.raises(Tampered, match="Entry 6 of the ledger does not hold"):
        verifying.verify(world.store, site(world), NEVER, lambda count: None)


def test_a_dropped_entry_is_named(world: RegistrarWorld) -> None:
    tamper(world, "DELETE FROM entry_subjects WHERE entry_index = 6", "DELETE FROM entries WHERE entry_index = 6")
    with pytest.raises(Tampered, match="Entry 6 of the ledger is missing"):
        verifying.verify(world.store, site(world), NEVER, lambda count: None)


def test_entries_cut_off_at_the_end_are_found_by_the_checkpoint(world: RegistrarWorld) -> None:
    left = len(world.rows()) - 6
    tamper(
        world,
        f"DELETE FROM entry_subjects WHERE entry_index >= {left}",
        f"DELETE FROM entries WHERE entry_index >= {left}",
    )
    with pytest.raises(Tampered, match=f"but only {left} are there"):
        verifying.verify(world.store, site(world), NEVER, lambda count: None)


def test_a_missing_guard_is_named_after_the_entries_were_found_to_hold(world: RegistrarWorld) -> None:
    with closing(sqlite3.connect(world.store.path, isolation_level=None)) as db:
        (name,) = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()
        db.execute(f"DROP TRIGGER {name}")
    store = verifying.open_to_verify(world.store.path, NEVER)
    try:
        with pytest.raises(Tampered, match=f"A guard of the store is missing: {name}"):
            verifying.verify(store, site(world), NEVER, lambda count: None)
    finally:
        store.close()


def test_another_roster_root_than_the_pinned_one_is_found_at_entry_0(world: RegistrarWorld) -> None:
    other = SiteFile(organisation="Test", store="x", store_id=STORE, environment=ENV, roster_root="0" * 64)
    with pytest.raises(Tampered, match="its first roster is not the one that is pinned here"):
        verifying.verify(world.store, other, NEVER, lambda count: None)
