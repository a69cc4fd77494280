-- Appeals against decisions of a body, and complaints about it (module certification).

create table appeal (
  id uuid primary key,
  version integer not null constraint appeal_version_positive check (version > 0),
  official jsonb not null,
  number text not null generated always as (official ->> 'number') stored constraint appeal_number_once unique,
  kind text not null generated always as (official ->> 'kind') stored
    constraint appeal_kind_known check (kind in ('appeal', 'complaint')),
  status text not null generated always as (official ->> 'status') stored
    constraint appeal_status_known check (status in ('filed', 'retracted', 'decided')),
  body uuid not null generated always as ((official ->> 'body')::uuid) stored references body (id),
  by_organisation uuid generated always as ((official -> 'by' ->> 'organisation')::uuid) stored references organisation (id),
  about uuid not null generated always as ((official -> 'about' ->> 'id')::uuid) stored,
  against integer generated always as ((official -> 'against' ->> 'version')::integer) stored,
  search text not null generated always as (lower(
    (official ->> 'number') || ' ' || (official -> 'about' ->> 'number') || ' ' || (official ->> 'bodyName'))) stored
);
create index appeal_of_body on appeal (body, id desc);
create index appeal_of_organisation on appeal (by_organisation, id desc) where by_organisation is not null;
-- One appeal against a decision; one that was retracted may be filed anew while there is time.
create unique index appeal_once on appeal (about, against) where against is not null and status <> 'retracted';

-- How to reach whoever complained, sealed.
create table appeal_contact (
  appeal uuid primary key references appeal (id),
  sealed bytea not null
);
