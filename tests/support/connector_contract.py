"""The tests that every connector passes: subclass :class:`ConnectorContract` and give it these fixtures.

- ``connector``: the connector under test, on a platform of its own
- ``subject``: a :class:`Subject`, an account that nobody has acted upon yet, with content and at least three reports
- ``visitor``: ``visitor(order) -> int``: how often a look *past the connector* finds the effect of ``order``
- ``unknown_id``: a well-formed account id that nobody has
- ``by_hand``: ``by_hand(action)``: another moderator acts on the subject past the connector
- ``new_report``: ``new_report()``: one more report on the subject
- ``stopped``: a connector whose platform does not answer
- ``stranger``: a connector whose token the platform does not accept
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from console.cancel import CancelToken
from console.domain.actions import Action, Impact, Reversible
from console.errors import BadInput, Cancelled, Unavailable
from console.platforms.contract import (
    AnswerStatus,
    Connector,
    Order,
    PlatformRefused,
    PlatformUnavailable,
    SavedState,
    Sent,
    TierFlag,
    Verdict,
)
from console.platforms.reading import REASON_CLASSES, ReportedItem, ReportKey

Visitor = Callable[[Order], int]


class Subject(msgspec.Struct, frozen=True):
    """Whom the tests act upon."""

    account_id: str
    handle: str
    content_ids: tuple[str, ...]
    reports: tuple[ReportKey, ...]


def order_for(connector: Connector, subject: Subject, action: Action, **changes: Any) -> Order:
    """A well-formed order with a fresh effect id."""
    labels = connector.describe().labels
    order = Order(
        effect_id=secrets.token_hex(16),
        action=action,
        account_id=subject.account_id,
        content_ids=subject.content_ids if action is Action.REMOVE_CONTENT else (),
        reports=subject.reports if action is Action.DISMISS else (),
        message="A moderator asks you to read the rules again." if action is Action.WARN else "",
        label=labels[0] if action is Action.LABEL and labels else "",
    )
    return msgspec.structs.replace(order, **changes)


def all_reports(connector: Connector, cursor: str | None, limit: int) -> tuple[list[ReportedItem], str | None]:
    """Every report from ``cursor`` on, doubles among them, and the last cursor."""
    items: list[ReportedItem] = []
    for _ in range(10_000):
        page = connector.fetch_reports(cursor, limit, CancelToken())
        assert len(page.items) <= limit
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items, cursor
    raise AssertionError("the pages never end")


def state_of(connector: Connector, account_id: str) -> str:
    """The digest of the account's state now."""
    snapshot = connector.look_up(account_id, CancelToken())
    assert snapshot is not None
    return snapshot.state.digest()


def declared(connector: Connector, action: Action) -> None:
    """Leave the test out where the platform does not have this action."""
    if action not in connector.describe().effects:
        pytest.skip(f"{connector.describe().title} does not declare {action}")


def nothing_to_see(connector: Connector, action: Action) -> bool:
    """Whether the platform has nothing to mark for this action (a dismissal on Matrix)."""
    return connector.describe().effects[action].way == "nothing"


