"""What many tests begin with is made once in a process, and copied for each of them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_MADE: dict[Hashable, tuple[Path, object]] = {}


def copied(name: Hashable, folder: Path, make: Callable[[Path], T]) -> T:
    """Fill ``folder`` with what ``make`` put into an empty one the first time, and return what it returned.

    ``name`` says what it is made of; two of one name must be made alike.  What is returned is shared: copy it before
    it is changed.  ``make`` closes all that it opens.
    """
    if name not in _MADE:
        first = Path(tempfile.mkdtemp(prefix="countersign-copies-"))
        atexit.register(shutil.rmtree, first, ignore_errors=True)
        _MADE[name] = (first, make(first))
    where, made = _MADE[name]
    shutil.copytree(where, folder, dirs_exist_ok=True)
    return made  # type: ignore[return-value]
