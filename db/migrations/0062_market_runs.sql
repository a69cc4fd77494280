-- Market evaluation: runs and their results (module market).

create table market_run (
  id uuid primary key,
  version integer not null constraint market_run_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint market_run_status_known check (status in ('requested', 'completed', 'failed')),
  programme uuid not null generated always as ((official ->> 'programme')::uuid) stored
    references market_programme (id),
  run integer not null generated always as ((official ->> 'run')::integer) stored,
  constraint market_run_number_once unique (programme, run)
);
create index market_run_requested on market_run (id) where status = 'requested';

-- What a run found, subject by subject; written once, with the act that completes the run.
create table market_result (
  run uuid not null references market_run (id),
  kind text not null constraint market_result_kind_known
    check (kind in ('product', 'brand', 'enterprise', 'region', 'industry')),
  subject text not null,
  name jsonb not null,
  category text not null,
  results jsonb not null,
  indicators jsonb not null,
  primary key (run, kind, subject)
);
create index market_result_of_subject on market_result (kind, subject);
create trigger market_result_is_append_only before update or delete on market_result
  for each row execute function refuse_change();
