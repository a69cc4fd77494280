/**
 * Trace: what happened to goods, said by who made or holds them, as EPCIS 2.0.1 events.
 *
 * Invariants: an event is a measure, appended in a batch and never changed; the same event said twice is one event, and
 * an error declaration stands beside what it corrects; only the maker of a product, or who was named as its next
 * holder by somebody who had it, says what happened to it. Whoever receives may say so first, and holds nothing by
 * that. Somebody else's event shows what its organisation lets be seen, and a question about what is hidden finds
 * nothing. Absent: XML, certificates (they stand in `certificationInfo` as links), recall as an act.
 */
export { traceRoutes } from './routes.ts'
export { NO_STAGES, publicStages } from './stages.ts'
export type { PublicStage, PublicStages } from './stages.ts'
export { capture, readDocument } from './capture.ts'
export { deliverReport, runSubscriptions } from './subscription-runs.ts'
export { acceptCapture, runCaptures } from './capture-queue.ts'

export const invariants = {
  'every hash has its event': `
    select h.event as subject from trace_hash h left join trace_event e on e.id = h.event where e.id is null`,
  'every handover was given by who made or held the item': `
    with recursive good as (
      select item, receiver, event, event_time, maker from trace_handover where maker is null or maker = sender
      union
      select h.item, h.receiver, h.event, h.event_time, h.maker from good g
      join trace_handover h on h.item = g.item and h.sender = g.receiver and h.maker = g.maker
        and g.event_time - interval '1 day' <= h.event_time
    )
    select h.item || ' ' || h.event as subject from trace_handover h where not exists (
      select from good g where g.item = h.item and g.receiver = h.receiver and g.event = h.event)`,
  'a capture that has not ended waits in the queue, and none else does': `
    select coalesce(c.id, w.capture) as subject from (select id from epcis_capture where finished_at is null) c
    full join epcis_capture_waiting w on w.capture = c.id where c.id is null or w.capture is null`,
  'every item belongs to an event': `
    select i.event as subject from trace_item i left join trace_event e on e.id = i.event where e.id is null`,
  'a capture job kept as many events as it says': `
    select c.id as subject from epcis_capture c left join trace_event e on e.capture = c.id
    group by c.id, c.captured having count(e.id) <> c.captured`,
}
