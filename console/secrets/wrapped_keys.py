"""Signing keys at rest: an Ed25519 seed, wrapped by its owner's passphrase, so that who copies the keyring has nothing.

The wrapped bytes are a sealed box (``sealed``) of type ``wrapped-key/1``.  Losing the passphrase loses the key; the
person is then enrolled anew with a new one (PROTOCOL.md section 6).
"""

from __future__ import annotations

from console.errors import BadInput
from console.secrets import sealed
from console.secrets.sealed import STANDARD, KdfProfile

TYPE = "wrapped-key/1"
SEED_BYTES = 32


def wrap(seed: bytes, passphrase: str, profile: KdfProfile = STANDARD) -> bytes:
    """Wrap ``seed`` (32 bytes) by ``passphrase``; about 480 bytes of JSON that may be kept anywhere.

    Takes as long as ``profile`` asks for (about 0.1 s for the standard one).  Raises :class:`BadInput`.
    """
    if len(seed) != SEED_BYTES:
        raise BadInput(
            f"A signing key's seed has {SEED_BYTES} bytes, this one has {len(seed)}",
            what_to_do="Make a new key.",
            message_id="secrets.seed_size",
        )
    return sealed.seal(TYPE, seed, passphrase, profile)


def unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """The seed (32 bytes).

    Raises :class:`BadInput` "The passphrase is not right" where it is not, :class:`Tampered` where the wrapped key was
    changed or damaged.
    """
    return sealed.unseal(
        TYPE, wrapped, passphrase, wrong="The passphrase is not right", where="", what_to_do="Type it again."
    )


def rewrap(wrapped: bytes, old: str, new: str, profile: KdfProfile = STANDARD) -> bytes:
    """The same seed under another passphrase, with a new salt.  Raises as :func:`unwrap` and :func:`wrap`."""
    return wrap(unwrap(wrapped, old), new, profile)
