"""The Merkle tree against RFC 6962's definition and the Certificate Transparency reference vectors."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.errors import BadInput, Bug, Tampered
from console.ledger.tree import (
    EMPTY_ROOT,
    Node,
    NodeId,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The reference leaves, roots and proofs of the Certificate Transparency implementations.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


class Stored:
    """A grown tree with every node that it gave out, as a store would keep them."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.tree = Tree()
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.roots = [self.tree.root()]
        self.reads: list[int] = []
        for leaf in leaves:
            for node in self.tree.append(leaf_hash(leaf)):
                assert (node.level, node.position) not in self.nodes
                self.nodes[node.level, node.position] = node.hash
            self.roots.append(self.tree.root())

    def read(self, wanted: Sequence[NodeId]) -> list[bytes]:
        self.reads.append(len(wanted))
        return [self.nodes[node] for node in wanted]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = largest_power_below(len(leaves))
    return node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2, word for word."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


SIZE = 67
MANY = [b"%d" % n for n in range(SIZE)]
STORED = Stored(MANY)
SIZES = st.integers(1, SIZE)


def test_the_reference_hashes_of_an_empty_tree_leaf_and_node() -> None:
    assert ROOTS[0] == EMPTY_ROOT.hex() == Tree().root().hex()
    assert leaf_hash(b"").hex() == ROOTS[1]
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@pytest.mark.parametrize("size", range(9))
def test_the_reference_roots(size: int) -> None:
    stored = Stored(LEAVES)
    assert stored.roots[size].hex() == ROOTS[size]
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert root_at(size, stored.read).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_the_reference_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    proof = inclusion_proof(index, size, Stored(LEAVES).read)
    assert [h.hex() for h in proof] == path
    verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_the_reference_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    proof = consistency_proof(old, new, Stored(LEAVES).read)
    assert [h.hex() for h in proof] == path
    verify_consistency(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), proof)


def test_root_and_proofs_are_those_of_the_definition_at_every_size() -> None:
    for size in range(SIZE + 1):
        assert STORED.roots[size] == naive_root(MANY[:size]) == root_at(size, STORED.read)
    for size in (1, 2, 3, 31, 32, 33, SIZE):
        for index in range(size):
            assert list(inclusion_proof(index, size, STORED.read)) == naive_path(index, MANY[:size])
        for old in range(1, size + 1):
            assert list(consistency_proof(old, size, STORED.read)) == naive_subproof(old, MANY[:size], True)


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_any_leaves_have_the_root_of_the_definition(leaves: list[bytes]) -> None:
    assert root_of(leaves) == naive_root(leaves)


@given(SIZES, st.data())
def test_every_leaf_is_provable_at_every_size(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, STORED.read)
    verify_inclusion(leaf_hash(MANY[index]), index, size, proof, STORED.roots[size])


@given(SIZES, st.data())
def test_every_growth_is_provable(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    verify_consistency(old, STORED.roots[old], new, STORED.roots[new], consistency_proof(old, new, STORED.read))


@settings(max_examples=400)
@given(SIZES, st.data())
def test_no_changed_inclusion_proof_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, root = leaf_hash(MANY[index]), STORED.roots[size]
    proof = list(inclusion_proof(index, size, STORED.read))
    other = data.draw(st.integers(-1, SIZE).filter(lambda n: n != index))
    wrong = [
        (leaf, other, size, proof, root),
        (leaf, index, size, [*proof, root], root),
        (leaf, index, size, [root, *proof], root),
        (leaf, index, size, [*proof, b""], root),
        (leaf, index, 0, proof, root),
        (leaf, index, size, proof, EMPTY_ROOT),
        (leaf, index, size, proof, root[:-1]),
        (leaf_hash(b"another"), index, size, proof, root),
        (b"", index, size, proof, root),
    ]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[at][0] ^ 8]) + proof[at][1:]
        wrong.append((leaf, index, size, [*proof[:at], flipped, *proof[at + 1 :]], root))
        wrong.append((leaf, index, size, proof[:-1], root))
        wrong.append((leaf, index, size, proof[1:], root))
    for case in wrong:
        with pytest.raises(Tampered):
            verify_inclusion(*case)


@settings(max_examples=400)
@given(st.integers(2, SIZE), st.data())
def test_no_changed_consistency_proof_holds(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    first, second = STORED.roots[old], STORED.roots[new]
    proof = list(consistency_proof(old, new, STORED.read))
    at = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[at][0] ^ 8]) + proof[at][1:]
    for case in [
        (old, second, new, second, proof),
        (old, first, new, first, proof),
        (old, EMPTY_ROOT, new, second, proof),
        (old, first, new, second, []),
        (old, first, new, second, proof[:-1]),
        (old, first, new, second, proof[1:]),
        (old, first, new, second, [*proof, second]),
        (old, first, new, second, [first, *proof]),
        (old, first, new, second, [*proof[:at], flipped, *proof[at + 1 :]]),
        (old, first, new, second, [*proof[:at], proof[at][:-1], *proof[at + 1 :]]),
        (new, second, old, first, proof),
        (old, first, old, second, []),
        (old, first, old, first, proof),
        (0, EMPTY_ROOT, new, second, proof),
        (0, first, new, second, []),
        (-1, EMPTY_ROOT, new, second, []),
    ]:
        with pytest.raises(Tampered):
            verify_consistency(*case)


