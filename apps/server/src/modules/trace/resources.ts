import { refuse } from '@tianfu/contract'
import type { trace as contract } from '@tianfu/contract'
import { sql } from 'kysely'
import type { View } from '../../platform/work.ts'
import type { SimpleQuery } from '@tianfu/epcis'
import { findEvents, queryOf } from './query.ts'
import { visible } from './visible.ts'

type Resource = (typeof contract.TOP_LEVEL)[number]
const PARAMETER: Readonly<Record<Resource, string>> = {
  eventTypes: 'eventType', epcs: 'MATCH_anyEPC', bizSteps: 'EQ_bizStep', bizLocations: 'EQ_bizLocation',
  readPoints: 'EQ_readPoint', dispositions: 'EQ_disposition',
}
const COLUMN = {
  eventTypes: 'type', bizSteps: 'biz_step', bizLocations: 'biz_location', readPoints: 'read_point',
  dispositions: 'disposition',
} as const

/** Values of a resource that have events the caller may see, in their order. */
export async function valuesOf(view: View, resource: Resource, page: { perPage: number; token?: string }) {
  const after = page.token === undefined ? undefined : Buffer.from(page.token, 'base64url').toString()
  const guarded = resource === 'bizLocations' || resource === 'readPoints' ? ['place' as const] : []
  const scope = visible(view, guarded)
  const column = resource === 'epcs' ? sql`i.item` : sql`e.${sql.ref(COLUMN[resource])}`
  const join = resource === 'epcs' ? sql`join trace_item i on i.event = e.id and not i.class` : sql``
  const { rows } = await sql<{ value: string }>`
    select distinct ${column} as value from trace_event e ${join} where ${scope} and ${column} is not null
    ${after === undefined ? sql`` : sql`and ${column} > ${after}`} order by value limit ${page.perPage + 1}`
    .execute(view.db)
  const shown = rows.slice(0, page.perPage).map(({ value }) => value)
  const last = shown.at(-1)
  return { values: shown, ...(rows.length > shown.length && last && { next: Buffer.from(last).toString('base64url') }) }
}

/** A query for one value of a resource, with what else is asked. */
export const queryWithin = (resource: Resource, value: string, parameters: Record<string, unknown>): SimpleQuery =>
  queryOf({ ...parameters, [PARAMETER[resource]]: value })

/** @throws Refusal `not-found` where no event that the caller may see has the value */
export async function mustExist(view: View, resource: Resource, value: string): Promise<void> {
  const { events } = await findEvents(view, queryWithin(resource, value, {}), { perPage: 1 })
  const classes = resource === 'epcs' && events.length === 0
    ? (await findEvents(view, queryOf({ MATCH_anyEPCClass: value }), { perPage: 1 })).events : events
  if (classes.length === 0) refuse('not-found')
}
