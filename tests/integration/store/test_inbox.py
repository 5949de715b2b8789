"""The inbox: put once, taken in order with restores first, answered once, seen by its owner alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.reasons import Reason, ReasonId
from console.domain.views import RequestState
from console.errors import BadInput, Refused
from console.store import inbox
from console.store.engine import Store
from console.store.rows import InboxAnswer, RejectionRow, TextRow
from console.store.tables.ledger import InboxState
from console.store.texts import get_text, make_text
from tests.support.small_store import NOON, digest, small_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return small_store(tmp_path)[0]


def _submit(
    store: Store, name: str, kind: str = "note/1", person: str = "ada", size: int = 2, texts: tuple[TextRow, ...] = ()
) -> bool:
    return store.run(
        lambda uow: inbox.submit(
            uow,
            person=person,
            digest=digest(name),
            kind=kind,
            document=b"x" * size,
            signatures=b"[]",
            now=NOON,
            with_texts=texts,
        )
    )


def _answer(store: Store, *answers: InboxAnswer) -> None:
    store.run(lambda uow: inbox.answer(uow, answers, NOON))


def test_a_request_is_put_with_its_texts_and_once(store: Store) -> None:
    said = make_text("my reasons")
    assert _submit(store, "one", texts=(said,))
    assert not _submit(store, "one", texts=(said,))
    assert store.read(lambda r: get_text(r, said.digest)) == "my reasons"
    assert [row.digest for row in store.read(lambda r: inbox.take(r, 9))] == [digest("one")]


def test_restores_stops_and_withdrawals_are_taken_first_the_rest_as_it_came(store: Store) -> None:
    kinds = ("proposal/1", "note/1", "restore/1", "finding/1", "stop/1", "withdrawal/1")
    for kind in kinds:
        _submit(store, kind, kind)
    taken = store.read(lambda r: inbox.take(r, 9))
    assert [row.kind for row in taken] == ["restore/1", "stop/1", "withdrawal/1", "proposal/1", "note/1", "finding/1"]
    assert [row.kind for row in store.read(lambda r: inbox.take(r, 2))] == ["restore/1", "stop/1"]


def test_taking_uses_the_index_and_sorts_nothing(store: Store) -> None:
    statement = "EXPLAIN QUERY PLAN SELECT id FROM inbox WHERE state = 'pending' ORDER BY urgency, id LIMIT 100"
    plan = store.read(lambda r: [row[3] for row in r.connection.exec_driver_sql(statement)])
    assert plan == ["SCAN inbox USING INDEX ix_inbox_pending"]


def test_an_answer_is_seen_by_its_owner_and_by_nobody_else(store: Store) -> None:
    _submit(store, "good")
    _submit(store, "bad")
    _submit(store, "waits")
    good, bad, _ = store.read(lambda r: inbox.take(r, 9))
    why = (Reason.of(ReasonId.LOCKED, until="noon"),)
    _answer(
        store,
        InboxAnswer(id=good.id, state=InboxState.ADMITTED, entry_index=7),
        InboxAnswer(id=bad.id, state=InboxState.REJECTED, reasons=why),
    )
    views = store.read(lambda r: inbox.own_answers(r, "ada", [digest(n) for n in ("good", "bad", "waits", "no")]))
    assert [(v.state, v.entry, v.reasons) for v in views] == [
        (RequestState.ADMITTED, 7, ()),
        (RequestState.REJECTED, None, why),
        (RequestState.ASKED, None, ()),
    ]
    assert store.read(lambda r: inbox.own_request(r, "eve", digest("good"))) is None
    assert store.read(lambda r: inbox.own_pending(r, "ada")) == 1
    assert [row.digest for row in store.read(lambda r: inbox.take(r, 9))] == [digest("waits")]


def test_fifty_may_wait_and_the_next_is_refused_until_one_is_answered(store: Store) -> None:
    for number in range(50):
        _submit(store, str(number))
    with pytest.raises(Refused, match="50 of your requests wait"):
        _submit(store, "one too many")
    assert _submit(store, "hers", person="eve")
    first = store.read(lambda r: inbox.take(r, 1))[0]
    _answer(store, InboxAnswer(id=first.id, state=InboxState.ADMITTED, entry_index=0))
    assert _submit(store, "one too many")


def test_a_request_or_text_above_64_kib_is_refused(store: Store) -> None:
    assert _submit(store, "largest", size=inbox.SIZE_LIMIT)
    with pytest.raises(BadInput, match="too large"):
        _submit(store, "larger", size=inbox.SIZE_LIMIT + 1)
    with pytest.raises(BadInput, match="too long"):
        _submit(store, "wordy", texts=(make_text("ü" * inbox.SIZE_LIMIT),))
    assert store.read(lambda r: inbox.own_pending(r, "ada")) == 1


def test_rejections_are_listed_by_hour_and_person(store: Store) -> None:
    for name, person in (("a", "eve"), ("b", "ada"), ("c", "ada")):
        _submit(store, name, person=person)
    for row in store.read(lambda r: inbox.take(r, 9)):
        _answer(store, InboxAnswer(id=row.id, state=InboxState.REJECTED, reasons=()))
    hour = timedelta(hours=1)
    found = store.read(lambda r: inbox.rejected_between(r, NOON, NOON + hour))
    assert [(person, name) for person, name, _ in found] == [
        ("ada", digest("b")),
        ("ada", digest("c")),
        ("eve", digest("a")),
    ]
    assert store.read(lambda r: inbox.rejected_between(r, NOON + hour, NOON + 2 * hour)) == ()
    row = RejectionRow(person="ada", hour=NOON, count=2, digest=digest("two"), entry_index=3)
    store.run(lambda uow: inbox.write_rejections(uow, [row]))
    assert store.read(inbox.last_rejection_hour) == NOON