def test_a_single_leaf_is_its_own_root() -> None:
    leaf = leaf_hash(b"data")
    verify_inclusion(leaf, 0, 1, (), leaf)
    with pytest.raises(Tampered):
        verify_inclusion(leaf, 0, 1, (), leaf_hash(b""))


def test_a_proof_of_another_length_is_named_as_such() -> None:
    proof, root, leaf = inclusion_proof(3, 7, STORED.read), STORED.roots[7], leaf_hash(MANY[3])
    grown = consistency_proof(3, 7, STORED.read)
    for path, words in [((*proof, root), "too long"), (proof[:-1], "too short"), ((*proof[:-1], b"short"), "32 bytes")]:
        with pytest.raises(Tampered, match=words):
            verify_inclusion(leaf, 3, 7, path, root)
    for path, words in [((*grown, root), "too long"), (grown[:-1], "too short"), ((*grown[:-1], b"short"), "32 bytes")]:
        with pytest.raises(Tampered, match=words):
            verify_consistency(3, STORED.roots[3], 7, root, path)


def test_an_empty_tree_grows_into_anything_with_an_empty_proof() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    verify_consistency(0, EMPTY_ROOT, 5, STORED.roots[5], ())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (9, 3)])
def test_there_is_no_proof_of_an_entry_that_does_not_exist(index: int, size: int) -> None:
    with pytest.raises(BadInput, match=f"no entry {index}"):
        inclusion_proof(index, size, STORED.read)


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1)])
def test_a_tree_does_not_grow_smaller(old: int, new: int) -> None:
    with pytest.raises(BadInput, match="can't have grown"):
        consistency_proof(old, new, STORED.read)


# --- the frontier, and what is stored ------------------------------------------------------------------------------


@given(SIZES, st.integers(0, SIZE))
def test_a_tree_saved_at_any_size_goes_on_as_if_never_stopped(size: int, more: int) -> None:
    tree = Tree()
    tree.extend(leaf_hash(leaf) for leaf in MANY[:size])
    for again in (Tree(tree.size, tree.frontier), Tree.stored(size, STORED.read)):
        assert (again.size, again.frontier) == (tree.size, tree.frontier)
        end = min(SIZE, size + more)
        nodes = again.extend(leaf_hash(leaf) for leaf in MANY[size:end])
        assert again.root() == STORED.roots[end]
        assert all(STORED.nodes[node.level, node.position] == node.hash for node in nodes)


def test_an_append_gives_out_exactly_what_it_completes() -> None:
    tree = Tree()
    given_out = [[(n.level, n.position) for n in tree.append(leaf_hash(leaf))] for leaf in MANY[:8]]
    assert given_out == [
        [(0, 0)],
        [(0, 1), (1, 0)],
        [(0, 2)],
        [(0, 3), (1, 1), (2, 0)],
        [(0, 4)],
        [(0, 5), (1, 2)],
        [(0, 6)],
        [(0, 7), (1, 3), (2, 1), (3, 0)],
    ]
    assert Tree().append(leaf_hash(b"")) == [Node(0, 0, leaf_hash(b""))]


def test_at_a_million_entries_a_proof_is_one_read_of_at_most_40_hashes() -> None:
    reads: list[int] = []

    def read(nodes: Sequence[NodeId]) -> list[bytes]:
        reads.append(len(nodes))
        assert all(((node.position + 1) << node.level) <= 999_999 for node in nodes), "only complete subtrees"
        return [bytes(32)] * len(nodes)

    for index in (0, 1, 499_999, 524_288, 999_998):
        inclusion_proof(index, 999_999, read)
        consistency_proof(index + 1, 999_999, read)
    root_at(999_999, read)
    assert len(reads) == 10  # the last growth is none and reads nothing
    assert max(reads) <= 40


@pytest.mark.parametrize(
    ("size", "frontier"), [(1, ()), (0, (bytes(32),)), (3, (bytes(32),)), (1, (bytes(31),)), (-1, (bytes(32),))]
)
def test_a_frontier_that_does_not_fit_the_size_is_tampered(size: int, frontier: tuple[bytes, ...]) -> None:
    with pytest.raises(Tampered, match=f"tree of {size} entries"):
        Tree(size, frontier)


@pytest.mark.parametrize("hashes", [[], [bytes(32)] * 9, [bytes(31)]])
def test_stored_hashes_that_are_missing_or_damaged_are_tampered(hashes: list[bytes]) -> None:
    with pytest.raises(Tampered, match="missing or damaged"):
        inclusion_proof(0, 2, lambda nodes: hashes)


def test_a_leaf_hash_has_32_bytes() -> None:
    with pytest.raises(Bug, match="32 bytes"):
        Tree().append(b"leaf")
