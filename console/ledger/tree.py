"""The Merkle tree of RFC 6962 section 2.1 (proofs checked with the algorithms of RFC 9162 section 2.1).

A complete subtree of 2^level leaves, starting at leaf position * 2^level, is the node ``(level, position)``; level 0
are the leaf hashes.  Once complete it never changes, so each is stored once, when an append completes it: two nodes per
leaf in the long run.  Every root and proof is made of a few of them, read in one go; of a million entries, at most 40.

The :class:`Tree` itself keeps only the complete subtrees that the whole tree is made of (its frontier).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from console.errors import BadInput, Bug, Tampered

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""


class NodeId(NamedTuple):
    """A complete subtree: of the leaves from ``position * 2**level`` on, ``2**level`` of them."""

    level: int
    position: int


class Node(NamedTuple):
    """A complete subtree and its hash, as it is stored."""

    level: int
    position: int
    hash: bytes


HashReader: TypeAlias = Callable[[Sequence[NodeId]], Sequence[bytes]]
"""Returns the stored hashes of these nodes, in the same order (one query)."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data), 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree: append in O(1) amortised, root at any time in O(log n), nothing rehashed at start."""

    __slots__ = ("_frontier", "_size")

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        """The empty tree, or one saved as :attr:`size` and :attr:`frontier`.

        Raises :class:`Tampered` when the two don't fit each other.
        """
        if size < 0 or len(frontier) != size.bit_count() or any(len(h) != HASH_SIZE for h in frontier):
            raise Tampered(
                f"The saved frontier does not fit a tree of {size} entries",
                f"{len(frontier)} hashes",
                "Build it again from the stored entries.",
                message_id="tree.frontier",
            )
        self._size = size
        self._frontier = list(frontier)

    @classmethod
    def stored(cls, size: int, read: HashReader) -> Tree:
        """The tree of the first ``size`` leaves, from stored nodes."""
        return cls(size, _read(read, _nodes_of(0, size)))

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._size

    @property
    def frontier(self) -> tuple[bytes, ...]:
        """Hashes of the complete subtrees that make up the tree, largest first: one per 1 in the size's binary form."""
        return tuple(self._frontier)

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf hash (:func:`leaf_hash`); returns the nodes that this completes, leaf first: store them all."""
        if len(leaf) != HASH_SIZE:
            raise Bug(f"A leaf hash has {HASH_SIZE} bytes, not {len(leaf)}", message_id="tree.leaf")
        level, position, digest = 0, self._size, leaf
        nodes = [Node(level, position, digest)]
        while position & 1:
            digest = node_hash(self._frontier.pop(), digest)
            level, position = level + 1, position >> 1
            nodes.append(Node(level, position, digest))
        self._frontier.append(digest)
        self._size += 1
        return nodes

    def extend(self, leaves: Iterable[bytes]) -> list[Node]:
        """Add leaf hashes in order; returns all nodes that this completes."""
        return [node for leaf in leaves for node in self.append(leaf)]

    def root(self) -> bytes:
        """The root over all leaves so far, 32 bytes."""
        return _fold(self._frontier)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaves (their bytes, not their hashes)."""
    tree = Tree()
    tree.extend(leaf_hash(leaf) for leaf in leaves)
    return tree.root()


def root_at(size: int, read: HashReader) -> bytes:
    """The root that the tree had when it held ``size`` leaves, from stored nodes."""
    return Tree.stored(size, read).root()


# --- making proofs ------------------------------------------------------------------------------------------------


def inclusion_proof(index: int, size: int, read: HashReader) -> tuple[bytes, ...]:
    """The audit path of leaf ``index`` in the tree of the first ``size`` leaves (RFC 6962 section 2.1.1).

    From the leaf's sibling up to the root's child.  Raises :class:`BadInput` when there is no such leaf.
    """
    if not 0 <= index < size:
        raise _no_such_proof(f"There is no entry {index} among the first {size}")
    ranges: list[tuple[int, int]] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    ranges.reverse()
    return _hashes_of(ranges, read)


def consistency_proof(old: int, new: int, read: HashReader) -> tuple[bytes, ...]:
    """The proof that the first ``old`` of ``new`` leaves are those of the older tree (RFC 6962 section 2.1.2).

    Empty when ``old`` is 0 or equal to ``new``.  Raises :class:`BadInput` when ``old`` is greater than ``new``.
    """
    if not 0 <= old <= new:
        raise _no_such_proof(f"A tree of {new} entries can't have grown out of one of {old}")
    if old in (0, new):
        return ()
    ranges: list[tuple[int, int]] = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    ranges.reverse()
    return _hashes_of(ranges, read)


