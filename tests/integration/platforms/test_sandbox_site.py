"""The sandbox as a platform of its own: its file, its people, what a visitor sees, what time does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action, Tier
from console.errors import BadInput
from console.platforms.contract import AnswerStatus, Order, PlatformRefused, Sent, Verdict, flag_tier
from console.platforms.registry import ConnectorSettings, open_connector
from console.platforms.sandbox import people, visitor
from console.platforms.sandbox.connector import SandboxConnector
from console.platforms.sandbox.site import Site

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Site:
    made = Site.create(tmp_path / "sandbox.db", now=clock)
    for ident, handle in (("1", "marta"), ("2", "otto")):
        person = people.Person(account_id=ident, handle=handle, name=handle.title(), followers=9, created=NOON)
        people.sign_up(made, person)
        people.post(made, ident, f"Hello from {handle}")
    return made


def deactivate(connector: SandboxConnector, account_id: str = "1") -> Order:
    order = Order(effect_id="d1", action=Action.DEACTIVATE, account_id=account_id)
    connector.apply(order, connector.save(order, CancelToken()), CancelToken())
    return order


def test_a_deactivated_account_is_a_page_that_does_not_exist(site: Site) -> None:
    deactivate(SandboxConnector(site))
    page = visitor.status(site, "@marta")
    assert (page.kind, page.name, page.posts) == (visitor.PageKind.GONE, "", ())
    assert page.line == "This page doesn't exist."
    assert visitor.status(site, "2").kind is visitor.PageKind.PROFILE
    assert visitor.status(site, "nobody").kind is visitor.PageKind.UNKNOWN


def test_what_is_done_outlives_the_process(site: Site, clock: Clock) -> None:
    order = deactivate(SandboxConnector(site))
    again = SandboxConnector(Site(site.path, now=clock))
    snapshot = again.look_up("1", CancelToken())
    assert snapshot is not None and snapshot.state.deactivated
    assert again.restore(order, again.save(order, CancelToken()), CancelToken()).status is AnswerStatus.DONE
    assert visitor.status(site, "1").posts[0].text == "Hello from marta"
    assert visitor.status(site, "1").followers == 9


def test_after_30_days_a_deactivated_account_comes_back_empty_and_says_so(site: Site, clock: Clock) -> None:
    connector = SandboxConnector(site)
    order = deactivate(connector)
    clock.moment += timedelta(days=31)
    snapshot = connector.look_up("1", CancelToken())
    assert snapshot is not None and snapshot.state.erased
    answer = connector.restore(order, connector.save(order, CancelToken()), CancelToken())
    assert (answer.status, answer.not_returned) == (AnswerStatus.PARTLY, ("its posts", "its followers"))
    page = visitor.status(site, "1")
    assert (page.kind, page.followers, page.posts) == (visitor.PageKind.PROFILE, 0, ())


def test_a_timed_suspension_tells_its_end_and_waits_for_the_dispatcher(site: Site, clock: Clock) -> None:
    connector = SandboxConnector(site)
    assert not connector.describe().ends_timed
    order = Order(effect_id="s1", action=Action.SUSPEND, account_id="1", duration_s=3600)
    saved = connector.save(order, CancelToken())
    connector.apply(order, saved, CancelToken())
    snapshot = connector.look_up("1", CancelToken())
    assert snapshot is not None and snapshot.state.until == NOON + timedelta(hours=1)
    clock.moment += timedelta(hours=2)
    assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.WANTED


def test_under_a_page_that_is_gone_nobody_can_tell_what_else_stands(site: Site) -> None:
    connector = SandboxConnector(site)
    order = Order(effect_id="s1", action=Action.SUSPEND, account_id="1")
    saved = connector.save(order, CancelToken())
    connector.apply(order, saved, CancelToken())
    people.act_by_hand(site, "1", Action.DEACTIVATE)
    assert connector.read_back(order, saved, CancelToken()).verdict is Verdict.CANNOT_TELL


def test_content_of_somebody_else_is_not_removed(site: Site) -> None:
    connector = SandboxConnector(site)
    foreign = visitor.status(site, "2").posts[0].content_id
    order = Order(effect_id="r1", action=Action.REMOVE_CONTENT, account_id="1", content_ids=(foreign,))
    with pytest.raises(PlatformRefused) as refused:
        connector.apply(order, connector.save(order, CancelToken()), CancelToken())
    assert refused.value.sent is Sent.NOTHING
    assert visitor.status(site, "2").posts[0].text == "Hello from otto"


def test_removed_content_keeps_its_text_for_moderators_and_says_that_nobody_sees_it(site: Site) -> None:
    connector = SandboxConnector(site)
    post = visitor.status(site, "1").posts[0].content_id
    order = Order(effect_id="r1", action=Action.REMOVE_CONTENT, account_id="1", content_ids=(post,))
    connector.apply(order, connector.save(order, CancelToken()), CancelToken())
    content = connector.content(post, CancelToken())
    assert content is not None and (content.text, content.visible) == ("Hello from marta", False)
    assert connector.content("none", CancelToken()) is None


def test_a_new_handle_or_name_is_the_same_account(site: Site) -> None:
    connector = SandboxConnector(site)
    before = connector.look_up("1", CancelToken())
    people.rename(site, "1", handle="marta_new", name="M.")
    after = connector.look_up("1", CancelToken())
    assert before is not None and after is not None
    assert (after.account_id, after.handle, after.name) == ("1", "marta_new", "M.")
    assert after.state.digest() == before.state.digest()


def test_i4_a_flag_that_cannot_be_read_is_not_standard(site: Site) -> None:
    connector = SandboxConnector(site)
    snapshot = connector.look_up("1", CancelToken())
    assert snapshot is not None and flag_tier(connector.describe(), snapshot) is Tier.STANDARD
    people.set_flag(site, "1", None)
    unknown = connector.look_up("1", CancelToken())
    assert unknown is not None and flag_tier(connector.describe(), unknown) is None


def test_the_exact_handle_is_found_before_those_that_hold_it(site: Site) -> None:
    for ident, handle, followers in (("3", "marta_fan", 5000), ("4", "the_marta", 90000)):
        person = people.Person(account_id=ident, handle=handle, name="Fan", followers=followers, created=NOON)
        people.sign_up(site, person)
    connector = SandboxConnector(site)
    assert [a.handle for a in connector.find("@Marta", 10, CancelToken())] == ["marta", "marta_fan", "the_marta"]
    assert len(connector.find("marta", 2, CancelToken())) == 2
    assert connector.find("  ", 2, CancelToken()) == ()


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_of_no_or_too_many_reports_is_refused(site: Site, limit: int) -> None:
    with pytest.raises(BadInput):
        SandboxConnector(site).fetch_reports(None, limit, CancelToken())


def test_only_what_stands_on_an_account_can_be_lifted(site: Site) -> None:
    with pytest.raises(BadInput):
        SandboxConnector(site).lift(Order(effect_id="w1", action=Action.WARN, account_id="1"), CancelToken())


def test_a_file_that_is_missing_foreign_or_taken_is_refused_in_one_sentence(tmp_path: Path, clock: Clock) -> None:
    text, foreign = tmp_path / "text.db", tmp_path / "foreign.db"
    text.write_bytes(b"not a database at all, but long enough to be looked at " * 20)
    with closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE other (id)")
    for path in (tmp_path / "missing.db", text, foreign):
        content = path.read_bytes() if path.exists() else None
        with pytest.raises(BadInput) as refused:
            Site(path, now=clock)
        assert refused.value.what_to_do
        assert (path.read_bytes() if path.exists() else None) == content
    with pytest.raises(BadInput):
        Site.create(text, now=clock)


def test_the_registry_opens_by_kind_and_names_the_kinds_it_knows(site: Site, clock: Clock) -> None:
    settings = ConnectorSettings(kind="sandbox", location=str(site.path), token="not-for-logs")
    assert open_connector(settings, now=clock).describe().platform == "sandbox"
    assert "not-for-logs" not in repr(settings)
    with pytest.raises(BadInput, match="sandbox"):
        open_connector(ConnectorSettings(kind="typo", location=""), now=clock)
