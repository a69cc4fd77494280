-- A key of item codes that became known to others. Its loss is an act on the key: no order takes it any more, nothing
-- is activated under it, what was activated before stands.
alter table code_key add column id uuid not null default gen_random_uuid();
alter table code_key alter column id drop default;
alter table code_key add constraint code_key_id_once unique (id);

create table code_key_loss (
  id uuid primary key references code_key (id),
  version integer not null constraint code_key_loss_version_positive check (version > 0),
  official jsonb not null,
  lost_on text not null generated always as (official ->> 'lostOn') stored
);
