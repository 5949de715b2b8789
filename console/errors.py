"""The exceptions: each says in one sentence each what was wrong, where, and what to do.

A message has an id and fields beside its English words, so that the command line and the window
(which translates) agree.  Nothing here may import anything of ours.
"""

from __future__ import annotations


class CountersignError(Exception):
    """Something a person can be told in one clear sentence.

    ``what`` was wrong, ``where`` (a file, a line, an address, an entry), ``what_to_do`` next.  ``message_id`` is
    stable across wording (``"store.newer"``); ``fields`` are the values inside the words, for translation and
    for the log.  They never hold a secret or personal text.
    """

    def __init__(
        self, what: str, where: str = "", what_to_do: str = "", *, message_id: str = "", **fields: object
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.what_to_do = what_to_do
        self.message_id = message_id
        self.fields = fields

    @property
    def sentence(self) -> str:
        """The whole message on one line: what was wrong, where, what to do."""
        first = f"{self.what.rstrip('.')} ({self.where})." if self.where else f"{self.what.rstrip('.')}."
        return f"{first} {self.what_to_do}".strip()

    def __str__(self) -> str:
        return self.sentence


class BadInput(CountersignError):
    """What a person or a file gave can't be used as it is (exit code 2)."""


class Refused(CountersignError):
    """A rule says no; the words say which, why, and what now (exit code 3)."""


class Unavailable(CountersignError):
    """Something outside does not answer now; trying later may help (exit code 4)."""


class Tampered(CountersignError):
    """A signature, digest, proof or history does not hold (exit code 5)."""


class Cancelled(CountersignError):
    """The person, or the closing of the window, stopped the work; nothing was changed (exit code 6)."""


class Bug(CountersignError):
    """Our own mistake: logged with an id, shown as one sentence (exit code 70, EX_SOFTWARE of sysexits.h)."""
