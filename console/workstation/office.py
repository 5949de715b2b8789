"""Governance at a workstation: people and their keys, the protection register, the policy (PROTOCOL.md section 6)."""

from __future__ import annotations

from collections.abc import Sequence

from console.cancel import NEVER, CancelToken
from console.domain.actions import Tier
from console.domain.views_office import (
    CheckedPolicy,
    PolicyLine,
    ProtectRow,
    RegisterLine,
    RegisterPreview,
    Simulation,
    WishLine,
)
from console.errors import Unavailable
from console.workstation.office_people import OfficePeople


class Office(OfficePeople):
    """Governance at a workstation: one signed-in person's part of it.

    Whatever is asked returns the request's digest (or several), to be followed by ``session.wait_for``; reading raises
    ``Refused`` once the session is over.  A passphrase is asked wherever authority is given or taken (A43):
    :class:`BadInput` when it is not right.
    """

    # --- the protection register ----------------------------------------------------------------------------------

    def register(
        self, text: str = "", tiers: Sequence[Tier] = (), cancel: CancelToken = NEVER
    ) -> tuple[RegisterLine, ...]:
        """Protected accounts, the highest tier first; those whose handle, name or id holds ``text``."""
        raise _later()

    def raise_tier(self, rows: Sequence[ProtectRow], passphrase: str, cancel: CancelToken = NEVER) -> tuple[str, ...]:
        """Protect accounts, or protect them more: one administrator or supervisor, at once (I4)."""
        raise _later()

    def lower(
        self, rows: Sequence[ProtectRow], reason: str, passphrase: str, cancel: CancelToken = NEVER
    ) -> tuple[str, ...]:
        """Wish to protect accounts less: a second administrator consents, then a delay runs (I4, A35)."""
        raise _later()

    def wishes(self, cancel: CancelToken = NEVER) -> tuple[WishLine, ...]:
        """The lowerings that wait, and those that ended lately; newest first."""
        raise _later()

    def consent(self, wish: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """The second administrator's word to a lowering."""
        raise _later()

    def object(self, wish: str, reason: str, cancel: CancelToken = NEVER) -> str:
        """End a lowering that waits; its author takes it back the same way."""
        raise _later()

    def read_csv(self, data: bytes, cancel: CancelToken = NEVER) -> RegisterPreview:
        """What a register file would change, line by line; broken lines are named, nothing is changed."""
        raise _later()

    def apply_csv(
        self, preview: RegisterPreview, reason: str, passphrase: str, cancel: CancelToken = NEVER
    ) -> tuple[str, ...]:
        """Ask for what a preview shows; ``reason`` is for what it lowers ("" where it lowers nothing)."""
        raise _later()

    # --- the policy -----------------------------------------------------------------------------------------------

    def policies(self, cancel: CancelToken = NEVER) -> tuple[PolicyLine, ...]:
        """The policies whose text stands in the ledger; the one in force first, then the newest."""
        raise _later()

    def policy_text(self, digest: str = "", cancel: CancelToken = NEVER) -> str:
        """The TOML of a policy in the ledger; of the one in force for ""."""
        raise _later()

    def check_policy(self, toml: str, cancel: CancelToken = NEVER) -> CheckedPolicy:
        """What is wrong with a policy's text (with line numbers), or how it differs from the policy in force."""
        raise _later()

    def simulate(self, toml: str, days: int = 30, cancel: CancelToken = NEVER) -> Simulation:
        """What the proposals of the last days would have met; raises :class:`BadInput` for a text that is no policy."""
        raise _later()

    def publish(self, toml: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Put a policy's text into the ledger; it is not in force by that."""
        raise _later()

    def tighten(self, digest: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Put a policy in force that is nowhere lighter: one administrator, at once (I5)."""
        raise _later()

    def adopt(self, digest: str, passphrase: str, cancel: CancelToken = NEVER) -> str:
        """Propose a policy with the next roster: two administrators (I5)."""
        raise _later()


def _later() -> Unavailable:
    return Unavailable("This part of the office is not open yet", what_to_do="Wait for the next build.")
