"""A53, A54, A58, I9: changing, dropping, adding or moving an entry is found, and the entry is named."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.errors import Tampered
from console.ledger.checkpoints import make_checkpoint
from console.ledger.documents import sign
from console.ledger.entries import make_entry
from console.ledger.tree import Tree, leaf_hash
from console.ledger.verify import Replay, origin, verify_all
from console.store.unit_of_work import UnitOfWork
from tests.support.builders import World
from tests.support.office import ENV, STORE, key, root_roster
from tests.support.registrar_world import RegistrarWorld


@pytest.fixture
def story(world: World) -> World:
    """A story of more than twenty entries."""
    proposal = world.propose("bruno", world.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    world.sign_all(proposal)
    world.until_due(proposal)
    world.carry_out(proposal)
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    assert len(world.entries) > 15
    return world


def checkpoints(entries: list[bytes]) -> dict[int, str]:
    """The registrar's checkpoint over all of them."""
    tree = Tree()
    tree.extend(leaf_hash(data) for data in entries)
    return {tree.size: make_checkpoint(origin(STORE, ENV), tree.size, tree.root(), key("registrar"))}


def test_i9_an_honest_ledger_holds(story: World) -> None:
    report = verify_all(Replay(STORE, ENV), story.entries, checkpoints(story.entries))
    assert (report.size, report.covered) == (len(story.entries), len(story.entries))


def test_i9_every_changed_byte_names_its_entry(story: World) -> None:
    notes = checkpoints(story.entries)
    for index, data in enumerate(story.entries):
        at = (len(data) * (index + 3) // (len(story.entries) + 7)) % len(data)
        changed = bytearray(data)
        changed[at] ^= 0x01
        bent = [*story.entries[:index], bytes(changed), *story.entries[index + 1 :]]
        with pytest.raises(Tampered, match=f"Entry {index} |checkpoint over {len(bent)} "):
            leaves = [leaf_hash(d) for d in story.entries]
            verify_all(Replay(STORE, ENV), bent, notes, stored_leaf=lambda i, leaves=leaves: leaves[i])


def test_i9_without_the_stored_leaf_a_changed_time_is_found_by_the_checkpoint(story: World) -> None:
    data = story.entries[-1]
    bent = [*story.entries[:-1], data.replace(b'"time":"2017-11-02T14:4', b'"time":"2017-11-02T14:5')]
    assert bent[-1] != data
    with pytest.raises(Tampered, match="another history"):
        verify_all(Replay(STORE, ENV), bent, checkpoints(story.entries))


@pytest.mark.parametrize("gone", [0, 1, 5, 12])
def test_i9_a_dropped_entry_is_named(story: World, gone: int) -> None:
    bent = [*story.entries[:gone], *story.entries[gone + 1 :]]
    with pytest.raises(Tampered, match=f"Entry {gone} .* it says that it is entry {gone + 1}"):
        verify_all(Replay(STORE, ENV), bent, {})


def test_a54_dropping_the_end_is_found_by_the_checkpoint(story: World) -> None:
    with pytest.raises(Tampered, match=f"covers {len(story.entries)} entries, but only {len(story.entries) - 2}"):
        verify_all(Replay(STORE, ENV), story.entries[:-2], checkpoints(story.entries))


def test_i9_two_entries_that_changed_places_are_named(story: World) -> None:
    bent = list(story.entries)
    bent[6], bent[7] = bent[7], bent[6]
    with pytest.raises(Tampered, match="Entry 6 .* it says that it is entry 7"):
        verify_all(Replay(STORE, ENV), bent, {})


def test_i9_an_entry_put_in_between_is_named(story: World) -> None:
    more = make_entry(9, story.now, sign(story.ending("ira", "ada"), key("bruno")))
    with pytest.raises(Tampered, match="Entry 9 .* not in the roster"):
        verify_all(Replay(STORE, ENV), [*story.entries[:9], more, *story.entries[9:]], {})


def test_a53_another_registrars_checkpoint_is_none(story: World) -> None:
    tree = Tree()
    tree.extend(leaf_hash(data) for data in story.entries)
    forged = make_checkpoint(origin(STORE, ENV), tree.size, tree.root(), key("somebody"))
    with pytest.raises(Tampered):
        verify_all(Replay(STORE, ENV), story.entries, {tree.size: forged})


def test_a53_a_whole_new_history_fails_at_the_pinned_roster(story: World) -> None:
    other = sign(root_roster(), key("ada"), key("ben"), key("cyd"))
    assert Replay(STORE, ENV, other.digest).step(story.entries[0])
    with pytest.raises(Tampered, match="not the one that is pinned"):
        Replay(STORE, ENV, "ab" * 32).step(story.entries[0])


def test_i9_a_ledger_begins_with_its_roster(story: World) -> None:
    first = make_entry(0, story.now, sign(story.ending("ira"), key("ada")))
    with pytest.raises(Tampered, match="begins with its first roster"):
        Replay(STORE, ENV).step(first)


def test_a53_a_registrar_does_not_start_on_a_rewritten_store(registrar: RegistrarWorld) -> None:
    registrar.propose("bruno", registrar.case(), Action.WARN)
    again = registrar.new_registrar()
    again.load()
    assert again.state == registrar.state
    elsewhere = registrar.new_registrar(pinned_roster="ab" * 32)
    with pytest.raises(Tampered, match="Entry 0"):
        elsewhere.load()


def test_a54_a_second_writer_is_noticed_before_anything_is_written(registrar: RegistrarWorld) -> None:
    other = registrar.new_registrar()
    other.load()
    registrar.propose("bruno", registrar.case(), Action.WARN)
    size = len(registrar.rows())
    registrar.put("ana", sign(registrar.proposal("ana", registrar.case("case-2"), Action.WARN), key("ana")))
    with pytest.raises(Tampered, match="Somebody else has written"):
        other.step()
    assert len(registrar.rows()) == size + 1  # the intake of case-2 alone


def test_a58_what_is_signed_is_what_was_read_back(registrar: RegistrarWorld) -> None:
    """A store that bends an entry on its way in: the checkpoint over it is never made."""
    size, written = registrar.state.size, registrar.rows()

    def bend(uow: UnitOfWork) -> None:
        run = uow.connection.exec_driver_sql
        for (guard,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'").all():
            run(f"DROP TRIGGER {guard}")
        run(
            "CREATE TRIGGER flip AFTER INSERT ON entries BEGIN UPDATE entries "
            "SET body = CAST(replace(body, 'bruno', 'brunO') AS BLOB) WHERE entry_index = NEW.entry_index; END"
        )

    registrar.store.run(bend)
    registrar.put("ada", sign(registrar.ending("bruno"), key("ada")))
    with pytest.raises(Tampered, match="came back from the store changed"):
        registrar.registrar.step()
    assert registrar.state.size == size
    assert registrar.rows() == written
