"""Work runs off the window's thread, its result comes back in it, and nothing late or lost is delivered."""

import logging
import threading

import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot

from console.cancel import CancelToken
from console.errors import Bug, Cancelled, CountersignError, Refused
from console.ui.workers.heartbeat import Heartbeat
from console.ui.workers.messages import Progress
from console.ui.workers.runner import Report, Runner


class Ear(QObject):
    """Hears what comes back, and in which thread."""

    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[CountersignError] = []
        self.progress: list[Progress] = []
        self.threads: list[QThread] = []

    @Slot(object)
    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(QThread.currentThread())
        self.heard.emit()

    @Slot(object)
    def failed(self, error: CountersignError) -> None:
        self.errors.append(error)
        self.threads.append(QThread.currentThread())
        self.heard.emit()

    @Slot(object)
    def went_on(self, how: Progress) -> None:
        self.progress.append(how)


@pytest.fixture
def runner(qapp):
    made = Runner()
    yield made
    assert made.wait(5) == ()


@pytest.fixture
def ear(qapp) -> Ear:
    return Ear()


def test_work_runs_off_the_ui_thread_and_its_result_is_delivered_in_it(qtbot, runner: Runner, ear: Ear) -> None:
    ran_in: list[threading.Thread] = []

    def work(_: CancelToken) -> int:
        ran_in.append(threading.current_thread())
        return 7

    with qtbot.waitSignal(ear.heard):
        runner.read("answer", work, ear.done, ear.failed)
    assert ear.results == [7]
    assert ran_in[0] is not threading.main_thread()
    assert ear.threads == [ear.thread()]


def test_a_call_of_two_seconds_blocks_the_ui_thread_less_than_50_ms(qtbot, runner: Runner, ear: Ear) -> None:
    beat = Heartbeat(ear)
    with qtbot.waitSignal(ear.heard, timeout=10_000):
        runner.read("slow", lambda token: token.wait(2.0), ear.done, ear.failed)
        beat.start()
    assert beat.stop() < 50
    assert beat.beats > 100


def test_late_result_of_a_replaced_read_is_dropped(qtbot, runner: Runner, ear: Ear) -> None:
    began, go = threading.Event(), threading.Event()

    def first(_: CancelToken) -> str:
        began.set()
        go.wait(5)
        return "late"

    runner.read("page", first, ear.done, ear.failed)
    assert began.wait(5)
    with qtbot.waitSignal(ear.heard):
        runner.read("page", lambda _: "new", ear.done, ear.failed)
    go.set()
    with qtbot.waitSignal(ear.heard):
        runner.read("other", lambda _: "other", ear.done, ear.failed)
    assert ear.results == ["new", "other"]
    assert ear.errors == []


def test_a_replaced_read_is_asked_to_stop(qtbot, runner: Runner, ear: Ear) -> None:
    tokens: list[CancelToken] = []
    began = threading.Event()

    def work(token: CancelToken) -> bool:
        tokens.append(token)
        began.set()
        return token.wait(5)

    runner.read("page", work, ear.done, ear.failed)
    assert began.wait(5)
    runner.read("page", lambda _: 1, ear.done, ear.failed)
    assert tokens[0].cancelled
    qtbot.waitUntil(lambda: ear.results == [1])


def test_reads_run_side_by_side(qtbot, runner: Runner, ear: Ear) -> None:
    both = threading.Barrier(2)
    for slot in ("one", "two"):
        runner.read(slot, lambda _: both.wait(5), ear.done, ear.failed)
    qtbot.waitUntil(lambda: len(ear.results) == 2)


def test_writes_run_in_the_order_in_which_they_were_asked_for(qtbot, runner: Runner, ear: Ear) -> None:
    ran: list[int] = []
    for number in range(20):
        runner.write("same name", lambda _, n=number: ran.append(n), ear.done, ear.failed)
    qtbot.waitUntil(lambda: len(ear.results) == 20)
    assert ran == list(range(20))


def test_slow_media_delays_no_read(qtbot, runner: Runner, ear: Ear) -> None:
    hold = threading.Event()
    for number in range(6):
        runner.media(f"picture {number}", lambda _: hold.wait(5), ear.done, ear.failed)
    with qtbot.waitSignal(ear.heard):
        runner.read("page", lambda _: "page", ear.done, ear.failed)
    assert ear.results == ["page"]
    hold.set()


