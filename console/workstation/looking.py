"""Looks: whoever opens what is protected leaves an entry, by claim or for a second reading (PROTOCOL.md section 9)."""

from __future__ import annotations

from console.cancel import CancelToken
from console.domain import documents as doc
from console.domain.cases import CaseState
from console.domain.views import CaseView
from console.store.queries import case as cases
from console.workstation.context import Context


class Looks:
    """One signed-in person's."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._read: set[str] = set()

    def note(self, case: str, what: str, cancel: CancelToken) -> str:
        """That something protected or covered was looked at; returns the request's digest."""
        return self._context.ask(doc.Look(**self._context.asker.header(), case=case, what=what), (), cancel)

    def claimed(self, case: str, cancel: CancelToken) -> None:
        """A case was claimed."""
        me, now = self._context.person_id, self._context.now()
        view = self._context.store.read(lambda r: cases.view(r, case, me, now), cancel)
        if view is not None and view.account.brief.tier.protected:
            self.note(case, "case", cancel)

    def opened(self, view: CaseView, cancel: CancelToken) -> None:
        """A case was read: for a second reading if it is assigned, because nobody else may see it then.  Noted once."""
        reads = view.state is CaseState.ASSIGNED and view.account.brief.tier.protected
        if reads and view.case not in self._read:
            self.note(view.case, "case", cancel)
            self._read.add(view.case)
