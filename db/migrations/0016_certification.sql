-- Certification files from draft to decision (module certification).

create table application_draft (
  id uuid primary key,
  organisation uuid not null references organisation (id),
  body uuid not null references body (id),
  product uuid not null references product (id),
  rule text not null,
  version integer not null constraint application_draft_version_positive check (version > 0),
  -- By task: its own version, the answers, whether it is complete, who edited it last. Contact data are sealed.
  tasks jsonb not null default '{}',
  created_at timestamptz not null,
  edited_by_name text not null,
  edited_at timestamptz not null,
  constraint application_draft_once unique (organisation, product, rule, body)
);
create index application_draft_of_organisation on application_draft (organisation, id desc);

create table application (
  id uuid primary key,
  version integer not null constraint application_version_positive check (version > 0),
  official jsonb not null,
  number text not null generated always as (official ->> 'number') stored constraint application_number_once unique,
  status text not null generated always as (official ->> 'status') stored constraint application_status_known check (status in (
    'submitted', 'supplement-requested', 'accepted', 'contract-offered', 'evaluation', 'evaluated', 'reviewed',
    'granted', 'denied', 'refused', 'ended')),
  applicant uuid not null generated always as ((official ->> 'applicant')::uuid) stored references organisation (id),
  body uuid not null generated always as ((official ->> 'body')::uuid) stored references body (id),
  product uuid not null generated always as ((official ->> 'product')::uuid) stored references product (id),
  rule text not null generated always as (official -> 'rule' ->> 'number') stored,
  region text not null generated always as (official ->> 'region') stored,
  batch boolean not null generated always as ((official ->> 'batch')::boolean) stored,
  decided_on text generated always as (coalesce(official -> 'decision' ->> 'on', official -> 'refusal' ->> 'on')) stored,
  search text not null generated always as (lower(
    (official ->> 'number') || ' ' || (official -> 'names' ->> 'applicant') || ' ' || (official -> 'names' ->> 'body') || ' '
    || (official -> 'names' ->> 'product') || ' ' || (official -> 'rule' ->> 'number'))) stored
);
create index application_of_applicant on application (applicant, id desc);
create index application_of_body on application (body, id desc);
create index application_by_region on application (region text_pattern_ops, id desc);
-- One open file for a product under a rule, at whatever body; every harvest batch has its own.
create unique index application_open_once on application (applicant, product, rule)
  where not batch and status not in ('granted', 'denied', 'refused', 'ended');

-- What a laboratory sees of a file: its order.
create table test_order (
  id uuid primary key,
  application uuid not null references application (id),
  laboratory uuid not null references laboratory (id),
  status text not null constraint test_order_status_known check (status in ('ordered', 'received', 'drafted', 'reported')),
  ordered_on text not null,
  search text not null
);
create index test_order_of_laboratory on test_order (laboratory, id desc);
create index test_order_of_application on test_order (application);

-- Seals are used once, whatever the file.
create table sampling_seal (
  seal text primary key,
  application uuid not null references application (id)
);

-- What a tester has entered and a signatory has not signed yet.
create table test_report_draft (
  test_order uuid primary key references test_order (id),
  version integer not null constraint test_report_draft_version_positive check (version > 0),
  content jsonb not null,
  entered_by uuid not null,
  entered_at timestamptz not null
);

-- A report number is the laboratory's own and used once; a report's bytes serve one file only (no reuse over files).
create table test_report (
  id uuid primary key,
  application uuid not null references application (id),
  laboratory uuid not null references laboratory (id),
  number text not null,
  sha256 text not null constraint test_report_file_once unique,
  constraint test_report_number_once unique (laboratory, number)
);

-- Nobody is in two places on one day. Days as numbers (20260302) keep their order; the person as a number, because
-- ranges of whole numbers need no extension of the database in an exclusion constraint.
create table audit_assignment (
  application uuid not null references application (id),
  person uuid not null,
  site uuid not null references site (id),
  from_day text not null,
  until_day text not null,
  constraint audit_assignment_days_in_order check (from_day <= until_day),
  constraint audit_assignment_one_place exclude using gist (
    int8range(hashtextextended(person::text, 0), hashtextextended(person::text, 0), '[]') with &&,
    int4range(replace(from_day, '-', '')::integer, replace(until_day, '-', '')::integer, '[]') with &&
  )
);
create index audit_assignment_of_application on audit_assignment (application);