def test_a_refusal_comes_back_as_it_is(qtbot, runner: Runner, ear: Ear) -> None:
    def work(_: CancelToken) -> None:
        raise Refused("Not today", "", "Pass it on.")

    with qtbot.waitSignal(ear.heard):
        runner.write("propose", work, ear.done, ear.failed)
    assert isinstance(ear.errors[0], Refused)
    assert ear.errors[0].sentence == "Not today. Pass it on."


def test_our_own_mistake_becomes_a_numbered_sentence_without_its_message(
    qtbot, runner: Runner, ear: Ear, caplog: pytest.LogCaptureFixture, allow_error_log
) -> None:
    allow_error_log("bug=")

    def work(_: CancelToken) -> None:
        raise ValueError("private text")

    with caplog.at_level(logging.ERROR), qtbot.waitSignal(ear.heard):
        runner.read("case", work, ear.done, ear.failed)
    error = ear.errors[0]
    assert isinstance(error, Bug)
    assert str(error.fields["bug"]) in caplog.text
    assert "ValueError" in caplog.text
    assert "private text" not in caplog.text
    assert "private text" not in error.sentence


def test_progress_is_told_before_the_result(qtbot, runner: Runner, ear: Ear) -> None:
    def work(_: CancelToken, report: Report) -> str:
        report(1, 2, "half")
        return "whole"

    with qtbot.waitSignal(ear.heard):
        runner.long("import", work, ear.done, ear.failed, ear.went_on)
    assert [(p.done, p.total, p.words) for p in ear.progress] == [(1, 2, "half")]


def test_a_cancelled_request_is_answered_with_cancelled(qtbot, runner: Runner, ear: Ear) -> None:
    def work(token: CancelToken) -> None:
        token.wait(5)
        token.raise_if_cancelled()

    request = runner.read("long", work, ear.done, ear.failed)
    with qtbot.waitSignal(ear.heard):
        runner.cancel(request)
    assert isinstance(ear.errors[0], Cancelled)


def test_a_result_for_a_closed_pane_goes_nowhere(qtbot, runner: Runner, ear: Ear) -> None:
    gone = Ear()
    go = threading.Event()
    runner.read("pane", lambda _: go.wait(5), gone.done, gone.failed)
    gone.deleteLater()
    del gone
    go.set()
    with qtbot.waitSignal(ear.heard):
        runner.read("other", lambda _: 1, ear.done, ear.failed)
    qtbot.waitUntil(lambda: runner.running.requests == 0)


@pytest.mark.parametrize("handler", [lambda _: None, print], ids=["lambda", "function"])
def test_only_bound_methods_of_objects_may_hear(runner: Runner, ear: Ear, handler) -> None:
    with pytest.raises(Bug):
        runner.read("x", lambda _: 1, handler, ear.failed)


def test_closing_cancels_reads_and_lets_writes_end(qtbot, qapp, ear: Ear) -> None:
    runner = Runner()
    wrote: list[int] = []
    runner.read("long", lambda token: token.wait(30), ear.done, ear.failed)
    for number in range(3):
        runner.write("draft", lambda _, n=number: wrote.append(n), ear.done, ear.failed)
    with qtbot.waitSignal(runner.closed) as told:
        runner.close()
    assert told.args[0].left == ()
    assert wrote == [0, 1, 2]
    with qtbot.waitSignal(ear.heard):
        runner.read("more", lambda _: 1, ear.done, ear.failed)
    assert isinstance(ear.errors[-1], Cancelled)


def test_closing_names_the_writes_that_are_left(qtbot, qapp, ear: Ear) -> None:
    runner = Runner()
    hold = threading.Event()
    runner.write("proposal on @president", lambda _: hold.wait(10), ear.done, ear.failed)
    assert runner.wait(0.05) == ("proposal on @president",)
    hold.set()
    assert runner._lanes  # the runner lives until its thread has ended
    qtbot.waitUntil(lambda: not any(lane.alive for lane in runner._lanes.values()))
