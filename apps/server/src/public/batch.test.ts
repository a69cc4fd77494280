import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import writeSheets from 'write-excel-file/node'
import { aCertificate } from '../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../test/certificate.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { rowsOfXlsx, xlsxOf } from '../platform/spreadsheet.ts'
import { batchXlsx, listOfFile, listOfText } from './batch-file.ts'
import type { BatchAnswer } from './batch.ts'

let of: TestWorld
let certificate: CertificateMade
before(async () => {
  of = await testWorld()
  certificate = await aCertificate(of)
  await of.app.sequence()
})
after(() => of.close())

async function ask(items: unknown[]) {
  return of.app.http.inject({ method: 'POST', url: '/api/v1/verify/batch', payload: { items } })
}

async function post(path: string, fields: Record<string, string>, file?: Uint8Array) {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`))
  if (file) parts.push(Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="list"\r\n'
    + 'content-type: application/octet-stream\r\n\r\n'), Buffer.from(file), Buffer.from('\r\n'))
  return of.app.http.inject({ method: 'POST', url: path, payload: Buffer.concat([...parts, Buffer.from('--x--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=x' } })
}

test('each line gets its verdict, or which kind of nothing, in the order that was asked', async () => {
  const answer = await ask([certificate.number, ` ${certificate.number.toLowerCase()} `,
    `https://x.example/c/${certificate.number}`, `BODY-${certificate.number}`,
    'TFQ99999999', '06901234567890.12345678901234567890', '69012345.00000000000000000000', '91510500MA00000001',
    '从来没有的公司', '示例企业', '示例', '=1+1'])
  assert.equal(answer.statusCode, 200)
  const { items, counts, csvSha256 } = answer.json() as BatchAnswer
  assert.deepEqual(items.map(({ found, nothing }) => found[0]?.status ?? nothing?.why), [
    'valid', 'valid', 'valid', 'valid', 'no-such-number', 'check-digit', 'check-digit', 'no-such-number',
    'no-such-name', 'valid', 'only-similar', 'no-such-name',
  ])
  assert.deepEqual(counts, { asked: 12, found: 5, valid: 5, notFound: 7 })
  assert.equal(items[0]?.found[0]?.link, `/c/${certificate.number}`)
  assert.match(csvSha256, /^[0-9a-f]{64}$/)
})

test('what is refused says why: nothing, too many, no list at all', async () => {
  assert.equal((await ask([])).json().code, 'list-empty')
  assert.equal((await ask([' ', ''])).json().code, 'list-empty')
  const many = (await ask(Array.from({ length: 5_001 }, (_, i) => `N${i}`))).json()
  assert.equal(many.code, 'list-too-many')
  assert.match(many.detail, /5001[\s\S]*5000/)
  assert.equal((await ask(['x'.repeat(401)])).statusCode, 400)
  assert.equal((await ask([1])).statusCode, 400)
  const none = await post('/verify/batch', { list: '' })
  assert.equal(none.statusCode, 422)
  assert.match(none.body, /清单里没有编号或名称/)
  for (const bytes of [Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('PK\u0003\u0004broken'),
    Buffer.from([0, 1])]) {
    const unread = await post('/en/verify/batch', {}, bytes)
    assert.equal(unread.statusCode, 422)
    assert.match(unread.body, /cannot be read/)
  }
})

test('the result is signed: it is verified later, and a changed one is not genuine', async () => {
  const body = (await ask([certificate.number, 'TFQ99999999'])).body
  const genuine = await post('/verify', { paper: body })
  assert.ok(/<h2>真实<[\s\S]*2026-03-02: 批量核验结果/.test(genuine.body))
  assert.ok(body.includes('"status":"valid"'))
  const changed = await post('/verify', { paper: body.replace('"status":"valid"', '"status":"expired"') })
  assert.ok(changed.body.includes('<h2>不真实</h2>'))
})

test('the page lists the verdicts, and its files come from the signed answer alone', async () => {
  const page = await post('/verify/batch', { list: `${certificate.number}\n=cmd|' /C calc'!A0\n@sum(1)` })
  assert.equal(page.statusCode, 200)
  assert.ok(page.body.includes('3 条中 1 条有效'))
  const result = /name="result"\s+value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const json = await post('/verify/batch/file', { result, as: 'json' })
  const answer = json.json() as BatchAnswer
  assert.equal(answer.items.length, 3)
  const csv = await post('/verify/batch/file', { result, as: 'csv' })
  assert.equal(createHash('sha256').update(csv.rawPayload).digest('hex'), answer.csvSha256)
  const cells = csv.body.split('\r\n').flatMap((line) => line.split(','))
  assert.deepEqual(cells.filter((cell) => /^["']?[=+@\t]/.test(cell) && !/^"?'/.test(cell)), [])
  assert.match(csv.body, /,'=cmd/)
  const xlsx = await rowsOfXlsx((await post('/verify/batch/file', { result, as: 'xlsx' })).rawPayload)
  assert.equal(xlsx?.[1]?.[1], certificate.number)
  assert.equal(xlsx?.[2]?.[1], "'=cmd|' /C calc'!A0")
  assert.equal(xlsx?.[3]?.[1], "'@sum(1)")
  for (const forged of ['', 'x', result.slice(0, -40)]) {
    assert.equal((await post('/verify/batch/file', { result: forged, as: 'csv' })).statusCode, 400)
  }
})

test('lists are read as people save them: text, a table, GB 18030, a workbook; the column that is meant', async () => {
  assert.deepEqual(listOfText('A1\r\nB2\n\nSichuan X Co., Ltd'), ['A1', 'B2', '', 'Sichuan X Co., Ltd'])
  assert.deepEqual(listOfText('序号,企业名称,证书编号\n1,"甲, 乙",TF1\n2,丙,TF2'), ['TF1', 'TF2'])
  assert.deepEqual(listOfText('序号\t供应商名称\n1\t甲公司\n2\t乙公司'), ['甲公司', '乙公司'])
  assert.deepEqual(listOfText('证书编号\nTF1'), ['证书编号', 'TF1'].slice(0, 2))
  assert.deepEqual(await listOfFile(Buffer.from('bcd7b9abcbbe0ad2d2b9abcbbe', 'hex')), ['甲公司', '乙公司'])
  const book = await writeSheets([['序号', '名称', '证书编号'], [1, '甲', 'TF1'], [2, '乙', 42]] as never).toBuffer()
  assert.deepEqual(await listOfFile(book), ['TF1', '42'])
})

test('an archive that unpacks to more than memory is refused, not opened', async () => {
  const honest = Buffer.from(await xlsxOf([{ name: 'x', header: ['a'], rows: [['b']] }]))
  const bomb = Buffer.from(honest)
  const entry = bomb.indexOf('PK\u0001\u0002', 0, 'latin1')
  bomb.writeUInt32LE(0xf0000000, entry + 24)
  assert.equal(await rowsOfXlsx(bomb), undefined)
  assert.deepEqual(await rowsOfXlsx(honest), [['a'], ['b']])
})

test('five thousand lines are answered, and the workbook of them is made', async () => {
  const answer = await ask(Array.from({ length: 5_000 }, (_, i) => (i % 2 ? `从没有的公司${i}` : `TFQ9${i}`)))
  assert.equal(answer.statusCode, 200)
  const found = answer.json() as BatchAnswer
  assert.equal(found.counts.notFound, 5_000)
  assert.equal((await rowsOfXlsx(await batchXlsx(found, of.world.origin)))?.length, 5_001)
})
