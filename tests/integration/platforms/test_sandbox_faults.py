"""A platform that fails for real: each way is one clear sentence, and says whether something was sent."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action
from console.errors import Cancelled
from console.platforms.contract import (
    AnswerStatus,
    Order,
    PlatformRefused,
    PlatformUnavailable,
    SavedState,
    Sent,
    Verdict,
    sent_of,
)
from console.platforms.sandbox import people
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.faults import Fault, clear_faults, set_fault
from console.platforms.sandbox.site import Site

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site.create(tmp_path / "sandbox.db", now=lambda: NOON)
    people.sign_up(made, people.Person(account_id="1", handle="marta", name="Marta", created=NOON))
    for number in range(4):
        people.post(made, "1", f"Post {number}")
    return made


@pytest.fixture
def connector(site: Site) -> SandboxConnector:
    return SandboxConnector(site, timeout_s=0.2)


def suspension(connector: SandboxConnector) -> tuple[Order, SavedState]:
    order = Order(effect_id="e1", action=Action.SUSPEND, account_id="1")
    return order, connector.save(order, CancelToken())


@pytest.mark.parametrize(
    ("fault", "message_id", "sent", "carried_out"),
    [
        (Fault.DOWN, "platform.down", Sent.NOTHING, False),
        (Fault.SLOW, "platform.slow", Sent.MAYBE, False),
        (Fault.UNAUTHORISED, "platform.unauthorised", Sent.NOTHING, False),
        (Fault.FORBIDDEN, "platform.forbidden", Sent.NOTHING, False),
        (Fault.TOO_MANY, "platform.too_many", Sent.NOTHING, False),
        (Fault.ERROR, "platform.error", Sent.MAYBE, False),
        (Fault.RUBBISH, "platform.rubbish", Sent.MAYBE, True),
        (Fault.LOST_REQUEST, "platform.lost", Sent.MAYBE, False),
        (Fault.LOST_ANSWER, "platform.lost", Sent.MAYBE, True),
    ],
)
def test_each_failure_of_an_order_says_whether_it_can_have_arrived(
    site: Site, connector: SandboxConnector, fault: Fault, message_id: str, sent: Sent, carried_out: bool
) -> None:
    order, saved = suspension(connector)
    set_fault(site, fault, value=30, times=1)
    with pytest.raises((PlatformUnavailable, PlatformRefused)) as failed:
        connector.apply(order, saved, CancelToken())
    assert failed.value.message_id == message_id
    assert sent_of(failed.value) is sent
    assert failed.value.what_to_do and "\n" not in failed.value.sentence
    wanted = Verdict.WANTED if carried_out else Verdict.NOT_WANTED
    assert connector.read_back(order, saved, CancelToken()).verdict is wanted


def test_a32_an_order_whose_answer_was_lost_takes_effect_once_when_it_is_sent_again(
    site: Site, connector: SandboxConnector
) -> None:
    order, saved = suspension(connector)
    set_fault(site, Fault.LOST_ANSWER, times=1, only="apply")
    with pytest.raises(PlatformUnavailable):
        connector.apply(order, saved, CancelToken())
    assert connector.apply(order, saved, CancelToken()).status is AnswerStatus.ALREADY
    assert connector.restore(order, saved, CancelToken()).status is AnswerStatus.DONE
    assert connector.restored(order, saved, CancelToken()).verdict is Verdict.WANTED


def test_an_undone_order_that_arrives_late_does_nothing(connector: SandboxConnector) -> None:
    order, saved = suspension(connector)
    connector.restore(order, saved, CancelToken())
    assert connector.apply(order, saved, CancelToken()).status is AnswerStatus.ALREADY
    assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED


def test_a_half_done_order_is_completed_by_repeating_or_undone_by_its_restore(
    site: Site, connector: SandboxConnector
) -> None:
    with site.reading() as db:
        posts = tuple(row["id"] for row in db.execute("SELECT id FROM posts ORDER BY id"))
    for effect_id, repeat in (("e1", True), ("e2", False)):
        order = Order(effect_id=effect_id, action=Action.REMOVE_CONTENT, account_id="1", content_ids=posts)
        saved = connector.save(order, CancelToken())
        set_fault(site, Fault.HALF, times=1, only="apply")
        with pytest.raises(PlatformUnavailable) as failed:
            connector.apply(order, saved, CancelToken())
        assert failed.value.sent is Sent.MAYBE
        assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED
        if repeat:
            assert connector.apply(order, saved, CancelToken()).status is AnswerStatus.DONE
            assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.WANTED
        assert connector.restore(order, saved, CancelToken()).status is AnswerStatus.DONE
        assert connector.restored(order, saved, CancelToken()).verdict is Verdict.WANTED


def test_an_answer_of_done_without_effect_is_found_by_reading_back(site: Site, connector: SandboxConnector) -> None:
    order, saved = suspension(connector)
    set_fault(site, Fault.NO_EFFECT, times=1)
    assert connector.apply(order, saved, CancelToken()).status is AnswerStatus.DONE
    assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.NOT_WANTED


def test_429_tells_how_long_to_wait(site: Site, connector: SandboxConnector) -> None:
    set_fault(site, Fault.TOO_MANY, value=7, times=1)
    with pytest.raises(PlatformUnavailable) as failed:
        connector.check(CancelToken())
    assert failed.value.retry_after_s == 7
    assert "7 s" in failed.value.sentence
    connector.check(CancelToken())


def test_a_slow_platform_answers_late_but_answers(site: Site, connector: SandboxConnector) -> None:
    set_fault(site, Fault.SLOW, value=0.01)
    assert connector.look_up("1", CancelToken()) is not None


def test_waiting_for_a_slow_platform_ends_when_asked(site: Site) -> None:
    set_fault(site, Fault.SLOW, value=3600)
    patient = SandboxConnector(site, timeout_s=3600)
    cancel = CancelToken()
    threading.Timer(0.05, cancel.cancel).start()
    with pytest.raises(Cancelled):
        patient.look_up("1", cancel)


def test_an_order_that_was_cancelled_on_its_way_may_have_arrived(site: Site) -> None:
    patient = SandboxConnector(site, timeout_s=3600)
    order, saved = suspension(patient)
    set_fault(site, Fault.SLOW, value=3600)
    cancel = CancelToken()
    threading.Timer(0.05, cancel.cancel).start()
    with pytest.raises(PlatformUnavailable) as failed:
        patient.apply(order, saved, cancel)
    assert failed.value.sent is Sent.MAYBE


def test_faults_that_strike_one_call_leave_the_others_alone(site: Site, connector: SandboxConnector) -> None:
    order, saved = suspension(connector)
    set_fault(site, Fault.ERROR, only="restore")
    connector.apply(order, saved, CancelToken())
    with pytest.raises(PlatformUnavailable):
        connector.restore(order, saved, CancelToken())
    clear_faults(site)
    connector.restore(order, saved, CancelToken())


def test_a_file_that_is_taken_away_is_unavailable(site: Site, connector: SandboxConnector) -> None:
    site.path.unlink()
    site.path.mkdir()
    with pytest.raises(PlatformUnavailable) as failed:
        connector.look_up("1", CancelToken())
    assert failed.value.sent is Sent.NOTHING
