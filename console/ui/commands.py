"""What this key or button does: the one table of commands, from which keys, palette and the keys overlay are made.

A command is enabled when every fact in ``when`` holds.  Facts are plain words that the window sets as things change
(``case_open``, ``claimed``, …); exactly one of the *modes* holds at a time, so two commands may share a key when
their modes differ.  Handlers are bound by name (:class:`Commands.bind`); the window says which object handles what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from console.errors import Bug


class Mode(StrEnum):
    """What the console is used for now; exactly one holds."""

    SIGN_IN = "mode_sign_in"
    DECIDE = "mode_decide"
    PROPOSE = "mode_propose"
    FIND = "mode_find"
    OPENED = "mode_opened"
    ROOM = "mode_room"
    STRIP = "mode_strip"
    LOCKED = "mode_locked"


class Group(StrEnum):
    """Where a command stands in palette and overlay."""

    GO = "Go"
    QUEUE = "Queue"
    CASE = "Case"
    ACTION = "Action"
    STRIP = "What can't wait"
    READING = "Second reading"
    CONSOLE = "Console"


_FUNCTION_KEYS = ("F2", "F3", "F4", "F5", "F6", "F8")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done.  ``keys`` as Qt writes them, empty for none; ``handler`` names a bound method."""

    id: str
    words: str
    keys: str
    group: Group
    when: frozenset[str]
    handler: str

    @property
    def shown_keys(self) -> str:
        """The keys as they stand on a cap: ``Ctrl K``, ``R R``."""
        return self.keys.replace(", ", " ").replace("+", " ").replace("Escape", "Esc").replace("Return", "\u21b5")

    @property
    def plain(self) -> bool:
        """Whether the keys alone, without Ctrl or Alt, do it: such a key never fires while one types."""
        return bool(self.keys) and not any(
            held in self.keys for held in ("Ctrl+", "Alt+", "Meta+", "Escape", *_FUNCTION_KEYS)
        )


def _command(id: str, words: str, keys: str, group: Group, when: str, handler: str = "") -> Command:
    return Command(id, words, keys, group, frozenset(when.split()), handler or id)


