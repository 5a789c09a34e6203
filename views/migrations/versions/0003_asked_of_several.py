"""What figures would otherwise have to look up for every case: whether it waits for somebody, and whether a task is asked of several."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LISTS = ("projections", "cases", "numbers", "asks", "parts", "obligations", "words", "titles")


def upgrade() -> None:
    """The lists are empty afterwards, and none is in use: the projector builds one before it follows the log again."""
    op.execute(f"truncate {', '.join(f'views.{table}' for table in LISTS)}")
    op.add_column("cases", sa.Column("waits", sa.Boolean, nullable=False), schema="views")
    op.add_column("asks", sa.Column("shared", sa.Boolean, nullable=False), schema="views")


def downgrade() -> None:
    """Back to lists without it, empty too."""
    op.execute(f"truncate {', '.join(f'views.{table}' for table in LISTS)}")
    op.drop_column("asks", "shared", schema="views")
    op.drop_column("cases", "waits", schema="views")
