"""Alembic's entry: runs on the connection that `cloud.database.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from cloud.database.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
