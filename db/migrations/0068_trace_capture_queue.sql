-- A capture may be asked for without waiting for it: its document stands here until it has been captured, whatever
-- happens to the process meanwhile.
alter table epcis_capture alter column finished_at drop not null;
alter table epcis_capture alter column success drop not null;
alter table epcis_capture add constraint epcis_capture_ends_with_success
  check ((finished_at is null) = (success is null));
create index epcis_capture_running on epcis_capture (organisation) where finished_at is null;

create table epcis_capture_waiting (
  capture uuid primary key references epcis_capture (id),
  document text not null,
  attempts integer not null,
  -- By system time; later after a failure.
  not_before timestamptz not null
);
-- Written and read once: packing it would cost more than the place.
alter table epcis_capture_waiting alter column document set storage external;

-- The order in which captures became visible, given after their commit: whoever follows them by it misses none.
alter table epcis_capture add column place bigint;
create sequence epcis_capture_place;
create unique index epcis_capture_by_place on epcis_capture (place);
create index epcis_capture_without_place on epcis_capture (id) where place is null and finished_at is not null;