_D, _F, _O, _S = Mode.DECIDE.value, Mode.FIND.value, Mode.OPENED.value, Mode.STRIP.value
COMMANDS: tuple[Command, ...] = (
    # everywhere
    _command("palette", "Find or do anything", "Ctrl+K", Group.GO, "signed_in"),
    _command("keys", "Keys of this pane", "?", Group.GO, ""),
    _command("find_account", "Find an account", "Ctrl+F", Group.GO, "signed_in"),
    _command("go_queue", "Go to the queue", "Ctrl+1", Group.GO, "signed_in"),
    _command("go_case", "Go to the case", "Ctrl+2", Group.GO, "signed_in"),
    _command("go_action", "Go to the action", "Ctrl+3", Group.GO, "signed_in"),
    _command("room_cases", "Cases", "F2", Group.GO, "signed_in has_cases"),
    _command("room_floor", "Floor", "F3", Group.GO, "signed_in has_floor"),
    _command("room_office", "Office", "F4", Group.GO, "signed_in has_office"),
    _command("urgent", "What can't wait", "F8", Group.GO, "signed_in has_urgent"),
    _command("back", "Back", "Escape", Group.GO, "signed_in"),
    # queue
    _command("next_row", "Move down", "J", Group.QUEUE, "signed_in queue_shown"),
    _command("previous_row", "Move up", "K", Group.QUEUE, "signed_in queue_shown"),
    _command("open_case", "Open the marked case", "O", Group.QUEUE, "signed_in row_marked"),
    _command("claim_next", "Next: claim and open", "G", Group.QUEUE, f"signed_in {_D} may_decide"),
    _command("filter", "Filter the queue", "F", Group.QUEUE, "signed_in queue_shown"),
    _command("show_queue", "Queue", "Alt+1", Group.QUEUE, "signed_in"),
    _command("show_readings", "Second readings", "Alt+2", Group.QUEUE, "signed_in may_read"),
    _command("show_waiting", "What waits, and for whom", "Alt+3", Group.QUEUE, "signed_in"),
    _command("show_recent", "Carried out lately", "Alt+4", Group.QUEUE, "signed_in"),
    # case
    _command("claim", "Claim this case", "E", Group.CASE, f"case_open unclaimed {_D}"),
    _command("release", "Release this case", "Shift+E", Group.CASE, f"claimed {_D}"),
    _command("next_tab", "Next tab", ".", Group.CASE, "tabs_shown"),
    _command("previous_tab", "Previous tab", ",", Group.CASE, "tabs_shown"),
    _command("tab_reports", "Reports", "", Group.CASE, "case_open"),
    _command("tab_content", "Content", "", Group.CASE, "case_open"),
    _command("tab_account", "Account", "", Group.CASE, "case_open"),
    _command("tab_history", "History", "", Group.CASE, "case_open"),
    _command("tab_story", "Who did what", "", Group.CASE, "case_open may_see_story"),
    # action
    _command("dismiss", "Dismiss", "D", Group.ACTION, f"claimed {_D}"),
    _command("warn", "Warn", "W", Group.ACTION, f"claimed {_D} can_warn"),
    _command("label", "Label", "L", Group.ACTION, f"claimed {_D} can_label"),
    _command("remove_content", "Remove content", "C", Group.ACTION, f"claimed {_D} can_remove_content"),
    _command("limit", "Limit reach", "M", Group.ACTION, f"claimed {_D} can_limit"),
    _command("suspend", "Suspend", "S", Group.ACTION, f"claimed {_D} can_suspend"),
    _command("deactivate", "Deactivate", "X", Group.ACTION, f"claimed {_D} can_deactivate"),
    _command("restore", "Restore", "R, R", Group.ACTION, f"signed_in restorable {_D}"),
    _command("note", "Note, or why you restored", "N", Group.ACTION, f"noteworthy {_D}"),
    _command("skip", "Skip, no questions", "Q", Group.ACTION, f"claimed {_D}"),
    _command("hand_off", "Pass the case on", "H", Group.ACTION, f"claimed {_D}"),
    _command("undo_since", "Undo what somebody did since\u2026", "", Group.ACTION, "has_floor may_undo_since"),
    _command("undo", "Undo", "U", Group.ACTION, "signed_in undoable"),
    _command("stop", "Stop what is cooling off", "T", Group.ACTION, "signed_in stoppable"),
    _command("lift", "Restore what the strip shows", "R, R", Group.STRIP, f"liftable {_S}"),
    _command("explain", "Explain an alarm", "N", Group.STRIP, f"explainable {_S}"),
    _command("seen", "Put aside what was just done", "A", Group.STRIP, f"put_aside {_S}"),
    # second reading
    _command("answer_call", "Go to the reading you are called to", "F6", Group.READING, "signed_in called"),
    _command("recuse", "Recuse yourself", "Z", Group.READING, "reading_open"),
    _command("sign_finding", "Sign finding", "Ctrl+S", Group.READING, f"finding_whole {_F}"),
    _command("countersign", "Sign what was proposed", "", Group.READING, f"proposal_open {_O}"),
    _command("refuse", "Refuse what was proposed", "", Group.READING, f"proposal_open {_O}"),
    # console
    _command("switch_person", "Switch person", "Ctrl+L", Group.CONSOLE, "signed_in"),
    _command("change_passphrase", "Change my passphrase", "", Group.CONSOLE, "signed_in"),
    _command("make_card", "Make an enrolment card", "Ctrl+N", Group.CONSOLE, Mode.SIGN_IN.value),
    _command("hand_over", "Hand my open cases over", "", Group.CONSOLE, "signed_in may_decide"),
    _command("take_break", "Take a break", "", Group.CONSOLE, "signed_in"),
    _command("verify", "Verify the ledger", "", Group.CONSOLE, "signed_in"),
    _command("theme_light", "Light appearance", "", Group.CONSOLE, ""),
    _command("theme_dark", "Dark appearance", "", Group.CONSOLE, ""),
    _command("theme_system", "Appearance of the system", "", Group.CONSOLE, ""),
    _command("reload", "Read everything again", "F5", Group.CONSOLE, "signed_in"),
)
BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}
_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


