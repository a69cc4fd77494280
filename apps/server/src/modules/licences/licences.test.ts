import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aCertificate, certificateAct } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { signedIn, somebody } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { find } from '../../platform/acts.ts'
import { findCertificate } from '../certification/index.ts'
import { licence } from './aggregate.ts'
import { fsck } from '../../platform/fsck.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
const people = new Map<string, Person>()
const as = async (login: string): Promise<Person> => {
  const known = people.get(login)
  if (known) return known
  const person = await signedIn(of, login)
  people.set(login, person)
  return person
}
before(async () => { of = await testWorld() })
after(() => of.close())

const DAY = 86_400_000
/** Moves the official clock on by whole days and lets the sweeper look; sessions do not notice. */
async function days(count: number): Promise<string> {
  await of.world.db.updateTable('official_clock').set((is) => ({ ahead_ms: is('ahead_ms', '+', count * DAY) }))
    .execute()
  await of.app.sweep()
  return (await somebody(of).get('/api/v1/clock')).body.today as string
}
const ok = (answer: Answer): Answer => {
  assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}
const refused = (answer: Answer, status: number, code: string) => {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
}

const request = (certificate: CertificateMade, more: object = {}) => ({
  certificate: certificate.id, products: [{
    product: certificate.product, yearlyCapacity: 100,
  }], media: ['packaging', 'web'],
  contactName: '示例甲', contactPhone: '13800000000', ...more,
})

/** An application up to and with `until`, each step by whom it belongs to. */
async function aLicence(
  certificate: CertificateMade, until: 'applied' | 'checked' | 'publicity' | 'deciding' | 'granted' | 'in-force',
  agent = 'enterprise-agent',
): Promise<string> {
  const { body: { id } } = ok(await (await as(agent)).post('/api/v1/licences', request(certificate)))
  const url = `/api/v1/licences/${id}`
  if (until === 'applied') return id
  ok(await (await as('licensor-officer')).post(`${url}/acceptance`))
  const facts = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' }
  ok(await (await as('authority-county')).post(`${url}/facts`, facts))
  ok(await (await as('authority-city')).post(`${url}/facts`, facts))
  if (until === 'checked') return id
  ok(await (await as('licensor-officer')).post(`${url}/publicity`))
  if (until === 'publicity') return id
  await days(9)
  if (until === 'deciding') return id
  ok(await (await as('licensor-decider')).post(`${url}/decision`, { outcome: 'granted' }))
  if (until === 'granted') return id
  ok(await (await as('enterprise-representative')).post(`${url}/contract`, { agreed: 'agreed' }))
  return id
}
const statusOf = async (id: string) => (await (await as('licensor-officer')).get(`/api/v1/licences/${id}`)).body

