"""A35, I4, I5: nobody lowers a tier alone, and a proposal keeps the highest tier that its account had."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action, Tier, highest
from console.domain.consistency import fault
from console.domain.documents import Entry
from console.domain.reasons import ReasonId
from console.ledger.documents import sign
from tests.support.builders import Hands, World
from tests.support.office import key


def test_a35_one_person_cannot_lower_a_tier(floor: Hands) -> None:
    case = floor.case(tier=Tier.STANDARD)
    account = floor.case_facts(case).account
    floor.protect(account, Tier.HEAD_OF_STATE, "lena")
    for tier in (Tier.VERIFIED, Tier.STANDARD, Tier.HEAD_OF_STATE):
        assert floor.why_not(floor.tier_change(account, tier)) == {ReasonId.TIER_NOT_RAISED}


@pytest.mark.parametrize("person", ["bruno", "zoe"])
def test_a35_reviewers_and_auditors_change_no_tier(floor: Hands, person: str) -> None:
    account = floor.case_facts(floor.case()).account
    assert floor.why_not(floor.tier_change(account, Tier.VERIFIED, person)) == {ReasonId.WRONG_ROLE}


def test_i4_the_register_counts_when_the_platforms_flag_says_less(world: World) -> None:
    case = world.case(tier=Tier.STANDARD)
    world.protect(world.cases[case].account, Tier.VERIFIED)
    proposal = world.propose("bruno", case, Action.WARN)
    assert world.facts(proposal).tier is Tier.VERIFIED
    assert world.facts(proposal).readers == 1


def test_i4_the_platforms_flag_counts_when_the_register_says_less(world: World) -> None:
    case = world.case(tier=Tier.HEAD_OF_STATE)
    world.protect(world.cases[case].account, Tier.VERIFIED)
    proposal = world.propose("bruno", case, Action.WARN)
    assert world.facts(proposal).tier is Tier.HEAD_OF_STATE


def test_i4_what_is_not_known_is_the_highest() -> None:
    assert highest() is Tier.HEAD_OF_STATE
    assert highest(Tier.STANDARD, None) is Tier.HEAD_OF_STATE
    assert highest(Tier.STANDARD, Tier.VERIFIED) is Tier.VERIFIED


def test_i4_a_tier_changed_on_paper_only_is_found_by_the_verifier(world: World) -> None:
    """The proposal says standard, the ledger knows better: the entry is named."""
    case = world.case(tier=Tier.STANDARD)
    world.protect(world.cases[case].account, Tier.HEAD_OF_STATE)
    honest = world.proposal("bruno", case, Action.WARN)
    forged = msgspec.structs.replace(honest, seen=msgspec.structs.replace(honest.seen, tier=Tier.STANDARD))
    signed = sign(forged, key("bruno"))
    entry = Entry(index=world.state.size, time=world.now, document=forged, digest=signed.digest)
    assert fault(world.state, entry, (key("bruno").public,)) is not None
