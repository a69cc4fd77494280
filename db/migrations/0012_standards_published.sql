-- Standards (A and B) and certification rules as published documents with editions (module standards).

create table standard (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  number text not null generated always as (official -> 'document' ->> 'number') stored,
  edition text not null generated always as (official -> 'document' ->> 'edition') stored,
  kind text not null generated always as (official -> 'document' ->> 'kind') stored
    constraint standard_kind_known check (kind in ('A', 'B')),
  status text not null generated always as (official ->> 'status') stored
    constraint standard_status_known check (status in ('draft', 'published', 'withdrawn')),
  in_force_from text generated always as (official -> 'document' ->> 'inForceFrom') stored,
  title text not null generated always as (official -> 'document' -> 'title' ->> 'zh') stored,
  constraint standard_number_edition_once unique (number, edition)
);

create table certification_rule (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  number text not null generated always as (official -> 'document' ->> 'number') stored,
  edition text not null generated always as (official -> 'document' ->> 'edition') stored,
  programme text not null generated always as (official -> 'document' ->> 'programme') stored,
  standard_b text not null generated always as (official -> 'document' -> 'b' ->> 'number') stored,
  status text not null generated always as (official ->> 'status') stored
    constraint certification_rule_status_known check (status in ('draft', 'published', 'withdrawn')),
  in_force_from text generated always as (official -> 'document' ->> 'inForceFrom') stored,
  title text not null generated always as (official -> 'document' -> 'title' ->> 'zh') stored,
  constraint certification_rule_number_edition_once unique (number, edition)
);
