import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import { after, before, test } from 'node:test'
import { readSheet } from 'read-excel-file/universal'
import writeExcelFile from 'write-excel-file/node'
import { as } from '../../../../../test/licence.ts'
import { usccOf } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { cellsOf } from './workbook.ts'

let of: TestWorld
let maker: Person
let gtin: string
let foreign: string
before(async () => {
  of = await testWorld()
  maker = await as(of, 'enterprise-agent')
  const gtinOf = async (id: string) => (await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf(id)).where('gtin', 'is not', null).select('gtin')
    .executeTakeFirstOrThrow()).gtin ?? ''
  ;[gtin, foreign] = await Promise.all([gtinOf('enterprise-baijiu'), gtinOf('enterprise-tile')])
})
after(() => of.close())

type Value = string | number | Date | null
const HEAD = ['商品条码', '生产批号', '环节', '发生时间', '数量', '单位', '交接给（统一社会信用代码）']
const bookOf = (rows: readonly Value[][], head = HEAD): Promise<Buffer> =>
  writeExcelFile([head, ...rows].map((row) => row.map((value) => (value instanceof Date
    ? { value, type: Date, format: 'yyyy-mm-dd hh:mm' } : value)))).toBuffer()

async function send(url: string, bytes: Uint8Array, by = maker) {
  const edge = 'a-boundary'
  const answer = await of.app.http.inject({
    method: 'POST', url, headers: { cookie: by.cookie, 'content-type': `multipart/form-data; boundary=${edge}` },
    payload: Buffer.concat([
      Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n`),
      bytes, Buffer.from(`\r\n--${edge}--\r\n`),
    ]),
  })
  return { status: answer.statusCode, bytes: answer.rawPayload, body: answer.headers['content-type']?.includes('json')
    ? answer.json() : undefined }
}
const rowsIn = (bytes: Uint8Array) => readSheet(new Blob([Uint8Array.from(bytes)]))

test('a sheet is checked row by row, recorded whole or not at all, and again does no harm', async () => {
  const good: Value[][] = [
    [gtin, 'X1', '生产入批', '2026-02-20 08:00', 12.5, '千克', null],
    [Number(gtin), 'X1', 'Stored', new Date('2026-02-21T09:30:00Z'), null, null, null],
    [gtin, 'X1', 'shipping', '2026年2月22日 10:00', 5, 'KGM', usccOf('enterprise-rice')],
  ]
  const wrong: Value[][] = [
    [foreign, 'X2', '入库', '2026-02-20', null, null, null],
    [gtin, 'X2', '晾晒', '昨天', null, null, null],
    [gtin, 'X2', '生产入批', '2027-02-20 08:00', null, null, null],
    [gtin, 'X2', '发货', '2026-02-20 08:00', null, null, '91510000MA6AAAAA0B'],
  ]
  const mixed = await bookOf([good[0]!, [null, null, null, null, null, null, null], ...wrong])
  const checked = await send('/api/v1/trace-sheets/check', mixed)
  type Wrong = { row: number; column?: { en: string }; why: { zh: string } }
  const said = checked.body.errors.map(({ row, column, why }: Wrong) => `${row} ${column?.en ?? ''} ${why.zh}`)
  assert.deepEqual([checked.status, checked.body.rows, checked.body.captured], [200, 5, 0])
  assert.equal(said.filter((line: string) => line.startsWith('5 ')).length, 2, said.join('\n'))
  const expected = [[4, '只有生产者'], [5, 'Step'], [5, 'When'], [6, '不能晚于'], [7, '没有统一社会信用代码']] as const
  for (const [row, what] of expected) {
    const found = said.some((line: string) => line.startsWith(`${row} `) && line.includes(what))
    assert.ok(found, `${row} ${what}\n${said.join('\n')}`)
  }
  const refused = await send('/api/v1/trace-sheets', mixed)
  assert.deepEqual([refused.body.captured, refused.body.errors.length], [0, checked.body.errors.length])
  assert.equal((await maker.get(`/api/v1/trace-lots/${gtin}.X1`)).status, 404)
  const sound = await bookOf(good)
  const { body: first } = await send('/api/v1/trace-sheets', sound)
  assert.deepEqual(first, { rows: 3, captured: 3, duplicates: 0, errors: [] })
  const { history } = (await maker.get(`/api/v1/trace-lots/${gtin}.X1`)).body
  type Told = { at: string; step: { en: string } }
  assert.deepEqual(history.map(({ at, step }: Told) => `${step.en} ${new Date(at).toISOString().slice(0, 16)}`),
    ['Made 2026-02-20T00:00', 'Stored 2026-02-21T01:30', 'Shipped 2026-02-22T02:00'])
  assert.equal((await send('/api/v1/trace-sheets/check', sound)).body.duplicates, 3)
  const { body: again } = await send('/api/v1/trace-sheets', sound)
  assert.deepEqual(again, { rows: 3, captured: 0, duplicates: 3, errors: [] })
})

test('the sheet comes back with remarks, and the empty one to fill in is taken as it is', async () => {
  const returned = await send('/api/v1/trace-sheets/returned', await bookOf([
    [gtin, 'X3', '入库', '2026-02-20 08:00', null, null, null], [gtin, 'X3', '', '2026-02-20 08:00', null, null, null],
  ]))
  const rows = await rowsIn(returned.bytes)
  assert.deepEqual(rows.map((row) => row.length), [8, 8, 8])
  assert.match(String(rows[1]?.[7]), /无误/)
  assert.match(String(rows[2]?.[7]), /环节/)
  const template = await of.app.http.inject({
    method: 'GET', url: '/api/v1/trace-sheet.xlsx', headers: { cookie: maker.cookie },
  })
  assert.deepEqual((await rowsIn(template.rawPayload))[0], HEAD)
  const empty = await send('/api/v1/trace-sheets', template.rawPayload)
  assert.deepEqual([empty.status, empty.body.rows], [200, 0])
})

test('what is no such sheet, or unpacks without end, is refused', async () => {
  const url = '/api/v1/trace-sheets/check'
  assert.equal((await send(url, Buffer.from('no archive'))).status, 422)
  assert.equal((await send(url, await bookOf([['a']], ['b']))).body.code, 'trace-sheet-broken')
  assert.equal((await send(url, Buffer.alloc(1_100_000))).body.code, 'trace-sheet-large')
  const many = await send(url, await bookOf(Array.from({ length: 1001 }, () => [gtin, 'X', '入库', '2026-02-20'])))
  assert.equal(many.body.code, 'trace-sheet-large')
  assert.equal((await send(url, await bookOf([]), await as(of, 'enterprise-representative'))).status, 403)
  // A megabyte that unpacks to one gigabyte, and one that says less than it holds.
  for (const size of [1_073_741_824, 100]) await assert.rejects(cellsOf(bombOf(size)), { code: 'trace-sheet-broken' })
})

/** An archive of one part of 64 MiB zeros that says it has `size` bytes. */
function bombOf(size: number): Buffer {
  const name = Buffer.from('xl/worksheets/sheet1.xml')
  const packed = deflateRawSync(Buffer.alloc(67_108_864))
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(size, 24)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, name, packed, central, name, end])
}
