"""The console for the window: opened on the window's first worker, so that nothing of it delays the first paint."""

from __future__ import annotations

from collections.abc import Sequence

from console.bootstrap.running import open_local
from console.cancel import CancelToken
from console.cli.place import Place
from console.errors import Refused, Unavailable
from console.secrets.opening import FileOffer, open_secrets
from console.settings.machine import load_machine
from console.settings.paths import Folders, machine_folder
from console.workstation.console import Console


def open_for_window(folders: Folders, answers: Sequence[str], cancel: CancelToken) -> Console:
    """The console on the user's store; ``answers`` holds the passphrase of the encrypted file of secrets, if typed.

    Raises what opening a store raises, in sentences that the sign-in shows.
    """
    site, path = Place(folders).site()
    policy = load_machine(machine_folder())
    if site.is_local and policy.forbid_local_store:
        raise Refused("The policy of this machine allows no local store", what_to_do="Ask its administrator.")

    def choose(offer: FileOffer) -> str | None:
        return answers[0] if answers and offer.exists else None

    secrets = open_secrets(folders.data, site.store_id, choose, require_keyring=policy.require_keyring)
    console = open_local(site, path, secrets, folders.data, cancel=cancel).console
    if console is None:
        raise Unavailable("The store has no console", what_to_do="Open it again.")
    return console
