"""A guard against a mistake of PySide 6.12 on Python 3.11: every ``emit()`` takes a reference of ``True`` away.

``Signal.emit`` returns ``True`` without owning it (measured: 200 emits, 200 references less).  After several hundred
emits the count is nought and the interpreter ends with "deallocating True or False".  Python 3.12 and later do not
count references of ``True``, and lose nothing.  The guard gives ``True`` more references than anybody can emit away.
"""

from __future__ import annotations

import ctypes
import sys

_MORE = 1 << 40


def keep_true() -> None:
    """Give ``True`` references to lose; does nothing where they are not counted, and nothing the second time."""
    if sys.version_info >= (3, 12) or sys.getrefcount(True) > _MORE // 2:
        return
    ctypes.c_ssize_t.from_address(id(True)).value += _MORE
