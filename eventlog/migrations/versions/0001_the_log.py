"""The log: commands, events, their one order, and what guards them."""

from __future__ import annotations

from eventlog.migrations import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build everything from nothing."""
    run_sql(__file__)


def downgrade() -> None:
    """There is no way back: a log is never taken away by a program."""
    raise NotImplementedError("the log is not taken away")
