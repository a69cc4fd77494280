-- Licences of the mark (module licences): from the application on a certificate to the end of use.

create table licence (
  id uuid primary key,
  version integer not null constraint licence_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint licence_status_known check (status in (
      'applied', 'county-check', 'city-check', 'checked', 'publicity', 'objections', 'deciding', 'granted', 'refused',
      'returned', 'retracted', 'in-force', 'suspended', 'withdrawn', 'ended')),
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  licensor uuid not null generated always as ((official ->> 'licensor')::uuid) stored references organisation (id),
  certificate uuid not null generated always as ((official ->> 'certificate')::uuid) stored references certificate (id),
  region text not null generated always as (official ->> 'region') stored,
  number text generated always as (official ->> 'number') stored constraint licence_number_once unique,
  publicity_until text generated always as (official -> 'publicity' ->> 'until') stored,
  announced_on text generated always as (official ->> 'announcedOn') stored,
  valid_until text generated always as (official ->> 'validUntil') stored,
  constraint licence_in_force_has_number_and_term check (
    status not in ('in-force', 'suspended', 'withdrawn') or (number is not null and valid_until is not null))
);
create index licence_of_organisation on licence (organisation, id);
create index licence_of_certificate on licence (certificate);
create index licence_by_region on licence (region text_pattern_ops);
create index licence_in_publicity on licence (publicity_until) where publicity_until is not null;
-- A certificate bears one licence, or one application for it, at a time.
create unique index licence_one_per_certificate on licence (certificate)
  where status not in ('refused', 'returned', 'retracted', 'withdrawn', 'ended');

-- How many marks a product may bear in a year, and how many of them have been ordered. Orders take from it by a
-- conditional update; the constraint says the same once more.
create table licence_volume (
  licence uuid not null references licence (id),
  product uuid not null references product (id),
  year integer not null,
  base bigint not null constraint licence_volume_base_not_negative check (base >= 0),
  extra bigint not null default 0 constraint licence_volume_extra_not_negative check (extra >= 0),
  ordered bigint not null default 0 constraint licence_volume_ordered_not_negative check (ordered >= 0),
  primary key (licence, product, year),
  constraint licence_volume_never_exceeded check (ordered <= base + extra)
);
