"""What the floor shows, in words: readings and what they show, pairs, waits, canaries, looks.  Never a ranking."""

from __future__ import annotations

from datetime import datetime

from console.domain.documents import Verdict
from console.domain.measures import Record, Share, Wait
from console.domain.policy import Policy
from console.domain.views import PersonBrief
from console.domain.views_floor import CanaryLine, ClosedCase, LookLine, PairView, RevealedLine, StuckLine
from console.ui import words
from console.ui.models.queue import reason_words
from console.ui.panes.action_row import ACTION_WORDS
from console.ui.rooms.detail import Block, Blocks, Fact, Head, Item, Para, Title, Told
from console.ui.rooms.lines import Line
from console.ui.text import one_line
from console.ui.widgets.notice import Tone
from console.ui.widgets.paint import TIER_WORDS

FEW = 20
"""Below so many an interval is wide, and it is said so."""
_LOOKED = {"case": "opened the case", "media": "uncovered media", "search": "searched and found"}


def name(person: PersonBrief) -> str:
    """What a person is called."""
    return one_line(person.name, 80)


def verdict_words(verdict: Verdict | None, policy: Policy) -> str:
    """A finding or an answer."""
    if verdict is None:
        return "no violation"
    clause = policy.clause(verdict.clause)
    title = "" if clause is None else f" {one_line(clause.title, 80)}"
    lasting = "" if verdict.duration_s is None else f" for {words.span(verdict.duration_s)}"
    return f"{verdict.clause}{title}, {ACTION_WORDS[verdict.action].casefold()}{lasting}"


def share_words(share: Share) -> str:
    """A rate with its interval; of few, that it says little."""
    if not share.all:
        return "none yet"
    low, high = round(100 * share.low), round(100 * share.high)
    few = ", which says little yet" if share.all < FEW else ""
    return f"{share.hits:,} of {share.all:,}: {round(100 * share.hits / share.all)} %, between {low} and {high} %{few}"


# --- readings of one person ---------------------------------------------------------------------------------------


def record_blocks(record: Record, who: str) -> tuple[Block, ...]:
    """The figures of one person's second readings; ``who`` is *you* or *they*."""
    if not record.readings and not record.unanswered:
        return (Para(f"No second reading yet. What {who} find, and how, stands here after the first ones.", "muted"),)
    did = f"{record.unanswered:,} without an answer, {record.recused:,} stepped aside from, {record.refused:,} refused"
    return (
        Title("How long the evidence was looked at"),
        Fact("Readings", f"{record.readings:,}", did),
        Fact("Half of them", _took(record.seconds_median, "took longer than")),
        Fact("One in ten", _took(record.seconds_p90, "took longer than")),
        Fact("The quickest", _took(record.quickest_s, "took")),
        Fact("Not done", did),
        Title("What was found"),
        Fact("Agreed", share_words(record.agreed), "with the proposal behind it, where there was one; for 95 in 100"),
        Fact("Canaries caught", share_words(record.canaries), "met the answer that was known; for 95 in 100"),
    )


def _took(seconds: int | None, verb: str) -> str:
    return "not known yet" if seconds is None else f"{verb} {words.span(seconds)}"


def revealed_line(line: RevealedLine, now: datetime) -> Line:
    """A canary that was read, in a list."""
    return Line(
        f"{line.at.isoformat()} {line.account.id}",
        one_line(line.account.name, 80),
        f"canary \u00b7 {words.ago(line.at, now)}",
        mark="caught" if line.caught else "missed",
        tone="restore" if line.caught else "muted",
        tier=line.account.tier,
    )


def revealed_blocks(line: RevealedLine, policy: Policy, now: datetime) -> Blocks:
    """What was found on a canary, and what was right."""
    account = line.account
    return (
        Head(one_line(account.name, 80), one_line(account.handle, 80), account.id, tier=account.tier),
        Fact("Read", words.ago(line.at, now), words.exact(line.at)),
        Fact("You found", verdict_words(line.found, policy)),
        Fact("Right was", verdict_words(line.right, policy)),
        Told(Tone.WELL, "Caught", "Your finding met the answer that was known before.")
        if line.caught
        else Told(
            Tone.CALM,
            "Missed",
            "Nothing came of it: a canary is never carried out. Most people miss some, above all when little of what "
            "they see is wrong.",
        ),
    )


