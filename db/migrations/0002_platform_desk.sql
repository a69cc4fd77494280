-- What people work with every day: deadlines, tasks, notices, files, search.

create table deadline (
  id uuid primary key,
  subject_type text not null,
  subject uuid not null,
  kind text not null,
  label jsonb not null,
  organisation uuid,
  region text,
  role text,
  working_days integer,
  started_on text not null,
  due_on text not null,
  provisional boolean not null,
  paused_on text,
  pause_reason text,
  pauses jsonb not null default '[]',
  ended_on text,
  passed boolean not null default false,
  reminded jsonb not null default '[]',
  constraint deadline_belongs_to_somebody check (organisation is not null or region is not null),
  constraint deadline_pause_has_reason check ((paused_on is null) = (pause_reason is null)),
  constraint deadline_due_after_start check (due_on >= started_on)
);
create index deadline_open on deadline (due_on) where ended_on is null and paused_on is null;
create index deadline_of_subject on deadline (subject_type, subject);

-- A piece of work that waits for an office: an organisation's role, or a region's role. Never for one person.
create table task (
  id uuid primary key,
  subject_type text not null,
  subject uuid not null,
  kind text not null,
  title jsonb not null,
  organisation uuid,
  region text,
  role text not null,
  link text not null,
  created_at timestamptz not null,
  claimed_by uuid,
  claimed_name text,
  claimed_at timestamptz,
  ended_at timestamptz,
  search text not null,
  constraint task_belongs_to_an_office check (organisation is not null or region is not null),
  constraint task_claim_is_whole check ((claimed_by is null) = (claimed_at is null))
);
create unique index task_open_once on task (subject_type, subject, kind, role, coalesce(organisation::text, region))
  where ended_at is null;
create index task_of_organisation on task (organisation, role) where ended_at is null;
create index task_of_region on task (region, role) where ended_at is null;

create table notice (
  id uuid primary key,
  account uuid,
  person uuid,
  organisation uuid,
  region text,
  role text,
  text jsonb not null,
  link text not null,
  created_at timestamptz not null,
  delivered_at timestamptz,
  constraint notice_has_a_reader check (coalesce(account, person, organisation) is not null or region is not null)
);
create index notice_of_organisation on notice (organisation, created_at desc);
create index notice_of_region on notice (region, created_at desc);
create index notice_of_account on notice (account, created_at desc);
create index notice_of_person on notice (person, created_at desc);
create table notice_read (
  notice uuid not null references notice (id),
  account uuid not null,
  at timestamptz not null,
  primary key (notice, account)
);

create table file (
  owner uuid not null,
  sha256 text not null,
  name text not null,
  type text not null,
  size integer not null constraint file_not_empty check (size > 0),
  state text not null constraint file_state_known check (state in ('clean', 'quarantined')),
  valid_until text,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  primary key (owner, sha256)
);
create table file_share (
  owner uuid not null,
  sha256 text not null,
  organisation uuid not null,
  subject_type text not null,
  subject uuid not null,
  primary key (owner, sha256, organisation, subject),
  foreign key (owner, sha256) references file (owner, sha256)
);
create index file_share_with on file_share (organisation, sha256);
create table file_use (
  owner uuid not null,
  sha256 text not null,
  subject_type text not null,
  subject uuid not null,
  primary key (owner, sha256, subject_type, subject),
  foreign key (owner, sha256) references file (owner, sha256)
);

create table search_entry (
  kind text not null,
  id text not null,
  title jsonb not null,
  link text not null,
  public boolean not null,
  organisations uuid[] not null default '{}',
  region text,
  numbers text[] not null default '{}',
  haystack text not null,
  grams tsvector not null,
  primary key (kind, id)
);
create index search_entry_grams on search_entry using gin (grams);
create index search_entry_numbers on search_entry using gin (numbers);
