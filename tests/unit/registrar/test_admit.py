"""One request: bytes, then person, then rule; and what follows from it at once."""

from __future__ import annotations

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import DutyKind, Verdict
from console.domain.people import Role
from console.domain.reasons import ReasonId
from console.ledger.documents import SignedDocument, sign, signatures_to_bytes
from console.registrar.admit import admit, cited, read_request, removing
from console.registrar.batch import subjects_of
from console.registrar.lot_secrets import chance, lot_secret
from console.store.rows import InboxRow
from tests.support.builders import World
from tests.support.effects import CLAUSE, declared
from tests.support.office import ENV, START, STORE, digest, key, person

COMMON = {"store": STORE, "env": ENV, "author": doc.REGISTRAR}


@pytest.fixture
def world() -> World:
    return World()


def row(signed: SignedDocument, signatures: bytes) -> InboxRow:
    return InboxRow(
        id=1, digest=signed.digest, person="ana", kind=signed.kind, document=signed.data, signatures=signatures,
        received_at=START,
    )  # fmt: skip


def test_signatures_that_cannot_be_read_are_bad_bytes(world: World) -> None:
    signed = sign(doc.Duty(**world.common("ana"), kind=DutyKind.BEGIN), key("ana"))
    request = read_request(row(signed, b"rubbish"))
    assert request.opened is None and [r.id for r in request.reasons] == [ReasonId.BAD_BYTES]


def test_a_workstation_cannot_write_for_the_registrar(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    opened = doc.Opened(**COMMON, assignment=reading.id, proposal=proposal, person=reading.person)
    assert world.why_not(opened, key("lena")) == {ReasonId.NOT_HUMAN}
    assert world.why_not(opened, key("registrar")) == {ReasonId.NOT_HUMAN}


def test_who_put_it_into_the_inbox_is_who_signed_it(world: World) -> None:
    signed = sign(doc.Duty(**world.common("ana"), kind=DutyKind.BEGIN), key("ana"))
    assert [r.id for r in world.ask_signed("bruno", signed)] == [ReasonId.BAD_SIGNATURE]


def test_facts_are_asked_for_cases_and_cited_evidence_alone(world: World) -> None:
    case = world.case()
    one = sign(world.proposal("ana", case, Action.REMOVE_CONTENT), key("ana"))
    two = sign(world.proposal("bruno", case, Action.WARN), key("bruno"))
    note = sign(doc.Note(**world.common("ana"), case="other", text=digest("a note")), key("ana"))
    duty = sign(doc.Duty(**world.common("ana"), kind=DutyKind.BEGIN), key("ana"))
    requests = [read_request(row(s, signatures_to_bytes(s.signatures))) for s in (one, two, note, duty)]
    requests.append(read_request(row(one, b"rubbish")))
    evidence = tuple(sorted(world.cases[case].evidence))
    assert cited(requests) == {case: evidence * 2, "other": ()}
    assert removing(requests) == {case}


def test_two_proposals_on_one_case_in_one_batch_are_one(world: World) -> None:
    """The facts are as of the beginning of the batch: what was decided since counts as not open any more."""
    world.claim("bruno", case := world.case())
    first, second = (world.proposal("bruno", case, action) for action in (Action.WARN, Action.LABEL))
    batch = world._batch()
    answers = []
    for document in (first, second):
        signed = sign(document, key("bruno"))
        request = read_request(
            msgspec.structs.replace(row(signed, signatures_to_bytes(signed.signatures)), person="bruno")
        )
        answers.append(admit(batch, request, world.cases, frozenset()))
    assert answers[0] == (world.state.size, ())
    assert {r.id for r in answers[1][1]} == {ReasonId.CASE_NOT_OPEN, ReasonId.PENDING_ALREADY}


REFUSED = {
    "an unknown person is ended": (lambda w: w.ending("nobody"), ReasonId.UNKNOWN_PERSON),
    "a case that is not open": (lambda w: _closed(w), ReasonId.CASE_NOT_OPEN),
    "a clause for a dismissal": (lambda w: _proposal(w, Action.DISMISS, clause=CLAUSE), ReasonId.UNKNOWN_CLAUSE),
    "a clause that the policy has not": (
        lambda w: _proposal(w, Action.WARN, clause="no such"),
        ReasonId.UNKNOWN_CLAUSE,
    ),
    "another case": (lambda w: _proposal(w, Action.WARN, account="ab" * 16), ReasonId.UNKNOWN_CASE),
    "another platform": (lambda w: _proposal(w, Action.WARN, platform="elsewhere"), ReasonId.UNKNOWN_CASE),
}


def _proposal(world: World, action: Action, **changes: object) -> doc.Proposal:
    world.claim("bruno", case := world.case())
    return world.proposal("bruno", case, action, **changes)


def _closed(world: World) -> doc.Proposal:
    body = _proposal(world, Action.WARN)
    world.set_case("case-1", open=False)
    return body


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_with_its_reason(world: World, name: str) -> None:
    make, reason = REFUSED[name]
    assert world.why_not(make(world)) == {reason}


def test_a_finding_against_a_dismissal_reopens_the_case(world: World) -> None:
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]
    dismissal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.DISMISS)
    (reading,) = world.readings(dismissal)
    world.find(reading.id, Verdict(clause=CLAUSE, action=Action.WARN))
    assert isinstance(world.log[-1].document, doc.Reopened)
    assert world.facts(dismissal).reopened


