-- Tables that came in as workbooks: what each batch made, so that it can be taken back as a whole.

create table import_batch (
  id uuid primary key,
  kind text not null constraint import_batch_kind_known check (kind in ('organisations', 'products', 'people')),
  organisation uuid not null references organisation (id),
  account uuid not null,
  -- Name and SHA-256 of the file; the file itself is not kept.
  name text not null,
  sha256 text not null,
  made_on text not null,
  rows integer not null,
  undone_on text
);
create index import_batch_of_organisation on import_batch (organisation, id desc);
create table import_item (
  batch uuid not null references import_batch (id),
  -- Row of the sheet, the heading being the first.
  row integer not null,
  subject uuid not null,
  primary key (batch, row)
);
