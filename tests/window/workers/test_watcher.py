"""The watcher tells what changed, and whether the store answers."""

import pytest

from console.cancel import CancelToken
from console.errors import Unavailable
from console.ui.workers.messages import Changed
from console.ui.workers.runner import Runner
from console.ui.workers.watcher import News, Watcher


@pytest.fixture
def runner(qapp):
    made = Runner()
    yield made
    assert made.wait(5) == ()


def test_changes_are_told_once_and_asked_for_from_where_the_last_ended(qtbot, runner: Runner) -> None:
    asked: list[object] = []

    def changes(_: CancelToken, since: object) -> News:
        asked.append(since)
        return News(1) if since is None else News(2, frozenset({"queue"}), frozenset({"c1"}))

    watcher = Watcher(runner, runner, changes, poll_ms=5)
    with qtbot.waitSignal(watcher.changed) as told:
        watcher.start()
    watcher.stop()
    assert told.args == [Changed(frozenset({"queue"}), frozenset({"c1"}))]
    assert asked[:2] == [None, 1]


def test_a_store_that_stops_answering_is_told_once_and_so_is_its_return(qtbot, runner: Runner) -> None:
    answers = iter([True, False, False, True])
    told: list[bool] = []

    def changes(_: CancelToken, since: object) -> News:
        if not next(answers, True):
            raise Unavailable("The store does not answer")
        return News(since)

    watcher = Watcher(runner, runner, changes, poll_ms=5)
    watcher.reached.connect(lambda reached: told.append(reached.error is None))
    watcher.start()
    qtbot.waitUntil(lambda: len(told) == 3)
    watcher.stop()
    assert told == [True, False, True]
