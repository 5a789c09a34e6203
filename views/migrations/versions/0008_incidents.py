"""Incidents among the cases: how grave each is, whether it is an exercise, when it was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

_WORD = sa.Text(collation="C")
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Columns with a value for what stands there already, none of which is an incident: the lists stay in use."""
    op.add_column("cases", sa.Column("level", _WORD, nullable=False, server_default=""), schema="views")
    for table in ("cases", "obligations"):
        op.add_column(table, sa.Column("exercise", sa.Boolean, nullable=False, server_default=sa.false()), schema="views")
    op.create_index("cases_level", "cases", ["build", "level", "place"], schema="views", postgresql_where=sa.text("level <> ''"))
    op.create_table(
        "incidents",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("case_id", _WORD, nullable=False),
        sa.Column("acknowledged_at", _WHEN),
        sa.Column("isolated_at", _WHEN),
        sa.Column("rungs", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", name="incidents_pkey"),
        schema="views",
    )
    op.execute("grant select on views.incidents to bylaw_app")
    op.execute("grant select, insert, update, delete on views.incidents to bylaw_house")


def downgrade() -> None:
    """Without them."""
    op.drop_table("incidents", schema="views")
    op.drop_index("cases_level", "cases", schema="views")
    for table in ("obligations", "cases"):
        op.drop_column(table, "exercise", schema="views")
    op.drop_column("cases", "level", schema="views")
