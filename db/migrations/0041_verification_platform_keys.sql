-- The platform's own signing keys with their history (module verification): one row once the first was replaced or given
-- up; before that they are those of the installation. Private halves come from the master key.

create table platform_keys (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  single boolean not null generated always as (true) stored constraint platform_keys_once unique
);