class ConnectorContract:
    """Each test proves one sentence of ``console/platforms/contract.py``."""

    # --- what it says of itself

    def test_declares_every_effect_in_a_sentence_and_what_is_lost(self, connector: Connector) -> None:
        description = connector.describe()
        assert Action.DISMISS in description.effects
        assert description.effects[Action.DISMISS].impact is Impact.NOTHING
        for action, effect in description.effects.items():
            assert effect.action is action
            assert effect.way.strip() and effect.sentence.endswith(".") and len(effect.sentence) > 20
            assert bool(effect.lost) == (effect.reversible is Reversible.PARTLY) or effect.reversible is Reversible.NO
        assert description.platform and description.title and description.reach_noun
        assert bool(description.labels) == (Action.LABEL in description.effects)

    def test_says_the_same_of_itself_each_time(self, connector: Connector) -> None:
        assert connector.describe() == connector.describe()

    def test_check_tells_name_and_version(self, connector: Connector) -> None:
        info = connector.check(CancelToken())
        assert info.name and info.version
        assert info.time is None or info.time.tzinfo is not None

    def test_refuses_undeclared_actions_and_never_replaces_them(self, connector: Connector, subject: Subject) -> None:
        before = state_of(connector, subject.account_id)
        for action in set(Action) - set(connector.describe().effects):
            order = order_for(connector, subject, action)
            saved = SavedState(
                effect_id=order.effect_id, action=action, account_id=order.account_id, form="", data="{}"
            )
            for attempt in (connector.save, lambda o, cancel, s=saved: connector.apply(o, s, cancel)):
                with pytest.raises(PlatformRefused) as refused:
                    attempt(order, CancelToken())
                assert refused.value.message_id == "platform.unsupported"
                assert refused.value.sent is Sent.NOTHING
        assert state_of(connector, subject.account_id) == before

    # --- reading

    def test_looks_up_by_stable_id(self, connector: Connector, subject: Subject) -> None:
        snapshot = connector.look_up(subject.account_id, CancelToken())
        assert snapshot is not None
        assert (snapshot.platform, snapshot.account_id) == (connector.describe().platform, subject.account_id)
        assert snapshot.handle == subject.handle
        assert snapshot.state.untouched
        if connector.describe().tier_flag is TierFlag.NONE:
            assert snapshot.tier is None

    def test_an_unknown_id_is_nobody_and_stays_nobody(self, connector: Connector, unknown_id: str) -> None:
        assert connector.look_up(unknown_id, CancelToken()) is None
        nobody = Subject(unknown_id, "nobody", ("nothing",), ())
        for action in connector.describe().effects:
            order = order_for(connector, nobody, action)
            with pytest.raises(PlatformRefused) as refused:
                connector.save(order, CancelToken())
            assert refused.value.message_id == "platform.unknown_account"
        assert connector.look_up(unknown_id, CancelToken()) is None

    def test_an_order_on_an_unknown_id_is_refused_and_makes_nobody(
        self, connector: Connector, subject: Subject, unknown_id: str
    ) -> None:
        for action in set(connector.describe().effects) - {Action.DISMISS}:
            order = order_for(connector, subject, action)
            saved = connector.save(order, CancelToken())
            lost = msgspec.structs.replace(order, account_id=unknown_id)
            with pytest.raises(PlatformRefused) as refused:
                connector.apply(lost, msgspec.structs.replace(saved, account_id=unknown_id), CancelToken())
            assert refused.value.sent is Sent.NOTHING
            assert connector.look_up(unknown_id, CancelToken()) is None

    def test_finds_by_id_and_by_handle(self, connector: Connector, subject: Subject) -> None:
        for text in (subject.account_id, subject.handle):
            found = connector.find(text, 5, CancelToken())
            assert subject.account_id in [snapshot.account_id for snapshot in found]
        assert connector.find(secrets.token_hex(12), 5, CancelToken()) == ()

    def test_pages_bring_every_report_and_only_known_doubles(self, connector: Connector, subject: Subject) -> None:
        whole, _ = all_reports(connector, None, 1000)
        paged, _ = all_reports(connector, None, 2)
        identities = [item.key.identity() for item in whole]
        assert len(set(identities)) == len(identities) >= 3
        assert {item.key.identity() for item in paged} == set(identities)
        assert {key.identity() for key in subject.reports} <= set(identities)

    def test_a_kept_cursor_brings_what_is_new(
        self, connector: Connector, subject: Subject, new_report: Callable[[], None]
    ) -> None:
        before, cursor = all_reports(connector, None, 3)
        new_report()
        after, _ = all_reports(connector, cursor, 3)
        fresh = {item.key.identity() for item in after} - {item.key.identity() for item in before}
        assert len(fresh) == 1

    def test_an_old_or_foreign_cursor_leaves_nothing_out(self, connector: Connector, subject: Subject) -> None:
        whole, _ = all_reports(connector, None, 1000)
        again, _ = all_reports(connector, "not a cursor", 1000)
        assert {i.key.identity() for i in again} == {i.key.identity() for i in whole}

    def test_a_report_names_its_account_and_carries_the_evidence(self, connector: Connector, subject: Subject) -> None:
        page = connector.fetch_reports(None, 1000, CancelToken())
        mine = [item for item in page.items if item.account_id == subject.account_id]
        assert mine and subject.account_id in [snapshot.account_id for snapshot in page.accounts]
        for item in mine:
            assert item.key.platform == connector.describe().platform
            assert item.reason_class in REASON_CLASSES
            assert item.key.time.tzinfo is not None
        assert any(item.content is not None and item.content.text for item in mine)

    def test_content_by_its_id_has_its_text(self, connector: Connector, subject: Subject) -> None:
        content = connector.content(subject.content_ids[0], CancelToken())
        assert content is not None
        assert content.text and content.author_id == subject.account_id

    # --- orders

    @pytest.mark.parametrize("action", list(Action))
    def test_an_action_is_saved_applied_seen_and_taken_back(
        self, connector: Connector, subject: Subject, visitor: Visitor, action: Action
    ) -> None:
        declared(connector, action)
        effect = connector.describe().effects[action]
        order = order_for(connector, subject, action, expected_state=state_of(connector, subject.account_id))
        before = state_of(connector, subject.account_id)
        saved = connector.save(order, CancelToken())
        assert state_of(connector, subject.account_id) == before
        assert bool(saved.no_way_back) == (effect.reversible is Reversible.NO)
        assert SavedState.from_bytes(saved.to_bytes()) == saved

        answer = connector.apply(order, saved, CancelToken())
        assert (answer.status, answer.effect_id) == (AnswerStatus.DONE, order.effect_id)
        assert subject.handle not in answer.summary and subject.account_id not in answer.summary
        if nothing_to_see(connector, action):
            return
        seen = connector.read_back(order, saved, CancelToken())
        assert seen.verdict is Verdict.WANTED, seen
        assert seen.where and seen.what
        assert visitor(order) == 1

        if saved.no_way_back:
            with pytest.raises(PlatformRefused) as refused:
                connector.restore(order, saved, CancelToken())
            assert refused.value.message_id == "platform.no_way_back"
            return
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED
        back = connector.restore(order, saved, CancelToken())
        assert (back.status is AnswerStatus.DONE) == (not back.not_returned)
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.WANTED
        assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED
        assert visitor(order) == 0
        if effect.reversible is Reversible.WHOLE:
            assert back.not_returned == ()
            assert state_of(connector, subject.account_id) == before

    @pytest.mark.parametrize("action", list(Action))
    def test_the_same_effect_sent_twice_takes_effect_once(
        self, connector: Connector, subject: Subject, visitor: Visitor, action: Action
    ) -> None:
        declared(connector, action)
        if nothing_to_see(connector, action):
            pytest.skip("nothing is sent")
        order = order_for(connector, subject, action, expected_state=state_of(connector, subject.account_id))
        saved = connector.save(order, CancelToken())
        connector.apply(order, saved, CancelToken())
        after_one = state_of(connector, subject.account_id)
        again = connector.apply(order, saved, CancelToken())
        assert again.status in (AnswerStatus.ALREADY, AnswerStatus.DONE)
        assert state_of(connector, subject.account_id) == after_one
        assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.WANTED
        assert visitor(order) == 1

    @pytest.mark.parametrize("action", list(Action))
    def test_a_restore_can_be_repeated_and_can_come_when_nothing_was_done(
        self, connector: Connector, subject: Subject, visitor: Visitor, action: Action
    ) -> None:
        declared(connector, action)
        if connector.describe().effects[action].reversible is Reversible.NO or nothing_to_see(connector, action):
            pytest.skip("there is no way back")
        order = order_for(connector, subject, action)
        before = state_of(connector, subject.account_id)
        saved = connector.save(order, CancelToken())
        assert connector.restore(order, saved, CancelToken()).status is AnswerStatus.ALREADY
        assert state_of(connector, subject.account_id) == before

        order = order_for(connector, subject, action)
        saved = connector.save(order, CancelToken())
        connector.apply(order, saved, CancelToken())
        connector.restore(order, saved, CancelToken())
        assert connector.restore(order, saved, CancelToken()).status is AnswerStatus.ALREADY
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.WANTED
        assert visitor(order) == 0

    def test_a_restore_undoes_its_own_effect_alone(self, connector: Connector, subject: Subject) -> None:
        declared(connector, Action.LIMIT)
        declared(connector, Action.SUSPEND)
        kept, undone = (order_for(connector, subject, action) for action in (Action.LIMIT, Action.SUSPEND))
        kept_saved = connector.save(kept, CancelToken())
        connector.apply(kept, kept_saved, CancelToken())
        undone_saved = connector.save(undone, CancelToken())
        connector.apply(undone, undone_saved, CancelToken())
        connector.restore(undone, undone_saved, CancelToken())
        assert connector.restored(undone, undone_saved, CancelToken()).verdict is Verdict.WANTED
        assert connector.read_back(kept, kept_saved, CancelToken()).verdict is Verdict.WANTED

    @pytest.mark.parametrize("action", [Action.LIMIT, Action.SUSPEND, Action.DEACTIVATE])
    def test_a72_of_two_orders_of_one_kind_the_later_one_leaves_what_the_first_one_made(
        self, connector: Connector, subject: Subject, action: Action
    ) -> None:
        """So whoever undoes the later one first (the dispatcher does) brings the account back with the first."""
        declared(connector, action)
        before = state_of(connector, subject.account_id)
        first = order_for(connector, subject, action)
        first_saved = connector.save(first, CancelToken())
        connector.apply(first, first_saved, CancelToken())
        held = state_of(connector, subject.account_id)
        later = order_for(connector, subject, action)
        later_saved = connector.save(later, CancelToken())
        assert connector.apply(later, later_saved, CancelToken()).status is AnswerStatus.ALREADY
        connector.restore(later, later_saved, CancelToken())
        assert connector.restored(later, later_saved, CancelToken()).verdict is Verdict.WANTED
        assert state_of(connector, subject.account_id) == held
        connector.restore(first, first_saved, CancelToken())
        assert connector.restored(first, first_saved, CancelToken()).verdict is Verdict.WANTED
        assert state_of(connector, subject.account_id) == before

    @pytest.mark.parametrize("action", list(Action))
    def test_a72_what_can_end_by_itself_says_so_and_comes_back_whole_or_names_what_is_lost(
        self, connector: Connector, subject: Subject, action: Action
    ) -> None:
        declared(connector, action)
        effect = connector.describe().effects[action]
        order = order_for(connector, subject, action, duration_s=3600)
        if not effect.timed:
            with pytest.raises(BadInput):
                connector.save(order, CancelToken())
            return
        assert effect.reversible is not Reversible.NO, "what never comes back can't end"
        before = state_of(connector, subject.account_id)
        saved = connector.save(order, CancelToken())
        connector.apply(order, saved, CancelToken())
        assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.WANTED
        answer = connector.restore(order, saved, CancelToken())
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.WANTED
        assert state_of(connector, subject.account_id) == before
        assert bool(answer.not_returned) is (effect.reversible is Reversible.PARTLY)

    def test_an_account_that_drifted_is_left_alone(self, connector: Connector, subject: Subject) -> None:
        before = state_of(connector, subject.account_id)
        for changes in ({"expected_state": "0" * 64}, {"expected_handle": "somebody-else"}):
            order = order_for(connector, subject, Action.SUSPEND, **changes)
            saved = connector.save(order, CancelToken())
            with pytest.raises(PlatformRefused) as refused:
                connector.apply(order, saved, CancelToken())
            assert (refused.value.message_id, refused.value.sent) == ("platform.drifted", Sent.NOTHING)
        assert state_of(connector, subject.account_id) == before

    @pytest.mark.parametrize("duration_s", [0, -1])
    def test_a_duration_of_nothing_is_refused(self, connector: Connector, subject: Subject, duration_s: int) -> None:
        for action in connector.describe().effects:
            with pytest.raises(BadInput):
                connector.save(order_for(connector, subject, action, duration_s=duration_s), CancelToken())

    def test_a_way_back_of_another_effect_is_not_taken(self, connector: Connector, subject: Subject) -> None:
        order = order_for(connector, subject, Action.SUSPEND)
        foreign = connector.save(order_for(connector, subject, Action.SUSPEND), CancelToken())
        before = state_of(connector, subject.account_id)
        for call in (connector.apply, connector.restore):
            with pytest.raises(BadInput):
                call(order, foreign, CancelToken())
        assert state_of(connector, subject.account_id) == before

    # --- other people's hands (I13)

    def test_what_another_did_already_is_told(
        self, connector: Connector, subject: Subject, by_hand: Callable[[Action], None]
    ) -> None:
        order = order_for(connector, subject, Action.SUSPEND, expected_state=state_of(connector, subject.account_id))
        by_hand(Action.SUSPEND)
        saved = connector.save(order, CancelToken())
        assert connector.apply(order, saved, CancelToken()).status is AnswerStatus.ALREADY

    def test_i13_an_unexplained_change_is_seen_and_lifted(
        self, connector: Connector, subject: Subject, by_hand: Callable[[Action], None]
    ) -> None:
        before = state_of(connector, subject.account_id)
        by_hand(Action.SUSPEND)
        assert state_of(connector, subject.account_id) != before
        order = order_for(connector, subject, Action.SUSPEND)
        assert connector.lift(order, CancelToken()).status is AnswerStatus.DONE
        assert state_of(connector, subject.account_id) == before
        assert connector.lift(order, CancelToken()).status is AnswerStatus.ALREADY

    # --- when it does not work

    def test_cancelled_work_changes_nothing(self, connector: Connector, subject: Subject) -> None:
        cancelled = CancelToken()
        order = order_for(connector, subject, Action.SUSPEND)
        saved = connector.save(order, CancelToken())
        before = state_of(connector, subject.account_id)
        cancelled.cancel()
        reads: tuple[Callable[[], object], ...] = (
            lambda: connector.check(cancelled),
            lambda: connector.look_up(subject.account_id, cancelled),
            lambda: connector.fetch_reports(None, 10, cancelled),
            lambda: connector.find("a", 10, cancelled),
            lambda: connector.apply(order, saved, cancelled),
        )
        for read in reads:
            with pytest.raises(Cancelled):
                read()
        assert state_of(connector, subject.account_id) == before

    def test_a_platform_that_is_down_is_said_in_one_sentence(self, stopped: Connector, subject: Subject) -> None:
        calls: tuple[Callable[[], object], ...] = (
            lambda: stopped.check(CancelToken()),
            lambda: stopped.look_up(subject.account_id, CancelToken()),
            lambda: stopped.fetch_reports(None, 10, CancelToken()),
        )
        for call in calls:
            with pytest.raises(Unavailable) as unavailable:
                call()
            assert isinstance(unavailable.value, PlatformUnavailable)
            assert unavailable.value.sent is Sent.NOTHING
            assert "\n" not in unavailable.value.sentence and unavailable.value.what_to_do

    def test_an_order_to_a_platform_that_is_down_was_surely_not_sent(
        self, connector: Connector, stopped: Connector, subject: Subject
    ) -> None:
        order = order_for(connector, subject, Action.SUSPEND)
        saved = connector.save(order, CancelToken())
        with pytest.raises(PlatformUnavailable) as unavailable:
            stopped.apply(order, saved, CancelToken())
        assert unavailable.value.sent is Sent.NOTHING

    def test_a_token_that_is_not_accepted_is_refused_and_nothing_was_sent(
        self, connector: Connector, stranger: Connector, subject: Subject
    ) -> None:
        order = order_for(connector, subject, Action.SUSPEND)
        saved = connector.save(order, CancelToken())
        before = state_of(connector, subject.account_id)
        calls: tuple[Callable[[], object], ...] = (
            lambda: stranger.check(CancelToken()),
            lambda: stranger.apply(order, saved, CancelToken()),
        )
        for call in calls:
            with pytest.raises(PlatformRefused) as refused:
                call()
            assert refused.value.sent is Sent.NOTHING
            assert refused.value.what_to_do
        assert state_of(connector, subject.account_id) == before
