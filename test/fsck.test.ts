// Four tamperings, each found and named; the last one only by a checkpoint that somebody kept.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, afterEach, describe, test } from 'node:test'
import {
  appendLeaf, EMPTY_FRONTIER, formatCheckpoint, frontierRoot, frontierToHex, leafHash, signNote,
} from '@tianfu/ledger'
import { sql } from 'kysely'
import { MODULES } from '../apps/server/src/modules.ts'
import { brand } from '../apps/server/src/modules/brands/index.ts'
import { actsOf, entryOf } from '../apps/server/src/platform/acts.ts'
import { fold } from '../apps/server/src/platform/aggregate.ts'
import type { Db, Tx } from '../apps/server/src/platform/db/database.ts'
import { fsck, PLATFORM_INVARIANTS } from '../apps/server/src/platform/fsck.ts'
import type { Finding } from '../apps/server/src/platform/fsck.ts'
import { latestCheckpoint, logOrigin, logSigner, sha256 } from '../apps/server/src/platform/log.ts'
import { index, rebuild } from '../apps/server/src/platform/search-index.ts'
import { signedIn } from './people.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

let of: TestWorld
/** A brand that its enterprise registered over HTTP, and its name. */
let subject: string
let saved: string

before(async () => {
  of = await testWorld()
  const agent = await signedIn(of, 'enterprise-agent')
  const registered = await agent.post('/api/v1/brands', { name: { zh: '核验酒' }, kind: 'product' })
  assert.equal(registered.status, 201, JSON.stringify(registered.body))
  subject = registered.body.id
  const product = await agent.post('/api/v1/products', {
    name: { zh: '核验酒一号' }, brand: subject, models: ['500mL'], industry: 'C1512', unit: '瓶', yearlyCapacity: 1000,
  })
  assert.equal(product.status, 201, JSON.stringify(product.body))
  await of.app.sequence()
  saved = (await latestCheckpoint(of.world.db))?.note ?? ''
  await agent.post('/api/v1/brands', { name: { zh: '核验酒之后' }, kind: 'product' })
  await of.app.sequence()
})
after(() => of.close())

const look = (earlier?: string) => fsck(of.world, MODULES, earlier)

test('a world that people have worked in has nothing to report, also against a checkpoint saved earlier', async () => {
  const { findings, checked, checkpoint } = await look(saved)
  assert.deepEqual(findings, [])
  assert.notEqual(checkpoint, saved, 'the log has grown since')
  for (const what of ['acts', 'entries', 'checkpoints', 'rows', 'invariants']) assert.ok((checked[what] ?? 0) > 0, what)
})

test('every invariant of the platform and of every module is a query that runs and finds nothing', async () => {
  const all = [PLATFORM_INVARIANTS, ...MODULES.map(({ invariants = {} }) => invariants)]
    .flatMap((each) => Object.entries(each))
  for (const [sentence, query] of all) {
    assert.deepEqual((await sql.raw(query).execute(of.world.db)).rows, [], sentence)
  }
  assert.equal((await look()).checked.invariants, all.length)
})

