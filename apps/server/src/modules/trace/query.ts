import { refuse } from '@tianfu/contract'
import { readSimpleQuery } from '@tianfu/epcis'
import type { Condition, Guarded, ItemPattern, SimpleQuery } from '@tianfu/epcis'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { View } from '../../platform/work.ts'
import { consentOf, shownTo, visible } from './visible.ts'

type Fields = Readonly<Record<string, unknown>>
type Sql = RawBuilder<boolean>
const COLUMNS = { type: 'type', action: 'action', bizStep: 'biz_step', disposition: 'disposition' } as const
const PLACES = { readPoint: 'read_point', bizLocation: 'biz_location' } as const
const SIGNS = { EQ: sql`=`, GT: sql`>`, GE: sql`>=`, LT: sql`<`, LE: sql`<=` } as const

/** The parameters of a query, read. @throws Refusal `epcis-query` */
export function queryOf(parameters: Fields): SimpleQuery {
  const reading = readSimpleQuery(parameters)
  return reading.ok ? reading.query : refuse('epcis-query', { parameter: reading.parameter.slice(0, 80) })
}

const below = (column: RawBuilder<unknown>, { item, below: open }: ItemPattern): Sql =>
  (open ? sql`(${column} = ${item} or ${column} like ${`${escaped(item)}/%`} or ${column} like ${prefixOf(item)})`
    : sql`${column} = ${item}`)
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
/** A pattern of an EPC URI ends before its star; a class on id.gs1.org ends at a slash, which is asked for beside. */
const prefixOf = (item: string): string => (item.startsWith('https://id.gs1.org/') ? `${escaped(item)}/%`
  : `${escaped(item)}%`)
const anyOf = (parts: readonly Sql[]): Sql => sql`(${sql.join(parts, sql` or `)})`

function pathOf(path: readonly string[]): string {
  return `$${path.map((step) => (step === '**' ? '.**' : `.${JSON.stringify(step)}`)).join('')}`
}

/** Text as it may stand in JSON: the number that it writes, too. */
const values = (texts: readonly string[]): (string | number | boolean)[] => texts.flatMap((text) => [
  text, ...(/^-?\d{1,15}(\.\d+)?$/.test(text) ? [Number(text)] : []), ...(text === 'true' ? [true] : []),
  ...(text === 'false' ? [false] : []),
])

function memberSql(condition: Condition & { on: 'member' }): Sql {
  const path = pathOf(condition.path)
  if (condition.by === 'EXISTS') return sql`jsonb_path_exists(e.event, ${path}::jsonpath)`
  if (condition.anyOf) {
    return sql`jsonb_path_exists(e.event, ${`${path} ? (@ == $v[*])`}::jsonpath,
      ${JSON.stringify({ v: values(condition.anyOf) })}::jsonb)`
  }
  const sign = SIGNS[condition.by]
  return typeof condition.value === 'number'
    ? sql`exists (select from jsonb_path_query(e.event, ${path}::jsonpath) v where case
        when jsonb_typeof(v) = 'number' then (v #>> '{}')::numeric ${sign} ${condition.value}::numeric else false end)`
    : sql`exists (select from jsonb_path_query(e.event, ${path}::jsonpath) v where case
        when v #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,20}(Z|[+-][0-9]{2}:[0-9]{2})$'
        then (v #>> '{}')::timestamptz ${sign} ${condition.value}::timestamptz else false end)`
}

function sqlOf(condition: Condition): Sql {
  switch (condition.on) {
    case 'column': return sql`e.${sql.ref(COLUMNS[condition.column])} = any(${[...condition.anyOf]}::text[])`
    case 'place': {
      const column = sql`e.${sql.ref(PLACES[condition.column])}`
      return anyOf(condition.anyOf.map((item) => below(column, { item, below: condition.below })))
    }
    case 'time': return sql`e.${sql.ref(condition.column === 'eventTime' ? 'event_time' : 'recorded_at')}
      ${SIGNS[condition.by]} ${condition.value}::timestamptz`
    case 'item': return sql`e.id in (select i.event from trace_item i
      where i.role = any(${[...condition.roles]}::text[])
      ${condition.class === undefined ? sql`` : sql`and i.class = ${condition.class}`}
      and ${anyOf(condition.anyOf.map((pattern) => below(sql`i.item`, pattern)))})`
    case 'quantity': return sql`e.id in (select i.event from trace_item i
      where i.quantity ${SIGNS[condition.by]} ${condition.value}::numeric)`
    case 'eventID': {
      const ids = [...condition.anyOf]
      const hashes = condition.anyOf.flatMap((id) => /^ni:\/\/\/sha-256;([0-9a-f]{64})\?/.exec(id)?.[1] ?? [])
      return sql`(e.event_id = any(${ids}::text[])
        or e.id in (select a.event from trace_alias a where a.event_id = any(${ids}::text[]))
        or (e.event_id is null and e.id in (
        select h.event from trace_hash h where encode(h.hash, 'hex') = any(${hashes}::text[]))))`
    }
    case 'member': return memberSql(condition)
    case 'pair': {
      const { list, member, type } = condition
      const typed = type === '' ? '!exists(@.type)' : '@.type == $t[*]'
      const forms = ['', 'BTT-', 'SDT-'].flatMap((kind) => (kind === '' ? [type]
        : [`https://ref.gs1.org/cbv/${kind}${type}`, `cbv:${kind}${type}`]))
      return sql`jsonb_path_exists(e.event, ${`$.${list}[*] ? (@.${member} == $v[*] && ${typed})`}::jsonpath,
        ${JSON.stringify({ v: condition.anyOf, t: forms })}::jsonb)`
    }
  }
}

