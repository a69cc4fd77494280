import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import { followerOf } from '../../platform/follow.ts'
import type { View, World } from '../../platform/work.ts'

/** Everything that a verdict on the items of a batch rests on, in one query. */
const rowsOf = (db: Db, gtin: string, keyId: string) => db.selectFrom('code_batch as b')
  .innerJoin('code_key as k', (on) => on.onRef('k.organisation', '=', 'b.organisation')
    .onRef('k.key_id', '=', 'b.key_id'))
  .leftJoin('code_key_loss as x', 'x.id', 'k.id')
  .innerJoin('licence as l', 'l.id', 'b.licence').innerJoin('certificate as c', 'c.id', 'l.certificate')
  .innerJoin('product as p', (on) => on.on(sql<boolean>`p.id = (b.official ->> 'product')::uuid`))
  .innerJoin('organisation as h', 'h.id', 'c.holder').innerJoin('organisation as o', 'o.id', 'c.body')
  .where('b.gtin', '=', gtin).where('b.key_id', '=', keyId)
  .select(['b.id as batch_id', 'b.official as batch', 'k.id as key', 'x.lost_on',
    'l.id as licence_id', 'l.official as licence', 'c.id as certificate_id', 'c.official as certificate',
    'p.id as product_id', 'p.official as product', 'h.id as holder_id', 'h.uscc', 'o.id as body_id',
    sql<Text>`h.official -> 'name'`.as('holder'), sql<Text>`o.official -> 'name'`.as('body')])
  .orderBy('b.first', 'desc')

/** A batch with its licence, certificate, product, holder, body and key, as last read. */
export type ItemRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['executeTakeFirstOrThrow']>>

const subjectsOf = (row: ItemRow): string[] => [
  row.batch_id, row.licence_id, row.certificate_id, row.product_id, row.holder_id, row.body_id, row.key,
]

interface Register {
  /** Batches by GTIN and key, the latest counters first. */
  readonly held: Map<string, readonly ItemRow[]>
  /** Which of them rest on a subject. */
  readonly restingOn: Map<string, Set<string>>
}

const MOST_BATCHES = 50_000
const registers = new WeakMap<World, Register>()

/** Batches in memory; what rests on a subject falls as soon as an act on it is known (design §7). */
function registerOf(world: World): Register {
  const known = registers.get(world)
  if (known) return known
  const register: Register = { held: new Map(), restingOn: new Map() }
  followerOf(world).onChange((subjects) => {
    if (subjects === 'all') clear(register)
    else for (const subject of subjects) for (const key of register.restingOn.get(subject) ?? []) drop(register, key)
  })
  registers.set(world, register)
  return register
}

function clear({ held, restingOn }: Register): void {
  held.clear()
  restingOn.clear()
}

function drop({ held, restingOn }: Register, key: string): void {
  for (const row of held.get(key) ?? []) {
    for (const subject of subjectsOf(row)) {
      const keys = restingOn.get(subject)
      keys?.delete(key)
      if (keys?.size === 0) restingOn.delete(subject)
    }
  }
  held.delete(key)
}

function hold(register: Register, key: string, rows: readonly ItemRow[]): void {
  if (register.held.size + rows.length > MOST_BATCHES) clear(register)
  register.held.set(key, rows)
  for (const row of rows) {
    for (const subject of subjectsOf(row)) {
      const keys = register.restingOn.get(subject) ?? new Set<string>()
      keys.add(key)
      register.restingOn.set(subject, keys)
    }
  }
}

/** The batch that has the counter; read from memory while memory follows the log, else from the database. */
export function itemRow(
  view: View, gtin: string, keyId: string, counter: number,
): ItemRow | undefined | Promise<ItemRow | undefined> {
  const { world, db } = view
  const follower = followerOf(world)
  if (db !== world.db || follower.times() === undefined) {
    return rowsOf(db, gtin, keyId).where('b.first', '<=', counter).limit(1).executeTakeFirst()
  }
  const register = registerOf(world)
  const key = `${gtin}.${keyId}`
  const rows = register.held.get(key)
  if (rows) {
    const row = within(rows, counter)
    // A counter beyond what is held may be of a batch that another process has just issued.
    if (row && counter < row.batch.first + row.batch.quantity) return row
  }
  return readAnew(db, register, follower, key, { gtin, keyId, counter })
}

const within = (rows: readonly ItemRow[], counter: number) => rows.find(({ batch }) => batch.first <= counter)

async function readAnew(
  db: Db, register: Register, follower: { readonly drops: number }, key: string,
  { gtin, keyId, counter }: { gtin: string; keyId: string; counter: number },
): Promise<ItemRow | undefined> {
  const { drops } = follower
  const rows = await rowsOf(db, gtin, keyId).execute()
  drop(register, key)
  // Something fell while we read: what was read may be older than that.
  if (rows.length > 0 && drops === follower.drops) hold(register, key, rows)
  return within(rows, counter)
}