def typing(widget: QWidget | None) -> bool:
    """Whether a widget takes letters as text."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, _TEXT_FIELDS) and not (
        isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) and widget.isReadOnly()
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds now; commands whose ``when`` is part of it are enabled."""

    held: frozenset[str]


class Commands(QObject):
    """Keys and enabling for one window; one shortcut per key, which never repeats itself."""

    changed = Signal(Facts)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("commands")
        self._window = window
        self._held: frozenset[str] = frozenset({Mode.SIGN_IN.value})
        self._handlers: dict[str, Callable[[], None]] = {}
        self._shortcuts: dict[str, QShortcut] = {}
        for keys in dict.fromkeys(command.keys for command in COMMANDS if command.keys):
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.setObjectName(f"shortcut {keys}")
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._on_activated)
            shortcut.activatedAmbiguously.connect(self._on_activated)
            self._shortcuts[keys] = shortcut
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self._update()

    def bind(self, command: str, handler: Callable[[], None]) -> None:
        """Say who carries a command out; a bound method of a QObject of this window."""
        if command not in BY_ID:
            raise Bug("There is no such command", command)
        self._handlers[command] = handler
        self._update()

    def bind_all(self, owner: QObject, names: tuple[str, ...] = ()) -> None:
        """Bind every command (or those named) to the method ``do_<handler>`` of ``owner``, where it has one."""
        for command in COMMANDS:
            method = getattr(owner, f"do_{command.handler}", None)
            if method is not None and (not names or command.id in names):
                self.bind(command.id, method)

    @property
    def facts(self) -> frozenset[str]:
        """What holds now."""
        return self._held

    def set_facts(self, held: frozenset[str]) -> None:
        """What holds now, all of it, one mode included."""
        if held != self._held:
            self._held = held
            self._update()
            self._tell_changed(Facts(held))

    def set_mode(self, mode: Mode) -> None:
        """Another mode, the rest as it was."""
        self.set_facts(frozenset(self._held - {m.value for m in Mode}) | {mode.value})

    def turn(self, **facts: bool) -> None:
        """Turn some facts on or off."""
        on = {name for name, holds in facts.items() if holds}
        off = {name for name, holds in facts.items() if not holds}
        self.set_facts(frozenset((self._held - off) | on))

    def enabled(self, command: Command) -> bool:
        """Whether it can be done now."""
        return command.when <= self._held and command.id in self._handlers

    def available(self) -> tuple[Command, ...]:
        """All that can be done now, in the order of the table."""
        return tuple(command for command in COMMANDS if self.enabled(command))

    def run(self, identity: str) -> bool:
        """Do it, if it can be done now; whether it was."""
        command = BY_ID[identity]
        if not self.enabled(command):
            return False
        self._handlers[identity]()
        return True

    @Slot()
    def _on_activated(self) -> None:
        keys = next((keys for keys, shortcut in self._shortcuts.items() if shortcut is self.sender()), "")
        for command in COMMANDS:
            if command.keys == keys and self.enabled(command):
                if not (command.plain and typing(QApplication.focusWidget())):
                    self._handlers[command.id]()
                return

    @Slot(QWidget, QWidget)
    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if hasattr(self, "_shortcuts"):  # else Python's half of the object is gone already
            self._update(now)

    def _update(self, focus: QWidget | None = None) -> None:
        """Enable the shortcuts that lead anywhere now; single letters only while nobody types."""
        types = typing(focus or QApplication.focusWidget())
        for keys, shortcut in self._shortcuts.items():
            on = any(c.keys == keys and self.enabled(c) and not (c.plain and types) for c in COMMANDS)
            if shortcut.isEnabled() != on:
                shortcut.setEnabled(on)

    def _tell_changed(self, what: Facts) -> None:
        self.changed.emit(what)