-- Photographs of sign-ins: one that was seen before is flagged.
create table audit_photograph (
  sha256 text not null,
  application uuid not null references application (id),
  which text not null,
  primary key (sha256, application, which)
);

-- Certificates, their numbers, status-list indices and credentials (module certification).

create table certificate (
  id uuid primary key,
  version integer not null constraint certificate_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint certificate_status_known check (status in ('valid', 'suspended', 'withdrawn', 'cancelled')),
  register_number text not null generated always as (official ->> 'registerNumber') stored
    constraint certificate_register_number_once unique,
  body_number text not null generated always as (official ->> 'bodyNumber') stored constraint certificate_body_number_once unique,
  national_number text generated always as (official ->> 'nationalNumber') stored constraint certificate_national_number_once unique,
  application uuid not null generated always as ((official ->> 'application')::uuid) stored
    constraint certificate_one_per_application unique references application (id),
  body uuid not null generated always as ((official ->> 'body')::uuid) stored references body (id),
  holder uuid not null generated always as ((official ->> 'holder')::uuid) stored references organisation (id),
  product uuid not null generated always as ((official ->> 'product')::uuid) stored references product (id),
  rule text not null generated always as (official -> 'rule' ->> 'number') stored,
  programme text not null generated always as (official ->> 'programme') stored,
  region text not null generated always as (official ->> 'region') stored,
  issued_on text not null generated always as (official ->> 'issuedOn') stored,
  valid_from text not null generated always as (official ->> 'validFrom') stored,
  valid_until text not null generated always as (official ->> 'validUntil') stored,
  -- When the next surveillance is due; null where none is.
  surveillance_due text generated always as (
    jsonb_path_query_first(official, '$.surveillance[*] ? (!exists(@.recordedOn)).dueOn') #>> '{}') stored,
  search text not null generated always as (lower(
    (official ->> 'registerNumber') || ' ' || (official ->> 'bodyNumber') || ' ' || coalesce(official ->> 'nationalNumber', '') || ' '
    || (official ->> 'holderName') || ' ' || (official ->> 'holderUscc') || ' ' || (official ->> 'bodyName') || ' '
    || (official -> 'products' -> 0 -> 'name' ->> 'zh'))) stored,
  -- One effective certificate for a holder, product and rule at any day, except where each covers a batch.
  constraint certificate_one_effective exclude using gist (
    int8range(hashtextextended((official ->> 'holder') || (official ->> 'product') || (official -> 'rule' ->> 'number'), 0),
      hashtextextended((official ->> 'holder') || (official ->> 'product') || (official -> 'rule' ->> 'number'), 0), '[]') with &&,
    int4range(replace(official ->> 'validFrom', '-', '')::integer, replace(official ->> 'validUntil', '-', '')::integer, '[]') with &&
  ) where (official ->> 'status' in ('valid', 'suspended') and official -> 'batch' = 'null'::jsonb)
);
create index certificate_of_holder on certificate (holder, id desc);
create index certificate_of_body on certificate (body, id desc);
create index certificate_by_region on certificate (region text_pattern_ops, id desc);
create index certificate_by_surveillance on certificate (surveillance_due) where surveillance_due is not null;

-- A place in a public status list is given once, at random, and never again.
create table status_index (
  list text not null,
  index integer not null constraint status_index_from_zero check (index >= 0),
  certificate uuid not null references certificate (id),
  constraint status_index_given_once primary key (list, index),
  constraint status_index_one_per_certificate unique (list, certificate)
);

-- The signed credential as issued; its hash stands in the act.
create table certificate_credential (
  certificate uuid primary key references certificate (id),
  jwt text not null,
  sha256 text not null
);
create function refuse_credential_change() returns trigger language plpgsql as $$
begin
  raise exception 'certificate_credential is append-only' using errcode = 'restrict_violation';
end $$;
create trigger certificate_credential_is_append_only before update or delete on certificate_credential
  for each row execute function refuse_credential_change();
