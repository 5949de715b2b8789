"""A sealed box: bytes under a passphrase, as JSON that carries its own parameters.

Key: Argon2id (RFC 9106, libsodium's 1.3 form) over the prepared passphrase.  Box: XChaCha20-Poly1305 with a random
24-byte nonce; type, parameters, salt and check are authenticated with it.  Two more fields tell what is wrong:
``digest`` (SHA-256 of everything else) finds damage without the passphrase, ``check`` (derived from passphrase and
salt beside the key, which it does not tell) finds a wrong passphrase before the box is opened.  So a wrong passphrase
is never called damage.  Somebody who rewrites the salt *and* the digest is told that the passphrase is wrong; they get
nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import Final

import msgspec
import nacl.exceptions
import nacl.secret
import nacl.utils
from nacl.pwhash import argon2id

from console.errors import BadInput, Tampered, Unavailable
from console.secrets.passphrases import prepare

log = logging.getLogger(__name__)

KDF: Final = "argon2id13"
LARGEST_MEMORY = 1 << 30
MOST_PASSES = 16
"""Bounds on what a box may ask for, so that a planted one can't stop the machine."""
_KEY_BYTES = 32
_CHECK_BYTES = 16


class KdfProfile(msgspec.Struct, frozen=True):
    """How much work one guess at a passphrase costs: ``passes`` over ``memory`` bytes."""

    passes: int
    memory: int


STANDARD = KdfProfile(passes=argon2id.OPSLIMIT_INTERACTIVE, memory=argon2id.MEMLIMIT_INTERACTIVE)
"""2 passes over 64 MiB, libsodium's INTERACTIVE: about 0.1 s (OWASP's smallest is 2 passes over 19 MiB)."""
CAREFUL = KdfProfile(passes=argon2id.OPSLIMIT_MODERATE, memory=argon2id.MEMLIMIT_MODERATE)
"""3 passes over 256 MiB, libsodium's MODERATE: for what is opened once a day, such as the encrypted file."""
DEMO_ONLY = KdfProfile(passes=argon2id.OPSLIMIT_MIN, memory=argon2id.MEMLIMIT_MIN)
"""No protection at all: for throw-away demo stores with printed passphrases, and tests.  Never a default."""


class _Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    kdf: str
    passes: int
    memory: int
    salt: str
    check: str
    nonce: str
    sealed: str
    digest: str = ""

    def header(self) -> bytes:
        """What is authenticated with the box beside its content."""
        fields = (self.type, self.kdf, self.passes, self.memory, self.salt, self.check)
        return msgspec.json.encode(fields)

    def computed_digest(self) -> str:
        return hashlib.sha256(self.header() + msgspec.json.encode((self.nonce, self.sealed))).hexdigest()


class SealKey:
    """A derived key with the parameters it came from, so that a file can be written again without the passphrase."""

    __slots__ = ("_key", "check", "profile", "salt")

    def __init__(self, profile: KdfProfile, salt: bytes, key: bytes, check: bytes) -> None:
        self.profile = profile
        self.salt = salt
        self.check = check
        self._key = key

    def __repr__(self) -> str:
        return "SealKey(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled")

    def seal(self, type_name: str, secret: bytes) -> bytes:
        """The box, as JSON bytes, with a fresh nonce."""
        salt, check = self.salt.hex(), self.check.hex()
        header = _Box(type_name, KDF, self.profile.passes, self.profile.memory, salt, check, "", "")
        boxed = nacl.secret.Aead(self._key).encrypt(secret, header.header())
        box = msgspec.structs.replace(header, nonce=boxed.nonce.hex(), sealed=boxed.ciphertext.hex())
        return msgspec.json.encode(msgspec.structs.replace(box, digest=box.computed_digest()))

    def open(self, type_name: str, data: bytes, where: str = "") -> bytes:
        """The content of a box that this very key sealed.

        Raises :class:`Tampered` where it was changed or damaged, :class:`BadInput` where it has a passphrase that was
        changed meanwhile.
        """
        box = _parse(type_name, data, where)
        if box.salt != self.salt.hex() or box.check != self.check.hex():
            raise BadInput(
                "The passphrase was changed meanwhile",
                where,
                "Open it again with the new passphrase.",
                message_id="secrets.passphrase_changed",
            )
        try:
            return nacl.secret.Aead(self._key).decrypt(
                bytes.fromhex(box.sealed), box.header(), bytes.fromhex(box.nonce)
            )
        except nacl.exceptions.CryptoError:
            raise _damaged(where, "its seal does not hold") from None


def new_key(passphrase: str, profile: KdfProfile) -> SealKey:
    """Derive a key from ``passphrase`` with a new random salt."""
    salt = nacl.utils.random(argon2id.SALTBYTES)
    key, check = _derive(passphrase, salt, profile)
    return SealKey(profile, salt, key, check)