def missed_items(lines: tuple[RevealedLine, ...], policy: Policy) -> tuple[Block, ...]:
    """What was missed, for whoever reads other people's records."""
    missed = [line for line in lines if not line.caught]
    if not missed:
        return ()
    said = (
        Item(
            f"{one_line(line.account.name, 60)}: found {verdict_words(line.found, policy)}; "
            f"right was {verdict_words(line.right, policy)}."
        )
        for line in missed[:20]
    )
    return (Title("Missed"), *said)


# --- pairs, waits -------------------------------------------------------------------------------------------------


def pair_line(view: PairView) -> Line:
    """An author and a reader."""
    pair = view.pair
    return Line(
        f"{pair.author} {pair.reader}",
        f"{name(view.author)} and {name(view.reader)}",
        f"agreed {pair.agreed:,} of {pair.met:,} times",
        mark="always agree" if pair.always else "",
        tone="head_of_state",
    )


def pair_blocks(view: PairView) -> Blocks:
    """How often two people met, agreed, and how likely that is by the lot alone."""
    pair = view.pair
    blocks: list[Block] = [
        Head(f"{name(view.author)} and {name(view.reader)}", "who proposed, and who was drawn to read"),
        Fact("Met", words.of(pair.met, "time")),
        Fact("Agreed", words.of(pair.agreed, "time")),
        Fact("By the lot", f"{chance_words(pair.chance)} that they meet at least so often"),
    ]
    if pair.always:
        blocks.append(
            Told(
                Tone.SLOW,
                "They have always agreed",
                "Two careful people may well. Read some of these cases yourself before you ask anybody anything.",
            )
        )
    return tuple(blocks)


def chance_words(chance: float) -> str:
    """A probability as one says it."""
    if chance >= 0.1:
        return f"{round(100 * chance)} in 100"
    return "less than 1 in 10,000" if chance < 0.0001 else f"1 in {round(1 / chance):,}"


def _span(seconds: int | None) -> str:
    return "none yet" if seconds is None else words.span(seconds)


def wait_line(wait: Wait) -> Line:
    """How long signatures of one tier were waited for."""
    return Line(
        f"tier {wait.tier.value}",
        TIER_WORDS[wait.tier].capitalize(),
        f"half within {_span(wait.p50_s)}, 95 of 100 within {_span(wait.p95_s)}"
        if wait.p50_s is not None
        else "nothing was signed yet",
        side=words.of(wait.count, "proposal"),
        tier=wait.tier,
    )


def wait_blocks(wait: Wait, *, settled: bool) -> Blocks:
    """The waits of one tier in the last 30 days; ``settled`` when what still waits is left out."""
    blocks: list[Block] = [
        Head(TIER_WORDS[wait.tier].capitalize(), "waits for signatures, last 30 days", tier=wait.tier),
        Fact("Proposals", f"{wait.count:,}"),
        Fact("Half (p50)", f"signed within {_span(wait.p50_s)}" if wait.p50_s is not None else "none signed yet"),
        Fact("95 of 100 (p95)", f"signed within {_span(wait.p95_s)}" if wait.p95_s is not None else "none signed yet"),
        Fact("Ran out", f"{words.of(wait.ran_out, 'proposal')} that nobody could sign in time"),
    ]
    if settled:
        blocks.append(Para("What still waits is not counted here: you may be the one who is drawn for it.", "muted"))
    else:
        oldest = f", the oldest for {words.span(wait.oldest_s)}" if wait.waiting else ""
        blocks.append(Fact("Waiting now", f"{words.of(wait.waiting, 'proposal')}{oldest}"))
    return tuple(blocks)


def stuck_line(line: StuckLine, now: datetime) -> Line:
    """A proposal that waits for signatures."""
    where = line.waiting
    mark = "nobody can sign" if where.nobody else "asked again" if where.widened else ""
    return Line(
        where.proposal,
        one_line(line.account.name, 80),
        f"{ACTION_WORDS[line.action]} \u00b7 waits {words.span(now - where.since)}",
        side="" if mark else f"{words.span(where.expires - now)} left",
        mark=mark,
        tone="harm" if where.nobody else "head_of_state" if where.widened else "muted",
        tier=line.account.tier,
    )


