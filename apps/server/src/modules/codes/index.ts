/**
 * Item codes: orders within a licence's volume, batches as ranges of a counter, activation by lot, voiding, and the
 * verification of what anybody holds in the hand.
 *
 * Invariants: a batch is one row whatever its size; two batches never share a counter; an item is active once and void
 * once; under a lost key nothing becomes active; a code ordered is taken from the year's volume by a conditional
 * update; a forged code is refused without a database once its GTIN's key is in memory; a verdict is computed from
 * certificate, licence, batch and day, and waits for no cascade. A scan holds no personal data. Absent: suspicion of
 * copies (trace), the public pages.
 */
import { codeBatch, codeKeyLoss, codeOrder } from './domain.ts'

export { codesRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { deviceOf, recorderOf } from './scans.ts'
export { LINK_PREFIXES, UNTP_LINK_TYPES, targetsOf } from './resolver.ts'
export { answerOf } from './judged.ts'
export type { Shown, VerdictAnswer } from './judged.ts'
export { verdictNow, verdictOf } from './verify.ts'
export type { Look, Told } from './verify.ts'
export { readAsked } from './asked.ts'
export type { Asked } from './asked.ts'
export { codesOfLots, looksByDay } from './queries.ts'
export { codeBatch, codeKeyLoss, codeOrder }
export type { CodeBatch, CodeOrder } from './domain.ts'

export const invariants = {
  'the counters of two batches never overlap': `
    select b.id as subject from code_batch b
    join code_batch c on c.gtin = b.gtin and c.key_id = b.key_id and c.id <> b.id
      and c.first < b.first + b.quantity and b.first < c.first + c.quantity`,
  'no batch holds a counter that was not given out': `
    select b.id as subject from code_batch b left join code_counter c on c.gtin = b.gtin and c.key_id = b.key_id
    where c.next is null or c.next < b.first + b.quantity`,
  'what a product was ordered in a year is what its volume says': `
    select v.licence as subject from licence_volume v
    left join code_order r on r.licence = v.licence and (r.official ->> 'product')::uuid = v.product
      and (r.official ->> 'year')::integer = v.year
    group by v.licence, v.product, v.year, v.ordered having coalesce(sum(r.quantity), 0) <> v.ordered`,
  'a key is out of use exactly when its loss is recorded': `
    select k.id as subject from code_key k left join code_key_loss x on x.id = k.id
    where k.revoked_on is distinct from (x.official ->> 'on')`,
  'nothing was activated under a key after its loss was recorded': `
    select b.id as subject from code_batch b
    join code_key k on k.organisation = b.organisation and k.key_id = b.key_id join code_key_loss x on x.id = k.id
    where exists (select 1 from jsonb_array_elements(b.official -> 'activations') a
      where a ->> 'on' > x.official ->> 'on')`,
  'the count of a code is its number of scans': `
    select s.gtin || '.' || s.key_id || '.' || s.counter as subject from scan s
    left join scan_count n on n.gtin = s.gtin and n.key_id = s.key_id and n.counter = s.counter
    where s.counter is not null group by s.gtin, s.key_id, s.counter, n.scans having count(*) <> coalesce(n.scans, 0)`,
}
