schema: console owner administrator

schema: eventlog owner bylaw_owner

schema: eventlog_guard owner administrator

schema: keys owner administrator

schema: views owner administrator

schema: world owner administrator

relation: console.begun r owner administrator

relation: console.kept r owner administrator

relation: console.seen r owner administrator

relation: console.sessions r owner administrator

relation: console.tokens r owner administrator

relation: eventlog.append_seq S owner bylaw_owner

relation: eventlog.command r owner bylaw_owner

relation: eventlog.event r owner bylaw_owner

relation: eventlog.head r owner bylaw_owner

relation: eventlog.log r owner bylaw_owner

relation: keys.digest r owner administrator

relation: keys.key r owner administrator

relation: views.alarms r owner administrator

relation: views.asks r owner administrator

relation: views.audits r owner administrator

relation: views.cases r owner administrator

relation: views.clocks r owner administrator

relation: views.incidents r owner administrator

relation: views.links r owner administrator

relation: views.numbers r owner administrator

relation: views.obligations r owner administrator

relation: views.parts r owner administrator

relation: views.projections r owner administrator

relation: views.titles r owner administrator

relation: views.words r owner administrator

relation: world.messages r owner administrator

relation: world.notices r owner administrator

relation: world.weeks r owner administrator

column: console.begun 01 digest bytea not null

column: console.begun 02 nonce text not null

column: console.begun 03 verifier text not null

column: console.begun 04 back_to text not null

column: console.begun 05 again boolean not null

column: console.begun 06 begun_at timestamp with time zone not null

column: console.begun 07 ends_at timestamp with time zone not null

column: console.kept 01 digest bytea not null

column: console.kept 02 person text not null

column: console.kept 03 sealed bytea not null

column: console.kept 04 ends_at timestamp with time zone not null

column: console.seen 01 person text not null

column: console.seen 02 case_id text not null

column: console.seen 03 version bigint not null

column: console.seen 04 at timestamp with time zone not null

column: console.sessions 01 digest bytea not null

column: console.sessions 02 person text not null

column: console.sessions 03 csrf text not null

column: console.sessions 04 signed_in_at timestamp with time zone not null

column: console.sessions 05 seen_at timestamp with time zone not null

column: console.sessions 06 ends_at timestamp with time zone not null

column: console.sessions 07 language text not null

column: console.tokens 01 digest bytea not null

column: console.tokens 02 id text not null

column: console.tokens 03 person text not null

column: console.tokens 04 title text not null

column: console.tokens 05 made_at timestamp with time zone not null

column: console.tokens 06 used_at timestamp with time zone

column: console.tokens 07 ends_at timestamp with time zone not null

column: eventlog.command 01 command_id uuid not null

column: eventlog.command 02 request_digest bytea not null

column: eventlog.command 03 outcome text not null collate C

column: eventlog.command 04 answer bytea not null

column: eventlog.command 05 append_seq bigint not null

column: eventlog.command 06 recorded_at timestamp with time zone not null

column: eventlog.event 01 stream_id uuid not null

column: eventlog.event 02 version bigint not null

column: eventlog.event 03 event_id uuid not null

column: eventlog.event 04 command_id uuid

column: eventlog.event 05 xid xid8 not null

column: eventlog.event 06 append_seq bigint not null

column: eventlog.event 07 happened_at timestamp with time zone not null

column: eventlog.event 08 recorded_at timestamp with time zone not null

column: eventlog.event 09 ordinal smallint not null

column: eventlog.event 10 schema_version smallint not null

column: eventlog.event 11 category text not null collate C

column: eventlog.event 12 type text not null collate C

column: eventlog.event 13 data bytea not null

column: eventlog.event 14 meta bytea not null

column: eventlog.event 15 entry bytea not null

column: eventlog.event 16 leaf bytea not null

column: eventlog.head 01 one boolean not null default true

column: eventlog.head 02 next_position bigint not null

column: eventlog.head 03 snap pg_snapshot not null

column: eventlog.head 04 target pg_snapshot

column: eventlog.head 05 done_seq bigint