test('from application to announcement, each step by its own office', async () => {
  const certificate = await aCertificate(of)
  const id = await aLicence(certificate, 'applied')
  const url = `/api/v1/licences/${id}`
  const officer = await as('licensor-officer')
  const detail = (await officer.get(url)).body
  assert.equal(detail.status, 'applied')
  assert.equal(detail.contact, '示例甲 13800000000')
  assert.deepEqual(
    detail.next.map((one: { endpoint: string }) => one.endpoint),
    ['acceptLicenceApplication', 'returnLicenceApplication'],
  )
  ok(await officer.post(`${url}/acceptance`))

  const facts = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' }
  refused(await (await as('authority-city')).post(`${url}/facts`, facts), 403, 'not-own-level')
  refused(await (await as('authority-county-511126')).post(`${url}/facts`, facts), 404, 'not-found')
  const county = await as('authority-county')
  assert.ok((await county.get('/api/v1/tasks')).body.items.some((task: { subject: string }) => task.subject === id))
  ok(await county.post(`${url}/facts`, facts))
  refused(await county.post(`${url}/facts`, facts), 403, 'not-own-level')
  const city = await as('authority-city')
  refused(await city.post(`${url}/facts`, { ...facts, safety: 'disputed' }), 400, 'ground-needed')
  assert.equal(
    ok(
      await city.post(`${url}/facts`, { ...facts, safety: 'disputed', ground: 'open-case', note: '有一件未结案件' }),
    ).body.status,
    'checked',
  )

  const { body: { until } } = ok(await officer.post(`${url}/publicity`))
  assert.equal(until, '2026-03-09') // five working days after Monday 2 March
  const decider = await as('licensor-decider')
  refused(await decider.post(`${url}/decision`, { outcome: 'granted' }), 409, 'publicity-running')
  await days(7)
  refused(await decider.post(`${url}/decision`, { outcome: 'granted' }), 409, 'publicity-running') // its last day
  await days(1)
  const granted = ok(await decider.post(`${url}/decision`, { outcome: 'granted' })).body
  assert.match(granted.number, /^TLQ2026\d{5}[0-9A-Z]$/)

  refused(
    await (await as('enterprise-representative-tile')).post(`${url}/contract`, { agreed: 'agreed' }), 404, 'not-found',
  )
  refused(await (await as('enterprise-agent')).post(`${url}/contract`, { agreed: 'agreed' }), 403, 'not-permitted')
  assert.equal(
    ok(await (await as('enterprise-representative')).post(`${url}/contract`, { agreed: 'agreed' })).body.status,
    'in-force',
  )
  ok(await officer.post(`${url}/announcement`))
  refused(await officer.post(`${url}/announcement`), 409, 'wrong-state')

  const shown = (await somebody(of).get(`/api/v1/public/licences/${granted.number}`)).body
  assert.equal(shown.status, 'valid')
  assert.equal(shown.certificate, certificate.number)
  assert.ok((await somebody(of).get('/api/v1/public/licences')).body.items.some((one: { number: string }) =>
    one.number === granted.number))
  const end = await statusOf(id)
  assert.deepEqual(end.volumes, []) // taken up with the first order
  assert.ok(end.timeline.length >= 9)
})

test('silence of county and city confirms, each after five working days and not a day earlier', async () => {
  const id = await aLicence(await aCertificate(of), 'applied')
  ok(await (await as('licensor-officer')).post(`/api/v1/licences/${id}/acceptance`))
  const asked = (await statusOf(id)).factChecks[0]
  const due = (await statusOf(id)).deadlines.find((one: { kind: string }) => one.kind === 'fact-check-county').dueOn
  let today = asked.askedOn as string
  while (today < due) {
    today = await days(1)
    assert.equal((await statusOf(id)).status, 'county-check', `still the county's on ${today}`)
  }
  await days(1)
  const state = await statusOf(id)
  assert.equal(state.status, 'city-check')
  assert.deepEqual([state.factChecks[0].outcome, state.factChecks[0].by], ['confirmed', 'silence'])
  await days(9)
  assert.equal((await statusOf(id)).status, 'checked')
})

