"""The tables of the lists. Each row belongs to a build, so that a new one can grow beside the one in use."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    false,
)

metadata = MetaData(schema="views")

_WHEN = DateTime(timezone=True)
_WORD = Text(collation="C")
"""Compared byte by byte: an index finds what a word begins with, and the order is the one that Python has."""

LEDGER, TO_RECTIFY = "rectification", "rectify"
"""The kind of the ledger's lines, and the task whose time counts there: both have indexes of their own."""

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
    Column("case_id", _WORD, nullable=False),
    Column("place", BigInteger, nullable=False),  # position of the opening event: the order of the list
    Column("number", _WORD, nullable=False),
    Column("series", _WORD, nullable=False),  # the number without its last part: in a series numbers run as places do
    Column("kind", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("department", Text, nullable=False),  # the requester's, when the case was opened
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("running", Boolean, nullable=False),  # something is still owed: its workflow must run
    Column("waits", Boolean, nullable=False),  # something is asked of somebody
    Column("opened_at", _WHEN, nullable=False),
    Column("closed_at", _WHEN),
    Column("due", Text, nullable=False),  # what is due next of anybody; empty: nothing
    Column("due_since", _WHEN),
    Column("due_at", _WHEN),
    Column("risk_at", _WHEN),  # from when on most of its term is over
    Column("soonest", _WHEN, nullable=False),  # when it is due, for sorting; the year 9999: no clock runs
    Column("wake_at", _WHEN),  # when any of its clocks, reminders too, must be run out
    Column("version", BigInteger, nullable=False),
    Column("level", _WORD, nullable=False, server_default=""),  # how grave an incident is, by its plan; empty: no incident
    Column("exercise", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("build", "case_id", name="cases_pkey"),
)
Index("cases_number", cases.c.build, cases.c.number, unique=True)
Index("cases_place", cases.c.build, cases.c.place)
Index("cases_series", cases.c.build, cases.c.series, cases.c.place)
Index("cases_soonest", cases.c.build, cases.c.soonest, cases.c.place)
Index("cases_requester", cases.c.build, cases.c.requester, cases.c.place)
Index("cases_department", cases.c.build, cases.c.department, cases.c.place)
Index("cases_plan", cases.c.build, cases.c.plan, cases.c.place)
Index("cases_opened", cases.c.build, cases.c.opened_at)
Index("cases_closed", cases.c.build, cases.c.closed_at, postgresql_where=cases.c.closed_at.is_not(None))
Index("cases_stage", cases.c.build, cases.c.stage, cases.c.place, postgresql_where=cases.c.running)
Index("cases_running", cases.c.build, cases.c.place, postgresql_where=cases.c.running)
Index("cases_wake", cases.c.build, cases.c.wake_at, postgresql_where=cases.c.running)
Index("cases_level", cases.c.build, cases.c.level, cases.c.place, postgresql_where=cases.c.level != "")
_LINES = cases.c.kind == LEDGER
Index("cases_ledger", cases.c.build, cases.c.soonest, cases.c.place, postgresql_where=_LINES)
Index("cases_ledger_department", cases.c.build, cases.c.department, cases.c.soonest, cases.c.place, postgresql_where=_LINES)
Index("cases_ledger_responsible", cases.c.build, cases.c.requester, cases.c.soonest, cases.c.place, postgresql_where=_LINES)

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
    Column("case_id", _WORD, nullable=False),
    Column("task", _WORD, nullable=False),  # decide, hand_out, return …
    Column("step", _WORD, nullable=False),
    Column("role", _WORD, nullable=False),  # who is asked, as the pack writes it; people are found when the list is read
    Column("rung", Integer, nullable=False),
    Column("party", _WORD, nullable=False),  # the person whom the role is about; empty: nobody in particular
    Column("since", _WHEN, nullable=False),
    Column("due_at", _WHEN, nullable=False),  # the year 9999: no clock runs
    Column("shared", Boolean, nullable=False),  # the same is asked of another office as well
    PrimaryKeyConstraint("build", "case_id", "task", "step", "role", "rung", name="asks_pkey"),
)
_IN_ORDER = (asks.c.due_at, asks.c.case_id, asks.c.task, asks.c.step)
_SINCE = ["since"]  # so that the index alone answers
Index("asks_of", asks.c.build, asks.c.role, asks.c.rung, asks.c.party, *_IN_ORDER, postgresql_include=_SINCE)  # of one about whom it is
Index("asks_due", asks.c.build, asks.c.role, asks.c.rung, *_IN_ORDER, asks.c.party, postgresql_include=_SINCE)  # of anybody, soonest first

parts = Table(
    "parts",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("person", Text, nullable=False),  # has, or once had, a part in the case
    PrimaryKeyConstraint("build", "case_id", "person", name="parts_pkey"),
)
Index("parts_of", parts.c.build, parts.c.person, parts.c.case_id)

