// Files that are large or not of text: wrong rows told by line and column, nothing half taken in, nothing left lying.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { aProgramme, aSource, gtinsOf } from '../../../../../test/market.ts'
import { signedIn } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { Store, literal } from './engine/store.ts'

let of: TestWorld
let secretariat: Person
let programme: string
let source: string
let gtin: string
before(async () => {
  of = await testWorld()
  secretariat = await signedIn(of, 'alliance-secretariat')
  programme = await aProgramme(of, secretariat)
  source = await aSource(secretariat, programme, 'ratings')
  ;[gtin] = await gtinsOf(of) as [string]
})
after(() => closeSound(of))

async function check(bytes: Uint8Array, name: string): Promise<Answer> {
  const boundary = 'x-boundary-of-the-test'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="source"\r\n\r\n${source}\r\n--${boundary}\r\n`
    + `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`
  const answer = await of.app.http.inject({
    method: 'POST', url: `/api/v1/market-programmes/${programme}/files`,
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { cookie: secretariat.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers as Record<string, unknown> }
}
const kept = (folder: string): string[] => {
  try {
    return readdirSync(join(of.world.dataDir, 'market', folder)).filter((name) => name !== 'spill')
  } catch {
    return []
  }
}

test('of a hundred thousand rows ten are wrong: each is told, nothing of the file is kept', async () => {
  const bad = new Set([1, 7, 99, 1_000, 12_345, 50_000, 65_536, 77_777, 99_998, 99_999])
  const lines = Array.from({ length: 100_000 }, (_, i) => (bad.has(i) ? `2025-02-30,${gtin},5,用户${i}`
    : `2025-03-${String(1 + (i % 28)).padStart(2, '0')},${gtin},${1 + (i % 5)},用户${i}`))
  const { status, body } = await check(new TextEncoder().encode(`日期,条码,评分,用户\n${lines.join('\n')}\n`), 'a.csv')
  assert.deepEqual([status, body.rows, body.errorCount, body.observations, body.file], [200, 100_000, 10, 0, undefined])
  assert.deepEqual(body.errors.map(({ line }: { line: number }) => line), [...bad].map((i) => i + 2))
  assert.ok(body.errors.every(({ code, column }: { code: string; column: string }) =>
    code === 'day-impossible' && column === 'day'))
  assert.deepEqual(kept('parts'), [])
})

async function aParquet(select: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'tianfu-parquet-'))
  const store = await Store.open({ threads: 1, memory: '256MB', spill: '1GB', spillFolder: folder })
  const path = join(folder, 'made.parquet')
  await store.run(`copy (${select}) to ${literal(path)} (format parquet)`)
  store.close()
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  return bytes
}

test('Parquet comes in as any file does: recognised headings, faults by row, types as they are', async () => {
  const column = (day: string) => `select ${day} as "日期", ${literal(gtin)} as "条码", 1 + (i % 5) as "评分",
    (i % 2 = 0) as "已购买", 'u' || i as "用户" from range(3000) t(i)`
  const found = await check(await aParquet(column(`date '2025-03-01' + cast(i % 28 as integer)`)), 'a.parquet')
  assert.equal(found.status, 200, JSON.stringify(found.body))
  assert.deepEqual([found.body.format, found.body.rows, found.body.observations, found.body.firstDay],
    ['parquet', 3000, 3000, '2025-03-01'])
  const made = await secretariat.post(`/api/v1/market-programmes/${programme}/imports`, { file: found.body.file })
  assert.deepEqual([made.status, made.body.observations], [201, 3000])
  const day = `case when i = 41 then null else timestamp '2025-03-01 10:00:00' end`
  const wrong = await check(await aParquet(column(day)), 'b.parquet')
  assert.deepEqual([wrong.body.errorCount, wrong.body.errors[0].line, wrong.body.errors[0].code], [1, 43, 'empty'])
  assert.deepEqual(kept('scratch'), [])
})

test('what is no whole Parquet, or lacks a column, is refused and leaves nothing behind', async () => {
  const whole = await aParquet('select 1 as x')
  const broken = [whole.subarray(0, whole.length - 9), Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(60, 7)])]
  for (const bytes of broken) {
    const { status, body } = await check(bytes, 'c.parquet')
    assert.deepEqual([status, body.code], [422, 'file-unreadable'], JSON.stringify(body))
  }
  const lacking = await check(whole, 'd.parquet')
  assert.deepEqual([lacking.status, lacking.body.code], [422, 'mapping-wrong'])
  assert.deepEqual(kept('scratch'), [])
})
