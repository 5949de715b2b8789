"""The protection register in words: accounts in the list and beside it, and what the lines of a file would change."""

from __future__ import annotations

from datetime import datetime

from console.domain.actions import Tier
from console.domain.views_office import PreviewKind, PreviewRow, RegisterLine, RegisterPreview
from console.ui import words
from console.ui.rooms.dates import day_words
from console.ui.rooms.detail import Block, Blocks, Fact, Head, Para, Title, Told
from console.ui.rooms.lines import Line
from console.ui.text import one_line
from console.ui.widgets.notice import Tone
from console.ui.widgets.paint import TIER_WORDS

KINDS: dict[PreviewKind, tuple[str, str, str]] = {
    PreviewKind.ADD: ("new", "accent", "new"),
    PreviewKind.RAISE: ("raised", "accent", "raised"),
    PreviewKind.TERM: ("term", "accent", "with another term"),
    PreviewKind.LOWER: ("lowered", "head_of_state", "lowered (two sign, then a delay)"),
    PreviewKind.SAME: ("unchanged", "muted", "unchanged"),
    PreviewKind.BAD: ("not readable", "harm", "not readable"),
}
"""What a line of a file would do: a word, its tone, and how it is counted."""
_ORDER = (PreviewKind.BAD, PreviewKind.LOWER, PreviewKind.ADD, PreviewKind.RAISE, PreviewKind.TERM, PreviewKind.SAME)


def registered(line: RegisterLine) -> Tier:
    """What the register itself says now: the permanent entry, or a term that runs, whichever is higher."""
    return max((line.register or Tier.STANDARD, line.term or Tier.STANDARD), key=lambda tier: tier.rank)


def register_line(line: RegisterLine) -> Line:
    """How an account stands in the list."""
    account = line.account
    parts = [one_line(account.handle, 60)]
    if line.term is not None and line.term_until is not None:
        parts.append(f"until {day_words(line.term_until)}")
    if line.flag is not None and line.flag.protected:
        parts.append("flagged by the platform")
    return Line(
        account.id,
        one_line(account.name or account.platform_id, 80),
        " \u00b7 ".join(part for part in parts if part),
        side=TIER_WORDS[account.tier],
        mark="" if line.lowering is None else "to be lowered",
        tone="muted" if line.lowering is None else "head_of_state",
        tier=account.tier,
    )


def register_blocks(line: RegisterLine, now: datetime) -> Blocks:
    """All that protects an account."""
    account = line.account
    blocks: list[Block] = [
        Head(
            one_line(account.name or account.platform_id, 80),
            one_line(account.handle, 80),
            account.id,
            account.name,
            account.tier,
            ((TIER_WORDS[account.tier], "head_of_state" if account.tier is Tier.HEAD_OF_STATE else "accent"),),
        )
    ]
    if line.lowering is not None:
        blocks.append(
            Told(
                Tone.SLOW,
                "A lowering waits",
                "A second administrator has to agree, then a delay runs. Raising it again ends that.",
            )
        )
    blocks.append(Title("What protects it"))
    blocks.append(Fact("Register", "nothing" if line.register is None else f"{TIER_WORDS[line.register]}, for good"))
    if line.term is not None and line.term_until is not None:
        left = words.left(line.term_until, now)
        said = f"{TIER_WORDS[line.term]} until {day_words(line.term_until)}, {left}"
        blocks.append(Fact("Term of office", said, words.exact(line.term_until)))
    else:
        blocks.append(Fact("Term of office", "none"))
    flag = "nothing above standard is known" if line.flag is None else TIER_WORDS[line.flag]
    blocks.append(Fact("Platform's flag", flag))
    blocks.append(Para("The highest of these counts; a term that ends leaves the others in force.", "muted"))
    blocks.append(Title("Account"))
    blocks.append(Fact("Platform", one_line(account.platform, 60)))
    blocks.append(Fact("Platform's id", one_line(account.platform_id, 120)))
    blocks.append(Fact("Reach", words.reach_words(account)))
    return tuple(blocks)


def preview_line(row: PreviewRow) -> Line:
    """How a line of a file stands in the preview."""
    word, tone, _ = KINDS[row.kind]
    called = one_line(row.account.name, 60) if row.account is not None and row.account.name else ""
    who = called or one_line(row.platform_id, 60) or "nobody"
    fresh = " \u00b7 not known here yet" if row.unknown and row.kind in (PreviewKind.ADD, PreviewKind.RAISE) else ""
    said, whole = one_line(row.words, 300), f"{one_line(row.platform, 60)} {one_line(row.platform_id, 120)}"
    return Line(
        str(row.line),
        f"{row.line}  {who}",
        f"{said}{fresh}",
        mark=word,
        tone=tone,
        tier=row.tier,
        pale=row.kind is PreviewKind.SAME,
        hover="\n".join(part for part in (whole, said, one_line(row.note, 200)) if part.strip()),
    )


def preview_lines(preview: RegisterPreview, most: int) -> tuple[Line, ...]:
    """The first ``most`` lines: broken ones, then what is lowered, then what is protected more, then the rest."""
    rows = sorted(preview.rows, key=lambda row: (_ORDER.index(row.kind), row.line))
    return tuple(preview_line(row) for row in rows[:most])


def preview_words(preview: RegisterPreview) -> str:
    """What a file would change, in one sentence."""
    counts = [f"{len(found):,} {KINDS[kind][2]}" for kind in PreviewKind if (found := preview.of(kind))]
    return f"{words.of(len(preview.rows), 'line')}: {words.listed(counts)}." if counts else "The file has no lines."
