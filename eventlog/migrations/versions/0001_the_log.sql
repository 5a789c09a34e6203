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

-- What guards the tables stands in a schema of whoever migrates. The tables' owner can neither replace it nor drop it: with it would
-- go the event triggers, before they fire.
create schema eventlog_guard;
grant usage on schema eventlog_guard to bylaw_owner;

create function eventlog_guard.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'BL003', message = format('%s on %I.%I: the log is append-only', tg_op, tg_table_schema, tg_table_name);
end $$;

create function eventlog_guard.refuse_step_back() returns trigger language plpgsql as $$
begin
  if new.next_position < old.next_position then
    raise exception using errcode = 'BL003', message = 'a position that was given out is never taken back';
  end if;
  return new;
end $$;

set local role bylaw_owner;

-- cache 1: numbers must be given out in the order in which they are asked for, or a batch would be put in the wrong order.
create sequence eventlog.append_seq as bigint cache 1;

-- What a column may hold is checked in `append`, through which alone rows come: a CHECK or a generated column is
-- parsed anew at every insert and cost a third of it.
create table eventlog.command (
  command_id uuid primary key,
  request_digest bytea not null,
  outcome text collate "C" not null,
  answer bytea not null,
  append_seq bigint not null,
  recorded_at timestamptz not null
);

