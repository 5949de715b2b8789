"""The main window: the line above, what one works on, the line below; signing in, switching, closing.

It knows no store: it is given how to open one (``panes.api.OpenConsole``) and how to make the desk for a session, and
runs everything on workers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from console.cancel import CancelToken
from console.errors import Cancelled, CountersignError, Tampered
from console.ui.commands import Commands, Mode
from console.ui.likes import ConsoleLike, PersonLike, SessionLike
from console.ui.sign_in import Credentials, SignIn, Somebody
from console.ui.text import one_line
from console.ui.theme.live import Appearance, ThemeSwitch
from console.ui.wall import Wall
from console.ui.widgets.bars import BottomBar, Health, TopBar
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Toast
from console.ui.widths import Widths
from console.ui.workers.messages import Closed
from console.ui.workers.runner import Runner

if TYPE_CHECKING:
    from console.ui.keys_overlay import KeysOverlay
    from console.ui.palette import Palette


class Desk(QWidget):
    """What stands between the lines while somebody is signed in; made anew for each session."""

    def begin(self) -> None:
        """Shown for the first time: read, and take the focus."""

    def end(self) -> None:
        """The person leaves: stop every timer, keep every draft."""


@dataclass(frozen=True, slots=True)
class WindowState:
    """What is remembered of the window: size in pixels, widths of the cards, who signed in last, appearance."""

    width: int = 1440
    height: int = 900
    widths: Widths = Widths()
    last_person: str = ""
    appearance: Appearance = Appearance.SYSTEM


OpenConsole = Callable[[CancelToken], ConsoleLike]
MakeDesk = Callable[["MainWindow", SessionLike], Desk]


class MainWindow(QMainWindow):
    """One for each console.  ``state_changed`` tells what is to be remembered."""

    state_changed = Signal(WindowState)

    def __init__(self, open_console: OpenConsole, make_desk: MakeDesk, state: WindowState, theme: ThemeSwitch) -> None:
        super().__init__()
        named(self, "main_window", "Countersign")
        self.setWindowTitle("Countersign")
        self.setMinimumSize(1024, 640)
        self.resize(state.width, state.height)
        self.state = state
        self._open_console, self._make_desk, self._theme = open_console, make_desk, theme
        self._console: ConsoleLike | None = None
        self._session: SessionLike | None = None
        self._desk: Desk | None = None
        self._may_close = False
        self.runner = Runner(self)
        self.runner.closed.connect(self._on_runner_closed)
        centre = self._centre = named(QWidget(self), "window_body", "Countersign", "window")
        self.setCentralWidget(centre)
        box = column(centre, gap=0)
        self.top = TopBar(centre)
        self._stack = named(QStackedWidget(centre), "window_stack", "what is open")
        self.bottom = BottomBar(centre)
        box.addWidget(self.top)
        box.addWidget(self._stack, 1)
        box.addWidget(self.bottom)
        self.sign_in = SignIn(self._stack)
        self._stack.addWidget(self.sign_in)
        self.sign_in.entered.connect(self._on_entered)
        self.sign_in.again.connect(self.open_store)
        self.sign_in.card_asked.connect(self.do_make_card)
        self._wall: Wall | None = None
        self.commands = Commands(self)
        self.toast = Toast(centre)
        self._palette: Palette | None = None
        self._keys: KeysOverlay | None = None
        self.top.palette_asked.connect(self.do_palette)
        self.bottom.keys_asked.connect(self.do_keys)
        self.bottom.cases_asked.connect(self._on_cases)
        self.bottom.floor_asked.connect(self._on_floor)
        self.bottom.office_asked.connect(self._on_office)
        self.commands.bind_all(self)
        self._opened_once = False

    # ---- opening ------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The focus where one begins."""
        super().showEvent(event)
        if not self._opened_once:
            self.sign_in.begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """After the first paint, and not before, open the store on a worker: both want the same interpreter."""
        super().paintEvent(event)
        if not self._opened_once:
            self._opened_once = True
            QTimer.singleShot(0, self.open_store)

    @Slot()
    def open_store(self) -> None:
        """Open the store and read who may sign in."""
        self.bottom.show_connection("opening the store", Health.WAITING)
        self.runner.read("open store", self._open_console, self._on_opened, self._on_not_opened)

    @Slot(object)
    def _on_opened(self, console: ConsoleLike) -> None:
        self._console = console
        words = " \u00b7 ".join(one_line(part) for part in (console.organisation, console.store_words) if part)
        self.top.show_store(console.organisation, console.store_words, console.notice)
        self.sign_in.show_store(words)
        self.bottom.show_connection("connected", Health.WELL)
        self.runner.read("people", console.people, self._on_people, self._on_not_opened)

    @Slot(object)
    def _on_people(self, people: tuple[PersonLike, ...]) -> None:
        self.sign_in.show_people(
            tuple(Somebody(who.id, who.name, about(who)) for who in people), self.state.last_person
        )

    @Slot(object)
    def _on_not_opened(self, error: CountersignError) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, Tampered):
            self.show_wall(error.sentence)
            return
        self.bottom.show_connection("the store is not open", Health.WRONG)
        self.sign_in.show_store("The store is not open.")
        self.sign_in.failed(error.sentence, again=True)

    # ---- signing in and out ---------------------------------------------------------------------------------------

    @property
    def console(self) -> ConsoleLike | None:
        """The open store."""
        return self._console

    @Slot(Credentials)
    def _on_entered(self, who: Credentials) -> None:
        console = self._console
        if console is not None:
            self.runner.write(
                "sign in",
                lambda cancel: console.sign_in(who.person, who.passphrase, cancel),
                self._on_signed_in,
                self._on_not_signed_in,
            )

    @Slot(object)
    def _on_signed_in(self, session: SessionLike) -> None:
        self._session = session
        person = session.person
        self.top.show_person(person.id, person.name, str(person.role).replace("_", " "), person.vendor)
        self.remember(last_person=person.id)
        self.commands.set_facts(frozenset({Mode.DECIDE.value, "signed_in"}))
        desk = self._make_desk(self, session)
        self._desk = desk
        self._stack.addWidget(desk)
        self._stack.setCurrentWidget(desk)
        desk.begin()

    @Slot(object)
    def _on_not_signed_in(self, error: CountersignError) -> None:
        if isinstance(error, Tampered):
            self.show_wall(error.sentence)
        elif not isinstance(error, Cancelled):
            self.sign_in.failed(error.sentence)

    @Slot()
    def do_switch_person(self) -> None:
        """Somebody else sits down: the session ends, drafts stay."""
        session, self._session = self._session, None
        if session is None:
            return
        self._leave_desk()
        self.commands.set_facts(frozenset({Mode.SIGN_IN.value}))
        self.top.show_person("", "", "")
        self.top.show_shift("")
        self.top.show_tier(None)
        self.sign_in.reset()
        self._stack.setCurrentWidget(self.sign_in)
        self.sign_in.begin()
        self.runner.write("sign out", lambda _: session.sign_out(), self._on_signed_out, self._on_not_signed_out)

    @Slot(object)
    def _on_signed_out(self, _: object) -> None:
        """Nothing more to do."""

    @Slot(object)
    def _on_not_signed_out(self, error: CountersignError) -> None:
        self.toast.say(error.sentence)

    def _leave_desk(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.end()
            self._stack.removeWidget(desk)
            desk.deleteLater()

    def show_wall(self, sentence: str) -> None:
        """The ledger does not verify: nothing else on the screen."""
        self._leave_desk()
        self._session = None
        self.commands.set_facts(frozenset({Mode.LOCKED.value}))
        self.top.show_tier(None)
        self.bottom.show_ledger("ledger does not verify")
        self.bottom.show_connection("stopped", Health.WRONG)
        if self._wall is None:
            self._wall = Wall(self._stack)
            self._stack.addWidget(self._wall)
        self._wall.show_error(sentence)
        self._stack.setCurrentWidget(self._wall)

    # ---- commands of the window ---------------------------------------------------------------------------------

    @property
    def palette_sheet(self) -> Palette:
        """The palette, made when it is first asked for."""
        from console.ui.palette import Palette  # not before the first paint: it needs none of it

        if self._palette is None:
            self._palette = Palette(self._centre, self.commands)
        return self._palette

    @Slot()
    def do_palette(self) -> None:
        """Find or do anything."""
        self.palette_sheet.open()

    @Slot()
    def do_find_account(self) -> None:
        """Find an account: the palette does that too."""
        self.palette_sheet.open()

    @Slot()
    def do_keys(self) -> None:
        """All keys."""
        from console.ui.keys_overlay import KeysOverlay  # not before the first paint: it needs none of it

        if self._keys is None:
            self._keys = KeysOverlay(self._centre, self.commands)
        self._keys.open()

    @property
    def body(self) -> QWidget:
        """What everything that lies over the window lies over."""
        return self._centre

    @Slot()
    def do_make_card(self) -> None:
        """An enrolment card for somebody new, or for another workstation of somebody; needs no login."""
        from console.ui.enrol import CardMaker  # not before the first paint: it needs none of it
        from console.ui.sheet import Sheet

        if self._console is not None:
            sheet = Sheet(self._centre, "card_sheet", "make an enrolment card")
            sheet.hold(CardMaker(sheet.frame, self._console, self.runner))

    @Slot()
    def _on_cases(self) -> None:
        self.commands.run("room_cases")

    @Slot()
    def _on_floor(self) -> None:
        self.commands.run("room_floor")

    @Slot()
    def _on_office(self) -> None:
        self.commands.run("room_office")

    @Slot()
    def do_theme_light(self) -> None:
        """Light appearance."""
        self._appear(Appearance.LIGHT)

    @Slot()
    def do_theme_dark(self) -> None:
        """Dark appearance."""
        self._appear(Appearance.DARK)

    @Slot()
    def do_theme_system(self) -> None:
        """Appearance of the system."""
        self._appear(Appearance.SYSTEM)

    def _appear(self, appearance: Appearance) -> None:
        self._theme.choose(appearance)
        self.remember(appearance=appearance)

    def remember(
        self,
        *,
        widths: Widths | None = None,
        last_person: str | None = None,
        appearance: Appearance | None = None,
    ) -> None:
        """Something that the next start should know."""
        old = self.state
        self.state = WindowState(
            self.width(),
            self.height(),
            widths or old.widths,
            old.last_person if last_person is None else last_person,
            appearance or old.appearance,
        )
        self._tell_state(self.state)

    def _tell_state(self, what: WindowState) -> None:
        self.state_changed.emit(what)

    # ---- closing ------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel reads, let writes end, then go; the window stays until nothing is left or it can say what is."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.remember()
        if self._desk is not None:
            self._desk.end()
        self.setEnabled(False)
        self.bottom.show_work("closing: what you decided is being kept\u2026")
        self.runner.close()

    @Slot(Closed)
    def _on_runner_closed(self, what: Closed) -> None:
        self._may_close = True
        if what.left:
            self.setEnabled(True)
            self.bottom.show_work("")
            self.toast.say(
                "Not finished: " + "; ".join(what.left) + ". It is kept as a draft. Close again to leave.", stay_ms=0
            )
            return
        self.close()


def about(who: PersonLike) -> str:
    """Role and vendor of a person in a few words."""
    return " \u00b7 ".join(part for part in (str(who.role).replace("_", " "), one_line(who.vendor)) if part)
