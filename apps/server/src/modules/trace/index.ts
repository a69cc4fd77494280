/**
 * Trace: what happened to goods, said by who made or holds them, as EPCIS 2.0.1 events.
 *
 * Invariants: an event is a measure, appended in a batch and never changed; the same event said twice is one event, and
 * an error declaration stands beside what it corrects; only the maker of a product, or who was named as its next
 * holder, says what happened to it; whoever receives may say so first. Somebody else's event shows what its
 * organisation lets be seen, and a question about what is hidden finds nothing. Absent: XML, certificates (they
 * stand in `certificationInfo` as links), subscriptions, recall as an act.
 */
export { traceRoutes } from './routes.ts'
export { capture, readDocument } from './capture.ts'

export const invariants = {
  'every hash has its event': `
    select h.event as subject from trace_hash h left join trace_event e on e.id = h.event where e.id is null`,
  'every item belongs to an event': `
    select i.event as subject from trace_item i left join trace_event e on e.id = i.event where e.id is null`,
  'a capture job kept as many events as it says': `
    select c.id as subject from epcis_capture c left join trace_event e on e.capture = c.id
    group by c.id, c.captured having count(e.id) <> c.captured`,
}
