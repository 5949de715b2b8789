"""Which store of secrets a console gets.  Where there is no keyring the person decides; nothing falls back silently."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec

from console.errors import BadInput, Unavailable
from console.secrets.contract import SecretStore
from console.secrets.encrypted_file import EncryptedFileStore
from console.secrets.keyring_store import find_keyring

NO_KEYRING = "This machine has no keyring that answers, so your keys and passwords have no safe place yet"
_STORE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class FileOffer(msgspec.Struct, frozen=True):
    """The encrypted file, offered to the person."""

    sentence: str
    """One sentence to show: why it is offered, or that it is there already."""
    path: Path
    exists: bool
    """True: ask for its passphrase.  False: ask whether to make it, and for a new passphrase, twice."""


Choose: TypeAlias = Callable[[FileOffer], str | None]
"""Asks the person; answers with the passphrase, or None where they don't want the file."""


def secrets_file(data_folder: Path, store_id: str) -> Path:
    """Where the encrypted file of a store lies.  Raises :class:`BadInput` for an id that is no file name."""
    if not _STORE_ID.fullmatch(store_id):
        raise BadInput("The store id is not usable", what_to_do="Check the site file.", message_id="secrets.store_id")
    return data_folder / "secrets" / f"{store_id}.json"


def open_secrets(data_folder: Path, store_id: str, choose: Choose, *, require_keyring: bool = False) -> SecretStore:
    """The secrets of one store on this machine.  May block and ask: use a worker.

    The encrypted file where the person made one before (its secrets are there, whatever keyring has appeared since),
    else the keyring, else what ``choose`` says to the offer of making the file.  With ``require_keyring`` (machine
    policy) the file is neither offered nor opened.

    Raises :class:`Unavailable` with one sentence where there is no keyring and the person declined; :class:`BadInput`
    for a wrong or too short passphrase (call again to ask again); :class:`Tampered` for a damaged file.
    """
    path = secrets_file(data_folder, store_id)
    if require_keyring or not os.path.exists(path):
        found = find_keyring(store_id)
        if found is not None:
            return found
    if require_keyring:
        raise Unavailable(
            NO_KEYRING,
            what_to_do="The policy of this machine allows nothing else: ask its administrator for a keyring.",
            message_id="secrets.keyring_required",
        )
    if os.path.exists(path):
        offer = FileOffer("Your keys and passwords are in an encrypted file; its passphrase opens it.", path, True)
    else:
        offer = FileOffer(f"{NO_KEYRING}. They can be kept in an encrypted file under a passphrase.", path, False)
    passphrase = choose(offer)
    if passphrase is None:
        raise Unavailable(
            "The encrypted file was not opened" if offer.exists else NO_KEYRING,
            str(path) if offer.exists else "",
            "Start a keyring, or choose the encrypted file.",
            message_id="secrets.declined",
        )
    if offer.exists:
        return EncryptedFileStore.open(path, passphrase)
    return EncryptedFileStore.create(path, passphrase)
