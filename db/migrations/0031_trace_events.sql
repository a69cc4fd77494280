-- Trace events (module trace): measures, appended in batches and never changed. Events are hashed by the organisation
-- that captured them and partitioned by time of record; what they are about stands by product in a table of its own,
-- so that a distributed PostgreSQL shards both without a change of SQL.

create table epcis_capture (
  id uuid primary key,
  organisation uuid not null references organisation (id),
  created_at timestamptz not null,
  finished_at timestamptz not null,
  behaviour text not null constraint epcis_capture_behaviour_known check (behaviour in ('rollback', 'proceed')),
  success boolean not null,
  events integer not null,
  captured integer not null,
  duplicates integer not null,
  -- The document's own names of extensions.
  context jsonb not null,
  errors jsonb not null
);
create index epcis_capture_of_organisation on epcis_capture (organisation, id desc);

-- One row for each event said: whoever says it again is told so. An error declaration keeps its event's hash and is
-- told apart by its time.
create table trace_hash (
  organisation uuid not null,
  hash bytea not null,
  event uuid not null,
  primary key (organisation, hash)
);

create table trace_event (
  organisation uuid not null,
  id uuid not null,
  recorded_at timestamptz not null,
  event_time timestamptz not null,
  -- As given; absent where the event hash is the id.
  event_id text,
  hash bytea not null,
  type text not null,
  action text,
  biz_step text,
  disposition text,
  read_point text,
  biz_location text,
  declares_error boolean not null,
  capture uuid not null,
  event jsonb not null,
  primary key (organisation, recorded_at, id)
) partition by range (recorded_at);
create table trace_event_2026 partition of trace_event for values from ('2026-01-01') to ('2027-01-01');
create table trace_event_2027 partition of trace_event for values from ('2027-01-01') to ('2028-01-01');
create table trace_event_2028 partition of trace_event for values from ('2028-01-01') to ('2029-01-01');
create table trace_event_2029 partition of trace_event for values from ('2029-01-01') to ('2030-01-01');
create table trace_event_other partition of trace_event default;
create index trace_event_by_id on trace_event (id);
create index trace_event_by_event_id on trace_event (event_id) where event_id is not null;
create trigger trace_event_is_append_only before update or delete on trace_event
  for each row execute function refuse_change();

-- Another id that was given to an event already said.
create table trace_alias (
  organisation uuid not null,
  event_id text not null,
  event uuid not null,
  primary key (organisation, event_id, event)
);
create index trace_alias_by_event_id on trace_alias (event_id);

create table trace_item (
  -- A Digital Link on id.gs1.org, or the identifier as given.
  item text not null,
  gtin text,
  lot text,
  event uuid not null,
  organisation uuid not null,
  event_time timestamptz not null,
  role text not null constraint trace_item_role_known check (role in ('epc', 'parent', 'child', 'input', 'output')),
  -- Whether it names a class (a lot) and not a thing.
  class boolean not null,
  quantity numeric,
  unit text
);
create index trace_item_by_item on trace_item (item text_pattern_ops);
create index trace_item_by_event on trace_item (event);
create trigger trace_item_is_append_only before update or delete on trace_item
  for each row execute function refuse_change();

-- Who was named as the next to hold something: they may say what happens to it from then on.
create table trace_handover (
  item text not null,
  receiver uuid not null references organisation (id),
  sender uuid not null,
  event uuid not null,
  event_time timestamptz not null,
  primary key (item, receiver, event)
);
create index trace_handover_to on trace_handover (receiver, item);

-- What an organisation lets others see of its events: trade secrets stay with it.
create table trace_consent (
  organisation uuid not null references organisation (id),
  audience text not null constraint trace_consent_audience_known check (audience in ('chain', 'public')),
  fields text[] not null,
  changed_at timestamptz not null,
  primary key (organisation, audience)
);

create table epcis_query (
  organisation uuid not null references organisation (id),
  name text not null,
  query jsonb not null,
  created_at timestamptz not null,
  primary key (organisation, name)
);
