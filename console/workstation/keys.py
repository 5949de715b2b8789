"""The keys of the people who sign in at this workstation: wrapped by each one's passphrase, opened while signed in.

A person may have several here for a while: the one that counts, and one whose enrolment waits.  The first stands under
the person's id, others under the id, ``~`` and the beginning of their public key.
"""

from __future__ import annotations

from collections.abc import Callable

from console.errors import BadInput
from console.ledger.signing import SigningKey
from console.secrets.contract import SecretKind, SecretStore
from console.secrets.passphrases import check_new
from console.secrets.sealed import STANDARD, KdfProfile
from console.secrets.wrapped_keys import rewrap, unwrap, wrap

_KIND = SecretKind.SIGNING_KEY
_NEXT = "~"


class Keys:
    """Wrapped signing keys in a secret store, by person id."""

    def __init__(self, secrets: SecretStore, profile: KdfProfile = STANDARD) -> None:
        self._secrets = secrets
        self._profile = profile
        self._lent: dict[str, bytes] = {}

    def people(self) -> frozenset[str]:
        """Ids of those whose key is on this workstation."""
        return frozenset(self._lent) | frozenset(name.split(_NEXT)[0] for name in self._secrets.names(_KIND))

    def open(self, person: str, passphrase: str, good: Callable[[str], bool] = lambda public: True) -> SigningKey:
        """The key of ``person`` that the passphrase opens; of several the first whose public key (hex) is ``good``.

        Raises :class:`BadInput` when none is here or the passphrase is not right.
        """
        opened = [SigningKey.from_seed(seed) for seed in self._opened(person, passphrase).values()]
        return next((key for key in opened if good(key.public)), opened[0])

    def lend(self, person: str, wrapped: bytes) -> None:
        """A wrapped key from a safe: used while this object lives, and not kept here."""
        self._lent[person] = wrapped

    def add(self, person: str, key: SigningKey, passphrase: str) -> None:
        """Keep a key beside those that are here; raises :class:`BadInput` for a passphrase that is too short."""
        check_new(passphrase)
        taken = self._secrets.get(_KIND, person) is not None
        name = f"{person}{_NEXT}{key.public[:16]}" if taken else person
        self._secrets.put(_KIND, name, wrap(key.seed, passphrase, self._profile))

    def change_passphrase(self, person: str, old: str, new: str) -> None:
        """Wrap what ``old`` opens under ``new``; afterwards ``old`` opens nothing here.  Raises as :meth:`open`."""
        check_new(new)
        for name in self._opened(person, old):
            wrapped = self._secrets.get(_KIND, name)
            if wrapped is not None:
                self._secrets.put(_KIND, name, rewrap(wrapped, old, new, self._profile))

    def _opened(self, person: str, passphrase: str) -> dict[str, bytes]:
        """The seeds that the passphrase opens, by the name under which they are kept."""
        names = [n for n in self._secrets.names(_KIND) if n == person or n.startswith(person + _NEXT)]
        wrong: BadInput | None = None
        found: dict[str, bytes] = {}
        lent = {f"{person}{_NEXT}lent": self._lent[person]} if person in self._lent else {}
        for name in (*names, *lent):
            wrapped = lent.get(name) or self._secrets.get(_KIND, name)
            try:
                if wrapped is not None:
                    found[name] = unwrap(wrapped, passphrase)
            except BadInput as error:
                wrong = error
        if found:
            return found
        raise wrong or BadInput(
            "The key of this person is not on this workstation",
            person,
            "Sign in where it was made, or have a second workstation enrolled.",
            message_id="workstation.no_key",
        )
