import type { Text } from '@tianfu/kernel'
import { regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { AnyAggregate } from './aggregate.ts'
import type { Db, Tx } from './db/database.ts'
import { bare, normalise, tokensOf, withPinyin } from './search-text.ts'
import type { World } from './work.ts'

/** What search finds of a subject, and who may find it. */
export interface SearchEntry {
  readonly kind: string
  readonly id: string
  readonly title: Text
  /** Other names: former ones, of the holder, of parts. */
  readonly texts: readonly string[]
  /** By which it is found as a whole, with or without hyphens. */
  readonly numbers: readonly string[]
  /** Address in the workbench, or a public one. */
  readonly link: string
  readonly public: boolean
  /** Whose people find it, where their role may read the kind. */
  readonly organisations: readonly string[]
  /** Whose authorities find it, where their role may read the kind. */
  readonly regions: readonly string[]
  /** Subjects whose names it repeats: it is made anew when one of them changes its own. */
  readonly about?: readonly string[]
}

/** A kind of subject that can be found: its entries are a function of its state. */
export interface Searched {
  readonly of: AnyAggregate
  /** Kind → rights, any of which lets a role read what is not public of it; `public` where an entry may be public. */
  readonly kinds: Readonly<Record<string, readonly string[]>>
  entries(db: Db, id: string, state: never): Promise<SearchEntry[]> | SearchEntry[]
}
export type SearchedByType = Readonly<Record<string, Searched>>

/** Declares one. */
export function searched<State>(definition: {
  of: { type: string; table: string; apply: AnyAggregate['apply'] }
  kinds: Readonly<Record<string, readonly string[]>>
  entries(db: Db, id: string, state: State): Promise<SearchEntry[]> | SearchEntry[]
}): Searched {
  return definition as Searched
}

/** Tokens of scope stand among those of the text, and are longer than any of them. */
export const SCOPE = {
  public: '@public', kind: (kind: string) => `@kind:${kind}`,
  organisation: (id: string) => `@organisation:${id}`, region: (prefix: string) => `@region:${prefix}`,
}
const aboutToken = (subject: string): string => `@about:${subject}`

/** A region and those above it, as prefixes: 510502 is 51, 5105 and 510502. */
function prefixesOf(region: string): string[] {
  const own = regionPrefix(region)
  return [2, 4, 6].filter((length) => length <= own.length).map((length) => own.slice(0, length))
}

interface Row {
  kind: string; id: string; subject_type: string; subject: string; title: Text; title_key: string; link: string
  public: boolean; organisations: string[]; regions: string[]; numbers: string[]; printed: string[]; texts: string[]
  haystack: string; tokens: string[]
}

/** The row of an entry, without the database. */
export function searchRow(type: string, subject: string, entry: SearchEntry): Row {
  const names = [...new Set([entry.title.zh, entry.title.en ?? '', ...entry.texts])].filter((text) => text !== '')
  const numbers = [...new Set(entry.numbers.map(bare))]
  const haystack = normalise([
    ...names.map(withPinyin), ...new Set([...entry.numbers.map(normalise), ...numbers]),
  ].join(' '))
  const regions = [...new Set(entry.regions.filter((region) => region !== '').flatMap(prefixesOf))]
  return {
    kind: entry.kind, id: entry.id, subject_type: type, subject, title: entry.title,
    title_key: normalise(entry.title.zh), link: entry.link, public: entry.public,
    organisations: [...new Set(entry.organisations)], regions, numbers, haystack,
    printed: [...new Set(entry.numbers)],
    texts: names.filter((name) => name !== entry.title.zh && name !== entry.title.en),
    tokens: [
      ...tokensOf(haystack), SCOPE.kind(entry.kind), ...(entry.public ? [SCOPE.public] : []),
      ...entry.organisations.map(SCOPE.organisation), ...regions.map(SCOPE.region),
      ...(entry.about ?? []).map(aboutToken),
    ],
  }
}

const COLUMNS = 'kind, id, subject_type, subject, title, title_key, link, public, organisations, regions, numbers, '
  + 'printed, texts, haystack, grams'

/** Rows that came as JSON, one array for all. */
const given = (rows: readonly Row[]) => sql`(
  select kind, id, subject_type, subject, title, title_key, link, public, organisations, regions, numbers, printed,
    texts, haystack, array_to_tsvector(tokens) as grams
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(kind text, id text, subject_type text, subject uuid,
    title jsonb, title_key text, link text, public boolean, organisations uuid[], regions text[], numbers text[],
    printed text[], texts text[], haystack text, tokens text[]))`

const compared = (alias: string) => sql.raw(`(${COLUMNS.split(', ').slice(2).map((name) => `${alias}.${name}`)
  .join(', ')})`)

/** Writes rows as they are given. @returns the subjects whose entries have really changed */
export async function putRows(db: Db, rows: readonly Row[]): Promise<string[]> {
  if (rows.length === 0) return []
  const { rows: changed } = await sql<{ subject: string }>`
    insert into search_entry as e (${sql.raw(COLUMNS)}) select ${sql.raw(COLUMNS)} from ${given(rows)} as g
    on conflict (kind, id) do update set ${sql.raw(COLUMNS.split(', ').slice(2).map((name) =>
      `${name} = excluded.${name}`).join(', '))}
    where ${compared('e')} is distinct from ${compared('excluded')}
    returning subject`.execute(db)
  return changed.map(({ subject }) => subject)
}

/**
 * Makes the entries of a subject from its state, in the transaction that changed it; when it changed them, also those
 * of the subjects that repeat its names.
 */
export async function index(work: { world: World; tx: Tx }, type: string, id: string, state: unknown): Promise<void> {
  const made = work.world.searched[type]
  if (!made) return
  const entries = await made.entries(work.tx, id, state as never)
  const changed = await putRows(work.tx, entries.map((entry) => searchRow(type, id, entry)))
  if (changed.length === 0) return
  const { rows } = await sql<{ subject_type: string; subject: string }>`
    select distinct subject_type, subject from search_entry
    where grams @@ (select ${`'${aboutToken(id)}'`}::tsquery) and subject <> ${id}`.execute(work.tx)
  for (const [of, found] of Map.groupBy(rows, ({ subject_type }) => subject_type)) {
    await putRows(work.tx, await rowsOf(work.tx, work.world.searched[of], found.map(({ subject }) => subject)))
  }
}

async function rowsOf(db: Db, of: Searched | undefined, ids: readonly string[]): Promise<Row[]> {
  if (!of || ids.length === 0) return []
  const { rows } = await sql<{ id: string; official: unknown }>`
    select id, official from ${sql.table(of.of.table)} where id = any(${[...ids]}::uuid[])`.execute(db)
  const made: Row[] = []
  for (const { id, official } of rows) {
    for (const entry of await of.entries(db, id, official as never)) made.push(searchRow(of.of.type, id, entry))
  }
  return made
}

const BATCH = 500

/** All rows that ought to be, in batches. */
async function* allRows(world: World, db: Db): AsyncGenerator<{ of: Searched; rows: Row[] }> {
  for (const of of Object.values(world.searched)) {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const { rows: ids } = await sql<{ id: string }>`
        select id from ${sql.table(of.of.table)} where id > ${after} order by id limit ${BATCH}`.execute(db)
      if (ids.length > 0) yield { of, rows: await rowsOf(db, of, ids.map(({ id }) => id)) }
      after = ids.at(-1)?.id ?? after
      if (ids.length < BATCH) break
    }
  }
}

