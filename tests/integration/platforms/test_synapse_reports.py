"""Reports of a real Synapse: free text, offsets that slide, ids that are used again."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from console.cancel import NEVER
from console.platforms.reading import ReportKind
from console.platforms.synapse.content import content_id
from tests.support.synapse_orders import connect, everything
from tests.support.synapse_server import SynapseServer, synapse

ADMIN = "/_synapse/admin"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseServer]:
    with synapse(tmp_path_factory.mktemp("synapse")) as started:
        yield started


def test_a_report_carries_its_words_its_message_and_its_room(server: SynapseServer) -> None:
    author, reporter = server.person(), server.person()
    room = server.room(author, "Market", [reporter])
    text = "<b>x</b>\u202e\u200b" + "long " * 400
    event = server.say(author, room, text)
    server.report_event(reporter, room, event, "C'est une arnaque\u202e <script>").ok()
    mine = [item for item in everything(connect(server)) if item.account_id == author.user_id]
    assert [(i.reason_class, i.statement, i.reporter_id) for i in mine] == [
        ("scam", "C'est une arnaque\u202e <script>", reporter.user_id)
    ]
    content = mine[0].content
    assert content is not None
    assert (content.text, content.place, content.visible) == (text, "Market", True)
    assert content.content_id == mine[0].key.target_id == content_id(room, event)


def test_a_report_on_an_unknown_account_is_taken_and_never_stored(server: SynapseServer) -> None:
    before = len(everything(connect(server)))
    assert server.report_user(server.visitor, "@nobody-here:peer.test", "who?").status == 200
    assert len(everything(connect(server))) == before


def test_deleted_reports_slide_the_pages_and_nothing_is_left_out(server: SynapseServer) -> None:
    author, reporter = server.person(), server.person()
    room = server.room(author, "Plaza", [reporter])
    events = [server.say(author, room, f"message {n}") for n in range(30)]
    for event in events[:15]:
        server.report_event(reporter, room, event, "early").ok()
    connector = connect(server)
    cursor = connector.fetch_reports(None, 1000, NEVER).cursor
    for row in server.ask("GET", f"{ADMIN}/v1/event_reports?dir=f&limit=1000").ok()["event_reports"][:-2]:
        server.ask("DELETE", f"{ADMIN}/v1/event_reports/{row['id']}").ok()
    for event in events[15:]:
        server.report_event(reporter, room, event, "late").ok()
    late = {i.key.target_id for i in everything(connector, cursor, limit=4) if i.statement == "late"}
    assert late == {content_id(room, event) for event in events[15:]}


def test_a_report_that_came_in_before_what_was_seen_is_not_left_out(server: SynapseServer) -> None:
    author = server.person()
    for words in ("one", "two", "three"):
        server.report_user(server.visitor, author.user_id, words).ok()
    connector = connect(server)
    page = connector.fetch_reports(None, 1000, NEVER)
    cursor = msgspec.json.decode(page.cursor or "")
    cursor["users"]["offset"] -= 1  # as if a row stood now before the last one that was seen
    again = everything(connector, msgspec.json.encode(cursor).decode())
    users = {i.key.identity() for i in page.items if i.key.kind is ReportKind.ACCOUNT}
    assert len(users) >= 3 and users <= {i.key.identity() for i in again}


def test_report_ids_are_used_again_and_the_new_report_is_another(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("restarted")
    with synapse(folder) as server:
        author = server.person("author")
        for words in ("first", "second"):
            server.report_user(server.visitor, author.user_id, words).ok()
        before = everything(connect(server))
        cursor = connect(server).fetch_reports(None, 10, NEVER).cursor
        for item in before:
            server.ask("DELETE", f"{ADMIN}/v1/user_reports/{item.key.report_id}").ok()
    with synapse(folder) as server:
        server.report_user(server.visitor, "@author:peer.test", "third").ok()
        after = everything(connect(server), cursor)
    assert [item.statement for item in after] == ["third"]
    assert after[0].key.report_id in {item.key.report_id for item in before}
    assert after[0].key.identity() not in {item.key.identity() for item in before}
