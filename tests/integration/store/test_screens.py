"""The rows behind the other screens: what is read a second time, what was carried out, who is who."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.domain.actions import Action, Tier
from console.domain.cases import CaseState
from console.domain.documents import DutyKind, Ending, OrderKind, Outcome, Verdict
from console.domain.people import Role
from console.store import leases, projections
from console.store.queries import case as case_queries
from console.store.queries import find, people, readings, recent
from console.store.rows import (
    AssignmentRow,
    DutyRow,
    EffectRow,
    FindingRow,
    NoteRow,
    PersonRow,
    ProposalRow,
    ReceiptRow,
    SharedViewRow,
    WayBackRow,
)
from console.store.texts import make_text, put_texts
from tests.support.small_store import NOON, SUSPEND, digest, small_store

MINUTE = timedelta(minutes=1)


class World:
    """A store with one case, and rows about it."""

    def __init__(self, folder: Path) -> None:
        self.store, self.case = small_store(folder)
        found = self.store.read(lambda r: case_queries.view(r, self.case, "ada", NOON))
        assert found is not None
        self.account = found.account.brief

    def proposal(self, **changed: Any) -> ProposalRow:
        base: dict[str, Any] = {
            "digest": digest("proposal"),
            "entry_index": 1,
            "at": NOON,
            "case": self.case,
            "account": self.account.id,
            "author": "ada",
            "action": Action.SUSPEND,
            "effect": SUSPEND,
            "duration_s": None,
            "clause": "2.1",
            "tier": Tier.STANDARD,
            "needed": 0,
            "sign_until": NOON + 60 * MINUTE,
        }
        return ProposalRow(**base | changed)

    def effect(self, name: str, at: datetime | None, **changed: Any) -> EffectRow:
        base: dict[str, Any] = {
            "id": digest(name),
            "kind": OrderKind.APPLY,
            "entry_index": 1,
            "case": self.case,
            "account": self.account.id,
            "author": "ada",
            "action": Action.SUSPEND,
            "effect": SUSPEND,
            "outcome": Outcome.DONE,
            "at": at,
        }
        return EffectRow(**base | changed)

    def write(self, *rows: Any) -> None:
        writers = {
            ProposalRow: projections.write_proposals,
            EffectRow: projections.write_effects,
            AssignmentRow: projections.write_assignments,
            PersonRow: projections.write_people,
            DutyRow: projections.write_duties,
        }
        for row in rows:
            self.store.run(lambda uow, row=row: writers[type(row)](uow, [row]))  # type: ignore[misc]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_history_is_what_took_effect_and_only_of_closed_cases(world: World) -> None:
    world.write(world.proposal(outcome=Outcome.DONE, outcome_at=NOON, live=False))

    def history() -> list[tuple[Action, bool]]:
        found = world.store.read(lambda r: case_queries.closed_history(r, world.account.id))
        return [(line.action, line.restorable) for line in found]

    assert history() == []
    world.store.run(lambda uow: projections.set_case_states(uow, [(world.case, CaseState.CLOSED)], NOON))
    assert history() == [(Action.SUSPEND, True)]
    world.write(world.proposal(outcome=Outcome.DONE, outcome_at=NOON, live=False, restored_at=NOON))
    assert history() == [(Action.SUSPEND, False)]
    world.write(world.proposal(closed_how=Ending.WITHDRAWN, live=False))
    assert history() == []


def test_recent_effects_come_newest_first_in_pages_without_doubles(world: World) -> None:
    for number in range(7):
        world.write(world.effect(f"e{number}", NOON + (number // 2) * MINUTE))
    world.write(
        world.effect("dismissed", NOON, action=Action.DISMISS),
        world.effect("failed", NOON, outcome=Outcome.FAILED),
        world.effect("restore", NOON, kind=OrderKind.RESTORE, of=digest("e1")),
        world.effect("under way", None, outcome=None),
    )
    found, before = [], None
    while page := world.store.read(lambda r, b=before: recent.carried_out(r, 3, b)):  # type: ignore[misc]
        found += page
        before = (page[-1].at, page[-1].effect)
    assert {row.effect for row in found} == {digest(f"e{n}") for n in range(7)}
    assert [(row.at, row.effect) for row in found] == sorted(((r.at, r.effect) for r in found), reverse=True)


def test_of_an_account_the_effects_that_are_not_restored_come_newest_first(world: World) -> None:
    world.write(world.effect("old", NOON), world.effect("new", NOON + MINUTE, restored_at=NOON + 2 * MINUTE))
    hit = world.store.read(lambda r: find.accounts_by_text(r, "president"))[0]
    assert hit.case == world.case
    standing = world.store.read(lambda r: recent.of_account(r, hit.account.id))
    assert [effect.effect for effect in standing] == [digest("old")]


def _assignment(world: World, **changed: Any) -> AssignmentRow:
    base: dict[str, Any] = {
        "id": "a1",
        "entry_index": 2,
        "number": 1,
        "at": NOON,
        "until": NOON + 15 * MINUTE,
        "case": world.case,
        "account": world.account.id,
        "person": "sue",
        "drawn_for": digest("proposal"),
    }
    return AssignmentRow(**base | changed)


def test_i14_readings_look_alike_whatever_stands_behind_them(world: World) -> None:
    world.store.run(lambda uow: projections.set_case_states(uow, [(world.case, CaseState.ASSIGNED)], NOON))
    world.write(_assignment(world))
    (alone,) = world.store.read(lambda r: readings.of(r, "sue", NOON))
    world.write(world.proposal(needed=1), _assignment(world, drawn_for=digest("a canary")))
    (beside,) = world.store.read(lambda r: readings.of(r, "sue", NOON))
    assert alone == beside
    assert (alone.recorded, alone.opened, alone.row.case) == (False, None, world.case)
    assert world.store.read(lambda r: readings.of(r, "tom", NOON)) == ()
    assert world.store.read(lambda r: readings.assigned_case(r, "tom", world.case)) is None


def test_a_reading_that_is_over_is_gone_and_a_recorded_one_says_so(world: World) -> None:
    verdict = Verdict(clause="2.1", action=Action.SUSPEND)
    world.write(_assignment(world, finding=digest("f"), finding_at=NOON, verdict=verdict, opened=digest("proposal")))
    row = FindingRow(
        digest=digest("f"),
        entry_index=3,
        at=NOON,
        assignment="a1",
        case=world.case,
        person="sue",
        case_digest=digest("case"),
        verdict=verdict,
        why_ref=None,
    )
    world.store.run(lambda uow: projections.write_findings(uow, [row]))
    (found,) = world.store.read(lambda r: readings.of(r, "sue", NOON))
    assert (found.recorded, found.opened) == (True, digest("proposal"))
    assert world.store.read(lambda r: readings.finding_of(r, digest("f"))) == row
    assigned = world.store.read(lambda r: readings.assigned_case(r, "sue", world.case))
    assert assigned is not None and assigned.verdict == verdict
    assert world.store.read(lambda r: readings.assignment(r, "a1")) == assigned
    world.write(_assignment(world, over="signed", over_at=NOON))
    assert world.store.read(lambda r: readings.of(r, "sue", NOON)) == ()


def _person(name: str, text_ref: str, role: Role = Role.REVIEWER, ended: datetime | None = None) -> PersonRow:
    return PersonRow(
        id=name,
        name_ref=text_ref,
        role=role,
        vendor="Acme",
        public_keys=("aa",),
        contract_from=None,
        contract_until=NOON,
        human=True,
        ended_at=ended,
        roster=1,
    )


def test_people_are_named_by_their_texts_and_kept_when_they_end(world: World) -> None:
    said = make_text("Ada Example")
    world.store.run(lambda uow: put_texts(uow, [said]))
    world.write(_person("ada", said.digest), _person("eve", digest("no such text"), Role.SUPERVISOR, ended=NOON))
    everybody = world.store.read(people.everybody)
    assert [(p.id, p.name, p.role) for p in everybody] == [
        ("ada", "Ada Example", Role.REVIEWER),
        ("eve", "eve", Role.SUPERVISOR),
    ]
    assert [p.id for p in world.store.read(lambda r: people.everybody(r, ended=False))] == ["ada"]
    assert world.store.read(people.names) == {"ada": "Ada Example", "eve": "eve"}
    assert [p.id for p in world.store.read(people.person_rows)] == ["ada", "eve"]
    assert world.store.read(lambda r: people.person_row(r, "nobody")) is None


def test_a_shift_counts_without_its_breaks(world: World) -> None:
    world.write(DutyRow(person="ada", kind=DutyKind.RENEW, since=NOON, worked_s=3600, renewed=NOON))
    row = world.store.read(lambda r: people.duty(r, "ada"))
    assert people.shift_seconds(row, NOON + MINUTE) == 3660
    world.write(DutyRow(person="ada", kind=DutyKind.BREAK, since=None, worked_s=3660, renewed=None))
    row = world.store.read(lambda r: people.duty(r, "ada"))
    assert people.shift_seconds(row, NOON + 60 * MINUTE) == 3660
    assert people.shift_seconds(None, NOON) == 0


def test_the_way_back_is_stored_once_and_the_last_one_counts(world: World) -> None:
    for saved in (b"first", b"first", b"second"):
        row = WayBackRow(effect="e", digest=digest(saved.decode()), saved=saved, at=NOON)
        world.store.run(lambda uow, row=row: projections.write_way_back(uow, row))  # type: ignore[misc]
    last = world.store.read(lambda r: projections.way_back(r, "e"))
    assert last is not None and last.saved == b"second"
    first = world.store.read(lambda r: projections.way_back(r, "e", digest("first")))
    assert first is not None and first.saved == b"first"
    assert world.store.read(lambda r: projections.way_back(r, "another")) is None


def test_the_remaining_rows_are_written(world: World) -> None:
    receipt = ReceiptRow(
        entry_index=5, at=NOON, effect="e", kind=OrderKind.APPLY, outcome=Outcome.DONE, state=None, note=""
    )
    note = NoteRow(entry_index=6, at=NOON, case=world.case, person="ada", text_ref=digest("n"))
    shared = SharedViewRow(name_ref=digest("name"), filter_ref=digest("filter"), person="ada", entry_index=7)
    world.store.run(lambda uow: projections.write_receipts(uow, [receipt]))
    world.store.run(lambda uow: projections.write_notes(uow, [note]))
    world.store.run(lambda uow: projections.write_shared_views(uow, [shared]))
    for problem in ("", "The key is locked."):
        world.store.run(lambda uow, p=problem: projections.set_service(uow, "registrar", p, NOON))  # type: ignore[misc]
    found = world.store.read(lambda r: r.connection.exec_driver_sql("SELECT name, problem FROM services").all())
    assert [tuple(row) for row in found] == [("registrar", "The key is locked.")]


def test_the_holder_of_a_case_is_told_until_when(world: World) -> None:
    world.store.run(lambda uow: leases.claim(uow, "ada", world.case, NOON, 60))
    mine = world.store.read(lambda r: case_queries.view(r, world.case, "ada", NOON))
    theirs = world.store.read(lambda r: case_queries.view(r, world.case, "eve", NOON))
    assert mine is not None and theirs is not None
    assert (mine.lease_until, mine.claimed_by) == (NOON + MINUTE, "ada")
    assert (theirs.lease_until, theirs.claimed_by) == (None, "ada")
