"""The next roster version: who joins is in it, who was ended is not, and what can't join is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from console.cli.roster_steps import check_contract, login_of, with_person
from console.domain.people import Role
from console.domain.state import PersonFacts, State
from console.errors import BadInput, Refused
from tests.support.office import ENV, STORE, person, root_roster

NOW = datetime(2017, 11, 2, 18, 0, tzinfo=UTC)


def founded() -> State:
    """The state after the founding."""
    return State(store=STORE, env=ENV, roster=root_roster(), roster_digest="0" * 64)


def test_the_next_version_follows_the_one_in_force_and_leaves_out_who_was_ended() -> None:
    before = founded()
    state = replace(before, activity=before.activity.set("ira", PersonFacts(ended=NOW)))
    after = with_person(state, "ada", person("new", Role.SUPERVISOR), "1" * 32)
    assert (after.number, after.previous, after.author) == (2, "0" * 64, "ada")
    ids = [one.id for one in after.people]
    assert "new" in ids and "ira" not in ids and len(ids) == len(root_roster().people)


def test_what_stands_there_already_is_named() -> None:
    with pytest.raises(BadInput, match="person lena stands there twice"):
        with_person(founded(), "ada", person("lena", Role.SUPERVISOR), "1" * 32)


def test_a_store_that_is_not_founded_has_nobody_to_join() -> None:
    with pytest.raises(Refused, match="not founded yet"):
        with_person(State(store=STORE, env=ENV), "ada", person("new", Role.SUPERVISOR), "1" * 32)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Ana Pires", "ana.pires"),
        ("  Zoë  O'Neil ", "zoe.o.neil"),
        ("李", "pc16667ca7839"),
        ("3M", "p59b40fe8e132"),
        ("A" * 99, "a" * 63),
    ],
)
def test_a_login_is_made_from_a_name(name: str, login: str) -> None:
    assert login_of(name) == login


def test_a_contract_does_not_end_before_it_begins() -> None:
    check_contract(None, NOW)
    with pytest.raises(BadInput, match="ends before it begins"):
        check_contract(NOW, NOW)
