-- An event is asked for by its id, which grows with time of record: the same index holds the rule that it is one.
-- Nobody asked the old key by organisation; a question about corrections now has an index of its own, which ordinary
-- events do not enter.
alter table trace_event drop constraint trace_event_pkey;
alter table trace_event add primary key (id, recorded_at, organisation);
drop index trace_event_by_id;
create index trace_event_declaring on trace_event (organisation) where declares_error;
