-- Certification bodies, laboratories, their people and keys (module bodies). A body is its organisation's record, so
-- both share one id.

create table body (
  id uuid primary key references organisation (id),
  version integer not null check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint body_status_known check (status in ('approved', 'suspended', 'ended')),
  approval_number text not null generated always as (official ->> 'approvalNumber') stored
    constraint body_approval_number_once unique,
  slug text not null generated always as (official ->> 'slug') stored constraint body_slug_once unique,
  code text not null generated always as (official ->> 'code') stored constraint body_code_once unique,
  prefix text not null generated always as (official ->> 'prefix') stored constraint body_prefix_once unique
);

create table laboratory (
  id uuid primary key references organisation (id),
  version integer not null check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint laboratory_status_known check (status in ('approved', 'suspended', 'ended'))
);

create table staff (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  person uuid not null generated always as ((official ->> 'person')::uuid) stored references person (id),
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  from_day text not null generated always as (official ->> 'from') stored,
  until_day text generated always as (official ->> 'until') stored
);
-- A person practises in one body only (认证认可条例): at most one registration without an end, whatever the body.
create unique index staff_one_body_at_a_time on staff (person) where until_day is null;
create index staff_by_organisation on staff (organisation, from_day);

-- Private halves of the bodies' signing keys, sealed; the public halves and their history are in body.official.
create table body_key (
  body uuid not null references body (id),
  id text not null,
  sealed bytea not null,
  primary key (body, id)
);
