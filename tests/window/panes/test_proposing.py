"""Friction on the way to a proposal, drafts, undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from console.domain.actions import Action
from console.domain.documents import StepKind
from tests.window.panes.conftest import Scene

Make = Callable[..., Scene]
PRESIDENT = "President of the Republic"
WHY = "Post 919048 threatens the people of another country."


def _begin(here: Scene) -> None:
    here.open(PRESIDENT)
    here.hands.find("action_deactivate")
    here.hands.key("x")
    here.hands.wait_for("Propose: deactivate")


def _go_through(here: Scene) -> None:
    hands = here.hands
    hands.type("4.2")
    hands.key(Qt.Key.Key_Return)
    hands.find("justification_text")
    hands.type_into("justification_text", WHY)
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for("41.7 million")
    hands.find("sentence_text")
    hands.key("2")
    hands.find("handle_field")
    hands.type("@republic_president")
    hands.find("passphrase_field")


def _to_the_handle(here: Scene) -> None:
    hands = here.hands
    hands.type("4.2")
    hands.key(Qt.Key.Key_Return)
    hands.find("justification_text")
    hands.type_into("justification_text", WHY)
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.find("sentence_text")
    hands.key("2")
    hands.find("handle_field")


def _all_that_is_told(here: Scene) -> list[str]:
    """Words, accessible names and descriptions, tooltips and titles of all that is there, seen or not."""
    told = [here.window.windowTitle()]
    for widget in here.window.findChildren(QWidget):
        told += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
    return [*told, *here.hands.texts()]


def test_the_handle_is_covered_everywhere_but_in_the_evidence_while_it_is_typed(scene: Make) -> None:
    here = scene(2)
    _begin(here)
    assert here.hands.sees("@republic_president   ·"), "before it is typed it may be compared"
    _to_the_handle(here)
    here.hands.wait_for("handle covered while you type it")
    handle = re.compile(r"@republic_president(?!\d)")  # the stage has others whose handles begin so
    for tab in ("Account", "Reports"):
        here.hands.click_tab(tab)
        leaks = [told for told in _all_that_is_told(here) if handle.search(told)]
        assert all("by @republic_president" in told for told in leaks), leaks
        assert bool(leaks) is (tab == "Reports"), "the evidence shows it, and nothing else"
    here.hands.key("k", Qt.KeyboardModifier.ControlModifier)
    here.hands.type("republic pres")
    here.hands.wait(lambda: sum("handle covered" in told for told in here.hands.texts()) > 1, "the palette tells it")
    assert not [t for t in here.hands.texts() if handle.search(t) and "by @" not in t]
    here.hands.key(Qt.Key.Key_Escape)
    here.hands.type_into("handle_field", "@republic_president")
    here.hands.wait_gone("handle covered while you type it")


def test_a_label_is_one_that_the_platform_knows_and_the_one_that_reports_name_comes_first(scene: Make) -> None:
    here = scene(1)
    here.open("kz_99182")
    here.hands.find("action_label")
    here.hands.key("l")
    chips = [here.hands.find(f"propose_label_{number}", QPushButton) for number in (0, 1)]
    assert [(chip.text(), chip.isChecked()) for chip in chips] == [("sensitive", False), ("spam", True)]
    here.hands.click("propose_label_0")
    assert [chip.isChecked() for chip in chips] == [True, False]
    here.hands.type_into("clause_search", "Spam")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.click("commit")
    answers: Any = here.asked("propose")[0]
    assert (answers.action, answers.message) == (Action.LABEL, "sensitive")


def test_where_reports_name_no_label_none_is_chosen_and_a_number_chooses(scene: Make) -> None:
    here = scene(1)
    here.open("Amal Laila")
    here.hands.find("action_label")
    here.hands.key("l")
    here.hands.wait_for("Which label?")
    chips = [here.hands.find(f"propose_label_{number}", QPushButton) for number in (0, 1)]
    assert not any(chip.isChecked() for chip in chips) and not here.hands.all("commit")
    here.hands.key("2")
    here.hands.find("clause_search")
    assert [chip.isChecked() for chip in chips] == [False, True]


def test_what_was_typed_is_kept_and_offered_again(scene: Make) -> None:
    here = scene(2)
    _begin(here)
    here.hands.type("4.2")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.find("justification_text")
    here.hands.type_into("justification_text", WHY)
    here.hands.wait(lambda: any(d.justification == WHY for d in here.session.saved.values()), "no draft was kept")
    draft = here.session.saved["case-000001"]
    assert (draft.action, draft.clause) == (Action.DEACTIVATE, "4.2")
    here.open("kz_99182")
    here.hands.wait_for("STANDARD")
    here.open(PRESIDENT)
    here.hands.wait_for("You began here: deactivate")
    here.hands.click("draft_card_button")
    here.hands.wait_for("Propose: deactivate")
    here.hands.find("justification_text")
    here.hands.wait_for(WHY)


def test_going_back_keeps_the_text_and_uncovers_the_handle(scene: Make) -> None:
    here = scene(2)
    _begin(here)
    _to_the_handle(here)
    here.hands.wait_for("handle covered while you type it")
    here.hands.wait(lambda: bool(here.session.saved), "no draft")
    here.hands.key(Qt.Key.Key_Escape)
    here.hands.wait_for("You began here: deactivate")
    here.hands.wait_gone("handle covered while you type it")


def test_an_action_that_waits_can_be_undone_with_one_key(scene: Make) -> None:
    here = scene(1)
    here.hands.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    here.hands.wait_for("Waits for a second person")
    here.hands.click_row("waiting_list", "Jonas O.")
    here.hands.wait_for("until it is carried out")
    here.hands.key("u")
    asked: Any = here.asked("withdraw")
    assert len(asked) == 1
    here.hands.wait_for("Undo")


def test_steps_lead_to_a_proposal_that_names_the_evidence(scene: Make) -> None:
    here = scene(2)
    _begin(here)
    _go_through(here)
    here.hands.type("wrong")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait(lambda: here.hands.find("commit").isEnabled(), "the commit stays closed")
    here.hands.hold("commit", lambda: here.hands.sees("passphrase is not right"))
    here.hands.type("right")
    here.hands.key(Qt.Key.Key_Return)
    here.hands.wait(lambda: here.hands.find("commit").isEnabled(), "the commit stays closed")
    here.hands.hold("commit", lambda: bool(here.session.asked("propose")))
    answers: Any = here.asked("propose")[0]
    assert (answers.action, answers.clause, answers.justification) == (Action.DEACTIVATE, "4.2", WHY)
    assert [step.kind for step in answers.steps] == [
        StepKind.CLAUSE,
        StepKind.JUSTIFICATION,
        StepKind.SENTENCE,
        StepKind.HANDLE,
        StepKind.HOLD,
    ]
    assert len(answers.evidence) == 2
    here.hands.wait(lambda: "case-000001" not in here.session.saved, "the draft of what was admitted stays")
