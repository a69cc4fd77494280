-- Notes from the site: records of the body, erasable, no part of an act.

create table audit_note (
  id uuid primary key,
  application uuid not null references application (id),
  written_by uuid not null,
  -- By the clock of the telephone that it was written on.
  written_at timestamptz not null,
  kept_at timestamptz not null,
  clause text,
  text text not null,
  photographs jsonb not null
);
create index audit_note_of_application on audit_note (application, id);
