"""2 November 2017, told at the window: the afternoon it plays in, and a teller who only clicks, types and looks.

The afternoon is the real demo (or the same people before a real Matrix server); the teller's hands know nothing but
names of controls and words on the screen.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QPushButton

from console.bootstrap.demo import Demo, open_demo
from console.cancel import CancelToken
from console.domain.actions import Tier
from console.domain.documents import TierChange
from console.ledger.documents import sign, signatures_to_bytes
from console.platforms.sandbox import visitor
from console.platforms.sandbox.site import Site
from console.resource_files import resource_path
from console.settings.site import PlatformSettings
from console.store import inbox
from console.store.queries.briefs import briefs
from console.store.queries.find import account_id
from console.store.texts import make_text
from console.workstation.console import Console
from tests.support.hands import Hands
from tests.support.office import policy_with
from tests.support.synapse_server import story_world, synapse

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SUPERVISORS = ("Osei Boateng", "Lena Marsh", "Priya Raman", "Jonas Weber", "Aiko Tanaka")
WHY = "The post threatens the people of another country with their end."
FOUND = "I read the same words as a threat."
COOLING_S = 5
"""How long the story's cooling-off lasts, in seconds: long enough to be seen, short enough to wait for."""


@dataclass(frozen=True)
class Afternoon:
    """Where a telling plays: a console, who sits at it, whom it is about, and an eye outside.

    ``seen`` says whether a visitor of the platform finds the account; ``reach`` is the sentence that says how many
    would see it; ``clause`` the rule that the story cites.
    """

    console: Console
    passphrases: Mapping[str, str]
    store: Path
    name: str
    handle: str
    reach: str
    clause: str
    seen: Callable[[], bool]


def quick_policy() -> str:
    """The demo's policy with a cooling-off of a few seconds."""
    toml = resource_path("policy", "demo.toml").read_text(encoding="utf-8")
    return policy_with(("friction.head_of_state.deactivate", "cooling_off_s", str(COOLING_S)), toml=toml)


@contextmanager
def sandbox_afternoon(folder: Path, policy: str | None = None) -> Iterator[Afternoon]:
    """The real demo, with its own platform; ``policy`` as :func:`quick_policy` unless another is given."""
    demo = open_demo(folder, policy_toml=quick_policy() if policy is None else policy)
    try:
        yield of_demo(demo)
    finally:
        demo.close()


def of_demo(demo: Demo) -> Afternoon:
    """An open demo as the place of a telling."""
    assert demo.running.console is not None
    return Afternoon(
        console=demo.running.console,
        passphrases={person.name: person.passphrase for person in demo.people},
        store=demo.folder / "store.db",
        name="President of the Republic",
        handle="@republic_president",
        reach="41.7 million followers would see it.",
        clause="4.2",
        seen=lambda: _page(demo).kind is visitor.PageKind.PROFILE,
    )


def _page(demo: Demo) -> visitor.Page:
    return visitor.status(Site(demo.sandbox, now=lambda: datetime.now(UTC)), "republic_president")


@contextmanager
def synapse_afternoon(folder: Path) -> Iterator[Afternoon]:
    """The same people before a real Matrix server, where a lock is the deactivation; skips where there is none.

    Matrix has no flag for heads of state: an administrator puts the account under protection, and the site pins it.
    """
    with synapse(folder / "server") as server:
        world = story_world(server)
        president = world.president.user_id
        demo = open_demo(
            folder / "console",
            policy_toml=quick_policy(),
            platforms={
                "synapse": PlatformSettings(
                    connector="synapse",
                    address=server.base_url,
                    protected=(president,),
                    options={"server_name": server.server_name},
                )
            },
            tokens={"synapse": f"{server.admin.token}\n{server.visitor.token}"},
        )
        try:
            _protect(demo, president)
            place = of_demo(demo)
            yield replace(
                place,
                name="The President",
                handle=president,
                reach="3 rooms would see it.",
                clause="4.1",
                seen=lambda: world.visitor_sees(president),
            )
        finally:
            demo.close()


