"""The one part that decides: admits or rejects signed requests, draws by the lot, and writes the ledger.

May import: `console.store`, `console.ledger`, `console.platforms`, `console.secrets`, `console.settings`,
`console.domain`, `console.errors`, `console.cancel`; never the dispatcher or a workstation.
Read first: `loop.py`, then `admit.py`.
"""
