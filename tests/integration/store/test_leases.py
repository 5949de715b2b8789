"""Leases: one person a case, three cases a person, and they end by themselves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.cases import CaseState
from console.domain.views import QueueFilter
from console.errors import Refused
from console.store import leases, projections
from console.store.engine import Store
from tests.support.many_cases import NOON, store_with_cases

LEASE_S = 600
LATER = NOON + timedelta(seconds=LEASE_S)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("leases")
    store_with_cases(folder, 20, "store.db").close()
    return (folder / "store.db").read_bytes()


@pytest.fixture
def store(tmp_path: Path, filled: bytes) -> Store:
    (tmp_path / "store.db").write_bytes(filled)
    return Store(tmp_path / "store.db")


def _ids(store: Store) -> list[str]:
    query = "SELECT id FROM cases ORDER BY rank, id"
    return store.read(lambda r: [row[0] for row in r.connection.exec_driver_sql(query)])


def _next(store: Store, person: str, wanted: QueueFilter = QueueFilter(), now: object = NOON) -> str | None:
    return store.run(lambda uow: leases.claim_next(uow, person, wanted, now, LEASE_S))  # type: ignore[arg-type]


def test_a_colleague_can_t_take_a_case_that_is_held_until_its_time_is_over(store: Store) -> None:
    case = _ids(store)[0]
    assert store.run(lambda uow: leases.claim(uow, "ada", case, NOON, LEASE_S)) == LATER
    with pytest.raises(Refused, match="A colleague works on this case"):
        store.run(lambda uow: leases.claim(uow, "eve", case, LATER - timedelta(microseconds=1), LEASE_S))
    assert store.run(lambda uow: leases.claim(uow, "eve", case, LATER, LEASE_S)) > LATER
    assert store.read(lambda r: leases.holder(r, case, LATER)) == ("eve", LATER + timedelta(seconds=LEASE_S))


def test_claiming_one_s_own_case_again_holds_it_longer_and_counts_once(store: Store) -> None:
    case = _ids(store)[0]
    for _ in range(5):
        store.run(lambda uow: leases.claim(uow, "ada", case, NOON, LEASE_S, most=1))
    assert store.read(lambda r: leases.held_by(r, "ada", NOON)) == (case,)


def test_a_person_holds_at_most_three_live_ones(store: Store) -> None:
    ids = _ids(store)
    for case in ids[:3]:
        store.run(lambda uow, case=case: leases.claim(uow, "ada", case, NOON, LEASE_S))  # type: ignore[misc]
    with pytest.raises(Refused, match="3 cases already"):
        store.run(lambda uow: leases.claim(uow, "ada", ids[3], NOON, LEASE_S))
    with pytest.raises(Refused, match="3 cases already"):
        _next(store, "ada")
    store.run(lambda uow: leases.release(uow, "ada", ids[0]))
    assert store.run(lambda uow: leases.claim(uow, "ada", ids[3], NOON, LEASE_S)) == LATER
    assert store.run(lambda uow: leases.claim(uow, "ada", ids[4], LATER, LEASE_S)) > LATER


def test_claim_next_goes_through_the_queue_and_leaves_out_what_is_held_or_was_passed_on(store: Store) -> None:
    ids = _ids(store)
    assert _next(store, "ada") == ids[0]
    assert _next(store, "eve") == ids[1]
    store.run(lambda uow: projections.pass_over(uow, ids[2], ["eve"], NOON))
    assert _next(store, "eve") == ids[3]
    assert _next(store, "ada") == ids[2]
    assert _next(store, "bob", now=LATER) == ids[0]


def test_claim_next_keeps_to_the_filter_and_says_when_there_is_none(store: Store) -> None:
    assert _next(store, "ada", QueueFilter(text="person0000003")) is not None
    assert _next(store, "eve", QueueFilter(text="person0000003")) is None
    assert _next(store, "eve", QueueFilter(text="nobody is called so")) is None


def test_what_is_not_held_can_t_be_renewed(store: Store) -> None:
    case = _ids(store)[0]
    store.run(lambda uow: leases.claim(uow, "ada", case, NOON, LEASE_S))
    soon = NOON + timedelta(seconds=60)
    assert store.run(lambda uow: leases.renew(uow, "ada", case, soon, LEASE_S)) == soon + timedelta(seconds=LEASE_S)
    for person, when in (("eve", soon), ("ada", soon + timedelta(seconds=LEASE_S))):
        with pytest.raises(Refused, match="don't hold this case any more"):
            store.run(lambda uow, p=person, w=when: leases.renew(uow, p, case, w, LEASE_S))  # type: ignore[misc]


def test_nobody_gives_back_what_a_colleague_holds(store: Store) -> None:
    case = _ids(store)[0]
    store.run(lambda uow: leases.claim(uow, "ada", case, NOON, LEASE_S))
    store.run(lambda uow: leases.release(uow, "eve", case))
    assert store.read(lambda r: leases.holder(r, case, NOON)) == ("ada", LATER)


def test_i7_all_that_a_person_holds_goes_back_at_once(store: Store) -> None:
    for _ in range(3):
        _next(store, "ada")
    other = _next(store, "eve")
    assert store.run(lambda uow: leases.release_all(uow, "ada", NOON)) == 3
    assert store.read(lambda r: leases.held_by(r, "ada", NOON)) == ()
    assert store.read(lambda r: leases.held_by(r, "eve", NOON)) == (other,)


def test_a_case_that_is_not_open_can_t_be_claimed_and_loses_its_lease(store: Store) -> None:
    case = _ids(store)[0]
    store.run(lambda uow: leases.claim(uow, "ada", case, NOON, LEASE_S))
    store.run(lambda uow: projections.set_case_states(uow, [(case, CaseState.ASSIGNED)], NOON))
    assert store.read(lambda r: leases.holder(r, case, NOON)) is None
    for name in (case, "no such case"):
        with pytest.raises(Refused, match="not open any more"):
            store.run(lambda uow, name=name: leases.claim(uow, "ada", name, NOON, LEASE_S))  # type: ignore[misc]
