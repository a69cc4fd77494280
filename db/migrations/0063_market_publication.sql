-- Market evaluation: publication of runs, and what it sets off (module market).

alter table market_run add column publication text not null
  generated always as (coalesce(official -> 'publication' ->> 'state', 'none')) stored
  constraint market_run_publication_known check (publication in ('none', 'reply', 'published'));

-- What was counted beside the indicators for a product: inspections, complaints by month. Written once, like results.
create table market_tally (
  run uuid not null references market_run (id),
  product uuid not null references product (id),
  counts jsonb not null,
  primary key (run, product)
);
create trigger market_tally_is_append_only before update or delete on market_tally
  for each row execute function refuse_change();

create table market_warning (
  id uuid primary key,
  version integer not null constraint market_warning_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint market_warning_status_known check (status in ('proposed', 'pursued', 'watched', 'dismissed')),
  run uuid not null generated always as ((official ->> 'run')::uuid) stored references market_run (id),
  product uuid not null generated always as ((official ->> 'product')::uuid) stored references product (id),
  region text not null generated always as (official ->> 'region') stored,
  constraint market_warning_once unique (run, product)
);
create index market_warning_by_region on market_warning (region text_pattern_ops);
