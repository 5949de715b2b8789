"""Migrations, only upwards: `store/` for the store, `own/` for a workstation's own file, `sql/` triggers per database.

May import: SQLAlchemy, Alembic, `console.store.tables`. Read first: `running.py`.
"""
