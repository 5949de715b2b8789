"""Ed25519 signatures (RFC 8032, PyNaCl) that are good for one purpose, under keys that can't be bent.

Signed is ``"countersign/" + type name + NUL + canonical bytes``: a signature for one type name and version is none for
another.  Only signed notes (checkpoints, c2sp.org/signed-note) are signed bare, as their standard wants; a note holds
no control character but newline, hence no NUL, so neither kind can be taken for the other.

Keys and signatures travel as lower-case hex (64 and 128 characters).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import Final, TypeAlias

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as _NaclSigningKey
from nacl.signing import VerifyKey

from console.errors import BadInput, Bug, Tampered
from console.ledger.canonical import canonical_bytes

PublicKeyHex: TypeAlias = str
"""32 bytes of an Ed25519 public key as 64 lower-case hex digits."""
SignatureHex: TypeAlias = str
"""64 bytes of an Ed25519 signature as 128 lower-case hex digits."""

POSSESSION_TAG: Final = "possession/1"

_PREFIX: Final = b"countersign/"
_TAG: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}/[1-9][0-9]{0,5}")
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_FIELD_PRIME: Final = 2**255 - 19


class SigningKey:
    """A private Ed25519 key.  It never shows itself; whoever stores it asks for :attr:`seed`."""

    __slots__ = ("_key", "public")

    public: PublicKeyHex

    def __init__(self, key: _NaclSigningKey) -> None:
        self._key = key
        self.public = bytes(key.verify_key).hex()

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the operating system's random source."""
        return cls(_NaclSigningKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key of a 32-byte seed; raises :class:`BadInput` for another length."""
        if len(seed) != 32:
            raise BadInput(
                f"A signing key's seed has 32 bytes, this one has {len(seed)}",
                "the stored signing key",
                "Enrol a new key.",
                message_id="signing.seed",
            )
        return cls(_NaclSigningKey(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes; only for ``console.secrets``, which wraps them."""
        return bytes(self._key)

    def sign(self, tag: str, data: bytes) -> SignatureHex:
        """Sign ``data`` (canonical bytes) as a document of the type name ``tag`` (``"proposal/1"``)."""
        return self._key.sign(_prefix(tag) + data).signature.hex()

    def sign_note(self, text: bytes) -> bytes:
        """64 bytes over the bare text of a signed note; raises :class:`Bug` for what a note may not hold."""
        if has_control_characters(text):
            raise Bug("A note may hold no control characters", message_id="signing.note_text")
        return self._key.sign(text).signature

    def __repr__(self) -> str:
        return f"<SigningKey of {self.public[:16]}>"


def verify(public: PublicKeyHex, tag: str, data: bytes, signature: SignatureHex) -> None:
    """Return when ``signature`` is that of ``public`` over ``data`` as type ``tag``; else raise :class:`Tampered`.

    A key or signature that is malformed, weak or not canonical is :class:`Tampered` as well.
    """
    try:
        raw = _hex(signature, 64, "signature")
        key = _verify_key(public)
    except BadInput as error:
        raise _broken(tag, error.what) from error
    try:
        key.verify(_prefix(tag) + data, raw)
    except BadSignatureError as error:
        raise _broken(tag, "The signature does not fit the signed bytes and the key") from error


def verify_note(public: PublicKeyHex, text: bytes, signature: bytes) -> None:
    """As :func:`verify`, for the bare text of a signed note; ``signature`` is 64 bytes."""
    try:
        if has_control_characters(text):
            raise BadInput("The note's text holds control characters", message_id="signing.note_text")
        key = _verify_key(public)
        if len(signature) != 64:
            raise BadInput(f"A signature has 64 bytes, this one has {len(signature)}", message_id="signing.length")
    except BadInput as error:
        raise _broken("signed note", error.what) from error
    try:
        key.verify(text, signature)
    except BadSignatureError as error:
        raise _broken("signed note", "The signature does not fit the note's text and the key") from error


def has_control_characters(text: bytes) -> bool:
    """Whether there is a byte below U+0020 other than newline (forbidden in signed notes)."""
    return _CONTROL.search(text) is not None


def check_public_key(public: PublicKeyHex) -> None:
    """Return when ``public`` is a key that may be enrolled; else raise :class:`BadInput` (attack A8).

    Refused: anything but 64 lower-case hex digits, encodings that are not canonical, points off the curve, the points
    of small order (for which one signature can fit any message), and points outside the main subgroup.
    """
    _verify_key(public)


def prove_possession(key: SigningKey, person: str, store: str) -> SignatureHex:
    """Prove, at enrolment, that ``person`` holds ``key`` and wants it in ``store`` (PROTOCOL.md section 6)."""
    return key.sign(POSSESSION_TAG, _possession(key.public, person, store))


def check_possession(public: PublicKeyHex, person: str, store: str, proof: SignatureHex) -> None:
    """Return when ``proof`` is that of :func:`prove_possession`.

    Raises :class:`BadInput` for a key that may not be enrolled, :class:`Tampered` for a proof that does not hold.
    """
    check_public_key(public)
    verify(public, POSSESSION_TAG, _possession(public, person, store), proof)


def fingerprint(public: PublicKeyHex) -> str:
    """What two people read to each other: base32 of SHA-256 over the 32 bytes, 8 groups of 4 (160 bits).

    Raises :class:`BadInput` for a key that may not be enrolled.
    """
    check_public_key(public)
    text = base64.b32encode(hashlib.sha256(bytes.fromhex(public)).digest()[:20]).decode("ascii")
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


def _possession(public: PublicKeyHex, person: str, store: str) -> bytes:
    return canonical_bytes({"type": POSSESSION_TAG, "key": public, "person": person, "store": store})


@lru_cache(maxsize=256)
def _prefix(tag: str) -> bytes:
    if not _TAG.fullmatch(tag):
        raise Bug(f"{tag!r} is no type name and version", message_id="signing.tag")
    return _PREFIX + tag.encode("ascii") + b"\0"


@lru_cache(maxsize=4096)
def _verify_key(public: PublicKeyHex) -> VerifyKey:
    """Decode and check a public key; the check costs nearly as much as a verification, so its result is kept."""
    raw = _hex(public, 32, "public key")
    if int.from_bytes(raw, "little") & (2**255 - 1) >= _FIELD_PRIME:
        raise _weak("is not written in its one canonical way", "signing.not_canonical")
    if not crypto_core_ed25519_is_valid_point(raw):
        raise _weak("is no point of the curve's main subgroup, or one of small order", "signing.weak_key")
    return VerifyKey(raw)


def _hex(text: str, size: int, noun: str) -> bytes:
    if not re.fullmatch(rf"[0-9a-f]{{{2 * size}}}", text):
        raise BadInput(
            f"A {noun} is {2 * size} lower-case hex digits, and this is not",
            f"{noun} of {len(text)} characters",
            "Copy it again, whole.",
            message_id="signing.hex",
        )
    return bytes.fromhex(text)


def _weak(problem: str, message_id: str) -> BadInput:
    return BadInput(
        f"The public key {problem}",
        "public key",
        "Make a new key on its owner's machine, with Countersign.",
        message_id=message_id,
    )


def _broken(where: str, what: str) -> Tampered:
    return Tampered(what, where, "Don't act on it. Tell an administrator and an auditor.", message_id="signing.broken")
