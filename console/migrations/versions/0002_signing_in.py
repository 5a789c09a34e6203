"""Sign-ins that were begun at a provider; forms that were sent when somebody had to sign in first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Both live for minutes only."""
    op.create_table(
        "begun",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("nonce", "verifier", "back_to")),
        sa.Column("again", sa.Boolean, nullable=False),
        *(sa.Column(name, _WHEN, nullable=False) for name in ("begun_at", "ends_at")),
        schema="console",
    )
    op.create_table(
        "kept",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("ends_at", _WHEN, nullable=False),
        schema="console",
    )
    op.execute("grant select, insert, update, delete on console.begun, console.kept to bylaw_app")


def downgrade() -> None:
    """Whoever is signing in begins again."""
    op.drop_table("begun", schema="console")
    op.drop_table("kept", schema="console")
