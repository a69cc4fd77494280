-- Official writes: acts with their commitments, the erasable text they point to, and the log that orders them.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table act (
  id uuid primary key,
  type text not null,
  v integer not null constraint act_version_of_type_positive check (v > 0),
  subject_type text not null,
  subject uuid not null,
  version integer not null constraint act_version_positive check (version > 0),
  content jsonb not null,
  public boolean not null,
  capacity text not null,
  role text not null,
  organisation uuid,
  account uuid,
  person uuid,
  acting_for uuid,
  ground text,
  scheme text not null,
  edition text not null,
  clock_moved boolean not null,
  recorded_at timestamptz not null,
  decided_on text not null,
  effective_on text not null,
  published_at timestamptz,
  system_at timestamptz not null,
  salt bytea not null constraint act_salt_is_16_bytes check (length(salt) = 16),
  entry bytea not null constraint act_entry_is_32_bytes check (length(entry) = 32),
  constraint act_one_per_version unique (subject_type, subject, version),
  constraint act_published_only_when_public check (public = (published_at is not null))
);
create index act_by_time on act (recorded_at);
create trigger act_is_append_only before update or delete on act
  for each row execute function refuse_change();

-- Free text and personal data that acts point to by a salted hash. Erasing empties text and salt; the hash stays.
create table act_text (
  id uuid primary key,
  sha256 text not null,
  salt bytea,
  text text,
  constraint act_text_erased_whole check ((salt is null) = (text is null))
);

-- What the sequencer has still to order: written with the act, removed when its index is written.
create table log_pending (
  seq bigint generated always as identity primary key,
  act uuid not null unique references act (id)
);

create table log_entry (
  index bigint primary key constraint log_entry_index_from_zero check (index >= 0),
  act uuid not null unique references act (id),
  leaf bytea not null constraint log_entry_leaf_is_32_bytes check (length(leaf) = 32)
);
create trigger log_entry_is_append_only before update or delete on log_entry
  for each row execute function refuse_change();

create table log_checkpoint (
  size bigint primary key,
  root bytea not null,
  frontier text[] not null,
  note text not null,
  signed_at timestamptz not null
);
create trigger log_checkpoint_is_append_only before update or delete on log_checkpoint
  for each row execute function refuse_change();

-- What must never change silently between two starts: the origin is in every credential and code.
create table installation (
  name text primary key,
  value text not null
);

-- Official time is system time plus this; always zero in production.
create table official_clock (
  single boolean primary key default true constraint official_clock_is_one_row check (single),
  ahead_ms bigint not null default 0 constraint official_clock_never_behind check (ahead_ms >= 0)
);
insert into official_clock default values;

create table idempotency (
  caller text not null,
  endpoint text not null,
  key text not null,
  request text not null,
  status integer,
  answer jsonb,
  at timestamptz not null,
  constraint idempotency_one_effect_per_key primary key (caller, endpoint, key)
);
create index idempotency_by_time on idempotency (at);

create table number_sequence (
  series text primary key,
  last bigint not null constraint number_sequence_positive check (last > 0)
);
