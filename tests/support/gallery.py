"""A gallery for looking: the pieces of the window with sample words, as pictures in a folder.

python -m tests.support.gallery FOLDER
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.actions import Action, DeclaredEffect, Impact, Reversible, Tier
from console.domain.friction import Circumstances, Plan, plan
from console.domain.handles import first_difference
from console.domain.policy import Policy, parse_policy
from console.domain.sentences import gap_sentence
from console.domain.views import AccountBrief
from console.resource_files import resource_path
from console.ui.commands import Commands
from console.ui.keys_overlay import KeysOverlay
from console.ui.palette import Palette, account_entry
from console.ui.sign_in import SignIn, Somebody
from console.ui.steps.material import StepsMaterial, Target
from console.ui.steps.view import StepsView
from console.ui.text import plain_label
from console.ui.theme.fonts import Role
from console.ui.theme.live import ThemeSwitch
from console.ui.three_cards import ThreeCards
from console.ui.wall import Wall
from console.ui.widgets.avatar import Avatar
from console.ui.widgets.bars import BottomBar, Health, TopBar
from console.ui.widgets.button import Button, Kind
from console.ui.widgets.countdown import Countdown
from console.ui.widgets.empty import EmptyState
from console.ui.widgets.hold import HoldButton
from console.ui.widgets.labels import Chip, KeyCap, Pill, heading, title
from console.ui.widgets.media import BlurredMedia
from console.ui.widgets.named import column, frame, named, row
from console.ui.widgets.notice import Notice, Toast, Tone
from console.ui.widgets.search import SearchField
from console.ui.widgets.target_card import TargetCard
from console.ui.widgets.tier import TierBanner, TierShape
from console.ui.widgets.timeline import ItemState, Timeline
from tests.support.screens import application, grab, settle

NOW = datetime(2017, 11, 2, 18, 30, tzinfo=UTC)
HANDLE = "@republic_president"
PRESIDENT = AccountBrief(
    id="a1",
    platform="sandbox",
    platform_id="25073877",
    handle=HANDLE,
    name="President of the Republic",
    tier=Tier.HEAD_OF_STATE,
    reach=41_700_000,
    reach_noun="followers",
)
EFFECT = DeclaredEffect(
    action=Action.DEACTIVATE,
    way="deactivate",
    impact=Impact.GONE,
    sentence="Nobody can see the account; its owner can't sign in.",
    reversible=Reversible.WHOLE,
)


def policy() -> Policy:
    """The default policy."""
    return parse_policy(resource_path("policy", "default.toml").read_text(encoding="utf-8"))


def material(tier: Tier, action: Action, **circumstances: object) -> StepsMaterial:
    """What the steps component is given, for the president's account in that tier."""
    rules = policy()
    made: Plan = plan(rules, tier, action, EFFECT, None, Circumstances(**circumstances))
    others = [
        AccountBrief(
            id=f"o{n}",
            platform="sandbox",
            platform_id=str(n),
            handle="@x",
            name=name,
            tier=Tier.STANDARD,
            reach=5,
            reach_noun="followers",
        )
        for n, name in enumerate(("Republic President fan", "North Wind News", "Marjaana Tiede"))
    ]
    return StepsMaterial(
        plan=made,
        target=Target("a1", PRESIDENT.name, "41.7 million followers", tier),
        clauses=rules.clauses,
        sentence=gap_sentence(PRESIDENT, others, made, EFFECT, "case 1"),
        compare=lambda typed: first_difference(typed.removeprefix("@"), HANDLE.removeprefix("@")),
        foot="Nothing reaches the platform before two other people have found the same without knowing of each other.",
        happens="The account would be deactivated in front of 41.7 million followers.",
    )


