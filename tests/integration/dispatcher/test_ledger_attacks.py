"""A31, A52, A53, A54, A64: whoever owns the database can make the dispatcher stop, never act."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.bootstrap.services import Lead
from console.dispatcher.memory import Head, Memory
from console.domain.actions import Action, Tier
from console.domain.documents import REGISTRAR
from console.domain.views import Status
from console.errors import Tampered, Unavailable
from console.ledger.checkpoints import make_checkpoint
from console.ledger.documents import SignedDocument, sign
from console.ledger.entries import make_entry
from console.ledger.tree import Tree, leaf_hash
from console.ledger.verify import origin
from console.store import entries
from console.store.opening import open_store
from console.store.rows import CheckpointRow, EntryRow, NodeRow
from console.store.unit_of_work import UnitOfWork
from tests.support.dispatch_world import DispatchWorld
from tests.support.office import ENV, STORE, key


def append_by_force(world: DispatchWorld, signed: SignedDocument, author: str) -> None:
    """What the registrar's key and the file make possible: an entry, its tree and a good checkpoint, past all rules."""
    tree = Tree()
    tree.extend(leaf_hash(row.body) for row in world.rows())
    index = tree.size
    data = make_entry(index, world.now, signed)
    nodes = tree.append(leaf_hash(data))
    row = EntryRow(entry_index=index, at=world.now, kind=signed.kind, author=author, digest=signed.digest, body=data)
    note = make_checkpoint(origin(STORE, ENV), tree.size, tree.root(), key(REGISTRAR))
    point = CheckpointRow(size=tree.size, note=note, at=world.now)

    def put(uow: UnitOfWork) -> None:
        rows = [NodeRow(level=n.level, position=n.position, hash=n.hash) for n in nodes]
        entries.append_batch(uow, [row], rows, [], point)

    world.store.run(put)


def refuses(world: DispatchWorld, words: str) -> None:
    """It says why, again each time, and the platform is left alone."""
    for _ in range(3):
        with pytest.raises(Tampered, match=words):
            world.dispatcher.step()
    assert world.dispatcher.work() is None
    assert world.problem() and "\n" not in world.problem()
    assert world.put_on() == []


