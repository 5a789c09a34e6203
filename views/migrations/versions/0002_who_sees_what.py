"""What lists are searched and narrowed by: parts, obligations, words. What was there is thrown away: it is built anew from the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)
_WORD = sa.Text(collation="C")
_BYTEWISE = {"cases": ("case_id", "number"), "asks": ("case_id", "task", "step", "role", "party")}
_ORDER = ["due_at", "case_id", "task", "step"]


def upgrade() -> None:
    """The lists are empty afterwards, and none is in use: the projector builds one before it follows the log again."""
    op.execute("truncate views.projections, views.cases, views.numbers, views.asks")
    for table, columns in _BYTEWISE.items():
        for column in columns:
            op.alter_column(table, column, type_=_WORD, schema="views")
    _cases()
    _asks()
    _parts()
    _obligations()
    _words()
    for table in ("parts", "obligations", "words", "titles"):
        op.execute(f"grant select on views.{table} to bylaw_app")
        op.execute(f"grant select, insert, update, delete on views.{table} to bylaw_house")


def downgrade() -> None:
    """Back to lists without them, empty too."""
    op.execute("truncate views.projections, views.cases, views.numbers, views.asks")
    for table in ("titles", "words", "obligations", "parts"):
        op.drop_table(table, schema="views")
    for name in ("cases_stage", "cases_closed", "cases_opened", "cases_plan", "cases_department", "cases_requester"):
        op.drop_index(name, "cases", schema="views")
    for name in ("cases_soonest", "cases_series"):
        op.drop_index(name, "cases", schema="views")
    for column in ("soonest", "risk_at", "series"):
        op.drop_column("cases", column, schema="views")
    for table, columns in _BYTEWISE.items():
        for column in columns:
            op.alter_column(table, column, type_=sa.Text(collation="default"), schema="views")
    op.drop_index("asks_due", "asks", schema="views")
    op.drop_index("asks_of", "asks", schema="views")
    op.create_index("asks_of", "asks", ["build", "role", "rung", "party", "due_at", "case_id"], schema="views")


def _cases() -> None:
    op.add_column("cases", sa.Column("series", _WORD, nullable=False), schema="views")
    op.add_column("cases", sa.Column("risk_at", _WHEN), schema="views")
    op.add_column("cases", sa.Column("soonest", _WHEN, nullable=False), schema="views")
    for column in ("series", "soonest", "requester", "department", "plan"):
        op.create_index(f"cases_{column}", "cases", ["build", column, "place"], schema="views")
    op.create_index("cases_opened", "cases", ["build", "opened_at"], schema="views")
    closed = sa.text("closed_at is not null")
    op.create_index("cases_closed", "cases", ["build", "closed_at"], postgresql_where=closed, schema="views")
    op.create_index("cases_stage", "cases", ["build", "stage", "place"], postgresql_where=sa.text("running"), schema="views")


def _asks() -> None:
    op.drop_index("asks_of", "asks", schema="views")
    op.create_index("asks_of", "asks", ["build", "role", "rung", "party", *_ORDER], schema="views", postgresql_include=["since"])
    op.create_index("asks_due", "asks", ["build", "role", "rung", *_ORDER, "party"], schema="views", postgresql_include=["since"])


def _parts() -> None:
    op.create_table(
        "parts",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("case_id", _WORD, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("build", "case_id", "person", name="parts_pkey"),
        schema="views",
    )
    op.create_index("parts_of", "parts", ["build", "person", "case_id"], schema="views")


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("build", sa.Integer, nullable=False),
        sa.Column("case_id", _WORD, nullable=False),
        sa.Column("armed", sa.BigInteger, nullable=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("task", _WORD, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("plan", "department")),
        sa.Column("clause", _WORD, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("started", _WHEN, nullable=False),
        sa.Column("due_at", _WHEN),
        sa.Column("ended_at", _WHEN),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("late_s", sa.Double),
        sa.PrimaryKeyConstraint("build", "case_id", "armed", name="obligations_pkey"),
        schema="views",
    )
    op.create_index("obligations_clause", "obligations", ["build", "clause", "outcome", "ended_at"], schema="views")
    op.create_index("obligations_ended", "obligations", ["build", "ended_at"], schema="views")
    running = sa.text("ended_at is null")
    op.create_index("obligations_department", "obligations", ["build", "department", "due_at"], postgresql_where=running, schema="views")


def _words() -> None:
    for table, of in (("words", sa.Column("case_id", _WORD, nullable=False)), ("titles", sa.Column("plan", sa.Text, nullable=False))):
        op.create_table(
            table,
            sa.Column("build", sa.Integer, nullable=False),
            of,
            sa.Column("word", _WORD, nullable=False),
            sa.PrimaryKeyConstraint("build", of.name, "word", name=f"{table}_pkey"),
            schema="views",
        )
    op.create_index("words_word", "words", ["build", "word", "case_id"], schema="views")