obligations = Table(
    "obligations",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("armed", BigInteger, nullable=False),  # the version of the event that armed its clock
    Column("clock", Text, nullable=False),
    Column("task", _WORD, nullable=False),  # what is to be done, in the words of the inbox
    Column("plan", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("clause", _WORD, nullable=False),
    Column("rule", Text, nullable=False),
    Column("person", Text),  # who met it
    Column("started", _WHEN, nullable=False),
    Column("due_at", _WHEN),  # none while it is held
    Column("ended_at", _WHEN),  # when it was met or became void; of a missed one when it was due
    Column("outcome", Text, nullable=False),  # met, missed, stopped (void), running, held
    Column("late_s", Double),  # of a missed one: by how many seconds it was noticed late
    Column("exercise", Boolean, nullable=False, server_default=false()),  # of an incident that is one
    PrimaryKeyConstraint("build", "case_id", "armed", name="obligations_pkey"),
)
Index("obligations_clause", obligations.c.build, obligations.c.clause, obligations.c.outcome, obligations.c.ended_at)
Index("obligations_ended", obligations.c.build, obligations.c.ended_at)
Index(
    "obligations_department",
    obligations.c.build,
    obligations.c.department,
    obligations.c.due_at,
    postgresql_where=obligations.c.ended_at.is_(None),
)
Index(
    "obligations_rectify",
    obligations.c.build,
    obligations.c.due_at,
    obligations.c.case_id,
    postgresql_where=obligations.c.task == TO_RECTIFY,
)

incidents = Table(
    "incidents",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("acknowledged_at", _WHEN),  # when somebody had it first
    Column("isolated_at", _WHEN),  # when it was isolated first
    Column("rungs", Integer, nullable=False),  # the highest rung that was asked to have it
    Column("cause_class", _WORD, nullable=False, server_default=""),  # what it came from, by a class of its plan
    PrimaryKeyConstraint("build", "case_id", name="incidents_pkey"),
)
Index("incidents_cause", incidents.c.build, incidents.c.cause_class, incidents.c.case_id, postgresql_where=incidents.c.cause_class != "")

links = Table(
    "links",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("other", _WORD, nullable=False),  # a case that this one comes from or led to; it may not be there yet
    Column("relation", Text, nullable=False),  # what the other one is to this one
    PrimaryKeyConstraint("build", "case_id", "other", "relation", name="links_pkey"),
)
Index("links_other", links.c.build, links.c.other, links.c.case_id)

words = Table(
    "words",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("word", _WORD, nullable=False),  # folded; what follows a sign or a Chinese character is a word of its own as well
    PrimaryKeyConstraint("build", "case_id", "word", name="words_pkey"),
)
Index("words_word", words.c.build, words.c.word, words.c.case_id)

titles = Table(
    "titles",
    metadata,
    Column("build", Integer, nullable=False),
    Column("plan", Text, nullable=False),
    Column("word", _WORD, nullable=False),  # of the plan's title in any language and any pack: the same for all its cases
    PrimaryKeyConstraint("build", "plan", "word", name="titles_pkey"),
)

# --- the watchdog's own: nothing of it is read by lists, and it reads none of them ----------------

clocks = Table(
    "clocks",
    metadata,
    Column("build", Integer, nullable=False),
    Column("case_id", _WORD, nullable=False),
    Column("clock", _WORD, nullable=False),
    Column("due_at", _WHEN, nullable=False),  # only clocks that run stand here: a held one is due at no instant
    PrimaryKeyConstraint("build", "case_id", "clock", name="clocks_pkey"),
)
Index("clocks_due", clocks.c.build, clocks.c.due_at, clocks.c.case_id, clocks.c.clock)

alarms = Table(
    "alarms",
    metadata,
    Column("case_id", _WORD, nullable=False),
    Column("clock", _WORD, nullable=False),
    Column("due_at", _WHEN, nullable=False),  # the same clock, due again at another instant, is another alarm
    Column("raised_at", _WHEN, nullable=False),
    Column("notice", Uuid, nullable=False),  # the notice that tells of it, together with what was found late in the same look
    Column("told_at", _WHEN),
    Column("ended_at", _WHEN),  # when the clock was seen to have run out, stopped or moved
    Column("pokes", Integer, nullable=False),  # how often its case was asked to look again
    Column("poke_at", _WHEN, nullable=False),  # and when it will be next
    PrimaryKeyConstraint("case_id", "clock", "due_at", name="alarms_pkey"),
)
_OPEN = alarms.c.ended_at.is_(None)
Index("alarms_open", alarms.c.due_at, alarms.c.case_id, alarms.c.clock, postgresql_where=_OPEN)
Index("alarms_poke", alarms.c.case_id, alarms.c.poke_at, postgresql_where=_OPEN)
Index("alarms_untold", alarms.c.raised_at, postgresql_where=alarms.c.told_at.is_(None))

audits = Table(
    "audits",
    metadata,
    Column("name", Text, nullable=False),
    Column("at", _WHEN, nullable=False),
    Column("position", BigInteger, nullable=False),  # how far of the log it had seen
    Column("watched", Integer, nullable=False),  # clocks that run
    Column("backlog", Integer, nullable=False),  # of them, due and not run out
    Column("late", Integer, nullable=False),  # alarms that have not ended
    Column("rate", Double, nullable=False),  # clocks run out in a second
    Column("allowance_s", Double, nullable=False),
    Column("latest_by_s", Double, nullable=False),
    Column("unplaced_s", Double, nullable=False),  # since when an event waits for its place in the one order, which hides it
    Column("beat_at", _WHEN),  # when the outside heartbeat was told last that all is well
    PrimaryKeyConstraint("name", name="audits_pkey"),
)
