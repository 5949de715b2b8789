"""The contract of a platform connector, and the connectors that keep it.

May import: `console.domain`, `console.errors`, `console.cancel`, and httpx, which lives nowhere else.
Read first: `contract.py`.
"""
