"""Which store a command is about: the site file that ``--home`` or the user's own folders name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
import typer

from console.cli.ending import Commands
from console.cli.last_words import log_file
from console.errors import BadInput
from console.settings.paths import HOME_VARIABLE, Folders, find_site_file, folders, machine_folder
from console.settings.site import SiteFile, load_site

Home: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="FOLDER",
        help=f"Where everything of this user lies: store, settings, log. Default: ${HOME_VARIABLE}, else the system's.",
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]


class Place(msgspec.Struct, frozen=True):
    """Where the files of this user lie."""

    folders: Folders

    def site(self) -> tuple[SiteFile, Path]:
        """The site file in force and its path.  Raises :class:`BadInput` where there is none."""
        path = find_site_file(self.folders, machine_folder())
        if path is None:
            raise BadInput(
                "There is no store here yet",
                str(self.folders.site_file),
                "Found one with: countersign store init. Or try: countersign demo.",
                message_id="cli.no_site",
            )
        return load_site(path), path


def place_of(context: typer.Context, home: Path | None) -> Place:
    """The user's folders, or those below ``home`` (given to the command, or before it); begins the log file there."""
    chosen = home or (context.obj if isinstance(context.obj, Path) else None)
    place = Place(folders(None if chosen is None else {HOME_VARIABLE: str(chosen)}))
    root = context.find_root().command
    if isinstance(root, Commands):
        root.keep(log_file(place.folders.logs))
    return place
