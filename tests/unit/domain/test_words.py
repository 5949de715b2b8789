"""Handles, look-alikes, the handled sentence, digests and the lot: the small pure functions."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.actions import Action, Tier
from console.domain.cases import ReportReason, case_digest, digest_of, due_at_rank, text_digest
from console.domain.friction import Circumstances, plan
from console.domain.handles import differing, first_difference
from console.domain.lot import chosen, commitment, winner
from console.domain.sentences import gap_sentence, magnitude, span, waits_in_words
from console.domain.skeletons import compare, confusable
from console.domain.views import AccountBrief
from tests.support.effects import declared
from tests.support.office import DEFAULT_POLICY, START, digest, parsed

POLICY = parsed(DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("republic", None, "This is the account."),
        ("republik", 7, "It differs at character 8: look at the evidence again."),
        ("republics", 8, "There is more here than in the evidence."),
        ("republi", None, "1 more character."),
        ("", None, "8 more characters."),
    ],
)
def test_a_miss_shows_where_it_differs(typed: str, at: int | None, words: str) -> None:
    found = first_difference(typed, "republic")
    assert (found.differs_at, found.words) == (at, words)
    assert found.matches is (typed == "republic")


@pytest.mark.parametrize("typed", ["republic", "@Republic", " republic ", "REPUBLIC"])
def test_a_handle_typed_out_matches(typed: str) -> None:
    assert compare(typed, "@republic").matches


def test_a_look_alike_in_the_evidence_can_be_typed_as_it_looks() -> None:
    assert compare("republic", "@re\u0440ublic").matches
    assert not compare("republik", "@re\u0440ublic").matches


def test_short_handles_are_not_confused_for_one_letter() -> None:
    assert not confusable("anna", "hanna")
    assert confusable("president", "presidents")


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_never_fails(one: str, other: str) -> None:
    assert compare(one, one).matches
    assert confusable(one, one)
    compare(one, other)


# --- the handled sentence ---------------------------------------------------------------------------------------


def brief(name: str = "President", reach: int | None = 41_700_000) -> AccountBrief:
    return AccountBrief(
        id=digest(name)[:32], platform="sandbox", platform_id="1", handle=f"@{name}", name=name,
        tier=Tier.HEAD_OF_STATE, reach=reach, reach_noun="followers",
    )  # fmt: skip


OTHERS = [brief("Somebody", 5), brief("Another", 6), brief("A third", 7)]


@given(st.integers(0, 10**9) | st.none(), st.sampled_from(list(Action)), st.text(min_size=1, max_size=8))
def test_the_sentence_has_four_choices_and_one_is_right(reach: int | None, action: Action, seed: str) -> None:
    effect = declared(action)
    steps = plan(POLICY, Tier.HEAD_OF_STATE, action, effect, None, Circumstances())
    account = brief(reach=reach)
    gap = gap_sentence(account, OTHERS, steps, effect, seed)
    assert len(gap.choices) == len(set(gap.choices)) == 4
    assert gap.asks == "account" or (reach is not None and reach >= 10)
    whole = gap.before + gap.choices[gap.right] + gap.after
    assert account.name in whole and effect.sentence in whole
    again = gap_sentence(account, OTHERS, steps, effect, seed)
    assert again == gap


def test_the_right_choice_has_no_place_of_its_own_and_the_words_vary() -> None:
    effect = declared(Action.DEACTIVATE)
    steps = plan(POLICY, Tier.HEAD_OF_STATE, Action.DEACTIVATE, effect, None, Circumstances())
    gaps = [gap_sentence(brief(), OTHERS, steps, effect, f"day {n}") for n in range(80)]
    assert len({g.right for g in gaps}) == 4
    for asks in ("account", "reach"):
        assert len({(g.before, g.after) for g in gaps if g.asks == asks}) >= 4, asks


def test_with_nobody_else_around_there_are_still_four_choices() -> None:
    effect = declared(Action.SUSPEND)
    steps = plan(POLICY, Tier.STANDARD, Action.SUSPEND, effect, None, Circumstances())
    assert len(gap_sentence(brief(reach=None), [brief()], steps, effect, "seed").choices) == 4


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("reach", [41_700_000, 12, 1, 0, None])
def test_every_sentence_reads_well(action: Action, tier: Tier, reach: int | None) -> None:
    effect = declared(action, sentence="Something is different.")
    for duration in (None, 7 * 86400):
        steps = plan(POLICY, tier, action, effect, duration, Circumstances())
        for day in range(40):
            gap = gap_sentence(brief("Vera", reach), OTHERS, steps, effect, f"day {day}", duration)
            said = gap.before + gap.choices[gap.right] + gap.after
            assert not said[0].islower() and said.endswith("."), said
            assert not any(slip in said for slip in ("  ", " ,", " .", "..", ",,", " ;", "1 followers", " 1 other")), (
                said
            )
            assert said.count("Vera") == 1 and said.count("Something is different.") == 1, said
            assert gap.asks == "account" or reach in (41_700_000, 12)
            lasts = " for 7 days" if duration else " without end"
            assert (lasts in said) is effect.timed, said
            assert reach is None or reach in (0, 1) or "followers" in said, said
            assert (reach is None) is ("nobody knows how many people" in said.casefold()), said


def test_an_unknown_reach_asks_for_the_account() -> None:
    effect = declared(Action.SUSPEND)
    steps = plan(POLICY, Tier.STANDARD, Action.SUSPEND, effect, None, Circumstances())
    assert {gap_sentence(brief(reach=None), OTHERS, steps, effect, f"{n}").asks for n in range(40)} == {"account"}


def test_no_choice_gives_itself_away() -> None:
    """The right magnitude is neither always the middle nor always the largest, and no wrong one is absurd."""
    effect = declared(Action.SUSPEND)
    steps = plan(POLICY, Tier.STANDARD, Action.SUSPEND, effect, None, Circumstances())
    gaps = [gap_sentence(brief(reach=31_200), OTHERS, steps, effect, f"{n}") for n in range(200)]
    asked = [g for g in gaps if g.asks == "reach"]
    sizes = {"3": 3, "31": 31, "312": 312, "3,120": 3120, "31 thousand": 31_200, "312 thousand": 312_000,
             "3.1 million": 3_120_000, "31.2 million": 31_200_000}  # fmt: skip
    ranks = set()
    for gap in asked:
        counts = [sizes[choice.removesuffix(" followers")] for choice in gap.choices]
        ranks.add(sorted(counts).index(31_200))
    assert ranks == {0, 1, 2, 3}
    assert not any("billion" in choice for g in gaps for choice in g.choices)


def test_the_protected_look_alike_is_a_wrong_choice_and_a_namesake_is_none() -> None:
    effect = declared(Action.SUSPEND)
    steps = plan(POLICY, Tier.STANDARD, Action.SUSPEND, effect, None, Circumstances())
    twin, namesake = brief("Presidents", None), brief("PRESIDENT ", None)
    gap = gap_sentence(brief(reach=None), [namesake, twin, *OTHERS], steps, effect, "seed")
    assert "Presidents" in gap.choices
    assert not any(choice.strip() == "PRESIDENT" for choice in gap.choices)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (10, "10 seconds"),
        (2700, "45 minutes"),
        (7200, "2 hours"),
        (604800, "7 days"),
        (0, "0 seconds"),
    ],
)
def test_durations_in_words(seconds: int, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(41_700_000, "41.7 million"), (2_000_000, "2 million"), (88_123, "88 thousand"), (3120, "3,120"), (0, "0")],
)
def test_counts_in_words(count: int, words: str) -> None:
    assert magnitude(count) == words


@pytest.mark.parametrize(
    ("tier", "action", "words"),
    [
        (Tier.STANDARD, Action.WARN, "in 10 seconds"),
        (Tier.VERIFIED, Action.WARN, "once one other person has found the same"),
        (Tier.VERIFIED, Action.SUSPEND, "15 minutes after one other person has found the same"),
        (Tier.HEAD_OF_STATE, Action.DEACTIVATE, "45 minutes after two other people have found the same"),
    ],
)
def test_when_it_will_happen_in_words(tier: Tier, action: Action, words: str) -> None:
    assert waits_in_words(plan(POLICY, tier, action, declared(action), None, Circumstances())) == words


def test_without_any_wait_it_happens_at_once() -> None:
    now = plan(POLICY, Tier.STANDARD, Action.WARN, declared(Action.WARN), None, Circumstances())
    assert waits_in_words(msgspec.structs.replace(now, held_back_s=0)) == "at once"


# --- digests and the lot ----------------------------------------------------------------------------------------


def test_no_two_lists_of_parts_have_one_digest() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc") != digest_of("abc")
    assert case_digest("a", "s", ["x", "y"]) == case_digest("a", "s", ["y", "x", "x"])


def test_i11_a_salt_has_sixteen_bytes() -> None:
    assert text_digest(bytes(16), "a") != text_digest(bytes([1]) * 16, "a")
    with pytest.raises(ValueError, match="16 bytes"):
        text_digest(b"short", "a")


def test_the_most_urgent_reason_decides_the_order() -> None:
    spam, both = (
        due_at_rank(START, [ReportReason.SPAM]),
        due_at_rank(START, [ReportReason.SPAM, ReportReason.CHILD_SAFETY]),
    )
    assert both < spam == due_at_rank(START, [])


def test_nobody_is_drawn_from_an_empty_pool() -> None:
    with pytest.raises(ValueError, match="nobody"):
        winner("ab" * 32, "cd" * 32, [])


@given(st.binary(min_size=32, max_size=32), st.permutations(["a", "b", "c", "d"]))
def test_the_lot_does_not_depend_on_the_order_of_the_pool(secret: bytes, pool: list[str]) -> None:
    assert winner(secret.hex(), "ab" * 32, pool) == winner(secret.hex(), "ab" * 32, sorted(pool))


def test_the_lot_is_even() -> None:
    counts = Counter(winner(digest(f"secret {n}"), digest("a case"), "abcde") for n in range(5000))
    assert all(900 < counts[person] < 1100 for person in "abcde")


def test_as_many_are_chosen_as_the_policy_says() -> None:
    found = sum(chosen(digest(f"chance {n}"), 300) for n in range(5000))
    assert 1380 < found < 1620
    assert not any(chosen(digest(f"chance {n}"), 0) for n in range(100))
    assert all(chosen(digest(f"chance {n}"), 1000) for n in range(100))


def test_a_commitment_hides_the_secret() -> None:
    assert (
        commitment("00" * 32) == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    )  # of 32 zero bytes


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("@president", "@presldent", ({5}, {5})),
        ("@president", "@presidents", (set(), {10})),
        ("@same", "@same", (set(), set())),
        ("@re\u0440ublic", "@republic", ({3}, {3})),
    ],
)
def test_what_differs_between_two_handles_is_told_for_both(
    one: str, other: str, marked: tuple[set[int], set[int]]
) -> None:
    assert differing(one, other) == marked
