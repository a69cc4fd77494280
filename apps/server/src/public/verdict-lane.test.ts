import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { certificateAct } from '../../../../test/certificate.ts'
import { aLicenceInForce, as, done } from '../../../../test/licence.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { followerOf } from '../platform/follow.ts'

let of: TestWorld
let base: string
let certificate: string
let items: string[]

before(async () => {
  of = await testWorld()
  const made = await aLicenceInForce(of, 1000)
  certificate = made.certificate.id
  const agent = await as(of, 'enterprise-agent')
  const { body: { batch } } = done(await agent.post('/api/v1/code-orders',
    { licence: made.id, product: made.certificate.product, quantity: 20 }))
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, {
    quantity: 10, lot: 'L1', producedOn: done(await agent.get('/api/v1/clock')).body.today,
  }))
  const csv = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body)
  items = csv.trim().split(/\r?\n/).slice(1).map((line) => `/01/${made.certificate.gtin}/21/${line.split(',')[0]}`)
  await of.app.http.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(of.app.http.server.address() as AddressInfo).port}`
})
after(() => of.close())

/** The answer without what differs between any two: the moment of the connection. */
async function asked(path: string, accept: string) {
  const response = await fetch(`${base}${path}`, { headers: { accept } })
  const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, body: await response.text() }
}
const LANE = 'application/json'
const USUAL = 'application/json, text/html;q=0.1'

test('the lane and the usual way give the same bytes and headers', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  const [valid = '', , , , , , , , , , idle = ''] = items
  const forged = `${valid.slice(0, -1)}${valid.endsWith('0') ? '1' : '0'}`
  const unknown = valid.replace(/\/01\/\d{14}/, '/01/06901234000016')
  const broken = valid.replace(/\/01\/\d{14}/, '/01/06901234000017')
  for (const path of [valid, idle, forged, unknown, broken]) {
    await asked(`${path}?seen=1`, USUAL) // the count is known from here on
    assert.deepEqual(await asked(`${path}?seen=1`, LANE), await asked(`${path}?seen=1`, USUAL), path)
  }
  await certificateAct(of, certificate, 'suspended')
  const suspended = await asked(`${valid}?seen=1`, LANE)
  assert.equal(JSON.parse(suspended.body).verdict, 'suspended')
  assert.deepEqual(suspended, await asked(`${valid}?seen=1`, USUAL))
  await certificateAct(of, certificate, 'restored')
})

test('both ways count a scan, and one after the other', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  const [, second = ''] = items
  const scans = []
  for (const accept of [LANE, USUAL, LANE]) scans.push(JSON.parse((await asked(second, accept)).body).scans)
  assert.deepEqual(scans, [1, 2, 3])
})
