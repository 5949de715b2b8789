"""Checkpoints as signed notes: the reference note, and a clear refusal of each defect."""

from __future__ import annotations

import base64

import pytest

from console.errors import BadInput, Tampered
from console.ledger.checkpoints import (
    NOTE_LIMIT,
    Checkpoint,
    VerifierKey,
    key_id,
    make_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    signature_line,
    verifier_key,
    verify_checkpoint,
)
from console.ledger.signing import SigningKey, verify_note
from console.ledger.tree import EMPTY_ROOT, leaf_hash

# The example of Go's golang.org/x/mod/sumdb/note, the format's reference implementation.
GO_NAME = "PeterNeumann"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

# The example of c2sp.org/tlog-cosignature, with a witness beneath the log.
C2SP_NOTE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501

ORIGIN = "countersign.example/store-1"
KEY = SigningKey.from_seed(b"\x07" * 32)
WITNESS = SigningKey.from_seed(b"\x08" * 32)
ROOT = leaf_hash(b"root")
NOTE = make_checkpoint(ORIGIN, 7, ROOT, KEY)
BODY, LINE = NOTE.split("\n\n")[0] + "\n", NOTE.split("\n\n")[1]


def sign_text(text: str) -> str:
    return f"{text}\n{signature_line(text, ORIGIN, KEY)}"


def test_the_reference_note_is_read_verified_and_written() -> None:
    key = SigningKey.from_seed(GO_SEED)
    assert signature_line(GO_TEXT, GO_NAME, key) == GO_LINE
    assert verifier_key(GO_NAME, key.public) == GO_VERIFIER
    assert parse_verifier_key(GO_VERIFIER) == VerifierKey(GO_NAME, key.public)
    note = parse_note(f"{GO_TEXT}\n{GO_LINE}")
    assert note.text == GO_TEXT
    (signature,) = note.signatures
    assert (signature.name, signature.key_id.hex()) == (GO_NAME, "c74f20a3")
    verify_note(key.public, GO_TEXT.encode(), signature.signature)


def test_the_specifications_example_is_read() -> None:
    checkpoint = parse_checkpoint(C2SP_NOTE)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert [s.name for s in parse_note(C2SP_NOTE).signatures] == [checkpoint.origin, "witness.example.com/w1"]


def test_a_checkpoint_has_exactly_this_form() -> None:
    root, line = base64.b64encode(ROOT).decode(), LINE
    assert NOTE == f"{ORIGIN}\n7\n{root}\n\n{line}"
    assert line.startswith(f"\u2014 {ORIGIN} ")
    assert base64.b64decode(line.split(" ")[2])[:4] == key_id(ORIGIN, KEY.public)


@pytest.mark.parametrize("size", [0, 1, 10**18 - 1])
def test_what_was_made_verifies(size: int) -> None:
    root = ROOT if size else EMPTY_ROOT
    note = make_checkpoint(ORIGIN, size, root, KEY)
    assert verify_checkpoint(note, ORIGIN, KEY.public) == Checkpoint(ORIGIN, size, root)


def test_extension_lines_are_kept_and_signed() -> None:
    note = sign_text(BODY + "one\ntwo — x\n")
    assert verify_checkpoint(note, ORIGIN, KEY.public).extensions == ("one", "two — x")
    with pytest.raises(Tampered):
        verify_checkpoint(note.replace("one", "ono"), ORIGIN, KEY.public)


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    for line in (
        signature_line(BODY, "witness.example/w1", WITNESS),
        signature_line(BODY, ORIGIN, WITNESS),  # same name, other key
        signature_line(BODY, "witness.example/w1", KEY),  # same key under another name
        LINE.replace(ORIGIN, "witness.example/w1"),  # our key id and our signature under another name
        f"— {ORIGIN} {base64.b64encode(b'1234' + bytes(64)).decode()}\n",
        f"— witness.example/new {base64.b64encode(b'1234' + bytes(5000)).decode()}\n",
    ):
        assert verify_checkpoint(f"{BODY}\n{line}{LINE}{line}", ORIGIN, KEY.public).size == 7
        with pytest.raises(Tampered, match="own key has not signed"):
            verify_checkpoint(f"{BODY}\n{line}", ORIGIN, KEY.public)


def test_sixteen_signatures_are_accepted_and_a_hundred_and_one_refused() -> None:
    witness = signature_line(BODY, "witness.example/w1", WITNESS)
    assert verify_checkpoint(NOTE + witness * 15, ORIGIN, KEY.public).size == 7
    with pytest.raises(BadInput, match="at most 100 signatures"):
        parse_note(NOTE + witness * 100)


def test_one_false_signature_of_the_known_key_spoils_the_note() -> None:
    wrong = base64.b64encode(key_id(ORIGIN, KEY.public) + bytes(64)).decode()
    for note in (f"{NOTE}— {ORIGIN} {wrong}\n", f"{BODY}\n— {ORIGIN} {wrong}\n{LINE}"):
        with pytest.raises(Tampered, match="does not fit the note"):
            verify_checkpoint(note, ORIGIN, KEY.public)


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n7\n", "\n8\n"), (base64.b64encode(ROOT).decode(), base64.b64encode(EMPTY_ROOT).decode())],
)
def test_a_changed_size_or_root_is_found(old: str, new: str) -> None:
    with pytest.raises(Tampered, match="does not fit the note"):
        verify_checkpoint(NOTE.replace(old, new, 1), ORIGIN, KEY.public)


