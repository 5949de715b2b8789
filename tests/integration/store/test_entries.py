"""The ledger's rows: consecutive, whole batches or nothing, found again by index, digest, subject and size."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.cases import CaseState
from console.errors import Bug, Tampered
from console.ledger.tree import Tree, inclusion_proof, leaf_hash, verify_inclusion
from console.store import entries, projections
from console.store.engine import Store
from console.store.queries import changes, story
from console.store.rows import CheckpointRow, EntryRow, NodeRow, SubjectRow
from tests.support.small_store import NOON, append_entries, digest, small_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return small_store(tmp_path)[0]


def test_entries_come_back_as_they_were_put(store: Store) -> None:
    assert store.read(entries.size) == 0 and store.read(entries.last_time) is None
    assert store.read(entries.latest_checkpoint) is None
    store.run(lambda uow: append_entries(uow, 0, 5))
    store.run(lambda uow: append_entries(uow, 5, 3))
    assert store.read(entries.size) == 8 and store.read(entries.last_time) == NOON
    rows = store.read(lambda r: entries.read_entries(r, 3, 3))
    assert [row.entry_index for row in rows] == [3, 4, 5]
    assert rows[0].body == b"entry 3"
    assert store.read(lambda r: entries.entry_of(r, digest("entry 6"))).entry_index == 6  # type: ignore[union-attr]
    assert store.read(lambda r: entries.entry_at(r, 8)) is None
    known = store.read(lambda r: entries.admitted_already(r, [digest("entry 1"), digest("new")]))
    assert known == {digest("entry 1")}


def test_checkpoints_are_found_by_size(store: Store) -> None:
    for start in (0, 4, 8):
        store.run(lambda uow, s=start: append_entries(uow, s, 4))  # type: ignore[misc]
    assert store.read(entries.latest_checkpoint).size == 12  # type: ignore[union-attr]
    assert store.read(lambda r: entries.latest_checkpoint(r, 11)).size == 8  # type: ignore[union-attr]
    assert [c.size for c in store.read(lambda r: entries.read_checkpoints(r, 5))] == [8, 12]


def test_a_batch_that_can_t_be_appended_leaves_nothing_behind(store: Store) -> None:
    store.run(lambda uow: append_entries(uow, 0, 2))
    with pytest.raises(Bug, match="at the end only"):
        store.run(lambda uow: append_entries(uow, 3, 2))
    twice = EntryRow(entry_index=2, at=NOON, kind="note/1", author="a", digest=digest("entry 0"), body=b"again")
    with pytest.raises(Bug, match="admitted before"):
        store.run(lambda uow: entries.append_batch(uow, [twice], [], [], None))
    old = CheckpointRow(size=2, at=NOON, note="again")
    fresh = EntryRow(entry_index=2, at=NOON, kind="note/1", author="a", digest=digest("fresh"), body=b"fresh")
    with pytest.raises(Bug, match="only grow"):
        store.run(lambda uow: entries.append_batch(uow, [fresh], [], [], old))
    assert store.read(entries.size) == 2


def test_stored_nodes_give_the_proofs_of_the_tree(store: Store) -> None:
    tree, leaves = Tree(), [leaf_hash(f"{i}".encode()) for i in range(100)]
    rows = [
        EntryRow(entry_index=i, at=NOON, kind="note/1", author="a", digest=digest(f"{i}"), body=f"{i}".encode())
        for i in range(100)
    ]
    nodes = [NodeRow(level=n.level, position=n.position, hash=n.hash) for n in tree.extend(leaves)]
    store.run(lambda uow: entries.append_batch(uow, rows, nodes, [], None))

    def proof(index: int) -> tuple[bytes, ...]:
        return store.read(lambda r: inclusion_proof(index, 100, lambda wanted: entries.node_hashes(r, wanted)))

    for index in (0, 31, 64, 99):
        verify_inclusion(leaves[index], index, 100, proof(index), tree.root())
    with pytest.raises(Tampered, match="missing"):
        store.read(lambda r: entries.node_hashes(r, [(0, 100)]))


def _about(index: int, *subjects: str) -> tuple[EntryRow, list[SubjectRow]]:
    name = f"{index} {subjects}"
    row = EntryRow(entry_index=index, at=NOON, kind=f"kind{index}/1", author="a", digest=digest(name), body=b"x")
    return row, [SubjectRow(subject=subject, entry_index=index) for subject in subjects]


def test_i14_a_story_leaves_out_the_entries_of_cases_that_are_not_closed(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    account = store.read(lambda r: r.connection.exec_driver_sql("SELECT account FROM cases").scalar())
    made = [_about(0, account), _about(1, account, case), _about(2, "another"), _about(3, account, case, "proposal")]
    store.run(
        lambda uow: entries.append_batch(
            uow, [row for row, _ in made], [], [s for _, found in made for s in found], None
        )
    )

    def told(whole: bool) -> list[int]:
        return [row.entry_index for row in store.read(lambda r: story.of_account(r, account, whole=whole))]

    assert told(whole=True) == [0, 1, 3]
    assert told(whole=False) == [0]
    assert store.read(lambda r: story.of_case(r, case, whole=False)) == ()
    for state, seen in ((CaseState.ASSIGNED, [0]), (CaseState.CLOSED, [0, 1, 3])):
        store.run(lambda uow, s=state: projections.set_case_states(uow, [(case, s)], NOON))  # type: ignore[misc]
        assert told(whole=False) == seen
    assert [row.entry_index for row in store.read(lambda r: story.of_case(r, case, whole=False))] == [1, 3]
    assert store.read(lambda r: story.of_case(r, "no such case", whole=True)) == ()
    assert [row.entry_index for row in store.read(lambda r: entries.entries_of(r, "proposal"))] == [3]


def test_changes_name_kinds_and_subjects_since_a_token(store: Store) -> None:
    made = [_about(0, "one"), _about(1, "two")]
    for row, found in made:
        store.run(lambda uow, r=row, f=found: entries.append_batch(uow, [r], [], f, None))  # type: ignore[misc]
    seen = store.read(lambda r: changes.since(r, 1))
    assert (seen.token, seen.kinds, seen.subjects, seen.many) == (2, {"kind1/1"}, {"two"}, False)
    assert store.read(lambda r: changes.since(r, 2)).kinds == frozenset()
    store.run(lambda uow: append_entries(uow, 2, changes.MOST + 1))
    assert store.read(lambda r: changes.since(r, 2)).many
    assert store.read(lambda r: changes.since(r, 10_000)).many
