import { refuse } from '@tianfu/contract'
import type { Guarded } from '@tianfu/epcis'
import { regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { View } from '../../platform/work.ts'

/** What others in the chain see of an event unless its organisation has said otherwise; the public sees none of it. */
export const CHAIN_BY_DEFAULT: readonly Guarded[] = ['place', 'quantity', 'parties']

/**
 * The events that the caller may see: its own, those on its products or handed over to it, and for an authority those
 * of its region. Where a question looks at something guarded, a foreign event answers only if its organisation lets
 * it be seen: otherwise the answer itself would tell.
 */
export function visible(view: View, asked: readonly Guarded[]): RawBuilder<boolean> {
  const actor = view.actor ?? refuse('not-signed-in')
  if (actor.capacity === 'authority') {
    const within = `${regionPrefix(actor.region ?? '')}%`
    return sql`e.organisation in (select id from organisation where region like ${within})`
  }
  const own = sql<boolean>`e.organisation = ${actor.organisation}`
  const byDefault = asked.every((field) => CHAIN_BY_DEFAULT.includes(field))
  const consent = asked.length === 0 ? sql`true` : sql`exists (select from trace_consent c
      where c.organisation = e.organisation and c.audience = 'chain' and c.fields @> ${[...asked]}::text[])
    ${byDefault ? sql`or not exists (select from trace_consent c
      where c.organisation = e.organisation and c.audience = 'chain')` : sql``}`
  return sql`(${own} or ((${consent}) and (
    e.id in (select i.event from trace_item i join product p on p.gtin = i.gtin
      where p.organisation = ${actor.organisation})
    or e.id in (select h.event from trace_handover h where h.receiver = ${actor.organisation}))))`
}

const MEMBERS: Readonly<Record<Guarded, readonly string[]>> = {
  place: ['readPoint', 'bizLocation'], quantity: [], parties: ['sourceList', 'destinationList'],
  transactions: ['bizTransactionList'], 'master-data': ['ilmd'], sensors: ['sensorElementList'], extensions: [],
}

/** The event as somebody else may see it. */
export function shownTo(event: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  const hidden = new Set(Object.entries(MEMBERS).flatMap(([field, names]) => (fields.includes(field) ? [] : names)))
  return Object.fromEntries(Object.entries(event).flatMap(([name, value]) => {
    if (hidden.has(name) || (name.includes(':') && !fields.includes('extensions'))) return []
    if (name.endsWith('uantityList') && Array.isArray(value) && !fields.includes('quantity')) {
      return [[name, value.map(({ epcClass }: { epcClass: string }) => ({ epcClass }))]]
    }
    return [[name, value]]
  }))
}

/** What each of these organisations lets an audience see. */
export async function consentOf(
  db: Db, organisations: readonly string[], audience: 'chain' | 'public',
): Promise<(organisation: string) => readonly string[]> {
  const rows = organisations.length === 0 ? [] : await db.selectFrom('trace_consent')
    .where('organisation', 'in', [...new Set(organisations)]).where('audience', '=', audience)
    .select(['organisation', 'fields']).execute()
  const said = new Map(rows.map(({ organisation, fields }) => [organisation, fields]))
  return (organisation) => said.get(organisation) ?? (audience === 'chain' ? CHAIN_BY_DEFAULT : [])
}
