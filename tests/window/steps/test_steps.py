"""The steps component goes through any plan in its order, by keyboard alone, and commits once and never by a slip."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from console.domain.actions import Action, DeclaredEffect, Impact, Level, Reversible, Tier
from console.domain.documents import StepKind
from console.domain.friction import Circumstances, Plan, plan
from console.domain.policy import Policy, parse_policy
from console.domain.reasons import ReasonId
from console.domain.sentences import GapSentence
from console.domain.skeletons import compare
from console.domain.views import AccountBrief
from console.resource_files import resource_path
from console.ui.steps.material import StepsDone, StepsDraft, StepsMaterial, Target
from console.ui.steps.view import StepsView
from tests.support.hands import Hands

HANDLE = "republic_president"
SENTENCE = GapSentence(
    before="Followers of ", after=" will miss it.", choices=("A", "B", "C", "D"), right=2, asks="account"
)
WHY = "It threatens the people of another country, twice."


@pytest.fixture(scope="session")
def policy() -> Policy:
    return parse_policy(resource_path("policy", "default.toml").read_text(encoding="utf-8"))


def a_plan(
    policy: Policy, tier: Tier, action: Action, reversible: Reversible = Reversible.WHOLE, **circumstances: Any
) -> Plan:
    impact = Impact.GONE if action is Action.DEACTIVATE else Impact.NOTHING
    effect = DeclaredEffect(action=action, way="x", impact=impact, sentence="It is gone.", reversible=reversible)
    return plan(policy, tier, action, effect, 3600, Circumstances(**circumstances))


def a_view(
    qtbot,
    policy: Policy,
    made: Plan,
    *,
    passphrase: bool = False,
    hold_ms: int = 150,
    draft: StepsDraft | None = None,
    fitting: int = 0,
    **more: Any,
) -> StepsView:
    holder = QWidget()
    holder.resize(400, 800)
    view = StepsView(
        holder,
        StepsMaterial(
            plan=made,
            target=Target("a1", "President of the Republic", "41.7 million followers", made.tier),
            clauses=policy.clauses,
            fitting=fitting,
            sentence=SENTENCE,
            compare=lambda typed: compare(typed, HANDLE),
            hold_ms=hold_ms,
            passphrase=passphrase,
            draft=draft or StepsDraft(),
            **more,
        ),
    )
    view.resize(400, 800)
    qtbot.addWidget(holder)
    holder.show()
    view.kept = holder  # a widget without parent lives as long as somebody knows it
    return view


@pytest.fixture
def heavy(policy: Policy) -> Plan:
    return a_plan(policy, Tier.HEAD_OF_STATE, Action.DEACTIVATE)


def go_through(hands: Hands, view: StepsView, *, until: str = "") -> None:
    """By keyboard: each step as a person would do it."""
    while view.open_step != until:
        step = view.open_step
        if step == "clause":
            hands.type("Threats of violence")
            hands.key(Qt.Key.Key_Return)
        elif step == "justification":
            hands.type(WHY)
            hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        elif step == "sentence":
            hands.key("3")
        elif step == "handle":
            hands.type("@" + HANDLE)
        elif step == "passphrase":
            hands.type("correct horse")
            hands.key(Qt.Key.Key_Return)
        hands.wait(lambda before=step: view.open_step != before, f"“{step}” stays open")


def test_every_step_of_the_heaviest_plan_by_keyboard_alone(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, passphrase=True)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    hands.hold_key(Qt.Key.Key_Space, lambda: bool(done))
    assert len(done) == 1
    assert done[0].clause
    assert done[0].justification == WHY
    assert done[0].choice == 2
    assert done[0].handle == "@" + HANDLE
    assert done[0].passphrase == "correct horse"
    assert tuple(step.kind for step in done[0].steps) == heavy.steps
    times = [step.after_ms for step in done[0].steps]
    assert times == sorted(times)


def test_the_passphrase_is_never_printed(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    done = StepsDone("4.2", WHY, 2, HANDLE, (), "correct horse")
    assert "correct horse" not in repr(done)


def test_others_steps_and_waits_are_visible_from_the_start(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    hands = Hands(qtbot, a_view(qtbot, policy, heavy).window())
    hands.wait_for("Two independent readings, drawn by lot")
    hands.wait_for("Cooling-off, anyone on duty may stop it")
    hands.wait_for("45 min")
    hands.wait_for("Why this is slow")


def test_a_wrong_piece_of_the_sentence_is_said_and_does_not_go_on(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="sentence")
    hands.key("1")
    hands.wait_for("Not “A”")
    assert view.open_step == "sentence"


def test_a_miss_in_the_handle_shows_where_it_differs(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="handle")
    hands.type("@republic_b")
    hands.wait_for("It differs at character 10")
    assert view.open_step == "handle"


def test_the_handle_takes_no_paste_and_no_drop(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="handle")
    field = hands.find("handle_field", QLineEdit)
    assert isinstance(field, QLineEdit)
    QGuiApplication.clipboard().setText("@" + HANDLE)
    hands.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.key(Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(field, Qt.MouseButton.MiddleButton)
    mime = QMimeData()
    mime.setText("@" + HANDLE)
    assert not field.acceptDrops()
    assert field.text() == ""
    assert field.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert view.open_step == "handle"


def test_a_justification_that_is_too_short_does_not_go_on(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="justification")
    hands.type("too short")
    hands.wait_for("11 more characters")
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view.open_step == "justification"


def test_enter_never_commits(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        hands.key(key)
        QTest.keyPress(view, key)
    assert not done


def test_holding_that_ends_early_commits_nothing(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, hold_ms=5_000)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    button = hands.find("commit")
    hands.hold("commit", lambda: button.share > 0.01)
    assert not button.holding
    assert not done


def test_the_key_that_ended_a_step_does_not_commit(qtbot, theme, policy: Policy) -> None:
    """The surface is dead for half a second after each step."""
    made = a_plan(policy, Tier.STANDARD, Action.WARN)
    assert made.steps == (StepKind.CLAUSE,)
    view = a_view(qtbot, policy, made)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    hands.key(Qt.Key.Key_Space, patient=False)
    assert not done
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    hands.wait(lambda: not view.dead_time.dead)
    QApplication.sendEvent(QApplication.focusWidget() or view, repeat)
    assert not done
    hands.key(Qt.Key.Key_Space)
    hands.wait(lambda: len(done) == 1)


def test_enter_takes_the_rule_that_the_reports_name_and_not_by_a_key_meant_for_before(
    qtbot, theme, policy: Policy, heavy: Plan
) -> None:
    view = a_view(qtbot, policy, heavy, fitting=1)
    hands = Hands(qtbot, view.window())
    hands.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    hands.key(Qt.Key.Key_Return, patient=False)
    assert view.open_step == "clause", "the surface is as dead to Enter as to any other key"
    hands.wait(lambda: not view.dead_time.dead)
    hands.key(Qt.Key.Key_Return)
    assert view.open_step == "justification"
    hands.wait_for(f"{policy.clauses[0].id}  {policy.clauses[0].title}")


def test_enter_takes_no_rule_where_the_reports_name_none(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    hands.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit) and not view.dead_time.dead)
    hands.key(Qt.Key.Key_Return)
    assert view.open_step == "clause"


def test_the_commit_key_is_shut_until_every_step_is_done(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    assert not hands.find("commit").isEnabled()
    go_through(hands, view)
    assert hands.find("commit").isEnabled()


def test_changing_a_step_asks_for_the_later_ones_again(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="handle")
    hands.click("change_justification")
    hands.wait(lambda: view.open_step == "justification")
    field = hands.find("justification_text")
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == WHY
    go_through(hands, view)
    assert hands.find("commit").isEnabled()


def test_what_is_typed_is_told_for_the_draft(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="justification")
    with qtbot.waitSignal(view.drafted) as told:
        hands.type("half a thou")
    assert told.args[0].justification == "half a thou"
    assert told.args[0].clause


def test_a_draft_is_offered_again_with_its_clause_chosen(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, draft=StepsDraft("4.2", "half a thought"))
    hands = Hands(qtbot, view.window())
    assert view.open_step == "justification"
    field = hands.find("justification_text")
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "half a thought"
    hands.type(", and the rest of it.")
    assert field.toPlainText() == "half a thought, and the rest of it."
    hands.click("change_clause")
    assert view.open_step == "clause"


def test_a_wrong_passphrase_keeps_everything_else(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, passphrase=True)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    hands.hold_key(Qt.Key.Key_Space, lambda: bool(done))
    view.wrong_passphrase("That is not your passphrase.")
    assert view.open_step == "passphrase"
    hands.wait_for("That is not your passphrase.")
    go_through(hands, view)
    hands.hold_key(Qt.Key.Key_Space, lambda: len(done) == 2)
    assert done[1].justification == WHY


def test_a_forbidden_plan_says_why_and_has_no_key(qtbot, theme, policy: Policy) -> None:
    made = a_plan(policy, Tier.HEAD_OF_STATE, Action.DEACTIVATE, last_day=True)
    hands = Hands(qtbot, a_view(qtbot, policy, made).window())
    hands.wait_for("your contract ends today")
    assert not hands.all("commit")


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("action", list(Action))
def test_any_plan_of_the_policy_can_be_gone_through(qtbot, theme, policy: Policy, tier: Tier, action: Action) -> None:
    made = a_plan(policy, tier, action)
    view = a_view(qtbot, policy, made)
    done: list[StepsDone] = []
    view.committed.connect(done.append)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    hands.wait(lambda: not view.dead_time.dead)
    if StepKind.HOLD in made.steps:
        hands.hold_key(Qt.Key.Key_Space, lambda: bool(done))
    else:
        hands.key(Qt.Key.Key_Space)
    hands.wait(lambda: len(done) == 1, "nothing was committed")
    assert tuple(step.kind for step in done[0].steps) == made.steps


def test_target_stands_beside_the_key_in_every_plan(qtbot, theme, policy: Policy) -> None:
    for level in (Action.DISMISS, Action.WARN, Action.DEACTIVATE):
        hands = Hands(qtbot, a_view(qtbot, policy, a_plan(policy, Tier.STANDARD, level)).window())
        assert hands.find("target: President of the Republic…").isAncestorOf(hands.find("commit"))
    assert Level.DISMISS.rank == 0


def test_each_step_says_why_it_is_there_while_it_is_open(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, passphrase=True)
    hands = Hands(qtbot, view.window())
    whys = {
        "clause": "which rule", "justification": "a colleague can follow", "sentence": "has been read",
        "handle": "this account and no other", "passphrase": "that it is you", "": "a slip of the hand",
    }  # fmt: skip
    for step, words in whys.items():
        go_through(hands, view, until=step)
        hands.wait_for(words)
        assert sum(hands.sees(other) for other in whys.values()) == 1, step


def test_what_makes_it_heavier_says_since_when(qtbot, theme, policy: Policy) -> None:
    at = datetime(2017, 11, 2, 14, 2).astimezone()
    made = a_plan(policy, Tier.STANDARD, Action.SUSPEND, shift_s=8 * 3600, since=((ReasonId.LONG_SHIFT, at),))
    hands = Hands(qtbot, a_view(qtbot, policy, made, now=at + timedelta(minutes=9)).window())
    hands.wait_for("More than 8 hours of shift: an account action needs a second person \u00b7 since 14:02")
    never = a_plan(policy, Tier.STANDARD, Action.SUSPEND, reversible=Reversible.NO)
    hands = Hands(qtbot, a_view(qtbot, policy, never).window())
    hands.wait_for("so it counts one level heavier \u00b7 always so on this platform")


def test_both_look_alikes_stand_before_the_steps_and_are_covered_while_one_is_typed(
    qtbot, theme, policy: Policy
) -> None:
    brief = AccountBrief(
        id="a1", platform="x", platform_id="1", handle="@republic_president", name="Fan club", tier=Tier.STANDARD,
        reach=12, reach_noun="followers",
    )  # fmt: skip
    other = msgspec.structs.replace(
        brief, id="a2", handle="@republic_presldent", name="The President", tier=Tier.HEAD_OF_STATE
    )
    made = a_plan(policy, Tier.STANDARD, Action.DEACTIVATE, confusable_with="a2")
    view = a_view(qtbot, policy, made, twins=(brief, other))
    hands = Hands(qtbot, view.window())
    hands.wait_for("You are about to act on Fan club; The President is the protected one.")
    assert view.twins is not None
    assert (view.twins.one.handle.marked, view.twins.other.handle.marked) == ({14}, {14})
    assert hands.find("steps_look_alike_other_tier").accessibleName() == "tier: head of state"
    go_through(hands, view, until="handle")
    assert not [text for text in hands.texts() if "@republic" in text]
    hands.type("@" + HANDLE)
    hands.wait(lambda: view.twins is not None and view.twins.one.handle.text == "@republic_president")


def test_an_input_method_types_but_hands_over_no_clip(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="handle")
    field = hands.find("handle_field", QLineEdit)
    assert isinstance(field, QLineEdit)
    whole = QInputMethodEvent()
    whole.setCommitString("@" + HANDLE)
    QApplication.sendEvent(field, whole)
    assert field.text() == ""
    QApplication.sendEvent(field, QInputMethodEvent("rep", []))
    composed = QInputMethodEvent()
    composed.setCommitString("rep")
    QApplication.sendEvent(field, composed)
    assert field.text() == "rep"
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""


def test_a_miss_is_marked_from_the_character_that_differs(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy)
    hands = Hands(qtbot, view.window())
    go_through(hands, view, until="handle")
    field = hands.find("handle_field")
    hands.type(" @republic_b")
    assert field._wrong_at == 11
    hands.key(Qt.Key.Key_Backspace)
    assert field._wrong_at is None


def test_a_hold_by_the_space_bar_ends_when_the_focus_goes(qtbot, theme, policy: Policy, heavy: Plan) -> None:
    view = a_view(qtbot, policy, heavy, hold_ms=5_000)
    hands = Hands(qtbot, view.window())
    go_through(hands, view)
    hands.wait(lambda: not view.dead_time.dead)
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Space)
    button = hands.find("commit")
    assert button.holding
    button.clearFocus()
    assert not button.holding