def _protect(demo: Demo, platform_id: str) -> None:
    """Ruth, an administrator, raises the account to head of state, as ``countersign protect add`` does."""
    running, ruth = demo.running, next(p for p in demo.people if p.name == "Ruth Okafor")
    assert running.services is not None and running.console is not None
    store, services = running.store, running.services
    known: list[str | None] = []

    def until(holds: Callable[[], bool]) -> None:
        patience = CancelToken()
        for _ in range(300):
            if holds():
                return
            patience.wait(0.1)
        raise AssertionError("the account does not come under protection")

    def reported() -> bool:
        known[:] = [store.read(lambda r: account_id(r, platform_id))]
        return known[0] is not None

    until(reported)
    assert known[0] is not None
    account, called = known[0], make_text(platform_id)
    change = TierChange(
        store=running.console.store_id,
        env=running.console.env,
        author=ruth.id,
        role=ruth.role,
        nonce=secrets.token_hex(16),
        account=account,
        platform=store.read(lambda r: briefs(r, (account,)))[account].platform,
        platform_id=called.digest,
        tier=Tier.HEAD_OF_STATE,
    )
    signed = sign(change, running.console._keys.open(ruth.id, ruth.passphrase))
    row = {
        "person": ruth.id,
        "digest": signed.digest,
        "kind": signed.kind,
        "document": signed.data,
        "signatures": signatures_to_bytes(signed.signatures),
        "now": datetime.now(UTC),
        "with_texts": (called,),
    }
    store.run(lambda uow: inbox.submit(uow, **row))
    services.wake()
    until(lambda: store.read(lambda r: briefs(r, (account,)))[account].tier is Tier.HEAD_OF_STATE)


