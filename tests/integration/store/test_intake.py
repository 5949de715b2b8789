"""Intake: each report once, each account by its platform id, one open case an account, evidence as it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.actions import Tier
from console.domain.cases import CaseState, ReportReason, case_digest, due_at_rank
from console.domain.views import MediaView, QueueFilter
from console.store import accounts, projections, reports
from console.store.engine import Store
from console.store.queries import case as case_queries
from console.store.queries import find, queue
from console.store.texts import ERASED
from tests.support.small_store import (
    NOON,
    SUSPEND,
    account_read,
    digest,
    platform_row,
    post,
    report_read,
    small_store,
    take_in,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return small_store(tmp_path)[0]


def _view(store: Store, case: str, person: str = "ada"):  # type: ignore[no-untyped-def]
    return store.read(lambda r: case_queries.view(r, case, person, NOON))


def test_the_same_reports_again_add_nothing(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    before = _view(store, case)
    again = take_in(store, [report_read(content=post()), report_read(content=post())], [account_read()])
    assert again.reports == () and again.doubles == 2
    assert _view(store, case) == before


def test_more_reports_join_the_case_and_new_ones_after_its_closing_open_another(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    more = take_in(store, [report_read("r2", reason=ReportReason.SPAM)], [account_read()])
    assert [row.id for row in more.cases] == [case] and more.cases[0].report_count == 2
    store.run(lambda uow: projections.set_case_states(uow, [(case, CaseState.ASSIGNED)], NOON))
    assert [row.id for row in take_in(store, [report_read("r3")], [account_read()]).cases] == [case]
    store.run(lambda uow: projections.set_case_states(uow, [(case, CaseState.CLOSED)], NOON))
    later = take_in(store, [report_read("r4")], [account_read()]).cases
    assert [row.id != case for row in later] == [True]
    # The old one is not opened again beside it.
    store.run(lambda uow: projections.set_case_states(uow, [(case, CaseState.OPEN)], NOON))
    assert [row.state for row in store.read(lambda r: reports.read_cases(r, [case]))] == [CaseState.CLOSED]


def test_the_order_follows_the_most_urgent_reason_and_the_oldest_report(store: Store) -> None:
    old = NOON - timedelta(hours=3)
    row = take_in(store, [report_read("r2", reason=ReportReason.SELF_HARM, at=old)], [account_read()]).cases[0]
    assert row.rank == due_at_rank(old, [ReportReason.SELF_HARM, ReportReason.HATE])
    assert row.oldest_report == old and row.reasons == ("hate", "self_harm") and row.languages == ("de", "en")


def test_a_case_is_shown_whole_with_evidence_as_it_was(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    media = MediaView(id="m1", kind="photo", words="A flag")
    edited = post(text="Edited words.")
    shown = post("c2", "\u202eevil\x00 <b>markup</b>")
    with_media = post("c3")
    reads = [
        report_read("r2", content=edited),
        report_read("r3", content=shown, statement="", reporter="eve"),
        report_read("r4", content=edited),
        report_read("r5", content=type(with_media)(**{**_fields(with_media), "media": (media,)})),
    ]
    take_in(store, reads, [account_read()])
    view = _view(store, case)
    assert {(c.platform_id, c.text, c.reported_times) for c in view.contents} == {
        ("c1", "Words that somebody reported.", 1),
        ("c1", "Edited words.", 2),
        ("c2", "\u202eevil\x00 <b>markup</b>", 1),
        ("c3", "Words that somebody reported.", 1),
    }
    assert [c.media for c in view.contents if c.platform_id == "c3"] == [(media,)]
    assert view.counts == (("hate", 5),) and view.report_count == 5
    assert view.effects == (SUSPEND,)
    assert {r.reporter for r in view.reports if r.statement} != {r.reporter for r in view.reports if not r.statement}
    assert all(len(r.reporter) == 4 for r in view.reports)
    evidence = store.read(lambda r: reports.evidence_of(r, case))
    assert evidence == {c.digest for c in view.contents} | {r.digest for r in view.reports}
    assert view.digest == case_digest(view.account.brief.id, view.account.state, evidence)


def _fields(struct: object) -> dict[str, object]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}  # type: ignore[attr-defined]


def test_reports_are_paged_oldest_first_without_doubles(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    take_in(store, [report_read(f"n{i}", at=NOON + timedelta(minutes=i // 3)) for i in range(20)], [account_read()])
    found, after = [], None
    while page := store.read(lambda r, a=after: case_queries.report_page(r, case, a, 6)):  # type: ignore[misc]
        found += page
        after = page[-1].id
    assert len({r.id for r in found}) == len(found) == 21
    assert [(r.at, r.id) for r in found] == sorted((r.at, r.id) for r in found)
    assert store.read(lambda r: case_queries.report_page(r, case, "no such report", 6)) == ()


def test_a_new_handle_changes_search_lists_and_digests_but_not_the_identity(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    before = _view(store, case)
    take_in(store, [], [account_read(handle="el_presidente")])
    after = _view(store, case)
    assert after.account.brief.id == before.account.brief.id and after.account.brief.handle == "el_presidente"
    assert after.account.handle_ref != before.account.handle_ref
    assert after.account.platform_id_ref == before.account.platform_id_ref
    assert after.account.name_ref == before.account.name_ref
    assert after.digest == before.digest
    assert [f.account.handle for f in store.read(lambda r: find.accounts_by_text(r, "presidente"))] == ["el_presidente"]
    page = store.read(lambda r: queue.page(r, QueueFilter(), None, 5, "ada", NOON))
    assert [row.account for row in page.rows] == [after.account.brief]


def test_i3_another_state_on_the_platform_gives_the_case_another_digest(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    before = _view(store, case).digest
    read = account_read()
    changed = type(read)(**{**_fields(read), "state": digest("suspended")})
    assert [row.digest != before for row in take_in(store, [], [changed]).cases] == [True]


@pytest.mark.parametrize(
    ("flag", "register", "effective"),
    [
        (Tier.STANDARD, None, Tier.STANDARD),
        (Tier.STANDARD, Tier.VERIFIED, Tier.VERIFIED),
        (Tier.HEAD_OF_STATE, Tier.STANDARD, Tier.HEAD_OF_STATE),
        (None, Tier.STANDARD, Tier.HEAD_OF_STATE),
        (None, None, Tier.HEAD_OF_STATE),
    ],
)
def test_i4_the_highest_of_flag_and_register_counts_and_unknown_is_the_highest(
    tmp_path: Path, flag: Tier | None, register: Tier | None, effective: Tier
) -> None:
    store, case = small_store(tmp_path)
    account = _view(store, case).account.brief.id
    store.run(lambda uow: projections.set_register_tier(uow, account, register))
    take_in(store, [], [account_read(tier=flag)])
    assert _view(store, case).account.brief.tier is effective
    assert store.read(lambda r: reports.read_cases(r, [case]))[0].tier is effective
    store.run(lambda uow: projections.set_register_tier(uow, account, register))
    assert _view(store, case).account.brief.tier is effective


def test_an_account_is_found_by_part_of_handle_name_or_id_best_match_first(store: Store) -> None:
    names = (("p2", "president2", "Second"), ("p3", "vice_president", "Third"), ("xx9", "other", "Le Président"))
    take_in(store, [], [account_read(*name) for name in names])

    def found(text: str) -> list[str]:
        return [f.account.platform_id for f in store.read(lambda r: find.accounts_by_text(r, text))]

    assert found("president") == ["p1", "p2", "p3"]
    assert found("@PRESIDENT")[0] == "p1"
    assert found("xx9") == found("le PRÉSIDENT") == ["xx9"]
    assert found("") == found("%") == found("_pres_") == []
    one = store.read(lambda r: find.account_id(r, "@vice_president"))
    assert one is not None and store.read(lambda r: find.account_id(r, one)) == one
    assert store.read(lambda r: find.account_id(r, "Second")) is None


def test_the_cursor_and_a_platform_s_trouble_are_kept(store: Store) -> None:
    store.run(lambda uow: accounts.set_cursor(uow, "sandbox", "17", NOON))
    store.run(lambda uow: accounts.set_platform_problem(uow, "sandbox", "It does not answer.", NOON))
    row = store.read(lambda r: accounts.platform(r, "sandbox"))
    assert row is not None and (row.cursor, row.problem) == ("17", "It does not answer.")
    store.run(lambda uow: accounts.write_platform(uow, platform_row()))
    assert store.read(lambda r: accounts.platform(r, "elsewhere")) is None


def test_i11_an_erased_account_is_nowhere_readable_and_everything_still_works(tmp_path: Path) -> None:
    store, case = small_store(tmp_path)
    account = _view(store, case).account.brief.id
    store.run(lambda uow: accounts.erase_account(uow, account, NOON))
    brief = _view(store, case).account.brief
    assert (brief.platform_id, brief.handle, brief.name) == (ERASED, ERASED, ERASED)
    assert store.read(lambda r: find.accounts_by_text(r, "president")) == ()
    page = store.read(lambda r: queue.page(r, QueueFilter(), None, 5, "ada", NOON))
    assert [row.account.handle for row in page.rows] == [ERASED]
    assert store.read(lambda r: accounts.find_by_platform_id(r, "sandbox", ["p1"])) == {}


def test_i4_a_report_on_an_account_that_nobody_could_look_up_is_kept_and_counts_as_the_highest_tier(
    tmp_path: Path,
) -> None:
    store, case = small_store(tmp_path)
    taken = take_in(store, [report_read("r7", "gone"), report_read("r8")], [])
    assert len(taken.reports) == 2 and case in {row.id for row in taken.cases}
    (unknown,) = (row for row in taken.cases if row.id != case)
    assert unknown.tier is Tier.HEAD_OF_STATE
    assert _view(store, unknown.id).account.brief.platform_id == "gone"
    take_in(store, [], [account_read("gone", "found", "Found")])
    assert _view(store, unknown.id).account.brief.handle == "found"
    assert store.read(accounts.protected_handles) == ()


def test_protected_handles_are_listed(store: Store) -> None:
    take_in(store, [], [account_read("p2", "queen", "The Queen", Tier.VERIFIED)])
    assert [handle for _, handle in store.read(accounts.protected_handles)] == ["queen"]


def test_an_unknown_case_is_none(store: Store) -> None:
    assert _view(store, "no such case") is None


def test_a_million_characters_come_back_as_they_were(store: Store) -> None:
    long = "ab\u202e\x00" * 250_000
    taken = take_in(store, [report_read("long", "p9", statement=long)], [account_read("p9", "x" * 100_000, "n")])
    view = _view(store, taken.cases[0].id)
    assert view.reports[0].statement == long and view.account.brief.handle == "x" * 100_000
