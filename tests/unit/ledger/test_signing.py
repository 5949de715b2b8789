"""Signatures, keys, possession and fingerprints."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import VerifyKey

from console.errors import BadInput, Bug, Tampered
from console.ledger.signing import (
    SigningKey,
    check_possession,
    check_public_key,
    fingerprint,
    has_control_characters,
    prove_possession,
    verify,
    verify_note,
)

# RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(32))
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032[1:], ids=[2, 3])
def test_rfc_8032_vectors_hold_for_bare_notes(seed: str, public: str, message: str, signature: str) -> None:
    key = SigningKey.from_seed(bytes.fromhex(seed))
    assert key.public == public
    assert key.seed.hex() == seed
    assert key.sign_note(bytes.fromhex(message)).hex() == signature
    verify_note(public, bytes.fromhex(message), bytes.fromhex(signature))


def test_rfc_8032_vector_of_the_empty_message() -> None:
    seed, public, message, signature = RFC_8032[0]
    assert SigningKey.from_seed(bytes.fromhex(seed)).sign_note(bytes.fromhex(message)).hex() == signature
    verify_note(public, b"", bytes.fromhex(signature))


def test_the_prefix_names_us_the_type_and_its_version() -> None:
    signature = KEY.sign("proposal/1", b"{}")
    VerifyKey(bytes.fromhex(KEY.public)).verify(b"countersign/proposal/1\x00{}", bytes.fromhex(signature))


@given(st.binary(max_size=300))
def test_what_was_signed_verifies(data: bytes) -> None:
    verify(KEY.public, "note/1", data, KEY.sign("note/1", data))


def test_a_signature_of_one_type_or_version_is_none_for_another() -> None:
    signature = KEY.sign("withdrawal/1", b"{}")
    for tag in ("withdrawal/2", "refusal/1"):
        with pytest.raises(Tampered):
            verify(KEY.public, tag, b"{}", signature)


def test_a_changed_byte_another_key_and_another_signature_are_found() -> None:
    signature = KEY.sign("note/1", b"abc")
    for public, data, signed in [
        (KEY.public, b"abd", signature),
        (OTHER.public, b"abc", signature),
        (KEY.public, b"abc", OTHER.sign("note/1", b"abc")),
        (KEY.public, b"abc", signature[:-2] + "00"),
    ]:
        with pytest.raises(Tampered, match="does not fit"):
            verify(public, "note/1", data, signed)


@pytest.mark.parametrize("wrong", ["", "00", "zz" * 64, "AB" * 64, "00" * 65, " " + "00" * 63 + "0", "０" * 128])
def test_a_signature_that_is_not_128_digits_is_tampered(wrong: str) -> None:
    with pytest.raises(Tampered, match="128 lower-case hex digits"):
        verify(KEY.public, "note/1", b"abc", wrong)


def test_the_second_form_of_the_same_signature_is_refused() -> None:
    signature = bytes.fromhex(KEY.sign("note/1", b"abc"))
    raised = int.from_bytes(signature[32:], "little") + ORDER
    with pytest.raises(Tampered):
        verify(KEY.public, "note/1", b"abc", (signature[:32] + raised.to_bytes(32, "little")).hex())


def test_a_key_that_can_not_be_one_is_tampered_when_verifying() -> None:
    with pytest.raises(Tampered, match="64 lower-case hex digits"):
        verify("ab", "note/1", b"abc", KEY.sign("note/1", b"abc"))


@pytest.mark.parametrize("tag", ["", "proposal", "proposal/0", "Proposal/1", "a\0b/1", "proposal/1\n", "ü/1", "/1"])
def test_a_type_name_has_one_form(tag: str) -> None:
    with pytest.raises(Bug):
        KEY.sign(tag, b"")


def test_a_document_is_no_note_and_a_note_no_document() -> None:
    signed_as_document = b"countersign/note/1\x00" + b"abc"
    with pytest.raises(Bug, match="control characters"):
        KEY.sign_note(signed_as_document)
    with pytest.raises(Tampered, match="control characters"):
        verify_note(KEY.public, signed_as_document, bytes.fromhex(KEY.sign("note/1", b"abc")))


def test_newline_is_the_only_control_character_of_a_note() -> None:
    forbidden = [byte for byte in range(256) if has_control_characters(b"a" + bytes([byte]))]
    assert forbidden == [*range(10), *range(11, 32)]


def test_a_note_with_a_wrong_signature_is_tampered() -> None:
    signature = KEY.sign_note(b"text\n")
    for public, text, signed, words in [
        (KEY.public, b"texts\n", signature, "does not fit"),
        (KEY.public, b"text\n", signature[:-1], "64 bytes, this one has 63"),
        (OTHER.public, b"text\n", signature, "does not fit"),
        ("", b"text\n", signature, "64 lower-case"),
    ]:
        with pytest.raises(Tampered, match=words):
            verify_note(public, text, signed)


def test_a_seed_has_32_bytes() -> None:
    with pytest.raises(BadInput, match="32 bytes, this one has 31"):
        SigningKey.from_seed(bytes(31))


def test_new_keys_differ_and_may_be_enrolled() -> None:
    first, second = SigningKey.generate(), SigningKey.generate()
    assert first.public != second.public
    check_public_key(first.public)


def test_a_key_never_shows_itself() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY) == f"<SigningKey of {KEY.public[:16]}>"


@pytest.mark.parametrize("wrong", ["", KEY.public[:-2], KEY.public + "00", KEY.public.upper(), KEY.public[:-1] + "g"])
def test_a_public_key_is_64_digits(wrong: str) -> None:
    with pytest.raises(BadInput, match="64 lower-case hex digits"):
        check_public_key(wrong)


def test_possession_is_proven_for_one_person_store_and_key() -> None:
    proof = prove_possession(KEY, "person", "store")
    check_possession(KEY.public, "person", "store", proof)
    for public, person, store in [
        (KEY.public, "another", "store"),
        (KEY.public, "person", "another"),
        (OTHER.public, "person", "store"),
    ]:
        with pytest.raises(Tampered):
            check_possession(public, person, store, proof)


def test_possession_of_a_weak_key_is_not_even_looked_at() -> None:
    with pytest.raises(BadInput):
        check_possession("01" + "00" * 31, "person", "store", "00" * 64)


def test_a_fingerprint_is_eight_groups_that_can_be_read_aloud() -> None:
    shown = fingerprint(KEY.public)
    assert re.fullmatch(r"([A-Z2-7]{4}-){7}[A-Z2-7]{4}", shown)
    assert shown != fingerprint(OTHER.public)
    assert hashlib.sha256(bytes.fromhex(KEY.public)).hexdigest().startswith("56475a")
    assert shown.startswith("KZDV")  # 01010 11001 00011 10101 by hand
    with pytest.raises(BadInput):
        fingerprint("00" * 32)
