"""Governance at a workstation: people and their keys, the protection register, the policy (PROTOCOL.md section 6)."""

from __future__ import annotations

from console.workstation.office_policy import OfficePolicy
from console.workstation.office_register import OfficeRegister


class Office(OfficePolicy, OfficeRegister):
    """Governance at a workstation: one signed-in person's part of it.

    Whatever is asked returns the request's digest (or several), to be followed by ``session.wait_for``; reading raises
    ``Refused`` once the session is over.  A passphrase is asked wherever authority is given or taken (A43):
    :class:`BadInput` when it is not right.
    """
