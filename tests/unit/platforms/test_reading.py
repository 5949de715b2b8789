"""What connectors hand back: digests and identities that mean the same everywhere."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from console.domain.actions import Action, DeclaredEffect, Impact, Tier
from console.errors import BadInput, CountersignError, Refused, Unavailable
from console.platforms import contract, failures
from console.platforms.contract import Description, Order, PlatformRefused, SavedState, Sent, TierFlag
from console.platforms.reading import AccountSnapshot, AccountState, ReportKey, ReportKind

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY = ReportKey(platform="p", kind=ReportKind.ACCOUNT, report_id="160", time=NOON, target_id="u1")


def test_a_state_digest_is_sha256_over_canonical_json() -> None:
    written = (
        '{"deactivated":false,"erased":false,"labels":["a","b"],"limited":false,"locked":true,"suspended":false,'
        '"taken_down":false,"type":"platform-state/1","until":"2026-11-24T12:00:00Z"}'
    )
    state = AccountState(locked=True, labels=("b", "a"), until=NOON)
    assert state.digest() == hashlib.sha256(written.encode()).hexdigest()
    assert state.digest() == AccountState(locked=True, labels=("a", "b"), until=NOON).digest()


@pytest.mark.parametrize("field", ["suspended", "limited", "locked", "deactivated", "erased", "taken_down"])
def test_every_switch_changes_the_digest_and_is_said(field: str) -> None:
    state = msgspec.structs.replace(AccountState(), **{field: True})
    assert not state.untouched
    assert state.digest() != AccountState().digest()
    assert state.words() == field.replace("_", " ")


def test_nothing_in_force_and_labels_are_said_in_words() -> None:
    assert AccountState().words() == "nothing in force"
    assert AccountState(labels=("spam",)).words() == "labelled spam"


def test_the_same_moment_in_another_zone_is_the_same_report() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert msgspec.structs.replace(KEY, time=there).identity() == KEY.identity()


@pytest.mark.parametrize(
    "changes",
    [
        {"platform": "q"},
        {"kind": ReportKind.CONTENT},
        {"report_id": "161"},
        {"time": NOON + timedelta(microseconds=1)},
        {"target_id": "u2"},
    ],
)
def test_a_report_id_that_was_used_again_is_another_report(changes: dict[str, object]) -> None:
    assert msgspec.structs.replace(KEY, **changes).identity() != KEY.identity()


def described(**changes: object) -> Description:
    effects = {
        action: DeclaredEffect(action=action, way="x", impact=Impact.MUTED, sentence="X.", timed=timed)
        for action, timed in ((Action.SUSPEND, True), (Action.DEACTIVATE, False), (Action.REMOVE_CONTENT, False))
    }
    fields = {"platform": "p", "title": "P", "reach_noun": "rooms", "tier_flag": TierFlag.NONE, "effects": effects}
    return Description(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "order",
    [
        Order(effect_id="", action=Action.SUSPEND, account_id="1"),
        Order(effect_id="e", action=Action.SUSPEND, account_id=""),
        Order(effect_id="e", action=Action.SUSPEND, account_id="1", duration_s=0),
        Order(effect_id="e", action=Action.DEACTIVATE, account_id="1", duration_s=60),
        Order(effect_id="e", action=Action.REMOVE_CONTENT, account_id="1"),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused(order: Order) -> None:
    with pytest.raises(BadInput):
        contract.admit(described(), order)


def test_an_undeclared_action_is_refused_and_says_that_nothing_was_sent() -> None:
    with pytest.raises(PlatformRefused) as refused:
        contract.admit(described(), Order(effect_id="e", action=Action.LABEL, account_id="1", label="spam"))
    assert refused.value.sent is Sent.NOTHING


def test_i4_standard_is_a_positive_answer() -> None:
    snapshot = AccountSnapshot(platform="p", account_id="1", handle="h", name="n", state=AccountState())
    assert contract.flag_tier(described(), snapshot) is Tier.STANDARD
    assert contract.flag_tier(described(tier_flag=TierFlag.READ), snapshot) is None


def test_a_saved_state_comes_back_as_it_was_and_rubbish_is_refused() -> None:
    saved = SavedState(effect_id="e", action=Action.SUSPEND, account_id="1", form="x/1", data='{"a":"é"}')
    assert SavedState.from_bytes(saved.to_bytes()) == saved
    assert saved.digest() == hashlib.sha256(saved.to_bytes()).hexdigest()
    for rubbish in (b"", b"{", b"\xff", b'{"effect_id":"e"}', saved.to_bytes()[:-1] + b',"more":1}'):
        with pytest.raises(BadInput):
            SavedState.from_bytes(rubbish)


def test_an_error_that_does_not_say_counts_as_maybe_sent() -> None:
    assert contract.sent_of(CountersignError("x")) is Sent.MAYBE
    assert contract.sent_of(failures.down("P")) is Sent.NOTHING


def test_failures_are_of_the_kinds_that_commands_know() -> None:
    assert isinstance(failures.too_many("P", None), Unavailable)
    assert isinstance(failures.forbidden("P"), Refused)
    assert isinstance(failures.no_way_back("P"), Refused)