column: eventlog.head 06 done_ordinal smallint

column: eventlog.head 07 done_version bigint

column: eventlog.log 01 position bigint not null

column: eventlog.log 02 stream_id uuid not null

column: eventlog.log 03 category text not null collate C

column: eventlog.log 04 version bigint not null

column: keys.digest 01 one boolean not null default true

column: keys.digest 02 secret bytea not null

column: keys.key 01 id uuid not null

column: keys.key 02 subject uuid not null

column: keys.key 03 secret bytea

column: keys.key 04 made_at timestamp with time zone not null default now()

column: keys.key 05 erased_at timestamp with time zone

column: views.alarms 01 case_id text not null collate C

column: views.alarms 02 clock text not null collate C

column: views.alarms 03 due_at timestamp with time zone not null

column: views.alarms 04 raised_at timestamp with time zone not null

column: views.alarms 05 notice uuid not null

column: views.alarms 06 told_at timestamp with time zone

column: views.alarms 07 ended_at timestamp with time zone

column: views.alarms 08 pokes integer not null

column: views.alarms 09 poke_at timestamp with time zone not null

column: views.asks 01 build integer not null

column: views.asks 02 case_id text not null collate C

column: views.asks 03 task text not null collate C

column: views.asks 04 step text not null collate C

column: views.asks 05 role text not null collate C

column: views.asks 06 rung integer not null

column: views.asks 07 party text not null collate C

column: views.asks 08 since timestamp with time zone not null

column: views.asks 09 due_at timestamp with time zone not null

column: views.asks 10 shared boolean not null

column: views.audits 01 name text not null

column: views.audits 02 at timestamp with time zone not null

column: views.audits 03 position bigint not null

column: views.audits 04 watched integer not null

column: views.audits 05 backlog integer not null

column: views.audits 06 late integer not null

column: views.audits 07 rate double precision not null

column: views.audits 08 allowance_s double precision not null

column: views.audits 09 latest_by_s double precision not null

column: views.audits 10 unplaced_s double precision not null

column: views.audits 11 beat_at timestamp with time zone

column: views.cases 01 build integer not null

column: views.cases 02 case_id text not null collate C

column: views.cases 03 place bigint not null

column: views.cases 04 number text not null collate C

column: views.cases 05 kind text not null

column: views.cases 06 plan text not null

column: views.cases 07 pack text not null

column: views.cases 08 requester text not null

column: views.cases 09 department text not null

column: views.cases 10 stage text not null

column: views.cases 11 outcome text not null

column: views.cases 12 running boolean not null

column: views.cases 13 opened_at timestamp with time zone not null

column: views.cases 14 closed_at timestamp with time zone

column: views.cases 15 due text not null

column: views.cases 16 due_since timestamp with time zone

column: views.cases 17 due_at timestamp with time zone

column: views.cases 18 wake_at timestamp with time zone

column: views.cases 19 version bigint not null

column: views.cases 20 series text not null collate C

column: views.cases 21 risk_at timestamp with time zone

column: views.cases 22 soonest timestamp with time zone not null

column: views.cases 23 waits boolean not null

column: views.cases 24 level text not null default ''::text collate C

column: views.cases 25 exercise boolean not null default false

column: views.clocks 01 build integer not null

column: views.clocks 02 case_id text not null collate C

column: views.clocks 03 clock text not null collate C

column: views.clocks 04 due_at timestamp with time zone not null

column: views.incidents 01 build integer not null

column: views.incidents 02 case_id text not null collate C

column: views.incidents 03 acknowledged_at timestamp with time zone

column: views.incidents 04 isolated_at timestamp with time zone

column: views.incidents 05 rungs integer not null

column: views.incidents 06 cause_class text not null default ''::text collate C

column: views.links 01 build integer not null

column: views.links 02 case_id text not null collate C

column: views.links 03 other text not null collate C

column: views.links 04 relation text not null

column: views.numbers 01 build integer not null

column: views.numbers 02 prefix text not null

column: views.numbers 03 year integer not null

