"""What the watchdog keeps of its own: the clocks that run, its alarms, and what its last look found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("clocks", "alarms", "audits")
_WORD = sa.Text(collation="C")
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Beside the lists, which stay in use: the watchdog fills its own from the log when it first looks."""
    _clocks()
    _alarms()
    _audits()
    for table in TABLES:
        op.execute(f"grant select on views.{table} to bylaw_app")
        op.execute(f"grant select, insert, update, delete on views.{table} to bylaw_house")


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("build", sa.Integer, nullable=False),
        *(sa.Column(name, _WORD, nullable=False) for name in ("case_id", "clock")),
        sa.Column("due_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", "clock", name="clocks_pkey"),
        schema="views",
    )
    op.create_index("clocks_due", "clocks", ["build", "due_at", "case_id", "clock"], schema="views")


def _alarms() -> None:
    op.create_table(
        "alarms",
        *(sa.Column(name, _WORD, nullable=False) for name in ("case_id", "clock")),
        *(sa.Column(name, _WHEN, nullable=False) for name in ("due_at", "raised_at")),
        sa.Column("notice", sa.Uuid, nullable=False),
        *(sa.Column(name, _WHEN) for name in ("told_at", "ended_at")),
        sa.Column("pokes", sa.Integer, nullable=False),
        sa.Column("poke_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "clock", "due_at", name="alarms_pkey"),
        schema="views",
    )
    op.create_index("alarms_open", "alarms", ["due_at", "case_id", "clock"], schema="views", postgresql_where=sa.text("ended_at is null"))
    op.create_index("alarms_poke", "alarms", ["case_id", "poke_at"], schema="views", postgresql_where=sa.text("ended_at is null"))
    op.create_index("alarms_untold", "alarms", ["raised_at"], schema="views", postgresql_where=sa.text("told_at is null"))


def _audits() -> None:
    op.create_table(
        "audits",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("watched", "backlog", "late")),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("rate", "allowance_s", "latest_by_s", "unplaced_s")),
        sa.Column("beat_at", _WHEN),
        sa.PrimaryKeyConstraint("name", name="audits_pkey"),
        schema="views",
    )


def downgrade() -> None:
    """Without them; what the watchdog knew it reads from the log again."""
    for table in TABLES:
        op.drop_table(table, schema="views")
    op.execute("delete from views.projections where name = 'clocks'")
