"""The queue's model is a window over keyset pages."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.modeltest import ModelTester

from console.domain.views import QueueFilter
from console.ui.models.queue import KEPT_PAGES, PAGE, PageWanted, QueueModel
from tests.support.stage import PEOPLE, StageSession


class Reader(QObject):
    """Answers what the model asks for; never from within its question, as a worker would."""

    def __init__(self, model: QueueModel, size: int) -> None:
        super().__init__(model)
        self.session = StageSession(PEOPLE[0], size=size)
        self.model = model
        self.asked: list[PageWanted] = []
        self.answered = 0
        model.wanted.connect(self.asked.append)
        model.first(self.session.queue(QueueFilter(), None, PAGE))

    def give(self) -> None:
        while self.answered < len(self.asked):
            wanted = self.asked[self.answered]
            self.answered += 1
            self.model.take(wanted, self.session.queue(QueueFilter(), wanted.cursor, PAGE))

    def down(self) -> None:
        self.model.fetchMore()
        self.give()

    def up(self) -> None:
        self.model.fetch_before()
        self.give()


def test_the_model_keeps_qts_rules_while_pages_come_and_go(qtmodeltester: ModelTester, qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, 1000)
    qtmodeltester.check(model)
    for _ in range(12):
        reader.down()
    for _ in range(3):
        reader.up()
    assert reader.answered


def test_it_never_holds_more_than_a_few_pages(qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, 5000)
    for _ in range(30):
        reader.down()
    assert model.rowCount() <= PAGE * KEPT_PAGES
    assert model.rows[-1].rank == 31 * PAGE - 1


def test_going_back_shows_the_same_rows_in_the_same_order(qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, 2000)
    for _ in range(12):
        reader.down()
    while model.rows[0].rank:
        reader.up()
    assert [row.rank for row in model.rows] == list(range(len(model.rows)))
    while model.canFetchMore():
        reader.down()
    assert model.rows[-1].rank == 1999


def test_at_the_end_nothing_more_is_asked_for(qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, PAGE // 2)
    assert not model.canFetchMore()
    model.fetchMore()
    assert reader.asked == []


def test_a_late_page_that_nobody_waits_for_is_dropped(qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, 1000)
    before = model.rows
    model.take(PageWanted((1, "case-000001"), False), reader.session.queue(QueueFilter(), None, PAGE))
    assert model.rows == before


def test_reading_again_keeps_what_is_still_there(qapp: QObject) -> None:
    model = QueueModel(qapp)
    reader = Reader(model, 100)
    reset: list[int] = []
    model.modelReset.connect(lambda: reset.append(1))
    reader.session.claimed.add("case-000003")
    cursor, limit = model.window()
    model.refreshed(reader.session.queue(QueueFilter(), cursor, limit))
    assert reset == []
    changed = model.place_of("case-000003")
    assert changed is not None and model.rows[changed].claimed_by == PEOPLE[0].id


def test_a_page_that_failed_may_be_asked_for_again(qapp: QObject) -> None:
    model = QueueModel(qapp)
    session = StageSession(PEOPLE[0], size=1000)
    model.first(session.queue(QueueFilter(), None, PAGE))
    model.fetchMore()
    assert not model.canFetchMore()
    model.failed()
    assert model.canFetchMore()
