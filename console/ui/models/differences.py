"""What changed in a case since it was opened, row by row, so that both can stand side by side."""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.views import CaseView
from console.ui import words
from console.ui.text import one_line


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was so and is so now; ``heavy`` when what was written before doesn't hold any more (I3)."""

    what: str
    before: str
    now: str
    heavy: bool = False


def differences(before: CaseView, now: CaseView) -> tuple[Difference, ...]:
    """What differs, the heavy ones first; empty when a reader would see the same."""
    old, new = before.account, now.account
    pairs = (
        ("tier", old.brief.tier.value.replace("_", " "), new.brief.tier.value.replace("_", " "), True),
        ("state", ", ".join(old.state_words), ", ".join(new.state_words), True),
        ("handle", old.brief.handle, new.brief.handle, False),
        ("name", old.brief.name, new.brief.name, False),
        ("reach", _reach(before), _reach(now), False),
        ("reports", words.count(before.report_count), words.count(now.report_count), False),
    )
    found = [Difference(what, one_line(a, 80), one_line(b, 80), heavy) for what, a, b, heavy in pairs if a != b]
    if old.state != new.state and all(one.what != "state" for one in found):
        found.insert(0, Difference("state", "as you saw it", "changed on the platform", True))
    gone = {c.id: c.digest for c in before.contents}
    if any(gone.get(c.id) not in (None, c.digest) for c in now.contents):
        found.insert(0, Difference("reported content", "as you saw it", "changed", True))
    return tuple(sorted(found, key=lambda one: not one.heavy))


def _reach(case: CaseView) -> str:
    brief = case.account.brief
    return "not known" if brief.reach is None else f"{words.count(brief.reach)} {brief.reach_noun}"
