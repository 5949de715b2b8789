"""A8: enrol a small-order or otherwise bent Ed25519 key, for which one fixed signature fits any message."""

from __future__ import annotations

import pytest

from console.errors import BadInput, Tampered
from console.ledger.signing import check_possession, check_public_key, fingerprint, verify

PRIME = 2**255 - 19

# The eight points of small order in their canonical form, by their order.
SMALL_ORDER = {
    "order 1": "0100000000000000000000000000000000000000000000000000000000000000",
    "order 2": "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4": "0000000000000000000000000000000000000000000000000000000000000000",
    "order 4, negative": "0000000000000000000000000000000000000000000000000000000000000080",
    "order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8, negative": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, other": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, other, negative": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
}
# The same points written in ways that RFC 8032 section 5.1.3 does not allow.
NOT_CANONICAL = {
    "order 1, minus zero": "0100000000000000000000000000000000000000000000000000000000000080",
    "order 2, minus zero": "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "order 4, y = p": "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4, y = p, negative": "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "order 1, y = p + 1": "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 1, y = p + 1, minus zero": "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
}
ALL = SMALL_ORDER | NOT_CANONICAL

# Speccheck ("Taming the many EdDSAs", 2020), case 3's key: a good point plus one of small order.
MIXED_ORDER = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"


@pytest.mark.parametrize("public", ALL.values(), ids=ALL.keys())
def test_a08_no_small_order_key_can_be_enrolled(public: str) -> None:
    with pytest.raises(BadInput, match="public key"):
        check_public_key(public)


@pytest.mark.parametrize("public", ALL.values(), ids=ALL.keys())
def test_a08_the_signature_that_fits_any_message_is_refused(public: str) -> None:
    # R = the key's own point or the neutral one, s = 0: a lax verifier takes it for many messages.
    for start in (public, SMALL_ORDER["order 1"]):
        forged = start + "00" * 32
        for message in (b"", b"a", b"b", b"c", b"d", b"e", b"f", b"g"):
            with pytest.raises(Tampered):
                verify(public, "proposal/1", message, forged)


@pytest.mark.parametrize("public", ALL.values(), ids=ALL.keys())
def test_a08_no_small_order_key_gets_a_fingerprint_or_proves_possession(public: str) -> None:
    with pytest.raises(BadInput):
        fingerprint(public)
    with pytest.raises(BadInput):
        check_possession(public, "person", "store", public + "00" * 32)


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, PRIME + 2, PRIME + 18])
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_a08_no_coordinate_of_the_prime_or_more_is_accepted(y: int, sign: int) -> None:
    with pytest.raises(BadInput, match="canonical"):
        check_public_key((y | sign).to_bytes(32, "little").hex())


def test_a08_a_key_with_a_small_order_part_is_refused() -> None:
    with pytest.raises(BadInput, match="main subgroup"):
        check_public_key(MIXED_ORDER)


def test_a08_a_point_off_the_curve_is_refused() -> None:
    with pytest.raises(BadInput, match="curve"):
        check_public_key("02" + "00" * 31)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a08_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(BadInput, match="64 lower-case hex digits"):
        check_public_key("01" * size)
