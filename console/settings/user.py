"""What one person prefers on this workstation.  Nothing here has a say in what is allowed."""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.settings import toml_file
from console.settings.toml_file import Kind

log = logging.getLogger(__name__)

LARGEST_LAYOUT = 64 << 10
"""Characters of one of Qt's state blobs; a real one has a few hundred."""

_COMMAND = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


class UserSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The user settings file, version 1.  Use ``msgspec.structs.replace`` to change one."""

    version: int = 1
    theme: Literal["light", "dark", "system"] = "system"
    blur_media: bool = True
    """Disturbing media is blurred until asked for (DESIGN.md section 7)."""
    grey_media: bool = True
    """And shown without colour."""
    last_person: str = ""
    """The internal id of who signed in last here, so that sign-in can start there; never a name."""
    keys: Mapping[str, str] = {}
    """Command id of ``ui/commands.py`` to a key sequence as Qt writes it; an empty text takes the key away."""
    layout: Mapping[str, str] = {}
    """What Qt wants to remember (object name to base64 of ``saveState``, ``saveGeometry``); opaque to us."""

    def __post_init__(self) -> None:
        for command, sequence in self.keys.items():
            if not _COMMAND.fullmatch(command) or len(sequence) > 64 or not (sequence.isprintable() or not sequence):
                raise ValueError("keys maps command ids to short key sequences")
        for blob in self.layout.values():
            if len(blob) > LARGEST_LAYOUT or not _is_base64(blob):
                raise ValueError("layout holds base64 of at most 64 KiB")


KIND = Kind(
    name="user settings file",
    struct=UserSettings,
    version=1,
    header="Countersign: what you prefer on this machine. What is missing has its default.",
)


class LoadedUserSettings(msgspec.Struct, frozen=True):
    """The settings to use, and what the person should be told about their file."""

    settings: UserSettings
    notices: tuple[CountersignError, ...] = ()


def load_user(path: Path, now: datetime) -> LoadedUserSettings:
    """The user settings; a file that is missing, broken, unreadable or newer never stops the start.

    A broken file is set aside as ``<name>.broken-<time>`` beside it, and the defaults are used; a newer one stays where
    it is.  ``now`` is an aware UTC instant, for the name.  Does not raise.
    """
    try:
        return LoadedUserSettings(toml_file.load_if_there(KIND, path) or UserSettings())
    except (Refused, Unavailable) as error:
        log.warning("event=user_settings_not_used reason=%s", error.message_id)
        return LoadedUserSettings(UserSettings(), (error,))
    except BadInput as error:
        log.warning("event=user_settings_broken reason=%s", error.message_id)
        return LoadedUserSettings(UserSettings(), (error, _set_aside(path, now)))


def save_user(path: Path, settings: UserSettings) -> None:
    """Write the user settings.  Raises :class:`Refused` over a newer file, :class:`Unavailable` where it can't."""
    toml_file.save(KIND, path, settings)


def encode_layout(blob: bytes) -> str:
    """One of Qt's blobs as it stands in :attr:`UserSettings.layout`."""
    return base64.b64encode(blob).decode("ascii")


def decode_layout(settings: UserSettings, name: str) -> bytes:
    """The blob of the object called ``name``, or empty bytes."""
    return base64.b64decode(settings.layout.get(name, ""))


def _set_aside(path: Path, now: datetime) -> CountersignError:
    """Rename the broken file, so that saving does not destroy what its owner wrote; say where it is."""
    kept = path.with_name(f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        path.replace(kept)
    except OSError as error:
        return Unavailable(
            f"The broken user settings file could not be set aside: {error.strerror or 'unknown reason'}",
            str(path),
            "The defaults are used; move the file away yourself.",
            message_id="settings.not_set_aside",
        )
    return BadInput(
        "Your settings were set aside and the defaults are used",
        str(kept),
        "Correct the file and name it settings.toml again, or forget it.",
        message_id="settings.set_aside",
    )


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
