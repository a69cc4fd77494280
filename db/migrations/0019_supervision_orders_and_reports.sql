-- Supervision by government: orders to bodies, reports from the public (module supervision).

create table supervision_order (
  id uuid primary key,
  version integer not null constraint supervision_order_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint supervision_order_status_known check (status in ('issued', 'answered', 'escalated', 'closed')),
  number text not null generated always as (official ->> 'number') stored constraint supervision_order_number_once unique,
  authority uuid not null generated always as ((official ->> 'authority')::uuid) stored references organisation (id),
  region text not null generated always as (official ->> 'region') stored,
  issued_in text not null generated always as (official ->> 'issuedIn') stored,
  body uuid not null generated always as ((official ->> 'body')::uuid) stored references organisation (id),
  certificate uuid not null generated always as ((official ->> 'certificate')::uuid) stored references certificate (id),
  due_on text not null generated always as (official ->> 'dueOn') stored
);
create index supervision_order_by_region on supervision_order (region text_pattern_ops);
create index supervision_order_of_body on supervision_order (body, id);
create index supervision_order_of_certificate on supervision_order (certificate);

create table report (
  id uuid primary key,
  version integer not null constraint report_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint report_status_known check (status in ('lodged', 'accepted', 'dismissed', 'closed')),
  number text not null generated always as (official ->> 'number') stored constraint report_number_once unique,
  region text not null generated always as (official ->> 'region') stored,
  -- Region whose authority has it now; and the one that sent it on and has no receipt yet.
  held_by text not null generated always as (official ->> 'with') stored,
  sent_by text generated always as (official -> 'transfer' ->> 'from') stored
);
create index report_held_by on report (held_by text_pattern_ops);

-- How to reach a reporter, sealed and erasable; whoever is reported never sees it.
create table report_contact (
  report uuid primary key references report (id),
  sealed bytea not null
);
create table report_photo (
  id uuid primary key,
  report uuid not null references report (id),
  sealed bytea not null
);
create index report_photo_of_report on report_photo (report);
