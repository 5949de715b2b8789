"""Proofs as files: the specification's form, what they prove, and a clear refusal of each defect."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pytest

from console.errors import BadInput, Tampered
from console.ledger.checkpoints import Checkpoint, make_checkpoint, signature_line, verify_checkpoint
from console.ledger.proofs import (
    GrowthProof,
    Included,
    InclusionProof,
    parse_growth,
    parse_inclusion,
    verify_growth_proof,
    verify_inclusion_proof,
    write_growth,
    write_inclusion,
)
from console.ledger.signing import SigningKey
from console.ledger.tree import EMPTY_ROOT, NodeId, Tree, consistency_proof, inclusion_proof, leaf_hash, root_at

ORIGIN = "countersign.example/store-1"
KEY = SigningKey.from_seed(b"\x07" * 32)
ENTRIES = [b"entry %d" % n for n in range(11)]
NODES = {NodeId(n.level, n.position): n.hash for n in Tree().extend(leaf_hash(e) for e in ENTRIES)}


def read(nodes: Sequence[NodeId]) -> list[bytes]:
    return [NODES[node] for node in nodes]


def note(size: int) -> str:
    return make_checkpoint(ORIGIN, size, root_at(size, read), KEY)


def proof_of(index: int, size: int, extra: bytes | None = None) -> str:
    return write_inclusion(index, inclusion_proof(index, size, read), note(size), extra)


def growth(old: int, new: int) -> str:
    return write_growth(old, consistency_proof(old, new, read), note(new))


def held(size: int) -> Checkpoint:
    return verify_checkpoint(note(size), ORIGIN, KEY.public)


def test_a_proof_has_the_specifications_form() -> None:
    first, second = (base64.b64encode(h).decode() for h in (*inclusion_proof(2, 3, read), NODES[NodeId(0, 0)]))
    assert proof_of(2, 3) == f"c2sp.org/tlog-proof@v1\nindex 2\n{first}\n\n{note(3)}"
    with_extra = write_inclusion(0, (NODES[NodeId(0, 1)], NODES[NodeId(0, 0)]), note(3), b"more")
    assert with_extra.splitlines()[:3] == ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 0"]
    assert with_extra.splitlines()[4] == second


def test_the_specifications_example_is_read() -> None:
    hashes = [
        "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=",
        "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=",
        "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=",
    ]
    proof = parse_inclusion("\n".join(["c2sp.org/tlog-proof@v1", "index 73894", *hashes, "", note(1)]))
    assert proof == InclusionProof(73894, tuple(base64.b64decode(h) for h in hashes), note(1))


def test_every_entry_is_proven_at_every_size() -> None:
    for size in range(1, len(ENTRIES) + 1):
        for index in range(size):
            proven = verify_inclusion_proof(ENTRIES[index], proof_of(index, size), ORIGIN, KEY.public)
            assert proven == Included(index, held(size))


@pytest.mark.parametrize("extra", [b"", b"anything at all"])
def test_extra_data_travels_along_and_proves_nothing(extra: bytes) -> None:
    text = proof_of(3, 9, extra)
    assert parse_inclusion(text).extra == extra
    assert verify_inclusion_proof(ENTRIES[3], text, ORIGIN, KEY.public).index == 3


def test_a_witnessed_checkpoint_serves_as_well() -> None:
    witness = SigningKey.from_seed(b"\x09" * 32)
    text = proof_of(3, 9)
    body = note(9).split("\n\n")[0] + "\n"
    text += signature_line(body, "witness.example/w1", witness)
    assert verify_inclusion_proof(ENTRIES[3], text, ORIGIN, KEY.public).index == 3


def test_another_entry_key_or_ledger_is_found() -> None:
    text = proof_of(3, 9)
    other = SigningKey.from_seed(b"\x09" * 32)
    for leaf, origin, public in [
        (ENTRIES[4], ORIGIN, KEY.public),
        (ENTRIES[3] + b" ", ORIGIN, KEY.public),
        (ENTRIES[3], "countersign.example/store-2", KEY.public),
        (ENTRIES[3], ORIGIN, other.public),
    ]:
        with pytest.raises(Tampered):
            verify_inclusion_proof(leaf, text, origin, public)


HASH_LINE = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty line before its checkpoint"),
        (proof_of(3, 9).replace("@v1", "@v2"), "first line is another"),
        ("c2sp.org/tlog-proof@v1\n\n" + note(1), "which entry"),
        ("c2sp.org/tlog-proof@v1\nextra AAAA\n\n" + note(1), "which entry"),
        (proof_of(3, 9).replace("index 3", "Index 3"), "which entry"),
        (proof_of(3, 9).replace("index 3", "extra AA=="), "which entry"),
        (proof_of(3, 9, b"x").replace("extra eA==", "extra eA"), "not base64"),
        (proof_of(3, 9).replace("index 3", "index 03"), "index is no whole number"),
        (proof_of(3, 9).replace("index 3", "index 3 "), "index is no whole number"),
        (proof_of(3, 9).replace("index 3", "index 3\nAAAA"), "32 bytes, not 3"),
        (proof_of(3, 9).replace("index 3", "index 3\n" + "\n".join([HASH_LINE] * 64)), "at most 63 hashes"),
        (proof_of(3, 9)[:-1], "signed note has a text"),
    ],
)
def test_what_is_no_proof_is_bad_input(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        verify_inclusion_proof(ENTRIES[3], text, ORIGIN, KEY.public)


def test_a_proof_is_only_written_around_a_checkpoint() -> None:
    with pytest.raises(BadInput):
        write_inclusion(0, (), "no checkpoint")


# --- growth ---------------------------------------------------------------------------------------------------------


def test_a_growth_proof_has_the_form_that_witnesses_take() -> None:
    lines = growth(3, 7).split("\n")
    assert lines[0] == "old 3"
    assert growth(3, 7).endswith(f"\n\n{note(7)}")
    assert parse_growth(growth(3, 7)) == GrowthProof(3, consistency_proof(3, 7, read), note(7))


def test_every_growth_is_proven() -> None:
    for new in range(len(ENTRIES) + 1):
        for old in range(new + 1):
            older = held(old) if old else Checkpoint(ORIGIN, 0, EMPTY_ROOT)
            assert verify_growth_proof(older, growth(old, new), ORIGIN, KEY.public) == held(new)


def test_a_rewritten_ledger_has_no_proof_of_growth() -> None:
    rewritten = [b"another", *ENTRIES[1:]]
    nodes = {NodeId(n.level, n.position): n.hash for n in Tree().extend(leaf_hash(e) for e in rewritten)}

    def read_rewritten(wanted: Sequence[NodeId]) -> list[bytes]:
        return [nodes[node] for node in wanted]

    theirs = make_checkpoint(ORIGIN, 9, root_at(9, read_rewritten), KEY)
    for hashes in (consistency_proof(5, 9, read_rewritten), consistency_proof(5, 9, read)):
        with pytest.raises(Tampered, match="does not lead"):
            verify_growth_proof(held(5), write_growth(5, hashes, theirs), ORIGIN, KEY.public)


def test_a_ledger_that_shrank_is_found() -> None:
    with pytest.raises(Tampered, match="smaller"):
        verify_growth_proof(held(7), write_growth(7, (), note(3)), ORIGIN, KEY.public)


@pytest.mark.parametrize("older", [Checkpoint("countersign.example/store-2", 3, EMPTY_ROOT), held(4)])
def test_a_proof_from_another_start_is_refused(older: Checkpoint) -> None:
    with pytest.raises(Tampered, match="another checkpoint than the one held"):
        verify_growth_proof(older, growth(3, 7), ORIGIN, KEY.public)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("old 3", "empty line before its checkpoint"),
        (growth(3, 7).replace("old", "new"), "first line is another"),
        (growth(3, 7).replace("old 3", "old 3x"), "older tree size is no whole number"),
        (growth(3, 7).replace("old 3", "old 3\n" + "\n".join([HASH_LINE] * 63)), "at most 63 hashes"),
    ],
)
def test_what_is_no_growth_proof_is_bad_input(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        verify_growth_proof(held(3), text, ORIGIN, KEY.public)