def stuck_blocks(line: StuckLine, now: datetime) -> Blocks:
    """Since when, why, and what comes next."""
    where, account = line.waiting, line.account
    told = Told(
        Tone.WRONG if where.nobody else Tone.SLOW if where.widened else Tone.CALM,
        "Nobody can sign" if where.nobody else "Widened" if where.widened else "Being read",
        where.words,
    )
    what_now = (
        "Bring somebody eligible on duty, or enrol another supervisor of another team. Nothing lets it through."
        if where.nobody
        else "The clocks draw again by themselves; nobody picks who reads."
    )
    return (
        Head(one_line(account.name, 80), one_line(account.handle, 80), account.id, tier=account.tier),
        told,
        Fact("Action", ACTION_WORDS[line.action]),
        Fact("Proposed by", name(line.author)),
        Fact("Reach", words.reach_words(account)),
        Fact("Since", words.ago(where.since, now), words.exact(where.since)),
        Fact("Signatures", f"{words.of(where.missing, 'one', 'more')} missing, {where.reading} reading now"),
        Fact("Expires", words.left(where.expires, now), words.exact(where.expires)),
        Para(what_now, "muted"),
    )


# --- canaries -----------------------------------------------------------------------------------------------------


def canary_line(line: CanaryLine, now: datetime) -> Line:
    """A canary in a list."""
    return Line(
        line.digest,
        one_line(line.account.name, 80),
        f"made {words.ago(line.at, now)} \u00b7 {words.of(line.readings, 'reading')}",
        side=f"{line.caught} caught" if line.readings else "not read yet",
        tier=line.account.tier,
    )


def canary_blocks(line: CanaryLine, policy: Policy, now: datetime, *, mine: bool) -> Blocks:
    """A canary, for its maker and for auditors."""
    account = line.account
    known = verdict_words(line.answer, policy) if line.known else "sealed until somebody has read it"
    return (
        Head(one_line(account.name, 80), one_line(account.handle, 80), account.id, tier=account.tier),
        Fact("Made by", "you" if mine else name(line.maker)),
        Fact("Made", words.ago(line.at, now), words.exact(line.at)),
        Fact("Right answer", known),
        Fact("Read", words.of(line.readings, "time")),
        Fact("Caught", words.of(line.caught, "time")),
        Para(
            "It is drawn beside real second readings and looks like one. Whoever made it, or worked on its case, never "
            "draws it, and it is never carried out.",
            "muted",
        ),
    )


def closed_line(case: ClosedCase, now: datetime) -> Line:
    """A closed case from which a canary can be made."""
    reasons = words.listed([reason_words(reason) for reason in case.reasons])
    return Line(
        case.case,
        one_line(case.account.name, 80),
        f"{reasons} \u00b7 {words.of(case.report_count, 'report')}",
        side=words.ago(case.closed_at, now),
        tier=case.account.tier,
        pale=bool(case.tells),
        hover=" ".join(case.tells),
    )


# --- looks --------------------------------------------------------------------------------------------------------


def look_line(line: LookLine, now: datetime) -> Line:
    """Somebody looked."""
    whom = words.listed([one_line(account.name, 40) for account in line.accounts[:3]])
    more = f" and {len(line.accounts) - 3} more" if len(line.accounts) > 3 else ""
    return Line(
        str(line.index),
        name(line.person),
        f"{_LOOKED.get(line.what, line.what)}{': ' + whom + more if whom else ''}",
        side=words.time_of_day(line.at, now),
        picture=line.person.id,
    )


def look_blocks(line: LookLine, now: datetime) -> Blocks:
    """Who, what, when, on which case."""
    blocks: list[Block] = [
        Head(name(line.person), line.person.role.value, line.person.id),
        Fact("Did", _LOOKED.get(line.what, line.what)),
        Fact("When", words.ago(line.at, now), words.exact(line.at)),
        Fact("Entry", f"{line.index:,}"),
    ]
    if line.case:
        blocks.append(Fact("Case", line.case))
    if line.accounts:
        blocks.append(Title("Accounts"))
        blocks += [
            Item(f"{one_line(account.name, 80)}, {one_line(account.handle, 80)}, {TIER_WORDS[account.tier]}")
            for account in line.accounts
        ]
    return tuple(blocks)
