"""What people write into a Matrix report (free text, any language) as one of the contract's reasons, by keywords.

The most urgent class that is named wins: ``console.domain.cases.ReportReason`` is in that order.  What names none is
``other``; the words themselves are kept as the report's statement, so a wrong guess loses nothing.
"""

from __future__ import annotations

import re

from console.domain.cases import ReportReason

_STEMS: dict[ReportReason, str] = {
    ReportReason.CHILD_SAFETY: "csam., child sexual, child abuse, child porn, minors., pedo, paedo, kinderporno",
    ReportReason.SELF_HARM: "self-harm, self harm, selfharm, suicid, selbstmord, selbstverletz, suizid, autolesi",
    ReportReason.VIOLENCE: "violen, threat, kill, murder, gewalt, droh, mord, menace, amenaza",
    ReportReason.ILLEGAL: "illegal, illégal, ilegal, drugs., weapon, terror, strafbar, drogen., waffen.",
    ReportReason.HATE: "hateful, hatred., hate., racis, rassis, nazi, antisemit, homophob, transphob, hass., haine.",
    ReportReason.HARASSMENT: "harass, bully, abus, insult, rude., stalk, doxx, belästig, beleidig, mobbing, harcèl",
    ReportReason.IMPERSONATION: "imperson, fake account, fake profile, pretend, identity theft, gibt sich als, usurp",
    ReportReason.SCAM: "scam, fraud, phish, betrug., betrüg, abzocke, arnaque, escroqu, estafa",
    ReportReason.NUDITY: "nude, nudity, porn, nsfw., sexual, nackt, nudit, desnud",
    ReportReason.SPAM: "spam, advert, flood, werbung, publicité, publicidad, bot., bots.",
}
"""Beginnings of words for each reason; with a full stop behind it, the whole word."""


def _pattern(stems: str) -> re.Pattern[str]:
    each = (re.escape(stem.rstrip(".")) + (r"\b" if stem.endswith(".") else "") for stem in stems.split(", "))
    return re.compile(rf"\b(?:{'|'.join(each)})", re.IGNORECASE)


_PATTERNS = {reason: _pattern(stems) for reason, stems in _STEMS.items()}
_MOST_CHARACTERS = 5000
"""Only the beginning is searched: a report may be of any length."""


def classify(text: str) -> ReportReason:
    """The most urgent reason that the words name, or OTHER."""
    beginning = text[:_MOST_CHARACTERS]
    return next((reason for reason, pattern in _PATTERNS.items() if pattern.search(beginning)), ReportReason.OTHER)
