"""What a person began and has not committed, kept in the workstation's own file, so that no crash loses it (I12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from console.store import drafts as own
from console.store.engine import Store
from console.workstation.said import Draft

PHRASES = "justification phrases"
"""The setting under which a person's own phrases lie in the workstation's file."""


class Drafts:
    """One person's drafts on this workstation."""

    def __init__(self, file: Store, person: str, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._person = person
        self._clock = clock

    def get(self, case: str) -> Draft | None:
        """The draft on a case, if there is one."""
        kept = self._file.read(lambda r: own.draft(r, self._person, case))
        return None if kept is None else _read(kept)

    def save(self, draft: Draft) -> None:
        """Keep a draft in place of the one before."""
        row = own.OwnDraft(
            person=self._person, case=draft.case, body=msgspec.json.encode(draft), saved_at=self._clock()
        )
        self._file.run(lambda uow: own.save_draft(uow, row))

    def drop(self, case: str) -> None:
        """Forget a draft; harmless when there is none."""
        self._file.run(lambda uow: own.drop_draft(uow, self._person, case))

    def all(self) -> tuple[Draft, ...]:
        """All drafts, newest first."""
        found = self._file.read(lambda r: own.all_drafts(r, self._person))
        return tuple(d for d in map(_read, found) if d is not None)

    def phrases(self) -> tuple[str, ...]:
        """What this person keeps for their justifications, in their order."""
        kept = next((v for v in self._file.read(lambda r: own.own_views(r, self._person)) if v.name == PHRASES), None)
        if kept is None:
            return ()
        try:
            return msgspec.json.decode(kept.body, type=tuple[str, ...])
        except msgspec.DecodeError:
            return ()

    def keep_phrases(self, phrases: tuple[str, ...]) -> None:
        """Keep these in place of those before."""
        view = own.OwnView(person=self._person, name=PHRASES, body=msgspec.json.encode(phrases))
        self._file.run(lambda uow: own.save_view(uow, view))


def _read(kept: own.OwnDraft) -> Draft | None:
    """A kept draft; one of a form that this version does not know stays where it is and is not shown."""
    try:
        return msgspec.json.decode(kept.body, type=Draft)
    except msgspec.DecodeError:
        return None
