-- The log's first shape. Frozen once released: later changes are later revisions.
--
-- Roles belong to the whole cluster, so several databases may race to create them.

do $$
declare
  name text;
begin
  foreach name in array array['bylaw_owner', 'bylaw_app', 'bylaw_house'] loop
    begin
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin', name);
      end if;
    exception when duplicate_object or unique_violation then
      null;  -- another database's migration was quicker
    end;
  end loop;
  -- A superuser may act for every role; anybody else must be let in.
  if not (select rolsuper from pg_roles where rolname = current_user)
     and not pg_has_role(current_user, 'bylaw_owner', 'member') then
    execute format('grant bylaw_owner to %I', current_user);
  end if;
end $$;

create schema eventlog authorization bylaw_owner;

-- Owned by whoever migrates, not by bylaw_owner: the owner of the tables cannot replace what guards them.
grant create on schema eventlog to current_user;

create function eventlog.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'BL003', message = format('%s on %I.%I: the log is append-only', tg_op, tg_table_schema, tg_table_name);
end $$;

create function eventlog.refuse_step_back() returns trigger language plpgsql as $$
begin
  if new.next_position < old.next_position then
    raise exception using errcode = 'BL003', message = 'a position that was given out is never taken back';
  end if;
  return new;
end $$;

set local role bylaw_owner;

-- cache 1: numbers must be given out in the order in which they are asked for, or a batch would be put in the wrong order.
create sequence eventlog.append_seq as bigint cache 1;

create table eventlog.command (
  command_id uuid primary key,
  request_digest bytea not null check (octet_length(request_digest) = 32),
  outcome text collate "C" not null check (outcome in ('done', 'moot', 'refused')),
  answer bytea not null,
  append_seq bigint not null,
  recorded_at timestamptz not null
);

-- One row per event, payload included: measured faster than two tables. xid and (append_seq, ordinal, version) are for the sequencer.
create table eventlog.event (
  stream_id uuid not null,
  version bigint not null check (version > 0),
  event_id uuid not null,
  command_id uuid,
  xid xid8 not null default pg_current_xact_id(),
  append_seq bigint not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  ordinal smallint not null,
  schema_version smallint not null check (schema_version > 0),
  category text collate "C" not null check (octet_length(category) between 1 and 255),
  type text collate "C" not null check (octet_length(type) between 1 and 255),
  data bytea not null,
  meta bytea not null,
  entry bytea not null check (octet_length(entry) <= 65535),  -- an entry of a C2SP tile bundle has a 16-bit length
  leaf bytea not null generated always as (sha256('\x00'::bytea || entry)) stored,
  primary key (stream_id, category, version)
);
create index event_xid on eventlog.event (xid);

-- The one order. Written by the sequencer alone.
create table eventlog.log (
  position bigint primary key check (position >= 0),
  stream_id uuid not null,
  category text collate "C" not null,
  version bigint not null,
  unique (stream_id, category, version)
);

-- The only row that is ever updated: how far the sequencer came. `target` and `done_*` are set while it works off a long difference.
create table eventlog.head (
  one boolean primary key default true check (one),
  next_position bigint not null,
  snap pg_snapshot not null,
  target pg_snapshot,
  done_seq bigint,
  done_ordinal smallint,
  done_version bigint
) with (fillfactor = 10);
insert into eventlog.head (next_position, snap) values (0, pg_current_snapshot());

-- The bytes that are hashed. `eventlog/encoder.py` draws the format and is the second encoder.
-- One plain expression, so that the planner puts it in place of the call.
create function eventlog.encode(
  category text, stream_id uuid, version bigint, event_id uuid, type text, schema_version smallint,
  happened_at timestamptz, recorded_at timestamptz, command_id uuid, previous_leaf bytea, data bytea, meta bytea
) returns bytea language sql stable parallel safe as $$
  select '\x01'::bytea
    || int2send(octet_length(category)::int2) || convert_to(category, 'UTF8') || uuid_send(stream_id) || int8send(version)
    || uuid_send(event_id) || int2send(octet_length(type)::int2) || convert_to(type, 'UTF8') || int2send(schema_version)
    || int8send((extract(epoch from happened_at) * 1000000)::bigint)
    || int8send((extract(epoch from recorded_at) * 1000000)::bigint)
    || coalesce(uuid_send(command_id), '\x00000000000000000000000000000000'::bytea)
    || previous_leaf || sha256(data) || sha256(meta)
$$;

