"""What Alembic runs for each command; `running.py` hands it an open transaction and the metadata."""

from __future__ import annotations

from alembic import context

_attributes = context.config.attributes
context.configure(
    connection=_attributes["connection"],
    target_metadata=_attributes["metadata"],
    transactional_ddl=True,
    render_as_batch=_attributes["connection"].dialect.name == "sqlite",
)
context.run_migrations()
