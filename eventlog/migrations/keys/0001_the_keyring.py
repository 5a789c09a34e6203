"""The keyring: a key per person, and the secret of request digests."""

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
    """There is no way back: taking the keys away would erase everybody."""
    raise NotImplementedError("the keyring is not taken away")
