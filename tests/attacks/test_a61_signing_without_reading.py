"""A61, A62, A24: no countersignature without a finding of one's own on this very case that agrees."""

from __future__ import annotations

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Impact, Tier
from console.domain.documents import Verdict
from console.domain.findings import agrees
from console.domain.reasons import ReasonId
from console.domain.views import Status
from tests.support.builders import Hands, World
from tests.support.effects import CLAUSE, declared
from tests.support.office import digest


def test_a61_nothing_is_signed_before_ones_own_finding(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    assert floor.why_not(floor.countersignature(reading.id)) == {ReasonId.NOT_OPENED}


def test_a61_a_finding_on_another_case_opens_nothing(floor: Hands) -> None:
    one = floor.propose("bruno", floor.case("one", tier=Tier.VERIFIED), Action.SUSPEND)
    other = floor.propose("bruno", floor.case("other", tier=Tier.VERIFIED), Action.SUSPEND)
    (first,), (second,) = floor.readings(one), floor.readings(other)
    floor.agree(first.id)
    borrowed = floor.countersignature(first.id, proposal=other, assignment=second.id)
    assert floor.why_not(borrowed) == {ReasonId.NOT_OPENED}
    assert floor.why_not(floor.countersignature(first.id, proposal=other)) == {ReasonId.UNKNOWN_PROPOSAL}


def test_a61_the_signature_names_the_finding_that_was_made(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    floor.agree(reading.id)
    assert floor.why_not(floor.countersignature(reading.id, finding=digest("mine"))) == {ReasonId.NOT_YOUR_FINDING}


def test_a61_a_finding_is_made_once(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    floor.agree(reading.id)
    assert floor.why_not(floor.finding(reading.id, None)) == {ReasonId.FOUND_ALREADY}


def test_a61_a_finding_by_whom_nobody_drew_is_refused(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    other = next(p for p in ("lena", "osei") if p != reading.person)
    verdict = Verdict(clause=CLAUSE, action=Action.SUSPEND)
    assert floor.why_not(floor.finding(reading.id, verdict, author=other)) == {ReasonId.NOT_ASSIGNED}


@pytest.mark.parametrize("action", [Action.WARN, Action.LABEL, Action.REMOVE_CONTENT])
def test_a62_always_finding_deactivate_opens_nothing(world: World, action: Action) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), action)
    (reading,) = world.readings(proposal)
    world.find(reading.id, Verdict(clause=CLAUSE, action=Action.DEACTIVATE))
    assert world.state.assignments[reading.id].opened_index is None
    assert world.facts(proposal).against == (reading.person,)


def test_a62_the_right_severity_under_another_kind_of_clause_opens_nothing(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.find(reading.id, Verdict(clause="0.1", action=Action.SUSPEND))
    assert world.state.assignments[reading.id].opened_index is None


@pytest.mark.parametrize(
    ("found", "opens"),
    [
        (None, False),
        (Action.WARN, False),
        (Action.REMOVE_CONTENT, False),
        (Action.SUSPEND, True),
        (Action.DEACTIVATE, True),
    ],
)
def test_a62_equal_or_one_above_agrees_and_nothing_else(world: World, found: Action | None, opens: bool) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.find(reading.id, None if found is None else Verdict(clause=CLAUSE, action=found))
    assert (world.state.assignments[reading.id].opened_index is not None) is opens


def test_a62_what_counts_is_what_the_platform_does(world: World) -> None:
    """A65 from the reader's side: a short suspension does not agree with one that hides the account for good."""
    hides = declared(Action.SUSPEND, impact=Impact.HIDDEN)
    body = msgspec.structs.replace(world.proposal("bruno", world.case(), Action.SUSPEND), effect=hides, duration_s=None)
    policy = world.policy
    assert not agrees(policy, Verdict(clause=CLAUSE, action=Action.SUSPEND, duration_s=86400), body)
    assert agrees(policy, Verdict(clause=CLAUSE, action=Action.SUSPEND), body)
    assert agrees(policy, Verdict(clause=CLAUSE, action=Action.DEACTIVATE), body)
    short = msgspec.structs.replace(body, duration_s=86400)
    assert agrees(policy, Verdict(clause=CLAUSE, action=Action.SUSPEND), short)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Verdict(clause="no.such", action=Action.WARN), ReasonId.UNKNOWN_CLAUSE),
        (Verdict(clause=CLAUSE, action=Action.DISMISS), ReasonId.UNSUPPORTED),
        (Verdict(clause=CLAUSE, action=Action.SUSPEND, duration_s=0), ReasonId.UNSUPPORTED),
        (Verdict(clause=CLAUSE, action=Action.SUSPEND, duration_s=-5), ReasonId.UNSUPPORTED),
    ],
)
def test_a62_a_finding_names_what_there_is(world: World, verdict: Verdict, reason: ReasonId) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    assert world.why_not(world.finding(reading.id, verdict)) == {reason}


