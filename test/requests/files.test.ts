// Files that people send, by the numbers of docs/bad-requests.md: what they are, what they unpack to, how they arrive.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import type { Zippable } from 'fflate'
import { signedIn } from '../people.ts'
import type { Person } from '../people.ts'
import { testWorld } from '../support.ts'
import type { TestWorld } from '../support.ts'
import { pdf, photograph } from '../walk/papers.ts'

const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
const BOUNDARY = 'tianfu-files'

let of: TestWorld
let agent: Person
before(async () => {
  of = await testWorld()
  agent = await signedIn(of, 'enterprise-agent')
})
after(() => of.close())

let sentFiles = 0
const part = (disposition: string, content: Uint8Array | string) => Buffer.concat([
  Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data${disposition}\r\n\r\n`), Buffer.from(content),
  Buffer.from('\r\n'),
])
const file = (bytes: Uint8Array | string, name = 'a.pdf') => part(`; name="file"; filename="${name}"`, bytes)
const end = Buffer.from(`--${BOUNDARY}--\r\n`)
const send = async (payload: Buffer, headers: Record<string, string> = {}) => {
  const answer = await of.app.http.inject({
    method: 'POST', url: '/api/v1/files', payload,
    headers: {
      cookie: agent.cookie, 'idempotency-key': `files-${(sentFiles += 1)}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers,
    },
  })
  return { status: answer.statusCode, body: answer.json() }
}
const sendFile = (bytes: Uint8Array | string, name?: string) => send(Buffer.concat([file(bytes, name), end]))
const stored = () => {
  const folder = join(of.world.dataDir, 'files')
  return existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).length : 0
}
const refused = async (send: () => Promise<{ status: number; body: any }>, why: string, expected = [400, 413, 415]) => {
  const before = stored()
  const { status, body } = await send()
  assert.ok(expected.includes(status), `${why}: ${status} ${JSON.stringify(body).slice(0, 200)}`)
  assert.ok(body.zh && body.en, why)
  assert.equal(stored(), before, `${why} left a file`)
  return body
}
/** Taken into quarantine: the uploader is told, and nobody opens it. */
const quarantined = async (bytes: Uint8Array | string, why: string) => {
  const { status, body } = await sendFile(bytes)
  assert.deepEqual([status, body.state], [201, 'quarantined'], why)
  assert.equal((await agent.get(`/api/v1/files/${body.sha256}`)).body.code, 'file-quarantined', why)
}
const office = (parts: Zippable, main = 'word/document.xml') =>
  zipSync({ '[Content_Types].xml': strToU8('<Types/>'), [main]: strToU8('<w:document/>'), ...parts })
const png = (width: number, height: number) => {
  const bytes = Buffer.from(photograph('size'))
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

test('an ordinary document, workbook and picture is clean', async () => {
  for (const bytes of [office({}), office({}, 'xl/workbook.xml'), photograph('clean'), pdf('clean')]) {
    assert.equal((await sendFile(bytes)).body.state, 'clean')
  }
})

test('B44 what unpacks without measure, in number, size or depth, is kept from everybody', async () => {
  await quarantined(office({ 'word/media/zeros.bin': new Uint8Array(100 * 1024 * 1024) }), '100 MB of zeros')
  const nested = office({ 'word/b.docx': [office({}), { level: 0 }] })
  await quarantined(office({ 'word/a.docx': [nested, { level: 0 }] }), 'nested')
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`word/${i}`, new Uint8Array(1)]))
  await refused(() => sendFile(office(many)), 'three thousand parts')
})

test('B45 an archive whose entries lead out of their folder is kept from everybody', async () => {
  for (const name of ['../../x', '/etc/passwd', 'C:\\x', 'a/../../x', 'a\\..\\..\\x']) {
    await quarantined(office({ [name]: strToU8('x') }), name)
  }
  const link = office({ 'word/link': [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] })
  await quarantined(link, 'a symbolic link')
})

test('B46 a picture too large to decode is told by its header', async () => {
  await quarantined(png(30_000, 30_000), 'PNG')
  await quarantined(photograph('short').subarray(0, 8), 'a signature alone')
  await quarantined(Buffer.from('ffd8ffe00002ffc0000b08ea60ea6001011100', 'hex'), 'JPEG')
  await quarantined(Buffer.concat([
    Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8X'), Buffer.alloc(8), Buffer.from('ffff00ffff00', 'hex'),
  ]), 'WebP')
  const report = { ground: 'counterfeit', text: '瓶身标识疑似伪造，特此反映', region: '510502' }
  for (const picture of [png(30_000, 1), Buffer.from('ffd8ffe00002ffc0000b08ea60ea6001011100', 'hex')]) {
    const photo = Buffer.concat([picture, Buffer.alloc(100)]).toString('base64')
    const answer = await agent.post('/api/v1/reports', { ...report, photos: [photo] })
    assert.deepEqual([answer.status, answer.body.code], [400, 'picture-too-large'])
  }
})

