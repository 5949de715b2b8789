"""How the sandbox fails when it is asked to: for tests, and to show in a demo what happens then.

A fault lies in the sandbox's own file, so any process may set it and every connector on the file meets it.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum

import msgspec

from console.platforms.sandbox.site import Site


class Fault(StrEnum):
    """A way to fail.  The ones from ``LOST_REQUEST`` on strike only what changes something."""

    DOWN = "down"
    """Nobody answers; nothing arrives."""
    SLOW = "slow"
    """Each answer takes ``value`` seconds."""
    UNAUTHORISED = "unauthorised"
    """401: the token is not good (any more)."""
    FORBIDDEN = "forbidden"
    """403: the token may not do this."""
    TOO_MANY = "too_many"
    """429, and be left alone for ``value`` seconds."""
    ERROR = "error"
    """500, with nothing done."""
    RUBBISH = "rubbish"
    """An answer that is no answer; an order *was* carried out."""
    LOST_REQUEST = "lost_request"
    """The connection breaks before the order arrives, and the sender can't know it."""
    LOST_ANSWER = "lost_answer"
    """The order is carried out, and the connection breaks before the answer (A32)."""
    HALF = "half"
    """500, with the first part of the order done."""
    NO_EFFECT = "no_effect"
    """200, and nothing was done (rule 5)."""


class Struck(msgspec.Struct, frozen=True):
    """The faults that strike one request."""

    kinds: frozenset[Fault]
    slow_s: float
    retry_after_s: float


_ORDERS_ONLY = frozenset({Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.HALF, Fault.NO_EFFECT})


def set_fault(site: Site, fault: Fault, *, value: float = 0.0, times: int | None = None, only: str = "") -> None:
    """Let requests fail so from now on, for ``times`` requests (``None``: until :func:`clear_faults`).

    ``value`` is seconds (SLOW, TOO_MANY).  ``only`` names one call of the contract ("apply"); "" strikes all.
    """
    with site.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO faults (kind, value, remaining, only) VALUES (?, ?, ?, ?)",
            (str(fault), value, times, only),
        )


def clear_faults(site: Site) -> None:
    """Let everything work again."""
    with site.writing() as db:
        db.execute("DELETE FROM faults")


def strike(site: Site, call: str, *, order: bool) -> Struck:
    """Which faults strike this ``call``; counts them down."""
    with site.reading() as db:
        rows = _matching(db, call, order)
    if any(row["remaining"] is not None for row in rows):
        with site.writing() as db:
            rows = _matching(db, call, order)
            for row in rows:
                db.execute("UPDATE faults SET remaining = remaining - 1 WHERE kind = ?", (row["kind"],))
    values = {Fault(row["kind"]): float(row["value"]) for row in rows}
    return Struck(frozenset(values), values.get(Fault.SLOW, 0.0), values.get(Fault.TOO_MANY, 0.0))


def _matching(db: sqlite3.Connection, call: str, order: bool) -> list[sqlite3.Row]:
    rows = db.execute(
        "SELECT kind, value, remaining FROM faults WHERE only IN ('', ?) AND (remaining IS NULL OR remaining > 0)",
        (call,),
    ).fetchall()
    return [row for row in rows if order or Fault(row["kind"]) not in _ORDERS_ONLY]