const guardedOf = (conditions: readonly Condition[]): Guarded[] => [...new Set(conditions.flatMap((condition) => {
  if (condition.on === 'place') return ['place' as const]
  if (condition.on === 'quantity') return ['quantity' as const]
  return 'guarded' in condition && condition.guarded ? [condition.guarded] : []
}))]

interface Row {
  id: string; organisation: string; recorded_at: string; event_time: string; hash: string
  event: Fields; context: unknown
}

/** Where the next page begins. */
interface Cursor { readonly value: string; readonly id: string; readonly served: number }
const tokenOf = ({ value, id, served }: Cursor): string => Buffer.from(`${value} ${id} ${served}`).toString('base64url')
const TOKEN = /^(\d{4}-[\dT:.-]+Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (\d{1,9})$/
function cursorOf(token: string): Cursor {
  const text = Buffer.from(token, 'base64url').toString()
  const [, value, id, served] = TOKEN.exec(text)
    ?? refuse('epcis-query', { parameter: 'nextPageToken' })
  if (Number.isNaN(Date.parse(value ?? ''))) refuse('epcis-query', { parameter: 'nextPageToken' })
  return { value: value ?? '', id: id ?? '', served: Number(served) }
}

export interface EventPage { readonly events: readonly Record<string, unknown>[]; readonly next?: string }

/** A page of what a query finds and the caller may see, each event as the caller may see it. */
export async function findEvents(
  view: View, query: SimpleQuery, page: { perPage: number; token?: string },
  /** Only what was captured at these places in the order of captures. */
  stretch?: { after: number; upTo: number },
): Promise<EventPage> {
  const { conditions, orderBy, descending, limit, refuseAbove } = query
  const where = sql.join([visible(view, guardedOf(conditions)), ...conditions.map(sqlOf)], sql` and `)
  const within = stretch ? sql`and c.place > ${stretch.after} and c.place <= ${stretch.upTo}` : sql``
  if (refuseAbove !== undefined) {
    const { rows: [found] } = await sql<{ count: number }>`select count(*)::int as count from (
      select from trace_event e where ${where} limit ${refuseAbove + 1}) as found`.execute(view.db)
    if ((found?.count ?? 0) > refuseAbove) refuse('epcis-query-too-large', { limit: refuseAbove })
  }
  const from = page.token === undefined ? undefined : cursorOf(page.token)
  const served = from?.served ?? 0
  const wanted = Math.min(page.perPage, (limit ?? Infinity) - served)
  const column = sql.ref(orderBy === 'eventTime' ? 'event_time' : 'recorded_at')
  const direction = descending ? sql`desc` : sql`asc`
  const { rows } = await sql<Row>`
    select e.id, e.organisation, e.recorded_at, e.event_time, encode(e.hash, 'hex') as hash, e.event, c.context
    from trace_event e join epcis_capture c on c.id = e.capture
    where ${where} ${within} ${from ? sql`and (e.${column}, e.id) ${descending ? sql`<` : sql`>`}
      (${from.value}::timestamptz, ${from.id}::uuid)` : sql``}
    order by e.${column} ${direction}, e.id ${direction} limit ${wanted + 1}`.execute(view.db)
  const shown = rows.slice(0, wanted)
  const last = shown.at(-1)
  const more = rows.length > wanted && served + wanted < (limit ?? Infinity)
  return {
    events: await asShown(view, shown),
    ...(more && last && { next: tokenOf({
      value: orderBy === 'eventTime' ? last.event_time : last.recorded_at, id: last.id, served: served + wanted,
    }) }),
  }
}

async function asShown(view: View, rows: readonly Row[]): Promise<Record<string, unknown>[]> {
  const actor = view.actor ?? refuse('not-signed-in')
  const sees = (organisation: string) => actor.capacity === 'authority' || organisation === actor.organisation
  const consent = await consentOf(view.db, rows.flatMap(({ organisation }) =>
    (sees(organisation) ? [] : [organisation])), 'chain')
  return rows.map(({ organisation, event, recorded_at: recordTime, hash, context }) => {
    const { '@context': own, ...rest } = sees(organisation) ? event : shownTo(event, consent(organisation))
    const names = [context, own].flat().filter((one) => typeof one === 'object' && one !== null)
    return {
      ...(names.length > 0 && { '@context': names }), ...rest, recordTime,
      eventID: event.eventID ?? `ni:///sha-256;${hash}?ver=CBV2.0`,
    }
  })
}