-- One row per event, payload included: measured faster than two tables. xid and (append_seq, ordinal, version) are for the sequencer.
create table eventlog.event (
  stream_id uuid not null,
  version bigint not null,
  event_id uuid not null,
  command_id uuid,
  xid xid8 not null,
  append_seq bigint not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  ordinal smallint not null,
  schema_version smallint not null,
  category text collate "C" not null,
  type text collate "C" not null,
  data bytea not null,
  meta bytea not null,
  entry bytea not null,
  leaf bytea not null,
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

-- Append commands, each to none, one or more streams. Each command by itself is all or nothing; usually it is only one.
--
-- Arrays run over commands (c_), their writes (w_) and their events (e_), flattened in that order; c_writes and w_counts say how many
-- belong together. A write without events only checks the version. Answers, one per command:
--   o_status 0 appended, 1 duplicate, 2 id reused for another request, 3 version conflict
--   o_number append_seq (0, 1) or the stream's actual version (3);  o_which the write that conflicts (3)
--   o_outcomes, o_answers, o_times the old row of a duplicate; o_recorded is what all others are recorded at
--
-- 1 Lock the streams, lowest first: alone where events come, shared where only the version is checked. So whoever comes second
--   waits here, then sees what the first did; a checked stream cannot move before we commit; and because the number is drawn after
--   the locks are held, a stream's later version always has the higher append_seq. The locks are per stream: no two
--   writers of different streams meet.
-- 2 Versions. If they moved because of this very command, sent twice, it is a duplicate and no conflict.
-- 3 The command's row. A rival with the same id makes us wait for its end; then this is a duplicate.
-- 4 Its events, each entry naming the leaf before it.
--
-- READ COMMITTED is needed: every statement must see what was committed while we waited.
create function eventlog.append(
  c_ids uuid[], c_digests bytea[], c_outcomes text[], c_answers bytea[], c_writes int[],
  w_categories text[], w_streams uuid[], w_expected bigint[], w_counts int[],
  e_ids uuid[], e_types text[], e_schemas smallint[], e_happened timestamptz[], e_data bytea[], e_meta bytea[],
  out o_status int[], out o_number bigint[], out o_which int[],
  out o_outcomes text[], out o_answers bytea[], out o_times timestamptz[], out o_recorded timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n_writes constant int := cardinality(w_streams);
  n_commands constant int := cardinality(c_ids);
  my_xid constant xid8 := pg_current_xact_id();
  no_leaf constant bytea := '\x0000000000000000000000000000000000000000000000000000000000000000';
  before_w int := 0;  -- writes and events of the commands before this one
  before_e int := 0;
  after_e int;
  e int;
  status int;
  which int;
  seq bigint;
  tips bigint[];
  links bytea[];
  tip bigint;
  link bytea;
  this_entry bytea;
  old eventlog.command;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'BL004', message = 'append needs READ COMMITTED';
  end if;

  if n_writes = 1 and w_counts[1] > 0 then
    perform pg_advisory_xact_lock(uuid_hash_extended(w_streams[1], hashtext(w_categories[1])));
  elsif n_writes > 0 then
    perform case when l.alone then pg_advisory_xact_lock(l.key) else pg_advisory_xact_lock_shared(l.key) end
       from (select uuid_hash_extended(u.s, hashtext(u.c)) as key, bool_or(u.n > 0) as alone
               from unnest(w_streams, w_categories, w_counts) as u(s, c, n) group by 1 order by 1 offset 0) as l;
  end if;
  o_recorded := clock_timestamp();

  for c in 1 .. n_commands loop
    status := 0;
    which := 0;
    after_e := before_e;
    tips := '{}';
    links := '{}';
    for w in before_w + 1 .. before_w + c_writes[c] loop
      after_e := after_e + w_counts[w];
      select version, leaf into tip, link from eventlog.event
       where stream_id = w_streams[w] and category = w_categories[w] order by version desc limit 1;
      tip := coalesce(tip, 0);
      if tip <> w_expected[w] and status = 0 then
        status := 3;
        o_number[c] := tip;
        which := w - before_w;
      end if;
      tips[w - before_w] := tip;
      links[w - before_w] := coalesce(link, no_leaf);
    end loop;

    if status = 0 then
      seq := nextval('eventlog.append_seq');
      o_number[c] := seq;
      if c_ids[c] is not null then
        if octet_length(c_digests[c]) <> 32 or c_outcomes[c] not in ('done', 'moot', 'refused') then
          raise exception using errcode = 'BL005', message = 'a command needs a digest of 32 bytes and a known outcome';
        end if;
        insert into eventlog.command (command_id, request_digest, outcome, answer, append_seq, recorded_at)
        values (c_ids[c], c_digests[c], c_outcomes[c], c_answers[c], seq, o_recorded)
        on conflict do nothing;
        if not found then
          status := 1;
        end if;
      end if;
    end if;

    if status = 0 then
      e := before_e;
      for w in before_w + 1 .. before_w + c_writes[c] loop
        tip := tips[w - before_w];
        link := links[w - before_w];
        for nth in 1 .. w_counts[w] loop
          e := e + 1;
          tip := tip + 1;
          if octet_length(w_categories[w]) not between 1 and 255 or octet_length(e_types[e]) not between 1 and 255 or e_schemas[e] < 1 then
            raise exception using errcode = 'BL005', message = 'names have 1 to 255 bytes, schema versions start at 1';
          end if;
          this_entry := eventlog.encode(w_categories[w], w_streams[w], tip, e_ids[e], e_types[e], e_schemas[e], e_happened[e], o_recorded,
                                        c_ids[c], link, e_data[e], e_meta[e]);
          link := sha256('\x00'::bytea || this_entry);
          insert into eventlog.event (stream_id, version, event_id, command_id, xid, append_seq, happened_at, recorded_at, ordinal,
                                      schema_version, category, type, data, meta, entry, leaf)
          values (w_streams[w], tip, e_ids[e], c_ids[c], my_xid, seq, e_happened[e], o_recorded, w - before_w,
                  e_schemas[e], w_categories[w], e_types[e], e_data[e], e_meta[e], this_entry, link);
        end loop;
      end loop;
    elsif c_ids[c] is not null then
      select * into old from eventlog.command where command_id = c_ids[c];
      if found then
        status := case when old.request_digest = c_digests[c] then 1 else 2 end;
        o_number[c] := old.append_seq;
        if o_outcomes is null then
          o_outcomes := array_fill(null::text, array[n_commands]);
          o_answers := array_fill(null::bytea, array[n_commands]);
          o_times := array_fill(null::timestamptz, array[n_commands]);
        end if;
        o_outcomes[c] := old.outcome;
        o_answers[c] := old.answer;
        o_times[c] := old.recorded_at;
      end if;
    end if;
    o_status[c] := status;
    o_which[c] := which;
    before_w := before_w + c_writes[c];
    before_e := after_e;
  end loop;
end $$;

-- The commonest append, one command with one event for one stream, in the same steps but in fewer: at one writer it takes two thirds
-- of the time. Where anything is not as hoped it writes nothing and answers NULL; then `append` is asked, which says why.
create function eventlog.append_one(
  c_id uuid, c_digest bytea, c_outcome text, c_answer bytea, w_category text, w_stream uuid, w_expected bigint,
  e_id uuid, e_type text, e_schema smallint, e_happened timestamptz, e_data bytea, e_meta bytea,
  out o_seq bigint, out o_recorded timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tip bigint;
  link bytea;
  seq bigint;
  this_entry bytea;
begin
  if current_setting('transaction_isolation') <> 'read committed'
     or octet_length(c_digest) <> 32 or c_outcome not in ('done', 'moot', 'refused') or e_schema < 1
     or octet_length(w_category) not between 1 and 255 or octet_length(e_type) not between 1 and 255 then
    return;
  end if;
  perform pg_advisory_xact_lock(uuid_hash_extended(w_stream, hashtext(w_category)));
  select version, leaf into tip, link from eventlog.event
   where stream_id = w_stream and category = w_category order by version desc limit 1;
  if coalesce(tip, 0) <> w_expected then
    return;
  end if;
  seq := nextval('eventlog.append_seq');
  o_recorded := clock_timestamp();
  insert into eventlog.command (command_id, request_digest, outcome, answer, append_seq, recorded_at)
  values (c_id, c_digest, c_outcome, c_answer, seq, o_recorded)
  on conflict do nothing;
  if not found then
    return;
  end if;
  this_entry := eventlog.encode(w_category, w_stream, w_expected + 1, e_id, e_type, e_schema, e_happened, o_recorded, c_id,
    coalesce(link, '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea), e_data, e_meta);
  insert into eventlog.event (stream_id, version, event_id, command_id, xid, append_seq, happened_at, recorded_at, ordinal,
                              schema_version, category, type, data, meta, entry, leaf)
  values (w_stream, w_expected + 1, e_id, c_id, pg_current_xact_id(), seq, e_happened, o_recorded, 1,
          e_schema, w_category, e_type, e_data, e_meta, this_entry, sha256('\x00'::bytea || this_entry));
  o_seq := seq;
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
  if n < p_limit and h.target is not null then
    return n + eventlog.sequence(p_limit - n);  -- what came after the target
  end if;
  return n;
end $$;

-- Row triggers ALWAYS fire, in a replica session too. TRUNCATE needs one of its own for every table.
create trigger append_only before update or delete on eventlog.command for each row execute function eventlog_guard.refuse_change();
create trigger append_only before update or delete on eventlog.event for each row execute function eventlog_guard.refuse_change();
create trigger append_only before update or delete on eventlog.log for each row execute function eventlog_guard.refuse_change();
create trigger append_only before delete on eventlog.head for each row execute function eventlog_guard.refuse_change();
create trigger only_forward before update on eventlog.head for each row execute function eventlog_guard.refuse_step_back();
create trigger never_emptied before truncate on eventlog.command for each statement execute function eventlog_guard.refuse_change();
create trigger never_emptied before truncate on eventlog.event for each statement execute function eventlog_guard.refuse_change();
create trigger never_emptied before truncate on eventlog.log for each statement execute function eventlog_guard.refuse_change();
create trigger never_emptied before truncate on eventlog.head for each statement execute function eventlog_guard.refuse_change();
alter table eventlog.command enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.event enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.log enable always trigger append_only, enable always trigger never_emptied;
alter table eventlog.head enable always trigger append_only, enable always trigger never_emptied, enable always trigger only_forward;

revoke all on all functions in schema eventlog from public;
grant usage on schema eventlog to bylaw_app, bylaw_house;
grant select on eventlog.command, eventlog.event, eventlog.log, eventlog.head to bylaw_app, bylaw_house;
grant execute on function eventlog.append, eventlog.append_one to bylaw_app;
grant execute on function eventlog.encode(text, uuid, bigint, uuid, text, smallint, timestamptz, timestamptz, uuid, bytea, bytea, bytea)
  to bylaw_app, bylaw_house;
grant execute on function eventlog.sequence(int) to bylaw_house;

reset role;

-- What triggers on tables cannot see: somebody with the owner's rights who drops, alters, detaches or inherits.
-- A later revision disables these two event triggers for its own transaction and enables them again; only a superuser can.
-- No setting of a session opens them. A superuser can do anything all the same: against that there is sealing.
create function eventlog_guard.refuse_ddl() returns event_trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  what text;
begin
  if tg_event = 'sql_drop' then
    select object_identity into what from pg_event_trigger_dropped_objects()
     where schema_name in ('eventlog', 'eventlog_guard') or object_identity in ('eventlog', 'eventlog_guard')
        or object_identity like '% on eventlog.%' limit 1;
  else
    select object_identity into what from pg_event_trigger_ddl_commands()
     where schema_name in ('eventlog', 'eventlog_guard') or object_identity in ('eventlog', 'eventlog_guard')
        or object_identity like '% on eventlog.%' limit 1;
    if what is null then
      -- Renamed or moved away: it is reported under its new name, so look whether all is still there.
      select name into what from unnest(array['event', 'command', 'log', 'head', 'append_seq']) as name
       where to_regclass('eventlog.' || name) is null limit 1;
    end if;
    if what is null then
      select name into what from unnest(array['append', 'append_one', 'encode', 'sequence']) as name
       where to_regproc('eventlog.' || name) is null limit 1;
    end if;
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
  create event trigger bylaw_eventlog_drop on sql_drop execute function eventlog_guard.refuse_ddl();
  create event trigger bylaw_eventlog_ddl on ddl_command_end execute function eventlog_guard.refuse_ddl();
  alter event trigger bylaw_eventlog_drop enable always;
  alter event trigger bylaw_eventlog_ddl enable always;
exception when insufficient_privilege then
  raise warning 'no right to create event triggers: the owner of the log''s tables could drop them';
end $$;
