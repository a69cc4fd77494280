-- Market evaluation: files of observations, checked and then taken in (module market).

-- What a check found right. The rows themselves lie in the data folder under their hash; of a file that nobody takes
-- in, this row and that file remain and count for nothing.
create table market_file (
  id uuid primary key,
  programme uuid not null references market_programme (id),
  source uuid not null,
  name text not null,
  sha256 text not null,
  part text not null,
  rows integer not null constraint market_file_has_rows check (rows > 0),
  observations integer not null,
  first_day text not null,
  last_day text not null,
  checked_at timestamptz not null
);

create table market_import (
  id uuid primary key references market_file (id),
  version integer not null constraint market_import_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint market_import_status_known check (status in ('loaded', 'withdrawn')),
  programme uuid not null generated always as ((official ->> 'programme')::uuid) stored
    references market_programme (id),
  sha256 text not null generated always as (official ->> 'sha256') stored
);
-- The same file counts once in a programme, whoever takes it in.
create unique index market_import_file_once on market_import (programme, sha256) where status = 'loaded';
