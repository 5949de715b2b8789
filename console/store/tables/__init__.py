"""The tables, a file per part: ledger, cases, work (what follows from the ledger), floor, and a workstation's own.

May import: `console.domain`, SQLAlchemy. Read first: `base.py`; from outside import `console.store.schema`.
"""
