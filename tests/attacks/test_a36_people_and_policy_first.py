"""A36, A38, A71, I5: people and rules change under the quorum of before and after; there is no way around."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from console.domain.actions import Action, Tier
from console.domain.documents import PersonAny
from console.domain.people import Role
from console.domain.policy import policy_digest
from console.domain.reasons import ReasonId
from tests.support.builders import Hands, World
from tests.support.office import everybody, key, person, policy_text, policy_with


@pytest.mark.parametrize("signers", [("ada",), ("ada", "lena"), ("lena", "osei"), ("ada", "ada"), ("bruno",)])
def test_a36_a_roster_needs_two_administrators(floor: Hands, signers: tuple[str, ...]) -> None:
    version = floor.next_roster(people=(*everybody(), person("friend", Role.SUPERVISOR)))
    keys = [key(name) for name in dict.fromkeys(signers)]
    assert floor.why_not(version, *keys) == {ReasonId.NO_QUORUM}


def test_a36_administrators_who_exist_only_in_the_new_version_do_not_count(floor: Hands) -> None:
    friends = (person("eve", Role.ADMINISTRATOR), person("eva", Role.ADMINISTRATOR))
    version = floor.next_roster(people=(*everybody(), *friends))
    assert floor.why_not(version, key("eve"), key("eva")) == {ReasonId.NO_QUORUM}
    assert floor.why_not(version, key("ada"), key("eve")) == {ReasonId.NO_QUORUM}


def test_a36_who_leaves_with_the_new_version_does_not_sign_for_it(floor: Hands) -> None:
    rest = tuple(p for p in everybody() if p.id != "cyd")
    without_ben = (*(p for p in rest if p.id != "ben"), person("eve", Role.ADMINISTRATOR))
    version = floor.next_roster(people=without_ben)
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NO_QUORUM}


@pytest.mark.parametrize("changes", [{"number": 3}, {"number": 1}, {"previous": "ab" * 32}, {"previous": None}])
def test_a36_a_roster_follows_the_one_in_force(floor: Hands, changes: dict[str, object]) -> None:
    assert floor.why_not(floor.next_roster(**changes), key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


def test_i5_the_quorum_cannot_be_lowered(floor: Hands) -> None:
    floor.must(floor.next_roster(quorum=3), key("ada"), key("ben"), key("cyd"))
    version = floor.next_roster(quorum=2)
    assert floor.why_not(version, key("ada"), key("ben"), key("cyd")) == {ReasonId.NOT_NEXT_ROSTER}


def test_i5_putting_a_policys_text_into_the_ledger_adopts_nothing(floor: Hands) -> None:
    weaker = policy_with(("friction.verified.suspend", "cooling_off_s", "1"))
    before = floor.policy
    floor.must(policy_text(weaker))
    assert floor.policy == before
    floor.why_not(floor.next_roster(policy=policy_digest(weaker)), key("ada"))
    assert floor.policy == before


def test_i5_a_roster_cannot_call_clauses_otherwise_than_its_policy(floor: Hands) -> None:
    version = floor.next_roster(clause_groups={"4.7": "spam"})
    assert floor.why_not(version, key("ada"), key("ben")) == {ReasonId.NOT_NEXT_ROSTER}


@pytest.mark.parametrize("person_", ["bruno", "lena", "zoe"])
def test_a36_only_administrators_bring_policies_and_end_people(floor: Hands, person_: str) -> None:
    assert floor.why_not(floor.ending("ira", person_)) == {ReasonId.WRONG_ROLE}
    text = policy_text(author=person_)
    role = floor.common(person_)["role"]
    assert floor.why_not(msgspec.structs.replace(text, role=role)) == {ReasonId.WRONG_ROLE}


def test_a71_one_administrator_cannot_end_another(floor: Hands) -> None:
    assert floor.why_not(floor.ending("ben", "ada")) == {ReasonId.NO_QUORUM}


def test_a38_no_document_skips_the_review(world: World) -> None:
    """Nothing that a person can sign makes an effect due but a proposal; there is no administrator's approval."""
    names = {kind.__name__ for kind in get_args(PersonAny)}
    assert names == {
        "Proposal", "Withdrawal", "Duty", "Finding", "Countersignature", "Refusal", "Recusal", "Stop", "Restore",
        "Skip", "Look", "Note", "SharedView", "Canary", "TierChange", "End", "PolicyText", "RosterVersion",
        "RegisterChange", "Lowering", "Consent", "Objection", "Revocation", "Tightening", "RosterDraft",
        "LateRestore", "AfterReport", "Explanation", "Search",
    }  # fmt: skip


@pytest.mark.parametrize("person_", ["ada", "zoe"])
def test_a38_administrators_and_auditors_neither_propose_nor_read(floor: Hands, person_: str) -> None:
    floor.claim(person_, case := floor.case(tier=Tier.VERIFIED))
    assert floor.why_not(floor.proposal(person_, case, Action.WARN)) == {ReasonId.WRONG_ROLE}
    proposal = floor.propose("bruno", floor.case("other", tier=Tier.VERIFIED), Action.SUSPEND)
    for assignment in floor.facts(proposal).assignments:
        assert person_ not in floor.state.assignments[assignment].pool
