"""Documents as bytes and back: verified first, parsed once, named by the digest of their exact bytes (A21, A22)."""

from __future__ import annotations

import hashlib
from typing import get_args

import msgspec
import pytest

from console.domain import documents as doc
from console.domain.documents import DutyKind, Entry, type_tag
from console.domain.people import Role
from console.errors import BadInput, Tampered
from console.ledger.documents import (
    DOCUMENT_TYPES,
    REQUEST_TYPES,
    Signature,
    SignedDocument,
    add_signature,
    encode,
    open_signed,
    sign,
    signatures_from_bytes,
    signatures_to_bytes,
)
from console.ledger.entries import make_entry, open_entry, parse_entry
from tests.support.office import ENV, START, STORE, digest, key, policy_text, root_roster

DUTY = doc.Duty(store=STORE, env=ENV, author="ana", role=Role.REVIEWER, nonce=digest("nonce")[:32], kind=DutyKind.BEGIN)


def test_every_type_has_a_name_with_a_version() -> None:
    assert len(DOCUMENT_TYPES) == len(get_args(doc.AnyDocument))
    assert all(name.rpartition("/")[2].isdigit() for name in DOCUMENT_TYPES)
    assert {n for n in DOCUMENT_TYPES if n not in REQUEST_TYPES} == {
        "founding/1", "intake/1", "draw/1", "passed_over/1", "opened/1", "cooling/1", "closed/1", "reopened/1",
        "rejections/1", "way_back/1", "intent/1", "receipt/1", "drift/1",
        "paged/1", "revealed/1", "lowered/1", "term_over/1", "duration_over/1", "unexplained/1", "settled/1",
    }  # fmt: skip


def test_a_document_comes_back_as_it_was() -> None:
    signed = sign(DUTY, key("ana"))
    opened = open_signed(signed)
    assert (opened.document, opened.signers) == (DUTY, (key("ana").public,))
    assert opened.digest == hashlib.sha256(signed.data).hexdigest() == signed.digest
    assert type_tag(DUTY) == signed.kind == "duty/1"


def test_the_bytes_are_what_rfc_8785_says() -> None:
    nonce = digest("nonce")[:32]
    assert encode(DUTY).decode() == (
        f'{{"author":"ana","env":"test","kind":"begin","nonce":"{nonce}","role":"reviewer","store":"{STORE}",'
        '"type":"duty/1"}'
    )


def test_signatures_are_counted_by_key_and_kept_in_order() -> None:
    signed = add_signature(sign(policy_text(), key("ada")), key("ben"))
    assert add_signature(signed, key("ben")) == signed
    assert open_signed(signed).signers == (key("ada").public, key("ben").public)
    twice = msgspec.structs.replace(signed, signatures=signed.signatures * 2)
    assert open_signed(twice).signers == (key("ada").public, key("ben").public)


def test_without_a_signature_nothing_is_opened() -> None:
    signed = sign(DUTY, key("ana"))
    for signatures in ((), signed.signatures * 17):
        with pytest.raises(Tampered, match="between one and sixteen"):
            open_signed(msgspec.structs.replace(signed, signatures=signatures))


def test_one_bad_signature_among_good_ones_refuses_the_whole() -> None:
    signed = sign(policy_text(), key("ada"))
    borrowed = Signature(key("ben").public, signed.signatures[0].signature)
    with pytest.raises(Tampered):
        open_signed(msgspec.structs.replace(signed, signatures=(*signed.signatures, borrowed)))


def test_a_type_of_a_newer_version_is_said_to_be_one() -> None:
    with pytest.raises(BadInput, match="duty/2"):
        open_signed(SignedDocument("duty/2", b"{}", sign(DUTY, key("ana")).signatures))


def test_bytes_are_verified_before_they_are_parsed() -> None:
    rubbish = SignedDocument("duty/1", b"\xff not json", sign(DUTY, key("ana")).signatures)
    with pytest.raises(Tampered):
        open_signed(rubbish)


def test_signatures_beside_the_bytes_come_back() -> None:
    signatures = sign(root_roster(), key("ada"), key("ben")).signatures
    assert signatures_from_bytes(signatures_to_bytes(signatures)) == signatures
    for rubbish in (b"", b"{}", b'[{"key":1}]', b'[{"key":"a","signature":"b","more":1}]'):
        with pytest.raises(BadInput, match="can't be read"):
            signatures_from_bytes(rubbish)


# --- entries ----------------------------------------------------------------------------------------------------


def test_an_entry_comes_back_as_it_was() -> None:
    signed = sign(DUTY, key("ana"))
    opened = open_entry(7, make_entry(7, START, signed))
    assert opened.entry == Entry(index=7, time=START, document=DUTY, digest=signed.digest)
    assert opened.signed == signed


def test_an_entrys_bytes_are_canonical_and_hold_the_documents_own() -> None:
    signed = sign(DUTY, key("ana"))
    shape, inside = parse_entry(7, make_entry(7, START, signed))
    assert shape.time == START and inside.data == signed.data
    assert make_entry(7, START, signed).startswith(b'{"document":"{')


BENT = {
    "another index": (lambda d: d, 8, "it says that it is entry 7"),
    "not JSON": (lambda d: d[:-1], 7, ""),
    "another member": (lambda d: d.replace(b'"index":7', b'"index":7,"more":1'), 7, ""),
    "not canonical": (lambda d: d.replace(b'"index":7', b'"index": 7'), 7, ""),
    "another document": (lambda d: d.replace(b"begin", b"break"), 7, "signature"),
    "another kind": (lambda d: d.replace(b'"kind":"duty/1"', b'"kind":"note/1"'), 7, "signature"),
    "an unknown kind": (lambda d: d.replace(b'"kind":"duty/1"', b'"kind":"duty/9"'), 7, "no document is called"),
}


@pytest.mark.parametrize("name", BENT)
def test_i9_a_bent_entry_is_named(name: str) -> None:
    bend, index, words = BENT[name]
    data = bend(make_entry(7, START, sign(DUTY, key("ana"))))
    with pytest.raises(Tampered, match=f"Entry {index} of the ledger does not hold") as caught:
        open_entry(index, data)
    assert words in caught.value.what
    assert caught.value.fields == {"index": index}
