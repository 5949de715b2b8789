"""Signing in: two keystrokes and a passphrase, one clear sentence when it is wrong, and nothing imported too early."""

import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from console.cancel import CancelToken
from console.errors import BadInput, Refused, Tampered, Unavailable
from console.ui.commands import Mode
from console.ui.sign_in import Credentials, PersonRow
from console.ui.widgets.named import column, named
from console.ui.window import Desk, MainWindow, WindowState
from tests.support.hands import Hands


@dataclass
class Person:
    id: str
    name: str
    role: str
    vendor: str = ""


PEOPLE = (
    Person("p1", "Ira Kessler", "reviewer", "Vendor North"),
    Person("p2", "Osei Boateng", "supervisor"),
    Person("p3", "Ada <b>Okafor</b>", "administrator"),
)


class Session:
    def __init__(self, person: Person) -> None:
        self.person = person
        self.ended = threading.Event()

    def sign_out(self) -> None:
        self.ended.set()


class Store:
    """An open store as the window knows it."""

    organisation, store_words, notice = "Example Social", "sandbox store", "waits are of seconds here"

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.closed = False

    def people(self, cancel: CancelToken) -> tuple[Person, ...]:
        return PEOPLE

    def sign_in(self, person: str, passphrase: str, cancel: CancelToken) -> Session:
        assert threading.current_thread() is not threading.main_thread()
        if passphrase == "tampered":
            raise Tampered("Entry 7 of the ledger does not match", "ledger")
        if passphrase != "right":
            raise BadInput("That is not the passphrase of this person", "", "Try again.")
        self.sessions.append(Session(next(who for who in PEOPLE if who.id == person)))
        return self.sessions[-1]

    def close(self) -> None:
        self.closed = True


class PlainDesk(Desk):
    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        named(self, "desk", f"desk of {session.person.name}")
        self.ended = False
        column(self)

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def make(qtbot, theme, store: Store):
    made: list[MainWindow] = []

    def build(open_console=lambda _: None, state: WindowState | None = None) -> MainWindow:
        window = MainWindow(open_console, PlainDesk, state or WindowState(), theme)
        made.append(window)
        qtbot.addWidget(window, before_close_func=lambda closing: closing.runner.wait(5))
        window.show()
        return window

    yield build
    for window in made:
        window.runner.wait(5)


def test_two_keystrokes_and_a_passphrase_switch_the_person(qtbot, make, store: Store) -> None:
    window = make(lambda _: store)
    hands = Hands(qtbot, window)
    hands.wait_for("Ira Kessler")
    hands.key("1")
    hands.type("right")
    hands.key(Qt.Key.Key_Return)
    hands.find("desk of Ira Kessler")
    hands.wait_for("waits are of seconds here")
    hands.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: window.commands.facts == frozenset({Mode.SIGN_IN.value}))
    hands.key("2")
    hands.type("right")
    hands.key(Qt.Key.Key_Return)
    hands.find("desk of Osei Boateng")
    hands.wait(store.sessions[0].ended.is_set)
    assert not hands.all("desk of Ira Kessler")