class Shelf(QWidget):
    """All small pieces."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "shelf", "gallery", "window")
        line = row(self, margins=(16, 16, 16, 16), gap=16)
        for build in (self._words, self._bars, self._notices):
            card = frame(self, build.__name__, "card")
            box = column(card, margins=(18, 16, 18, 16), gap=12)
            build(card, box)
            box.addStretch(1)
            line.addWidget(card, 1)

    def _words(self, card: QWidget, box: QVBoxLayout) -> None:
        box.addWidget(title("Queue", card, name="t"))
        box.addWidget(heading("Reported content", card, name="h"))
        for role in Role:
            box.addWidget(plain_label(f"{role.value}: 41.7 million followers", card, name=f"r_{role.value}", role=role))
        for tone in ("muted", "faint", "accent", "verified", "head_of_state", "harm", "restore"):
            box.addWidget(plain_label(f"{tone}: claimed by you", card, name=f"tone_{tone}", tone=tone))
        line = QHBoxLayout()
        for tone in ("", "accent", "head_of_state", "harm", "restore"):
            line.addWidget(Pill(tone or "pill", card, name=f"p_{tone}", tone=tone))
        line.addStretch(1)
        box.addLayout(line)
        keys = QHBoxLayout()
        for key in ("D", "W", "Esc", "Ctrl K", "J / K"):
            keys.addWidget(KeyCap(key, card, name=f"k_{key}"))
        keys.addWidget(Chip("not claimed", card, name="chip", removable=True))
        keys.addWidget(Chip("+ filter", card, name="chip_more", tone="grey"))
        keys.addStretch(1)
        box.addLayout(keys)
        tiers = QHBoxLayout()
        for side in (14, 20, 40):
            for tier in Tier:
                shape = TierShape(card, name=f"tier_{tier}_{side}", side=side)
                shape.show_tier(tier)
                tiers.addWidget(shape)
        tiers.addStretch(1)
        box.addLayout(tiers)
        people = QHBoxLayout()
        for number, name in enumerate(
            ("Marjaana Tiede", "President of the Republic", "kz_99182", "Jonas O.", "b_ok_1")
        ):
            picture = Avatar(card, name=f"av_{number}", side=(26, 34, 40, 56, 64)[number])
            picture.show_for(f"id {number}", name)
            people.addWidget(picture)
        people.addStretch(1)
        box.addLayout(people)
        box.addWidget(SearchField(card, name="search", hint="Filter: reason:hate age:>2h lang:de …", more="filter"))

    def _bars(self, card: QWidget, box: QVBoxLayout) -> None:
        for tier, words in (
            (Tier.HEAD_OF_STATE, "Every action needs another person, drawn by lot, who judges without seeing yours."),
            (Tier.VERIFIED, "Every action needs another person."),
            (Tier.STANDARD, "You can act alone; what is held back can be undone."),
        ):
            banner = TierBanner(card, name=f"banner_{tier}")
            banner.show_tier(tier, words)
            box.addWidget(banner)
        box.addWidget(
            BlurredMedia(card, name="photo", identity="media 1", kind="photo", words="A crowd before a house")
        )
        looked = BlurredMedia(card, name="photo2", identity="m2", kind="photo", words="A crowd before a house", high=60)
        looked.look(True)
        box.addWidget(looked)
        for kind in Kind:
            line = QHBoxLayout()
            line.addWidget(Button("Sign finding", card, name=f"b_{kind}", kind=kind))
            line.addWidget(Button("Restore", card, name=f"bk_{kind}", kind=kind, key="R R", large=kind is Kind.RESTORE))
            off = Button("Not now", card, name=f"off_{kind}", kind=kind)
            off.setEnabled(False)
            line.addWidget(off)
            line.addStretch(1)
            box.addLayout(line)
        hold = HoldButton("Hold", card, name="hold")
        hold.begin()
        hold._share = 0.6
        hold._timer.setInterval(10**6)
        target = TargetCard(card, name="target")
        target.show_target("a1", PRESIDENT.name, "41.7 million followers", Tier.HEAD_OF_STATE)
        target.put_button(hold)
        box.addWidget(target)
        count = Countdown(card, lambda: NOW, name="count", before="claimed by you · ")
        count.run_until(NOW + timedelta(minutes=14, seconds=20))
        box.addWidget(count)

    def _notices(self, card: QWidget, box: QVBoxLayout) -> None:
        for tone in Tone:
            box.addWidget(
                Notice(
                    card,
                    name=f"n_{tone}",
                    tone=tone,
                    head="Why this is slow",
                    words="Head of state · this platform keeps the data 30 days, followers come back · shift: 7 h 05",
                )
            )
        held = Notice(card, name="held")
        held.say(
            Tone.SLOW,
            "Held back for 0:24",
            "Suspend @kz_99182. Nothing has reached the platform.",
            button="Undo",
            key="U",
        )
        box.addWidget(held)
        story = Timeline(card, name="story")
        for words, at in (
            ("Carried out; read back as gone", "21:40:07"),
            ("Cooling-off begun, announced to 9 people on duty", "20:55:02"),
            ("Refused: Osei B. found no violation", "20:52:18"),
        ):
            item = story.add(words, ItemState.STOPPED if "Refused" in words else ItemState.DONE)
            item.set_aside(at)
        box.addWidget(story)
        empty = EmptyState(card, name="empty")
        empty.say("The queue is empty", "New reports appear here by themselves.", button="Take a break")
        box.addWidget(empty, 1)


class Frame(QWidget):
    """The whole window with empty left and centre, and one thing at the right."""

    def __init__(self, tier: Tier | None = Tier.HEAD_OF_STATE) -> None:
        super().__init__()
        named(self, "frame", "gallery", "window")
        box = column(self, gap=0)
        self.top, self.cards, self.bottom = TopBar(self), ThreeCards(self), BottomBar(self)
        for part in (self.top, self.cards, self.bottom):
            box.addWidget(part, int(part is self.cards))
        self.top.show_store("Example Social", "sandbox store", "waits are of seconds here")
        self.top.show_person("p1", "Ira Kessler", "reviewer", "Vendor North")
        self.top.show_shift("7 h 05 of shift")
        self.top.show_tier(tier)
        self.bottom.show_connection("connected", Health.WELL)
        self.bottom.show_inbox("inbox empty")
        self.bottom.show_ledger("ledger verified to entry 18,204")
        self.cards.left.set_head("Queue", "1,204 open")
        self.cards.right.set_head("Propose: deactivate", "back", key="Esc")


def steps(theme: ThemeSwitch, folder: Path) -> None:
    """The steps component in every position of a plan."""
    from console.ui.steps.editors import Said

    frame_ = Frame()
    view = StepsView(frame_.cards.right, material(Tier.HEAD_OF_STATE, Action.DEACTIVATE, shift_s=8 * 3600 + 300))
    frame_.cards.right.body.addWidget(view)
    grab(frame_, theme, folder, "steps-1-clause")
    said = {
        "clause": Said("4.2", "4.2  Threats of violence"),
        "justification": Said(
            "x", "Post 919048 threatens the people of another country, and was repeated after the warning of 14:02."
        ),
        "sentence": Said("1", "41.7 million followers · visible effect · way back within 30 days"),
        "handle": Said("x", HANDLE),
    }
    for number in range(2, 6):
        view._own[number - 2].editor.tell(said[view.open_step])
        settle()
        if view.open_step == "handle":
            view._own[number - 1].editor.field.setText("@republic_pre")
        grab(frame_, theme, folder, f"steps-{number}-{view.open_step or 'hold'}")
    refused = Frame()
    refused.cards.right.body.addWidget(
        StepsView(refused.cards.right, material(Tier.HEAD_OF_STATE, Action.DEACTIVATE, last_day=True))
    )
    grab(refused, theme, folder, "steps-refused", sizes=(QSize(1280, 800),))


def overlays(theme: ThemeSwitch, folder: Path) -> None:
    """Palette, keys, toast."""
    window = Frame()
    commands = Commands(window)
    for identity in ("palette", "claim_next", "dismiss", "suspend", "restore", "switch_person"):
        commands.bind(identity, window.update)
    commands.set_facts(
        frozenset("signed_in mode_decide may_decide claimed can_suspend restorable case_open queue_shown".split())
    )
    window.resize(1280, 800)
    window.show()
    palette = Palette(window, commands)
    palette.open()
    palette.field.setText("re")
    palette.put_accounts("re", (account_entry("a1", PRESIDENT.name, HANDLE, Tier.HEAD_OF_STATE),))
    grab(window, theme, folder, "palette", sizes=(QSize(1280, 800),))
    palette.close_it()
    keys = KeysOverlay(window, commands)
    keys.open()
    grab(window, theme, folder, "keys", sizes=(QSize(1280, 800),))
    keys.close_it()
    toast = Toast(window)
    toast.say("Dismissed. The next case is open.", button="Undo", key="U", stay_ms=0)
    grab(window, theme, folder, "toast", sizes=(QSize(1280, 800),))


def surfaces(theme: ThemeSwitch, folder: Path) -> None:
    """Signing in, and the wall."""
    people = tuple(
        Somebody(f"p{n}", name, about)
        for n, (name, about) in enumerate(
            (
                ("Ira Kessler", "reviewer · Vendor North"),
                ("Noa Adler", "reviewer · Vendor South"),
                ("Osei Boateng", "supervisor"),
                ("Lena Marsh", "supervisor"),
                ("Ada Okafor", "administrator"),
                ("Tom Aurel", "auditor"),
            )
        )
    )
    for name, last in (("sign-in", ""), ("sign-in-passphrase", "p2")):
        holder = QWidget()
        column(holder).addWidget(sign_in := SignIn(holder))
        holder.resize(1280, 800)
        holder.show()
        sign_in.show_store("Example Social · sandbox store")
        sign_in.show_people(people, last)
        if last:
            sign_in.failed("That is not the passphrase of this person. Try again; nothing is locked.")
        grab(holder, theme, folder, name, sizes=(QSize(1280, 800),))
    holder = QWidget()
    column(holder).addWidget(wall := Wall(holder))
    wall.show_error("Entry 4,812 of the ledger does not match its leaf in the tree (ledger.db).")
    grab(holder, theme, folder, "wall", sizes=(QSize(1280, 800),))


def main(folder: Path) -> None:
    """Draw everything."""
    theme = ThemeSwitch(application())
    grab(Shelf(), theme, folder, "shelf", sizes=(QSize(1440, 1000),))
    steps(theme, folder)
    overlays(theme, folder)
    surfaces(theme, folder)
    assert Qt.Key.Key_V


if __name__ == "__main__":
    main(Path(sys.argv[1]))
