// Search over a generated register: how long it takes by kind of question and by reader, as the register grows, and
// what it finds, beside a plain substring search (LIKE '%q%') over the same rows in the same run.
//   node scripts/run.ts bench:search [--json FILE] [--sizes 10000,100000,1000000] [--seed N] [--questions N]
//     [--database pglite|postgres] [--keep NAME]
// PostgreSQL is measured where TEST_DATABASE_URL or DATABASE_URL names a server, in a database of its own that is
// dropped at the end, or kept under NAME and not filled again where it holds as many; the embedded database up to
// 10,000 entries unless it is asked for alone. The register, made from the seed, is described in docs/search.md; its
// rows go through the same code as real ones.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { searchedByType } from '../apps/server/src/app.ts'
import { openEmbedded, openPostgres } from '../apps/server/src/platform/db/open.ts'
import type { Db } from '../apps/server/src/platform/db/database.ts'
import { loadScheme } from '../apps/server/src/platform/scheme.ts'
import { putRows, searchRow } from '../apps/server/src/platform/search-index.ts'
import { anywhere } from '../apps/server/src/platform/page.ts'
import { termsOf, withPinyin } from '../apps/server/src/platform/search-text.ts'
import { searchEntries } from '../apps/server/src/platform/search.ts'
import type { View } from '../apps/server/src/platform/work.ts'
import { ROOT } from '../apps/server/src/world.ts'
import type { Figure } from './figure.ts'
import { entryOf, firmOf, randomFrom } from './search/register.ts'

const { values: options } = parseArgs({ options: {
  json: { type: 'string' }, sizes: { type: 'string', default: '10000,100000,1000000' },
  seed: { type: 'string', default: '20260301' }, questions: { type: 'string', default: '40' },
  database: { type: 'string' }, keep: { type: 'string' },
} })
const [seed, questions] = [Number(options.seed), Number(options.questions)]
const sizes = options.sizes.split(',').map(Number)
/** In ms, on PostgreSQL, over all questions at a million entries. */
const GOAL_P95 = 50
const PAGE = 20
const migrations = join(ROOT, 'db', 'migrations')
const edition = loadScheme(join(ROOT, 'scheme', 'sichuan')).editions.at(-1)
if (!edition) throw new Error('the scheme has no edition')
const figures: Figure[] = []

type Asks = (random: () => number, size: number) => string
const some = (random: () => number, size: number) => firmOf(seed, Math.floor(random() * (size / 5)))
const entry = (random: () => number, size: number) => entryOf(seed, Math.floor(random() * size), size)
const pinyinOf = (text: string, part: 1 | 2): string => withPinyin(text).split(' ')[part] ?? text
/** Each as people ask it; about a subject drawn from the register. */
const QUESTIONS: Record<string, Asks> = {
  'whole-name': (random, size) => some(random, size).name,
  'part-of-name': (random, size) => some(random, size).word,
  'part-and-place': (random, size) => { const firm = some(random, size); return `${firm.place} ${firm.word}` },
  pinyin: (random, size) => pinyinOf(some(random, size).word, 1),
  initials: (random, size) => pinyinOf(some(random, size).name.slice(0, 6), 2),
  number: (random, size) => entry(random, size).numbers[0] ?? '',
  'number-without-hyphens': (random, size) => (entry(random, size).numbers[0] ?? '').replaceAll('-', ''),
  'part-of-number': (random, size) => (entry(random, size).numbers[0] ?? '').slice(-7),
  'one-letter': (random, size) => some(random, size).word.slice(0, 1),
  'in-nearly-all': () => '有限公司',
  'in-many': (random, size) => some(random, size).place,
  'common-words-never-together': (random) => (random() < 0.5 ? '公司成都白酒' : '合作社 攀枝花 显示屏 锂电池'),
  nothing: (random, size) => `${some(random, size).word}${some(random, size).word}`,
}