def test_a24_one_signature_is_for_one_proposal(floor: Hands) -> None:
    proposals = [floor.propose("bruno", floor.case(f"c{n}", tier=Tier.VERIFIED), Action.SUSPEND) for n in range(3)]
    floor.sign_all(proposals[0])
    assert [floor.status(p) for p in proposals] == [Status.COOLING_OFF, Status.HANDED_OFF, Status.HANDED_OFF]


def test_i1_2017_two_who_find_nothing_refuse_it(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.HEAD_OF_STATE), Action.DEACTIVATE)
    first, second = floor.readings(proposal)
    floor.disagree(first.id)
    assert floor.status(proposal) is Status.HANDED_OFF
    floor.disagree(second.id)
    assert floor.status(proposal) is Status.REFUSED
    closed = floor.facts(proposal).closed
    assert closed is not None and closed.reasons == ("two_disagree",)


def test_i1_after_one_who_disagrees_one_more_has_to_sign(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (first,) = floor.readings(proposal)
    floor.disagree(first.id)
    second, third = floor.readings(proposal)
    assert len({first.person, second.person, third.person}) == 3
    floor.agree(second.id)
    floor.countersign(second.id)
    assert floor.status(proposal) is Status.COUNTERSIGNED
    floor.agree(third.id)
    floor.countersign(third.id)
    assert floor.status(proposal) is Status.COOLING_OFF


def test_i1_refusing_what_one_was_shown_counts_as_disagreeing(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (first,) = floor.readings(proposal)
    floor.agree(first.id)
    floor.refuse(first.id)
    assert len(floor.readings(proposal)) == 2
    second = floor.readings(proposal)[0]
    floor.agree(second.id)
    floor.refuse(second.id)
    assert floor.status(proposal) is Status.REFUSED


def test_i2_who_recused_themselves_is_never_drawn_for_this_account_again(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (first,) = floor.readings(proposal)
    floor.recuse(first.id)
    (second,) = floor.readings(proposal)
    assert first.person not in second.pool
    gone = doc.Recusal(**floor.common(first.person), assignment=first.id, reason=digest("again"))
    assert floor.why_not(gone) == {ReasonId.NOT_ASSIGNED}
    floor.withdraw("bruno", proposal)
    floor.disagree(second.id)
    again = floor.propose("bruno", floor.facts(proposal).body.case, Action.SUSPEND)
    assert all(first.person not in floor.state.assignments[a].pool for a in floor.facts(again).assignments)


def test_i2_who_steps_aside_from_one_reading_signs_through_no_other(floor: Hands) -> None:
    first = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (earlier,) = floor.readings(first)
    floor.withdraw("bruno", first)
    again = floor.propose("bruno", floor.facts(first).body.case, Action.SUSPEND)
    floor.agree(earlier.id)
    (kept,) = floor.readings(again)
    assert kept.person == earlier.person and floor.state.assignments[kept.id].opened_index is not None
    floor.recuse(earlier.id)
    assert floor.why_not(floor.countersignature(kept.id)) == {ReasonId.NOT_WAITING}
    assert [reading.person for reading in floor.readings(again)] != [earlier.person]


def test_i1_who_does_not_answer_in_time_is_passed_over_and_another_drawn(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (first,) = floor.readings(proposal)
    floor.later(seconds=899)
    assert [reading.id for reading in floor.readings(proposal)] == [first.id]
    floor.later(seconds=1)
    (second,) = floor.readings(proposal)
    assert floor.state.assignments[first.id].over == "passed_over"
    assert first.person not in second.pool


def test_i1_it_is_never_let_through_when_nobody_answers(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    for _ in range(40):
        floor.later(minutes=14)
    assert floor.status(proposal) is Status.EXPIRED
    assert not floor.facts(proposal).signed


def test_i1_after_an_hour_those_who_did_not_answer_are_asked_once_more(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    for _ in range(5):
        floor.later(minutes=15)
    assert len(floor.facts(proposal).assignments) == 6
    assert len(floor.readings(proposal)) == 1


def test_a61_a_finding_after_the_proposal_ended_is_recorded_and_changes_nothing(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    floor.withdraw("bruno", proposal)
    floor.agree(reading.id)
    assert floor.status(proposal) is Status.WITHDRAWN
    assert floor.state.assignments[reading.id].opened_index is None
    assert floor.why_not(floor.countersignature(reading.id)) == {ReasonId.NOT_OPENED}


def test_a61_a_signature_after_the_opening_timed_out_is_refused(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = floor.readings(proposal)
    floor.later(minutes=10)
    floor.agree(reading.id)
    floor.later(minutes=14)
    assert floor.readings(proposal)[0].id == reading.id  # fifteen minutes from when it was opened to them
    floor.later(minutes=1)
    assert floor.why_not(floor.countersignature(reading.id)) == {ReasonId.NOT_WAITING}
