import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { certificateAct } from '../../../../test/certificate.ts'
import { aLicenceInForce, as, days, done } from '../../../../test/licence.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { recorderOf } from '../modules/codes/index.ts'
import { followerOf } from '../platform/follow.ts'
import { verdictLane } from './verdict-lane.ts'

let of: TestWorld
let base: { real: number; laneAlone: number }
let alone: Server
let item: { certificate: string; batch: string; paths: string[] }

/** A licence with codes, of which the first half is on goods. */
async function codes(quantity: number, more = {}): Promise<typeof item> {
  const made = await aLicenceInForce(of, 1000, more)
  const agent = await as(of, 'enterprise-agent')
  const { body: { batch } } = done(await agent.post('/api/v1/code-orders',
    { licence: made.id, product: made.certificate.product, quantity }))
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, {
    quantity: quantity / 2, lot: 'L1', producedOn: done(await agent.get('/api/v1/clock')).body.today,
  }))
  const csv = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body)
  const paths = csv.trim().split(/\r?\n/).slice(1)
    .map((line) => `/01/${made.certificate.gtin}/21/${line.split(',')[0]}`)
  return { certificate: made.certificate.id, batch, paths }
}

before(async () => {
  of = await testWorld()
  item = await codes(20)
  await of.app.http.listen({ host: '127.0.0.1', port: 0 })
  // The same lane with nothing behind it: what it hands on is answered with 501.
  const lane = verdictLane(of.world, [])
  alone = createServer((asked, answer) => {
    const onward = () => { answer.writeHead(501); answer.end() }
    if (!lane(asked, answer, onward)) onward()
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => { alone.once('listening', listening) })
  base = {
    real: (of.app.http.server.address() as AddressInfo).port, laneAlone: (alone.address() as AddressInfo).port,
  }
})
after(async () => {
  alone.close()
  await of.close()
})

interface Answered { status: number; headers: IncomingHttpHeaders; body: string }

/** The answer without what differs between any two: the moment of the connection. */
const answered = (status: number, headers: IncomingHttpHeaders, body: string): Answered => {
  const { date: _, connection: __, 'keep-alive': ___, ...rest } = headers
  return { status, headers: rest, body }
}

const ask = (port: number, path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<Answered>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, method }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        resolve(answered(answer.statusCode ?? 0, answer.headers, Buffer.concat(chunks).toString()))
      })
    }).on('error', reject).end()
  })

/** The usual way alone: an injected request does not pass the lane. */
async function usual(url: string, headers: Record<string, string>): Promise<Answered> {
  const answer = await of.app.http.inject({ method: 'GET', url, headers })
  return answered(answer.statusCode, answer.headers as IncomingHttpHeaders, answer.body)
}

async function look(): Promise<void> {
  await of.app.sequence()
  await followerOf(of.world).look()
}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const ACCEPTS: Record<string, string>[] = [
  { accept: 'application/json' }, { accept: 'application/json, text/html;q=0.1' }, { accept: 'application/ld+json' },
  { accept: 'text/html' }, { accept: BROWSER }, { accept: '*/*' }, {},
]

/** Both ways, in every form and language, first without a count and then with one. */
async function same(path: string, verdict: string): Promise<void> {
  await look()
  for (const query of ['?seen=1', '', '?seen=1']) {
    for (const language of ['', '/en']) {
      for (const accept of query === '' ? [] : ACCEPTS) {
        const [lane, machinery] = [await ask(base.real, `${language}${path}${query}`, accept),
          await usual(`${language}${path}${query}`, accept)]
        assert.deepEqual(lane, machinery, `${language}${path}${query} ${accept.accept}`)
        assert.equal((await ask(base.laneAlone, `${language}${path}${query}`, accept)).status, 200, 'the lane answers')
      }
    }
    if (query === '') {
      await ask(base.real, path, { accept: 'application/json' })
      await recorderOf(of.world).settled() // the answer may not have waited for its commit
    }
  }
  assert.equal(JSON.parse((await usual(`${path}?seen=1`, { accept: 'application/json' })).body).verdict, verdict)
}

test('the lane and the usual way give the same bytes and headers for every verdict', async () => {
  const [valid = '', , , , , , , , , , idle = '', , , , , , , , , last = ''] = item.paths
  await same(valid, 'valid')
  await same(idle, 'unactivated')
  await same(`${valid.slice(0, -1)}${valid.endsWith('0') ? '1' : '0'}`, 'forged')
  await same(valid.replace(/\/01\/\d{14}/, '/01/06901234000016'), 'unknown')
  done(await (await as(of, 'enterprise-agent')).post(`/api/v1/code-batches/${item.batch}/voids`,
    { from: 20, to: 20, ground: 'batch-stopped' }))
  await same(last, 'void')
  await certificateAct(of, item.certificate, 'suspended')
  await same(valid, 'suspended')
  await certificateAct(of, item.certificate, 'restored')
  await same(valid, 'valid')
  await certificateAct(of, item.certificate, 'withdrawn')
  await same(valid, 'withdrawn')
  await same(idle, 'void')
})

