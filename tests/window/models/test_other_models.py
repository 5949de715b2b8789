"""Models of cases, lines and rows: what they say and how they change."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.modeltest import ModelTester

from console.domain.actions import Tier
from console.domain.views import CaseView
from console.ui.models.case_items import (
    CaseItemsModel,
    ItemKind,
    account_items,
    content_items,
    further,
    history_items,
    report_items,
    story_items,
)
from console.ui.models.differences import differences
from console.ui.models.lines import LinesModel, from_late, from_recent, from_waiting
from console.ui.models.rows import ID, ROW, RowsModel
from tests.support.stage import NOW, PEOPLE, StageSession


@pytest.fixture
def session() -> StageSession:
    return StageSession(PEOPLE[2], carried_out=True)


@pytest.fixture
def president(session: StageSession) -> CaseView:
    return session.case("case-000001")


def test_every_tab_of_a_case_keeps_qts_rules(
    qtmodeltester: ModelTester, qapp: QObject, president: CaseView, session: StageSession
) -> None:
    model = CaseItemsModel(qapp, "case_items_under_test")
    qtmodeltester.check(model)
    for items in (
        report_items(president, NOW),
        content_items(president, NOW),
        account_items(president, NOW),
        history_items(president.history, NOW),
        story_items(session.story("acc-1"), NOW),
    ):
        model.replace(items)
        assert model.rowCount() == len(items)
        assert all(model.data(model.index(n), Qt.ItemDataRole.AccessibleTextRole) for n in range(len(items)))


def test_lines_keep_qts_rules_and_say_what_they_are_about(
    qtmodeltester: ModelTester, qapp: QObject, session: StageSession
) -> None:
    model = LinesModel(qapp, "lines_under_test")
    qtmodeltester.check(model)
    model.replace([from_waiting(line) for line in session.waiting()])
    assert "waits for a second reading" in str(model.data(model.index(0)))
    model.replace([from_recent(effect, NOW) for effect in session.recent(10)])
    session.urgent = 1
    model.replace([from_late(line) for line in session.ways.wishes()])
    assert "waits for a second person" in str(model.data(model.index(0)))


def test_nothing_hidden_or_marked_up_in_a_statement_reaches_the_screen(president: CaseView) -> None:
    said = [item.text for item in report_items(president, NOW)]
    assert any("<b>Look</b>" in text for text in said)
    assert not any("\u202e" in text for text in said)
    assert any("\u2039U+202E\u203a" in text for text in said)


def test_a_long_statement_is_capped_and_goes_on_when_asked(president: CaseView) -> None:
    item = next(item for item in report_items(president, NOW) if item.left_out)
    whole = next(report.statement for report in president.reports if f"report:{report.id}" == item.id)
    assert len(item.text) < len(whole)
    more = further(item, whole)
    assert more.left_out == 0
    assert more.text == whole


def test_a_statement_of_a_million_characters_costs_as_much_as_a_short_one(president: CaseView) -> None:
    long = msgspec.structs.replace(president.reports[0], statement="x" * 1_000_000)
    item = next(i for i in report_items(president, NOW, (long,)) if i.kind is ItemKind.REPORT)
    assert len(item.text) < 3_000
    assert item.left_out > 990_000


def test_the_evidence_names_the_handle_whole(president: CaseView) -> None:
    contents = [item for item in content_items(president, NOW) if item.kind is ItemKind.CONTENT]
    assert all(president.account.brief.handle in item.by for item in contents)
    bare = msgspec.structs.replace(president, contents=())
    assert president.account.brief.handle in content_items(bare, NOW)[0].text


def test_reports_are_grouped_by_reason_the_most_given_first(president: CaseView) -> None:
    chips = [item.chip for item in report_items(president, NOW) if item.kind is ItemKind.REPORT]
    assert chips == sorted(chips, key=["violence", "hate"].index)


def test_more_reports_are_offered_while_there_are_more(president: CaseView) -> None:
    items = report_items(president, NOW)
    assert items[-1].kind is ItemKind.MORE
    assert "154 left" in items[-1].title


def test_the_story_is_told_the_latest_first(session: StageSession) -> None:
    items = story_items(session.story("acc-1"), NOW)
    assert items[0].title.startswith("Carried out")
    assert items[-1].title.startswith("Claimed")


def test_changes_of_tier_and_state_come_first(president: CaseView) -> None:
    brief = msgspec.structs.replace(president.account.brief, handle="@other", tier=Tier.VERIFIED)
    account = msgspec.structs.replace(president.account, brief=brief, state="f" * 64)
    now = msgspec.structs.replace(president, account=account, report_count=300)
    found = differences(president, now)
    assert [one.what for one in found] == ["state", "tier", "handle", "reports"]
    assert [one.heavy for one in found] == [True, True, False, False]
    assert differences(president, president) == ()


def test_rows_change_with_as_little_movement_as_possible(qapp: QObject, qtmodeltester: ModelTester) -> None:
    model: RowsModel[tuple[str, int]] = RowsModel(qapp, name="rows", id_of=lambda r: r[0], words_of=lambda r: r[0])
    qtmodeltester.check(model)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.replace([("a", 1), ("b", 1), ("c", 1)])
    model.replace([("a", 1), ("x", 1), ("c", 2), ("d", 1)])
    assert [row[0] for row in model.rows] == ["a", "x", "c", "d"]
    assert model.at(2) == ("c", 2)
    assert resets == []
    model.replace([("d", 1), ("a", 1)])
    assert [row[0] for row in model.rows] == ["d", "a"]
    assert resets == [1]
    assert model.data(model.index(0), ID) == "d"
    assert model.data(model.index(0), ROW) == ("d", 1)
    assert model.place_of("nobody") is None
