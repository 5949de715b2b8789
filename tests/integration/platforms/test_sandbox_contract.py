"""The sandbox passes the tests that every connector passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action
from console.platforms.contract import Order
from console.platforms.sandbox import people, visitor
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.faults import Fault, set_fault
from console.platforms.sandbox.orders import targets
from console.platforms.sandbox.site import Site
from tests.support.connector_contract import ConnectorContract, Subject, all_reports

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def new_site(path: Path) -> Site:
    """A platform with two accounts, some posts and reports."""
    site = Site.create(path, now=lambda: NOON)
    for ident, handle, name in (("7001", "marta", "Marta K."), ("7002", "otto.l", "Otto L.")):
        joined = NOON - timedelta(days=900)
        people.sign_up(site, people.Person(account_id=ident, handle=handle, name=name, followers=120, created=joined))
        for number in range(2):
            post = people.post(site, ident, f"Post {number} of {name}")
            people.report(site, ident, "hate", "It degrades people.", content_id=post, reporter_id="r1")
        people.report(site, ident, "made-up reason", "Who is this?", reporter_id="r2")
    return site


class TestSandbox(ConnectorContract):
    @pytest.fixture
    def site(self, tmp_path: Path) -> Site:
        return new_site(tmp_path / "sandbox.db")

    @pytest.fixture
    def connector(self, site: Site) -> SandboxConnector:
        return SandboxConnector(site)

    @pytest.fixture
    def subject(self, connector: SandboxConnector) -> Subject:
        items, _ = all_reports(connector, None, 1000)
        mine = [item for item in items if item.account_id == "7001"]
        posts = tuple(item.content.content_id for item in mine if item.content)
        return Subject("7001", "marta", posts, tuple(item.key for item in mine))

    @pytest.fixture
    def visitor(self, site: Site) -> Callable[[Order], int]:
        def look(order: Order) -> int:
            page = visitor.status(site, order.account_id)
            match order.action:
                case Action.DISMISS:
                    return int(set(targets(order)) <= visitor.closed_reports(site, order.account_id))
                case Action.WARN:
                    return sum(notice.text == order.message for notice in visitor.inbox(site, order.account_id))
                case Action.LABEL:
                    return page.labels.count(order.label)
                case Action.REMOVE_CONTENT:
                    return int(all(p.removed and not p.text for p in page.posts if p.content_id in order.content_ids))
                case Action.LIMIT:
                    return int(not page.found_in_search)
                case Action.SUSPEND:
                    return int(page.kind is visitor.PageKind.PROFILE and not page.can_post)
                case _:
                    return int(page.kind is visitor.PageKind.GONE)

        return look

    @pytest.fixture
    def unknown_id(self) -> str:
        return "7999"

    @pytest.fixture
    def by_hand(self, site: Site) -> Callable[[Action], None]:
        return lambda action: people.act_by_hand(site, "7001", action)

    @pytest.fixture
    def new_report(self, site: Site) -> Callable[[], None]:
        return lambda: (people.report(site, "7001", "spam", "And again."), None)[1]

    @pytest.fixture
    def stopped(self, tmp_path: Path) -> SandboxConnector:
        other = new_site(tmp_path / "stopped.db")
        set_fault(other, Fault.DOWN)
        return SandboxConnector(other)

    @pytest.fixture
    def stranger(self, tmp_path: Path) -> SandboxConnector:
        other = new_site(tmp_path / "stranger.db")
        set_fault(other, Fault.UNAUTHORISED)
        return SandboxConnector(other)


def test_the_platform_key_is_the_same_for_every_sandbox_file(tmp_path: Path) -> None:
    first, second = (SandboxConnector(new_site(tmp_path / name)) for name in ("a.db", "b.db"))
    assert first.describe().platform == second.describe().platform == "sandbox"
    _, cursor = all_reports(first, None, 1000)
    assert len(all_reports(second, cursor, 1000)[0]) == 6
    assert first.check(CancelToken()).time == NOON
