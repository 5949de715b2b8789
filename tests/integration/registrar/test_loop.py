"""The registrar's loop on a real store: alone, after a crash, on a store that is not as it should be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.cases import CaseState
from console.domain.documents import DutyKind, OrderKind
from console.domain.views import Status
from console.errors import Refused, Tampered
from console.ledger.documents import sign
from console.registrar.loop import Registrar, utc_now
from console.store import entries
from console.store.opening import create_store
from console.store.rows import CheckpointRow
from console.store.tables.cases import cases
from console.store.tables.work import assignments, duties, effects, notes, people, proposals, services, shared_views
from tests.support.office import DEFAULT_POLICY, ENV, STORE, digest, key, policy_text, policy_with, root_roster
from tests.support.registrar_world import RegistrarWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[RegistrarWorld]:
    found = RegistrarWorld(tmp_path)
    yield found
    found.close()


def test_it_works_until_it_is_asked_to_stop(world: RegistrarWorld) -> None:
    changed = threading.Event()
    registrar = Registrar(
        world.store, STORE, ENV, key("registrar"), lambda platform: world.effects, clock=world.clock,
        changed=changed.set,
    )  # fmt: skip
    registrar.load()
    stop = CancelToken()
    thread = threading.Thread(target=registrar.run, args=(stop,), name="registrar")
    thread.start()
    world.put("ana", sign(doc.Duty(**world.common("ana"), kind=DutyKind.BEGIN), key("ana")))
    registrar.wake()
    assert changed.wait(10)
    stop.cancel()
    registrar.wake()
    thread.join(10)
    assert not thread.is_alive()
    assert registrar.state.doings("ana").on_duty_since == world.now


def test_what_stops_it_is_told_to_the_screens_and_tried_again(world: RegistrarWorld) -> None:
    other = world.new_registrar()
    other.load()
    world.duty("ana")  # so that the other one is not alone any more
    world.put("bruno", sign(doc.Duty(**world.common("bruno"), kind=DutyKind.BEGIN), key("bruno")))
    stop = CancelToken()
    thread = threading.Thread(target=other.run, args=(stop,), name="registrar")
    thread.start()
    said = ""
    for _ in range(200):
        said = world.store.read(lambda r: r.connection.scalar(select(services.c.problem)) or "")
        if said:
            break
        stop.wait(0.05)
    stop.cancel()
    other.wake()
    thread.join(10)
    assert "Somebody else has written to the ledger" in said


def test_a_mistake_of_ours_does_not_end_it(
    world: RegistrarWorld, allow_error_log, caplog: pytest.LogCaptureFixture
) -> None:  # type: ignore[no-untyped-def]
    allow_error_log("registrar failed")
    registrar = Registrar(world.store, STORE, ENV, key("registrar"), _broken, clock=world.clock)
    registrar.load()
    world.claim("bruno", case := world.case())
    registrar.load()
    note = sign(doc.Note(**world.common("ana"), case=case, text=digest("a note")), key("ana"))
    world.put("ana", note)
    registrar.step()  # that one request is rejected, and says so
    assert registrar.step() == 0


def _broken(platform: str) -> dict[Action, doc.DeclaredEffect]:
    raise ValueError("a connector of ours fails")


def test_a_store_is_founded_once(world: RegistrarWorld) -> None:
    roster = sign(root_roster(), *(key(name) for name in ("ada", "ben", "cyd")))
    with pytest.raises(Refused, match="founded already"):
        world.registrar.found(roster, sign(policy_text(), key("ada")))


def test_a_store_is_founded_with_the_policy_that_the_roster_names(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store.db", {"store": STORE, "env": ENV})
    registrar = Registrar(store, STORE, ENV, key("registrar"), lambda platform: {}, clock=utc_now)
    roster = sign(root_roster(), *(key(name) for name in ("ada", "ben", "cyd")))
    other = policy_with(("limits", "skips_per_day", "3"), toml=DEFAULT_POLICY)
    with pytest.raises(Refused, match="names another policy"):
        registrar.found(roster, sign(policy_text(other), key("ada")))
    with pytest.raises(Refused, match="can't be founded"):
        registrar.found(sign(root_roster(), key("ada")), sign(policy_text(), key("ada")))
    assert registrar.state.size == 0
    store.close()


def test_nothing_to_do_writes_nothing(world: RegistrarWorld) -> None:
    idle = Registrar(world.store, STORE, ENV, key("registrar"), lambda p: {}, clock=world.clock, timers_every_s=10**6)
    idle.load()
    assert idle.step() == 0
    assert idle.write(lambda uow, state: None) == 0


def test_a54_a_checkpoint_over_more_than_there_is_stops_it(world: RegistrarWorld) -> None:
    size = world.state.size
    note = world.store.read(entries.latest_checkpoint)
    assert note is not None
    row = CheckpointRow(size=size + 5, at=world.now, note=note.note)
    world.store.run(lambda uow: entries.append_batch(uow, (), (), (), row))
    with pytest.raises(Tampered, match=f"covers {size + 5} entries"):
        world.new_registrar().load()


def test_the_screens_rows_follow_the_ledger(world: RegistrarWorld) -> None:
    case = world.case(tier=Tier.VERIFIED)
    proposal = world.propose("bruno", case, Action.SUSPEND)

    def shown() -> object:
        return world.store.read(lambda r: r.connection.scalar(select(cases.c.state).where(cases.c.id == case)))

    assert shown() is CaseState.ASSIGNED
    (reading,) = world.readings(proposal)
    world.later(60)
    world.agree(reading.id)
    found_at = world.now
    world.later(60)
    world.countersign(reading.id)
    row = world.store.read(lambda r: r.connection.execute(select(assignments)).one())
    assert (row.finding_at, row.over, row.over_at) == (found_at, "signed", world.now)
    line = world.store.read(lambda r: r.connection.execute(select(proposals)).one())
    assert (line.needed, line.signed, line.live) == (1, 1, True)
    world.until_due(proposal)
    world.carry_out(proposal)
    assert shown() is CaseState.CLOSED
    world.carry_out(world.restore("lena", proposal), OrderKind.RESTORE)
    assert shown() is CaseState.OPEN
    assert world.status(proposal) is Status.RESTORED
    kinds = world.store.read(lambda r: {row.kind for row in r.connection.execute(select(effects))})
    assert kinds == {OrderKind.APPLY, OrderKind.RESTORE}


@pytest.mark.parametrize("how", ["withdrawn", "expired", "refused for nothing", "refused for less"])
def test_a_case_is_open_again_when_its_proposal_ended(world: RegistrarWorld, how: str) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    proposal = world.propose("bruno", case, Action.DEACTIVATE)
    if how == "withdrawn":
        world.withdraw("bruno", proposal)
    elif how == "expired":
        world.later(hours=8)
    else:
        for reading in world.readings(proposal):
            less = doc.Verdict(clause="4.7", action=Action.WARN)
            world.find(reading.id, less if how == "refused for less" else None)
    state = world.store.read(lambda r: r.connection.scalar(select(cases.c.state).where(cases.c.id == case)))
    assert state is (CaseState.CLOSED if how == "refused for nothing" else CaseState.OPEN)


def test_every_reading_that_a_recusal_ends_is_over_on_the_screens(world: RegistrarWorld) -> None:
    case = world.case(tier=Tier.VERIFIED)
    first = world.propose("bruno", case)
    (earlier,) = world.readings(first)
    world.withdraw("bruno", first)
    again = world.propose("bruno", case)
    world.agree(earlier.id)
    (kept,) = world.readings(again)
    world.recuse(earlier.id)
    rows = world.store.read(lambda r: r.connection.execute(select(assignments)).all())
    assert {row.id: row.over for row in rows if row.person == earlier.person} == dict.fromkeys(
        (earlier.id, kept.id), "recused"
    )


def test_what_stands_for_one_entry_each_has_its_row(world: RegistrarWorld) -> None:
    case = world.case()
    world.must(doc.Note(**world.common("ana"), case=case, text=digest("a note")))
    world.must(doc.SharedView(**world.common("ana"), name=digest("a name"), filter=digest("a filter")))
    world.duty("ana", DutyKind.END)
    world.protect(world.account("case-1"), Tier.VERIFIED)
    world.end("ira")
    rows = world.store.read(
        lambda r: (
            r.connection.execute(select(notes)).one().person,
            r.connection.execute(select(shared_views)).one().person,
            r.connection.execute(select(duties)).all(),
            {row.id: row.ended_at for row in r.connection.execute(select(people))},
        )
    )
    assert rows[:2] == ("ana", "ana")
    assert {row.person: row.since is not None for row in rows[2]} == {"ana": False, "ada": True}
    assert rows[3]["ira"] == world.now and rows[3]["ana"] is None


def test_it_goes_on_after_a_crash_where_it_stood(world: RegistrarWorld) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    world.registrar = world.new_registrar()
    world.registrar.load()
    world.sign_all(proposal)
    assert world.status(proposal) is Status.COOLING_OFF
    for row in world.rows():
        assert row.body