test('B47 the bytes tell the type; what is active or sealed inside is kept from everybody', async () => {
  await refused(() => sendFile('<svg onload="alert(1)"/>', 'a.png'), 'SVG as PNG')
  await refused(() => sendFile('<html><script>alert(1)</script></html>', 'a.pdf'), 'HTML as PDF')
  await refused(() => sendFile(office({ 'word/vbaProject.bin': strToU8('macro') }), 'a.docx'), 'macros')
  await refused(() => sendFile(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.doc'), 'a sealed or old document')
  const page = Buffer.from(pdf('page')).toString('latin1')
  for (const inside of [
    '/JavaScript (app.alert(1))', '/OpenAction << /S /URI >>', '/EmbeddedFile', '/Launch', '/Encrypt 9 0 R',
  ]) await quarantined(Buffer.from(page.replace('/Type /Catalog', `/Type /Catalog ${inside}`), 'latin1'), inside)
  await quarantined(`%PDF-1.7\n<html><script>alert(1)</script></html>`, 'PDF and HTML')
  const { body } = await sendFile(pdf('served'))
  const { headers } = await of.app.http.inject({
    url: `/api/v1/files/${body.sha256}`, headers: { cookie: agent.cookie },
  })
  assert.match(String(headers['content-disposition']), /^attachment/)
  assert.match(String(headers['content-security-policy']), /sandbox/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
})

test('B48 the test signature of scanners is found as it is, in an archive, and in an archive within', async () => {
  await quarantined(EICAR, 'as it is')
  await quarantined(office({ 'word/eicar.txt': strToU8(EICAR) }), 'in a document')
  await quarantined(office({ 'word/embedded.xlsx': office({ 'a.txt': strToU8(EICAR) }, 'xl/workbook.xml') }), 'within')
})

test('B49 a name is shown without its path and tricks, and never becomes one', async () => {
  for (const [name, shown] of [
    ['../../etc/passwd', 'passwd'], ['C:\\Windows\\a.pdf', 'a.pdf'], ['CON', 'CON'], ['a\u202egpj.pdf', 'agpj.pdf'],
    [`${'长'.repeat(300)}.pdf`, undefined],
  ] as const) {
    const { status, body } = await sendFile(pdf(`name ${sentFiles}`), name)
    assert.equal(status, 201, name)
    if (shown !== undefined) assert.equal(body.name, shown)
    assert.ok(body.name.length <= 120)
    const answer = await of.app.http.inject({ url: `/api/v1/files/${body.sha256}`, headers: { cookie: agent.cookie } })
    assert.match(String(answer.headers['content-disposition']), /^attachment; filename\*=UTF-8''[\w.%()!'~*-]+$/)
  }
  const names = readdirSync(join(of.world.dataDir, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => entry.name)
  assert.ok(names.every((name) => /^[0-9a-f]{64}$/.test(name)), names.join())
})

test('B51 a form that is broken, cut off or too full leaves nothing', async () => {
  const whole = Buffer.concat([file(pdf('whole')), end])
  await refused(() => send(whole, { 'content-type': 'multipart/form-data' }), 'no boundary')
  await refused(() => send(whole, { 'content-type': 'multipart/form-data; boundary=another' }), 'another boundary')
  await refused(() => send(whole.subarray(0, whole.length / 2)), 'cut off')
  await refused(() => send(end), 'no part')
  await refused(() => send(Buffer.concat([part('; filename="a.pdf"', pdf('nameless')), end])), 'a part without a name')
  await refused(() => send(Buffer.concat([file(''), end])), 'an empty file')
  const fields = Array.from({ length: 2_000 }, (_, i) => part(`; name="f${i}"`, 'x'))
  await refused(() => send(Buffer.concat([...fields, file(pdf('many')), end])), 'two thousand parts')
  await refused(() => send(Buffer.concat([file(pdf('one')), file(pdf('two')), end])), 'two files')
  const twice = pdf('the same twice')
  assert.equal((await sendFile(twice)).body.sha256, (await sendFile(twice)).body.sha256)
})

test('B52 other bytes than declared are refused', async () => {
  const bytes = pdf('declared')
  const declared = (sha256: string) => send(Buffer.concat([part('; name="sha256"', sha256), file(bytes), end]))
  const body = await refused(() => declared('0'.repeat(64)), 'another hash', [422])
  assert.equal(body.code, 'file-hash-differs')
  assert.equal((await declared(createHash('sha256').update(bytes).digest('hex'))).status, 201)
})