test('so do they for a certificate that was cancelled, and for one that has expired', async () => {
  const cancelled = await codes(2)
  await certificateAct(of, cancelled.certificate, 'cancelled')
  await same(cancelled.paths[0] ?? '', 'cancelled')
  const old = await codes(2, { days: 100 })
  await same(old.paths[0] ?? '', 'valid')
  await days(of, 200)
  await same(old.paths[0] ?? '', 'expired')
  await same(old.paths[1] ?? '', 'unactivated')
})

test('an act of this process shows in the next answer of the lane, in every form', async () => {
  const { certificate, paths: [path = ''] } = await codes(2)
  await look()
  const shown = async () => [
    JSON.parse((await ask(base.laneAlone, `${path}?seen=1`, { accept: 'application/json' })).body).verdict,
    /class="v ok"/.test((await ask(base.laneAlone, `${path}?seen=1`, { accept: 'text/html' })).body),
    /class="v ok"/.test((await ask(base.laneAlone, `/en${path}?seen=1`, { accept: 'text/html' })).body),
  ]
  assert.deepEqual(await shown(), ['valid', true, true])
  await certificateAct(of, certificate, 'suspended')
  assert.deepEqual(await shown(), ['suspended', false, false])
  await certificateAct(of, certificate, 'restored')
  assert.deepEqual(await shown(), ['valid', true, true])
})

test('both ways count a scan, and one after the other', async () => {
  const { paths: [path = ''] } = await codes(2)
  await look()
  const scans = []
  for (const way of ['lane', 'usual', 'page', 'lane']) {
    const accept = { accept: 'application/json' }
    await recorderOf(of.world).settled()
    if (way === 'page') await ask(base.laneAlone, path, { accept: BROWSER })
    else scans.push(JSON.parse((await (way === 'lane' ? ask(base.laneAlone, path, accept) : usual(path, accept))).body)
      .scans)
  }
  assert.deepEqual(scans, [1, 2, 4])
})

test('a person’s own settings, a body and other addresses are left to the usual way', async () => {
  const { paths: [path = ''] } = await codes(2)
  await look()
  const handedOn = async (url: string, headers: Record<string, string>, method = 'GET') =>
    assert.equal((await ask(base.laneAlone, url, headers, method)).status, 501, `${method} ${url}`)
  const left: Record<string, string>[] = [{ cookie: 'big=1' }, { authorization: 'Bearer x' }, { 'x-api-key': 'x' },
    { 'content-length': '0' }, { accept: 'application/linkset+json' }]
  for (const headers of left) await handedOn(path, headers)
  await handedOn(path, { accept: 'text/html', 'accept-encoding': 'br' })
  for (const url of [`${path}?big=1`, `${path}?seen=1&big=1`, `${path}?linkType=all`, `${path}/`, path.toLowerCase(),
    path.replace('/21/', '/10/L1/21/'), path.replace(/(\d{13})\d\//, '$1x/')]) await handedOn(url, {})
  await handedOn(path, {}, 'HEAD')
  const { body } = await ask(base.real, path, { cookie: 'big=1', accept: 'text/html' })
  assert.match(body, /<html lang="zh-CN" class="big">/)
})

test('stages of a lot stand on the page by either way, and go with the consent', async () => {
  const { paths: [path = ''] } = await codes(2)
  const [agent, representative] = [await as(of, 'enterprise-agent'), await as(of, 'enterprise-representative')]
  const gtin = /\/01\/(\d{14})/.exec(path)?.[1]
  done(await agent.post('/api/v1/trace-steps', { gtin, lot: 'L1', step: 'storing', at: '2026-03-01T08:00:00+08:00' }))
  const page = async () => (await ask(base.laneAlone, `${path}?seen=1`, { accept: 'text/html' })).body
  const consent = async (fields: string[]) => {
    done(await representative.put('/api/v1/trace-consent', { audience: 'public', fields }))
    of.pass(11_000)
    await look()
  }
  const cases = [[[], undefined], [['steps'], /✓ 入库</], [['steps', 'days'], /✓ 入库 2026-03-01</]] as const
  for (const [fields, words] of cases) {
    await consent([...fields])
    if (words) assert.match(await page(), words)
    else assert.doesNotMatch(await page(), /入库/)
    await same(path, 'valid')
  }
})
