-- Search over a million entries (docs/search.md). Entries are made from the rows of their subjects, so the old ones are
-- thrown away here and made anew at the next start, or by `tianfu index`.
delete from search_entry;
drop index search_entry_grams;
alter table search_entry drop column region;
alter table search_entry
  -- The aggregate and the subject that the entry is made from.
  add column subject_type text not null,
  add column subject uuid not null,
  -- What it can be found by beside title and numbers, as people write it.
  add column texts text[] not null default '{}',
  -- Its numbers as they are printed; `numbers` holds them without hyphens and blanks.
  add column printed text[] not null default '{}',
  -- Its region and those above it, as prefixes of their codes.
  add column regions text[] not null default '{}',
  add column title_key text collate "C" not null,
  add column rank integer not null generated always as (char_length(title->>'zh')) stored;
-- Only the haystack is read while looking; the tokens, which are longer, lie beside the row.
alter table search_entry alter column haystack set storage main;
alter table search_entry set (toast_tuple_target = 256);
-- What is not yet sorted in is read by every question, so it stays short (kB).
create index search_entry_grams on search_entry using gin (grams) with (gin_pending_list_limit = 256);
create index search_entry_rank on search_entry (kind, rank, id desc);
create index search_entry_title on search_entry (title_key);
create index search_entry_subject on search_entry (subject_type, subject);
