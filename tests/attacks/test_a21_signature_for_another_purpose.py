"""A21, A22: a signature is good for one type, store and environment, and unknown fields are refused."""

from __future__ import annotations

import msgspec
import pytest

from console.domain.actions import Action
from console.domain.reasons import ReasonId
from console.ledger.documents import Signature, SignedDocument, encode, sign
from tests.support.builders import Hands
from tests.support.office import key


@pytest.mark.parametrize("changes", [{"store": "0" * 32}, {"env": "staging"}])
def test_a21_what_was_signed_for_another_store_or_environment_is_refused(floor: Hands, changes: dict[str, str]) -> None:
    floor.claim("bruno", case := floor.case())
    assert floor.why_not(floor.proposal("bruno", case, Action.WARN, **changes)) == {ReasonId.WRONG_STORE}


def test_a21_a_signature_over_one_type_is_none_for_another(floor: Hands) -> None:
    proposal = floor.propose("bruno", floor.case(), Action.SUSPEND)
    restore = floor.restoring("lena", proposal)
    data = encode(restore)
    borrowed = Signature(key("lena").public, key("lena").sign("stop/1", data))
    reasons = floor.ask_signed("lena", SignedDocument("restore/1", data, (borrowed,)))
    assert {r.id for r in reasons} == {ReasonId.BAD_SIGNATURE}


def test_a21_bytes_of_one_type_do_not_pass_as_another(floor: Hands) -> None:
    signed = sign(floor.restoring("lena", floor.propose("bruno", floor.case(), Action.SUSPEND)), key("lena"))
    renamed = Signature(key("lena").public, key("lena").sign("note/1", signed.data))
    reasons = floor.ask_signed("lena", SignedDocument("note/1", signed.data, (renamed,)))
    assert {r.id for r in reasons} == {ReasonId.BAD_BYTES}


def test_a22_a_field_that_nobody_knows_refuses_the_whole(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    document = msgspec.to_builtins(floor.proposal("bruno", case, Action.WARN))
    more = msgspec.json.encode(document | {"approved": True}, order="sorted")
    signature = Signature(key("bruno").public, key("bruno").sign("proposal/1", more))
    reasons = floor.ask_signed("bruno", SignedDocument("proposal/1", more, (signature,)))
    assert {r.id for r in reasons} == {ReasonId.BAD_BYTES}


def test_a22_bytes_that_are_not_canonical_are_refused(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    data = encode(floor.proposal("bruno", case, Action.WARN)).replace(b":", b": ", 1)
    signature = Signature(key("bruno").public, key("bruno").sign("proposal/1", data))
    reasons = floor.ask_signed("bruno", SignedDocument("proposal/1", data, (signature,)))
    assert {r.id for r in reasons} == {ReasonId.BAD_BYTES}


def test_a22_content_of_somebody_else_cannot_be_removed(floor: Hands) -> None:
    floor.claim("bruno", case := floor.case())
    for content in (("ab" * 32,), ()):
        body = floor.proposal("bruno", case, Action.REMOVE_CONTENT, content=content)
        assert floor.why_not(body) == {ReasonId.WRONG_CONTENT}
    beside = floor.proposal("bruno", case, Action.WARN, content=("ab" * 32,))
    assert floor.why_not(beside) == {ReasonId.WRONG_CONTENT}
