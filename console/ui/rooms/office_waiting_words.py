"""What waits for a second signature, in words: next rosters and lowerings, in the list and beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.views_office import DraftLine, WishLine, WishState
from console.ui import words
from console.ui.rooms.detail import Block, Blocks, Code, Fact, Head, Item, Para, Title, Told
from console.ui.rooms.lines import Line
from console.ui.text import one_line, shown
from console.ui.widgets.notice import Tone
from console.ui.widgets.paint import TIER_WORDS

MOST_ROWS = 60
"""Accounts of one lowering that are shown; how many more there are is said."""
_COMPARE = (
    "Have each owner read theirs to you, by telephone or face to face: whoever puts a key of their own in here signs "
    "in another person's name."
)
_STATES = {
    WishState.WAITS_FOR_CONSENT: ("waits for a second administrator", "head_of_state"),
    WishState.WAITS_FOR_DELAY: ("agreed, the delay runs", "head_of_state"),
    WishState.DONE: ("in force", "restore"),
    WishState.OBJECTED: ("ended, nothing was lowered", ""),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing: a next roster, or a lowering."""

    what: DraftLine | WishLine

    @property
    def id(self) -> str:
        """Of its document."""
        return self.what.digest

    @property
    def mine_to_sign(self) -> bool:
        """Whether this person's word is what it waits for, and would count."""
        if isinstance(self.what, DraftLine):
            return not self.what.why_not_sign
        return self.what.state is WishState.WAITS_FOR_CONSENT and not self.what.why_not_consent

    @property
    def over(self) -> bool:
        """Whether it waits for nothing any more."""
        return isinstance(self.what, WishLine) and self.what.over_at is not None


def in_order(drafts: tuple[DraftLine, ...], wishes: tuple[WishLine, ...]) -> tuple[Waits, ...]:
    """What waits for this person first, then what waits for others, then what is over; newest first in each."""
    both = sorted(
        (*(Waits(one) for one in drafts), *(Waits(one) for one in wishes)), key=lambda one: one.what.at, reverse=True
    )
    return tuple(sorted(both, key=lambda one: (one.over, not one.mine_to_sign)))


def waits_line(one: Waits, now: datetime) -> Line:
    """How it stands in the list."""
    what = one.what
    by = f"{one_line(what.author.name, 60)}, {words.ago(what.at, now)}"
    if isinstance(what, DraftLine):
        more = f" (and {len(what.changes) - 1} more)" if len(what.changes) > 1 else ""
        signed = f"{len(what.signed_by)} of {what.needed} signed"
        mark = "sign" if one.mine_to_sign else ""
        return Line(
            what.digest,
            f"{one_line(what.changes[0], 120)}{more}",
            f"{by} \u00b7 {signed}",
            mark=mark,
            tone="accent",
            picture=what.author.id,
            pictured=what.author.name,
        )
    side = words.left(what.counts_at, now) if what.counts_at is not None and not one.over else ""
    return Line(
        what.digest,
        wish_head(what),
        f"{by} \u00b7 {_STATES[what.state][0]}",
        side=side,
        mark="agree?" if one.mine_to_sign else "",
        tone="accent" if one.mine_to_sign else "head_of_state",
        picture=what.author.id,
        pictured=what.author.name,
        pale=one.over,
    )


def wish_head(what: WishLine) -> str:
    """What would be lowered."""
    if len(what.rows) == 1:
        return f"Lower {one_line(what.rows[0].account.name, 60)} to {TIER_WORDS[what.rows[0].then]}"
    return f"Lower {words.of(len(what.rows), 'account')}"


def waits_blocks(one: Waits, now: datetime) -> Blocks:
    """All about it."""
    return _draft(one.what, now) if isinstance(one.what, DraftLine) else _wish(one.what, now)


def _draft(what: DraftLine, now: datetime) -> Blocks:
    blocks: list[Block] = [
        Head(
            f"Next roster, version {what.number}",
            f"drafted by {one_line(what.author.name, 60)}, {words.ago(what.at, now)}",
            what.author.id,
            what.author.name,
            pills=((f"{len(what.signed_by)} of {what.needed} signed", "accent"),),
        )
    ]
    if what.why_not_sign:
        blocks.append(Told(Tone.CALM, "", what.why_not_sign))
    blocks += [Title("What changes"), *(Item(one_line(change, 400)) for change in what.changes)]
    if what.warnings:
        blocks += [
            Title("Before you sign"),
            Told(Tone.SLOW, "", "This is what gets lighter by it, and where people are missing."),
            *(Item(one_line(warning, 400)) for warning in what.warnings),
        ]
    if what.new_keys:
        blocks += [Title("New keys"), Para(_COMPARE, "muted")]
        blocks += [Code(one_line(key.name, 80), key.fingerprint) for key in what.new_keys]
    blocks.append(Title("Signed by"))
    blocks += [Item(one_line(person.name, 80)) for person in what.signed_by]
    missing = what.needed - len(what.signed_by)
    if missing > 0:
        blocks.append(Para(f"{words.of(missing, 'more administrator')} to sign.", "muted"))
    return tuple(blocks)


def _wish(what: WishLine, now: datetime) -> Blocks:
    state, tone = _STATES[what.state]
    blocks: list[Block] = [
        Head(
            wish_head(what),
            f"wished by {one_line(what.author.name, 60)}, {words.ago(what.at, now)}",
            what.author.id,
            what.author.name,
            pills=((state, tone),),
        )
    ]
    if what.over_at is not None:
        by = "" if what.over_by is None else f" by {one_line(what.over_by.name, 60)}"
        blocks.append(Told(Tone.CALM, "", f"Over since {words.ago(what.over_at, now)}{by}."))
    elif what.counts_at is not None:
        blocks.append(
            Told(
                Tone.SLOW,
                f"To be lowered, {words.left(what.counts_at, now)}",
                "Until then any administrator ends it with one objection, and so does raising an account again.",
            )
        )
    else:
        blocks.append(
            Told(Tone.SLOW, "Nothing is lowered yet", "A second administrator has to agree; then a delay runs.")
        )
    blocks += [Title("Why"), Para(shown(what.reason).text or "nothing was said")]
    if what.consented_by is not None:
        blocks.append(Fact("Agreed by", one_line(what.consented_by.name, 80)))
    blocks.append(Title(words.of(len(what.rows), "account").capitalize()))
    for row_ in what.rows[:MOST_ROWS]:
        change = f"{TIER_WORDS[row_.now]} \u2192 {TIER_WORDS[row_.then]}"
        blocks.append(Fact(one_line(row_.account.name, 40), f"{change}  {one_line(row_.account.handle, 60)}"))
    if len(what.rows) > MOST_ROWS:
        blocks.append(Para(f"and {len(what.rows) - MOST_ROWS:,} more", "muted"))
    return tuple(blocks)
