"""The plays themselves: one procedure with one slip in it, on the component that the window shows, or on a dialog."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.domain.actions import Action, Tier
from console.domain.friction import Plan
from console.domain.handles import first_difference
from console.domain.sentences import GapSentence
from console.ui.panes.action_row import ACTION_KEYS
from console.ui.steps.material import StepsDone, StepsMaterial, Target
from console.ui.steps.view import StepsView
from tests.bench.slip_gauntlets import PLANS, POLICY, passphrase_asked, procedure
from tests.bench.slip_keys import HANDLE, PIECE, WHY, Variant, neighbours, path, variants
from tests.bench.slip_lockstep import How, Move, Play, move, play_all, tap, write
from tests.bench.slip_peers import Peer, PeerConsole
from tests.bench.slip_people import Look, Slip
from tests.bench.slip_widgets import SETTLES_S, Crossed, PeerPlayed, Played, Said
from tests.support.screens import application

_SENTENCE = GapSentence(
    before="In front of 41.7 million followers the account of ",
    after=" will be suspended in 30 seconds.",
    choices=("Amber Field", "Blue Wharf", "Harbour News", "Cedar Lane"),
    right=PIECE - 1,
    asks="account",
)
_LOOKS = {"sentence": Look.SENTENCE, "handle": Look.HANDLE}


class Stand:
    """A plan on the screen, and what came of it."""

    def __init__(self, plan: Plan) -> None:
        application()
        self.holder = QWidget()
        self.holder.resize(400, 800)
        self.view = StepsView(
            self.holder,
            StepsMaterial(
                plan=plan,
                target=Target("a1", "Harbour News", "41.7 million followers", plan.tier),
                clauses=POLICY.clauses,
                fitting=1,
                sentence=_SENTENCE,
                compare=lambda typed: first_difference(typed.removeprefix("@"), HANDLE),
                hold_ms=POLICY.limits.hold_ms,
                passphrase=passphrase_asked(plan),
            ),
        )
        self.view.resize(400, 800)
        self.done: list[StepsDone] = []
        self.view.committed.connect(self.done.append)
        self.skipped: set[Look] = set()
        self.holder.show()

    def go(self, moves: tuple[Move, ...]) -> Play[None]:
        """One move after the other, whatever comes of it; a look counts as skipped when a slip passes it."""
        for one in moves:
            if not one.hasty:
                yield lambda: not self.view.dead_time.dead
            before = self.view.open_step
            yield from move(lambda: self.holder, one)
            if one.slip and before in _LOOKS and self.view.open_step != before:
                self.skipped.add(_LOOKS[before])
        yield SETTLES_S
        self.holder.close()
        self.holder.deleteLater()


def right_path(plan: Plan) -> tuple[Move, ...]:
    """The right keys of a plan."""
    return path(plan.steps, passphrase_asked(plan), PIECE, POLICY.limits.hold_ms / 1000)


def variants_of(plan: Plan) -> Iterator[Variant]:
    """The right way once, then every slip in it."""
    yield Variant(Slip.WRONG_TARGET, "the right keys", right_path(plan))
    yield from variants(right_path(plan))


def play_variant(name: str, plan: Plan, variant: Variant) -> Play[Played | Crossed]:
    """One slip in one procedure."""
    QGuiApplication.clipboard().setText(HANDLE)
    stand = Stand(plan)
    yield from stand.go(variant.moves)
    return Played(
        procedure=name,
        slip=variant.slip,
        words=variant.words,
        commits=len(stand.done),
        skipped=tuple(sorted(stand.skipped)),
    )


def play_crossed(tier: Tier, wanted: Action, got: Action) -> Play[Played | Crossed]:
    """The wrong plan is open, and the hand does not know."""
    stand = Stand(PLANS[tier, got])
    plan = PLANS[tier, wanted]
    direct = not plan.steps
    rest = (tap(Qt.Key.Key_G), tap(Qt.Key.Key_D)) if direct else right_path(plan)
    yield from stand.go(rest)
    return Crossed(tier=tier, wanted=wanted, got=got, commits=len(stand.done))


# --- the other consoles -----------------------------------------------------------------------------------------------


def peer_path(peer: Peer, action: Action) -> tuple[Move, ...]:
    """The right keys at another console."""
    key = tap(Qt.Key[f"Key_{ACTION_KEYS[action]}"])
    if action is Action.DISMISS:
        return (key,)
    if peer is Peer.TYPED_NAME and action is Action.DEACTIVATE:
        return (key, write(HANDLE), tap(Qt.Key.Key_Return))
    return (key, tap(Qt.Key.Key_Return))


def peer_plays(actions: Iterable[Action] = tuple(Action)) -> list[Callable[[], Play[PeerPlayed]]]:
    """Every slip at each console with its own dialogs (a maker's is the one dialog), where one of these is meant."""
    plays: list[Callable[[], Play[PeerPlayed]]] = []
    for peer in (Peer.ONE_DIALOG, Peer.TYPED_NAME):
        for action in actions:
            plays += [partial(_play_peer, peer, action, variant) for variant in _peer_variants(peer, action)]
    return plays


def _peer_variants(peer: Peer, action: Action) -> Iterator[Variant]:
    right = peer_path(peer, action)
    for at, one in enumerate(right):
        if one.how is How.TAP:
            yield Variant(
                Slip.DOUBLE_PRESS,
                f"{one.key.name} twice",
                (*right[: at + 1], one.as_slip(hasty=True), *right[at + 1 :]),
            )
        if one.key is Qt.Key.Key_Return:
            held = Move(How.REPEAT, one.key, slip=True)
            yield Variant(Slip.HELD_ENTER, "Enter held", (*right[: at + 1], held))
    for other in neighbours(action):
        wrong = tap(Qt.Key[f"Key_{ACTION_KEYS[other]}"]).as_slip()
        yield Variant(Slip.WRONG_KEY, other.value, (wrong, *right[1:]))
    for other in Action:
        typed = write(f"{ACTION_KEYS[other].lower()} {WHY}").as_slip()
        yield Variant(Slip.MODE, other.value, (typed, tap(Qt.Key.Key_Return).as_slip()))
    if len(right) > 1:
        yield Variant(Slip.POST_COMPLETION, "the yes forgotten", (*right[:-1], tap(Qt.Key.Key_D).as_slip()))


def _play_peer(peer: Peer, action: Action, variant: Variant) -> Play[PeerPlayed]:
    application()
    console = PeerConsole(peer)
    console.resize(400, 300)
    console.show()
    yield 0.05
    for one in variant.moves:
        yield from move(console.front, one)
    yield 0.1
    wrong = tuple(done for done in console.committed if done != (1, action))
    console.close()
    console.deleteLater()
    return PeerPlayed(peer=peer.value, wanted=action, slip=variant.slip, words=variant.words, wrong=wrong)


def child() -> int:
    """Play everything, and say what came of it as JSON."""
    application()
    steps: list[Callable[[], Play[Played | Crossed]]] = []
    distinct = {procedure(plan): plan for plan in PLANS.values() if plan.steps}
    for name, plan in distinct.items():
        steps += [partial(play_variant, name, plan, variant) for variant in variants_of(plan)]
    for tier in Tier:
        for wanted in Action:
            steps += [partial(play_crossed, tier, wanted, got) for got in neighbours(wanted) if PLANS[tier, got].steps]
    outcomes = play_all(steps)
    said = Said(
        played=tuple(one for one in outcomes if isinstance(one, Played)),
        crossed=tuple(one for one in outcomes if isinstance(one, Crossed)),
        peers=tuple(play_all(peer_plays())),
    )
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(child())
