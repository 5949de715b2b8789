"""What workers tell the window: one frozen dataclass per signal (STYLE.md section 4)."""

from __future__ import annotations

from dataclasses import dataclass

from console.errors import CountersignError


@dataclass(frozen=True, slots=True)
class Done:
    """A request has its result."""

    request: int
    result: object


@dataclass(frozen=True, slots=True)
class Failed:
    """A request came to nothing; the error says why in a sentence."""

    request: int
    error: CountersignError


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request is: ``done`` of ``total`` (0 when not known), in ``words``."""

    request: int
    done: int
    total: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """How many requests wait or run: all of them, and of these the writes."""

    requests: int
    writes: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The runner has ended; ``left`` names the writes that could not be waited for."""

    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was admitted or written elsewhere: only these areas (and ids) need to be read again."""

    areas: frozenset[str]
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """The store answers again (``error`` is None), or has stopped to (``error`` says why)."""

    error: CountersignError | None = None