describe('tampering with the tables themselves', () => {
  // Each in turn, and taken back: the tables are restored from copies made before.
  const TABLES = ['act', 'log_entry', 'log_checkpoint', 'brand'] as const
  beforeEach(() => withTriggersOff(async (db) => {
    for (const table of TABLES) {
      await sql`create table ${sql.table(`kept_${table}`)} as select * from ${sql.table(table)}`.execute(db)
    }
  }))
  afterEach(async () => {
    await withTriggersOff(restore)
    await rebuild(of.world)
  })
  const restore = async (db: Db) => {
    await sql`update act set content = k.content, entry = k.entry from kept_act k where k.id = act.id`.execute(db)
    await sql`update brand set official = k.official from kept_brand k where k.id = brand.id`.execute(db)
    await sql`update log_entry set leaf = k.leaf from kept_log_entry k where k.index = log_entry.index`.execute(db)
    await sql`update log_checkpoint set root = k.root, note = k.note, frontier = k.frontier
      from kept_log_checkpoint k where k.size = log_checkpoint.size`.execute(db)
    for (const table of TABLES) await sql`drop table ${sql.table(`kept_${table}`)}`.execute(db)
  }

  test('a changed row is named', async () => {
    await sql`update brand set official = jsonb_set(official, '{name,zh}', '"假酒"')
      where id = ${subject}`.execute(of.world.db)
    assert.deepEqual(named((await look(saved)).findings), [['row', `brand/${subject}`], ['search', `brand/${subject}`]])
  })

  test('a changed act is named, and the row that no longer follows from it', async () => {
    const act = await forge()
    assert.deepEqual(named((await look(saved)).findings), [['act', nameOf(act)], ['row', `brand/${subject}`]])
  })

  test('an act and its row changed together are named by the entry of the act', async () => {
    const act = await forge(followRow)
    assert.deepEqual(named((await look(saved)).findings), [['act', nameOf(act)]])
  })

  test('act, row and entry changed together are named by the leaf', async () => {
    const act = await forge(followRow, followEntry)
    const { findings } = await look(saved)
    assert.deepEqual(named(inDatabase(findings)), [['log', nameOf(act)]])
    assert.ok(findings.some(isOfTile), 'the entry that was published differs')
  })

  test('act, row, entry and leaf are named by the first checkpoint that signed another tree', async () => {
    await forge(followRow, followEntry, followLeaf)
    const { findings } = await look()
    const [tree, ...more] = inDatabase(findings)
    assert.deepEqual([tree?.kind, ...more], ['log'])
    assert.ok(findings.some(isOfTile), 'the tile that was published differs')
    assert.match(tree?.what ?? '', /^the tree at size \d+ is not the one that its checkpoint signed$/)
  })

  test('act, row, leaf and the tail signed anew are revealed by a checkpoint saved earlier and by what was published',
    async () => {
    await forge(followRow, followEntry, followLeaf, signTailAnew)
    assert.deepEqual(inDatabase((await look()).findings), [], 'the database alone is consistent')
    const all = (await look(saved)).findings
    assert.ok(all.some(isOfTile))
    const findings = inDatabase(all)
    const size = Number(saved.split('\n')[1])
    assert.deepEqual(named(findings), [['checkpoint', `log size ${size}`]])
    assert.match(findings[0]?.what ?? '', /history was rewritten/)
  })

  test('a log whose tail was cut off is shorter than its checkpoint', async () => {
    const entry = await of.world.db.selectFrom('log_entry').selectAll().orderBy('index', 'desc').limit(1)
      .executeTakeFirstOrThrow()
    await withTriggersOff(async (db) => {
      await sql`delete from log_entry where index = ${entry.index}`.execute(db)
      await sql`insert into log_pending (act) values (${entry.act})`.execute(db)
    })
    assert.deepEqual(named(inDatabase((await look()).findings)), [['log', `log size ${entry.index}`]])
    await withTriggersOff(async (db) => {
      await sql`delete from log_pending where act = ${entry.act}`.execute(db)
      await db.insertInto('log_entry').values(entry).execute()
    })
  })
})

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

describe('one bit, wherever it lies, is found where it lies (F19)', () => {
  /** Flips a bit of a column of one row and back; what was found between. */
  const flipped = async (table: string, column: string, where: string, at: number): Promise<Finding[]> => {
    const flip = () => withTriggersOff(async (db) => {
      await sql`update ${sql.table(table)} set ${sql.ref(column)} =
        set_byte(${sql.ref(column)}, ${at}, get_byte(${sql.ref(column)}, ${at}) # 16)
        where ${sql.raw(where)}`.execute(db)
    })
    await flip()
    const { findings } = await look()
    await flip()
    return findings
  }
  const rowOf = async (table: 'log_entry' | 'log_checkpoint', seed: number) => {
    const column = table === 'log_entry' ? 'index' : 'size'
    const rows = await of.world.db.selectFrom(table).select(sql<number>`${sql.ref(column)}`.as('at')).execute()
    const { at } = rows[(seed * 7919) % rows.length] ?? assert.fail('there is one')
    return { column, at }
  }
  after(async () => assert.deepEqual((await look()).findings, [], 'each was taken back'))

  for (const seed of SEEDS) {
    test(`a leaf of the log (seed ${seed})`, async () => {
      const { at } = await rowOf('log_entry', seed)
      const { act } = await of.world.db.selectFrom('log_entry').select('act').where('index', '=', at)
        .executeTakeFirstOrThrow()
      const found = await flipped('log_entry', 'leaf', `index = ${at}`, seed % 32)
      assert.ok(found.some(({ kind, subject: of_ }) => kind === 'log' && of_?.includes(act)), JSON.stringify(found))
    })

    test(`an entry of an act (seed ${seed})`, async () => {
      const acts = await of.world.db.selectFrom('act').select('id').orderBy('id').execute()
      const { id } = acts[(seed * 7919) % acts.length] ?? assert.fail('there is one')
      const found = await flipped('act', 'entry', `id = '${id}'`, seed % 32)
      assert.ok(found.some(({ kind, subject: of_ }) => kind === 'act' && of_?.includes(id)), JSON.stringify(found))
    })

    test(`the root of a checkpoint (seed ${seed})`, async () => {
      const { at } = await rowOf('log_checkpoint', seed)
      const found = await flipped('log_checkpoint', 'root', `size = ${at}`, seed % 32)
      assert.ok(found.some(({ subject: of_ }) => of_ === `log size ${at}`), JSON.stringify(found))
    })

    test(`what was published of the log (seed ${seed})`, async () => {
      const tiles = readdirSync(join(of.world.dataDir, 'log', 'tile'), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).toSorted()
      const path = tiles.at(-1) ?? assert.fail('there is a tile')
      const bytes = readFileSync(path)
      const at = (seed * 104_729) % bytes.length
      writeFileSync(path, bytes.with(at, bytes[at]! ^ (1 << (seed % 8))))
      const { findings } = await look()
      assert.ok(findings.length > 0 && findings.every(isOfTile), `${path} ${JSON.stringify(findings)}`)
      writeFileSync(path, bytes)
    })
  }
})

