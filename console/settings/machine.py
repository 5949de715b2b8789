"""The machine policy: what the machine's administrator fixes for everybody here.  Read-only: nothing of ours writes it.

It binds whoever may not change the machine.  Somebody who owns the operating system can replace the program as well;
the rules that protect accounts therefore lie in the signed policy of the store, not here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from console.settings import toml_file
from console.settings.toml_file import Kind
from console.settings.user import UserSettings


class MachinePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The machine policy, version 1; what is None or False fixes nothing."""

    version: int = 1
    theme: Literal["light", "dark", "system"] | None = None
    blur_media: bool | None = None
    grey_media: bool | None = None
    require_keyring: bool = False
    """No encrypted file in a keyring's place."""
    forbid_demo: bool = False
    forbid_local_store: bool = False


KIND = Kind(name="machine policy", struct=MachinePolicy, version=1)

_OVERRIDES = ("theme", "blur_media", "grey_media")


def load_machine(folder: Path) -> MachinePolicy:
    """The policy in ``folder`` (see ``paths.machine_folder``); an empty one where there is no file.

    A broken, unreadable or newer one raises (:class:`BadInput`, :class:`Refused`, :class:`Unavailable`) and stops the
    start: what is not known can't be taken for permission.
    """
    return toml_file.load_if_there(KIND, folder / "policy.toml") or MachinePolicy()


def apply_policy(settings: UserSettings, policy: MachinePolicy) -> UserSettings:
    """The settings in force: what the policy fixes in place of what the person prefers.  Never save the result."""
    fixed = {name: getattr(policy, name) for name in fixed_settings(policy)}
    return msgspec.structs.replace(settings, **fixed)


def fixed_settings(policy: MachinePolicy) -> frozenset[str]:
    """The names of the user settings that the policy fixes, so that the window can show them locked."""
    return frozenset(name for name in _OVERRIDES if getattr(policy, name) is not None)
