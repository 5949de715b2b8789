"""Orders of two more kinds: the end of a temporary action, and the lifting of what no entry explains.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from console.store.migrations.running import sql_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KINDS = ("apply", "restore", "end", "lift")


def upgrade() -> None:
    """Widen the check on the kind of an order; SQLite makes the table anew, so its guards are put back."""
    for table in ("effects", "receipts"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_kind"), sa.column("kind").in_(_KINDS))
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in sql_statements("guards_0003_sqlite"):
            if statement.split()[2].startswith(("guard_effects_", "guard_receipts_")):
                connection.exec_driver_sql(statement)
