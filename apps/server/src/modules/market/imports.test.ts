import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import writeXlsx from 'write-excel-file/node'
import { signedIn, somebody, usccOf } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let secretariat: Person
let url: string
let gtin: string
before(async () => {
  of = await testWorld()
  secretariat = await signedIn(of, 'alliance-secretariat')
  const product = await of.world.db.selectFrom('product').select('gtin').where('gtin', 'is not', null)
    .executeTakeFirstOrThrow()
  gtin = product.gtin!
  url = await aProgramme()
})
after(() => closeSound(of))

async function aProgramme(): Promise<string> {
  const [scheme] = (await secretariat.get('/api/v1/market-schemes')).body.items
  const { body } = await secretariat.post('/api/v1/market-programmes', {
    name: { zh: '白酒市场评价' }, programme: scheme.id, from: '2025-01-01', until: '2025-12-31', exitFloorHundredths: 5000,
  })
  return `/api/v1/market-programmes/${body.id}`
}
async function aSource(kind: string, at = url): Promise<string> {
  const { body } = await secretariat.post(`${at}/sources`, {
    name: `示例来源 ${kind}`, kind, tier: 2, basis: 'contract', basisDocument: '合同', licence: '仅评价', lineage: '平台导出',
  })
  return body.sources.at(-1).id
}