def test_another_key_or_another_ledger_is_no_substitute() -> None:
    with pytest.raises(Tampered):
        verify_checkpoint(NOTE, ORIGIN, WITNESS.public)
    with pytest.raises(Tampered):
        verify_checkpoint(NOTE, "countersign.example/store-2", KEY.public)
    theirs = BODY.replace("store-1", "store-2")
    with pytest.raises(Tampered, match="another ledger"):
        verify_checkpoint(sign_text(theirs), ORIGIN, KEY.public)


def test_a_weak_key_verifies_nothing() -> None:
    with pytest.raises(BadInput):
        verify_checkpoint(NOTE, ORIGIN, "00" * 32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{ORIGIN}\n7\n", "a line each"),
        (f"{ORIGIN}\n\n7\nx\n", "a line each"),
        ("\n7\nx\n", "a line each"),
        (BODY + "\nextension\n", "a line each"),
        (BODY.replace("\n7\n", "\n07\n"), "tree size"),
        (BODY.replace("\n7\n", "\n-7\n"), "tree size"),
        (BODY.replace("\n7\n", "\n٧\n"), "tree size"),
        (BODY.replace("\n7\n", "\n1000000000000000000\n"), "tree size"),
        (f"{ORIGIN}\n7\n{base64.b64encode(ROOT[:31]).decode()}\n", "32 bytes, not 31"),
        (f"{ORIGIN}\n7\n!\n", "not base64"),
        (f"{ORIGIN}\n7\né\n", "not base64"),
        (BODY.replace("=\n", "\n"), "not base64"),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_bad_input(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        verify_checkpoint(sign_text(text), ORIGIN, KEY.public)


def test_base64_has_one_way_to_be_written() -> None:
    encoded = base64.b64encode(ROOT).decode()
    other = encoded[:-2] + chr(ord(encoded[-2]) + 1) + "="
    assert base64.b64decode(other) == ROOT
    with pytest.raises(BadInput, match="one canonical way"):
        parse_checkpoint(sign_text(BODY.replace(encoded, other)))


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "a text, an empty line and signature lines"),
        (BODY, "a text, an empty line and signature lines"),
        (NOTE[:-1], "a text, an empty line and signature lines"),
        (f"{BODY}\n", "a text, an empty line and signature lines"),
        (NOTE.replace("7", "7\r"), "control characters"),
        (NOTE.replace("7", "\x00"), "control characters"),
        (NOTE.replace("7", "\ud800"), "UTF-8"),
        (NOTE.replace("7", "7" * NOTE_LIMIT), "256 KiB"),
        (NOTE.replace("\u2014", "-"), "em dash and a name"),
        (NOTE + f"— {base64.b64encode(bytes(68)).decode()}\n", "key id of 4 bytes"),
        (NOTE + f"—  {base64.b64encode(bytes(68)).decode()}\n", "em dash and a name"),
        (NOTE + f"— a+b {base64.b64encode(bytes(68)).decode()}\n", "em dash and a name"),
        (NOTE + f"— a\u2003b {base64.b64encode(bytes(68)).decode()}\n", "em dash and a name"),
        (NOTE + "— name AAAA!\n", "not base64"),
        (NOTE + f"— name {base64.b64encode(bytes(4)).decode()}\n", "key id of 4 bytes"),
        (NOTE + "more\n", "em dash and a name"),
    ],
)
def test_what_is_no_signed_note_is_bad_input(note: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        verify_checkpoint(note, ORIGIN, KEY.public)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x01"])
def test_a_name_without_spaces_and_plus_is_asked_for(origin: str) -> None:
    with pytest.raises(BadInput, match="no spaces"):
        make_checkpoint(origin, 1, ROOT, KEY)
    with pytest.raises(BadInput, match="no spaces"):
        signature_line(BODY, origin, KEY)
    with pytest.raises(BadInput, match="no spaces"):
        verifier_key(origin, KEY.public)


@pytest.mark.parametrize(("size", "root"), [(-1, ROOT), (10**18, ROOT), (1, ROOT[:-1])])
def test_a_size_or_root_that_can_not_be_is_not_signed(size: int, root: bytes) -> None:
    with pytest.raises(BadInput, match="32 bytes"):
        make_checkpoint(ORIGIN, size, root, KEY)


PINNED = verifier_key(ORIGIN, KEY.public)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no spaces"),
        (ORIGIN, "no verifier key"),
        (PINNED.replace("store-1", "store-2"), "does not belong"),
        (PINNED + "A", "not base64"),
        (PINNED.rsplit("+", 1)[0] + "+" + base64.b64encode(b"\x04" + bytes(32)).decode(), "no verifier key"),
        (PINNED.rsplit("+", 1)[0] + "+" + base64.b64encode(b"\x01" + bytes(31)).decode(), "no verifier key"),
        (PINNED.rsplit("+", 1)[0] + "+" + base64.b64encode(b"\x01" + bytes(32)).decode(), "small order"),
        (PINNED.replace(key_id(ORIGIN, KEY.public).hex(), key_id(ORIGIN, KEY.public).hex().upper()), "does not belong"),
    ],
)
def test_a_pinned_key_is_read_strictly(text: str, words: str) -> None:
    assert parse_verifier_key(PINNED) == VerifierKey(ORIGIN, KEY.public)
    with pytest.raises(BadInput, match=words):
        parse_verifier_key(text)


def test_a_weak_key_is_not_pinned() -> None:
    with pytest.raises(BadInput, match="small order"):
        verifier_key(ORIGIN, "00" * 32)