column: views.numbers 04 last integer not null

column: views.obligations 01 build integer not null

column: views.obligations 02 case_id text not null collate C

column: views.obligations 03 armed bigint not null

column: views.obligations 04 clock text not null

column: views.obligations 05 task text not null collate C

column: views.obligations 06 plan text not null

column: views.obligations 07 department text not null

column: views.obligations 08 clause text not null collate C

column: views.obligations 09 rule text not null

column: views.obligations 10 person text

column: views.obligations 11 started timestamp with time zone not null

column: views.obligations 12 due_at timestamp with time zone

column: views.obligations 13 ended_at timestamp with time zone

column: views.obligations 14 outcome text not null

column: views.obligations 15 late_s double precision

column: views.obligations 16 exercise boolean not null default false

column: views.parts 01 build integer not null

column: views.parts 02 case_id text not null collate C

column: views.parts 03 person text not null

column: views.projections 01 name text not null

column: views.projections 02 build integer not null

column: views.projections 03 position bigint not null

column: views.projections 04 last_event uuid

column: views.projections 05 recorded_at timestamp with time zone

column: views.projections 06 epoch bigint not null

column: views.projections 07 live boolean not null

column: views.projections 08 stopped text

column: views.titles 01 build integer not null

column: views.titles 02 plan text not null

column: views.titles 03 word text not null collate C

column: views.words 01 build integer not null

column: views.words 02 case_id text not null collate C

column: views.words 03 word text not null collate C

column: world.messages 01 id uuid not null

column: world.messages 02 person text not null

column: world.messages 03 title text not null

column: world.messages 04 body text not null

column: world.messages 05 intended_at timestamp with time zone not null default clock_timestamp()

column: world.messages 06 tries integer not null default 1

column: world.messages 07 told_at timestamp with time zone

column: world.messages 08 receipt text not null default ''::text

column: world.notices 01 key uuid not null

column: world.notices 02 person text not null

column: world.notices 03 case_id text not null

column: world.notices 04 event uuid

column: world.notices 05 duty text not null

column: world.notices 06 about text not null

column: world.notices 07 clause text not null

column: world.notices 08 lane text not null

column: world.notices 09 state text not null default 'waiting'::text

column: world.notices 10 text text not null default ''::text

column: world.notices 11 due_at timestamp with time zone

column: world.notices 12 put_at timestamp with time zone not null default clock_timestamp()

column: world.notices 13 tries integer not null default 0

column: world.notices 14 tried_at timestamp with time zone

column: world.notices 15 try_at timestamp with time zone

column: world.notices 16 message uuid

column: world.notices 17 told_at timestamp with time zone

column: world.notices 18 receipt text not null default ''::text

column: world.weeks 01 week text not null

column: world.weeks 02 told_at timestamp with time zone not null default clock_timestamp()

constraint: console.begun begun_pkey PRIMARY KEY (digest)

constraint: console.kept kept_pkey PRIMARY KEY (digest)

constraint: console.seen seen_pkey PRIMARY KEY (person, case_id)

constraint: console.sessions sessions_pkey PRIMARY KEY (digest)

constraint: console.tokens tokens_pkey PRIMARY KEY (digest)

constraint: eventlog.command command_pkey PRIMARY KEY (command_id)

constraint: eventlog.event event_pkey PRIMARY KEY (stream_id, category, version)

constraint: eventlog.head head_one_check CHECK (one)

constraint: eventlog.head head_pkey PRIMARY KEY (one)

constraint: eventlog.log log_pkey PRIMARY KEY ("position")

constraint: eventlog.log log_position_check CHECK (("position" >= 0))

constraint: eventlog.log log_stream_id_category_version_key UNIQUE (stream_id, category, version)

constraint: keys.digest digest_one_check CHECK (one)

constraint: keys.digest digest_pkey PRIMARY KEY (one)

constraint: keys.digest digest_secret_check CHECK ((octet_length(secret) = 32))

constraint: keys.key key_check CHECK (((secret IS NULL) = (erased_at IS NOT NULL)))

