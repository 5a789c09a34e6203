"""The first lists: cases with their numbers, and what is asked of whom."""

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
    _roles()
    op.execute("create schema views")
    _projections()
    _cases()
    _numbers()
    _asks()
    op.execute("grant usage on schema views to bylaw_app, bylaw_house")
    op.execute("grant select on all tables in schema views to bylaw_app")
    op.execute("grant select, insert, update, delete on all tables in schema views to bylaw_house")


def downgrade() -> None:
    """Lists can always be made again."""
    op.execute("drop schema views cascade")


def _roles() -> None:
    """The log's roles; the lists may stand in a database of another cluster."""
    for name in ("bylaw_app", "bylaw_house"):
        op.execute(f"do $$ begin create role {name} nologin; exception when duplicate_object or unique_violation then null; end $$")


def _projections() -> None:
    op.create_table(
        "projections",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("last_event", sa.Uuid),
        sa.Column("recorded_at", _WHEN),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("stopped", sa.Text),
        sa.PrimaryKeyConstraint("name", "build", name="projections_pkey"),
        schema="views",
    )
    op.create_index("projections_live", "projections", ["name"], unique=True, postgresql_where=sa.text("live"), schema="views")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("number", "kind", "plan", "pack", "requester", "department")),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("running", sa.Boolean, nullable=False),
        sa.Column("opened_at", _WHEN, nullable=False),
        sa.Column("closed_at", _WHEN),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("due_since", _WHEN),
        sa.Column("due_at", _WHEN),
        sa.Column("wake_at", _WHEN),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", name="cases_pkey"),
        schema="views",
    )
    op.create_index("cases_number", "cases", ["build", "number"], unique=True, schema="views")
    op.create_index("cases_place", "cases", ["build", "place"], schema="views")
    op.create_index("cases_running", "cases", ["build", "place"], postgresql_where=sa.text("running"), schema="views")
    op.create_index("cases_wake", "cases", ["build", "wake_at"], postgresql_where=sa.text("running"), schema="views")


def _numbers() -> None:
    op.create_table(
        "numbers",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("build", "prefix", "year", name="numbers_pkey"),
        schema="views",
    )


def _asks() -> None:
    op.create_table(
        "asks",
        sa.Column("build", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("case_id", "task", "step", "role")),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("since", _WHEN, nullable=False),
        sa.Column("due_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", "task", "step", "role", "rung", name="asks_pkey"),
        schema="views",
    )
    op.create_index("asks_of", "asks", ["build", "role", "rung", "party", "due_at", "case_id"], schema="views")