/** Readers: a stranger; an officer of a county and an agent of a firm, who also find what is not public. */
interface Reader { role: string; organisation: string; region?: string }
const READERS: Record<string, (size: number) => Reader | undefined> = {
  public: () => undefined,
  'county-officer': () => ({ role: 'authority-county', region: '510502', organisation: '' }),
  'enterprise-agent': (size) => ({ role: 'enterprise-agent', organisation: firmOf(seed, Math.floor(size / 11)).id }),
}

function viewOf(db: Db, reader: string, size: number): Pick<View, 'world' | 'db' | 'edition' | 'actor'> {
  const actor = READERS[reader]?.(size)
  const grants = new Set(Object.entries(edition?.roles ?? {}).find(([id]) => id === actor?.role)?.[1].grants ?? [])
  return { world: { searched: searchedByType() }, db, edition, ...(actor && { actor: { ...actor, grants } }) } as never
}

async function fill(db: Db, to: number): Promise<number> {
  const began = performance.now()
  // Built over all rows at once, as a restore does; the definitions are those of the migrations.
  const { rows: made } = await sql<{ name: string; definition: string }>`select indexname as name,
    indexdef as definition from pg_indexes where tablename = 'search_entry' and indexdef not like '%UNIQUE%'`
    .execute(db)
  for (const { name } of made) await sql`drop index ${sql.ref(name)}`.execute(db)
  for (let at = 0; at < to; at += 1000) {
    const rows = []
    for (let i = at; i < Math.min(at + 1000, to); i += 1) {
      const one = entryOf(seed, i, to)
      rows.push(searchRow('generated', one.id, one))
    }
    await putRows(db, rows)
  }
  await db.connection().execute(async (one) => {
    await sql`set statement_timeout = 0`.execute(one)
    await sql`set maintenance_work_mem = '1GB'`.execute(one)
    for (const { definition } of made) await sql`${sql.raw(definition)}`.execute(one)
    await sql`vacuum analyze search_entry`.execute(one)
    await sql`reset statement_timeout`.execute(one)
  })
  return (performance.now() - began) / 1000
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const quantiles = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), most: sorted.at(-1) ?? 0 }
}
const ms = (value: number) => value.toFixed(1).padStart(7)

