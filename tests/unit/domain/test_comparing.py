"""I5: what makes a policy lighter than another one, and that nothing is left out."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.comparing import LIMITS, Direction, Weighs, compare, lighter
from console.domain.policy import Limits
from tests.support.office import DEFAULT_POLICY, parsed, policy_with

OLD = parsed(DEFAULT_POLICY)


def _one(table: str, name: str, value: str) -> list[tuple[str, Weighs]]:
    new = parsed(policy_with((table, name, value)))
    return [(difference.where, difference.weighs) for difference in compare(OLD, new)]


def test_a_policy_does_not_differ_from_itself() -> None:
    assert compare(OLD, OLD) == ()


def test_i5_no_limit_is_left_without_a_direction() -> None:
    assert set(LIMITS) == set(Limits.__struct_fields__)


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_i5_every_limit_counts_as_lighter_in_at_least_one_direction(name: str) -> None:
    number = getattr(OLD.limits, name)
    ways = []
    for value in (number + 1, number - 1):
        new = msgspec.structs.replace(OLD, limits=msgspec.structs.replace(OLD.limits, **{name: value}))
        ways.append(bool(lighter(OLD, new)))
    assert (
        ways
        == {
            Direction.MORE_IS_HEAVIER: [False, True],
            Direction.LESS_IS_HEAVIER: [True, False],
            Direction.EITHER: [True, True],
        }[LIMITS[name]]
    )


@pytest.mark.parametrize(
    ("table", "name", "value", "weighs"),
    [
        ("friction.verified.deactivate", "readers", "2", Weighs.HEAVIER),
        ("friction.head_of_state.deactivate", "readers", "1", Weighs.LIGHTER),
        ("friction.verified.suspend", "cooling_off_s", "60", Weighs.LIGHTER),
        ("friction.standard.suspend", "held_back_s", "5", Weighs.LIGHTER),
        ("friction.standard.suspend", "steps", '["clause", "justification"]', Weighs.LIGHTER),
        ("friction.standard.mark", "steps", '["clause", "justification"]', Weighs.HEAVIER),
        ("severity", "warn", "0", Weighs.LIGHTER),
        ("rereading_per_mille", "verified", "100", Weighs.LIGHTER),
        ("rereading_per_mille", "standard", "100", Weighs.HEAVIER),
    ],
)
def test_i5_each_kind_of_rule_is_weighed(table: str, name: str, value: str, weighs: Weighs) -> None:
    assert _one(table, name, value) == [(f"{table}.{name}", weighs)]


def test_i5_a_step_in_the_place_of_another_is_lighter() -> None:
    assert _one("friction.standard.mark", "steps", '["justification"]') == [
        ("friction.standard.mark.steps", Weighs.LIGHTER)
    ]


def test_a_reader_in_the_place_of_a_held_back_time_is_heavier() -> None:
    both = parsed(
        policy_with(
            ("friction.standard.deactivate", "readers", "1"), ("friction.standard.deactivate", "held_back_s", "0")
        )
    )
    assert lighter(OLD, both) == ()


def test_i5_a_new_clause_and_another_group_are_lighter_and_a_clause_less_is_not() -> None:
    fewer = DEFAULT_POLICY[: DEFAULT_POLICY.rindex("[[clauses]]")]
    assert lighter(OLD, parsed(fewer)) == () and lighter(parsed(fewer), OLD)
    regrouped = DEFAULT_POLICY.replace('group = "spam"', 'group = "scam"')
    assert [d.where for d in lighter(OLD, parsed(regrouped))] == ["clauses.0.1"]
    retitled = DEFAULT_POLICY.replace('title = "Spam"', 'title = "Unwanted bulk"')
    assert lighter(OLD, parsed(retitled)) == ()
