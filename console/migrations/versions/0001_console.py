"""Sessions, what was seen last, tokens of persons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build everything from nothing."""
    op.execute("do $$ begin create role bylaw_app nologin; exception when duplicate_object or unique_violation then null; end $$")
    op.execute("create schema console")
    _sessions()
    _seen()
    _tokens()
    op.execute("grant usage on schema console to bylaw_app")
    op.execute("grant select, insert, update, delete on all tables in schema console to bylaw_app")


def downgrade() -> None:
    """Everybody signs in again."""
    op.execute("drop schema console cascade")


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("csrf", sa.Text, nullable=False),
        *(sa.Column(name, _WHEN, nullable=False) for name in ("signed_in_at", "seen_at", "ends_at")),
        sa.Column("language", sa.Text, nullable=False),
        schema="console",
    )
    op.create_index("sessions_person", "sessions", ["person"], schema="console")


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("person", "case_id", name="seen_pkey"),
        schema="console",
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "person", "title")),
        sa.Column("made_at", _WHEN, nullable=False),
        sa.Column("used_at", _WHEN),
        sa.Column("ends_at", _WHEN, nullable=False),
        schema="console",
    )
    op.create_index("tokens_person", "tokens", ["person"], schema="console")
