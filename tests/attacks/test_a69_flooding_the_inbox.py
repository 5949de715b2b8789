"""A68, A69: flooding inbox, ledger or claims stops nobody: limits per person, restores first, one digest an hour."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.actions import Action
from console.domain.documents import Rejections
from console.domain.reasons import ReasonId
from console.errors import BadInput, Refused
from console.ledger.documents import Signature, SignedDocument, open_signed, sign
from console.ledger.entries import open_entry
from console.store import inbox, leases
from tests.support.builders import Hands
from tests.support.office import digest, key
from tests.support.registrar_world import RegistrarWorld


def test_a69_a_person_has_at_most_fifty_pending(registrar: RegistrarWorld) -> None:
    case = registrar.case()
    for number in range(50):
        note = doc.Note(**registrar.common("ira"), case=case, text=digest(f"note {number}"))
        assert registrar.put("ira", sign(note, key("ira")))
    with pytest.raises(Refused, match="50 of your requests wait"):
        registrar.put("ira", sign(doc.Note(**registrar.common("ira"), case=case, text=digest("one more")), key("ira")))
    other = doc.Note(**registrar.common("ana"), case=case, text=digest("somebody else's"))
    assert registrar.put("ana", sign(other, key("ana")))


def test_a69_a_request_of_more_than_64_kib_is_not_taken(registrar: RegistrarWorld) -> None:
    big = SignedDocument("note/1", b"x" * (64 * 1024 + 1), (Signature(key("ira").public, "00" * 64),))
    with pytest.raises(BadInput, match="too large"):
        registrar.put("ira", big)


def test_a69_restores_stops_and_withdrawals_go_first(registrar: RegistrarWorld) -> None:
    proposal = registrar.propose("bruno", registrar.case(), Action.SUSPEND)
    registrar.until_due(proposal)
    registrar.carry_out(proposal)
    case = registrar.case("case-2")
    for number in range(40):
        note = doc.Note(**registrar.common("ira"), case=case, text=digest(f"note {number}"))
        registrar.put("ira", sign(note, key("ira")))
    restore = sign(registrar.restoring("lena", proposal), key("lena"))
    registrar.put("lena", restore)
    before = registrar.state.size
    registrar.tick()
    assert open_entry(before, registrar.rows()[before].body).entry.digest == restore.digest


def test_a69_rejections_reach_the_ledger_as_one_digest_a_person_and_hour(registrar: RegistrarWorld) -> None:
    before = registrar.state.size
    for person in ("ana", "bruno"):
        for _ in range(7):
            assert registrar.ask(registrar.ending("ira", person))
    assert registrar.state.size == before
    registrar.later(hours=1)
    entries = [open_entry(row.entry_index, row.body).entry.document for row in registrar.rows()[before:]]
    assert [(e.person, e.count) for e in entries if isinstance(e, Rejections)] == [("ana", 7), ("bruno", 7)]
    registrar.later(hours=1)
    assert registrar.state.size == before + 2


def test_a69_a_request_about_what_does_not_exist_does_not_stop_the_registrar(floor: Hands) -> None:
    for document in (
        doc.Skip(**floor.common("ira"), case="no such case"),
        doc.Note(**floor.common("ira"), case="no such case", text=digest("a note")),
        doc.Look(**floor.common("ira"), case="no such case", what="case"),
        doc.Canary(**floor.common("lena"), case="no such case", account="ab" * 16, answer=digest("an answer")),
    ):
        assert floor.why_not(document) == {ReasonId.UNKNOWN_CASE}
    floor.propose("bruno", floor.case(), Action.WARN)


def test_a69_one_request_that_cannot_be_digested_does_not_stop_the_others(registrar: RegistrarWorld) -> None:
    """A guard in the store refuses one row: that request alone is rejected."""
    case = registrar.case()
    registrar.store.run(
        lambda uow: uow.connection.exec_driver_sql(
            "CREATE TRIGGER poison BEFORE INSERT ON notes BEGIN SELECT RAISE(ABORT, 'poison'); END"
        )
    )
    note = sign(doc.Note(**registrar.common("ira"), case=case, text=digest("a note")), key("ira"))
    skip = sign(doc.Skip(**registrar.common("ana"), case=case), key("ana"))
    registrar.put("ira", note)
    registrar.put("ana", skip)
    registrar.tick()
    answers = [
        registrar.store.read(lambda r, p=person, d=signed.digest: inbox.own_request(r, p, d))
        for person, signed in (("ira", note), ("ana", skip))
    ]
    assert [a is not None and a.entry is not None for a in answers] == [False, True]
    assert answers[0] is not None and answers[0].reasons[0].id is ReasonId.BAD_BYTES


def test_a68_nobody_claims_everything(registrar: RegistrarWorld) -> None:
    cases = [registrar.case(f"case-{n}") for n in range(4)]

    def take(case: str) -> None:
        registrar.store.run(lambda uow: leases.claim(uow, "ira", case, registrar.now, 900))

    for case in cases[:3]:
        take(case)
    with pytest.raises(Refused, match="3 cases"):
        take(cases[3])


def test_a68_a_lease_ends_by_itself(registrar: RegistrarWorld) -> None:
    registrar.claim("bruno", case := registrar.case())
    body = registrar.proposal("bruno", case, Action.WARN)
    registrar.now += timedelta(seconds=900)
    assert registrar.why_not(body) == {ReasonId.NOT_CLAIMED}


def test_a68_skipping_is_not_a_way_to_pick(floor: Hands) -> None:
    for number in range(12):
        floor.must(doc.Skip(**floor.common("ira"), case=floor.case(f"case-{number}")))
    thirteenth = doc.Skip(**floor.common("ira"), case=floor.case("case-13"))
    assert floor.why_not(thirteenth) == {ReasonId.TOO_MANY_SKIPS}
    auditor = doc.Skip(**floor.common("zoe"), case=floor.case("case-14"))
    assert floor.why_not(auditor) == {ReasonId.WRONG_ROLE}


def test_i11_no_personal_text_gets_into_the_ledger(floor: Hands) -> None:
    case = floor.case()
    plain = "John Doe lives at 12 Elm Street, and his number is 555-0100, call him at night!!"
    for document in (
        doc.Note(**floor.common("ira"), case=case, text=plain),
        doc.SharedView(**floor.common("ira"), name=plain, filter=digest("a filter")),
        doc.Look(**floor.common("ira"), case=case, what=plain),
        doc.Duty(**(floor.common("ira") | {"nonce": plain}), kind=doc.DutyKind.BEGIN),
        floor.tier_change(plain, floor.facts(floor.propose("bruno", case, Action.WARN)).tier),
    ):
        assert floor.why_not(document) == {ReasonId.BAD_BYTES}


@pytest.mark.parametrize("field", ["platform_id", "message", "justification", "content", "handle", "name", "evidence"])
def test_i11_no_field_of_a_proposal_holds_text(floor: Hands, field: str) -> None:
    floor.claim("bruno", case := floor.case())
    body = floor.proposal("bruno", case, Action.WARN)
    plain: object = ("some text",) if field in ("content", "evidence") else "some text"
    if field in ("handle", "name", "evidence"):
        body = msgspec.structs.replace(body, seen=msgspec.structs.replace(body.seen, **{field: plain}))
    else:
        body = msgspec.structs.replace(body, **{field: plain})
    assert floor.why_not(body) == {ReasonId.BAD_BYTES}


def test_i12_what_was_asked_and_not_decided_is_decided_after_a_crash(registrar: RegistrarWorld) -> None:
    registrar.claim("bruno", case := registrar.case())
    signed = sign(registrar.proposal("bruno", case, Action.WARN), key("bruno"))
    registrar.put("bruno", signed)
    registrar.registrar = registrar.new_registrar()
    registrar.registrar.load()
    registrar.tick()
    assert signed.digest in registrar.state.proposals
    assert open_signed(signed).digest == signed.digest
