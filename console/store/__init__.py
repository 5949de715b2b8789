"""All SQL: schema, engine, unit of work, inbox, leases, queries and migrations, on SQLite now and PostgreSQL next.

May import: `console.domain`, `console.errors`, `console.cancel`, and SQLAlchemy and Alembic, which live nowhere else.
Read first: `schema.py`.
"""