test('an objection is handled before the decision, and the public counts only accepted ones', async () => {
  const id = await aLicence(await aCertificate(of), 'publicity')
  const stranger = somebody(of)
  const objection = { ground: 'facts-wrong', text: '该企业产品标签不实' }
  refused(
    await stranger.post(`/api/v1/publicity/${id}/objections`, { ...objection, ground: 'envy' }), 422, 'ground-unknown',
  )
  const lodged = ok(
    await stranger.post(`/api/v1/publicity/${id}/objections`, { ...objection, name: '某人', contact: 'a@example.cn' }),
  )
  assert.match(lodged.body.number, /^TB2026/)
  ok(await stranger.post(`/api/v1/publicity/${id}/objections`, objection))
  assert.equal((await stranger.get(`/api/v1/publicity/${id}`)).body.objections, 0)
  assert.ok(!JSON.stringify((await (await as('enterprise-agent')).get(`/api/v1/licences/${id}`)).body).includes('标签不实'))
  await days(9)
  refused(await stranger.post(`/api/v1/publicity/${id}/objections`, objection), 409, 'publicity-closed')
  refused(
    await (await as('licensor-decider')).post(`/api/v1/licences/${id}/decision`, { outcome: 'granted' }), 409,
    'objections-open',
  )
  const officer = await as('licensor-officer')
  const detail = (await officer.get(`/api/v1/licences/${id}`)).body
  assert.equal(detail.status, 'objections')
  const [first, second] = detail.objections
  assert.deepEqual([first.text, first.contact, second.anonymous], ['该企业产品标签不实', '某人 a@example.cn', true])
  const url = `/api/v1/licences/${id}/objections`
  ok(await officer.post(`${url}/${first.id}`, { outcome: 'rejected', reason: '经查不属实' }))
  refused(await officer.post(`${url}/${first.id}`, { outcome: 'rejected', reason: '再次' }), 409, 'objection-handled')
  assert.equal(
    ok(
      await officer.post(`${url}/${second.id}`, { outcome: 'accepted', reason: '部分属实', ground: 'partly-upheld' }),
    ).body.status,
    'deciding',
  )
  assert.equal((await stranger.get(`/api/v1/publicity/${id}`)).body.objections, 1)
  const follow = (token: string) => stranger.post('/api/v1/objection-progress', { number: lodged.body.number, token })
  assert.deepEqual(ok(await follow(lodged.body.token)).body.reason, '经查不属实')
  refused(await follow('0'.repeat(32)), 404, 'not-found')
  assert.equal(
    ok(
      await (await as('licensor-decider')).post(`/api/v1/licences/${id}/decision`, {
        outcome: 'refused', ground: 'objection-upheld', reason: '异议成立',
      }),
    ).body.status,
    'refused',
  )
})

test('the person who examined the application does not decide it, by whatever account', async () => {
  const id = await aLicence(await aCertificate(of), 'deciding')
  const officer = (await of.world.db.selectFrom('act').where('subject', '=', id)
    .where('type', '=', 'licence.fact-check-requested').select('person').orderBy('version')
    .executeTakeFirstOrThrow()).person
  const decider = await as('licensor-decider')
  const account = (decider as Person & { session: { account: { id: string } } }).session.account.id
  const own = await of.world.db.selectFrom('account').where('id', '=', account).select('person')
    .executeTakeFirstOrThrow()
  await of.world.db.updateTable('account').set({ person: officer as string }).where('id', '=', account).execute()
  const move = (person: string) => of.world.db.updateTable('account').set({ person }).where('id', '=', account)
    .execute()
  await move(officer as string)
  try {
    const detail = (await decider.get(`/api/v1/licences/${id}`)).body
    const next = detail.next.find((one: { endpoint: string }) => one.endpoint === 'decideLicence')
    assert.equal(next.refused.code, 'separation-of-duties')
    refused(await decider.post(`/api/v1/licences/${id}/decision`, { outcome: 'granted' }), 403, 'separation-of-duties')
  } finally {
    await move(own.person)
  }
})

test('a licence follows its certificate at once, and the licensor’s own suspension stands by itself', async () => {
  const certificate = await aCertificate(of)
  const id = await aLicence(certificate, 'in-force')
  const number = (await statusOf(id)).number
  const publicly = async () => (await somebody(of).get(`/api/v1/public/licences/${number}`)).body.status
  assert.equal(await publicly(), 'valid')
  const { products } = (await findCertificate(of.world.db, certificate.id))?.state ?? assert.fail()
  const models = products.flatMap((product) => product.models).slice(0, 1)
  await certificateAct(of, certificate.id, 'changed', { change: certificate.id, kind: 'model', said: {
    products: products.map((one) => ({ ...one, models })) }, statusIndex: { suspension: 1, revocation: 1 } })
  assert.deepEqual((await find(of.world.db, licence, id))?.state.products[0]?.models, models,
    'the mark covers what the certificate covers')
  await certificateAct(of, certificate.id, 'suspended')
  assert.deepEqual([await publicly(), (await statusOf(id)).status], ['suspended', 'suspended'])
  const decider = await as('licensor-decider')
  refused(
    await decider.post(`/api/v1/licences/${id}/restoration`, { ground: 'corrected-verified', reason: '已整改' }), 409,
    'certificate-not-valid',
  )
  ok(await decider.post(`/api/v1/licences/${id}/suspension`, { ground: 'safety-risk', reason: '抽查不合格' }))
  await certificateAct(of, certificate.id, 'restored')
  assert.deepEqual(
    [await publicly(), (await statusOf(id)).suspensions.map((one: { cause: string }) => one.cause)],
    ['suspended', ['licensor']],
  )
  ok(await decider.post(`/api/v1/licences/${id}/restoration`, { ground: 'corrected-verified', reason: '已整改' }))
  assert.equal(await publicly(), 'valid')
  await certificateAct(of, certificate.id, 'withdrawn')
  assert.deepEqual([await publicly(), (await statusOf(id)).status], ['withdrawn', 'withdrawn'])
  ok(
    await (await as('enterprise-representative')).post(`/api/v1/licences/${id}/stock`, {
      stoppedOn: '2026-03-31', stockCount: 12, disposal: '销毁',
    }),
  )
  await certificateAct(of, certificate.id, 'decision-set-aside', { appeal: certificate.id, turns: [3], versions: [5] })
  assert.deepEqual([await publicly(), (await statusOf(id)).status], ['valid', 'in-force'],
    'what fell with the certificate stands again with it')
})

