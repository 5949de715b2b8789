"""A56: valid pieces of different records put together.

The verifier computes the leaf from the payload, and takes size and root from the verified checkpoint alone, so every
combination but the true one must fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from console.errors import BadInput, CountersignError, Tampered
from console.ledger.checkpoints import make_checkpoint, verify_checkpoint
from console.ledger.proofs import verify_growth_proof, verify_inclusion_proof, write_growth, write_inclusion
from console.ledger.signing import SigningKey, verify
from console.ledger.tree import NodeId, Tree, consistency_proof, inclusion_proof, leaf_hash, root_at

ORIGINS = ("countersign.example/store-1", "countersign.example/store-2")
KEYS = (SigningKey.from_seed(b"\x01" * 32), SigningKey.from_seed(b"\x02" * 32))
SIZES = (5, 8)


class Ledger:
    """One of two ledgers whose entries, sizes and proofs are as alike as they can be."""

    def __init__(self, number: int) -> None:
        self.origin, self.key = ORIGINS[number], KEYS[number]
        self.entries = [b'{"index":%d,"ledger":%d}' % (n, number) for n in range(max(SIZES))]
        nodes = Tree().extend(leaf_hash(e) for e in self.entries)
        self.nodes = {NodeId(n.level, n.position): n.hash for n in nodes}

    def read(self, nodes: Sequence[NodeId]) -> list[bytes]:
        return [self.nodes[node] for node in nodes]

    def checkpoint(self, size: int) -> str:
        return make_checkpoint(self.origin, size, root_at(size, self.read), self.key)


LEDGERS = (Ledger(0), Ledger(1))


def test_a56_only_leaf_index_path_and_checkpoint_of_one_record_fit_together() -> None:
    # Every payload × claimed index × path of any (ledger, entry, size) × checkpoint of any (ledger, size).
    paths = {
        (number, index, size): inclusion_proof(index, size, LEDGERS[number].read)
        for number, size in product((0, 1), SIZES)
        for index in range(size)
    }
    checkpoints = {(number, size): LEDGERS[number].checkpoint(size) for number, size in product((0, 1), SIZES)}
    payload = LEDGERS[0].entries[2]
    held = []
    for index, (path_of, path), (of, note) in product((1, 2, 3), paths.items(), checkpoints.items()):
        try:
            verify_inclusion_proof(payload, write_inclusion(index, path, note), ORIGINS[0], KEYS[0].public)
        except Tampered:
            continue
        held.append((index, path_of, of))
    assert held == [(2, (0, 2, 5), (0, 5)), (2, (0, 2, 8), (0, 8))]


def test_a56_a_good_proof_carries_no_other_payload() -> None:
    ledger = LEDGERS[0]
    text = write_inclusion(2, inclusion_proof(2, 8, ledger.read), ledger.checkpoint(8))
    others = [*ledger.entries[:2], *ledger.entries[3:], *LEDGERS[1].entries, b"", ledger.entries[2] + b"\n"]
    for payload in others:
        with pytest.raises(Tampered):
            verify_inclusion_proof(payload, text, ledger.origin, ledger.key.public)


def test_a56_an_interior_hash_is_no_entry() -> None:
    # A leaf is hashed with 0x00, a pair with 0x01: the pair's bytes can't be passed off as an entry one level up.
    ledger = LEDGERS[0]
    pair = ledger.nodes[NodeId(0, 2)] + ledger.nodes[NodeId(0, 3)]
    shorter = inclusion_proof(2, 8, ledger.read)[1:]
    for size, index, payload in product(SIZES, range(8), (pair, b"\x01" + pair)):
        with pytest.raises(Tampered):
            text = write_inclusion(index, shorter, ledger.checkpoint(size))
            verify_inclusion_proof(payload, text, ledger.origin, ledger.key.public)


def test_a56_a_text_under_the_signature_of_another_text_is_refused() -> None:
    ledger = LEDGERS[0]
    (small, small_line), (large, large_line) = (ledger.checkpoint(size).split("\n\n") for size in SIZES)
    for note in (f"{small}\n\n{large_line}", f"{large}\n\n{small_line}", f"{large}\n\n{large_line}{small_line}"):
        with pytest.raises(Tampered):
            verify_checkpoint(note, ledger.origin, ledger.key.public)
    theirs = LEDGERS[1].checkpoint(8).split("\n\n")[1]
    with pytest.raises(Tampered):
        verify_checkpoint(f"{large}\n\n{theirs}", ledger.origin, ledger.key.public)


def test_a56_a_checkpoint_wrapped_in_another_is_refused() -> None:
    # The true note as text, an empty line, and signatures of something else behind it.
    ledger = LEDGERS[0]
    true, other = ledger.checkpoint(8), ledger.checkpoint(5).split("\n\n")[1]
    with pytest.raises((Tampered, BadInput)):
        verify_checkpoint(f"{true}\n{other}", ledger.origin, ledger.key.public)


def test_a56_only_proof_start_and_end_of_one_growth_fit_together() -> None:
    ends = {(number, size): LEDGERS[number].checkpoint(size) for number, size in product((0, 1), (3, *SIZES))}
    older = verify_checkpoint(ends[0, 3], ORIGINS[0], KEYS[0].public)
    held = []
    for old, (of, new), (at, note) in product((2, 3), product((0, 1), SIZES), ends.items()):
        text = write_growth(old, consistency_proof(old, new, LEDGERS[of].read), note)
        try:
            verify_growth_proof(older, text, ORIGINS[0], KEYS[0].public)
        except CountersignError:
            continue
        held.append((old, (of, new), at))
    assert held == [(3, (0, 5), (0, 5)), (3, (0, 8), (0, 8))]


def test_a56_a_signature_moved_to_another_document_type_or_key_is_refused() -> None:
    first, second = b'{"type":"countersignature/1"}', b'{"type":"refusal/1"}'
    signature = KEYS[0].sign("countersignature/1", first)
    for public, tag, data in product(
        (KEYS[0].public, KEYS[1].public), ("countersignature/1", "refusal/1"), (first, second)
    ):
        if (public, tag, data) == (KEYS[0].public, "countersignature/1", first):
            verify(public, tag, data, signature)
            continue
        with pytest.raises(Tampered):
            verify(public, tag, data, signature)