test('a checkpoint of another log, or of none, is said to be so', async () => {
  for (const note of [saved.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`), 'no note']) {
    const { findings: [first, ...more] } = await look(note)
    assert.deepEqual(more, [])
    assert.deepEqual(first, { kind: 'checkpoint', what: 'the checkpoint saved earlier is not signed by this log' })
  }
})

const isOfTile = ({ kind }: Finding): boolean => kind === 'tile'
const inDatabase = (findings: readonly Finding[]) => findings.filter((one) => !isOfTile(one))
const named = (findings: readonly Finding[]) => findings.map(({ kind, subject: whose }) => [kind, whose])
interface Forged { id: string; type: string; version: number }
const nameOf = ({ id, type, version }: Forged) => `brand/${subject} act ${version} (${type}, ${id})`

const GUARDED = ['act', 'log_entry', 'log_checkpoint']

/** What somebody does who holds the database: without the triggers that refuse changes. */
function withTriggersOff<T>(body: (db: Tx) => Promise<T>): Promise<T> {
  return of.world.db.transaction().execute(async (db) => {
    for (const table of GUARDED) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db)
    const done = await body(db)
    for (const table of GUARDED) await sql`alter table ${sql.table(table)} enable trigger user`.execute(db)
    return done
  })
}

/** Changes the act, and after it what is meant to hide the change. */
const forge = (...hide: ((db: Tx) => Promise<void>)[]): Promise<Forged> => withTriggersOff(async (db) => {
  const act = await forgeAct(db)
  for (const step of hide) await step(db)
  return act
})

async function forgeAct(db: Db): Promise<Forged> {
  const { rows: [act] } = await sql<Forged>`
    update act set content = jsonb_set(content, '{name,zh}', '"假酒"') where subject = ${subject}
    returning id, type, version`.execute(db)
  assert.ok(act)
  return act
}

/** The row, and what search finds of it, which would tell of it too. */
async function followRow(db: Tx): Promise<void> {
  const state = fold(brand, await actsOf(db, 'brand', subject))
  const official = JSON.stringify(state)
  await sql`update brand set official = ${official}::jsonb where id = ${subject}`.execute(db)
  await index({ world: of.world, tx: db }, 'brand', subject, state)
}

async function followEntry(db: Db): Promise<void> {
  const act = await db.selectFrom('act').selectAll().where('subject', '=', subject).executeTakeFirstOrThrow()
  await sql`update act set entry = ${Buffer.from(entryOf(act))} where id = ${act.id}`.execute(db)
}

async function followLeaf(db: Db): Promise<void> {
  const act = await db.selectFrom('act').select(['id', 'entry']).where('subject', '=', subject)
    .executeTakeFirstOrThrow()
  const leaf = Buffer.from(leafHash(sha256, new Uint8Array(act.entry)))
  const { numAffectedRows } = await sql`update log_entry set leaf = ${leaf} where act = ${act.id}`.execute(db)
  assert.equal(numAffectedRows, 1n)
}

/** With the key of the log in hand: every checkpoint over the forged leaves. */
async function signTailAnew(db: Db): Promise<void> {
  const { world } = of
  const entries = await db.selectFrom('log_entry').select('leaf').orderBy('index').execute()
  const sizes = (await db.selectFrom('log_checkpoint').select('size').execute()).map(({ size }) => Number(size))
  let frontier = EMPTY_FRONTIER
  for (const { leaf } of entries) {
    frontier = appendLeaf(sha256, frontier, new Uint8Array(leaf))
    if (!sizes.includes(frontier.size)) continue
    const root = frontierRoot(sha256, frontier)
    const text = formatCheckpoint({ origin: logOrigin(world), size: frontier.size, root })
    const note = await signNote(text, [logSigner(world).signer])
    await sql`update log_checkpoint set root = ${Buffer.from(root)}, note = ${note},
      frontier = ${frontierToHex(frontier)} where size = ${frontier.size}`.execute(db)
  }
}
