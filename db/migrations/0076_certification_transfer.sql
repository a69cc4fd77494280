-- A certificate whose body stops is taken over by another, which reads it meanwhile (module certification).
alter table certificate add column transfer_to uuid
  generated always as ((official -> 'transfer' ->> 'to')::uuid) stored references body (id);
create index certificate_of_transfer on certificate (transfer_to, id desc) where transfer_to is not null;