-- Append one command to one or more streams: all or nothing.
--
-- 1 Lock the streams, lowest first: alone where events come, shared where only the version is checked. So whoever comes second
--   waits here, then sees what the first did; a checked stream cannot move before we commit; and because the number is drawn after
--   the locks are held, a stream's later version always has the higher append_seq. The locks are per stream: no two
--   writers of different streams meet.
-- 2 The command. A rival with the same id makes us wait for its end, then this is a duplicate, whatever the versions are now.
-- 3 Versions, then events, each entry naming the leaf before it.
--
-- READ COMMITTED is needed: every statement must see what was committed while we waited.
create function eventlog.append(
  p_command uuid, p_digest bytea, p_outcome text, p_answer bytea,
  p_categories text[], p_streams uuid[], p_expected bigint[], p_counts int[],
  p_ids uuid[], p_types text[], p_schemas smallint[], p_happened timestamptz[], p_data bytea[], p_meta bytea[],
  out o_duplicate boolean, out o_digest bytea, out o_outcome text, out o_answer bytea, out o_seq bigint, out o_recorded timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n_streams constant int := cardinality(p_streams);
  idx int := 0;
  stream uuid;
  kind text;
  tip bigint;
  link bytea;
  record_entry bytea;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'BL004', message = 'append needs READ COMMITTED';
  end if;

  if n_streams = 1 then
    if p_counts[1] > 0 then
      perform pg_advisory_xact_lock(uuid_hash_extended(p_streams[1], hashtext(p_categories[1])));
    else
      perform pg_advisory_xact_lock_shared(uuid_hash_extended(p_streams[1], hashtext(p_categories[1])));
    end if;
  elsif n_streams > 1 then
    perform case when w.n > 0 then pg_advisory_xact_lock(w.key) else pg_advisory_xact_lock_shared(w.key) end
       from (select uuid_hash_extended(s, hashtext(c)) as key, n
               from unnest(p_streams, p_categories, p_counts) as u(s, c, n) order by 1, 2 desc offset 0) as w;
  end if;

  o_seq := nextval('eventlog.append_seq');
  o_recorded := clock_timestamp();
  o_duplicate := false;

  if p_command is not null then
    insert into eventlog.command (command_id, request_digest, outcome, answer, append_seq, recorded_at)
    values (p_command, p_digest, p_outcome, p_answer, o_seq, o_recorded)
    on conflict do nothing;
    if not found then
      select request_digest, outcome, answer, append_seq, recorded_at
        into strict o_digest, o_outcome, o_answer, o_seq, o_recorded
        from eventlog.command where command_id = p_command;
      if o_digest <> p_digest then
        raise exception using errcode = 'BL002', message = 'the command id was used for another request';
      end if;
      o_duplicate := true;
      return;
    end if;
  end if;

  for s in 1 .. n_streams loop
    stream := p_streams[s];
    kind := p_categories[s];
    tip := 0;
    link := null;
    select version, leaf into tip, link from eventlog.event
     where stream_id = stream and category = kind order by version desc limit 1;
    tip := coalesce(tip, 0);
    if tip <> p_expected[s] then
      raise exception using errcode = 'BL001', message = 'the stream moved', detail = format('%s %s', s, tip);
    end if;
    link := coalesce(link, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea);
    for i in 1 .. p_counts[s] loop
      idx := idx + 1;
      tip := tip + 1;
      record_entry := eventlog.encode(kind, stream, tip, p_ids[idx], p_types[idx], p_schemas[idx], p_happened[idx], o_recorded,
                                      p_command, link, p_data[idx], p_meta[idx]);
      insert into eventlog.event (stream_id, version, event_id, command_id, append_seq, happened_at, recorded_at, ordinal,
                                  schema_version, category, type, data, meta, entry)
      values (stream, tip, p_ids[idx], p_command, o_seq, p_happened[idx], o_recorded, s::int2,
              p_schemas[idx], kind, p_types[idx], p_data[idx], p_meta[idx], record_entry);
      if i < p_counts[s] then
        link := sha256('\x00'::bytea || record_entry);
      end if;
    end loop;
  end loop;
end $$;

-- Give positions to what was committed since the last look.
--
-- A commit belongs to exactly one difference of two successive snapshots: began since the old one (xid >= its xmax), or was open in
-- it (xid in its xip), and is done in the new one. So nothing that commits late is skipped, and no open transaction
-- elsewhere holds anything back. Inside a difference append_seq keeps each stream in order. The head's row lock keeps rivals apart.
-- A difference longer than p_limit is worked off in parts towards one and the same target snapshot.
-- The planner must take the index on xid: its statistics are always too old for the newest rows.
create function eventlog.sequence(p_limit int) returns int
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  h eventlog.head;
  goal pg_snapshot;
  n int;
  seq bigint;
  ord smallint;
  ver bigint;
begin
  select * into strict h from eventlog.head for update;
  goal := coalesce(h.target, pg_current_snapshot());  -- after the lock, before the read
  with ready as (
    select append_seq, ordinal, version, stream_id, category from eventlog.event
     where xid >= pg_snapshot_xmax(h.snap) and pg_visible_in_snapshot(xid, goal)
    union all
    select append_seq, ordinal, version, stream_id, category from eventlog.event
     where xid = any (array(select pg_snapshot_xip(h.snap))) and pg_visible_in_snapshot(xid, goal)
  ), part as (
    select *, row_number() over (order by append_seq, ordinal, version) as nth
      from (select * from ready
             where h.done_seq is null or (append_seq, ordinal, version) > (h.done_seq, h.done_ordinal, h.done_version)
             order by append_seq, ordinal, version limit p_limit) as r
  ), given as (
    insert into eventlog.log (position, stream_id, category, version)
    select h.next_position + nth - 1, stream_id, category, version from part
    returning 1
  )
  select (select count(*) from given), append_seq, ordinal, version into n, seq, ord, ver
    from part order by nth desc limit 1;
  n := coalesce(n, 0);
  if n = p_limit then
    update eventlog.head set next_position = h.next_position + n, target = goal,
                             done_seq = seq, done_ordinal = ord, done_version = ver;
  elsif n > 0 or h.target is not null then
    update eventlog.head set next_position = h.next_position + n, snap = goal, target = null,
                             done_seq = null, done_ordinal = null, done_version = null;
  end if;
  if n > 0 then
    perform pg_notify('bylaw_eventlog', (h.next_position + n)::text);  -- one notifier in the whole database: nobody queues for its lock
  end if;
  return n;
end $$;

-- Row triggers ALWAYS fire, in a replica session too. TRUNCATE needs one of its own for every table.
create trigger append_only before update or delete on eventlog.command for each row execute function eventlog.refuse_change();
create trigger append_only before update or delete on eventlog.event for each row execute function eventlog.refuse_change();
create trigger append_only before update or delete on eventlog.log for each row execute function eventlog.refuse_change();
create trigger append_only before delete on eventlog.head for each row execute function eventlog.refuse_change();
create trigger only_forward before update on eventlog.head for each row execute function eventlog.refuse_step_back();
create trigger never_emptied before truncate on eventlog.command for each statement execute function eventlog.refuse_change();
create trigger never_emptied before truncate on eventlog.event for each statement execute function eventlog.refuse_change();
create trigger never_emptied before truncate on eventlog.log for each statement execute function eventlog.refuse_change();
create trigger never_emptied before truncate on eventlog.head for each statement execute function eventlog.refuse_change();
alter table eventlog.command enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.event enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.log enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.head enable always trigger append_only, enable always trigger never_emptied, enable always trigger only_forward;

revoke all on all functions in schema eventlog from public;
grant usage on schema eventlog to bylaw_app, bylaw_house;
grant select on eventlog.command, eventlog.event, eventlog.log, eventlog.head to bylaw_app, bylaw_house;
grant execute on function eventlog.append(uuid, bytea, text, bytea, text[], uuid[], bigint[], int[], uuid[], text[], smallint[],
                                          timestamptz[], bytea[], bytea[]) to bylaw_app;
grant execute on function eventlog.encode(text, uuid, bigint, uuid, text, smallint, timestamptz, timestamptz, uuid, bytea, bytea, bytea)
  to bylaw_app, bylaw_house;
grant execute on function eventlog.sequence(int) to bylaw_house;

reset role;
revoke create on schema eventlog from current_user;

-- What triggers on tables cannot see: somebody with the owner's rights who drops, alters, detaches or inherits.
-- A later revision disables these two event triggers for its own transaction and enables them again; only a superuser can.
-- No setting of a session opens them. A superuser can do anything all the same: against that there is sealing.
create function eventlog.refuse_ddl() returns event_trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  what text;
begin
  if tg_event = 'sql_drop' then
    select object_identity into what from pg_event_trigger_dropped_objects()
     where schema_name = 'eventlog' or object_identity = 'eventlog' or object_identity like '% on eventlog.%' limit 1;
  else
    select object_identity into what from pg_event_trigger_ddl_commands()
     where schema_name = 'eventlog' or object_identity = 'eventlog' or object_identity like '% on eventlog.%' limit 1;
    if what is null then
      -- A child table of ours would put its rows among ours.
      select inhrelid::regclass::text into what from pg_inherits
        join pg_class parent on parent.oid = inhparent
       where parent.relkind in ('r', 'p') and parent.relnamespace = 'eventlog'::regnamespace limit 1;
    end if;
  end if;
  if what is not null then
    raise exception using errcode = 'BL003', message = format('%s on %s: the log is append-only', tg_tag, what);
  end if;
end $$;

do $$
begin
  create event trigger bylaw_eventlog_drop on sql_drop execute function eventlog.refuse_ddl();
  create event trigger bylaw_eventlog_ddl on ddl_command_end execute function eventlog.refuse_ddl();
  alter event trigger bylaw_eventlog_drop enable always;
  alter event trigger bylaw_eventlog_ddl enable always;
exception when insufficient_privilege then
  raise warning 'no right to create event triggers: the owner of the log''s tables could drop them';
end $$;
