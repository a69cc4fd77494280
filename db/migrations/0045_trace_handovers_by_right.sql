-- A handover is written only by who makes or holds the item at that time. Until now whoever said that something had
-- arrived could name itself, and what holds something gave what is in it, whoever had packed or sent it.

-- Content hash of what an error declaration corrects; absent in declarations told before, which go by their id.
alter table trace_event add column corrects bytea;
create index trace_event_by_corrected on trace_event (corrects) where corrects is not null;

-- Who made the product when the handover was told; null: nobody here.
alter table trace_handover add column maker uuid;
update trace_handover h set maker = p.organisation from product p
  where p.gtin = substring(h.item from '/01/(\d{14})');

-- Declarations of an error hand over nothing.
delete from trace_handover h using trace_event e where e.id = h.event and e.declares_error;

-- What rests on no maker is taken back, then what was inside follows what holds it, if the sender had that, too.
do $$
declare
  added integer;
begin
  for round in 1..20 loop
    with recursive good as (
      select * from trace_handover where maker is null or maker = sender
      union
      select h.* from good g join trace_handover h on h.item = g.item and h.sender = g.receiver and h.maker = g.maker
        and g.event_time - interval '1 day' <= h.event_time
    )
    delete from trace_handover h where not exists (
      select from good g where g.item = h.item and g.receiver = h.receiver and g.event = h.event);
    insert into trace_handover (item, receiver, sender, event, event_time, maker)
    select distinct c.item, h.receiver, h.sender, h.event, h.event_time, p.organisation
    from trace_handover h
    join trace_item up on up.item = h.item and up.role = 'parent' and up.event_time <= h.event_time
    join trace_item c on c.event = up.event and c.role = 'child'
    join trace_event e on e.id = up.event
    left join product p on p.gtin = c.gtin
    where e.action is distinct from 'DELETE' and not e.declares_error
      and (p.organisation is null or p.organisation = e.organisation or exists (
        select from trace_handover x where x.item = c.item and x.receiver = e.organisation
          and x.maker = p.organisation and x.event_time - interval '1 day' <= e.event_time))
      and (p.organisation is null or p.organisation = h.sender or exists (
        select from trace_handover x where x.item = c.item and x.receiver = h.sender
          and x.maker = p.organisation and x.event_time - interval '1 day' <= h.event_time))
    on conflict do nothing;
    get diagnostics added = row_count;
    exit when added = 0;
  end loop;
end $$;
