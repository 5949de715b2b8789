"""Making canaries in the small worlds."""

from __future__ import annotations

from console.domain import documents as doc
from console.domain.canaries import answer_words
from console.domain.cases import text_digest
from console.domain.documents import Verdict
from tests.support.builders import Hands


def make_canary(world: Hands, case: str, verdict: Verdict | None = None, author: str = "rosa") -> str:
    """A supervisor makes a canary of a closed case and commits to its answer; returns its digest."""
    salt, words = bytes(16), answer_words(verdict)
    answer = text_digest(salt, words)
    world.answers[answer] = (words, salt.hex())
    account = world.case_facts(case).account
    return world.must(doc.Canary(**world.common(author), case=case, account=account, answer=answer))