constraint: keys.key key_pkey PRIMARY KEY (id)

constraint: keys.key key_secret_check CHECK ((octet_length(secret) = 32))

constraint: views.alarms alarms_pkey PRIMARY KEY (case_id, clock, due_at)

constraint: views.asks asks_pkey PRIMARY KEY (build, case_id, task, step, role, rung)

constraint: views.audits audits_pkey PRIMARY KEY (name)

constraint: views.cases cases_pkey PRIMARY KEY (build, case_id)

constraint: views.clocks clocks_pkey PRIMARY KEY (build, case_id, clock)

constraint: views.incidents incidents_pkey PRIMARY KEY (build, case_id)

constraint: views.links links_pkey PRIMARY KEY (build, case_id, other, relation)

constraint: views.numbers numbers_pkey PRIMARY KEY (build, prefix, year)

constraint: views.obligations obligations_pkey PRIMARY KEY (build, case_id, armed)

constraint: views.parts parts_pkey PRIMARY KEY (build, case_id, person)

constraint: views.projections projections_pkey PRIMARY KEY (name, build)

constraint: views.titles titles_pkey PRIMARY KEY (build, plan, word)

constraint: views.words words_pkey PRIMARY KEY (build, case_id, word)

constraint: world.messages messages_pkey PRIMARY KEY (id)

constraint: world.notices notices_message_fkey FOREIGN KEY (message) REFERENCES world.messages(id)

constraint: world.notices notices_pkey PRIMARY KEY (key)

constraint: world.notices notices_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'told'::text, 'void'::text, 'rejected'::text])))

constraint: world.weeks weeks_pkey PRIMARY KEY (week)

index: CREATE INDEX alarms_open ON views.alarms USING btree (due_at, case_id, clock) WHERE (ended_at IS NULL)

index: CREATE INDEX alarms_poke ON views.alarms USING btree (case_id, poke_at) WHERE (ended_at IS NULL)

index: CREATE INDEX alarms_untold ON views.alarms USING btree (raised_at) WHERE (told_at IS NULL)

index: CREATE INDEX asks_due ON views.asks USING btree (build, role, rung, due_at, case_id, task, step, party) INCLUDE (since)

index: CREATE INDEX asks_of ON views.asks USING btree (build, role, rung, party, due_at, case_id, task, step) INCLUDE (since)

index: CREATE INDEX cases_closed ON views.cases USING btree (build, closed_at) WHERE (closed_at IS NOT NULL)

index: CREATE INDEX cases_department ON views.cases USING btree (build, department, place)

index: CREATE INDEX cases_ledger ON views.cases USING btree (build, soonest, place) WHERE (kind = 'rectification'::text)

index: CREATE INDEX cases_ledger_department ON views.cases USING btree (build, department, soonest, place) WHERE (kind = 'rectification'::text)

index: CREATE INDEX cases_ledger_responsible ON views.cases USING btree (build, requester, soonest, place) WHERE (kind = 'rectification'::text)

index: CREATE INDEX cases_level ON views.cases USING btree (build, level, place) WHERE (level <> ''::text)

index: CREATE INDEX cases_opened ON views.cases USING btree (build, opened_at)

index: CREATE INDEX cases_place ON views.cases USING btree (build, place)

index: CREATE INDEX cases_plan ON views.cases USING btree (build, plan, place)

index: CREATE INDEX cases_requester ON views.cases USING btree (build, requester, place)

index: CREATE INDEX cases_running ON views.cases USING btree (build, place) WHERE running

index: CREATE INDEX cases_series ON views.cases USING btree (build, series, place)

index: CREATE INDEX cases_soonest ON views.cases USING btree (build, soonest, place)

index: CREATE INDEX cases_stage ON views.cases USING btree (build, stage, place) WHERE running

index: CREATE INDEX cases_wake ON views.cases USING btree (build, wake_at) WHERE running

index: CREATE INDEX clocks_due ON views.clocks USING btree (build, due_at, case_id, clock)

index: CREATE INDEX event_xid ON eventlog.event USING btree (xid)

