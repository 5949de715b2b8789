"""Slips of the hand, put to the real widgets: what each console does with a key that was not meant.

In a process of its own.  Every variant of every slip is played once on each distinct procedure of the default policy,
on the component that the window itself shows (``console/ui/steps``), and on the dialogs of the other consoles.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from console.domain.actions import Action, Tier
from tests.bench.slip_people import Look, Slip

ROOT = Path(__file__).resolve().parents[2]
SETTLES_S = 0.7


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One slip on one procedure: how often it was committed, and which looks were passed without having been met."""

    procedure: str
    slip: Slip
    words: str
    commits: int
    skipped: tuple[Look, ...]


class Crossed(msgspec.Struct, frozen=True, kw_only=True):
    """Another action's plan was opened than was wanted, and the hand went on with the keys of the wanted one."""

    tier: Tier
    wanted: Action
    got: Action
    commits: int


class PeerPlayed(msgspec.Struct, frozen=True, kw_only=True):
    """One slip at another console, on a case where ``wanted`` was meant: what it did that was not meant."""

    peer: str
    wanted: Action
    slip: Slip
    words: str
    wrong: tuple[tuple[int, Action], ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was played."""

    played: tuple[Played, ...]
    crossed: tuple[Crossed, ...]
    peers: tuple[PeerPlayed, ...]


@contextmanager
def driving() -> Iterator[Callable[[], Said]]:
    """Play everything in a process of its own meanwhile; what is given waits for it, and says what came of it."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.slip_play"], cwd=ROOT, env=environment, stdout=out, stderr=err
        )

        def outcome() -> Said:
            code = child.wait()
            out.seek(0)
            err.seek(0)
            if code != 0:
                raise SystemExit(f"slips bench: {err.read().decode()[-4000:]}")
            return msgspec.json.decode(out.read().splitlines()[-1], type=Said)

        try:
            yield outcome
        finally:
            child.kill()
            child.wait()
