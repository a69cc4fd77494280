import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aLicenceInPublicity, as, days, done } from '../../../../test/licence.ts'
import { testWorld } from '../../../../test/support.ts'
import { createApp } from '../app.ts'
import type { TestWorld } from '../../../../test/support.ts'

let of: TestWorld
let notice: string

before(async () => {
  of = await testWorld()
  notice = (await aLicenceInPublicity(of, 10)).id
})
after(() => of.close())

const page = (url: string) => of.app.http.inject({ method: 'GET', url, headers: { accept: 'text/html' } })

/** Sends a form as a browser without script does. */
function send(url: string, values: Record<string, string>, photos: Buffer[] = [], headers: Record<string,
  string> = {}) {
  const edge = 'edge-of-a-form'
  const part = (head: string, body: Buffer | string) =>
    Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), Buffer.from(body),
    Buffer.from('\r\n')])
  const payload = Buffer.concat([
    ...Object.entries(values).map(([name, value]) => part(`name="${name}"`, value)),
    ...(photos.length > 0 ? photos : [Buffer.alloc(0)]).map((bytes, i) =>
      part(`name="photos"; filename="${photos.length > 0 ? `photo ${i}.jpg`
      : ''}"\r\nContent-Type: application/octet-stream`, bytes)),
    Buffer.from(`--${edge}--\r\n`),
  ])
  return of.app.http.inject({ method: 'POST', url, payload,
    headers: { accept: 'text/html', 'content-type': `multipart/form-data; boundary=${edge}`, origin: 'null',
    ...headers } })
}

const keyOf = (body: string): string => /name="key" value="([^"]+)"/.exec(body)?.[1] ?? ''
/** The head of a picture of 8 × 8 pixels and a long tail. */
const JPEG = Buffer.concat([Buffer.from('ffd8ffe00002ffc0000b080008000801011100', 'hex'), Buffer.alloc(500_000, 7)])
const numberOf = (body: string): string => /TR\d{4}\d+./.exec(body)?.[0] ?? ''

test('anybody reports without account or script, once however often the form is sent, and follows it', async () => {
  const form = await page('/report?code=06999999000013')
  assert.match(form.body, /value="06999999000013"/)
  const values = { key: keyOf(form.body), ground: 'counterfeit', text: '市场上看到\r\n包装不同', code: '06999999000013',
    region: '510500', contact: '' }
  const [first, again] = [await send('/report', values, [JPEG, JPEG]), await send('/report', values, [JPEG, JPEG])]
  assert.deepEqual([first.statusCode, again.statusCode], [201, 201])
  const number = numberOf(first.body)
  assert.ok(number)
  assert.equal(numberOf(again.body), number)
  const rows = await of.world.db.selectFrom('report').select('id').execute()
  assert.equal(rows.length, 1)
  assert.equal((await of.world.db.selectFrom('report_photo').select('id').where('report', '=',
    rows[0]?.id ?? '').execute()).length, 2)
  const token = /<span class="code">([0-9a-f]{32})<\/span>/.exec(first.body)?.[1] ?? ''
  const progress = await send('/report/progress', { key: 'x', number: number.toLowerCase(), token })
  assert.match(progress.body, /泸州市/)
  const wrong = await send('/en/report/progress', { number, token: '0'.repeat(32) })
  assert.equal(wrong.statusCode, 422)
  assert.match(wrong.body, /Number or token is wrong/)
})

test('what is wrong with a form is said by field, and nothing typed is lost', async () => {
  const key = keyOf((await page('/report')).body)
  const cases: [Record<string, string>, Buffer[], RegExp][] = [
    [{ text: '看到<b>可疑' }, [], /举报什么：请填写/],
    [{ ground: 'counterfeit' }, [], /情况说明：请填写/],
    [{ ground: 'nonsense', text: '看到<b>可疑' }, [], /class="err"/],
    [{ ground: 'counterfeit', text: '看到<b>可疑', region: '999999' }, [], /class="err"/],
    [{ ground: 'counterfeit', text: '看到<b>可疑' }, [Buffer.from('not a picture')], /照片须为 JPEG/],
    [{ ground: 'counterfeit', text: '看到<b>可疑', surprise: 'x' }, [], /不认识的字段/],
  ]
  for (const [values, photos, words] of cases) {
    const answer = await send('/report', { key, ...values }, photos)
    assert.equal(answer.statusCode, 422, JSON.stringify(values))
    assert.match(answer.body, words)
    if (values.text) assert.match(answer.body, /看到&lt;b&gt;可疑<\/textarea>/)
    assert.equal(keyOf(answer.body), key, 'the same key: nothing was taken yet')
  }
  const large = await send('/report', { key, ground: 'quality', text: 'x' },
    [Buffer.concat([JPEG, Buffer.alloc(6_000_000)])])
  assert.match(large.body, /照片过大/)
  assert.match((await send('/report', { key, ground: 'quality', text: 'x' }, [JPEG, JPEG, JPEG, JPEG])).body,
    /照片最多 3 张/)
  assert.equal((await of.world.db.selectFrom('report').select('id').execute()).length, 1)
})

test('a key that stands for another report is not used again', async () => {
  const key = keyOf((await page('/report')).body)
  assert.equal((await send('/report', { key, ground: 'quality', text: 'one' })).statusCode, 201)
  const other = await send('/report', { key, ground: 'quality', text: 'two' })
  assert.equal(other.statusCode, 422)
  assert.notEqual(keyOf(other.body), key)
})

test('a form from another site is refused', async () => {
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' }]
  for (const headers of foreign) {
    assert.equal((await send('/report', { ground: 'quality', text: 'x', key: 'k' }, [], headers)).statusCode, 403)
  }
})

