"""Where the files of `resources/` lie: inside the installed package, or in the checkout.

Nothing here may import anything of ours but `console.errors`.
"""

from __future__ import annotations

from pathlib import Path

from console.errors import BadInput

_PACKAGE = Path(__file__).resolve().parent
_CANDIDATES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
"""The wheel carries `resources/` as `console/_resources`; an editable install reads the checkout's own."""


def resource_path(*parts: str) -> Path:
    """The path of one file or folder of `resources/`, for example `resource_path("policy", "default.toml")`.

    Without `parts` it is the folder itself. Raises `BadInput` when it is not there, which means that the
    installation is damaged, and when `parts` lead out of the folder.
    """
    for root in _CANDIDATES:
        if root.is_dir():
            break
    else:
        raise BadInput(
            "The files that belong to Countersign are missing",
            str(_CANDIDATES[0]),
            "Install Countersign again.",
            message_id="resources.missing",
        )
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root.resolve()) or not path.exists():
        raise BadInput(
            "A file that belongs to Countersign is missing",
            "/".join(parts),
            "Install Countersign again.",
            message_id="resources.missing",
            name="/".join(parts),
        )
    return path
