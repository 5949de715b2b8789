"""A workstation's own file: what was typed and asked survives, and belongs to its person (I12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.reasons import Reason, ReasonId
from console.domain.views import RequestState
from console.store import drafts
from console.store.engine import Store
from console.store.opening import open_own
from tests.support.small_store import NOON, digest


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    store = open_own(tmp_path / "own.db")
    yield store
    store.close()


def _draft(case: str, body: bytes = b"typed", person: str = "ada", minutes: int = 0) -> drafts.OwnDraft:
    return drafts.OwnDraft(person=person, case=case, body=body, saved_at=NOON + timedelta(minutes=minutes))


def _request(name: str, minutes: int = 0) -> drafts.OwnRequest:
    return drafts.OwnRequest(
        digest=digest(name),
        person="ada",
        kind="proposal/1",
        document=b"document",
        signatures=b"[]",
        texts=b"texts",
        context=b"context",
        asked_at=NOON + timedelta(minutes=minutes),
    )


def test_i12_a_draft_is_there_after_a_crash(tmp_path: Path) -> None:
    store = open_own(tmp_path / "own.db")
    store.run(lambda uow: drafts.save_draft(uow, _draft("c1", b"first")))
    store.run(lambda uow: drafts.save_draft(uow, _draft("c1", b"second")))
    # Nothing is closed: as when the process dies.
    again = open_own(tmp_path / "own.db")
    found = again.read(lambda r: drafts.draft(r, "ada", "c1"))
    assert found is not None and found.body == b"second"
    again.close()
    store.close()


def test_drafts_are_listed_newest_first_each_to_its_person(own: Store) -> None:
    for draft in (_draft("c1"), _draft("c2", minutes=1), _draft("c1", person="eve")):
        own.run(lambda uow, d=draft: drafts.save_draft(uow, d))  # type: ignore[misc]
    assert [d.case for d in own.read(lambda r: drafts.all_drafts(r, "ada"))] == ["c2", "c1"]
    own.run(lambda uow: drafts.drop_draft(uow, "ada", "c1"))
    assert own.read(lambda r: drafts.draft(r, "ada", "c1")) is None
    assert own.read(lambda r: drafts.draft(r, "eve", "c1")) is not None


def test_i12_a_request_is_kept_until_it_is_answered(own: Store) -> None:
    for request in (_request("second", 1), _request("first")):
        own.run(lambda uow, q=request: drafts.keep_request(uow, q))  # type: ignore[misc]
    own.run(lambda uow: drafts.mark_sent(uow, digest("first"), NOON))
    waiting = own.read(lambda r: drafts.unanswered(r, "ada"))
    assert [q.digest for q in waiting] == [digest("first"), digest("second")]
    assert own.read(drafts.unanswered) == waiting
    why = (Reason.of(ReasonId.LOCKED, until="noon"),)
    own.run(lambda uow: drafts.mark_answered(uow, digest("first"), RequestState.ADMITTED, 9, ()))
    own.run(lambda uow: drafts.mark_answered(uow, digest("second"), RequestState.REJECTED, None, why))
    first = own.read(lambda r: drafts.own_request(r, digest("first")))
    second = own.read(lambda r: drafts.own_request(r, digest("second")))
    assert first is not None and (first.entry_index, first.texts, first.context) == (9, b"", b"")
    assert second is not None and (second.reasons, second.context) == (why, b"context")
    assert own.read(drafts.unanswered) == ()
    own.run(lambda uow: drafts.forget_answered(uow, NOON + timedelta(seconds=1)))
    assert own.read(lambda r: drafts.own_request(r, digest("first"))) is None
    assert own.read(lambda r: drafts.own_request(r, digest("second"))) is not None


def test_a_request_that_came_too_late_is_a_draft_again(own: Store) -> None:
    own.run(lambda uow: drafts.keep_request(uow, _request("late")))
    own.run(lambda uow: drafts.back_to_draft(uow, digest("late")))
    assert own.read(drafts.unanswered) == ()
    found = own.read(lambda r: drafts.own_request(r, digest("late")))
    assert found is not None and found.state is RequestState.DRAFT


def test_own_views_are_kept_by_name(own: Store) -> None:
    for name in ("b", "a", "b"):
        view = drafts.OwnView(person="ada", name=name, body=name.encode())
        own.run(lambda uow, v=view: drafts.save_view(uow, v))  # type: ignore[misc]
    assert [v.name for v in own.read(lambda r: drafts.own_views(r, "ada"))] == ["a", "b"]
    own.run(lambda uow: drafts.drop_view(uow, "ada", "a"))
    assert [v.name for v in own.read(lambda r: drafts.own_views(r, "ada"))] == ["b"]


def test_a54_an_older_checkpoint_never_replaces_what_was_seen(own: Store) -> None:
    for size in (5, 9, 7):
        seen = drafts.Seen(store="s", size=size, note=f"{size}", at=NOON)
        own.run(lambda uow, s=seen: drafts.remember_seen(uow, s))  # type: ignore[misc]
    last = own.read(lambda r: drafts.last_seen(r, "s"))
    assert last is not None and last.size == 9
    assert own.read(lambda r: drafts.last_seen(r, "another")) is None
