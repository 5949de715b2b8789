"""Who lets an entry in: the registrar's own rules, or the dispatcher's proof, or both, each switched off at will.

The registrar asks ``admission`` before it writes what people want, writes itself what ``duties`` and ``timers`` say,
and asks ``effects.why_not_order`` of the dispatcher's intents.  The dispatcher asks ``consistency`` of everything it
reads, and ``effects.why_not_apply`` before it orders.
"""

from __future__ import annotations

from typing import NamedTuple

from console.domain import admission, consistency, duties, effects, fold, timers
from console.domain import documents as doc
from console.domain.documents import Entry, OrderKind
from console.domain.state import State
from tests.support import search_cast as cast
from tests.support.search_judge import read
from tests.support.search_key import Node, one_of_each


class Sides(NamedTuple):
    """Whose rules are asked."""

    registrar: bool = True
    dispatcher: bool = True


class Step(NamedTuple):
    """What somebody did, where it leads, and which invariants it broke (none, it is hoped)."""

    did: str
    node: Node
    wrong: tuple[str, ...] = ()


class Misread(Exception):
    """The registrar wrote what its readers refuse: two halves of one rule disagree."""


def enter(
    node: Node, document: doc.AnyDocument, digest: str = "", signers: tuple[str, ...] = (), drifted: str = ""
) -> tuple[Node, tuple[str, ...]]:
    """The place after one more entry, whoever let it in, and what the judge says."""
    state, judge, now, platform = node
    entry = entry_of(state, node, document, digest)
    judge, wrong = read(judge, entry, signers or cast.signers_of(document), drifted)
    return Node(fold.fold(state, entry), judge, now, platform), wrong


def entry_of(state: State, node: Node, document: doc.AnyDocument, digest: str = "") -> Entry:
    """An entry at the end of the ledger; its digest is its number unless told, so that each is single."""
    return Entry(index=state.size, time=node.now, document=document, digest=digest or f"{state.size + 4096:064x}")


def admitted(
    node: Node, sides: Sides, document: doc.PersonAny, digest: str = "", signers: tuple[str, ...] = ()
) -> bool:
    """Whether what a person wants gets in."""
    keys = signers or cast.signers_of(document)
    if not sides.registrar:
        return consistency.fault(node.state, entry_of(node.state, node, document, digest), keys) is None
    case = None
    if isinstance(document, doc.Proposal):
        at = cast.ACCOUNTS.index(document.account)
        case = cast.case_facts(at, document.author, cast.AS_SEEN[document.account])
    return not admission.why_not(node.state, document, digest, case, node.now, keys)


def ask(
    node: Node, sides: Sides, did: str, document: doc.PersonAny, digest: str = "", signers: tuple[str, ...] = ()
) -> list[Step]:
    """What follows when a person wants something: nothing where it is refused, a step for each person drawn."""
    if isinstance(document, doc.RosterVersion) and sides.registrar:
        settled = settle(Step(did, node))  # what ended before a roster stays ended (`registrar.admit`)
        return [after for before in settled for after in _ask(before, sides, document, digest, signers)]
    return _ask(Step(did, node), sides, document, digest, signers)


def _ask(before: Step, sides: Sides, document: doc.PersonAny, digest: str, signers: tuple[str, ...]) -> list[Step]:
    if not admitted(before.node, sides, document, digest, signers):
        return []
    node, wrong = enter(before.node, document, digest, signers)
    step = Step(before.did, node, before.wrong + wrong)
    return settle(step) if sides.registrar else [step]


def settle(step: Step) -> list[Step]:
    """What the registrar writes at once, as long as it owes anything; a step for each person whom the lot may give."""
    node = step.node
    state = node.state
    for digest in sorted(state.live, key=lambda d: state.proposals[d].index):
        owed = duties.owed_for(state, state.proposals[digest], node.now, _no_secret)
        if owed is not None:
            return [after for each in written(step, owed) for after in settle(each)]
    return [step]


def _no_secret(number: int) -> str:
    return "00" * 32


def written(step: Step, document: doc.RegistrarAny) -> list[Step]:
    """A registrar's document in the ledger; a draw with each person of its pool who is unlike the others."""
    node = step.node
    if not isinstance(document, doc.Draw):
        after, wrong = enter(node, document)
        return [Step(step.did, after, step.wrong + wrong)]
    found = []
    for person in one_of_each(node, document.pool):
        state, draw = cast.drawn(node.state, document, person)
        after, wrong = enter(node._replace(state=state), draw)
        found.append(Step(f"{step.did}, draws {person}", after, step.wrong + wrong))
    return found


def overdue(node: Node) -> list[Step]:
    """What the registrar writes when it looks at the clock: endings, passing over, lowerings, ends."""
    steps = settle(Step("registrar's clocks", node))
    return [done for step in steps for done in _timers(step)]


def _timers(step: Step) -> list[Step]:
    node = step.node
    owed: doc.RegistrarAny | None = duties.next_reading_duty(node.state, node.now)
    owed = owed or timers.next_timer_duty(node.state, node.now)
    if owed is None:
        return settle(step)
    return [done for after in written(step, owed) for done in _timers(after)]


# --- the dispatcher ---------------------------------------------------------------------------------------------


def says(node: Node, sides: Sides, did: str, document: doc.WayBack | doc.Receipt | doc.Drift) -> list[Step]:
    """What the dispatcher tells; the registrar, or whoever reads, takes it or not."""
    keys = cast.signers_of(document)
    if consistency.fault(node.state, entry_of(node.state, node, document), keys) is not None:
        return []
    after, wrong = enter(node, document)
    step = Step(did, after, wrong)
    return settle(step) if sides.registrar else [step]


def orders(node: Node, sides: Sides, effect: str, kind: OrderKind) -> list[Step]:
    """An intent and the order behind it: let through by the registrar alone, or by the dispatcher's proof alone.

    With both sides on either is enough here, so that one search shows of each that it holds by itself.  What only
    the platform shows (``drifted``) the dispatcher alone can know.
    """
    document = cast.intent(effect, kind)
    keys = cast.signers_of(document)
    entry = entry_of(node.state, node, document)
    by_registrar = sides.registrar and consistency.fault(node.state, entry, keys) is None
    by_dispatcher = sides.dispatcher and proven(node, effect, kind)
    if node.drifted and not by_dispatcher:
        return []
    if not by_registrar and not by_dispatcher:
        return []
    after, wrong = enter(node, document, drifted=node.drifted)
    who = "both" if by_registrar and by_dispatcher else "registrar" if by_registrar else "dispatcher"
    return [Step(f"{kind.value} is ordered, as {who} say", after, wrong)]


def proven(node: Node, effect: str, kind: OrderKind) -> bool:
    """The dispatcher's proof, as its loop asks for it."""
    known = node.state.effects.get(effect)
    if known is not None and (known.intents or known.outcome is not None):
        return False  # begun: it reads back, and orders nothing anew
    if not any(item.id == effect for item in effects.owed(node.state, node.now)):
        return False
    if kind is not OrderKind.APPLY:
        return not effects.why_not_back_now(node.state, effect, node.now)
    if known is None or not (known.way_back or known.no_way_back):
        return False
    proposal = node.state.proposals[effect]
    target = cast.target(proposal.body.account, node.drifted)
    return not effects.why_not_apply(node.state, proposal, node.now, target, None)
