"""What a request touches on the screen, and what of it comes back as a draft."""

from __future__ import annotations

import msgspec

from console.domain.actions import Action
from console.workstation.said import Answers, Draft, draft_of
from console.workstation.session import ALL_AREAS, areas_of


def test_a_sign_of_life_changes_the_status_alone() -> None:
    assert areas_of(frozenset({"duty/1"})) == {"status"}
    assert areas_of(frozenset({"duty/1", "look/1"})) == {"status", "story"}
    assert areas_of(frozenset()) == frozenset()


def test_a_kind_that_nobody_has_thought_of_changes_everything() -> None:
    assert areas_of(frozenset({"duty/1", "something_new/1"})) == ALL_AREAS


def test_a_draft_has_all_that_would_have_to_be_typed_again() -> None:
    answers = Answers(
        action=Action.LIMIT,
        clause="4.7",
        justification="why",
        message="words",
        content=("item",),
        evidence=("digest",),
        duration_s=3600,
        steps=(),
    )
    draft = draft_of("case", answers)
    typed = {name: getattr(answers, name) for name in draft.__struct_fields__ if name != "case"}
    assert draft == Draft(case="case", **typed)
    assert msgspec.json.decode(msgspec.json.encode(draft), type=Draft) == draft
