-- Work of an office handed on: who gave which task to whom, and the filters that a person keeps.

create table task_move (
  id uuid primary key,
  task uuid not null references task (id),
  -- Account that had it in hand; null when it lay with the office.
  taken_from uuid,
  -- Account that got it; null when it went back to the office.
  given_to uuid,
  moved_by uuid not null,
  cause text not null constraint task_move_cause_known check (cause in ('assigned', 'handed-over', 'left')),
  at timestamptz not null,
  constraint task_move_moves check (taken_from is distinct from given_to)
);
create index task_move_of_task on task_move (task, id);

create table saved_filter (
  id uuid primary key,
  account uuid not null,
  -- Part of the workbench that it belongs to.
  list text not null,
  name text not null,
  query jsonb not null,
  created_at timestamptz not null,
  constraint saved_filter_once_by_name unique (account, list, name)
);