index: CREATE INDEX incidents_cause ON views.incidents USING btree (build, cause_class, case_id) WHERE (cause_class <> ''::text)

index: CREATE INDEX key_subject ON keys.key USING btree (subject)

index: CREATE INDEX links_other ON views.links USING btree (build, other, case_id)

index: CREATE INDEX notices_duty ON world.notices USING btree (event, duty)

index: CREATE INDEX notices_fresh ON world.notices USING btree (put_at) WHERE ((state = 'waiting'::text) AND (tries = 0))

index: CREATE INDEX notices_lane ON world.notices USING btree (lane, put_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]))

index: CREATE INDEX notices_message ON world.notices USING btree (message) WHERE (message IS NOT NULL)

index: CREATE INDEX notices_to ON world.notices USING btree (person, told_at) WHERE (state = 'told'::text)

index: CREATE INDEX notices_told ON world.notices USING btree (told_at) WHERE (state = 'told'::text)

index: CREATE INDEX obligations_clause ON views.obligations USING btree (build, clause, outcome, ended_at)

index: CREATE INDEX obligations_department ON views.obligations USING btree (build, department, due_at) WHERE (ended_at IS NULL)

index: CREATE INDEX obligations_ended ON views.obligations USING btree (build, ended_at)

index: CREATE INDEX obligations_rectify ON views.obligations USING btree (build, due_at, case_id) WHERE (task = 'rectify'::text)

index: CREATE INDEX parts_of ON views.parts USING btree (build, person, case_id)

index: CREATE INDEX sessions_person ON console.sessions USING btree (person)

index: CREATE INDEX tokens_person ON console.tokens USING btree (person)

index: CREATE INDEX words_word ON views.words USING btree (build, word, case_id)

index: CREATE UNIQUE INDEX alarms_pkey ON views.alarms USING btree (case_id, clock, due_at)

index: CREATE UNIQUE INDEX asks_pkey ON views.asks USING btree (build, case_id, task, step, role, rung)

index: CREATE UNIQUE INDEX audits_pkey ON views.audits USING btree (name)

index: CREATE UNIQUE INDEX begun_pkey ON console.begun USING btree (digest)

index: CREATE UNIQUE INDEX cases_number ON views.cases USING btree (build, number)

index: CREATE UNIQUE INDEX cases_pkey ON views.cases USING btree (build, case_id)

index: CREATE UNIQUE INDEX clocks_pkey ON views.clocks USING btree (build, case_id, clock)

index: CREATE UNIQUE INDEX command_pkey ON eventlog.command USING btree (command_id)

index: CREATE UNIQUE INDEX digest_pkey ON keys.digest USING btree (one)

index: CREATE UNIQUE INDEX event_pkey ON eventlog.event USING btree (stream_id, category, version)

index: CREATE UNIQUE INDEX head_pkey ON eventlog.head USING btree (one)

index: CREATE UNIQUE INDEX incidents_pkey ON views.incidents USING btree (build, case_id)

index: CREATE UNIQUE INDEX kept_pkey ON console.kept USING btree (digest)

index: CREATE UNIQUE INDEX key_in_use ON keys.key USING btree (subject) WHERE (erased_at IS NULL)

index: CREATE UNIQUE INDEX key_pkey ON keys.key USING btree (id)

index: CREATE UNIQUE INDEX links_pkey ON views.links USING btree (build, case_id, other, relation)

index: CREATE UNIQUE INDEX log_pkey ON eventlog.log USING btree ("position")

index: CREATE UNIQUE INDEX log_stream_id_category_version_key ON eventlog.log USING btree (stream_id, category, version)

index: CREATE UNIQUE INDEX messages_pkey ON world.messages USING btree (id)

index: CREATE UNIQUE INDEX notices_pkey ON world.notices USING btree (key)

index: CREATE UNIQUE INDEX numbers_pkey ON views.numbers USING btree (build, prefix, year)

index: CREATE UNIQUE INDEX obligations_pkey ON views.obligations USING btree (build, case_id, armed)

