"""The keys of the people who sign in at this workstation: wrapped by each one's passphrase, opened while signed in."""

from __future__ import annotations

from console.errors import BadInput
from console.ledger.signing import SigningKey
from console.secrets.contract import SecretKind, SecretStore
from console.secrets.wrapped_keys import unwrap


class Keys:
    """Wrapped signing keys in a secret store, by person id."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets

    def people(self) -> frozenset[str]:
        """Ids of those whose key is on this workstation."""
        return frozenset(self._secrets.names(SecretKind.SIGNING_KEY))

    def open(self, person: str, passphrase: str) -> SigningKey:
        """The key of ``person``; raises :class:`BadInput` when it is not here or the passphrase is not right."""
        wrapped = self._secrets.get(SecretKind.SIGNING_KEY, person)
        if wrapped is None:
            raise BadInput(
                "The key of this person is not on this workstation",
                person,
                "Sign in where it was made, or have a second workstation enrolled.",
                message_id="workstation.no_key",
            )
        return SigningKey.from_seed(unwrap(wrapped, passphrase))