def test_a52_an_intent_forged_into_the_ledger_for_an_unsigned_proposal_carries_nothing_out(
    world: DispatchWorld,
) -> None:
    proposal = world.propose("ana", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    world.act()
    reading = world.readings(proposal)[0]
    document = world.countersignature(reading.id)
    append_by_force(world, sign(document, key(REGISTRAR)), document.author)
    refuses(world, "does not hold")


def test_a52_a_proposal_that_only_the_registrar_signed_stops_the_dispatcher(world: DispatchWorld) -> None:
    case = world.case()
    world.act()
    world.claim("ana", case)
    document = world.proposal("ana", case, Action.SUSPEND)
    append_by_force(world, sign(document, key(REGISTRAR)), "ana")
    world.now = world.now.replace(hour=world.now.hour + 1)
    refuses(world, "does not hold")


def test_a52_a_row_that_says_signed_is_not_believed(world: DispatchWorld) -> None:
    proposal = world.propose("ana", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    with closing(sqlite3.connect(world.folder / "store.db", isolation_level=None)) as db:
        db.execute("UPDATE proposals SET signed = 9, needed = 0, cooling_until = NULL, held_until = NULL")
        assert db.execute("SELECT signed FROM proposals").fetchall() == [(9,)]
    world.later(hours=1)
    assert world.act() == 0 and world.put_on() == []
    assert world.status(proposal) is Status.HANDED_OFF


@pytest.fixture
def older(world: DispatchWorld) -> Iterator[Path]:
    """A copy of the store from before the withdrawal that follows."""
    world.due_proposal()
    world.dispatcher.state  # noqa: B018 - nothing is folded yet
    copy = world.folder / "older.db"
    with closing(sqlite3.connect(world.folder / "store.db")) as db, closing(sqlite3.connect(copy)) as to:
        db.backup(to)
    yield copy


def replaced(world: DispatchWorld, copy: Path) -> None:
    """The copy is put in place of the store, and everything starts again."""
    world.store.close()
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        (world.folder / name).unlink(missing_ok=True)
    shutil.copy(copy, world.folder / "store.db")
    world.store = open_store(world.folder / "store.db")
    world.restart()


def test_a54_an_older_copy_of_the_store_is_refused(world: DispatchWorld, older: Path) -> None:
    (proposal,) = world.state.live
    world.withdraw("ana", proposal)
    world.act()
    replaced(world, older)
    assert proposal in world.state.live, "the registrar alone does not know better"
    refuses(world, "An old copy|has seen")


def test_a64_an_older_copy_that_grew_past_what_was_seen_is_a_fork(world: DispatchWorld, older: Path) -> None:
    (proposal,) = world.state.live
    world.withdraw("ana", proposal)
    world.act()
    replaced(world, older)
    for number in range(4):
        world.duty("lena")
        world.later(1 + number)
    refuses(world, "not the one that the dispatcher has seen")


def test_a53_what_the_dispatcher_remembers_lies_outside_the_database(world: DispatchWorld) -> None:
    world.due_proposal()
    world.act()
    head = Memory(world.folder / "dispatcher").head()
    assert head is not None and (head.store, head.env) == (STORE, ENV)
    assert head.size <= world.state.size and head.note.startswith(origin(STORE, ENV))
    assert len(list((world.folder / "dispatcher" / "ways_back").iterdir())) == 1


def test_a_memory_that_cant_be_read_stops_the_dispatcher(world: DispatchWorld) -> None:
    world.act()
    (world.folder / "dispatcher" / "head.json").write_text("{")
    with pytest.raises(Tampered, match="remembers of the ledger can't be read"):
        world.new_dispatcher()


def test_a_memory_of_another_store_stops_the_dispatcher(world: DispatchWorld) -> None:
    Memory(world.folder / "dispatcher").remember(Head("0" * 32, ENV, 1, "00" * 32, ""))
    with pytest.raises(Tampered, match="belongs to another store"):
        world.new_dispatcher()


def test_a53_a_way_back_changed_in_the_store_is_taken_from_the_dispatchers_own_copy(world: DispatchWorld) -> None:
    proposal = world.due_proposal(action=Action.DEACTIVATE)
    world.act()
    with closing(sqlite3.connect(world.folder / "store.db", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        assert db.execute("UPDATE way_backs SET saved = x'7b7d'").rowcount == 1
    world.restore("lena", proposal)
    world.act()
    assert world.status(proposal) is Status.RESTORED and world.page().can_post


def test_a_text_that_was_changed_holds_up_its_own_order_and_no_other(world: DispatchWorld) -> None:
    first = world.due_proposal()
    second = world.due_proposal("case-2")
    with closing(sqlite3.connect(world.folder / "store.db", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        digest = world.facts(first).body.platform_id
        assert db.execute("UPDATE texts SET text = 'case-3' WHERE digest = ?", (digest,)).rowcount == 1
    world.run_once()
    assert world.status(second) is Status.CARRIED_OUT and world.put_on() == []
    assert world.problem() and world.status(first) is Status.DUE


def test_a_folder_that_cant_be_written_to_stops_every_order(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    (world.folder / "dispatcher").mkdir(exist_ok=True)
    (world.folder / "dispatcher" / "ways_back").write_text("a file, where a folder should be")
    world.run_once()
    assert "can't write to its own folder" in world.problem()
    assert world.put_on() == [] and world.status(proposal) is Status.DUE
    (world.folder / "dispatcher" / "ways_back").unlink()
    world.run_once(60)
    assert world.put_on() == ["suspend"] and world.problem() == ""


def test_a_folder_that_cant_be_read_is_said_in_one_sentence(world: DispatchWorld) -> None:
    (world.folder / "blocked").write_text("a file, where a folder should be")
    with pytest.raises(Unavailable, match="can't read its own folder"):
        world.new_dispatcher(folder=world.folder / "blocked" / "dispatcher")


def test_a31_one_process_leads_a_store(tmp_path: Path) -> None:
    first, second = Lead(tmp_path / "store.db"), Lead(tmp_path / "store.db")
    assert first.take() and not second.take()
    first.give_back()
    assert second.take()
    second.give_back()


def test_a31_two_dispatchers_at_once_carry_out_once(world: DispatchWorld) -> None:
    proposal = world.due_proposal()
    other = world.new_dispatcher()
    world.before_deciding[2] = lambda: other.step()
    world.act()
    world.tick()
    assert world.put_on() == ["suspend"]
    assert len(world.receipts(proposal)) == 1