index: CREATE UNIQUE INDEX parts_pkey ON views.parts USING btree (build, case_id, person)

index: CREATE UNIQUE INDEX projections_live ON views.projections USING btree (name) WHERE live

index: CREATE UNIQUE INDEX projections_pkey ON views.projections USING btree (name, build)

index: CREATE UNIQUE INDEX seen_pkey ON console.seen USING btree (person, case_id)

index: CREATE UNIQUE INDEX sessions_pkey ON console.sessions USING btree (digest)

index: CREATE UNIQUE INDEX titles_pkey ON views.titles USING btree (build, plan, word)

index: CREATE UNIQUE INDEX tokens_pkey ON console.tokens USING btree (digest)

index: CREATE UNIQUE INDEX weeks_pkey ON world.weeks USING btree (week)

index: CREATE UNIQUE INDEX words_pkey ON views.words USING btree (build, case_id, word)

trigger: CREATE TRIGGER append_only BEFORE DELETE ON eventlog.head FOR EACH ROW EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON eventlog.command FOR EACH ROW EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON eventlog.event FOR EACH ROW EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON eventlog.log FOR EACH ROW EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eventlog.command FOR EACH STATEMENT EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eventlog.event FOR EACH STATEMENT EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eventlog.head FOR EACH STATEMENT EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eventlog.log FOR EACH STATEMENT EXECUTE FUNCTION eventlog_guard.refuse_change() enabled A

trigger: CREATE TRIGGER only_forward BEFORE UPDATE ON eventlog.head FOR EACH ROW EXECUTE FUNCTION eventlog_guard.refuse_step_back() enabled A

event trigger: bylaw_eventlog_ddl on ddl_command_end executes eventlog_guard.refuse_ddl enabled A

event trigger: bylaw_eventlog_drop on sql_drop executes eventlog_guard.refuse_ddl enabled A