def test_a_wrong_passphrase_is_one_sentence_and_the_field_is_empty_again(qtbot, make, store: Store) -> None:
    hands = Hands(qtbot, make(lambda _: store))
    hands.wait_for("Ira Kessler")
    hands.key("1")
    hands.type("wrong")
    hands.key(Qt.Key.Key_Return)
    hands.wait_for("That is not the passphrase of this person. Try again.")
    field = hands.find("passphrase", QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == ""
    hands.type("right")
    hands.key(Qt.Key.Key_Return)
    hands.find("desk of Ira Kessler")


def test_the_person_of_last_time_is_chosen_already(qtbot, make, store: Store) -> None:
    window = make(lambda _: store, WindowState(last_person="p2"))
    hands = Hands(qtbot, window)
    hands.wait_for("Osei Boateng")
    hands.type("right")
    hands.key(Qt.Key.Key_Return)
    hands.find("desk of Osei Boateng")
    assert window.state.last_person == "p2"


def test_a_store_that_does_not_open_can_be_tried_again(qtbot, make, store: Store) -> None:
    tries: list[int] = []

    def open_console(_: CancelToken) -> Store:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("The store is locked by another console", "store.db", "Close it there.")
        return store

    hands = Hands(qtbot, make(open_console))
    hands.wait_for("The store is locked by another console (store.db). Close it there.")
    hands.click("Try again")
    hands.wait_for("Ira Kessler")


def test_a_refused_person_stays_outside(qtbot, make, store: Store) -> None:
    def refuse(person: str, passphrase: str, cancel: CancelToken) -> Session:
        raise Refused("Your contract has ended", "", "Ask an administrator.")

    store.sign_in = refuse
    hands = Hands(qtbot, make(lambda _: store))
    hands.wait_for("Ira Kessler")
    hands.key("1")
    hands.type("right")
    hands.key(Qt.Key.Key_Return)
    hands.wait_for("Your contract has ended. Ask an administrator.")
    assert not hands.all("desk…")


def test_a_ledger_that_does_not_verify_leaves_nothing_else_on_the_screen(qtbot, make, store: Store) -> None:
    window = make(lambda _: store)
    hands = Hands(qtbot, window)
    hands.wait_for("Ira Kessler")
    hands.key("1")
    hands.type("tampered")
    hands.key(Qt.Key.Key_Return)
    hands.wait_for("Entry 7 of the ledger does not match (ledger).")
    assert not hands.all("sign_in")
    assert window.commands.facts == frozenset({Mode.LOCKED.value})
    assert [command.id for command in window.commands.available()] == [
        "keys",
        "theme_light",
        "theme_dark",
        "theme_system",
    ]


def test_names_of_people_are_never_markup(qtbot, make, store: Store) -> None:
    hands = Hands(qtbot, make(lambda _: store))
    hands.wait_for("Ada <b>Okafor</b>")


def test_typing_a_part_of_a_name_finds_the_person(qtbot, make, store: Store) -> None:
    hands = Hands(qtbot, make(lambda _: store))
    hands.wait_for("Ira Kessler")
    hands.type("osei")
    hands.wait(lambda: len(hands.all("person_…", PersonRow)) == 1)
    hands.key(Qt.Key.Key_Return)
    hands.find("passphrase", QLineEdit)


def test_credentials_are_never_printed() -> None:
    assert "right" not in repr(Credentials("p1", "right"))


def test_closing_waits_for_what_was_decided(qtbot, make, store: Store) -> None:
    window = make(lambda _: store)
    hands = Hands(qtbot, window)
    hands.wait_for("Ira Kessler")
    wrote: list[int] = []
    hold = threading.Event()
    window.runner.write(
        "proposal", lambda _: (hold.wait(5), wrote.append(1)), window._on_signed_out, window._on_not_signed_out
    )
    window.close()
    assert window.isVisible()
    hold.set()
    hands.wait(lambda: not window.isVisible(), "the window stays open")
    assert wrote == [1]


def test_every_control_says_who_it_is(qtbot, make, store: Store) -> None:
    window = make(lambda _: store)
    hands = Hands(qtbot, window)
    hands.wait_for("Ira Kessler")
    window.do_keys()
    window.do_palette()
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and type(widget).__module__.startswith("console")
        and not (widget.objectName() and widget.accessibleName())
    ]
    assert not nameless


PROGRAM = """
import sys
import console.ui.app
from PySide6.QtWidgets import QApplication
early = [name for name in sys.modules if name.split(".")[0] in ("sqlalchemy", "nacl", "httpx", "keyring", "alembic",
         "confusable_homoglyphs") or name.startswith(("console.store", "console.ledger", "console.registrar",
         "console.platforms", "console.secrets", "console.ui.panes"))]
print(early)
"""


def test_the_first_paint_needs_neither_store_nor_ledger() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "[]\n", ended.stdout + ended.stderr
