"""A policy is whole and above its floors, or it is none (I4, I5, A7, A39)."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Level, Tier
from console.domain.documents import StepKind
from console.domain.policy import parse_policy, policy_digest
from console.errors import BadInput
from console.resource_files import resource_path
from tests.support.office import DEFAULT_POLICY, parsed, policy_with

DEMO = resource_path("policy/demo.toml").read_text(encoding="utf-8")

# DESIGN.md section 6, written down once more: readers, held back, cooling-off by tier and column.
TABLE = {
    Tier.STANDARD: [(0, 8, 0), (0, 10, 0), (0, 10, 0), (0, 30, 0), (0, 30, 0)],
    Tier.VERIFIED: [(0, 8, 0), (1, 0, 0), (1, 0, 0), (1, 0, 900), (1, 0, 2700)],
    Tier.HEAD_OF_STATE: [(0, 8, 0), (1, 0, 0), (1, 0, 0), (1, 0, 900), (2, 0, 2700)],
}


@pytest.mark.parametrize("tier", list(Tier))
def test_the_default_policy_is_the_table_of_the_design(tier: Tier) -> None:
    row = parsed(DEFAULT_POLICY).friction.row(tier)
    found = [(row.cell(level).readers, row.cell(level).held_back_s, row.cell(level).cooling_off_s) for level in Level]
    assert found == TABLE[tier]


def test_the_default_steps_of_the_heaviest_cell_are_all_of_them() -> None:
    steps = parsed(DEFAULT_POLICY).friction.head_of_state.deactivate.steps
    assert steps == (StepKind.CLAUSE, StepKind.JUSTIFICATION, StepKind.SENTENCE, StepKind.HANDLE, StepKind.HOLD)


def test_the_demos_policy_differs_in_its_waits_alone() -> None:
    default, demo = parsed(DEFAULT_POLICY), parsed(DEMO)
    assert demo.clauses == default.clauses and demo.severity == default.severity
    for tier in Tier:
        for level in Level:
            mine, theirs = demo.friction.row(tier).cell(level), default.friction.row(tier).cell(level)
            assert (mine.steps, mine.readers) == (theirs.steps, theirs.readers)


def test_a_change_of_one_byte_is_another_version() -> None:
    assert policy_digest(DEFAULT_POLICY) != policy_digest(DEFAULT_POLICY + " ")


CLAUSE_AGAIN = DEFAULT_POLICY + '\n[[clauses]]\nid = "4.7"\ngroup = "x"\ntitle = "x"\ntext = "x"\n'
BAD = {
    "no TOML": ("name = ", "not valid TOML"),
    "another shape": (DEFAULT_POLICY + "\nmore = 1\n", "shape"),
    "no clause": ("clauses = []\n" + DEFAULT_POLICY[: DEFAULT_POLICY.index("[[clauses]]")], "there is no clause"),
    "a clause twice": (CLAUSE_AGAIN, "twice"),
    "a clause without words": (DEFAULT_POLICY.replace('title = "Spam"', 'title = ""'), "lacks group, title or text"),
    "severities that fall": (policy_with(("severity", "suspend", "1")), "severity must not fall"),
    "severities below nothing": (policy_with(("severity", "dismiss", "-1")), "severity"),
    "more than all dismissals": (policy_with(("rereading_per_mille", "standard", "1001")), "between 0 and 1000"),
    "a time that no date can hold": (
        policy_with(("limits", "fast_window_s", str(10**12))),
        "limits.fast_window_s must be at most",
    ),
    "a cooling-off without end": (policy_with(("friction.verified.suspend", "cooling_off_s", str(10**12))), "at most"),
    "more readers than people": (policy_with(("friction.verified.suspend", "readers", "1000")), "at most"),
    "a step of another person": (policy_with(("friction.standard.mark", "steps", '["reading"]')), "may name each"),
    "a step twice": (policy_with(("friction.standard.mark", "steps", '["clause", "clause"]')), "may name each"),
    "a wait below nothing": (policy_with(("friction.standard.mark", "held_back_s", "-1")), "below 0"),
    "a dismissal that is signed": (policy_with(("friction.verified.dismiss", "readers", "1")), "takes no readers"),
    "a dismissal that cools": (policy_with(("friction.verified.dismiss", "cooling_off_s", "1")), "no cooling-off"),
    "fewer readers for more": (policy_with(("friction.verified.mark", "readers", "2")), "fewer than in the column"),
}


@pytest.mark.parametrize("name", BAD)
def test_i4_what_is_no_policy_cannot_be_adopted(name: str) -> None:
    toml, words = BAD[name]
    with pytest.raises(BadInput) as caught:
        parse_policy(toml, "a file")
    assert words in caught.value.sentence
    assert caught.value.where == "a file"


def test_severity_and_rereading_are_looked_up_by_name() -> None:
    policy = parsed(DEFAULT_POLICY)
    assert [policy.severity.of(action) for action in Action] == [0, 1, 1, 2, 2, 3, 4]
    assert [policy.rereading_per_mille.per_mille(tier) for tier in Tier] == [20, 300, 1000]
    assert policy.clause("no such") is None
    assert policy.clause_groups()["4.7"] == "hate"