test('an objection during publicity is lodged by a form; after it the form is gone', async () => {
  const list = await page('/notices')
  assert.match(list.body, new RegExp(`href="/notices/${notice}"`))
  const open = await page(`/notices/${notice}`)
  const key = keyOf(open.body)
  const lodged = await send(`/notices/${notice}`, { key, ground: 'facts-wrong', text: '产品不是在该地址生产的' })
  assert.equal(lodged.statusCode, 201)
  assert.match(lodged.body, /TB2026/)
  const english = await page(`/en/notices/${notice}`)
  assert.match(english.body, /Lodge an objection/)
  assert.doesNotMatch(english.body, /不是在该地址/)
  const { objections } = await of.world.db.selectFrom('licence').where('id', '=',
    notice).select('official').executeTakeFirstOrThrow().then(({ official }) => official)
  assert.equal(objections.length, 1)
  await days(of, 14)
  const closed = await page(`/notices/${notice}`)
  assert.match(closed.body, /公示期已结束/)
  assert.equal(keyOf(closed.body), '')
  assert.equal((await send(`/notices/${notice}`, { key: 'late', ground: 'facts-wrong', text: 'x' })).statusCode, 422)
})

test('a declaration shows value beside limit, is the enterprise’s own word, and is challenged by a form', async () => {
  const agent = await as(of, 'enterprise-agent-tile')
  const [brand] = (await agent.get('/api/v1/brands')).body.items
  const product = done(await agent.post('/api/v1/products', {
    name: { zh: '测试砖' }, brand: brand.id, models: ['800'], industry: 'C3071', unit: '箱', yearlyCapacity: 10 })).body.id
  const draft = done(await agent.post('/api/v1/declaration-drafts', { product, rule: 'TFPZ-R1002' })).body
  const five = (value: string) => Array<string>(5).fill(value)
  const whole = done(await agent.put(`/api/v1/declaration-drafts/${draft.id}`, {
    version: draft.version, facts: [{ key: 'thickness', value: '9.5' }], statement: '本企业申明符合所列标准。<b>',
    clauses: draft.clauses.map(({ clause }: { clause: string }) => ({ clause, answer: 'met' })),
    values: [['water-absorption', '0.20'], ['modulus-of-rupture', '45.0'],
      ['breaking-strength-thick', '1800']].map(([indicator = '', value = '']) => ({ indicator, values: five(value) }))
      .concat([{ indicator: 'internal-index', values: ['0.5'] }, { indicator: 'external-index', values: ['0.6'] }]),
  })).body
  const { number } = done(await (await as(of, 'enterprise-representative-tile')).post(
    `/api/v1/declaration-drafts/${draft.id}/publication`, { version: whole.version, truthful: true })).body
  assert.match((await page('/declarations')).body, new RegExp(number))
  const shown = await page(`/declarations/${number.toLowerCase()}`)
  assert.match(shown.body, /不是第三方认证/)
  assert.match(shown.body, /0\.20、0\.20/)
  assert.match(shown.body, /&lt;b&gt;/)
  const challenged = await send(`/declarations/${number}`,
    { key: keyOf(shown.body), ground: 'value-wrong', text: '我测得 0.9' })
  assert.equal(challenged.statusCode, 201)
  assert.match(challenged.body, /TQ2026/)
  assert.doesNotMatch((await page(`/declarations/${number}`)).body, /我测得/, 'a challenge is public only once accepted')
  assert.equal((await page('/declarations/TDQ202699999X')).statusCode, 404)
})

test('pages of the public face name no natural person', async () => {
  for (const url of ['/notices', `/notices/${notice}`, '/org/91519999MA0DEM013P', '/brands', '/declarations',
    '/search?q=示例甲']) {
    const { body } = await page(encodeURI(url))
    assert.doesNotMatch(body.replaceAll('value="示例甲"',
      '').replace(/示例甲<\/span>|“示例甲”|<title>.*?<\/title>|code=[^"]*|q=[^"]*/g, ''), /示例甲|13800000000/, url)
  }
})

test('forms are counted against the limit of public writes, and say so as a page (B76)', async () => {
  const app = await createApp(of.world, { durability: 'process-crash', publicWritesPerMinute: 1 })
  const headers = { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=x' }
  const post = () => app.http.inject({ method: 'POST', url: '/report', headers, payload: '--x--\r\n' })
  assert.equal((await post()).statusCode, 422)
  const limited = await post()
  assert.equal(limited.statusCode, 429)
  assert.match(limited.body, /访问太频繁/)
  assert.ok(limited.headers['retry-after'])
  await app.http.close()
})

test('behind a proxy that is named, the limit counts whom the proxy names; a stranger names nobody (B76)', async () => {
  const app = await createApp(of.world, {
    durability: 'process-crash', publicWritesPerMinute: 1, proxies: ['10.1.0.0/24'],
  })
  const post = async (remoteAddress: string, from: string) => (await app.http.inject({
    method: 'POST', url: '/report', payload: '--x--\r\n', remoteAddress,
    headers: { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=x', 'x-forwarded-for': from },
  })).statusCode
  assert.equal(await post('10.1.0.5', '198.51.100.1'), 422)
  assert.equal(await post('10.1.0.5', '198.51.100.2'), 422, 'another shopper behind the same proxy')
  assert.equal(await post('10.1.0.5', '198.51.100.1'), 429)
  assert.equal(await post('203.0.113.9', '198.51.100.3'), 422)
  assert.equal(await post('203.0.113.9', '198.51.100.4'), 429, 'who comes straight is counted by the own address')
  await app.http.close()
})
