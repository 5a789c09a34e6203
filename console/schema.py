"""The console's own tables: who is signed in, what a person saw last, their tokens. Not the record: losing it signs people out."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

metadata = MetaData(schema="console")

_WHEN = DateTime(timezone=True)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the cookie's value, which is kept nowhere
    Column("person", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("signed_in_at", _WHEN, nullable=False),
    Column("seen_at", _WHEN, nullable=False),
    Column("ends_at", _WHEN, nullable=False),
    Column("language", Text, nullable=False),
)
Index("sessions_person", sessions.c.person)

seen = Table(
    "seen",
    metadata,
    Column("person", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),  # the case as this person saw it last
    Column("at", _WHEN, nullable=False),
    PrimaryKeyConstraint("person", "case_id", name="seen_pkey"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the token
    Column("id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("made_at", _WHEN, nullable=False),
    Column("used_at", _WHEN),
    Column("ends_at", _WHEN, nullable=False),
)
Index("tokens_person", tokens.c.person)

begun = Table(
    "begun",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of state and cookie together
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("back_to", Text, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("begun_at", _WHEN, nullable=False),
    Column("ends_at", _WHEN, nullable=False),
)

kept = Table(
    "kept",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the cookie's value, which also is the key
    Column("person", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("ends_at", _WHEN, nullable=False),
)
