"""Proofs as files that others can check offline.

*Inclusion*: C2SP tlog-proof (https://c2sp.org/tlog-proof), file extension ``.tlog-proof``::

    c2sp.org/tlog-proof@v1
    extra <base64>                 (optional, not authenticated: never rely on it)
    index <number of the entry>
    <base64 hash>                  (from the leaf's sibling up, RFC 6962 section 2.1.1)

    <the signed checkpoint, verbatim>

*Growth*: the request body of ``add-checkpoint`` in https://c2sp.org/tlog-witness, so that the same text can be handed
to a witness.  Its reader holds the older checkpoint already; only its size stands here::

    old <size of the older checkpoint>
    <base64 hash>                  (RFC 6962 section 2.1.2)

    <the newer signed checkpoint, verbatim>

The checkers compute the leaf from the payload, and take size and roots from verified checkpoints alone, so that valid
pieces of different records can't be put together (attack A56).
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

import msgspec

from console.errors import BadInput, Tampered
from console.ledger.checkpoints import (
    Checkpoint,
    decode_base64,
    parse_checkpoint,
    parse_decimal,
    parse_hash,
    verify_checkpoint,
)
from console.ledger.signing import PublicKeyHex
from console.ledger.tree import leaf_hash, verify_consistency, verify_inclusion

PROOF_SUFFIX: Final = ".tlog-proof"
HASH_LIMIT: Final = 63
"""Hashes of a proof at most (tlog-witness; a tree of fewer than 2^63 entries needs no more)."""

_HEADER: Final = "c2sp.org/tlog-proof@v1"


class InclusionProof(msgspec.Struct, frozen=True):
    """A tlog-proof taken apart, not verified.  ``extra`` is never authenticated."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


class GrowthProof(msgspec.Struct, frozen=True):
    """A consistency proof taken apart, not verified."""

    old_size: int
    hashes: tuple[bytes, ...]
    checkpoint: str


class Included(msgspec.Struct, frozen=True):
    """What a verified proof says: these bytes are entry ``index`` of the ledger with this checkpoint."""

    index: int
    checkpoint: Checkpoint


def write_inclusion(index: int, hashes: Sequence[bytes], checkpoint: str, extra: bytes | None = None) -> str:
    """The tlog-proof for entry ``index`` (``tree.inclusion_proof``) under a signed checkpoint of its tree's size."""
    lines = [_HEADER]
    if extra is not None:
        lines.append(f"extra {base64.b64encode(extra).decode('ascii')}")
    lines.append(f"index {index}")
    return _join(lines, hashes, checkpoint)


def write_growth(old_size: int, hashes: Sequence[bytes], checkpoint: str) -> str:
    """The proof that the tree of ``checkpoint`` grew out of the first ``old_size`` entries (``consistency_proof``)."""
    return _join([f"old {old_size}"], hashes, checkpoint)


def parse_inclusion(text: str) -> InclusionProof:
    """Take a tlog-proof apart, without verifying anything; raises :class:`BadInput` for another form."""
    lines, checkpoint = _split(text)
    if lines[0] != _HEADER:
        raise _bad("This is no tlog-proof: its first line is another", "line 1")
    at, extra = 1, None
    if len(lines) > at and lines[at].startswith("extra "):
        extra = decode_base64(lines[at].removeprefix("extra "), "line 2")
        at = 2
    if len(lines) <= at or not lines[at].startswith("index "):
        raise _bad("The proof does not say which entry it is for", f"line {at + 1}")
    index = parse_decimal(lines[at].removeprefix("index "), "index")
    return InclusionProof(index, _parse_hashes(lines, at + 1), checkpoint, extra)


def parse_growth(text: str) -> GrowthProof:
    """Take a consistency proof apart, without verifying anything; raises :class:`BadInput` for another form."""
    lines, checkpoint = _split(text)
    if not lines[0].startswith("old "):
        raise _bad("This is no consistency proof: its first line is another", "line 1")
    old_size = parse_decimal(lines[0].removeprefix("old "), "older tree size")
    return GrowthProof(old_size, _parse_hashes(lines, 1), checkpoint)


def verify_inclusion_proof(leaf: bytes, text: str, origin: str, public: PublicKeyHex) -> Included:
    """Prove offline that ``leaf`` (an entry's exact bytes) stands in the ledger ``origin`` with the key ``public``.

    Raises :class:`BadInput` for a text of another form, :class:`Tampered` when signature, proof or leaf don't hold.
    """
    proof = parse_inclusion(text)
    checkpoint = verify_checkpoint(proof.checkpoint, origin, public)
    verify_inclusion(leaf_hash(leaf), proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return Included(proof.index, checkpoint)


def verify_growth_proof(older: Checkpoint, text: str, origin: str, public: PublicKeyHex) -> Checkpoint:
    """The newer checkpoint, when its ledger grew out of the ``older`` one (verified before) by adding only.

    Raises :class:`BadInput` for a text of another form, :class:`Tampered` when it does not hold.
    """
    proof = parse_growth(text)
    newer = verify_checkpoint(proof.checkpoint, origin, public)
    if older.origin != origin or older.size != proof.old_size:
        raise Tampered(
            "The proof starts from another checkpoint than the one held here",
            f"{proof.old_size} entries there, {older.size} here",
            f"Ask for a proof from {older.size} entries on.",
            message_id="proof.other_start",
        )
    verify_consistency(older.size, older.root, newer.size, newer.root, proof.hashes)
    return newer


def _join(lines: list[str], hashes: Sequence[bytes], checkpoint: str) -> str:
    parse_checkpoint(checkpoint)
    encoded = [base64.b64encode(h).decode("ascii") for h in hashes]
    return "\n".join([*lines, *encoded, "", checkpoint])


def _split(text: str) -> tuple[list[str], str]:
    head, gap, checkpoint = text.partition("\n\n")
    if not gap:
        raise _bad("A proof has an empty line before its checkpoint", "the proof")
    return head.split("\n"), checkpoint


def _parse_hashes(lines: list[str], start: int) -> tuple[bytes, ...]:
    if len(lines) - start > HASH_LIMIT:
        raise _bad(f"A proof has at most {HASH_LIMIT} hashes", f"{len(lines)} lines")
    return tuple(parse_hash(line, f"line {number}") for number, line in enumerate(lines[start:], start + 1))


def _bad(what: str, where: str) -> BadInput:
    return BadInput(what, where, "Get the file again from where it was written.", message_id="proof.form")
