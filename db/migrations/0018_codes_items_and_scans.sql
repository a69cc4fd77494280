-- Item codes (module codes): keys by licensee and year, orders, batches as ranges of a counter, scans.

create table code_key (
  organisation uuid not null references organisation (id),
  key_id text not null constraint code_key_id_is_one_character check (key_id ~ '^[0-9A-HJKMNP-TV-Z]$'),
  year integer not null,
  -- Credit code that the key is derived for: it stays what it was when the key was made.
  licensee text not null,
  created_at timestamptz not null,
  revoked_on text,
  primary key (organisation, key_id)
);
create unique index code_key_one_in_use_per_year on code_key (organisation, year) where revoked_on is null;

-- The next counter of a GTIN under a key; its row is locked while a batch takes its range.
create table code_counter (
  gtin text not null constraint code_counter_gtin_has_14_digits check (gtin ~ '^\d{14}$'),
  key_id text not null,
  organisation uuid not null,
  next bigint not null constraint code_counter_within_35_bits check (next >= 0 and next <= 34359738368),
  primary key (gtin, key_id),
  foreign key (organisation, key_id) references code_key (organisation, key_id)
);

create table code_order (
  id uuid primary key,
  version integer not null constraint code_order_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint code_order_status_known check (status in ('placed', 'issued')),
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  licence uuid not null generated always as ((official ->> 'licence')::uuid) stored references licence (id),
  number text not null generated always as (official ->> 'number') stored constraint code_order_number_once unique,
  quantity bigint not null generated always as ((official ->> 'quantity')::bigint) stored
    constraint code_order_not_empty check (quantity > 0)
);
create index code_order_of_organisation on code_order (organisation, id);

create table code_batch (
  id uuid primary key,
  version integer not null constraint code_batch_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint code_batch_status_known check (status in ('issued', 'partly-active', 'active', 'void')),
  code_order uuid not null generated always as ((official ->> 'order')::uuid) stored
    references code_order (id) constraint code_batch_one_per_order unique,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  licence uuid not null generated always as ((official ->> 'licence')::uuid) stored references licence (id),
  gtin text not null generated always as (official ->> 'gtin') stored,
  key_id text not null generated always as (official ->> 'keyId') stored,
  first bigint not null generated always as ((official ->> 'first')::bigint) stored,
  quantity bigint not null generated always as ((official ->> 'quantity')::bigint) stored,
  constraint code_batch_not_empty check (quantity > 0),
  constraint code_batch_counter_once unique (gtin, key_id, first)
);
create index code_batch_of_organisation on code_batch (organisation, id);

-- Scans: measures, appended and never changed. No key, no reference, nothing personal: ready to be partitioned by time.
-- `place` is coarse (a prefecture) or unknown; `device` is phone, computer or program.
create table scan (
  at timestamptz not null,
  gtin text,
  key_id text,
  counter bigint,
  outcome text not null,
  place text,
  device text not null,
  constraint scan_device_known check (device in ('phone', 'computer', 'program', 'unknown'))
);
create index scan_of_item on scan (gtin, key_id, counter);
create trigger scan_is_append_only before update or delete on scan
  for each row execute function refuse_change();

-- First scan and number of scans of each code, kept by the statement that appends the scans.
create table scan_count (
  gtin text not null,
  key_id text not null,
  counter bigint not null,
  first_at timestamptz not null,
  scans bigint not null constraint scan_count_positive check (scans > 0),
  primary key (gtin, key_id, counter)
);
