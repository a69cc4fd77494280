-- A named query that tells by itself: results go to an address of the subscriber's own, in reports that the outbox
-- delivers.
create table epcis_subscription (
  id uuid primary key,
  organisation uuid not null,
  query text not null,
  -- In which role: what it may see, and that it still may.
  membership uuid not null references membership (id),
  dest text not null,
  -- The subscriber's signature token, sealed.
  token bytea,
  -- Absent where it follows the stream.
  schedule jsonb,
  report_if_empty boolean not null,
  created_at timestamptz not null,
  initial_record_time timestamptz,
  -- Place of the last capture that was looked at.
  position bigint not null,
  -- By system time.
  next_at timestamptz,
  last_run_at timestamptz,
  foreign key (organisation, query) references epcis_query (organisation, name) on delete cascade,
  constraint epcis_subscription_scheduled check ((schedule is null) = (next_at is null))
);
create index epcis_subscription_of_query on epcis_subscription (organisation, query);

create table epcis_report (
  id uuid primary key,
  subscription uuid not null references epcis_subscription (id) on delete cascade,
  created_at timestamptz not null,
  events integer not null,
  -- The document; gone once it is delivered.
  body text,
  attempts integer not null,
  delivered_at timestamptz,
  -- Why the last attempt failed, in a word of a closed list.
  failure text,
  constraint epcis_report_has_its_body check (body is not null or delivered_at is not null)
);
create index epcis_report_of_subscription on epcis_report (subscription, id desc);
