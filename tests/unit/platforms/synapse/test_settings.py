"""The site's choices for a Matrix server, and the sentences that they make."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.domain.actions import Action, Impact, Level, Reversible, weight
from console.errors import BadInput
from console.platforms.registry import ConnectorSettings, open_connector
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.declared import effects
from console.platforms.synapse.settings import DeactivateWay, LimitWay, RedactWay, SynapseSettings, from_options


def test_options_of_a_site_file_become_settings() -> None:
    settings = from_options(
        "https://matrix.example.org/",
        {"server_name": "example.org", "deactivate": "deactivate", "limit": "rate", "redact": "service"},
    )
    assert settings.base_url == "https://matrix.example.org"
    assert (settings.deactivate, settings.limit, settings.redact) == (
        DeactivateWay.DEACTIVATE,
        LimitWay.RATE,
        RedactWay.SERVICE,
    )
    assert settings.platform == "matrix:example.org"


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("", {"server_name": "example.org"}),
        ("matrix.example.org", {"server_name": "example.org"}),
        ("https://admin:pass@matrix.example.org", {"server_name": "example.org"}),
        ("https://matrix.example.org?access_token=x", {"server_name": "example.org"}),
        ("https://matrix.example.org", {}),
        ("https://matrix.example.org", {"server_name": "example.org", "deactivate": "erase"}),
        ("https://matrix.example.org", {"server_name": "example.org", "unknown": 1}),
        ("https://matrix.example.org", {"server_name": "example org"}),
    ],
)
def test_wrong_options_are_said_in_one_sentence(address: str, options: dict[str, str | int | bool]) -> None:
    with pytest.raises(BadInput) as wrong:
        from_options(address, options)
    assert "\n" not in wrong.value.sentence and "pass" not in wrong.value.sentence


@pytest.mark.parametrize("token", ["", "two words", "line\nend", "schlüssel"])
def test_a_token_that_cannot_be_one_is_refused_without_repeating_it(token: str) -> None:
    settings = SynapseSettings(base_url="https://matrix.example.org", server_name="example.org")
    with pytest.raises(BadInput) as wrong:
        SynapseConnector(settings, token)
    assert not token or token not in wrong.value.sentence


def test_a_substitute_is_a_named_choice_and_its_sentence_is_its_own() -> None:
    settings = SynapseSettings(base_url="https://matrix.example.org", server_name="example.org")
    locked = effects(settings)[Action.DEACTIVATE]
    assert (locked.way, locked.reversible, locked.lost) == ("lock", Reversible.WHOLE, "")
    assert "profile and messages stay in view" in locked.sentence
    real = effects(from_options("https://m.example.org", {"server_name": "m", "deactivate": "deactivate"}))
    closed = real[Action.DEACTIVATE]
    assert (closed.way, closed.reversible, closed.impact) == ("deactivate", Reversible.PARTLY, Impact.GONE)
    assert "only partly" in closed.sentence and "leaves every room" in closed.sentence


def test_no_label_on_matrix() -> None:
    settings = SynapseSettings(base_url="https://matrix.example.org", server_name="example.org")
    assert Action.LABEL not in effects(settings)


def test_what_comes_back_partly_or_not_weighs_one_more() -> None:
    declared = effects(SynapseSettings(base_url="https://matrix.example.org", server_name="example.org"))
    levels = {action: weight(action, effect, None) for action, effect in declared.items()}
    assert levels[Action.DISMISS].level is Level.DISMISS
    assert levels[Action.WARN].level is Level.CURB
    assert levels[Action.LIMIT].level is Level.SUSPEND
    assert levels[Action.SUSPEND].level is Level.SUSPEND
    assert levels[Action.REMOVE_CONTENT].level is Level.SUSPEND
    assert (levels[Action.DEACTIVATE].level, levels[Action.DEACTIVATE].beyond) == (Level.DEACTIVATE, False)


def test_the_registry_opens_it_with_one_token_or_two() -> None:
    for token in ("syt_admin", "syt_admin\n", "syt_admin\nsyt_visitor\n"):
        opened = open_connector(
            ConnectorSettings(
                kind="synapse",
                location="https://matrix.example.org",
                token=token,
                options={"server_name": "example.org", "timeout_s": "3"},
            ),
            now=lambda: datetime.now(UTC),
        )
        assert opened.describe().platform == "matrix:example.org"


def test_the_registry_refuses_a_missing_token() -> None:
    settings = ConnectorSettings(kind="synapse", location="https://m.example.org", options={"server_name": "m"})
    with pytest.raises(BadInput):
        open_connector(settings, now=lambda: datetime.now(UTC))