def key_of(type_name: str, data: bytes, passphrase: str, *, wrong: str, where: str, what_to_do: str) -> SealKey:
    """Derive the key of the box in ``data``.

    Raises :class:`BadInput` with the words ``wrong`` and ``what_to_do`` where the passphrase is not the box's,
    :class:`Tampered` where the box is damaged.
    """
    box = _parse(type_name, data, where)
    profile, salt = KdfProfile(box.passes, box.memory), bytes.fromhex(box.salt)
    key, check = _derive(passphrase, salt, profile)
    if not hmac.compare_digest(check.hex(), box.check):
        log.info("event=wrong_passphrase box=%s", type_name)
        raise BadInput(wrong, where, what_to_do, message_id="secrets.wrong_passphrase")
    return SealKey(profile, salt, key, check)


def seal(type_name: str, secret: bytes, passphrase: str, profile: KdfProfile) -> bytes:
    """Seal ``secret`` under ``passphrase``; see the module's page for the format."""
    return new_key(passphrase, profile).seal(type_name, secret)


def unseal(type_name: str, data: bytes, passphrase: str, *, wrong: str, where: str, what_to_do: str) -> bytes:
    """Open a box with its passphrase.  Raises as :func:`key_of`."""
    key = key_of(type_name, data, passphrase, wrong=wrong, where=where, what_to_do=what_to_do)
    return key.open(type_name, data, where)


def _derive(passphrase: str, salt: bytes, profile: KdfProfile) -> tuple[bytes, bytes]:
    prepared = prepare(passphrase)
    try:
        derived = argon2id.kdf(
            _KEY_BYTES + _CHECK_BYTES, prepared, salt, opslimit=profile.passes, memlimit=profile.memory
        )
    except (MemoryError, nacl.exceptions.RuntimeError):
        raise Unavailable(
            "There is not enough memory to check the passphrase",
            what_to_do=f"Free {profile.memory >> 20} MiB, then try again.",
            message_id="secrets.memory",
        ) from None
    return derived[:_KEY_BYTES], derived[_KEY_BYTES:]


def _parse(type_name: str, data: bytes, where: str) -> _Box:
    """The box, its shape and digest checked.  No exception here repeats any of its bytes."""
    try:
        box = msgspec.json.decode(data, type=_Box)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _refuse_other_type(type_name, data, where)
        raise _damaged(where, "it is not the JSON of a sealed box") from None
    if box.type != type_name or box.kdf != KDF:
        _refuse_other_type(type_name, data, where)
        raise _damaged(where, "it is of another kind")
    if not hmac.compare_digest(box.computed_digest(), box.digest.encode("ascii", "replace").decode()):
        raise _damaged(where, "its digest does not fit")
    lengths = ((box.salt, argon2id.SALTBYTES), (box.check, _CHECK_BYTES), (box.nonce, nacl.secret.Aead.NONCE_SIZE))
    if not (all(_is_hex(text, size) for text, size in lengths) and _is_hex(box.sealed, None)):
        raise _damaged(where, "a field is not hexadecimal of its length")
    if len(box.sealed) < 2 * nacl.secret.Aead.MACBYTES:
        raise _damaged(where, "its content is cut off")
    in_range = 1 <= box.passes <= MOST_PASSES and argon2id.MEMLIMIT_MIN <= box.memory <= LARGEST_MEMORY
    if not in_range:
        raise _damaged(where, "its parameters are out of range")
    return box


def _refuse_other_type(type_name: str, data: bytes, where: str) -> None:
    """Raise :class:`BadInput` where ``data`` is our own format in a version that this program does not know."""
    try:
        found = msgspec.json.decode(data, type=dict[str, object]).get("type")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    noun, _, version = type_name.partition("/")
    if isinstance(found, str) and found.partition("/")[0] == noun and found.partition("/")[2].isdecimal():
        if int(found.partition("/")[2]) > int(version):
            raise BadInput(
                "This was written by a newer version of Countersign",
                where,
                "Update Countersign on this machine.",
                message_id="secrets.newer",
            )


def _is_hex(text: str, size: int | None) -> bool:
    digits = all(char in "0123456789abcdef" for char in text)
    return digits and (len(text) == 2 * size if size is not None else len(text) % 2 == 0)


def _damaged(where: str, why: str) -> Tampered:
    log.warning("event=sealed_box_damaged why=%r", why)
    return Tampered(
        f"The sealed secret is damaged or was changed: {why}",
        where,
        "Bring it back from a backup, or enrol anew.",
        message_id="secrets.damaged",
    )