/** Sends a file as a browser does; `cut` ends the request before its end. */
async function check(
  bytes: Uint8Array, fields: Record<string, string>, at = url, who = secretariat, cut = 0,
): Promise<Answer> {
  const boundary = 'x-boundary-of-the-test'
  const parts = Object.entries(fields).map(([name, value]) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  const body = Buffer.concat([Buffer.from(`${parts.join('')}--${boundary}\r\n`
    + 'content-disposition: form-data; name="file"; filename="data.csv"\r\ncontent-type: text/csv\r\n\r\n'),
  Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)])
  const answer = await of.app.http.inject({
    method: 'POST', url: `${at}/files`, payload: body.subarray(0, body.length - cut),
    headers: { cookie: who.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers as Record<string, unknown> }
}
const utf8 = (text: string) => new TextEncoder().encode(text)
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** 日期,条码,评分 / 用户 in GBK, byte for byte. */
const GBK = (text: string) => Buffer.from(text.replace(/[日期条码评分用户甲]/g, (c) => ({
  日: '\xc8\xd5', 期: '\xc6\xda', 条: '\xcc\xf5', 码: '\xc2\xeb', 评: '\xc6\xc0', 分: '\xb7\xd6', 用: '\xd3\xc3',
  户: '\xbb\xa7', 甲: '\xbc\xd7' })[c]!), 'latin1')
const partsKept = () => {
  try {
    return readdirSync(join(of.world.dataDir, 'market', 'parts')).toSorted()
  } catch {
    return []
  }
}
const rows = (n: number, line = (i: number) => `2025-0${1 + (i % 9)}-1${i % 9},${gtin},${1 + (i % 5)},user${i}`) =>
  `日期,条码,评分,用户\n${Array.from({ length: n }, (_, i) => line(i)).join('\n')}\n`

test('a file is checked, taken in once, and the same file again is refused', async () => {
  const source = await aSource('ratings')
  const bytes = utf8(rows(50))
  const found = await check(bytes, { source, sha256: hash(bytes), length: String(bytes.length) })
  assert.equal(found.status, 200, JSON.stringify(found.body))
  assert.deepEqual(
    [found.body.encoding, found.body.delimiter, found.body.rows, found.body.observations, found.body.errorCount],
    ['utf-8', ',', 50, 50, 0])
  assert.deepEqual(found.body.mapping, { subject: '条码', day: '日期', score: '评分', who: '用户' })
  assert.deepEqual((await secretariat.get('/api/v1/market-imports')).body.items, [], 'a check takes nothing in')
  const made = await secretariat.post(`${url}/imports`, { file: found.body.file })
  assert.deepEqual([made.status, made.body.status, made.body.observations], [201, 'loaded', 50])
  const again = await check(bytes, { source })
  assert.deepEqual([again.status, again.body.code], [409, 'file-imported'])
  assert.equal((await secretariat.post(`${url}/imports`, { file: found.body.file })).body.code, 'file-imported')
  const withdrawn = await secretariat.post(`/api/v1/market-imports/${made.body.id}/withdrawal`, { reason: '来源更正' })
  assert.deepEqual([withdrawn.body.status, withdrawn.body.timeline.length], ['withdrawn', 2])
  assert.equal((await check(bytes, { source })).status, 200, 'after a withdrawal it may come again')
})

test('of two that take in one file at the same moment exactly one succeeds', async () => {
  const source = await aSource('ratings')
  const bytes = utf8(rows(20, (i) => `2025-03-01,${gtin},5,twice${i}`))
  const { body: { file } } = await check(bytes, { source })
  const answers = await Promise.all([1, 2].map(() => secretariat.post(`${url}/imports`, { file })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
})

test('nobody’s name is kept: whoever rated stands as a pseudonym of the programme', async () => {
  const [one, other] = [await aProgramme(), await aProgramme()]
  const bytes = utf8(`日期,条码,评分,用户\n2025-03-01,${gtin},5,张三的手机13800000000\n`)
  const before = new Set(partsKept())
  for (const at of [one, other]) {
    assert.equal((await check(bytes, { source: await aSource('ratings', at) }, at)).status, 200)
  }
  const made = partsKept().filter((name) => !before.has(name))
  assert.equal(made.length, 2, 'the pseudonyms of two programmes differ')
  for (const name of made) {
    const kept = gunzipSync(readFileSync(join(of.world.dataDir, 'market', 'parts', name))).toString()
    assert.ok(kept.includes('rating') && !/张三|13800000000/.test(kept), kept)
  }
})

for (const [why, bytes, encoding, delimiter] of [
  ['GBK with semicolons', () => GBK(`日期;条码;评分;用户\n2025-03-01;${gtin};5;甲\n`), 'gb18030', ';'],
  ['UTF-8 with a mark and tabs', () => utf8(`\ufeff日期\t条码\t评分\n2025/3/1\t${gtin}\t4.5\n`), 'utf-8', '\t'],
  ['UTF-16 with a mark', () => Buffer.from(`\ufeff日期,条码,评分\n2025年3月1日,${gtin},4\n`, 'utf16le'), 'utf-16le', ','],
  ['quotes with line breaks and carriage returns',
    () => utf8(`date,gtin,score,user\r\n20250301,${gtin},3,"a\r\nb"\r\n`), 'utf-8', ','],
] as const) {
  test(`reads ${why}`, async () => {
    const answer = await check(bytes(), { source: await aSource('ratings') })
    assert.deepEqual([answer.status, answer.body.encoding, answer.body.delimiter, answer.body.observations],
      [200, encoding, delimiter, 1], JSON.stringify(answer.body))
    assert.equal(answer.body.firstDay, '2025-03-01')
  })
}

test('reads an Excel workbook, days as days', async () => {
  const sheet = [['日期', '条码', '评分'].map((value) => ({ value })),
    [{ value: new Date('2025-03-01T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' }, { value: gtin }, { value: 4.5 }]]
  const bytes = await writeXlsx(sheet as never).toBuffer()
  const answer = await check(bytes, { source: await aSource('ratings') })
  assert.deepEqual([answer.status, answer.body.format, answer.body.observations, answer.body.firstDay],
    [200, 'excel', 1, '2025-03-01'], JSON.stringify(answer.body))
  const cut = await check(bytes.subarray(0, Math.floor(bytes.length / 2)), { source: await aSource('ratings') })
  assert.deepEqual([cut.status, cut.body.code], [422, 'file-unreadable'])
})

test('every wrong row is told with its line, and nothing of the file is kept', async () => {
  const before = partsKept()
  const text = ['日期,条码,评分,地区', `2025-02-30,${gtin},5,`, `2025-03-01,${gtin},5分,`, `2025-03-01,${gtin},6,`,
    '2025-03-01,6999999000014,5,', '2025-03-01,6901234000016,5,', `2099-01-01,${gtin},5,`, `2025-03-01,${gtin},,`,
    `2025-03-01,${gtin},5,999999`, `2025-03-01,${gtin},5,510500`].join('\n')
  const { status, body } = await check(utf8(text), { source: await aSource('ratings') })
  assert.equal(status, 200)
  assert.deepEqual(body.errors.map(({ line, column, code }: Record<string, unknown>) => [line, column, code]), [
    [2, 'day', 'day-impossible'], [3, 'score', 'not-a-number'], [4, 'score', 'out-of-range'],
    [5, 'subject', 'gs1-check-digit'], [6, 'subject', 'subject-unknown'], [7, 'day', 'day-ahead'],
    [8, 'score', 'empty'], [9, 'region', 'region-unknown']])
  assert.ok(body.errors.every(({ zh, en }: { zh: string; en: string }) => zh && en))
  assert.deepEqual([body.errorCount, body.file, body.observations], [8, undefined, 0])
  assert.deepEqual(partsKept(), before)
})

test('units of money are known or refused', async () => {
  const line = (unit: string) => `2025-03-01,${gtin},2,1.5,${unit}`
  const source = await aSource('sales')
  const good = await check(utf8(`日期,条码,销量,销售额,单位\n${line('万元')}\n${line('')}\n`), { source })
  assert.deepEqual([good.body.rows, good.body.observations], [2, 4])
  const bad = await check(utf8(`日期,条码,销量,销售额,单位\n${line('美元')}\n`), { source })
  assert.equal(bad.body.errors[0].code, 'unit-unknown')
})

test('a heading that nobody knows is mapped by hand; a mapping that is wrong is refused', async () => {
  const source = await aSource('ratings')
  const bytes = utf8(`何时,什么,几颗\n2025-03-01,${gtin},5\n`)
  assert.equal((await check(bytes, { source })).body.code, 'mapping-wrong')
  const mapped = await check(bytes, { source, mapping: JSON.stringify({ day: '何时', subject: '什么', score: '几颗' }) })
  assert.equal(mapped.body.observations, 1, JSON.stringify(mapped.body))
  for (const mapping of ['{', '[1]', '{"day":"没有"}', '{"colour":"何时"}', '{"day":"何时","score":"何时"}']) {
    assert.equal((await check(bytes, { source, mapping })).body.code, 'mapping-wrong', mapping)
  }
})

test('a file that was cut is told by its length and by its hash; a request that was cut is refused', async () => {
  const source = await aSource('ratings')
  const whole = utf8(rows(2_000))
  const half = whole.subarray(0, whole.length / 2)
  const byLength = await check(half, { source, length: String(whole.length) })
  assert.deepEqual([byLength.status, byLength.body.code], [422, 'file-cut'])
  assert.equal((await check(half, { source, sha256: hash(whole) })).body.code, 'file-hash-differs')
  const request = await check(whole, { source }, url, secretariat, 500)
  assert.ok(request.status >= 400 && request.status < 500, String(request.status))
})

for (const [why, bytes, code] of [
  ['no text at all', () => Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]), 'file-unreadable'],
  ['bytes that are no text', () => Buffer.from([0x80, 0xff, 0xff, 0x00, 0x01, 0x02]), 'file-unreadable'],
  ['an old workbook', () => Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), 'file-unreadable'],
  ['one column', () => utf8('评分\n5\n'), 'file-unreadable'],
  ['a heading line only', () => utf8('日期,条码,评分\n'), 'file-unreadable'],
  ['the same heading twice', () => utf8('日期,条码,评分,评分\n2025-03-01,1,2,3\n'), 'file-unreadable'],
  ['a quote that never ends', () => utf8('日期,条码,评分\n2025-03-01,"1,2\n3,4\n'), 'file-unreadable'],
] as const) {
  test(`refuses ${why}`, async () => {
    const answer = await check(bytes(), { source: await aSource('ratings') })
    assert.deepEqual([answer.status, answer.body.code], [422, code], JSON.stringify(answer.body))
  })
}

test('a source that nobody registered, a survey, and another’s programme take no file', async () => {
  const bytes = utf8(rows(1))
  assert.equal((await check(bytes, { source: 'x' })).status, 404)
  assert.equal((await check(bytes, {})).status, 404)
  assert.equal((await check(bytes, { source: await aSource('survey') })).body.code, 'kind-not-imported')
  assert.equal((await check(bytes, { source: 'x' }, url, await signedIn(of, 'authority-province'))).status, 403)
  assert.equal((await check(bytes, { source: 'x' }, url, somebody(of))).status, 401)
})

test('a program sends rows, whole or not at all', async () => {
  const source = await aSource('complaints')
  const row = { subject: usccOf('enterprise-baijiu'), day: '2025-05-01' }
  const made = await secretariat.post(`${url}/observations`, { source, rows: [row, { ...row, quantity: '3' }] })
  assert.deepEqual([made.status, made.body.observations], [201, 2])
  assert.equal((await secretariat.post(`${url}/observations`, { source, rows: [row, { ...row, quantity: '3' }] }))
    .body.code, 'file-imported')
  const wrong = await secretariat.post(`${url}/observations`, { source, rows: [row, { ...row, day: '2025-13-01' }] })
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.details.line], [422, 'rows-wrong', 2])
})
