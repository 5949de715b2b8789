"""Passphrases: how typed text becomes the bytes that a key is derived from.

The OpaqueString profile of RFC 8265 section 4.2: every non-ASCII space becomes U+0020, then Unicode normalisation form
C, case and width kept; empty ones and control characters are refused.  So the same passphrase opens a key whether a
keyboard sends é as one code point (Windows, Linux) or as two (macOS).  One deviation: code points that Python's Unicode
tables don't know are let through, because refusing them would lock somebody out after a downgrade.
"""

from __future__ import annotations

import unicodedata

from console.errors import BadInput

LONGEST = 1024
"""Characters: bounds the work of normalising what is pasted."""
SHORTEST_NEW = 8
"""Characters (NIST SP 800-63B-4 section 3.1.1: at least 8 where the secret is not the only factor; the other one is
the possession of the machine that keeps the wrapped key)."""


def prepare(passphrase: str) -> bytes:
    """The bytes to derive a key from.  Raises :class:`BadInput`, which never repeats what was typed."""
    if not passphrase:
        raise BadInput("The passphrase is empty", what_to_do="Type it.", message_id="passphrase.empty")
    if len(passphrase) > LONGEST:
        raise BadInput(
            f"The passphrase is longer than {LONGEST} characters",
            what_to_do="Check what was pasted.",
            message_id="passphrase.long",
        )
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in passphrase)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in spaced):
        raise BadInput(
            "The passphrase holds a character that can't be typed",
            what_to_do="Leave out tabs, line ends and other control characters.",
            message_id="passphrase.control",
        )
    return unicodedata.normalize("NFC", spaced).encode("utf-8")


def check_new(passphrase: str) -> None:
    """Raise :class:`BadInput` unless a newly chosen passphrase may be used: at least 8 characters."""
    if len(prepare(passphrase).decode("utf-8")) < SHORTEST_NEW:
        raise BadInput(
            f"The passphrase has fewer than {SHORTEST_NEW} characters",
            what_to_do="Choose a longer one; four random words are good.",
            message_id="passphrase.short",
        )
