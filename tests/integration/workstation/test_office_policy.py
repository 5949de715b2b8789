"""Policies at real consoles on a real store: checked, compared, tried on what was, tightened by one, adopted by two."""

from __future__ import annotations

import pytest

from console.domain.actions import Action, Tier
from console.domain.policy import policy_digest
from console.domain.reasons import ReasonId
from console.domain.views_office import Extend, Weight
from console.errors import BadInput, Refused
from tests.support.floor import QUICK, Floor, phrase
from tests.support.office import policy_with

HEAVIER = policy_with(("friction.verified.suspend", "cooling_off_s", "7200"), toml=QUICK)
LIGHTER = policy_with(("limits", "hold_ms", "1"), toml=QUICK)


def publish(floor: Floor, toml: str) -> str:
    """Ada puts a text into the ledger; returns its digest."""
    floor.must("ada", floor.session("ada").office.publish(toml, phrase("ada")))
    return policy_digest(toml)


def in_force(floor: Floor) -> str:
    """The digest of the policy in force."""
    return floor.session("ada").office.policies()[0].digest


def test_a_text_that_is_no_policy_is_named_by_line(floor: Floor) -> None:
    office = floor.session("ada").office
    lines = QUICK.splitlines()
    at = lines.index("[friction.verified.suspend]") + 1
    reader = next(n for n in range(at, len(lines)) if lines[n].startswith("readers")) + 1
    without_readers = policy_with(("friction.verified.suspend", "readers", "0"), toml=QUICK)
    problems = office.check_policy(without_readers).problems
    assert any(one.line == reader and "at least 1" in one.words for one in problems), problems
    assert office.check_policy("name = \nx").problems[0].line == 1
    broken = policy_with(("friction.verified.suspend", "readers", '"two"'), toml=QUICK)
    problem = office.check_policy(broken).problems[0]
    assert (problem.line, "friction.verified.suspend.readers" in problem.words) == (reader, True), problem
    with pytest.raises(BadInput, match=f"line {reader}"):
        office.publish(without_readers, phrase("ada"))


def test_what_gets_heavier_and_lighter_is_shown(floor: Floor) -> None:
    office = floor.session("lena").office
    heavier, lighter = office.check_policy(HEAVIER), office.check_policy(LIGHTER)
    assert [(one.where, one.after, one.weight) for one in heavier.differences] == [
        ("friction.verified.suspend.cooling_off_s", "7200", Weight.HEAVIER)
    ]
    assert lighter.lighter and not heavier.lighter
    assert office.check_policy(QUICK).in_force
    assert heavier.staffing is not None


def test_a_policy_is_tried_on_what_was_proposed(floor: Floor) -> None:
    floor.propose("bruno", "somebody", Action.SUSPEND)
    found = floor.session("ada").office.simulate(
        policy_with(
            ("friction.standard.suspend", "readers", "1"), ("friction.standard.deactivate", "readers", "1"), toml=QUICK
        )  # fmt: skip
    )
    assert (found.total, found.changed) == (1, 1)
    line = found.lines[0]
    assert (line.tier, line.action, line.readers_now, line.readers_then) == (Tier.STANDARD, Action.SUSPEND, 0, 1)


def test_i5_one_administrator_tightens_and_the_next_roster_keeps_it(floor: Floor) -> None:
    digest = publish(floor, HEAVIER)
    assert in_force(floor) != digest
    floor.must("ada", floor.session("ada").office.tighten(digest, phrase("ada")))
    assert in_force(floor) == digest
    assert floor.session("ada").office.policy_text() == HEAVIER
    asked = floor.session("ada").office.draft_roster((Extend(person=floor.ids["ana"], until=None),), phrase("ada"))
    floor.must("ada", asked)
    floor.must("ben", floor.session("ben").office.co_sign(asked, phrase("ben")))
    assert in_force(floor) == digest
    state = floor.console.ledger.catch_up()
    assert (state.tightened, state.roster.policy if state.roster else "") == (None, digest)


def test_i5_one_administrator_loosens_nothing(floor: Floor) -> None:
    digest = publish(floor, LIGHTER)
    office = floor.session("ada").office
    with pytest.raises(Refused, match="lighter"):
        office.tighten(digest, phrase("ada"))
    from console.domain import documents as doc

    asker = floor.session("ada")._asker
    asked = asker.ask(doc.Tightening(**asker.header(), policy=digest))
    assert floor.rejected("ada", asked) == {ReasonId.POLICY_LIGHTER}
    floor.must("ada", drafted := office.adopt(digest, phrase("ada")))
    assert in_force(floor) != digest
    shown = floor.session("ben").office.drafts()[0]
    assert "is adopted" in shown.changes[0]
    floor.must("ben", floor.session("ben").office.co_sign(drafted, phrase("ben")))
    assert in_force(floor) == digest


def test_supervisors_look_and_change_no_policy(floor: Floor) -> None:
    office = floor.session("lena").office
    assert office.policies()[0].in_force
    with pytest.raises(Refused):
        office.publish(HEAVIER, phrase("lena"))