def test_a_finding_that_agrees_with_a_dismissal_does_not(world: World) -> None:
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]
    dismissal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.DISMISS)
    world.disagree(world.readings(dismissal)[0].id)
    assert not world.facts(dismissal).reopened


def test_a_finding_against_a_dismissal_that_was_taken_back_reopens_nothing(world: World) -> None:
    world.chance = lambda dismissal: "0" * 64  # type: ignore[method-assign]
    dismissal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.DISMISS)
    (reading,) = world.readings(dismissal)
    world.withdraw("bruno", dismissal)
    world.find(reading.id, Verdict(clause=CLAUSE, action=Action.WARN))
    assert not world.facts(dismissal).reopened


def test_a_mix_that_nobody_can_read_delays_nothing(world: World) -> None:
    """Both dismissals are by somebody of whose team the only free supervisor is."""
    world.chance = lambda dismissal: "f" * 64  # type: ignore[method-assign]
    world.enrol(*(person(name, Role.REVIEWER) for name in ("lena", "osei", "paul", "rosa")))
    world.propose("ana", world.case("one"), Action.DISMISS)
    world.propose("bruno", world.case("two", tier=Tier.VERIFIED), Action.SUSPEND)
    assert [a.person for a in world.state.assignments.values()] == ["quin"]


def test_without_anybody_to_draw_it_waits(world: World) -> None:
    world.enrol(*(person(name, Role.REVIEWER) for name in ("lena", "osei", "paul", "rosa", "quin")))
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    assert world.readings(proposal) == ()
    world.enrol(person("lena", Role.SUPERVISOR))
    assert [r.person for r in world.readings(proposal)] == ["lena"]


def test_an_entry_belongs_to_the_stories_of_all_that_it_names(world: World) -> None:
    proposal = world.propose("bruno", world.case(tier=Tier.VERIFIED), Action.SUSPEND)
    (reading,) = world.readings(proposal)
    world.agree(reading.id)
    account = world.cases["case-1"].account
    signed = world.log[-2]
    assert set(subjects_of(world.state, signed)) >= {"case-1", account, proposal}
    world.countersign(reading.id)
    world.until_due(proposal)
    world.carry_out(proposal)
    restore = world.restore("lena", proposal)
    world.order(restore, doc.OrderKind.RESTORE)
    assert set(subjects_of(world.state, world.log[-1])) >= {restore, proposal, "case-1", account}
    intake = doc.IntakeCase(case="c", account="a", tier=Tier.STANDARD, digest=digest("x"))
    entry = world.write(doc.Intake(**COMMON, platform="sandbox", cases=(intake,), reports=()))
    assert {"c", "a"} <= set(subjects_of(world.state, entry))


def test_the_lots_secrets_are_the_registrars_alone() -> None:
    mine, theirs = lot_secret(key("registrar")), lot_secret(key("another"))
    assert mine(1) == lot_secret(key("registrar"))(1) != mine(2)
    assert mine(1) != theirs(1)
    assert chance(key("registrar"), digest("a")) != chance(key("another"), digest("a"))
    assert declared(Action.WARN).action is Action.WARN
