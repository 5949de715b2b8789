"""Something that a form asked for, on its way: sent on a worker, its answers waited for, the outcome told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from console.cancel import CancelToken
from console.domain.views import RequestState, RequestView
from console.errors import CountersignError
from console.ui.panes.floor import Floor

ANSWER_S = 30.0
"""How long all answers together are waited for before it is said that they are still to come (seconds)."""

Work = Callable[[CancelToken], object]
"""Asks, and returns the digest of a request, several of them, or nothing where nothing has to be admitted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: ``why_not`` is a sentence when it was not admitted, ``open`` when no answer came yet."""

    why_not: str = ""
    open: bool = False
    many: int = 1


class Asking(QObject):
    """One job.  ``answered`` or ``broke`` is told once, then it is gone."""

    answered = Signal(Outcome)
    broke = Signal(CountersignError)

    def __init__(self, parent: QObject, floor: Floor, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(f"asking_{name}")
        self._floor, self._name = floor, name

    def begin(self, work: Work) -> None:
        """Ask, in order after everything asked before."""
        self._floor.write(self._name, work, self._on_asked, self._on_broke)

    @Slot(object)
    def _on_asked(self, result: object) -> None:
        digests = (result,) if isinstance(result, str) else result if isinstance(result, tuple) else ()
        session = self._floor.session
        if not digests:
            self._tell_answered(Outcome())
            return

        def wait(cancel: CancelToken) -> tuple[RequestView, ...]:
            patience = ANSWER_S / len(digests)
            return tuple(session.wait_for(digest, patience, cancel) for digest in digests)

        self._floor.read(f"answer {digests[0][:12]}", wait, self._on_answers, self._on_silent)

    @Slot(object)
    def _on_answers(self, views: tuple[RequestView, ...]) -> None:
        refused = [reason.sentence for view in views for reason in view.reasons]
        waits = any(view.state not in (RequestState.ADMITTED, RequestState.REJECTED) for view in views)
        self._tell_answered(Outcome(" ".join(dict.fromkeys(refused)), waits and not refused, len(views)))

    @Slot(object)
    def _on_silent(self, error: CountersignError) -> None:
        """No answer now: it lies in the inbox (or the local outbox), and counts once it is admitted."""
        self._tell_answered(Outcome(open=True))

    @Slot(object)
    def _on_broke(self, error: CountersignError) -> None:
        self.broke.emit(error)
        self.deleteLater()

    def _tell_answered(self, what: Outcome) -> None:
        self.answered.emit(what)
        self.deleteLater()
