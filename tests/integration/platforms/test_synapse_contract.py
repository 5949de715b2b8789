"""The contract on a real Synapse, under the default choices and under the other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.cancel import CancelToken
from console.domain.actions import Action
from console.platforms.contract import Connector, Order
from console.platforms.reading import ReportKey, ReportKind
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.content import content_id, instant
from console.platforms.synapse.settings import DeactivateWay, LimitWay, SynapseSettings
from tests.support.connector_contract import ConnectorContract, Subject
from tests.support.synapse_server import Person, SynapseServer, part, synapse

ADMIN = "/_synapse/admin"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseServer]:
    with synapse(tmp_path_factory.mktemp("synapse")) as started:
        yield started


class OnSynapse:
    """What the contract's tests need, on a real server."""

    deactivate = DeactivateWay.LOCK
    limit = LimitWay.SHADOW_BAN

    @pytest.fixture
    def settings(self, server: SynapseServer) -> SynapseSettings:
        return SynapseSettings(
            base_url=server.base_url, server_name=server.server_name, deactivate=self.deactivate, limit=self.limit
        )

    @pytest.fixture
    def connector(self, server: SynapseServer, settings: SynapseSettings) -> Connector:
        return SynapseConnector(settings, server.admin.token, visitor_token=server.visitor.token)

    @pytest.fixture
    def author(self, server: SynapseServer) -> Person:
        return server.person()

    @pytest.fixture
    def room(self, server: SynapseServer, author: Person) -> str:
        return server.room(author, "Plaza", [server.visitor])

    @pytest.fixture
    def subject(self, server: SynapseServer, author: Person, room: str, connector: Connector) -> Subject:
        events = [server.say(author, room, text) for text in ("first words", "second words")]
        server.report_event(server.visitor, room, events[0], "rude").ok()
        server.report_event(server.visitor, room, events[1], "spam").ok()
        server.report_user(server.visitor, author.user_id, "a scam account").ok()
        posts = tuple(content_id(room, event) for event in events)
        return Subject(author.user_id, author.user_id, posts, tuple(reports_on(server, author.user_id)))

    @pytest.fixture
    def visitor(self, server: SynapseServer, author: Person) -> Callable[[Order], int]:
        return lambda order: times_seen(server, author, order)

    @pytest.fixture
    def unknown_id(self) -> str:
        return "@nobody-at-all:peer.test"

    @pytest.fixture
    def by_hand(self, server: SynapseServer, author: Person) -> Callable[[Action], None]:
        def act(action: Action) -> None:
            assert action is Action.SUSPEND
            server.ask("PUT", f"{ADMIN}/v1/suspend/{part(author.user_id)}", {"suspend": True}).ok()

        return act

    @pytest.fixture
    def new_report(self, server: SynapseServer, subject: Subject) -> Callable[[], None]:
        return lambda: server.report_user(server.visitor, subject.account_id, "once more").ok()

    @pytest.fixture
    def stopped(self, settings: SynapseSettings) -> Connector:
        nobody = SynapseSettings(base_url="http://127.0.0.1:9", server_name=settings.server_name)
        return SynapseConnector(nobody, "token")

    @pytest.fixture
    def stranger(self, settings: SynapseSettings) -> Connector:
        return SynapseConnector(settings, "not-the-token")


class TestLockAndShadowBan(OnSynapse, ConnectorContract):
    """The defaults, held to the whole contract."""


class TestRealDeactivationAndRate(OnSynapse):
    """What a site may choose instead, held to what differs by it."""

    deactivate = DeactivateWay.DEACTIVATE
    limit = LimitWay.RATE

    test_declared = ConnectorContract.test_declares_every_effect_in_a_sentence_and_what_is_lost
    test_there_and_back = ConnectorContract.test_an_action_is_saved_applied_seen_and_taken_back
    test_twice_is_once = ConnectorContract.test_the_same_effect_sent_twice_takes_effect_once
    test_back_again = ConnectorContract.test_a_restore_can_be_repeated_and_can_come_when_nothing_was_done
    test_alone = ConnectorContract.test_a_restore_undoes_its_own_effect_alone


def reports_on(server: SynapseServer, user_id: str) -> list[ReportKey]:
    """What the server itself lists of reports on this account."""
    mine = f"event_sender_user_id={part(user_id)}"
    events = server.ask("GET", f"{ADMIN}/v1/event_reports?dir=f&{mine}").ok()["event_reports"]
    users = server.ask("GET", f"{ADMIN}/v1/user_reports?dir=f&target_user_id={part(user_id)}").ok()["user_reports"]
    rows = [(ReportKind.CONTENT, row, content_id(row["room_id"], row["event_id"])) for row in events]
    rows += [(ReportKind.ACCOUNT, row, row["target_user_id"]) for row in users]
    return [
        ReportKey(
            platform="matrix:peer.test",
            kind=kind,
            report_id=str(row["id"]),
            time=instant(row["received_ts"]),
            target_id=target,
        )
        for kind, row, target in rows
    ]


def times_seen(server: SynapseServer, author: Person, order: Order) -> int:
    """How often the effect of ``order`` is found past the connector."""
    match order.action:
        case Action.WARN:
            return notices_of(server, author).count(order.message)
        case Action.REMOVE_CONTENT:
            rooms = [identity.split("/$") for identity in order.content_ids]
            read = [server.event(server.visitor, room, f"${event}").ok() for room, event in rooms]
            assert len({bool(event["content"]) for event in read}) == 1
            return int(not read[0]["content"])
        case Action.LIMIT:
            rate = server.ask("GET", f"{ADMIN}/v1/users/{part(author.user_id)}/override_ratelimit").ok()
            return int(server.user(author.user_id)["shadow_banned"]) + int(bool(rate))
        case Action.SUSPEND:
            room = server.room(server.visitor, "Elsewhere")
            joined = server.call("POST", f"/_matrix/client/v3/join/{part(room)}", {}, token=author.token)
            return int(joined.body.get("errcode") == "M_USER_SUSPENDED")
        case _:
            view = server.visitor_view(author.user_id)
            assert view.name is not None
            return int(not view.in_directory)


def notices_of(server: SynapseServer, person: Person) -> list[str]:
    """The server notices that the person reads."""
    synced = server.call("GET", "/_matrix/client/v3/sync", token=person.token).ok()
    events = [e for room in synced["rooms"].get("join", {}).values() for e in room["timeline"]["events"]]
    return [e["content"].get("body", "") for e in events if e["sender"] == "@notices:peer.test"]


def test_the_token_stands_in_no_representation(tmp_path: Path) -> None:
    settings = SynapseSettings(base_url="https://matrix.example.org", server_name="example.org")
    connector = SynapseConnector(settings, "syt_secret_words", visitor_token="syt_other_words")
    said = f"{connector!r} {connector} {settings!r} {connector.describe()!r}"
    assert "secret_words" not in said and "other_words" not in said
    with pytest.raises(Exception) as failed:
        SynapseConnector(SynapseSettings(base_url="http://127.0.0.1:9", server_name="x"), "syt_secret_words").check(
            CancelToken()
        )
    assert "secret_words" not in f"{failed.value!r} {failed.value} {failed.value.fields}"