# --- checking proofs ----------------------------------------------------------------------------------------------


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return when ``proof`` leads from the leaf hash at ``index`` to ``root`` of ``size`` leaves (RFC 9162 2.1.3.2).

    Take ``size`` and ``root`` from a verified checkpoint only, ``leaf`` from the payload (attack A56).
    Raises :class:`Tampered`.
    """
    where = f"inclusion of entry {index} in {size}"
    if not 0 <= index < size:
        raise _broken("The entry's number lies outside of the tree", where)
    _check_widths((leaf, root, *proof), where)
    number, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _broken("The proof is too long", where)
        if number & 1 or number == last:
            digest = node_hash(sibling, digest)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise _broken("The proof is too short", where)
    if digest != root:
        raise _broken("The proof does not lead to the checkpoint's root", where)


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return when the tree of ``new`` leaves grew out of that of ``old`` by adding only (RFC 9162 section 2.1.4.2).

    An empty older tree needs an empty proof and :data:`EMPTY_ROOT`.  Raises :class:`Tampered`.
    """
    where = f"growth from {old} to {new} entries"
    if not 0 <= old <= new:
        raise _broken("The newer tree is smaller than the older one", where)
    _check_widths((old_root, new_root, *proof), where)
    if old == 0 and old_root != EMPTY_ROOT:
        raise _broken("The empty tree has another root", where)
    if old in (0, new):
        if proof:
            raise _broken("The proof is too long", where)
        if old and old_root != new_root:
            raise _broken("Two trees of the same size have different roots", where)
        return
    _verify_growth(old, old_root, new, new_root, proof, where)


def _verify_growth(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes], where: str) -> None:
    """The algorithm of RFC 9162 section 2.1.4.2 for 0 < old < new."""
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise _broken("The proof is too short", where)
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    from_old = from_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise _broken("The proof is too long", where)
        if number & 1 or number == last:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            from_new = node_hash(from_new, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise _broken("The proof is too short", where)
    if from_old != old_root:
        raise _broken("The proof does not lead to the older root", where)
    if from_new != new_root:
        raise _broken("The proof does not lead to the newer root", where)


# --- parts --------------------------------------------------------------------------------------------------------


def _split(count: int) -> int:
    """The largest power of two below ``count`` (at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _nodes_of(low: int, high: int) -> list[NodeId]:
    """The complete subtrees that make up the leaves from ``low`` to before ``high``, largest first."""
    nodes = []
    while low < high:
        level = (high - low).bit_length() - 1
        nodes.append(NodeId(level, low >> level))
        low += 1 << level
    return nodes


def _hashes_of(ranges: Sequence[tuple[int, int]], read: HashReader) -> tuple[bytes, ...]:
    """The roots over several ranges of leaves, with one read."""
    parts = [_nodes_of(low, high) for low, high in ranges]
    hashes = iter(_read(read, [node for part in parts for node in part]))
    return tuple(_fold([next(hashes) for _ in part]) for part in parts)


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over adjacent complete subtrees, largest first."""
    if not subtrees:
        return EMPTY_ROOT
    *rest, digest = subtrees
    for left in reversed(rest):
        digest = node_hash(left, digest)
    return digest


def _read(read: HashReader, nodes: Sequence[NodeId]) -> Sequence[bytes]:
    if not nodes:
        return ()
    hashes = read(nodes)
    if len(hashes) != len(nodes) or any(len(h) != HASH_SIZE for h in hashes):
        raise Tampered(
            "Stored hashes of the tree are missing or damaged",
            f"level {nodes[0].level}, position {nodes[0].position} and {len(nodes) - 1} more",
            "Build them again from the stored entries, and verify the whole ledger.",
            message_id="tree.stored",
        )
    return hashes


def _check_widths(hashes: Sequence[bytes], where: str) -> None:
    if any(len(h) != HASH_SIZE for h in hashes):
        raise _broken(f"A hash has another length than {HASH_SIZE} bytes", where)


def _broken(what: str, where: str) -> Tampered:
    return Tampered(what, where, "Don't rely on it. Tell an auditor.", message_id="tree.proof")


def _no_such_proof(what: str) -> BadInput:
    return BadInput(what, "proof", "Choose one that exists.", message_id="tree.range")
