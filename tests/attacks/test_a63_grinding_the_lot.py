"""A63: reword, withdraw and propose again until a friend is drawn: people and findings are kept instead."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import Draw, Verdict
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.effects import CLAUSE, account_of
from tests.support.office import digest


def drawn(world: Hands) -> set[str]:
    return {reading.person for reading in world.state.assignments.values()}


def test_a63_withdrawing_before_anybody_read_keeps_the_reader(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    for attempt in range(6):
        proposal = floor.propose("bruno", case, Action.SUSPEND, justification=digest(f"reworded {attempt}"))
        floor.withdraw("bruno", proposal)
    assert len(drawn(floor)) == 1


def test_a63_the_kept_readers_finding_counts_again(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    first = floor.propose("bruno", case, Action.SUSPEND)
    (reading,) = floor.readings(first)
    floor.withdraw("bruno", first)
    second = floor.propose("bruno", case, Action.SUSPEND)
    assert floor.readings(second) == ()  # its reader still reads
    floor.find(reading.id, Verdict(clause=CLAUSE, action=Action.SUSPEND))
    floor.tick()
    (kept,) = floor.readings(second)
    assert (kept.kept, kept.person, kept.finding) == (
        reading.id,
        reading.person,
        floor.state.assignments[reading.id].finding,
    )
    assert kept.opened_index is not None
    floor.countersign(kept.id)
    assert floor.status(second) is Status.COOLING_OFF


def test_a63_who_found_nothing_the_first_time_counts_against_the_second(world: World) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    first = world.propose("bruno", case, Action.DEACTIVATE)
    people = {reading.person for reading in world.readings(first)}
    for reading in world.readings(first):
        world.disagree(reading.id)
    assert world.status(first) is Status.REFUSED
    again = world.propose("bruno", case, Action.DEACTIVATE)
    assert set(world.facts(again).against) == people
    assert world.status(again) is Status.REFUSED


def test_a63_another_case_on_the_account_keeps_the_people(world: World) -> None:
    first = world.propose("bruno", world.case("first", account=account_of("x"), tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(first)
    world.disagree(reading.id)
    world.withdraw("bruno", first)
    others = {a.person for a in world.state.assignments.values()}
    second = world.propose("bruno", world.case("second", account=account_of("x"), tier=Tier.VERIFIED), Action.SUSPEND)
    for again in world.readings(second):
        assert again.person in others
        assert again.finding is None  # found on another case: they read this one for themselves (A61)


def test_a63_dismissals_do_not_push_out_what_is_kept(world: World) -> None:
    case = world.case(tier=Tier.VERIFIED)
    first = world.propose("bruno", case, Action.SUSPEND)
    (reading,) = world.readings(first)
    world.agree(reading.id)
    world.withdraw("bruno", first)
    for _ in range(40):
        dismissal = world.propose("bruno", case, Action.DISMISS)
        world.withdraw("bruno", dismissal)
    again = world.propose("bruno", case, Action.SUSPEND)
    assert world.readings(again)[0].person == reading.person


def test_a63_a_reader_of_a_dismissal_is_not_kept_for_the_proposal_after_it(world: World) -> None:
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]
    seen: set[tuple[str, str]] = set()
    for number in range(12):
        case = world.case(f"case-{number}", tier=Tier.HEAD_OF_STATE)
        dismissal = world.propose("bruno", case, Action.DISMISS)
        (reading,) = world.readings(dismissal)
        world.find(reading.id, Verdict(clause=CLAUSE, action=Action.WARN))
        proposal = world.propose("ana", case, Action.WARN)
        seen.add((reading.person, world.readings(proposal)[0].person))
        assert world.readings(proposal)[0].kept is None
    assert any(one != other for one, other in seen)


def test_a63_after_seven_days_the_lot_is_free_again(world: World) -> None:
    case = world.case(tier=Tier.VERIFIED)
    first = world.propose("bruno", case, Action.SUSPEND)
    (reading,) = world.readings(first)
    world.agree(reading.id)
    world.withdraw("bruno", first)
    world.later(days=7, seconds=1)
    again = world.propose("bruno", case, Action.SUSPEND)
    assert world.readings(again)[0].kept is None
    assert len(world.readings(again)[0].pool) == 5


@pytest.mark.parametrize("attempts", [5])
def test_a63_rewording_before_the_draw_changes_nothing_that_one_could_foresee(world: World, attempts: int) -> None:
    """The secret of a draw is known to nobody before it: five wordings give five digests and no choice."""
    world.claim("bruno", case := world.case(tier=Tier.VERIFIED))
    wordings = [world.proposal("bruno", case, justification=digest(f"wording {n}")) for n in range(attempts)]
    world.must(wordings[0])
    draws = [e.document for e in world.log if isinstance(e.document, Draw)]
    assert len(draws) == 1
    assert draws[0].secret not in {w.justification for w in wordings}
