-- Market evaluation: programmes and the versions of their methods (module market).

create table market_programme (
  id uuid primary key,
  version integer not null constraint market_programme_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint market_programme_status_known check (status in ('open', 'ended')),
  number text not null generated always as (official ->> 'number') stored
    constraint market_programme_number_once unique,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored
    references organisation (id),
  name text not null generated always as (official -> 'name' ->> 'zh') stored
);

-- A version is never changed: results name it and its hash.
create table market_method (
  programme uuid not null references market_programme (id),
  version integer not null constraint market_method_version_positive check (version > 0),
  sha256 text not null,
  document jsonb not null,
  primary key (programme, version)
);
create trigger market_method_is_append_only before update or delete on market_method
  for each row execute function refuse_change();
