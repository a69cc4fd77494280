-- Persons and organisations. A person is one row per keyed hash of the identity document, whose number is nowhere.

create table person (
  id uuid primary key,
  id_mac text not null constraint person_once_per_document unique,
  key_id text not null,
  id_kind text not null constraint person_id_kind_known check (id_kind in ('resident', 'permanent-residence', 'passport')),
  id_country text,
  id_mask text not null,
  name text not null,
  created_at timestamptz not null,
  constraint person_passport_has_country check ((id_kind = 'passport') = (id_country is not null))
);

create table organisation (
  id uuid primary key,
  version integer not null constraint organisation_version_positive check (version > 0),
  official jsonb not null,
  uscc text not null generated always as (official->>'uscc') stored constraint organisation_once_per_code unique,
  name text not null generated always as (official->'name'->>'zh') stored,
  kinds jsonb not null generated always as (official->'kinds') stored
    constraint organisation_has_a_kind check (jsonb_array_length(kinds) > 0),
  region text not null generated always as (official->>'region') stored,
  representative uuid generated always as ((official->>'representative')::uuid) stored references person (id)
);
create index organisation_by_region on organisation (region text_pattern_ops);
create index organisation_by_representative on organisation (representative);
create index organisation_by_kind on organisation using gin (kinds);

-- An agent's letter of authorisation (授权委托书). That it has run out is a comparison of days, not a status.
create table authorisation (
  id uuid primary key,
  version integer not null constraint authorisation_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official->>'status') stored
    constraint authorisation_status_known check (status in ('granted', 'revoked')),
  organisation uuid not null generated always as ((official->>'organisation')::uuid) stored references organisation (id),
  agent uuid not null generated always as ((official->>'agent')::uuid) stored references person (id),
  valid_from text not null generated always as (official->>'from') stored,
  valid_until text not null generated always as (official->>'until') stored,
  constraint authorisation_ends_after_start check (valid_until >= valid_from)
);
create index authorisation_of_organisation on authorisation (organisation, id desc);
create index authorisation_of_agent on authorisation (agent) where status = 'granted';
