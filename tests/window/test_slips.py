"""Slips of the hand at the real widgets: each kind at every place where it can happen, and what comes of it.

The same plays as in the bench ``slips``; here on the heaviest plan, and beside an open case.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from console.domain.actions import Action, Tier
from console.ui.theme.live import ThemeSwitch
from tests.bench.slip_gauntlets import PLANS
from tests.bench.slip_keys import NEIGHBOURS
from tests.bench.slip_lockstep import play_all
from tests.bench.slip_people import Slip
from tests.bench.slip_play import peer_plays, play_crossed, play_variant, variants_of
from tests.bench.slip_widgets import Crossed, Played
from tests.window.panes.conftest import Scene, scene

__all__ = ["scene"]


@pytest.fixture(scope="module")
def played(theme: ThemeSwitch) -> list[Played]:
    """Every slip on the heaviest plan."""
    plan = PLANS[Tier.HEAD_OF_STATE, Action.DEACTIVATE]
    plays = [partial(play_variant, "heaviest", plan, variant) for variant in variants_of(plan)]
    return [one for one in play_all(plays) if isinstance(one, Played)]


def _commits(played: Iterable[Played], slip: Slip, words: str = "") -> list[int]:
    found = [one.commits for one in played if one.slip is slip and words in one.words]
    assert found, f"no {slip} was played"
    return found


def test_the_right_keys_commit_once(played: list[Played]) -> None:
    assert _commits(played, Slip.WRONG_TARGET) == [1]


def test_a_double_press_commits_once_at_the_most(played: list[Played]) -> None:
    """The second half meets a surface that is dead, or a field that says where the handle differs."""
    assert set(_commits(played, Slip.DOUBLE_PRESS)) <= {0, 1}


def test_enter_held_in_the_place_of_the_commit_does_nothing(played: list[Played]) -> None:
    """Enter presses no button, and a key that repeats itself decides nothing."""
    assert _commits(played, Slip.HELD_ENTER, "in the place of the commit") == [0]


def test_enter_held_after_a_step_goes_through_no_other(played: list[Played]) -> None:
    held = [one for one in played if one.slip is Slip.HELD_ENTER]
    assert held and not any(one.skipped for one in held) and max(one.commits for one in held) == 1


def test_a_wrong_key_in_the_place_of_any_other_leaves_it_uncommitted(played: list[Played]) -> None:
    assert set(_commits(played, Slip.WRONG_KEY)) == {0}


def test_what_is_pasted_is_not_taken_for_a_typed_handle(played: list[Played]) -> None:
    assert _commits(played, Slip.PASTE) == [0]


def test_text_typed_into_the_wrong_surface_passes_no_handle_and_commits_once_at_the_most(played: list[Played]) -> None:
    typed = [one for one in played if one.slip is Slip.MODE]
    assert typed and all(one.commits <= 1 for one in typed)
    assert not any("handle" in one.skipped for one in typed)
    assert _commits(played, Slip.MODE, "opened it") == [0]


def test_a_forgotten_commit_is_not_made_by_the_keys_of_the_next_case(played: list[Played]) -> None:
    assert _commits(played, Slip.POST_COMPLETION) == [0]


def test_the_key_of_a_heavier_action_leads_nowhere_with_the_steps_of_the_lighter(theme: ThemeSwitch) -> None:
    pairs = ((Action.DISMISS, Action.DEACTIVATE), (Action.WARN, Action.SUSPEND), (Action.SUSPEND, Action.DEACTIVATE))
    outcomes = play_all([partial(play_crossed, Tier.STANDARD, wanted, got) for wanted, got in pairs])
    assert [one.commits for one in outcomes if isinstance(one, Crossed)] == [0, 0, 0]


def test_the_other_consoles_do_what_they_are_known_for(theme: ThemeSwitch) -> None:
    """Else the comparison of the bench would say nothing."""
    wrong = [one for one in play_all(peer_plays((Action.DISMISS, Action.WARN, Action.DEACTIVATE))) if one.wrong]
    assert any(one.slip is Slip.DOUBLE_PRESS and one.wanted is Action.DISMISS for one in wrong)
    assert any(one.slip is Slip.WRONG_KEY and (1, Action.SUSPEND) in one.wrong for one in wrong)
    assert any(one.slip is Slip.MODE and (1, Action.DEACTIVATE) in one.wrong for one in wrong)
    typed = [one for one in wrong if one.peer == "typed name"]
    assert not any((1, Action.DEACTIVATE) in one.wrong for one in typed)


def test_of_the_letters_around_the_actions_keys_none_decides_anything(scene) -> None:
    here: Scene = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.wait(lambda: not here.hands._dead(here.hands.find("action_dismiss")), "stays dead")
    around = {letter for letters in NEIGHBOURS.values() for letter in letters}
    for letter in sorted(around - set(NEIGHBOURS) - set("EOQ")):  # claims, opens, skips: they are for the next hand
        here.hands.key(letter.lower())
        here.hands.key(Qt.Key.Key_Escape)
        here.hands.find("action_dismiss", QAbstractButton)
    for asked in ("propose", "withdraw", "restore", "skip", "stop"):
        assert here.session.asked(asked) == [], asked


def test_the_keys_of_the_next_case_do_nothing_while_the_last_is_still_shown(scene) -> None:
    here: Scene = scene(1)
    here.open("kz_99182")
    here.hands.find("action_dismiss")
    here.hands.key("d")
    here.hands.key("d", patient=False)
    here.hands.wait_for("On the record")
    for key in "dsxwm":
        here.hands.key(key)
    assert len(here.asked("propose")) == 1
    assert not here.hands.all("propose")
