"""Free text of Matrix reports as the contract's reasons."""

from __future__ import annotations

import pytest

from console.domain.cases import ReportReason
from console.platforms.reading import REASON_CLASSES
from console.platforms.synapse.reasons import classify


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rude", ReportReason.HARASSMENT),
        ("spam account", ReportReason.SPAM),
        ("Er droht mir mit Mord", ReportReason.VIOLENCE),
        ("C'est une ARNAQUE !", ReportReason.SCAM),
        ("impersonation? this can't be him", ReportReason.IMPERSONATION),
        ("racist insults", ReportReason.HATE),
        ("porn", ReportReason.NUDITY),
        ("self-harm pictures", ReportReason.SELF_HARM),
        ("spam, and CSAM in it", ReportReason.CHILD_SAFETY),
        ("a minor quarrel about skills", ReportReason.OTHER),
        ("what a hassle", ReportReason.OTHER),
        ("", ReportReason.OTHER),
        ("x" * 1_000_000, ReportReason.OTHER),
        ("\u202emaps", ReportReason.OTHER),
    ],
)
def test_words_name_the_most_urgent_reason(text: str, reason: ReportReason) -> None:
    assert classify(text) is reason
    assert str(classify(text)) in REASON_CLASSES