async function ask(db: Db, database: string, size: number, loaded: number): Promise<void> {
  const { rows: [space] } = await sql<{ table: string; grams: string }>`select
    pg_size_pretty(pg_total_relation_size('search_entry') - pg_indexes_size('search_entry')) as "table",
    pg_size_pretty(pg_relation_size('search_entry_grams')) as grams`.execute(db)
  console.log(`\n${database}, ${size} entries (made and indexed in ${loaded.toFixed(0)} s; table ${space?.table}, ${
    space?.grams} of tokens), ms:`)
  console.log(`  ${'question'.padEnd(29)}${'reader'.padEnd(18)}    p50    p95    most   LIKE p50  ratio  recall`)
  const [all, allLike]: [number[], number[]] = [[], []]
  let [found, ought] = [0, 0]
  for (const [kind, make] of Object.entries(QUESTIONS)) {
    for (const reader of Object.keys(READERS)) {
      const view = viewOf(db, reader, size)
      const random = randomFrom(seed + size)
      const asked = Array.from({ length: questions }, () => make(random, size))
      // In groups where it is the workbench, as one list where it is public.
      const page = reader === 'public' ? { limit: PAGE } : { limit: PAGE, each: 6 }
      const times: number[] = []
      for (const q of asked) {
        const began = performance.now()
        await searchEntries(view, { q, ...page })
        times.push(performance.now() - began)
      }
      const like: number[] = []
      let [got, wanted] = [0, 0]
      if (reader === 'public') {
        for (const q of asked.slice(0, size > 100_000 ? 5 : 10)) {
          const fits = sql.join(termsOf(q).map((term) => sql`haystack like ${anywhere(term)}`), sql` and `)
          const began = performance.now()
          await sql`select kind, id from search_entry where ${fits} and public order by rank, id desc limit ${PAGE}`
            .execute(db)
          like.push(performance.now() - began)
          const { rows: [count] } = await sql<{ count: number }>`select count(*)::integer as count from search_entry
            where ${fits} and public`.execute(db)
          const { items } = await searchEntries(view, { q, ...page })
          const { rows: [true_] } = await sql<{ count: number }>`select count(*)::integer as count from search_entry
            where ${fits} and public and id = any(${items.map(({ id }) => id)}::text[])`.execute(db)
          got += true_?.count ?? 0
          wanted += Math.min(PAGE, count?.count ?? 0)
        }
        found += got
        ought += wanted
        allLike.push(...like)
      }
      all.push(...times)
      const { p50, p95, most } = quantiles(times)
      const plain = like.length > 0 ? quantiles(like).p50 : undefined
      console.log(`  ${kind.padEnd(29)}${reader.padEnd(18)}${ms(p50)}${ms(p95)}${ms(most)}${plain === undefined ? ''
        : `${plain.toFixed(1).padStart(11)}${(plain / p50).toFixed(1).padStart(7)}${
          (wanted === 0 ? 1 : got / wanted).toFixed(3).padStart(8)}`}`)
      figures.push({ name: `search-${size}-${kind}-${reader}-p95`, database, value: Number(p95.toFixed(2)), unit: 'ms',
        ...(plain !== undefined && { ratio: Number((plain / p95).toFixed(2)) }) })
    }
  }
  const { p50, p95, most } = quantiles(all)
  const plain = quantiles(allLike)
  const met = size < 1_000_000 || database !== 'postgres' ? ''
    : ` (goal ${GOAL_P95}: ${p95 < GOAL_P95 ? 'met' : 'MISSED'})`
  console.log(`  all: p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}${met}, most ${most.toFixed(1)}; LIKE p50 ${
    plain.p50.toFixed(1)}, p95 ${plain.p95.toFixed(1)}; recall ${found}/${ought}`)
  const figure = (share: 'p50' | 'p95', value: number, beside: number) => figures.push({
    name: `search-${size}-${share}`, database, value: Number(value.toFixed(2)), unit: 'ms',
    ratio: Number((beside / value).toFixed(2)),
  })
  figure('p50', p50, plain.p50)
  figure('p95', p95, plain.p95)
  figures.push({ name: `search-${size}-recall`, database, value: ought === 0 ? 1 : found / ought, unit: 'share' })
  if (met.includes('MISSED') || found < ought) process.exitCode = 1
}

async function measure(database: string, db: Db, of: readonly number[]): Promise<void> {
  for (const size of of) {
    const { rows: [there] } = await sql<{ count: number }>`
      select count(*)::integer as count from search_entry`.execute(db)
    if (there?.count === size) { await ask(db, database, size, 0); continue }
    await sql`truncate search_entry`.execute(db)
    await ask(db, database, size, await fill(db, size))
  }
}

console.log(`seed ${seed}, ${questions} questions of each kind and reader; a warm register, one reader at a time`)
if (options.database !== 'postgres') {
  const open = await openEmbedded({ migrations })
  await measure('pglite', open.db, options.database === 'pglite' ? sizes : sizes.filter((size) => size <= 10_000))
  await open.close()
}
const url = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL
if (options.database !== 'pglite' && url) {
  const name = options.keep ?? `tianfu_bench_${randomBytes(4).toString('hex')}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rowCount: there } = await client.query('select from pg_database where datname = $1', [name])
  if (!there) {
    await client.query(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`)
  }
  const own = new URL(url)
  own.pathname = `/${name}`
  const open = await openPostgres({ url: own.href, migrations })
  try {
    await measure('postgres', open.db, sizes)
  } finally {
    await open.close()
    if (!options.keep) await client.query(`drop database ${name} with (force)`)
    await client.end()
  }
} else if (options.database !== 'pglite') {
  console.log('\npostgres: skipped, neither TEST_DATABASE_URL nor DATABASE_URL names a server')
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ figures }, null, 2)}\n`)
