"""A25: what was admitted counts once, however often it is sent, now or after it was carried out."""

from __future__ import annotations

from console.domain import documents as doc
from console.domain.actions import Action, Tier
from console.domain.documents import OrderKind
from console.domain.reasons import ReasonId
from console.ledger.documents import sign
from tests.support.builders import Hands
from tests.support.office import ENV, STORE, digest, key


def test_a25_a_proposal_that_was_withdrawn_cannot_be_sent_again(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    signed = sign(floor.proposal("bruno", case, Action.WARN), key("bruno"))
    assert floor.ask_signed("bruno", signed) == ()
    floor.withdraw("bruno", signed.digest)
    floor.claim("bruno", case)
    size = floor.state.size
    floor.ask_signed("bruno", signed)  # a store's inbox does not even take it a second time
    assert floor.state.size == size


def test_a25_another_signature_over_the_same_bytes_makes_nothing_new(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    document = floor.proposal("bruno", case, Action.WARN)
    floor.must(document)
    twice = sign(document, key("bruno"), key("ana"))
    size = floor.state.size
    floor.ask_signed("bruno", twice)
    assert floor.state.size == size


def test_a25_the_same_bytes_under_a_colleagues_name_are_refused(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    signed = sign(floor.proposal("bruno", case, Action.WARN), key("bruno"))
    assert floor.ask_signed("bruno", signed) == ()
    reasons = floor.ask_signed("ana", signed)
    assert {r.id for r in reasons} == {ReasonId.SEEN_BEFORE}


def test_a25_what_was_carried_out_is_not_ordered_again(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(tier=Tier.STANDARD), Action.SUSPEND)
    floor.until_due(proposal)
    floor.carry_out(proposal)
    common = {"store": STORE, "env": ENV, "author": doc.DISPATCHER, "effect": proposal}
    size = floor.state.size
    floor.ask(doc.Intent(**common, kind=OrderKind.APPLY, attempt=1), key("dispatcher"))
    assert floor.state.size == size
    again = doc.Intent(**common, kind=OrderKind.APPLY, attempt=2)
    assert floor.why_not(again, key("dispatcher")) == {ReasonId.BAD_BYTES}
    other = doc.WayBack(**common, saved=digest("another way back"))
    assert floor.why_not(other, key("dispatcher")) == {ReasonId.BAD_BYTES}
