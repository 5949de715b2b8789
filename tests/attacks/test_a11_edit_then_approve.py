"""A11, A17, A18: a proposal is never edited; what is changed is a new one, with an author and readings of its own."""

from __future__ import annotations

import msgspec

from console.domain.actions import Action, Tier
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands


def test_a11_an_edit_is_a_new_proposal_whose_editor_does_not_sign(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    first = floor.propose("bruno", case, Action.SUSPEND)
    floor.withdraw("bruno", first)
    edited = floor.propose("lena", case, Action.DEACTIVATE)
    assert edited != first
    assert floor.facts(edited).body.author == "lena"
    floor.later(1000)
    for reading in floor.readings(edited):
        assert reading.person != "lena"
        assert "lena" not in reading.pool


def test_a17_a_signature_names_one_digest_and_no_other(floor: Hands) -> None:
    one, other = floor.case("one", tier=Tier.VERIFIED), floor.case("other", tier=Tier.VERIFIED)
    first = floor.propose("bruno", one, Action.SUSPEND)
    second = floor.propose("bruno", other, Action.DEACTIVATE)
    (reading,) = floor.readings(first)
    floor.agree(reading.id)
    moved = floor.countersignature(reading.id, proposal=second)
    assert floor.why_not(moved) == {ReasonId.UNKNOWN_PROPOSAL}


def test_a17_changing_anything_after_the_signature_changes_the_digest(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    proposal = floor.propose("bruno", case, Action.SUSPEND)
    floor.sign_all(proposal)
    assert floor.status(proposal) is Status.COOLING_OFF
    changed = msgspec.structs.replace(floor.facts(proposal).body, duration_s=10**6)
    assert floor.why_not(changed)
    assert floor.facts(proposal).body.duration_s is None


def test_a18_what_was_signed_stays_what_was_proposed_when_the_account_changes(floor: Hands) -> None:
    case = floor.case(tier=Tier.VERIFIED)
    proposal = floor.propose("bruno", case, Action.SUSPEND)
    before = floor.facts(proposal).body
    floor.sign_all(proposal)
    assert floor.facts(proposal).body == before
