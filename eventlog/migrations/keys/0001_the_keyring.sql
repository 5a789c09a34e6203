-- Keys per person. In production this schema lives in another database than the log, whose backups are kept for a short time only:
-- whoever restores an old copy of it brings erased people back.

do $$
begin
  if not exists (select from pg_roles where rolname = 'bylaw_keys') then
    create role bylaw_keys nologin;
  end if;
exception when duplicate_object or unique_violation then
  null;  -- another database's migration was quicker
end $$;

create schema keys;

-- An erased key leaves its id behind, so that what it sealed is known to be erased and not damaged.
create table keys.key (
  id uuid primary key,
  subject uuid not null,
  secret bytea check (octet_length(secret) = 32),
  made_at timestamptz not null default now(),
  erased_at timestamptz,
  check ((secret is null) = (erased_at is not null))
);
create unique index key_in_use on keys.key (subject) where erased_at is null;
create index key_subject on keys.key (subject);

-- The one secret behind request digests: without it a digest of short content cannot be guessed from.
create table keys.digest (
  one boolean primary key default true check (one),
  secret bytea not null check (octet_length(secret) = 32)
);

grant usage on schema keys to bylaw_keys;
grant select, insert on keys.key, keys.digest to bylaw_keys;
grant update (secret, erased_at) on keys.key to bylaw_keys;
