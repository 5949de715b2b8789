"""Changing one's passphrase on this workstation; on others it stays as it is there."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from console.cancel import CancelToken
from console.errors import CountersignError
from console.ui.panes.floor import Floor
from console.ui.rooms.form import Form
from console.ui.sheet import Held
from console.ui.text import set_tone
from console.ui.widgets.named import column, named
from console.ui.widgets.notice import Tone


class PassphraseForm(Held):
    """The old one, and the new one twice."""

    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(parent)
        named(self, "change_passphrase", "change your passphrase")
        self._floor = floor
        self._form = _Fields(self, floor)
        column(self).addWidget(self._form)
        self._form.committed.connect(self._on_commit)
        self._form.back.connect(self._on_back)

    def entered(self) -> None:
        """Begin with the old one."""
        self._form.look()
        self._form.entered()

    def commit_now(self) -> None:
        """Press the button."""
        self._form.commit_now()

    @Slot()
    def _on_commit(self) -> None:
        office, old, new = self._floor.session.office, self._form.old.text(), self._form.new.text()

        def work(cancel: CancelToken) -> None:
            office.change_passphrase(old, new)

        self._floor.write("change passphrase", work, self._on_changed, self._form.failed)

    @Slot(object)
    def _on_changed(self, _: object) -> None:
        self._floor.say("Your passphrase is changed on this workstation.", Tone.WELL)
        self._on_back()

    @Slot()
    def _on_back(self) -> None:
        self.close_wanted.emit()


class _Fields(Form):
    def __init__(self, parent: QWidget, floor: Floor) -> None:
        super().__init__(
            parent,
            floor,
            name="passphrase",
            head="Change your passphrase",
            does="It wraps your key on this workstation; the old one stops working here at once. On another "
            "workstation of yours the one from there goes on.",
            button="Change",
            passphrase=False,
        )
        self.old = self.add_secret("old", "The passphrase until now")
        self.new = self.add_secret("new", "The new one; four random words are good")
        self.again = self.add_secret("again", "The new one again")
        self.end_fields()
        person = floor.person
        self.aim_at(person.id, person.name, "this workstation")

    def problem(self) -> str:
        """All three, the last two alike."""
        if not self.old.text():
            return "Type the passphrase until now."
        if not self.new.text():
            return "Type a new one."
        return "" if self.new.text() == self.again.text() else "Type the new one twice alike."

    @Slot(object)
    def failed(self, error: CountersignError) -> None:
        """Say what is wrong beside the field that it is about."""
        about = self.old if "not right" in error.what else self.new
        super().failed(error)
        for field in (self.old, self.new):
            set_tone(field, "true" if field is about else "", "wrong")
        about.setFocus()
        about.selectAll()
