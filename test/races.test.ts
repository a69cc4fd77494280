// Many at once on the same thing: one of them does it, the others are told that it is done; whatever the order, every
// answer is 2xx or 409, and the check of everything finds nothing. On PostgreSQL they really meet; the embedded
// database takes them one after the other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { certificateAct } from './certificate.ts'
import { Company, examined, ok, reviewed, upload, url } from './certification-file.ts'
import { days } from './licence.ts'
import { somebody } from './people.ts'
import type { Answer, Person } from './people.ts'
import { closeSound } from './sound.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

const MANY = 30
const YEARLY = 1000
let of: TestWorld
let company: Company
let file: string
let certificate: { id: string; number: string }
let agent: Person
let decider: Person

before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  file = await examined(company)
  await reviewed(company, file)
  ;[agent, decider] = [await company.agent(), await company.as('body-decider')]
})
after(() => closeSound(of))

/** Asks all at once. @returns how many succeeded; fails on any answer that is neither 2xx nor 409 */
async function race(asks: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const answers = await Promise.all(asks.map((ask) => ask()))
  const odd = answers.filter(({ status }) => !(status >= 200 && status < 300) && status !== 409)
  assert.deepEqual(odd.map(({ status, body }) => [status, body.code]), [])
  return answers.filter(({ status }) => status < 300)
}
const times = (count: number, ask: (i: number) => Promise<Answer>) =>
  Array.from({ length: count }, (_, i) => () => ask(i))
const acts = async (subject: string, type: string): Promise<number> =>
  (await of.world.db.selectFrom('act').where('subject', '=', subject).where('type', '=', type).select('id').execute())
    .length

test('thirty decisions on one file: one is taken, and there is one certificate', async () => {
  const won = await race(times(MANY, (i) => decider.post(url(file, '/decision'),
    { outcome: 'grant', scope: '所列型号', note: `第 ${i} 次` })))
  assert.equal(won.length, 1)
  const rows = await of.world.db.selectFrom('certificate').select('application').execute()
  assert.deepEqual(rows, [{ application: file }])
  certificate = ok(await decider.get(url(file))).certificate
})

test('thirty to suspend and to restore one certificate: its history takes turns', async () => {
  const address = `/api/v1/certificates/${certificate.id}`
  const suspend = () => decider.post(`${address}/suspension`,
    { ground: 'spot-check-failed', text: '抽查不合格', until: '2026-06-02' })
  assert.equal((await race(times(MANY, suspend))).length, 1, 'thirty to suspend')
  ok(await agent.post(`${address}/correction`, { text: '整改完成', files: [await upload(of, agent)] }))
  ok(await (await company.as('body-auditor')).post(`${address}/correction/verification`,
    { outcome: 'verified', note: '有效' }))
  const restore = () => decider.post(`${address}/restoration`, { ground: 'corrected-verified', text: '已验证' })
  await race(Array.from({ length: MANY }, (_, i) => (i % 2 ? restore : suspend)))
  const { history } = ok(await decider.get(address)).certificate
  const turns = history.map(({ type }: { type: string }) => type)
  turns.forEach((turn: string, i: number) =>
    assert.equal(turn, i === 0 ? 'issued' : i % 2 ? 'suspended' : 'restored', turns.join(' ')))
  assert.ok(turns.length >= 3, 'somebody restored it')
  if (turns.at(-1) === 'suspended') await certificateAct(of, certificate.id, 'restored')
})

test('thirty orders at the edge of the volume: what is ordered never exceeds it', async () => {
  const { official } = await of.world.db.selectFrom('certificate').select('official')
    .where('id', '=', certificate.id).executeTakeFirstOrThrow()
  const product = official.products[0]?.product ?? ''
  const licence = ok(await agent.post('/api/v1/licences', {
    certificate: certificate.id, products: [{ product, yearlyCapacity: YEARLY }], media: ['packaging'],
    contactName: '示例甲', contactPhone: '13800000000',
  })).id
  const address = `/api/v1/licences/${licence}`
  const facts = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' }
  ok(await (await company.as('licensor-officer')).post(`${address}/acceptance`))
  ok(await (await company.as('authority-county')).post(`${address}/facts`, facts))
  ok(await (await company.as('authority-city')).post(`${address}/facts`, facts))
  ok(await (await company.as('licensor-officer')).post(`${address}/publicity`))
  await days(of, 14)
  const licensor = await company.as('licensor-decider')
  const granted = await race(times(MANY, () => licensor.post(`${address}/decision`, { outcome: 'granted' })))
  assert.equal(granted.length, 1, 'thirty to decide the licence')
  ok(await (await company.representative()).post(`${address}/contract`, { agreed: 'agreed' }))

  const order = (quantity: number) => agent.post('/api/v1/code-orders', { licence, product, quantity })
  ok(await order(YEARLY / 10))
  const [volume] = ok(await agent.get(address)).volumes
  const size = Math.floor(volume.left / 7)
  const won = await race(times(MANY, () => order(size)))
  assert.equal(won.length, Math.floor(volume.left / size))
  const [after_] = ok(await agent.get(address)).volumes
  assert.deepEqual([after_.left, after_.ordered], [volume.left - won.length * size, volume.ordered + won.length * size])
})

test('thirty activations of one batch: lots never overlap, and no more is active than was printed', async () => {
  const [batch] = ok(await agent.get('/api/v1/code-batches')).items
  const { today } = ok(await somebody(of).get('/api/v1/clock'))
  const size = Math.floor(batch.quantity / 10)
  const won = await race(times(MANY, (i) => agent.post(`/api/v1/code-batches/${batch.id}/activations`,
    { lot: `L${i}`, producedOn: today, quantity: size })))
  assert.equal(won.length, Math.floor(batch.quantity / size))
  const { official } = await of.world.db.selectFrom('code_batch').select('official').where('id', '=', batch.id)
    .executeTakeFirstOrThrow()
  const ranges = official.activations.toSorted((a, b) => a.from - b.from)
  ranges.forEach(({ from, to }, i) => {
    assert.equal(to - from + 1, size)
    assert.equal(from, i === 0 ? 1 : (ranges[i - 1]?.to ?? 0) + 1)
  })
  assert.equal(await acts(batch.id, 'code-batch.activated'), won.length)
})
