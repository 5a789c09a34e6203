"""Which cases belong together: what each comes from, and what it led to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LISTS = ("projections", "cases", "numbers", "asks", "parts", "obligations", "words", "titles")

_WORD = sa.Text(collation="C")


def upgrade() -> None:
    """The lists are empty afterwards, and none is in use: the projector builds one before it follows the log again."""
    op.execute(f"truncate {', '.join(f'views.{table}' for table in LISTS)}")
    op.create_table(
        "links",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("case_id", _WORD, nullable=False),
        sa.Column("other", _WORD, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", "other", "relation", name="links_pkey"),
        schema="views",
    )
    op.create_index("links_other", "links", ["build", "other", "case_id"], schema="views")
    op.execute("grant select on views.links to bylaw_app")
    op.execute("grant select, insert, update, delete on views.links to bylaw_house")


def downgrade() -> None:
    """Back to lists without it, empty too."""
    op.execute(f"truncate {', '.join(f'views.{table}' for table in LISTS)}")
    op.drop_table("links", schema="views")
