"""What was told to whom, and the weeks that heads were told of."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build everything from nothing."""
    for role in ("bylaw_app", "bylaw_house"):  # the log's roles; these tables may come before the log's
        op.execute(f"do $$ begin create role {role} nologin; exception when duplicate_object or unique_violation then null; end $$")
    op.execute("create schema world")
    _messages()
    _notices()
    op.execute("create table world.weeks (week text primary key, told_at timestamptz not null default clock_timestamp())")
    op.execute("grant usage on schema world to bylaw_app, bylaw_house")
    op.execute("grant select, insert, update on all tables in schema world to bylaw_app, bylaw_house")
    op.execute("grant delete on world.messages to bylaw_app, bylaw_house")


def downgrade() -> None:
    """Forgets who was told what; what is still owed would be told again."""
    op.execute("drop schema world cascade")


def _messages() -> None:
    """What a channel is handed, written down before it is. One that the channel surely refused is taken out again."""
    op.execute("""
        create table world.messages (
            id          uuid primary key,
            person      text not null,
            title       text not null,
            body        text not null,
            intended_at timestamptz not null default clock_timestamp(),
            tries       integer not null default 1,
            told_at     timestamptz,
            receipt     text not null default ''
        )
    """)


def _notices() -> None:
    """One row for each person that each duty tells. A lane is what travels together: one message at a time."""
    op.execute("""
        create table world.notices (
            key     uuid primary key,
            person  text not null,
            case_id text not null,
            event   uuid,
            duty    text not null,
            about   text not null,
            clause  text not null,
            lane    text not null,
            state   text not null default 'waiting' check (state in ('waiting', 'sending', 'told', 'void', 'rejected')),
            text    text not null default '',
            due_at  timestamptz,
            put_at  timestamptz not null default clock_timestamp(),
            tries   integer not null default 0,
            tried_at timestamptz,
            try_at  timestamptz,
            message uuid references world.messages,
            told_at timestamptz,
            receipt text not null default ''
        )
    """)
    op.execute("create index notices_lane on world.notices (lane, put_at) where state in ('waiting', 'sending')")
    op.execute("create index notices_fresh on world.notices (put_at) where state = 'waiting' and tries = 0")
    op.execute("create index notices_duty on world.notices (event, duty)")
    op.execute("create index notices_message on world.notices (message) where message is not null")
    op.execute("create index notices_told on world.notices (told_at) where state = 'told'")
    op.execute("create index notices_to on world.notices (person, told_at) where state = 'told'")
