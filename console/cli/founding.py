"""Founding a local store from what the command was given; nothing is left behind where it fails."""

from __future__ import annotations

import os
import secrets as random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from console.bootstrap.founding import Founder, found_store
from console.cancel import NEVER
from console.cli.asking import Passphrases
from console.cli.opened import secrets_of
from console.cli.place import Place
from console.cli.roster_steps import login_of
from console.cli.words import plain
from console.domain.people import Role
from console.domain.policy import parse_policy
from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.files import write_atomically
from console.ledger.signing import SigningKey, fingerprint
from console.platforms.registry import ConnectorSettings, open_connector
from console.platforms.sandbox.seed import make
from console.registrar.loop import utc_now
from console.resource_files import resource_path
from console.secrets.contract import SecretKind, SecretStore
from console.secrets.passphrases import check_new
from console.secrets.wrapped_keys import wrap
from console.settings.machine import load_machine
from console.settings.paths import machine_folder
from console.settings.site import SiteFile, save_site

SANDBOX_FILE = "sandbox.db"
STORE_FILE = "store.db"
LEAST_ADMINISTRATORS = 3
"""One may be ill, one key lost: a quorum of two is still there (PROTOCOL.md section 6)."""


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What ``store init`` was given."""

    organisation: str
    environment: str
    administrators: tuple[str, ...]
    policy: Path | None
    safe: str
    safe_file: Path | None
    platform: str
    address: str
    options: tuple[str, ...]
    protected: tuple[str, ...]
    token_file: Path | None


class Done(msgspec.Struct, frozen=True):
    """A founded store; ``administrators`` are person id, name and fingerprint."""

    site: SiteFile
    site_path: Path
    store_path: Path
    secrets_words: str
    administrators: tuple[tuple[str, str, str], ...]


def found(place: Place, wanted: Founding, passphrases: Passphrases) -> Done:
    """Found the store in the user's folders; raises before anything is written where something given can't be used."""
    folders = place.folders
    site_path, store_path = folders.site_file, folders.data / STORE_FILE
    _check(place, wanted, store_path)
    policy = _policy(wanted.policy)
    store_id = random.token_hex(16)
    # Before anybody types anything: the site file's own rules, with a root that is not known yet.
    site = _site(wanted, place, store_path, store_id, "0" * 64)
    secrets = secrets_of(place, store_id, passphrases)
    founders = [_founder(name, wanted, passphrases) for name in wanted.administrators]
    name = _connect(wanted, folders.data, secrets)
    site = msgspec.structs.replace(site, platforms={name: site.platforms[wanted.platform]})
    founded = found_store(
        store_path,
        organisation=wanted.organisation,
        environment=wanted.environment,
        founders=[founder for founder, _ in founders],
        policy_toml=policy,
        secrets=secrets,
        store_id=store_id,
    )
    founded.store.close()
    site = msgspec.structs.replace(site, roster_root=founded.roster_root)
    try:
        _put_into_safe(wanted, founders)
        save_site(site_path, site)
    except CountersignError:
        store_path.unlink(missing_ok=True)
        raise
    return Done(
        site,
        site_path,
        store_path,
        secrets.describe(),
        tuple(
            (person.id, founder.name, fingerprint(founder.key.public))
            for person, (founder, _) in zip(founded.people, founders, strict=True)
        ),
    )


def _check(place: Place, wanted: Founding, store_path: Path) -> None:
    if load_machine(machine_folder()).forbid_local_store:
        raise Refused("The policy of this machine allows no local store", what_to_do="Ask its administrator.")
    for path in (place.folders.site_file, store_path):
        if path.exists():
            raise BadInput(
                "There is a store here already",
                str(path),
                "Open it with: countersign. Or name another folder with --home.",
                message_id="store.exists",
            )
    logins = [login_of(name) for name in wanted.administrators]
    if (
        len(set(logins)) < LEAST_ADMINISTRATORS
        or len(set(logins)) != len(logins)
        or not all(name.strip() for name in wanted.administrators)
    ):
        raise BadInput(
            f"A store needs {LEAST_ADMINISTRATORS} different administrators or more",
            what_to_do="Give --administrator NAME for each.",
            message_id="store.administrators",
        )
    if bool(wanted.safe) != (wanted.safe_file is not None) or (
        wanted.safe and wanted.safe not in wanted.administrators
    ):
        raise BadInput(
            "--safe names an administrator, and --safe-file the file for the key",
            what_to_do="Give both, or neither.",
            message_id="store.safe",
        )
    if wanted.safe_file is not None and wanted.safe_file.exists():
        raise BadInput("There is such a file already", str(wanted.safe_file), "Name a new one for --safe-file.")


def _policy(path: Path | None) -> str:
    source = resource_path("policy", "default.toml") if path is None else path
    try:
        toml = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("The policy can't be read", str(source), "Give a TOML file in UTF-8.") from error
    parse_policy(toml, str(source))
    return toml


def _site(wanted: Founding, place: Place, store_path: Path, store_id: str, root: str) -> SiteFile:
    options: dict[str, str | int | bool] = {}
    for option in wanted.options:
        name, equals, value = option.partition("=")
        if not (name and equals):
            raise BadInput("An option is written NAME=VALUE", plain(option, 80), "Write it so.")
        options[name] = value
    address = SANDBOX_FILE if wanted.platform == "sandbox" else wanted.address
    site_folder = place.folders.site_file.parent
    try:
        relative = os.path.relpath(store_path, site_folder)
        fields = {
            "organisation": wanted.organisation,
            "store": relative if not relative.startswith(os.path.join("..", "..")) else str(store_path),
            "store_id": store_id,
            "environment": wanted.environment,
            "roster_root": root,
            "platforms": {
                wanted.platform: {
                    "connector": wanted.platform,
                    "address": address,
                    "protected": list(wanted.protected),
                    "options": options,
                }
            },
        }
        return msgspec.convert(fields, SiteFile)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadInput(
            "What was given does not make a site file", plain(str(error)), "Mend it and try again."
        ) from error


def _founder(name: str, wanted: Founding, passphrases: Passphrases) -> tuple[Founder, str]:
    """An administrator with a new key, and the passphrase that was chosen for it."""
    chosen = passphrases.ask_new(plain(name))
    check_new(chosen)
    founder = Founder(
        name=name,
        login=login_of(name),
        role=Role.ADMINISTRATOR,
        key=SigningKey.generate(),
        passphrase=None if name == wanted.safe else chosen,
    )
    return founder, chosen


def _put_into_safe(wanted: Founding, founders: Sequence[tuple[Founder, str]]) -> None:
    if wanted.safe_file is None:
        return
    founder, chosen = next(pair for pair in founders if pair[0].name == wanted.safe)
    write_atomically(wanted.safe_file, wrap(founder.key.seed, chosen), private=True)


def _connect(wanted: Founding, folder: Path, secrets: SecretStore) -> str:
    """Make the sandbox, or speak to the platform once; returns the platform's own name."""
    token = b""
    if wanted.token_file is not None:
        try:
            token = wanted.token_file.read_bytes().strip()
        except OSError as error:
            raise Unavailable(
                f"The token can't be read: {error.strerror or 'unknown reason'}", str(wanted.token_file)
            ) from error
    sandbox = folder / SANDBOX_FILE
    if wanted.platform == "sandbox" and not sandbox.exists():
        make(sandbox, resource_path("sandbox"), now=utc_now)
    settings = ConnectorSettings(
        kind=wanted.platform,
        location=str(sandbox) if wanted.platform == "sandbox" else wanted.address,
        token=token.decode("ascii", "replace"),
        options=dict(option.split("=", 1) for option in wanted.options),
    )
    connector = open_connector(settings, now=utc_now)
    try:
        connector.check(NEVER)
        name = connector.describe().platform
    finally:
        connector.close()
    if token:
        secrets.put(SecretKind.PLATFORM_TOKEN, name, token)
    return name
