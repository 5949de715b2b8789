"""A register file: chosen, read on a worker, shown line by line before anything changes, and then asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.domain.register_file import LARGEST_FILE
from console.domain.views_office import PreviewKind, RegisterPreview
from console.errors import CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms.files import FilePicker, Picked
from console.ui.rooms.form import Form
from console.ui.rooms.lines import Line, Lines
from console.ui.rooms.office_register_words import preview_lines, preview_words
from console.ui.text import one_line, plain_label, set_text
from console.ui.theme.fonts import Role
from console.ui.widgets.button import Button
from console.ui.widgets.labels import heading
from console.ui.widgets.named import column, named

MOST = 5_000
"""Lines of a file that are shown; broken and lowering ones come first."""
_DOES = (
    "A CSV file with the columns platform, platform_id, tier, and at will term_until or term_days, and note. First you "
    "see what each line would change; nothing changes before you apply it."
)


class Preview(QWidget):
    """The lines of a file with what each would change."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "preview", "what the file would change")
        box = column(self, gap=8)
        head = named(QWidget(self), "preview_head", "the file", "clear")
        inner = column(head, margins=(18, 4, 18, 0), gap=2)
        self._title = heading("", head, name="preview_title")
        self._words = plain_label("", head, name="preview_words", tone="muted", role=Role.SMALL, wraps=True)
        inner.addWidget(self._title)
        inner.addWidget(self._words)
        box.addWidget(head)
        self.lines = Lines(self, "preview", "lines of the file")
        box.addWidget(self.lines, 1)

    def wait(self, name: str) -> None:
        """A file is being read."""
        set_text(self._title, one_line(name, 80))
        set_text(self._words, "")
        self.lines.model.replace(())
        self.lines.say(
            "Choose a file" if not name else "Reading the file\u2026", "" if name else "Its lines stand here."
        )

    def put(self, name: str, preview: RegisterPreview, lines: tuple[Line, ...]) -> None:
        """It was read."""
        more = len(preview.rows) - len(lines)
        left = f"Shown are the first {len(lines):,}; the other {more:,} are applied as well." if more else ""
        set_text(self._title, one_line(name, 80))
        set_text(self._words, left or "What stands first needs your eyes.")
        self.lines.put(lines)
        if not preview.rows:
            self.lines.say("The file has no lines", "Its first line names the columns; the others are accounts.")

    def fail(self, sentence: str) -> None:
        """It can't be read as a whole."""
        self.lines.model.replace(())
        self.lines.say("This is no register file", sentence)


class ImportForm(Form):
    """Chooses the file, and applies what the preview shows."""

    previewed = Signal()

    def __init__(self, parent: QWidget, floor: Floor, preview: Preview) -> None:
        super().__init__(parent, floor, name="import", head="Import a file", does=_DOES, button="Apply")
        self.bound = False
        self.shown = preview
        self.preview: RegisterPreview | None = None
        self._file = ""
        self.choose = Button("Choose a file\u2026", self.holder, name="import_choose")
        self.body.addWidget(self.choose)
        self._first = self.choose
        self.summary = self.add_words("summary")
        self.left_out = self.add_words("left_out", tone="head_of_state")
        self.reason = self.add_text("reason", "Why some are lowered, for the one who agrees", "In your own words")
        self._reason_label = self.holder.findChild(QWidget, "import_reason_label")
        self.picker = FilePicker(
            self.holder,
            floor,
            "import_picker",
            "Open a register file",
            "Register files (*.csv *.txt *.tsv)",
            LARGEST_FILE,
        )
        self.choose.clicked.connect(self.picker.ask)
        self.picker.picked.connect(self._on_picked)
        self.picker.failed.connect(self._on_failed)
        self.end_fields()

    def begin(self) -> None:
        """Without a file."""
        self.clear()
        self.preview, self._file = None, ""
        self.aim_at("", "No file yet", "what it changes will stand beside this")
        self.shown.wait("")
        self._show()

    def _show(self) -> None:
        preview = self.preview
        lowers = preview is not None and bool(preview.lowers)
        bad = 0 if preview is None else len(preview.of(PreviewKind.BAD))
        for widget in (self.reason, self._reason_label):
            if isinstance(widget, QWidget):
                widget.setVisible(lowers)
        set_text(self.summary, "" if preview is None else preview_words(preview))
        self.summary.setVisible(preview is not None)
        set_text(self.left_out, "What can't be read is left out.")
        self.left_out.setVisible(bool(bad))
        self.look()

    @Slot(Picked)
    def _on_picked(self, what: Picked) -> None:
        office = self.floor.session.office
        self.preview, self._file = None, what.name
        self.shown.wait(what.name)
        self._show()

        def work(cancel: CancelToken) -> tuple[RegisterPreview, tuple[Line, ...]]:
            preview = office.read_csv(what.data, cancel)
            return preview, preview_lines(preview, MOST)

        self.floor.read("office preview", work, self._on_preview, self._on_failed)

    @Slot(object)
    def _on_preview(self, got: tuple[RegisterPreview, tuple[Line, ...]]) -> None:
        self.preview = preview = got[0]
        self.shown.put(self._file, preview, got[1])
        self.aim_at("", self._file, "register file")
        self._show()
        self.previewed.emit()

    @Slot(object)
    def _on_failed(self, error: CountersignError) -> None:
        self.preview = None
        self.shown.fail(error.sentence)
        self._show()

    def problem(self) -> str:
        """A file that changes something, and a reason where it lowers."""
        preview = self.preview
        if preview is None:
            return "Choose a file."
        if not preview.raises and not preview.lowers:
            return "Nothing would change by it."
        return "" if not preview.lowers or self.reason.toPlainText().strip() else "Say why some are lowered."
