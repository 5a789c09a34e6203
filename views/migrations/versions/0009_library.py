"""The library of cases: by which class a cause was found, for each incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WORD = sa.Text(collation="C")


def upgrade() -> None:
    """A column with a value for what stands there already: the lists stay in use."""
    op.add_column("incidents", sa.Column("cause_class", _WORD, nullable=False, server_default=""), schema="views")
    op.create_index(
        "incidents_cause", "incidents", ["build", "cause_class", "case_id"], schema="views", postgresql_where=sa.text("cause_class <> ''")
    )


def downgrade() -> None:
    """Without it."""
    op.drop_index("incidents_cause", "incidents", schema="views")
    op.drop_column("incidents", "cause_class", schema="views")
