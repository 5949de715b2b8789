"""Replaying and verifying: progress, cancelling, checkpoints by whoever may sign them (A53, A54, I9)."""

from __future__ import annotations

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action
from console.domain.documents import ServiceKind
from console.domain.state import State
from console.errors import Cancelled, Tampered
from console.ledger.checkpoints import make_checkpoint
from console.ledger.roster import weak_key
from console.ledger.tree import Tree, leaf_hash
from console.ledger.verify import Replay, digest_hex, first_valid, origin, verify_all
from tests.support.builders import World
from tests.support.office import ENV, STORE, digest, key, policy_text, root_roster

NAME = origin(STORE, ENV)


def note(entries: list[bytes], size: int, signer: str = "registrar") -> str:
    tree = Tree()
    tree.extend(leaf_hash(data) for data in entries[:size])
    return make_checkpoint(NAME, size, tree.root(), key(signer))


@pytest.fixture(scope="module")
def long_world() -> World:
    """A ledger of more than five hundred entries."""
    world = World()
    for number in range(260):
        world.withdraw("bruno", world.propose("bruno", world.case(f"case-{number}"), Action.WARN))
    assert len(world.entries) > 500
    return world


def test_progress_is_told_and_the_report_counts(long_world: World) -> None:
    told: list[int] = []
    size = len(long_world.entries)
    notes = {size: note(long_world.entries, size)}
    report = verify_all(Replay(STORE, ENV), long_world.entries, notes, progress=told.append)
    assert told == [500]
    assert (report.size, report.covered, report.people, report.proposals) == (size, size, 12, 260)
    assert len(report.root) == 64


def test_it_can_be_cancelled(long_world: World) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        verify_all(Replay(STORE, ENV), long_world.entries, {}, cancel=token, progress=lambda size: token.cancel())


def test_a_replay_goes_on_from_where_another_stopped(long_world: World) -> None:
    first = Replay(STORE, ENV)
    for data in long_world.entries[:40]:
        first.step(data)
    second = Replay(STORE, ENV, state=first.state, tree=first.tree)
    for data in long_world.entries[40:]:
        second.step(data)
    assert second.state == long_world.state


def test_a53_checkpoints_on_the_way_are_checked_as_well(long_world: World) -> None:
    good = {10: note(long_world.entries, 10), 20: note(long_world.entries, 20)}
    assert verify_all(Replay(STORE, ENV), long_world.entries, good).covered == 20
    bent = [*long_world.entries[:9], *long_world.entries[10:]]
    with pytest.raises(Tampered, match="checkpoint over 10 entries shows another history"):
        verify_all(Replay(STORE, ENV), long_world.entries, {10: note(bent, 10)})


def test_a53_a_note_of_another_size_is_not_taken_for_this_one(long_world: World) -> None:
    replay = Replay(STORE, ENV)
    for data in long_world.entries[:12]:
        replay.step(data)
    assert replay.check(note(long_world.entries, 5)).size == 5


def test_a53_only_the_registrars_key_of_the_roster_signs_checkpoints() -> None:
    world = World()
    replay = Replay(STORE, ENV)
    for data in world.entries:
        replay.step(data)
    with pytest.raises(Tampered):
        replay.check(note(world.entries, len(world.entries), "dispatcher"))
    with pytest.raises(Tampered, match="No key of the roster"):
        first_valid(note(world.entries, 1), NAME, ())
    assert State(store=STORE, env=ENV).service_key(ServiceKind.REGISTRAR, 0) == ()


def test_an_entry_that_does_not_fit_is_not_taken(long_world: World) -> None:
    replay = Replay(STORE, ENV)
    replay.step(long_world.entries[0])
    with pytest.raises(Tampered, match="those that were put into the tree"):
        replay.step(long_world.entries[1], stored_leaf=b"\0" * 32)
    with pytest.raises(Tampered):
        replay.step(long_world.entries[2])
    assert (replay.state.size, replay.tree.size) == (1, 1)
    replay.step(long_world.entries[1], stored_leaf=leaf_hash(long_world.entries[1]))


def test_a08_only_rosters_are_asked_for_weak_keys() -> None:
    assert weak_key(root_roster()) is None
    assert weak_key(policy_text()) is None


def test_a_digest_is_of_the_bytes() -> None:
    assert digest_hex(b"a") == digest("a")
