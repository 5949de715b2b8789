"""The ways back at a workstation: restores of every kind, undo since, alarms, and what ends by itself."""

from __future__ import annotations

from console.workstation.ways_alarms import WaysAlarms
from console.workstation.ways_ends import WaysEnds
from console.workstation.ways_late import WaysLate
from console.workstation.ways_undo import WaysUndo


class Ways(WaysLate, WaysUndo, WaysAlarms, WaysEnds):
    """The ways back at a workstation: one signed-in person's part of it.

    Whatever is asked returns the request's digest, to be followed by ``session.wait_for``; reading raises ``Refused``
    once the session is over.
    """