function: CREATE OR REPLACE FUNCTION eventlog.append(c_ids uuid[], c_digests bytea[], c_outcomes text[], c_answers bytea[], c_writes integer[], w_categories text[], w_streams uuid[], w_expected bigint[], w_counts integer[], e_ids uuid[], e_types text[], e_schemas smallint[], e_happened timestamp with time zone[], e_data bytea[], e_meta bytea[], OUT o_status integer[], OUT o_number bigint[], OUT o_which integer[], OUT o_outcomes text[], OUT o_answers bytea[], OUT o_times timestamp with time zone[], OUT o_recorded timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
 owner bylaw_owner

function: CREATE OR REPLACE FUNCTION eventlog.append_one(c_id uuid, c_digest bytea, c_outcome text, c_answer bytea, w_category text, w_stream uuid, w_expected bigint, e_id uuid, e_type text, e_schema smallint, e_happened timestamp with time zone, e_data bytea, e_meta bytea, OUT o_seq bigint, OUT o_recorded timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
 owner bylaw_owner

function: CREATE OR REPLACE FUNCTION eventlog.encode(category text, stream_id uuid, version bigint, event_id uuid, type text, schema_version smallint, happened_at timestamp with time zone, recorded_at timestamp with time zone, command_id uuid, previous_leaf bytea, data bytea, meta bytea)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select '\x01'::bytea
    || int2send(octet_length(category)::int2) || convert_to(category, 'UTF8') || uuid_send(stream_id) || int8send(version)
    || uuid_send(event_id) || int2send(octet_length(type)::int2) || convert_to(type, 'UTF8') || int2send(schema_version)
    || int8send((extract(epoch from happened_at) * 1000000)::bigint)
    || int8send((extract(epoch from recorded_at) * 1000000)::bigint)
    || coalesce(uuid_send(command_id), '\x00000000000000000000000000000000'::bytea)
    || previous_leaf || sha256(data) || sha256(meta)
$function$
 owner bylaw_owner

function: CREATE OR REPLACE FUNCTION eventlog.sequence(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
end $function$
 owner bylaw_owner

function: CREATE OR REPLACE FUNCTION eventlog_guard.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception using errcode = 'BL003', message = format('%s on %I.%I: the log is append-only', tg_op, tg_table_schema, tg_table_name);
end $function$
 owner administrator

function: CREATE OR REPLACE FUNCTION eventlog_guard.refuse_ddl()
 RETURNS event_trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
 owner administrator

function: CREATE OR REPLACE FUNCTION eventlog_guard.refuse_step_back()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.next_position < old.next_position then
    raise exception using errcode = 'BL003', message = 'a position that was given out is never taken back';
  end if;
  return new;
end $function$
 owner administrator

grant: console.begun DELETE to bylaw_app

grant: console.begun INSERT to bylaw_app

grant: console.begun SELECT to bylaw_app

grant: console.begun UPDATE to bylaw_app

grant: console.kept DELETE to bylaw_app

grant: console.kept INSERT to bylaw_app

grant: console.kept SELECT to bylaw_app

grant: console.kept UPDATE to bylaw_app

grant: console.seen DELETE to bylaw_app

grant: console.seen INSERT to bylaw_app

grant: console.seen SELECT to bylaw_app

grant: console.seen UPDATE to bylaw_app

grant: console.sessions DELETE to bylaw_app

grant: console.sessions INSERT to bylaw_app

grant: console.sessions SELECT to bylaw_app

grant: console.sessions UPDATE to bylaw_app

grant: console.tokens DELETE to bylaw_app

grant: console.tokens INSERT to bylaw_app

grant: console.tokens SELECT to bylaw_app

grant: console.tokens UPDATE to bylaw_app

grant: eventlog.append(uuid[],bytea[],text[],bytea[],integer[],text[],uuid[],bigint[],integer[],uuid[],text[],smallint[],timestamp with time zone[],bytea[],bytea[]) EXECUTE to bylaw_app

grant: eventlog.append_one(uuid,bytea,text,bytea,text,uuid,bigint,uuid,text,smallint,timestamp with time zone,bytea,bytea) EXECUTE to bylaw_app

grant: eventlog.command SELECT to bylaw_app

grant: eventlog.command SELECT to bylaw_house

grant: eventlog.encode(text,uuid,bigint,uuid,text,smallint,timestamp with time zone,timestamp with time zone,uuid,bytea,bytea,bytea) EXECUTE to bylaw_app

grant: eventlog.encode(text,uuid,bigint,uuid,text,smallint,timestamp with time zone,timestamp with time zone,uuid,bytea,bytea,bytea) EXECUTE to bylaw_house

grant: eventlog.event SELECT to bylaw_app

grant: eventlog.event SELECT to bylaw_house

grant: eventlog.head SELECT to bylaw_app

grant: eventlog.head SELECT to bylaw_house

grant: eventlog.log SELECT to bylaw_app

grant: eventlog.log SELECT to bylaw_house

grant: eventlog.sequence(integer) EXECUTE to bylaw_house

grant: keys.digest INSERT to bylaw_keys

grant: keys.digest SELECT to bylaw_keys

grant: keys.key INSERT to bylaw_keys

grant: keys.key SELECT to bylaw_keys

grant: keys.key.erased_at UPDATE to bylaw_keys

grant: keys.key.secret UPDATE to bylaw_keys

grant: schema console USAGE to bylaw_app

grant: schema eventlog USAGE to bylaw_app

grant: schema eventlog USAGE to bylaw_house

grant: schema eventlog_guard USAGE to bylaw_owner

grant: schema keys USAGE to bylaw_keys

grant: schema views USAGE to bylaw_app

grant: schema views USAGE to bylaw_house

grant: schema world USAGE to bylaw_app

grant: schema world USAGE to bylaw_house

grant: views.alarms DELETE to bylaw_house

grant: views.alarms INSERT to bylaw_house

grant: views.alarms SELECT to bylaw_app

grant: views.alarms SELECT to bylaw_house

grant: views.alarms UPDATE to bylaw_house

grant: views.asks DELETE to bylaw_house

grant: views.asks INSERT to bylaw_house

grant: views.asks SELECT to bylaw_app

grant: views.asks SELECT to bylaw_house

grant: views.asks UPDATE to bylaw_house

grant: views.audits DELETE to bylaw_house

grant: views.audits INSERT to bylaw_house

grant: views.audits SELECT to bylaw_app

grant: views.audits SELECT to bylaw_house

grant: views.audits UPDATE to bylaw_house

grant: views.cases DELETE to bylaw_house

grant: views.cases INSERT to bylaw_house

grant: views.cases SELECT to bylaw_app

grant: views.cases SELECT to bylaw_house

grant: views.cases UPDATE to bylaw_house

grant: views.clocks DELETE to bylaw_house

grant: views.clocks INSERT to bylaw_house

grant: views.clocks SELECT to bylaw_app

grant: views.clocks SELECT to bylaw_house

grant: views.clocks UPDATE to bylaw_house

grant: views.incidents DELETE to bylaw_house

grant: views.incidents INSERT to bylaw_house

grant: views.incidents SELECT to bylaw_app

grant: views.incidents SELECT to bylaw_house

grant: views.incidents UPDATE to bylaw_house

grant: views.links DELETE to bylaw_house

grant: views.links INSERT to bylaw_house

grant: views.links SELECT to bylaw_app

grant: views.links SELECT to bylaw_house

grant: views.links UPDATE to bylaw_house

grant: views.numbers DELETE to bylaw_house

grant: views.numbers INSERT to bylaw_house

grant: views.numbers SELECT to bylaw_app

grant: views.numbers SELECT to bylaw_house

grant: views.numbers UPDATE to bylaw_house

grant: views.obligations DELETE to bylaw_house

grant: views.obligations INSERT to bylaw_house

grant: views.obligations SELECT to bylaw_app

grant: views.obligations SELECT to bylaw_house

grant: views.obligations UPDATE to bylaw_house

grant: views.parts DELETE to bylaw_house

grant: views.parts INSERT to bylaw_house

grant: views.parts SELECT to bylaw_app

grant: views.parts SELECT to bylaw_house

grant: views.parts UPDATE to bylaw_house

grant: views.projections DELETE to bylaw_house

grant: views.projections INSERT to bylaw_house

grant: views.projections SELECT to bylaw_app

grant: views.projections SELECT to bylaw_house

grant: views.projections UPDATE to bylaw_house

grant: views.titles DELETE to bylaw_house

grant: views.titles INSERT to bylaw_house

grant: views.titles SELECT to bylaw_app

grant: views.titles SELECT to bylaw_house

grant: views.titles UPDATE to bylaw_house

grant: views.words DELETE to bylaw_house

grant: views.words INSERT to bylaw_house

grant: views.words SELECT to bylaw_app

grant: views.words SELECT to bylaw_house

grant: views.words UPDATE to bylaw_house

grant: world.messages DELETE to bylaw_app

grant: world.messages DELETE to bylaw_house

grant: world.messages INSERT to bylaw_app

grant: world.messages INSERT to bylaw_house

grant: world.messages SELECT to bylaw_app

grant: world.messages SELECT to bylaw_house

grant: world.messages UPDATE to bylaw_app

grant: world.messages UPDATE to bylaw_house

grant: world.notices INSERT to bylaw_app

grant: world.notices INSERT to bylaw_house

grant: world.notices SELECT to bylaw_app

grant: world.notices SELECT to bylaw_house

grant: world.notices UPDATE to bylaw_app

grant: world.notices UPDATE to bylaw_house

grant: world.weeks INSERT to bylaw_app

grant: world.weeks INSERT to bylaw_house

grant: world.weeks SELECT to bylaw_app

grant: world.weeks SELECT to bylaw_house

grant: world.weeks UPDATE to bylaw_app

grant: world.weeks UPDATE to bylaw_house

role: bylaw_app login false super false bypass false create falsefalse

role: bylaw_house login false super false bypass false create falsefalse

role: bylaw_keys login false super false bypass false create falsefalse

role: bylaw_owner login false super false bypass false create falsefalse
