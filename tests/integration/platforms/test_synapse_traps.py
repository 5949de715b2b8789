"""What a real Synapse answers where an answer is not the effect, and what the connector makes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from console.cancel import NEVER
from console.domain.actions import Action
from console.platforms.contract import (
    AnswerStatus,
    PlatformRefused,
    PlatformUnavailable,
    SavedState,
    Sent,
    Verdict,
)
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.content import content_id
from console.platforms.synapse.settings import DeactivateWay, LimitWay, RedactWay, SynapseSettings
from tests.support.synapse_orders import an_order, carry_out, connect, everything
from tests.support.synapse_server import Person, SynapseServer, part, story_world, synapse

ADMIN = "/_synapse/admin"
Make = Callable[..., SynapseConnector]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseServer]:
    with synapse(tmp_path_factory.mktemp("synapse")) as started:
        yield started


def rows(server: SynapseServer, sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{server.folder / 'homeserver.db'}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def tokens_of(server: SynapseServer, person: Person) -> int:
    found: int = rows(server, "SELECT count(*) FROM access_tokens WHERE user_id = ?", person.user_id)[0][0]
    return found


# --- accounts that PUT would make, and that lists leave out


def test_put_makes_accounts_and_the_connector_never_does(server: SynapseServer) -> None:
    made = server.ask("PUT", f"{ADMIN}/v2/users/%40mistyped%3Apeer.test", {"locked": True})
    assert (made.status, made.body["locked"]) == (201, False)
    connector = connect(server)
    nobody = Person("@mistyped2:peer.test", "", "")
    saved = SavedState(
        effect_id="ab", action=Action.DEACTIVATE, account_id=nobody.user_id, form="synapse/1:lock", data="{}"
    )
    order = msgspec.structs.replace(an_order(nobody, Action.DEACTIVATE), effect_id="ab")
    for call in (connector.apply, connector.restore):
        with pytest.raises(PlatformRefused) as refused:
            call(order, saved, NEVER)
        assert (refused.value.message_id, refused.value.sent) == ("platform.unknown_account", Sent.NOTHING)
    assert server.ask("GET", f"{ADMIN}/v2/users/%40mistyped2%3Apeer.test").status == 404


def test_accounts_of_other_servers_and_half_ids_are_nobody(server: SynapseServer) -> None:
    connector = connect(server)
    for name in (
        "@user:elsewhere.test",
        "user",
        "@",
        "",
        "@:peer.test",
        "@a/../b:peer.test",
        "@A B:peer.test",
        "@\u202ea",
    ):
        assert connector.look_up(name, NEVER) is None


def test_the_age_of_an_account_is_in_seconds(server: SynapseServer) -> None:
    person = server.person()
    seen = connect(server).look_up(person.user_id, NEVER)
    assert seen is not None and seen.created is not None
    assert abs(datetime.now(UTC) - seen.created) < timedelta(minutes=5)


def test_closed_accounts_are_found_too(server: SynapseServer) -> None:
    locked = server.person("findme.locked", display_name="Wanted One")
    gone = server.person("findme.gone", display_name="Wanted Two")
    server.ask("PUT", f"{ADMIN}/v2/users/{part(locked.user_id)}", {"locked": True}).ok()
    server.ask("POST", f"{ADMIN}/v1/deactivate/{part(gone.user_id)}", {"erase": False}).ok()
    connector = connect(server)
    assert {s.account_id for s in connector.find("findme", 10, NEVER)} == {locked.user_id, gone.user_id}
    assert [s.account_id for s in connector.find("Wanted One", 10, NEVER)] == [locked.user_id]
    assert connector.find("findme.locked", 10, NEVER)[0].state.locked


def test_reach_is_the_number_of_rooms(server: SynapseServer) -> None:
    person = server.person()
    for _ in range(3):
        server.room(person)
    connector = connect(server)
    seen = connector.look_up(person.user_id, NEVER)
    assert seen is not None and (seen.reach, connector.describe().reach_noun) == (3, "rooms")


def test_the_service_does_not_lock_itself_out(server: SynapseServer) -> None:
    connector = connect(server)
    for action in (Action.SUSPEND, Action.DEACTIVATE, Action.LIMIT):
        with pytest.raises(PlatformRefused) as refused:
            carry_out(connector, an_order(server.admin, action))
        assert (refused.value.message_id, refused.value.sent) == ("platform.own_account", Sent.NOTHING)


# --- redaction


def test_redacting_all_of_somebody_who_left_reports_success_and_does_nothing(server: SynapseServer) -> None:
    author = server.person()
    room = server.room(author, "Plaza", [server.visitor])
    event = server.say(author, room, "still here")
    server.ask("POST", f"{ADMIN}/v1/deactivate/{part(author.user_id)}", {"erase": False}).ok()
    connector = connect(server)
    order = an_order(author, Action.REMOVE_CONTENT, content_id(room, event))
    saved = connector.save(order, NEVER)
    with pytest.raises(PlatformRefused) as refused:
        connector.apply(order, saved, NEVER)
    assert (refused.value.message_id, refused.value.sent) == ("platform.no_power", Sent.NOTHING)
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.NOT_WANTED
    assert server.event(server.visitor, room, event).ok()["content"]["body"] == "still here"


def test_removal_in_the_authors_name_leaves_no_token_and_no_second_redaction(server: SynapseServer) -> None:
    author = server.person()
    room = server.room(author, "Plaza", [server.visitor])
    events = [server.say(author, room, text) for text in ("one", "two", "three")]
    ids = [content_id(room, event) for event in events]
    before = tokens_of(server, author)
    connector = connect(server)
    first = an_order(author, Action.REMOVE_CONTENT, *ids[:2])
    saved, _ = carry_out(connector, first)
    assert connector.read_back(first, saved, NEVER).verdict is Verdict.WANTED
    assert tokens_of(server, author) == before
    assert server.event(server.visitor, room, events[2]).ok()["content"]["body"] == "three"
    redaction = server.event(server.visitor, room, events[0]).ok()["redacted_because"]
    assert redaction["sender"] == author.user_id

    carry_out(connector, an_order(author, Action.REMOVE_CONTENT, ids[0], ids[2]))
    sql = "SELECT count(*) FROM redactions WHERE redacts = ?"
    assert [rows(server, sql, event)[0][0] for event in events] == [1, 1, 1]


def test_with_power_in_the_room_the_service_removes_in_its_own_name(server: SynapseServer) -> None:
    author = server.person()
    room = server.room(server.admin, "Moderated", [author, server.visitor])
    event = server.say(author, room, "here")
    connector = connect(server, redact=RedactWay.SERVICE)
    order = an_order(author, Action.REMOVE_CONTENT, content_id(room, event))
    saved, answer = carry_out(connector, order)
    assert answer.reference.startswith("$")
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.WANTED
    assert server.event(server.visitor, room, event).ok()["redacted_because"]["sender"] == server.admin.user_id


def test_without_power_the_service_uses_nobodys_name_unless_the_site_says_so(server: SynapseServer) -> None:
    author = server.person()
    room = server.room(author, "Own room", [server.visitor])
    event = server.say(author, room, "here")
    with pytest.raises(PlatformRefused) as refused:
        carry_out(
            connect(server, redact=RedactWay.SERVICE), an_order(author, Action.REMOVE_CONTENT, content_id(room, event))
        )
    assert (refused.value.message_id, refused.value.sent) == ("platform.no_power", Sent.NOTHING)


def test_content_of_somebody_else_is_not_removed(server: SynapseServer) -> None:
    author, other = server.person(), server.person()
    room = server.room(author, "Plaza", [other, server.visitor])
    event = server.say(other, room, "mine")
    for identity in (content_id(room, event), content_id("!elsewhere", event), "rubbish", content_id(room, "$nothing")):
        with pytest.raises(PlatformRefused) as refused:
            carry_out(connect(server), an_order(author, Action.REMOVE_CONTENT, identity))
        assert (refused.value.message_id, refused.value.sent) == ("platform.foreign_content", Sent.NOTHING)
    assert server.event(server.visitor, room, event).ok()["content"]["body"] == "mine"


def test_removed_text_stays_evidence_and_is_not_shown_as_visible(server: SynapseServer) -> None:
    author = server.person()
    room = server.room(author, "Plaza", [server.visitor])
    event = server.say(author, room, "evidence")
    connector, identity = connect(server), content_id(room, event)
    before = connector.content(identity, NEVER)
    carry_out(connector, an_order(author, Action.REMOVE_CONTENT, identity))
    after = connector.content(identity, NEVER)
    assert before is not None and after is not None
    assert (before.text, before.visible, before.place) == ("evidence", True, "Plaza")
    assert (after.text, after.visible) == ("evidence", False)
    assert connector.content(content_id(room, "$nothing"), NEVER) is None


def test_a_removed_picture_can_not_be_fetched_any_more(server: SynapseServer) -> None:
    unknown = server.ask("POST", f"{ADMIN}/v1/media/quarantine/peer.test/nosuchfile", {})
    assert unknown.status == 200  # which is why the file itself is asked
    author = server.person()
    room = server.room(author, "Plaza", [server.visitor])
    mxc = server.upload(author)
    picture = {"msgtype": "m.image", "body": "a.png", "url": mxc, "info": {"w": 4, "h": 3}}
    event = server.send(author, room, picture).ok()["event_id"]
    connector, identity = connect(server), content_id(room, event)
    read = connector.content(identity, NEVER)
    assert read is not None and [(m.ref, m.width, m.height) for m in read.media] == [(mxc, 4, 3)]
    assert server.download(server.visitor, mxc) == 200
    order = an_order(author, Action.REMOVE_CONTENT, identity)
    saved, _ = carry_out(connector, order)
    assert server.download(server.visitor, mxc) == 404
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.WANTED
    server.ask("POST", f"{ADMIN}/v1/media/unquarantine/{mxc.removeprefix('mxc://')}", {}).ok()
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.NOT_WANTED


# --- notices


@pytest.mark.parametrize("closed", ["locked", "deactivated"])
def test_a_notice_to_a_closed_account_is_refused_though_the_platform_takes_it(
    server: SynapseServer, closed: str
) -> None:
    person = server.person()
    path = f"{ADMIN}/v2/users/{part(person.user_id)}"
    server.ask("PUT", path, {closed: True}).ok()
    with pytest.raises(PlatformRefused) as refused:
        carry_out(connect(server), an_order(person, Action.WARN, message="Please read the rules."))
    assert (refused.value.message_id, refused.value.sent) == ("platform.cannot_read", Sent.NOTHING)


def test_who_never_got_a_notice_can_not_be_told_to_have_one(server: SynapseServer) -> None:
    person = server.person()
    connector, order = connect(server), an_order(person, Action.WARN, message="Please read the rules.")
    saved = connector.save(order, NEVER)
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.CANNOT_TELL
    connector.apply(order, saved, NEVER)
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.WANTED
    other = an_order(person, Action.WARN, message="Please read the rules.")
    assert connector.read_back(other, connector.save(other, NEVER), NEVER).verdict is Verdict.NOT_WANTED


# --- limits


def test_an_own_limit_comes_back_as_it_was_and_never_as_no_limit_at_all(server: SynapseServer) -> None:
    connector = connect(server, limit=LimitWay.RATE)
    for own in ({}, {"messages_per_second": 7, "burst_count": 9}, {"messages_per_second": 0, "burst_count": 0}):
        person = server.person()
        path = f"{ADMIN}/v1/users/{part(person.user_id)}/override_ratelimit"
        if own:
            server.ask("POST", path, own).ok()
        order = an_order(person, Action.LIMIT)
        saved, _ = carry_out(connector, order)
        assert server.ask("GET", path).ok() == {"messages_per_second": 1, "burst_count": 1}
        assert connector.restore(order, saved, NEVER).status is AnswerStatus.DONE
        assert server.ask("GET", path).ok() == own


def test_no_limit_at_all_is_no_moderation(server: SynapseServer) -> None:
    person = server.person()
    path = f"{ADMIN}/v1/users/{part(person.user_id)}/override_ratelimit"
    server.ask("POST", path, {"messages_per_second": 0, "burst_count": 0}).ok()
    seen = connect(server, limit=LimitWay.RATE).look_up(person.user_id, NEVER)
    assert seen is not None and seen.state.untouched


def test_a_lifted_shadow_ban_tells_what_never_existed(server: SynapseServer) -> None:
    person = server.person()
    order = an_order(person, Action.LIMIT)
    connector = connect(server)
    saved, _ = carry_out(connector, order)
    answer = connector.restore(order, saved, NEVER)
    assert answer.status is AnswerStatus.PARTLY
    assert answer.not_returned == ("messages that were written meanwhile",)


# --- closing and opening again


def test_a_locked_account_is_gone_from_search_and_comes_back_whole(server: SynapseServer) -> None:
    person = server.person(display_name="Somebody")
    room = server.room(person, "Plaza", [server.visitor])
    event = server.say(person, room, "words")
    connector, order = connect(server), an_order(person, Action.DEACTIVATE)
    before, view = server.user(person.user_id), server.visitor_view(person.user_id)
    saved, _ = carry_out(connector, order)
    assert server.log_in(person).body["errcode"] == "M_USER_LOCKED"
    closed = server.visitor_view(person.user_id)
    assert (closed.name, closed.in_directory) == ("Somebody", False)
    assert server.event(server.visitor, room, event).ok()["content"]["body"] == "words"
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.WANTED
    assert connector.restore(order, saved, NEVER).status is AnswerStatus.DONE
    assert server.log_in(person).status == 200
    assert server.visitor_view(person.user_id) == view
    after = server.user(person.user_id)
    assert {k: v for k, v in after.items() if k != "last_seen_ts"} == {
        k: v for k, v in before.items() if k != "last_seen_ts"
    }


def test_locked_and_deactivated_by_hand_is_lifted_from_both(server: SynapseServer) -> None:
    person = server.person()
    path = f"{ADMIN}/v2/users/{part(person.user_id)}"
    server.ask("PUT", path, {"locked": True}).ok()
    server.ask("POST", f"{ADMIN}/v1/deactivate/{part(person.user_id)}", {"erase": True}).ok()
    answer = connect(server).lift(an_order(person, Action.DEACTIVATE), NEVER)
    assert answer.status is AnswerStatus.PARTLY and answer.not_returned
    user = server.user(person.user_id)
    assert (user["locked"], user["deactivated"], user["erased"]) == (False, False, False)


def test_real_deactivation_comes_back_partly_and_says_what_did_not(server: SynapseServer) -> None:
    connector = connect(server, deactivate=DeactivateWay.DEACTIVATE)
    person, friend = server.person(display_name="Somebody"), server.person()
    address = {"medium": "email", "address": "somebody@example.org"}
    server.ask("PUT", f"{ADMIN}/v2/users/{part(person.user_id)}", {"threepids": [address]}).ok()
    public = [server.room(friend, f"Room {n}", [person, server.visitor]) for n in range(11)]
    private = server.room(friend, "Closed", [person], public=False)
    order = an_order(person, Action.DEACTIVATE)
    saved, _ = carry_out(connector, order)
    assert connector.read_back(order, saved, NEVER).verdict is Verdict.WANTED
    assert server.log_in(person).status == 403
    assert connector.restored(order, saved, NEVER).verdict is Verdict.NOT_WANTED

    # at once: the leaving of 12 rooms still runs, and must not undo the way back
    answer = connector.restore(order, saved, NEVER)
    assert answer.status is AnswerStatus.PARTLY
    said = " ".join(answer.not_returned)
    assert "password" in said and "sessions" in said and "1 of 12 rooms" in said
    assert connector.restored(order, saved, NEVER).verdict is Verdict.WANTED
    now_in = server.ask("GET", f"{ADMIN}/v1/users/{part(person.user_id)}/joined_rooms").ok()["joined_rooms"]
    assert set(now_in) == set(public) and private not in now_in
    user = server.user(person.user_id)
    assert (user["displayname"], [t["address"] for t in user["threepids"]]) == ("Somebody", ["somebody@example.org"])
    assert server.log_in(person).status == 403  # the old password is gone
    reset = {"new_password": "a new one", "logout_devices": True}
    server.ask("POST", f"{ADMIN}/v1/reset_password/{part(person.user_id)}", reset).ok()
    assert server.log_in(person, "a new one").status == 200


def test_a_reactivation_that_fails_half_way_is_said_and_can_be_repeated(server: SynapseServer) -> None:
    connector = connect(server, deactivate=DeactivateWay.DEACTIVATE)
    person = server.person()
    room = server.room(server.visitor, "Plaza", [person])
    order = an_order(person, Action.DEACTIVATE)
    saved, _ = carry_out(connector, order)
    with closing(sqlite3.connect(server.folder / "homeserver.db", timeout=10)) as db:
        # what a new database lacks for its first seconds
        name, sql = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'profiles'"
            " AND sql LIKE '%full_user_id%'"
        ).fetchone()
        db.execute(f"DROP INDEX {name}")
        db.commit()
        try:
            with pytest.raises(PlatformUnavailable) as failed:
                connector.restore(order, saved, NEVER)
        finally:
            db.execute(sql)
            db.commit()
    assert (failed.value.message_id, failed.value.sent) == ("platform.error", Sent.MAYBE)
    assert server.user(person.user_id)["deactivated"] is True
    assert connector.restored(order, saved, NEVER).verdict is Verdict.NOT_WANTED
    assert connector.restore(order, saved, NEVER).status is AnswerStatus.PARTLY
    assert connector.restored(order, saved, NEVER).verdict is Verdict.WANTED
    now_in = server.ask("GET", f"{ADMIN}/v1/users/{part(person.user_id)}/joined_rooms").ok()["joined_rooms"]
    assert now_in == [room]


def test_a_way_back_goes_by_what_was_saved_when_the_site_has_chosen_anew(server: SynapseServer) -> None:
    person = server.person()
    order = an_order(person, Action.DEACTIVATE)
    saved, _ = carry_out(connect(server), order)
    later = connect(server, deactivate=DeactivateWay.DEACTIVATE)
    assert later.restore(order, saved, NEVER).status is AnswerStatus.DONE
    assert server.user(person.user_id)["locked"] is False


# --- who may, and the story


def test_a_token_of_no_administrator_is_refused_in_one_sentence(server: SynapseServer) -> None:
    settings = SynapseSettings(base_url=server.base_url, server_name=server.server_name)
    with pytest.raises(PlatformRefused) as refused:
        SynapseConnector(settings, server.visitor.token).check(NEVER)
    assert refused.value.message_id == "platform.forbidden"


def test_another_servers_name_in_the_site_file_is_noticed(server: SynapseServer) -> None:
    settings = SynapseSettings(base_url=server.base_url, server_name="other.test")
    with pytest.raises(PlatformRefused) as refused:
        SynapseConnector(settings, server.admin.token).check(NEVER)
    assert refused.value.message_id == "platform.other_server"


def test_check_tells_version_and_time(server: SynapseServer) -> None:
    info = connect(server).check(NEVER)
    assert info.name == "Synapse" and info.version[0].isdigit()
    assert info.time is not None and abs(datetime.now(UTC) - info.time) < timedelta(seconds=60)


def test_the_president_disappears_and_is_back(server: SynapseServer) -> None:
    world = story_world(server)
    connector = connect(server)
    account = world.president.user_id
    mine = [item for item in everything(connector) if item.account_id == account]
    assert len(mine) == 4 and sum(item.content is not None for item in mine) == 3
    order = an_order(world.president, Action.DEACTIVATE)
    assert world.visitor_sees(account) and world.president_can_log_in()
    saved, _ = carry_out(connector, order)
    assert not world.visitor_sees(account) and not world.president_can_log_in()
    connector.restore(order, saved, NEVER)
    assert world.visitor_sees(account) and world.president_can_log_in()
