"""The tables of the lists. Each row belongs to a build, so that a new one can grow beside the one in use."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text, Uuid

metadata = MetaData(schema="views")

_WHEN = DateTime(timezone=True)

projections = Table(
    "projections",
    metadata,
    Column("name", Text, nullable=False),
    Column("build", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),  # the next one to take in
    Column("last_event", Uuid),  # the one before it: tells a restored log from the log that fed this list
    Column("recorded_at", _WHEN),  # and when it was recorded
    Column("epoch", BigInteger, nullable=False),  # one more with each projector that takes over; earlier ones are fenced
    Column("live", Boolean, nullable=False),
    Column("stopped", Text),  # why the list goes no further
    PrimaryKeyConstraint("name", "build", name="projections_pkey"),
)
Index("projections_live", projections.c.name, unique=True, postgresql_where=projections.c.live)

cases = Table(
    "cases",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("place", BigInteger, nullable=False),  # position of the opening event: the order of the list
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("department", Text, nullable=False),  # the requester's, when the case was opened
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("running", Boolean, nullable=False),  # something is still owed: its workflow must run
    Column("opened_at", _WHEN, nullable=False),
    Column("closed_at", _WHEN),
    Column("due", Text, nullable=False),  # what is due next of anybody; empty: nothing
    Column("due_since", _WHEN),
    Column("due_at", _WHEN),
    Column("wake_at", _WHEN),  # when any of its clocks, reminders too, must be run out
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("build", "case_id", name="cases_pkey"),
)
Index("cases_number", cases.c.build, cases.c.number, unique=True)
Index("cases_place", cases.c.build, cases.c.place)
Index("cases_running", cases.c.build, cases.c.place, postgresql_where=cases.c.running)
Index("cases_wake", cases.c.build, cases.c.wake_at, postgresql_where=cases.c.running)

numbers = Table(
    "numbers",
    metadata,
    Column("build", Integer, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("build", "prefix", "year", name="numbers_pkey"),
)

asks = Table(
    "asks",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("task", Text, nullable=False),  # decide, hand_out, return …
    Column("step", Text, nullable=False),
    Column("role", Text, nullable=False),  # who is asked, as the pack writes it; people are found when the list is read
    Column("rung", Integer, nullable=False),
    Column("party", Text, nullable=False),  # the person whom the role is about; empty: nobody in particular
    Column("since", _WHEN, nullable=False),
    Column("due_at", _WHEN, nullable=False),  # the year 9999: no clock runs
    PrimaryKeyConstraint("build", "case_id", "task", "step", "role", "rung", name="asks_pkey"),
)
Index("asks_of", asks.c.build, asks.c.role, asks.c.rung, asks.c.party, asks.c.due_at, asks.c.case_id)