/** Entries whose subject is gone, or that no module makes. */
const orphans = (world: World) => {
  const made = Object.values(world.searched)
  return sql.join(made.map((of) => sql`
    (e.subject_type = ${of.of.type} and e.kind = any(${Object.keys(of.kinds)}::text[])
      and exists (select from ${sql.table(of.of.table)} s where s.id = e.subject))`), sql` or `)
}

/** Makes every entry anew from the rows. Each batch is its own transaction; people may work meanwhile. */
export async function rebuild(world: World): Promise<{ entries: number; changed: number; removed: number }> {
  let [entries, changed] = [0, 0]
  for await (const { of, rows } of allRows(world, world.db)) {
    entries += rows.length
    // Locked and read again: a subject that changes meanwhile must not be overwritten with what it was.
    changed += await world.db.transaction().execute(async (tx) => {
      const ids = [...new Set(rows.map(({ subject }) => subject))]
      await sql`select id from ${sql.table(of.of.table)} where id = any(${ids}::uuid[]) order by id for update`
        .execute(tx)
      return (await putRows(tx, await rowsOf(tx, of, ids))).length
    })
  }
  const { numAffectedRows } = await sql`delete from search_entry e where not (${orphans(world)})`.execute(world.db)
  return { entries, changed, removed: Number(numAffectedRows ?? 0) }
}

/** After a change of its form the index is empty: makes it before anybody asks. */
export async function buildIfEmpty(world: World): Promise<void> {
  const { rows: [found] } = await sql`select 1 from search_entry limit 1`.execute(world.db)
  if (!found) await rebuild(world)
}

/** Every entry that is not what its subject's row makes of it, is missing, or has no subject. */
export async function checkIndex(world: World, db: Db): Promise<{ findings: string[]; entries: number }> {
  const findings: string[] = []
  let entries = 0
  for await (const { rows } of allRows(world, db)) {
    entries += rows.length
    if (rows.length === 0) continue
    const { rows: wrong } = await sql<{ kind: string; id: string }>`
      select g.kind, g.id from ${given(rows)} as g left join search_entry e on e.kind = g.kind and e.id = g.id
      where e.id is null or ${compared('e')} is distinct from ${compared('g')}`.execute(db)
    findings.push(...wrong.map(({ kind, id }) => `${kind}/${id}`))
  }
  const { rows: extra } = await sql<{ kind: string; id: string }>`
    select kind, id from search_entry e where not (${orphans(world)})`.execute(db)
  return { findings: [...findings, ...extra.map(({ kind, id }) => `${kind}/${id}`)], entries }
}
