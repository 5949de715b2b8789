"""The keystroke-level model of the benches, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from tests.bench.keystrokes import MIX, Does, Tally, mix


def test_one_key_takes_a_thought_and_a_keystroke() -> None:
    assert Tally(keys=[Does.ACTION]).keyboard_s() == pytest.approx((1.63, 1.63))


def test_text_costs_its_characters_and_one_thought_and_its_end_is_part_of_it() -> None:
    written = Tally(keys=[Does.CONTINUE], held=1, text=100)
    assert written.keyboard_s() == pytest.approx((1.35 + 23.0 + 2 * 0.28,) * 2)


def test_a_handle_is_copied_at_two_paces() -> None:
    low, high = Tally(handle=20).keyboard_s()
    assert (low, high) == pytest.approx((1.35 + 10.0, 1.35 + 15.0))


def test_only_what_outlasts_the_thought_is_waited_for() -> None:
    assert Tally(dead=[500, 1350]).outlasting_s() == 0.0
    assert Tally(dead=[2350, 500]).outlasting_s() == pytest.approx(1.0)


def test_a_mouse_points_clicks_and_homes_to_each_text_and_back() -> None:
    tally = Tally(
        keys=[Does.ACTION, Does.CONTINUE], held=1, targets=["action_suspend", "justification_continue"], text=10
    )
    typed = 2 * 1.35 + 2.3
    assert tally.pointer_s() == pytest.approx((typed + 2 * (1.10 + 0.28) + 2 * 0.40,) * 2)


def test_friction_alone_counts_neither_clause_nor_justification() -> None:
    routine = Tally(keys=[Does.ACTION, Does.CLAUSE, Does.CONTINUE, Does.COMMIT], held=1, text=400, dead=[500, 500])
    assert routine.counted_s() == (0.0, 0.0)
    heavy = Tally(keys=[Does.PIECE, Does.HOLD], read=238, handle=10, hold_ms=1500)
    assert heavy.counted_s() == pytest.approx(
        (1.35 + 0.28 + 60 + 1.5 + 1.35 + 5.0, 1.35 + 0.28 + 60 + 1.5 + 1.35 + 7.5)
    )


def test_the_shares_of_a_shift_are_those_of_the_goal() -> None:
    assert sum(share for _, share in MIX) == pytest.approx(1.0)
    assert mix()["warn"] == pytest.approx(0.075)
    assert mix()["deactivate"] == pytest.approx(0.002)
