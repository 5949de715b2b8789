"""The one part that acts: proves every effect again from ledger bytes and roster, and carries it out on the platform.

May import: `console.store`, `console.ledger`, `console.platforms`, `console.secrets`, `console.settings`,
`console.domain`, `console.errors`, `console.cancel`; never the registrar or a workstation.
Read first: `loop.py`, then `proof.py`.
"""
