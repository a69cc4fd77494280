// What HTTP itself can be asked wrongly, by the numbers of docs/bad-requests.md.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { signedIn, somebody } from '../people.ts'
import type { Person } from '../people.ts'
import { testWorld } from '../support.ts'
import type { TestWorld } from '../support.ts'
import { sendRaw } from './raw.ts'

const SIGN_IN = '/api/v1/session'
const MINE = '/api/v1/session'

let of: TestWorld
let admin: Person
let port = 0

before(async () => {
  of = await testWorld()
  admin = await signedIn(of, 'system-administrator')
  await of.app.http.listen({ host: '127.0.0.1', port: 0 })
  port = (of.app.http.server.address() as AddressInfo).port
})
after(() => of.close())

const request = (lines: string[], body = '') => [...lines, '', body].join('\r\n')
const plain = (extra: string[] = []) =>
  request([`GET ${MINE} HTTP/1.1`, 'Host: localhost', ...extra, 'Connection: close'])
const posted = (type: string[], body: string) => request([
  `POST ${SIGN_IN} HTTP/1.1`, 'Host: localhost', 'Origin: http://localhost:8080',
  ...type.map((each) => `Content-Type: ${each}`), `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close',
], body)
const sessions = async () => Number((await of.world.db.selectFrom('session').select((is) => is.fn.countAll().as('n'))
  .executeTakeFirstOrThrow()).n)
const isProblem = (answer: { headers: Record<string, string>; body: string }) => {
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/)
  assert.doesNotMatch(answer.body, / at .*\.ts:|select |node_modules/)
}

test('B01 a tab within the content type is no way past the parser', async () => {
  const before = await sessions()
  const answer = await sendRaw(port, posted(['application/json\ta'], '{"login":"system-administrator"}'))
  assert.equal(answer.status, 415)
  assert.equal(await sessions(), before)
})

test('B02 letters and spaces of the content type change nothing about the check of the body', async () => {
  for (const type of ['Application/JSON ; charset=utf-8', 'application/json ;', 'APPLICATION/JSON']) {
    const answer = await sendRaw(port, posted([type], '{"nonsense":1}'))
    assert.equal(answer.status, 400, type)
    assert.match(answer.body, /unknown-field|bad-request/)
  }
})

test('B03 another content type, none, or two are not read', async () => {
  const body = '{"login":"system-administrator","password":"x"}'
  for (const types of [
    [], [''], ['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data; boundary=x'],
    ['text/plain', 'application/json'],
  ]) {
    const answer = await sendRaw(port, posted(types, body))
    assert.ok(answer.status === 415 || answer.status === 400, `${types.join(' and ')}: ${answer.status}`)
  }
})

test('B04 what a peer says about proxies is not believed', async () => {
  const said = {
    'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example',
    forwarded: 'for=203.0.113.9;host=evil.example;proto=https',
  }
  const answer = await of.app.http.inject({ url: '/', headers: said })
  assert.equal(answer.statusCode, 200)
  assert.ok(!answer.body.includes('evil.example'))
  await of.app.http.inject({
    method: 'POST', url: SIGN_IN, headers: { ...said, 'idempotency-key': 'b04' },
    payload: { login: 'b04-nobody', password: 'not the password' },
  })
  const rows = await of.world.db.selectFrom('security_event').selectAll().execute()
  assert.ok(rows.length > 0)
  assert.ok(!JSON.stringify(rows).includes('203.0.113.9'))
})

test('B05 two lengths, length with chunks, folded headers, no host: refused and closed', async () => {
  const post = [`POST ${SIGN_IN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json']
  const odd = [
    request([...post, 'Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    request([...post, 'Content-Length: 2', 'Content-Length: 3'], '{}'),
    request([...post, 'X-Long: a', ' folded', 'Content-Length: 2'], '{}'),
    request([`GET ${MINE} HTTP/1.1`]),
  ]
  for (const bytes of odd) {
    const answer = await sendRaw(port, bytes)
    assert.equal(answer.status, 400, bytes)
    assert.equal(answer.headers.connection, 'close')
  }
})

test('B06 two hosts, or an address for a proxy, are refused', async () => {
  const two = await sendRaw(port, plain(['Host: evil.example']))
  assert.equal(two.status, 400)
  isProblem(two)
  const proxied = await sendRaw(port, request([
    'GET http://169.254.169.254/latest/meta-data HTTP/1.1', 'Host: 169.254.169.254', 'Connection: close',
  ]))
  assert.equal(proxied.status, 400)
})

test('B07 addresses and headers have a bound, and hold no control characters', async () => {
  const long = await sendRaw(port, request([
    `GET /?q=${'a'.repeat(20_000)} HTTP/1.1`, 'Host: localhost', 'Connection: close',
  ]))
  assert.equal(long.status, 431)
  isProblem(long)
  const many = Array.from({ length: 500 }, (_, i) => `X-${i}: 1`)
  assert.equal((await sendRaw(port, plain(many))).status, 431)
  assert.equal((await sendRaw(port, plain(['X-Nul: a\u0000b']))).status, 400)
})

test('B08 a body one byte over the limit is refused, with a length or in chunks', async () => {
  const body = `"${'a'.repeat(1_048_575)}"`
  const sized = await sendRaw(port, posted(['application/json'], body), 5_000)
  assert.equal(sized.status, 413)
  const chunked = await sendRaw(port, request([
    `POST ${SIGN_IN} HTTP/1.1`, 'Host: localhost', 'Origin: http://localhost:8080', 'Content-Type: application/json',
    'Transfer-Encoding: chunked', 'Connection: close',
  ], `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`), 5_000)
  assert.equal(chunked.status, 413)
})

test('B09 a request has an end: slow headers and slow bodies are bounded by the server itself', () => {
  // Node enforces both for each connection; what is ours is that nobody switched them off.
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = of.app.http.server as
    typeof of.app.http.server & { connectionsCheckingInterval?: number }
  assert.ok(requestTimeout > 0 && requestTimeout <= 60_000)
  assert.ok(headersTimeout > 0 && headersTimeout <= 60_000)
  assert.notEqual(connectionsCheckingInterval, 0)
})

test('B10 a packed body is not unpacked', async () => {
  for (const encoding of ['gzip', 'deflate', 'br', 'identity, gzip']) {
    const answer = await of.app.http.inject({
      method: 'POST', url: SIGN_IN, payload: Buffer.from('1f8b08', 'hex'),
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    })
    assert.equal(answer.statusCode, 415, encoding)
  }
})

test('B11 other methods are not known, and a header does not change the method', async () => {
  for (const method of ['TRACE', 'PROPFIND', 'PATCH', 'DELETE']) {
    const answer = await sendRaw(port, request([
      `${method} /api/v1/files HTTP/1.1`, 'Host: localhost', 'Connection: close',
    ]))
    assert.ok([400, 404, 405].includes(answer.status), `${method}: ${answer.status}`)
  }
  const before = await sessions()
  const answer = await of.app.http.inject({
    url: MINE, headers: { cookie: admin.cookie, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
  })
  assert.equal(answer.statusCode, 200)
  assert.equal(await sessions(), before)
})

test('B12 an address has one form; any other way to write it opens nothing', async () => {
  const stranger = somebody(of)
  const canonical = await stranger.get('/api/v1/accounts')
  assert.equal(canonical.status, 401)
  for (const url of [
    '//api/v1/accounts', '/API/v1/accounts', '/api/v1/accounts/', '/api/v1/%61ccounts', '/api/v1/accounts;a=b',
    '/api/v1/x/../accounts', '/api/v1/./accounts', '/api%2Fv1%2Faccounts', '/api/v1/accounts%20',
  ]) {
    const asStranger = await stranger.get(url)
    assert.ok([400, 401, 404].includes(asStranger.status), `${url}: ${asStranger.status}`)
  }
})

test('B13 an address that is no text is refused', async () => {
  for (const path of ['/%E0%A4%A', '/c/%C0%AF', '/c/%00', '/c/a%00b', '/?q=%E0%A4%A', '/c/%FF']) {
    const answer = await sendRaw(port, request([`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close']))
    assert.equal(answer.status, 400, path)
  }
})

test('B14 a part of an address is given once, and is text', async () => {
  for (const query of ['limit=1&limit=2', 'limit[]=1', 'limit[$gt]=1', 'q=a&q=b', 'q[$ne]=', 'limit=1&__proto__=2']) {
    const answer = await admin.get(`/api/v1/organisations?${query}`)
    assert.equal(answer.status, 400, query)
  }
})

test('B87 whatever a client says it reads, an error of the interface is a problem in both languages', async () => {
  for (const headers of [
    { accept: 'text/html' }, { accept: '*/*;q=0' }, { accept: 'a/b;;;,,' }, { 'accept-language': 'x'.repeat(5_000) },
    { 'accept-language': '<script>,zh;q=<b>' }, { 'accept-encoding': 'gzip;q=nonsense, br;q=-1' },
  ]) {
    const answer = await of.app.http.inject({ url: '/api/v1/accounts', headers: { cookie: admin.cookie, ...headers } })
    assert.ok(answer.statusCode < 500)
    const lost = await of.app.http.inject({ url: '/api/v1/nothing-here', headers })
    assert.equal(lost.statusCode, 404)
    assert.match(String(lost.headers['content-type']), /^application\/problem\+json/)
    const { zh, en } = lost.json() as { zh: string; en: string }
    assert.ok(zh && en)
    assert.ok(!lost.body.includes('<script>'))
  }
})

test('B89 nothing of the installation lies about', async () => {
  for (const path of [
    '/.git/config', '/.env', '/.env.local', '/debug', '/documentation', '/admin', '/phpinfo.php',
    '/package.json', '/assets/', '/static/', '/app/index.js.map', '/server-status', '/actuator/health', '/backup.zip',
  ]) {
    const answer = await of.app.http.inject({ url: path })
    assert.equal(answer.statusCode, 404, path)
  }
  // The figures are open by design: counts alone, of everything together.
  const { statusCode, body } = await of.app.http.inject({ url: '/metrics' })
  assert.equal(statusCode, 200)
  assert.ok(body.trim().split('\n').every((line) => /^[a-z_]+ \d+$/.test(line)), body)
})
