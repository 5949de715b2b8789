"""The example data: enough of it, in many languages, as the drawings show it, and hard to show on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.domain.actions import Tier
from console.errors import BadInput
from console.platforms.reading import REASON_CLASSES, ReportedItem
from console.platforms.sandbox import seed, visitor
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.site import Site
from console.resource_files import resource_path
from tests.support.connector_contract import all_reports

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DRAWN = {
    "mtiede": (2, "impersonation", 60),
    "republic_president": (214, "violence", 300),
    "kz_99182": (41, "spam", 3 * 24 * 60),
    "jonaso": (6, "harassment", 50),
    "republic_presldent": (9, "impersonation", 120),
    "amal.laila": (3, "hate", 20),
    "northwindnews": (12, "illegal", 240),
    "b_ok_1": (2, "nudity", 8),
    "savingsclub24": (88, "scam", 24 * 60),
    "piai": (1, "self_harm", 4),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("seeded") / "sandbox.db"
    return seed.make(path, resource_path("sandbox"), now=lambda: NOON)


@pytest.fixture(scope="module")
def reports(site: Site) -> list[ReportedItem]:
    return all_reports(SandboxConnector(site), None, 1000)[0]


def unique(reports: list[ReportedItem]) -> list[ReportedItem]:
    return list({item.key.identity(): item for item in reports}.values())


def test_several_hundred_accounts_among_them_verified_and_heads_of_state(site: Site) -> None:
    with site.reading() as db:
        tiers = Counter(row["tier"] for row in db.execute("SELECT tier FROM accounts"))
    assert sum(tiers.values()) >= 300
    assert tiers[str(Tier.VERIFIED)] >= 15
    assert tiers[str(Tier.HEAD_OF_STATE)] >= 4


def test_reports_of_every_reason_in_many_languages(reports: list[ReportedItem]) -> None:
    assert {item.reason_class for item in reports} == set(REASON_CLASSES) - {"child_safety"}
    languages = Counter(item.statement_language for item in reports)
    assert all(languages[tag] >= 10 for tag in "en de fr es pt sv fi ar tr uk hi ja zh".split())
    assert len({item.statement for item in reports}) > 500


def test_reports_are_four_minutes_to_three_days_old_and_come_oldest_first(reports: list[ReportedItem]) -> None:
    times = [item.key.time for item in unique(reports)]
    assert times == sorted(times)
    assert times[0] == NOON - timedelta(days=3)
    assert times[-1] == NOON - timedelta(minutes=4)


@pytest.mark.parametrize("handle", list(DRAWN))
def test_the_cases_of_the_drawings_are_there(site: Site, reports: list[ReportedItem], handle: str) -> None:
    count, reason, minutes = DRAWN[handle]
    account = SandboxConnector(site).find(handle, 1, CancelToken())[0]
    mine = [item for item in unique(reports) if item.account_id == account.account_id]
    assert account.handle == handle
    assert len(mine) == count
    assert mine[0].reason == reason
    assert mine[0].key.time == NOON - timedelta(minutes=minutes)


def test_the_president_is_who_the_story_is_about(site: Site, reports: list[ReportedItem]) -> None:
    account = SandboxConnector(site).look_up("25073877", CancelToken())
    assert account is not None
    assert (account.name, account.handle) == ("President of the Republic", "republic_president")
    assert (account.reach, account.tier) == (41_700_000, Tier.HEAD_OF_STATE)
    mine = [item for item in unique(reports) if item.account_id == "25073877"]
    assert Counter(item.reason for item in mine) == {"violence": 188, "hate": 21, "other": 5}
    assert mine[0].content is not None and "“They will not be around much longer.”" in mine[0].content.text
    assert mine[0].content.media[0].placeholder
    assert visitor.status(site, "25073877").kind is visitor.PageKind.PROFILE


def test_some_of_it_is_hard_to_show(site: Site, reports: list[ReportedItem]) -> None:
    said = [item.statement for item in reports]
    assert any("<script>" in text for text in said)
    assert any("\x1b[" in text for text in said)
    assert any(unicodedata.bidirectional(character) in ("RLO", "LRI") for text in said for character in text)
    assert max(map(len, said)) > 40_000
    assert len({a.handle for a in SandboxConnector(site).find("marjaana", 5, CancelToken())}) == 2


def test_every_report_points_at_content_that_is_there(reports: list[ReportedItem]) -> None:
    for item in reports:
        if item.key.target_id != item.account_id:
            assert item.content is not None
            assert item.content.author_id == item.account_id
            assert item.content.time < item.key.time


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in resource_path("sandbox").iterdir()) < 1_000_000


def test_the_files_are_what_their_script_makes(tmp_path: Path) -> None:
    shutil.copytree(resource_path("sandbox"), tmp_path / "again")
    subprocess.run([sys.executable, str(tmp_path / "again" / "make_seed.py")], check=True, capture_output=True)
    for name in ("accounts.jsonl", "posts.jsonl", "reports.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == resource_path("sandbox", name).read_bytes()


@pytest.mark.parametrize("broken", ['{"id": 5}', "{", '{"id":"1","id":"2"}'])
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, broken: str) -> None:
    for name in ("accounts", "posts", "reports"):
        (tmp_path / f"{name}.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "accounts.jsonl").write_text(f"\n{broken}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"accounts\.jsonl, line 2"):
        seed.make(tmp_path / "new.db", tmp_path, now=lambda: NOON)
    assert not (tmp_path / "new.db").exists()


def test_missing_example_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="example data"):
        seed.make(tmp_path / "new.db", tmp_path, now=lambda: NOON)
