-- An authority that looks where a lot went says on what ground, and the maker of the product may see that it looked.
create table trace_recall_look (
  id uuid primary key,
  organisation uuid not null references organisation (id),
  -- In which role; who held it then stands with the module identity.
  membership uuid not null,
  item text not null,
  ground text not null,
  at timestamptz not null
);
create index trace_recall_look_at on trace_recall_look (item, at desc);
create trigger trace_recall_look_is_append_only before update or delete on trace_recall_look
  for each row execute function refuse_change();
