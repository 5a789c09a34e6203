"""Alembic's entry: runs the revisions on the connection that `activities.migrations` hands over."""

from __future__ import annotations

from alembic import context

from activities.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
