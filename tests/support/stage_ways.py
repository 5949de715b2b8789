"""The ways back of the stage: believable rows for layout, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from console.cancel import NEVER, CancelToken
from console.domain.actions import Action
from console.domain.people import Role
from console.domain.reasons import Reason, ReasonId
from console.domain.views import PersonBrief, RecentEffect, Status
from console.domain.views_ways import (
    AlarmLine,
    EndingLine,
    EndState,
    LateLine,
    LateState,
    Part,
    Undo,
    Undoing,
    UndoLine,
    UndoList,
    UnreportedLine,
)
from tests.support.stage_rows import PEOPLE, digest, row_at

WEEK_S = 7 * 86_400


class StageWays:
    """What one signed-in person sees of the ways back; ``ask`` keeps what was asked."""

    def __init__(self, person: PersonBrief, now: datetime, ask: Callable[[str, Any], str], *, urgent: int) -> None:
        self._person, self._now, self._ask, self._urgent = person, now, ask, urgent

    def wishes(self, cancel: CancelToken = NEVER) -> tuple[LateLine, ...]:
        if not self._urgent:
            return ()
        return (
            LateLine(
                digest=digest("wish"), at=self._now - timedelta(minutes=6), until=self._now + timedelta(hours=3),
                author=PEOPLE[1], account=row_at(6, self._now).account, action=Action.SUSPEND, effect=digest("old"),
                carried_out_at=self._now - timedelta(days=2), reason="The posts were quotes; the owner has shown it.",
                state=LateState.WAITS, mine=self._person.id == PEOPLE[1].id, over_at=None, over_by=None,
                why_not_consent="", why_not_object="",
            ),
        )  # fmt: skip

    def unreported(self, cancel: CancelToken = NEVER) -> tuple[UnreportedLine, ...]:
        if not self._urgent:
            return ()
        return (
            UnreportedLine(
                restore=digest("r1"), at=self._now - timedelta(minutes=31), account=row_at(8, self._now).account,
                action=Action.SUSPEND, lifted=False,
            ),
        )  # fmt: skip

    def alarms(self, cancel: CancelToken = NEVER) -> tuple[AlarmLine, ...]:
        made = (
            AlarmLine(
                alarm=digest(f"alarm{number}"), at=self._now - timedelta(seconds=40 + 200 * number),
                account=row_at(row, self._now).account, action=action, words=words, lifting=number == 2, failed="",
                why_not_lift=(), why_not_explain=(),
            )
            for number, (row, action, words) in enumerate(
                (
                    (1, Action.SUSPEND, "Visitors do not see the account."),
                    (0, Action.LIMIT, "New posts are shown to followers only."),
                    (6, Action.LABEL, "Posts carry a label."),
                )
            )
        )  # fmt: skip
        return tuple(made)[: self._urgent]

    def just_done(self, minutes: int = 15, cancel: CancelToken = NEVER) -> tuple[RecentEffect, ...]:
        if not self._urgent:
            return ()
        return (
            RecentEffect(
                effect=digest("eff9"), case="case-000006", account=row_at(6, self._now).account, action=Action.LIMIT,
                at=self._now - timedelta(minutes=4), words="Limit reach, clause 2.1", why_not=(), restored_at=None,
                ends_at=self._now + timedelta(days=6, hours=3),
            ),
        )  # fmt: skip

    def ending(self, cancel: CancelToken = NEVER) -> tuple[EndingLine, ...]:
        if self._urgent < 3:
            return ()
        since = self._now - timedelta(days=7, minutes=2)
        return (
            EndingLine(
                effect=digest("stuck"), case="case-000003", account=row_at(3, self._now).account,
                action=Action.SUSPEND, since=since, duration_s=WEEK_S, ends_at=since + timedelta(days=7),
                state=EndState.FAILED, why_not=(),
                words="Jonas O. should not be suspended any more, but the platform did not take it back.",
            ),
        )  # fmt: skip

    def people(self, cancel: CancelToken = NEVER) -> tuple[PersonBrief, ...]:
        return PEOPLE

    def undo_since(self, person: str, moment: datetime, cancel: CancelToken = NEVER) -> UndoList:
        ways = (
            (1, Action.SUSPEND, Undo.RESTORE, ()),
            (3, Action.SUSPEND, Undo.RESTORE, ()),
            (5, Action.LIMIT, Undo.RESTORE, ()),
            (8, Action.DEACTIVATE, Undo.SECOND, (Reason.of(ReasonId.NEEDS_SECOND),)),
            (6, Action.SUSPEND, Undo.STOP, ()),
            (2, Action.WARN, Undo.NOTHING, (Reason.of(ReasonId.ON_IT_ALREADY),)),
        )
        lines = tuple(
            UndoLine(
                proposal=digest(f"undo{row}"), at=self._now - timedelta(minutes=9 * at + 2),
                account=row_at(row, self._now).account, action=action, part=Part.SIGNED if at == 2 else Part.PROPOSED,
                status=Status.COOLING_OFF if undo is Undo.STOP else Status.CARRIED_OUT,
                words=f"{row_at(row, self._now).account.name} is affected.", undo=undo, why_not=why_not,
                ends_at=self._now + timedelta(days=6) if action is Action.LIMIT else None,
            )
            for at, (row, action, undo, why_not) in enumerate(ways)
        )  # fmt: skip
        who = next((one for one in PEOPLE if one.id == person), PEOPLE[0])
        return UndoList(person=who, since=moment, lines=lines, left=4 if who.role is Role.REVIEWER else None)

    def restore_many(
        self,
        lines: Sequence[UndoLine],
        reason: str = "",
        passphrase: str | None = None,
        cancel: CancelToken = NEVER,
        tell: Callable[[Undoing], None] = lambda _: None,
    ) -> tuple[Undoing, ...]:
        done = tuple(Undoing(line=line, request=self._ask("restore_many", line.proposal)) for line in lines)
        for undoing in done:
            tell(undoing)
        return done

    def late_restore(
        self, effect: str, account: str, reason: str, passphrase: str | None = None, cancel: CancelToken = NEVER
    ) -> str:
        return self._ask("late_restore", (effect, reason))

    def consent(self, digest: str, passphrase: str | None = None, cancel: CancelToken = NEVER) -> str:
        return self._ask("consent", digest)

    def object(self, digest: str, reason: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("object", (digest, reason))

    def report(self, restore: str, text: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("report", (restore, text))

    def lift(self, alarm: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("lift", alarm)

    def explain(self, alarm: str, text: str, cancel: CancelToken = NEVER) -> str:
        return self._ask("explain", (alarm, text))
