"""A59, I14: until one's own finding is admitted, nothing tells what stands behind a case."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from console.domain.actions import Action, Tier
from console.domain.cases import CaseState
from console.domain.documents import Draw, PassedOver
from console.store.tables.cases import cases
from console.store.tables.work import assignments
from tests.support.builders import World
from tests.support.effects import declared
from tests.support.registrar_world import RegistrarWorld


def always_read_again(world: World) -> None:
    """Choose every dismissal for a second reading, as the lot of the registrar's key might."""
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]


def test_i14_a_draw_says_nothing_of_what_it_is_for(world: World) -> None:
    always_read_again(world)
    world.propose("bruno", world.case("dismissed", tier=Tier.HEAD_OF_STATE), Action.DISMISS)
    world.propose("bruno", world.case("suspended", tier=Tier.HEAD_OF_STATE), Action.SUSPEND)
    draws = [e.document for e in world.log if isinstance(e.document, Draw)]
    assert len(draws) == 2
    assert {tuple(msgspec.to_builtins(d)) for d in draws} == {tuple(msgspec.to_builtins(draws[0]))}
    assert all(d.kept is None and len(d.pool) == 5 for d in draws)


def test_i14_readings_of_a_dismissal_run_out_on_the_same_clock(world: World) -> None:
    always_read_again(world)
    dismissed = world.propose("bruno", world.case("dismissed", tier=Tier.VERIFIED), Action.DISMISS)
    suspended = world.propose("bruno", world.case("suspended", tier=Tier.VERIFIED), Action.SUSPEND)
    first, second = world.readings(dismissed)[0], world.readings(suspended)[0]
    world.later(seconds=899)
    assert not [e for e in world.log if isinstance(e.document, PassedOver)]
    world.later(seconds=1)
    over = {e.document.assignment for e in world.log if isinstance(e.document, PassedOver)}
    assert over == {first.id, second.id}


def test_i14_withdrawing_does_not_take_the_reading_away(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.withdraw("bruno", proposal)
    assert world.readings(proposal) == (reading,)
    world.disagree(reading.id)
    assert world.state.assignments[reading.id].over == "found"


def test_i14_a_case_row_shows_the_same_whatever_stands_behind_it(registrar: RegistrarWorld) -> None:
    closing = declared(Action.DISMISS, way="close reports")
    registrar.effects[Action.DISMISS] = closing
    dismissed = registrar.case("dismissed", tier=Tier.HEAD_OF_STATE)
    suspended = registrar.case("suspended", tier=Tier.HEAD_OF_STATE)
    registrar.propose("bruno", dismissed, Action.DISMISS)  # the policy reads all of these again
    registrar.propose("bruno", suspended, Action.SUSPEND)
    rows = registrar.store.read(lambda r: {row.id: row for row in r.connection.execute(select(cases))})
    assert {rows[dismissed].state, rows[suspended].state} == {CaseState.ASSIGNED}
    assert rows[dismissed].closed_at is rows[suspended].closed_at is None
    drawn = registrar.store.read(lambda r: r.connection.execute(select(assignments)).all())
    assert {row.case for row in drawn} == {dismissed, suspended}
    assert all((row.opened, row.finding, row.over, row.kept) == (None, None, None, None) for row in drawn)


def test_i14_at_least_half_of_the_readings_have_no_proposal_while_dismissals_are_at_hand(world: World) -> None:
    for number in range(30):
        world.propose("bruno", world.case(f"dismissed-{number}"), Action.DISMISS)
    for number in range(30):
        tier = Tier.HEAD_OF_STATE if number % 2 else Tier.VERIFIED
        action = Action.DEACTIVATE if number % 3 else Action.WARN
        case = world.case(f"acted-{number}", tier=tier)
        if world.state.dismissals:
            world.propose("bruno", case, action)
            drawn = [world.state.proposals[a.drawn_for].body.action for a in world.state.assignments.values()]
            with_nothing = sum(1 for one in drawn if one is Action.DISMISS)
            if world.state.dismissals:
                assert with_nothing * 2 >= len(drawn)


def test_i14_the_mix_prefers_dismissals_of_the_same_tier(world: World) -> None:
    world.chance = lambda dismissal: "f" * 64  # type: ignore[method-assign]
    world.propose("bruno", world.case("standard"), Action.DISMISS)
    same = world.propose("bruno", world.case("verified", tier=Tier.VERIFIED), Action.DISMISS)
    world.propose("bruno", world.case("acted", tier=Tier.VERIFIED), Action.SUSPEND)
    drawn = {a.drawn_for for a in world.state.assignments.values()}
    assert same in drawn and len(drawn) == 2


def test_i14_nobody_who_can_read_the_dismissal_delays_nothing(world: World) -> None:
    """A mix that runs short delays nothing."""
    world.propose("bruno", world.case("acted", tier=Tier.VERIFIED), Action.SUSPEND)
    assert len(world.state.assignments) == 1


def people_asked(world: World, digest: str) -> list[str]:
    """Who was drawn for it, first to last."""
    return [world.state.assignments[name].person for name in world.state.proposals[digest].assignments]


def test_i14_who_leaves_a_case_unanswered_is_called_again_whatever_stands_behind_it(world: World) -> None:
    always_read_again(world)
    dismissed = world.propose("bruno", world.case("dismissed", tier=Tier.VERIFIED), Action.DISMISS)
    suspended = world.propose("bruno", world.case("suspended", tier=Tier.VERIFIED), Action.SUSPEND)
    for _ in range(12):
        world.later(minutes=15)
    asked = {digest: people_asked(world, digest) for digest in (dismissed, suspended)}
    assert len(asked[dismissed]) == len(asked[suspended])
    for people in asked.values():
        assert len(set(people[:4])) == 4, "nobody is called twice within the hour"
        assert len(people) > len(set(people)), "afterwards those who did not answer are"


def test_i14_a_dismissal_that_was_read_is_read_once(world: World) -> None:
    always_read_again(world)
    dismissed = world.propose("bruno", world.case("dismissed", tier=Tier.VERIFIED), Action.DISMISS)
    world.later(minutes=15)
    (second,) = world.readings(dismissed)
    world.disagree(second.id)
    world.later(hours=3)
    assert len(people_asked(world, dismissed)) == 2 and not world.state.unanswered
