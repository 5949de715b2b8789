"""Where files lie on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

APPLICATION = "countersign"
HOME_VARIABLE = "COUNTERSIGN_HOME"
"""Names one folder that holds everything of this user instead: for tests and throw-away demos."""


class Folders(msgspec.Struct, frozen=True):
    """The folders of one user.  They need not exist yet."""

    data: Path
    """Local stores, drafts, the encrypted file of secrets."""
    config: Path
    """User settings, and a site file where IT placed none."""
    logs: Path

    @property
    def user_settings(self) -> Path:
        """The user settings file."""
        return self.config / "settings.toml"

    @property
    def site_file(self) -> Path:
        """The site file that ``store init`` writes; see :func:`find_site_file` for which one is read."""
        return self.config / "site.toml"


def folders(environment: Mapping[str, str] | None = None) -> Folders:
    """The folders by the habits of the operating system, or below ``COUNTERSIGN_HOME`` where that is set."""
    given = (os.environ if environment is None else environment).get(HOME_VARIABLE, "")
    if given:
        home = Path(given).expanduser().absolute()
        return Folders(data=home / "data", config=home / "config", logs=home / "log")
    system = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
    return Folders(data=system.user_data_path, config=system.user_config_path, logs=system.user_log_path)


def machine_folder() -> Path:
    """The folder of the machine's administrator: ``policy.toml``, and a ``site.toml`` placed by an installer.

    Fixed by the operating system and by no environment variable (not ``COUNTERSIGN_HOME``, ``XDG_CONFIG_DIRS`` or
    ``ProgramData`` either): whom the policy binds must not choose where it is read from.
    """
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
        ) as key:
            return Path(str(winreg.QueryValueEx(key, "Common AppData")[0])) / APPLICATION
    if sys.platform == "darwin":
        return Path("/Library/Application Support") / APPLICATION
    return Path("/etc") / APPLICATION


def find_site_file(of_user: Folders, of_machine: Path) -> Path | None:
    """The site file in force: the machine's where there is one, else the user's, else None."""
    for path in (of_machine / "site.toml", of_user.site_file):
        if path.is_file():
            return path
    return None
