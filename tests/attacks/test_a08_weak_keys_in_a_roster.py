"""A8: a small-order key gets into no roster, whoever signs it; see also test_a08_small_order_keys."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.errors import Refused, Tampered
from console.ledger.documents import sign
from console.ledger.entries import make_entry
from console.ledger.verify import Replay
from console.registrar.loop import Registrar
from console.store.opening import create_store
from tests.support.builders import World
from tests.support.office import ENV, START, STORE, everybody, key, person, policy_text, root_roster

WEAK = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
change = msgspec.structs.replace


@pytest.mark.parametrize("weak", [WEAK, "00" * 32, "01" + "00" * 31, "ff" * 32])
def test_a08_a_quorum_cannot_enrol_a_weak_key(world: World, weak: str) -> None:
    newcomer = change(person("newcomer", Role.SUPERVISOR), keys=(weak,))
    version = world.next_roster(people=(*everybody(), newcomer))
    assert world.why_not(version, key("ada"), key("ben")) == {ReasonId.BAD_BYTES}


def test_a08_a_registrar_that_writes_such_a_roster_is_found_out() -> None:
    newcomer = change(person("newcomer", Role.SUPERVISOR), keys=(WEAK,))
    signed = sign(root_roster((*everybody(), newcomer)), key("ada"), key("ben"), key("cyd"))
    with pytest.raises(Tampered, match="Entry 0"):
        Replay(STORE, ENV).step(make_entry(0, START, signed))


def test_a08_no_store_is_founded_on_a_weak_key(tmp_path: Path) -> None:
    newcomer = change(person("newcomer", Role.SUPERVISOR), keys=(WEAK,))
    roster = sign(root_roster((*everybody(), newcomer)), key("ada"), key("ben"), key("cyd"))
    store = create_store(tmp_path / "store.db", {"store": STORE, "env": ENV})
    registrar = Registrar(store, STORE, ENV, key("registrar"), lambda platform: {})
    with pytest.raises(Refused, match="public key"):
        registrar.found(roster, sign(policy_text(), key("ada")))
    assert registrar.state.size == 0
    store.close()
