-- Changes of certificates, and certificates issued anew with them (module certification).

create table certificate_change (
  id uuid primary key,
  version integer not null constraint certificate_change_version_positive check (version > 0),
  official jsonb not null,
  number text not null generated always as (official ->> 'number') stored constraint certificate_change_number_once unique,
  status text not null generated always as (official ->> 'status') stored constraint certificate_change_status_known
    check (status in ('requested', 'evaluated', 'granted', 'denied', 'retracted')),
  kind text not null generated always as (official ->> 'kind') stored,
  certificate uuid not null generated always as ((official ->> 'certificate')::uuid) stored references certificate (id),
  holder uuid not null generated always as ((official ->> 'holder')::uuid) stored references organisation (id),
  body uuid not null generated always as ((official ->> 'body')::uuid) stored references body (id),
  search text not null generated always as (lower(
    (official ->> 'number') || ' ' || (official ->> 'certificateNumber') || ' ' || (official -> 'names' ->> 'holder') || ' '
    || (official -> 'names' ->> 'product'))) stored
);
create index certificate_change_of_holder on certificate_change (holder, id desc);
create index certificate_change_of_body on certificate_change (body, id desc);
create index certificate_change_of_certificate on certificate_change (certificate);
-- One open change of a kind: two of the same kind would each be judged against what the other takes away.
create unique index certificate_change_open_once on certificate_change (certificate, kind)
  where status in ('requested', 'evaluated');

-- A certificate that is issued anew has a new credential and a new place in the lists; the old place says for ever that
-- the old credential does not stand.
alter table status_index drop constraint status_index_one_per_certificate;
create index status_index_of_certificate on status_index (certificate);
alter table certificate_credential drop constraint certificate_credential_pkey;
alter table certificate_credential add primary key (certificate, sha256);