test('an application ends with its certificate, and a new one is possible on another', async () => {
  const certificate = await aCertificate(of)
  const id = await aLicence(certificate, 'checked')
  refused(await (await as('enterprise-agent')).post('/api/v1/licences', request(certificate)), 409, 'licence-exists')
  await certificateAct(of, certificate.id, 'cancelled')
  assert.equal((await statusOf(id)).status, 'ended')
  refused(
    await (await as('enterprise-agent')).post('/api/v1/licences', request(certificate)), 409, 'certificate-not-valid',
  )
})

test('the mark is applied for by the holder, on a certificate of a type with a mark, for its products', async () => {
  const certificate = await aCertificate(of)
  refused(await (await as('enterprise-agent-tile')).post('/api/v1/licences', request(certificate)), 404, 'not-found')
  refused(await somebody(of).post('/api/v1/licences', request(certificate)), 401, 'not-signed-in')
  refused(await (await as('authority-province')).post('/api/v1/licences', request(certificate)), 403, 'not-permitted')
  const sample = await aCertificate(of, { schemeType: '1a' })
  refused(
    await (await as('enterprise-agent')).post('/api/v1/licences', request(sample)), 409, 'certificate-without-mark',
  )
  const other = await aCertificate(of, { holder: 'enterprise-tile', region: '511126' })
  refused(
    await (await as('enterprise-agent')).post(
      '/api/v1/licences', request(certificate, { products: [{ product: other.product, yearlyCapacity: 5 }] }),
    ),
    422, 'product-not-on-certificate',
  )
  refused(
    await (await as('enterprise-agent')).post('/api/v1/licences', request(certificate, { media: [] })), 400,
    'bad-request',
  )
})

test('a licence and its files are not found outside their scope', async () => {
  const id = await aLicence(await aCertificate(of), 'applied')
  for (const login of ['enterprise-agent-tile', 'authority-county-511126', 'authority-city-511100']) {
    const person = await as(login)
    refused(await person.get(`/api/v1/licences/${id}`), 404, 'not-found')
    assert.ok(!(await person.get('/api/v1/licences?limit=100')).body.items.some((one: { id: string }) => one.id === id))
  }
  for (
    const login of ['enterprise-agent', 'authority-county', 'authority-city', 'authority-province', 'licensor-officer']
  ) {
    ok(await (await as(login)).get(`/api/v1/licences/${id}`))
  }
})

test('one certificate takes one application, however many arrive at once', async () => {
  const certificate = await aCertificate(of)
  const agent = await as('enterprise-agent')
  const answers = await Promise.all(Array.from({ length: 5 }, () =>
    agent.post('/api/v1/licences', request(certificate))))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409])
})

test('after all this the fold of the acts equals the rows, and every sentence about licences holds', async () => {
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES.filter(({ name }) => name === 'licences'))
  assert.deepEqual(findings, [])
  assert.ok((checked.rows ?? 0) > 0)
})