class Teller:
    """Whoever sits at the window now, one after the other."""

    def __init__(self, hands: Hands, afternoon: Afternoon) -> None:
        self.hands, self.place, self.who = hands, afternoon, ""

    # ---- who sits there -----------------------------------------------------------------------------------------

    def sit_down(self, name: str) -> None:
        """Sign in from the list of people: a digit and the passphrase (further down, a name and Enter)."""
        hands = self.hands
        hands.find("sign_in_search")
        hands.wait(lambda: bool(self._rows(name)), f"{name} can't sign in here: {hands.names()}")
        people = hands.all("person_…", QPushButton)
        place = people.index(self._rows(name)[0])
        if place < 9:
            hands.key(str(place + 1))
        else:
            hands.type(name)
            hands.key(Qt.Key.Key_Return)
        hands.type_into("sign_in_passphrase", self.place.passphrases[name])
        hands.key(Qt.Key.Key_Return)
        hands.find("desk")
        hands.wait_for(name)
        self.who = name

    def switch(self, name: str) -> None:
        """Two keys and a passphrase: somebody else sits down."""
        self.hands.key(Qt.Key.Key_L, CTRL)
        self.sit_down(name)

    def _rows(self, name: str) -> list[QPushButton]:
        rows = self.hands.all("person_…", QPushButton)
        return [row for row in rows if isinstance(row, QPushButton) and row.accessibleName().startswith(f"{name},")]

    # ---- cases --------------------------------------------------------------------------------------------------

    def filter_and_claim(self) -> None:
        """Find the case in the queue by its tier, and click it: that claims it."""
        hands = self.hands
        hands.key("f")
        hands.type("tier:head_of_state")
        hands.key(Qt.Key.Key_Return)
        hands.click_row("queue_list", self.place.name)
        hands.wait_for("HEAD OF STATE")
        hands.find("action_deactivate", QPushButton)

    def find_account(self) -> None:
        """From anywhere: Ctrl F, the handle, Enter."""
        hands = self.hands
        hands.key(Qt.Key.Key_F, CTRL)
        hands.type(self.place.handle.lstrip("@"))
        hands.wait(lambda: self._on_top_of("palette_list"), f"{self.place.name} is not found")
        hands.key(Qt.Key.Key_Return)

    def _on_top_of(self, name: str) -> bool:
        view = next(iter(self.hands.all(name, QListView)), None)
        return isinstance(view, QListView) and any(self.place.name in row for row in Hands.rows(view)[:1])

    def command(self, words: str) -> None:
        """A command of the palette, by its words."""
        self.hands.key(Qt.Key.Key_K, CTRL)
        self.hands.type(words)
        self.hands.wait_for(words)
        self.hands.key(Qt.Key.Key_Return)

    # ---- proposing ----------------------------------------------------------------------------------------------

    def propose(self, wrong_handle: str = "") -> None:
        """Every step of friction on the way to the proposal of a deactivation."""
        hands = self.hands
        hands.key("x")
        hands.wait_for("Propose: deactivate")
        self.to_the_handle()
        if wrong_handle:
            hands.type(wrong_handle)
            assert not hands.all("passphrase_field")
            for _ in wrong_handle:
                hands.key(Qt.Key.Key_Backspace)
        hands.type(self.place.handle)
        self.to_the_commit()
        hands.hold("commit", lambda: hands.sees("Asked") or hands.sees("On the record"))
        hands.wait_for("Waits for a second reading")

    def to_the_handle(self) -> None:
        """Clause, justification, and the sentence of what will happen, completed."""
        hands = self.hands
        hands.type(self.place.clause)
        hands.key(Qt.Key.Key_Return)
        hands.find("justification_text")
        hands.type_into("justification_text", WHY)
        hands.key(Qt.Key.Key_Return, CTRL)
        hands.find("sentence_text")
        hands.key(str(self._right_choice()))
        hands.find("handle_field")

    def to_the_commit(self) -> None:
        """The passphrase, after which the commit opens."""
        hands = self.hands
        hands.find("passphrase_field")
        hands.type(self.place.passphrases[self.who])
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: hands.find("commit").isEnabled(), "the commit stays closed")

    def _right_choice(self) -> int:
        """Which of the four completes the sentence: whom it is about, or how many see it."""
        choices = {at: self.hands.find(f"sentence_choice_{at}", QPushButton).accessibleName() for at in range(1, 5)}
        right = {self.place.name, self.place.reach.partition(" would")[0]}
        return next(at for at, said in choices.items() if said in right)

    # ---- second readings ----------------------------------------------------------------------------------------

    def reader(self, but: tuple[str, ...] = ()) -> str:
        """Let the supervisors sit down one after the other until one finds the case among their second readings."""
        found: list[str] = []

        def somebody() -> bool:
            for name in SUPERVISORS:
                if name not in but:
                    self.switch(name)
                    if self.has_reading():
                        found.append(name)
                        return True
            return False

        for _ in range(3):
            if somebody():
                return found[0]
        raise AssertionError(f"nobody was drawn: {self.hands.texts()}")

    def has_reading(self) -> bool:
        """Whether the case waits among this person's second readings."""
        hands = self.hands
        hands.key(Qt.Key.Key_2, ALT)
        hands.wait(
            lambda: hands.sees("No case is assigned to you") or bool(self._readings()), "second readings stay unread"
        )
        return any(self.place.name in row and "waits for your finding" in row for row in self._readings())

    def _readings(self) -> list[str]:
        view = next(iter(self.hands.all("readings_list", QAbstractItemView)), None)
        return Hands.rows(view) if isinstance(view, QAbstractItemView) else []

    def open_reading(self) -> None:
        """Open it: the case, and nothing of what anybody else did."""
        self.hands.click_row("readings_list", self.place.name)
        self.hands.wait_for("What do you find?")

    def find_no_violation(self) -> None:
        """One key, and the signature."""
        hands = self.hands
        self.open_reading()
        hands.click("find_choice_none")
        hands.key(Qt.Key.Key_S, CTRL)
        hands.wait_for("Your finding is on the record.")

    def find_the_same(self, *, opened: bool = False) -> None:
        """The rule, what should happen, why; and what was proposed opens.  ``opened``: the reading is open already."""
        hands = self.hands
        if not opened:
            self.open_reading()
        hands.click(f"find_choice_{self.place.clause}")
        hands.key("x")
        hands.type_into("finding_why", FOUND)
        hands.key(Qt.Key.Key_S, CTRL)
        hands.wait_for("What was proposed")

    def countersign(self) -> None:
        """Sign what was proposed: the way, the passphrase, the hold."""
        hands = self.hands
        hands.click("way_sign")
        hands.type_into("countersign_passphrase", self.place.passphrases[self.who])
        hands.hold("countersign_commit", lambda: not hands.all("countersign_commit"))
        hands.wait_for("Your countersignature is on the record.")

    # ---- after it -----------------------------------------------------------------------------------------------

    def story(self) -> list[str]:
        """What *Who did what* tells, the first thing first."""
        hands = self.hands
        view = hands.find("restore_story", QAbstractItemView)
        assert isinstance(view, QAbstractItemView)
        hands.wait(lambda: len(Hands.rows(view)) > 1, "no story is told")
        return Hands.rows(view)[::-1]

    def entry_of(self, words: str) -> int:
        """The entry of the ledger in which that stands, as the line says when the mouse rests on it."""
        view = self.hands.find("restore_story", QAbstractItemView)
        assert isinstance(view, QAbstractItemView)
        row = next(at for at, said in enumerate(Hands.rows(view)) if words in said)
        tip = str(view.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
        found = re.search(r"entry ([\d,]+)", tip)
        assert found is not None, tip
        return int(found[1].replace(",", ""))


def change_one_byte(store: Path, entry: int) -> None:
    """As the owner of the file could: take the guard away, turn one bit of an entry's body, put the guard back."""
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        body = bytearray(db.execute("SELECT body FROM entries WHERE entry_index = ?", (entry,)).fetchone()[0])
        body[len(body) // 2] ^= 1
        assert db.execute("UPDATE entries SET body = ? WHERE entry_index = ?", (bytes(body), entry)).rowcount == 1
        for _, sql in guards:
            db.execute(sql)
