"""A20: look-alike, bidirectional and zero-width characters fool neither the comparison nor the target."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.reasons import ReasonId
from console.domain.skeletons import compare, confusable
from tests.support.builders import World
from tests.support.office import digest

TWINS = ["re\u0440ublic", "republ\u0456c", "rep\u200bublic", "\u202erepublic", "REPUBLIC", "republlc"]


@pytest.mark.parametrize("twin", TWINS)
def test_a20_a_handle_that_looks_alike_is_found_to(twin: str) -> None:
    assert confusable("republic", twin)


@pytest.mark.parametrize("other", ["repblika", "guardian", "republic_president_of_elsewhere"])
def test_a20_a_handle_that_does_not_look_alike_is_not(other: str) -> None:
    assert not confusable("republic", other)


def test_a20_a_typed_handle_of_another_account_does_not_match() -> None:
    assert not compare("@republik", "@republic").matches


def test_a20_what_is_acted_upon_is_the_platforms_id_and_no_name(world: World) -> None:
    world.claim("bruno", case := world.case())
    body = world.proposal("bruno", case, Action.WARN, platform_id=digest("another account's id"))
    assert ReasonId.STATE_CHANGED in world.why_not(body)


def test_a20_a_look_alike_of_a_protected_account_needs_a_second_person(world: World) -> None:
    case = world.case()
    world.set_case(case, confusable_with="president")
    proposal = world.propose("bruno", case, Action.SUSPEND)
    assert world.facts(proposal).readers == 1


def test_a20_leaving_the_look_alike_out_is_refused(world: World) -> None:
    case = world.case()
    world.set_case(case, confusable_with="president")
    world.claim("bruno", case)
    body = world.proposal("bruno", case, Action.SUSPEND)
    unseen = msgspec.structs.replace(body, seen=msgspec.structs.replace(body.seen, confusable=None))
    assert ReasonId.STATE_CHANGED in world.why_not(unseen)
