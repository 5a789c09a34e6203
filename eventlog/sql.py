"""Every statement that the log sends, one comment each. The functions themselves are in `migrations/versions`."""

# One or more commands, each to none, one or more streams, in one round trip.
APPEND = "select * from eventlog.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"

# The same for one command with one event; NULL if it did not work out, then APPEND says why.
APPEND_ONE = "select * from eventlog.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"

_EVENT = """e.stream_id, e.category, e.version, e.event_id, e.type, e.schema_version, e.happened_at, e.recorded_at,
       e.command_id, e.append_seq, e.data, e.meta, e.entry, e.leaf"""

# The command's row as number 0, dressed as an event; then the events of the nth stream asked for. One statement, so one instant.
LOAD = f"""
select 0::bigint as nth, null::uuid as stream_id, null::text as category, 0::bigint as version, null::uuid as event_id, outcome as type,
       null::smallint as schema_version, null::timestamptz as happened_at, recorded_at, command_id, append_seq,
       answer as data, request_digest as meta, null::bytea as entry, null::bytea as leaf
  from eventlog.command where command_id = $1
union all
select asked.nth, {_EVENT}
  from unnest($2::uuid[], $3::text[], $4::bigint[]) with ordinality as asked (stream_id, category, after, nth)
  join eventlog.event e on e.stream_id = asked.stream_id and e.category = asked.category and e.version > asked.after
 order by nth, version
"""  # noqa: S608 - constants of this file only

# Events in the one order, by position. The limit stands inside, so that the plan stays one walk along two indexes.
READ_ALL = f"""
select l.position, {_EVENT}
  from (select * from eventlog.log where position >= $1 order by position limit $2) l
  join eventlog.event e using (stream_id, category, version)
 order by l.position
"""  # noqa: S608 - constants of this file only

# One step of the sequencer.
SEQUENCE = "select eventlog.sequence($1)"

# The next position to be given out.
HEAD = "select next_position from eventlog.head"

# The sequencer's notice to followers.
CHANNEL = "bylaw_eventlog"

# Whoever appended to the sequencer, beside the append and never in it.
APPENDED = "bylaw_appended"
HINT = f"notify {APPENDED}"
