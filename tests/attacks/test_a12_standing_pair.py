"""A12: a standing pair cannot arrange to sign for each other: who reads is drawn after the digest is fixed."""

from __future__ import annotations

from collections import Counter

from console.domain.actions import Action, Tier
from console.domain.documents import Draw
from console.domain.lot import assignment_id, commitment, winner
from tests.support.builders import Hands, World


def test_a12_a_friend_is_drawn_no_more_often_than_anybody(world: World) -> None:
    drawn: Counter[str] = Counter()
    for number in range(240):
        proposal = world.propose("bruno", world.case(f"case-{number}", tier=Tier.VERIFIED), Action.WARN)
        drawn[world.readings(proposal)[0].person] += 1
        world.withdraw("bruno", proposal)
        world.later(hours=1)  # ends the reading, so that the next one is as free
    assert set(drawn) == {"lena", "osei", "paul", "quin", "rosa"}
    assert max(drawn.values()) < 240 * 0.32  # one in five, give or take


def test_a12_every_draw_can_be_recomputed(floor: Hands) -> None:
    draws: list[Draw] = []
    for number in range(4):
        floor.propose("bruno", floor.case(f"case-{number}", tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    before = floor.state
    for name in before.assignments:
        reading = before.assignments[name]
        assert reading.person in reading.pool
    assert before.draws == len(before.assignments) == 8
    if isinstance(floor, World):
        draws = [e.document for e in floor.log if isinstance(e.document, Draw)]
        committed = next(e.document.commitment for e in floor.log if hasattr(e.document, "commitment"))
        for draw in draws:
            assert commitment(draw.secret) == committed
            assert draw.person == winner(draw.secret, draw.drawn_for, draw.pool)
            assert draw.assignment == assignment_id(draw.secret, draw.drawn_for)
            committed = draw.commitment
