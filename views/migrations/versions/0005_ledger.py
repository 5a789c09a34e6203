"""The rectification ledger by department, by whoever is responsible, and by when it is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LINES = sa.text("kind = 'rectification'")
ORDER = ["soonest", "place"]


def upgrade() -> None:
    """Indexes only: the lists stay in use."""
    op.create_index("cases_ledger", "cases", ["build", *ORDER], schema="views", postgresql_where=LINES)
    op.create_index("cases_ledger_department", "cases", ["build", "department", *ORDER], schema="views", postgresql_where=LINES)
    op.create_index("cases_ledger_responsible", "cases", ["build", "requester", *ORDER], schema="views", postgresql_where=LINES)
    rectify = sa.text("task = 'rectify'")
    op.create_index("obligations_rectify", "obligations", ["build", "due_at", "case_id"], schema="views", postgresql_where=rectify)


def downgrade() -> None:
    """Without them."""
    op.drop_index("obligations_rectify", "obligations", schema="views")
    for name in ("cases_ledger_responsible", "cases_ledger_department", "cases_ledger"):
        op.drop_index(name, "cases", schema="views")
