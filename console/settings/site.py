"""The site file: which organisation, which store, whose roster.  Written by ``store init`` or baked into an installer.

What it pins is only as safe as the file: an installer places it where the reviewer can't write.  It holds no secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

import msgspec

from console.settings import toml_file
from console.settings.toml_file import Kind

# A description says in a message what the key takes.
Line: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z", description="one line of text in quotes"
    ),
]
Identifier: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z",
        description="1 to 64 letters, digits, dots, dashes and underscores in quotes, a letter or digit first",
    ),
]
Digest: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z", description="a SHA-256 digest: 64 lower-case hexadecimal digits")
]

_SECRET_KEY = re.compile(r"(token|secret|password|passphrase|private|credential)", re.IGNORECASE)


class PlatformSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one platform is reached; its token is among the secrets, under the platform's name."""

    connector: Identifier
    """``sandbox``, ``synapse``."""
    address: str = ""
    """Base URL, or for the sandbox a path relative to the store's folder."""
    protected: tuple[Line, ...] = ()
    """Platform account ids that the dispatcher holds for protected whatever the store says (PROTOCOL.md section 8)."""
    options: Mapping[str, str | int | bool] = {}
    """The connector's own named choices, such as a substitute for a missing action; it checks them itself."""

    def __post_init__(self) -> None:
        if any(_SECRET_KEY.search(key) for key in self.options):
            raise ValueError("a secret does not belong into the site file; keep it among the secrets")
        _refuse_password(self.address)


class SiteFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The site file, version 1."""

    organisation: Line
    store: Line
    """A PostgreSQL URL without a password, or the path of a local store file (relative to the site file's folder)."""
    store_id: Identifier
    """As in every signed document."""
    environment: Identifier
    """``production``, ``training``, ``demo``: as in every signed document, and in the header line."""
    roster_root: Digest
    """SHA-256 of roster version 1, pinned (PROTOCOL.md section 6)."""
    version: int = 1
    product_line: str = ""
    """A line of the organisation's own beside the product's name, at sign-in."""
    platforms: Mapping[str, PlatformSettings] = {}
    """By the platform's name, the first half of an account's identity."""
    page_command: tuple[Line, ...] = ()
    """What rings when a second reader is called: the whole path of a program, then its arguments, run without a shell.

    ``{login}`` in an argument becomes the person's login, ``{text}`` one sentence that is always the same.  It runs
    where the store is led, for each call once.
    """

    def __post_init__(self) -> None:
        _refuse_password(self.store)

    @property
    def is_local(self) -> bool:
        """Whether the store is a file on this machine."""
        return not self.store.startswith(("postgresql://", "postgresql+psycopg://"))


KIND = Kind(
    name="site file",
    struct=SiteFile,
    version=1,
    header="Countersign: whose console this is and which store it belongs to. Holds no secret.",
)


def load_site(path: Path) -> SiteFile:
    """The site file.  Raises :class:`BadInput`, :class:`Refused` (newer), :class:`Unavailable` (not readable)."""
    return toml_file.load(KIND, path)


def save_site(path: Path, site: SiteFile) -> None:
    """Write the site file.  Raises :class:`Refused` over a newer one, :class:`Unavailable` where it can't."""
    toml_file.save(KIND, path, site)


def local_store_path(site: SiteFile, site_path: Path) -> Path:
    """The local store's file, resolved against the site file's folder."""
    return (site_path.parent / site.store).absolute()


def _refuse_password(address: str) -> None:
    """Say no to a password inside a URL, without repeating it."""
    try:
        parts = urlsplit(address)
        held = parts.password is not None or _SECRET_KEY.search(parts.query) is not None
    except ValueError:
        raise ValueError("the address is not a URL") from None
    if held:
        raise ValueError("an address here holds no password; keep it among the secrets")
