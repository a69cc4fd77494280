import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { signedIn, somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { currentDeclaration, reviewedDeclaration } from './queries.ts'

let of: TestWorld
let agent: Person
let representative: Person
before(async () => {
  of = await testWorld()
  agent = await signedIn(of, 'enterprise-agent-tile')
  representative = await signedIn(of, 'enterprise-representative-tile')
})
after(() => closeSound(of))

const RULE = 'TFPZ-R1002'
const five = (value: string) => Array<string>(5).fill(value)
const VALUES = [
  { indicator: 'water-absorption', values: five('0.20') }, { indicator: 'modulus-of-rupture', values: five('45.0') },
  { indicator: 'breaking-strength-thick', values: five('1800') }, { indicator: 'internal-index', values: ['0.5'] },
  { indicator: 'external-index', values: ['0.6'] },
]

const aProduct = async (): Promise<string> => {
  const [brand] = (await agent.get('/api/v1/brands')).body.items
  const answer = await agent.post('/api/v1/products', {
    name: { zh: '测试砖' }, brand: brand.id, models: ['800'], industry: 'C3071', unit: '箱', yearlyCapacity: 10,
  })
  return answer.body.id
}

const aDraft = async (product?: string) =>
  (await agent.post('/api/v1/declaration-drafts', { product: product ?? await aProduct(), rule: RULE })).body

const filled = async (draft: { id: string; version: number; clauses: { clause: string }[] }, change: object = {}) =>
  agent.put(`/api/v1/declaration-drafts/${draft.id}`, {
    version: draft.version, facts: [{ key: 'thickness', value: '9.5' }],
    clauses: draft.clauses.map(({ clause }) => ({ clause, answer: 'met' })), values: VALUES, statement: '本企业申明符合所列标准。',
    ...change,
  })

const published = async (change: object = {}) => {
  const draft = await filled(await aDraft(), change)
  const answer = await representative.post(
    `/api/v1/declaration-drafts/${draft.body.id}/publication`, { version: draft.body.version, truthful: true },
  )
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

test('the self-test needs no account, names what is missing, and keeps nothing', async () => {
  const answers = {
    rule: RULE, registered: true, qualified: true, clean: true, trademark: false, standardDeclared: true, tested: false,
    consulted: true, withdrawn: false,
  }
  const { status, body } = await somebody(of).post('/api/v1/eligibility', answers)
  assert.equal(status, 200)
  const track = (name: string) => body.tracks.find((one: { track: string }) => one.track === name)
  assert.deepEqual(['declaration', 'certification', 'licence'].map((name) => track(name).open), [true, true, false])
  assert.equal(track('declaration').expectedWorkingDays, 0)
  assert.ok(track('certification').expectedWorkingDays > 5)
  assert.deepEqual(track('licence').missing.map(({ code }: { code: string }) => code), ['trademark'])
  assert.equal(
    (await somebody(of).post('/api/v1/eligibility', { ...answers, rule: 'none' })).body.code, 'rule-not-open',
  )
})

test('a draft tells what is still in the way; only the representative publishes it, and only when nothing is',
  async () => {
  const draft = await aDraft()
  assert.ok(draft.problems.length > 0)
  assert.deepEqual(
    draft.next.map(({ endpoint }: { endpoint: string }) => endpoint),
    ['saveDeclarationDraft', 'deleteDeclarationDraft'],
  )
  const publish = (who: Person, version: number) =>
    who.post(`/api/v1/declaration-drafts/${draft.id}/publication`, { version, truthful: true })
  assert.equal((await publish(agent, 1)).status, 403)
  assert.equal((await publish(representative, 1)).body.code, 'draft-incomplete')
  const whole = await filled(draft)
  assert.equal(whole.status, 200)
  assert.deepEqual(whole.body.problems, [])
  assert.ok(whole.body.tasks.every(({ status }: { status: string }) => status === 'completed'))
  assert.equal((await publish(representative, 1)).body.code, 'changed-meanwhile', 'another version than was read')
  const answer = await publish(representative, whole.body.version)
  assert.equal(answer.status, 201)
  assert.equal((await agent.get(`/api/v1/declaration-drafts/${draft.id}`)).status, 404)
})

test('two people in one draft: different entries merge, the same entry is refused by its name', async () => {
  const draft = await aDraft()
  const put = (who: Person, body: object) => who.put(`/api/v1/declaration-drafts/${draft.id}`, { version: 1, ...body })
  assert.equal((await put(agent, { facts: [{ key: 'thickness', value: '9.5' }] })).status, 200)
  const merged = await put(representative, { statement: '申明。' })
  assert.deepEqual([merged.status, merged.body.version, merged.body.facts.length], [200, 3, 1])
  const conflict = await put(representative, { facts: [{ key: 'thickness', value: '8' }] })
  assert.deepEqual(
    [conflict.status, conflict.body.code, conflict.body.fields[0].path], [409, 'draft-conflict', '/facts/thickness'],
  )
  const other = await signedIn(of, 'enterprise-agent')
  assert.equal((await other.get(`/api/v1/declaration-drafts/${draft.id}`)).status, 404)
  assert.equal((await put(other, { statement: '别人' })).status, 404)
})

test('a value beyond the national limit cannot be declared; one between both limits is shown as it is', async () => {
  const worse = [{ indicator: 'water-absorption', values: five('0.61') }, ...VALUES.slice(1)]
  const draft = await filled(await aDraft(), { values: worse })
  const refused = await representative.post(
    `/api/v1/declaration-drafts/${draft.body.id}/publication`, { version: draft.body.version, truthful: true },
  )
  assert.equal(refused.body.code, 'national-limit-broken')
  const between = await published(
    { values: [{ indicator: 'water-absorption', values: five('0.45') }, ...VALUES.slice(1)] }
  )
  const row = between.values.find(({ indicator }: { indicator: string }) => indicator === 'water-absorption')
  assert.deepEqual([between.conforms, row.national.verdict, row.ours.verdict], [false, 'pass', 'fail'])
})

test('strangers read a declaration with its values beside both limits, an empty one as empty', async () => {
  const own = await published()
  const { status, body } = await somebody(of).get(`/api/v1/public/declarations/${own.number}`)
  assert.equal(status, 200)
  assert.equal(body.standing, 'public')
  assert.equal(body.validUntil, '2029-03-01')
  const energy = body.values.find(({ indicator }: { indicator: string }) => indicator === 'energy')
  assert.deepEqual([energy.values, energy.ours.verdict], [[], 'missing'])
  assert.deepEqual([body.next, body.deadlines], [[], []])
  const listed = await somebody(of).get(`/api/v1/public/declarations?q=${own.number}`)
  assert.deepEqual(listed.body.items.map(({ number }: { number: string }) => number), [own.number])
  const other = await signedIn(of, 'enterprise-agent')
  assert.equal((await other.get(`/api/v1/declarations/${own.id}`)).status, 404)
})

test('one running declaration per product and standard; another is possible after withdrawal', async () => {
  const first = await published()
  const draft = await filled(await aDraft(first.product))
  const again = () => representative.post(
    `/api/v1/declaration-drafts/${draft.body.id}/publication`, { version: draft.body.version, truthful: true },
  )
  assert.equal((await again()).body.code, 'declaration-exists')
  const withdraw = (ground: string) => representative.post(`/api/v1/declarations/${first.id}/withdrawal`, { ground })
  assert.equal((await withdraw('not-confirmed')).body.code, 'ground-unknown', 'a ground that only a rule may cite')
  assert.equal((await withdraw('declarant-request')).body.standing, 'withdrawn')
  assert.equal((await withdraw('declarant-request')).body.code, 'wrong-state')
  const second = await again()
  assert.equal(second.status, 201)
  const current = await currentDeclaration(
    of.world.db, second.body.organisation, first.product, 'T/TFPZ 1002', '2026-03-02' as LocalDate,
  )
  assert.equal(current?.number, second.body.number)
})

test('of two that publish one draft at the same moment exactly one does (B68)', async () => {
  const draft = await filled(await aDraft())
  const publish = () => representative.post(
    `/api/v1/declaration-drafts/${draft.body.id}/publication`, { version: draft.body.version, truthful: true },
  )
  const answers = await Promise.all([publish(), publish()])
  const [won, lost] = answers.sort((a, b) => a.status - b.status)
  assert.equal(won?.status, 201)
  assert.ok([404, 409].includes(lost?.status ?? 0), JSON.stringify(lost?.body))
})

test('a challenge is private until it is accepted, then public; its text and its author reach the office alone',
  async () => {
  const own = await published()
  const stranger = somebody(of)
  const lodged = await stranger.post(`/api/v1/public/declarations/${own.number}/challenges`, {
    ground: 'value-wrong', text: '我是王某，吸水率不实', contact: '13800000001',
  })
  assert.equal(lodged.status, 201, JSON.stringify(lodged.body))
  const standing = async () => (await stranger.get(`/api/v1/public/declarations/${own.number}`)).body.standing
  assert.equal(await standing(), 'public')
  assert.equal((await representative.get('/api/v1/challenges')).body.items.length, 0, 'the holder knows nothing yet')

  const county = await signedIn(of, 'authority-county-511126')
  const [task] = (await county.get('/api/v1/tasks')).body.items
  assert.match(task.title.zh, new RegExp(lodged.body.number))
  const { id } = (await county.get('/api/v1/challenges?status=lodged')).body.items[0]
  const seen = (await county.get(`/api/v1/challenges/${id}`)).body
  assert.deepEqual([seen.text, seen.contact], ['我是王某，吸水率不实', '13800000001'])
  const elsewhere = await signedIn(of, 'authority-county')
  assert.equal((await elsewhere.get(`/api/v1/challenges/${id}`)).status, 404, 'another county')
  assert.equal((await elsewhere.post(`/api/v1/challenges/${id}/acceptance`, { facts: 'x' })).status, 404)

  assert.equal(
    (await county.post(`/api/v1/challenges/${id}/acceptance`, { facts: '吸水率与抽查不符' })).body.status, 'accepted',
  )
  assert.equal(await standing(), 'challenged')
  const held = (await representative.get(`/api/v1/challenges/${id}`)).body
  assert.deepEqual([held.text, held.contact, held.facts], [null, null, '吸水率与抽查不符'])
  const answered = await representative.post(`/api/v1/challenges/${id}/answer`, { answer: '已复检，附报告' })
  assert.equal(answered.body.status, 'answered')
  const conclude = (outcome: string) => county.post(`/api/v1/challenges/${id}/conclusion`, { outcome, reason: '核查完毕' })
  assert.equal((await conclude('corrected')).body.code, 'not-corrected')
  const corrected = await representative.post(`/api/v1/declarations/${own.id}/correction`, {
    ground: 'report-replaced', values: [{ indicator: 'water-absorption', values: five('0.25') }],
  })
  if (corrected.status !== 200) assert.fail(JSON.stringify(corrected.body))
  assert.deepEqual([corrected.body.revision, corrected.body.earlier.length], [2, 1])
  assert.equal(corrected.body.earlier[0].values[0].values[0], '0.20', 'what was said before stays')
  assert.equal((await conclude('corrected')).body.status, 'concluded')
  assert.equal(await standing(), 'public')
  const reviewed = await reviewedDeclaration(of.world.db, own.id, '2026-03-02' as LocalDate)
  assert.equal(reviewed?.id, own.id)
})

/** A file of a few bytes in somebody's cabinet, as a browser uploads it. */
async function uploaded(who: Person, text: string): Promise<string> {
  const boundary = 'test-boundary'
  const payload = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="report.pdf"\r\n`
    + `content-type: application/pdf\r\n\r\n%PDF-1.4 ${text}\r\n--${boundary}--\r\n`
  const answer = await of.app.http.inject({
    method: 'POST', url: '/api/v1/files', payload,
    headers: {
      cookie: who.cookie, 'idempotency-key': text, 'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json().sha256
}

test('a report that nobody uploaded is refused; an authority reads reports from the day it accepts a challenge',
  async () => {
  const unknown = await filled(await aDraft(), { values: [{ ...VALUES[0], report: 'a'.repeat(64) }] })
  assert.equal(unknown.body.code, 'file-unknown')
  const report = await uploaded(agent, 'first')
  const own = await published({ values: [{ ...VALUES[0], report }, ...VALUES.slice(1)] })
  const { body: { number } } = await somebody(of)
    .post(`/api/v1/public/declarations/${own.number}/challenges`, { ground: 'value-wrong', text: '不实' })
  const county = await signedIn(of, 'authority-county-511126')
  const { id } = (await county.get(`/api/v1/challenges?q=${number}`)).body.items[0]
  const reads = async (hash: string) => (await county.get(`/api/v1/files/${hash}`)).status
  assert.equal(await reads(report), 404)
  await county.post(`/api/v1/challenges/${id}/acceptance`, { facts: '吸水率不实' })
  assert.equal(await reads(report), 200)
  const evidence = await uploaded(representative, 'second')
  await representative.post(`/api/v1/challenges/${id}/answer`, { answer: '见附件', evidence })
  assert.equal(await reads(evidence), 200)
  const replaced = await uploaded(agent, 'third')
  const again = await signedIn(of, 'enterprise-representative-tile')
  const corrected = await again.post(`/api/v1/declarations/${own.id}/correction`, {
    ground: 'report-replaced', values: [{ ...VALUES[0], report: replaced }],
  })
  assert.equal(corrected.status, 200, JSON.stringify(corrected.body))
  assert.equal(await reads(replaced), 200)
})

test('a refused challenge is told to nobody but the office; a refuted declaration is final', async () => {
  const own = await published()
  const challenge = async () => (
    await somebody(of)
      .post(`/api/v1/public/declarations/${own.number}/challenges`, { ground: 'value-wrong', text: '不实' })
  ).body.number
  const county = await signedIn(of, 'authority-county-511126')
  const idOf = async (number: string) => (await county.get(`/api/v1/challenges?q=${number}`)).body.items[0].id
  const first = await idOf(await challenge())
  assert.equal((await county.post(`/api/v1/challenges/${first}/refusal`, { reason: '无事实' })).body.status, 'refused')
  const types = async (who: Person, url: string) => (await who.get(url)).body.timeline.map(
    ({ type }: { type: string }) => type
  )
  const hidden = 'declaration.challenge-refused'
  assert.ok(!(await types(somebody(of), `/api/v1/public/declarations/${own.number}`)).includes(hidden))
  assert.ok(!(await types(representative, `/api/v1/declarations/${own.id}`)).includes(hidden))
  assert.ok((await types(county, `/api/v1/declarations/${own.id}`)).includes(hidden))

  const second = await idOf(await challenge())
  await county.post(`/api/v1/challenges/${second}/acceptance`, { facts: '吸水率不实' })
  await county.post(`/api/v1/challenges/${second}/conclusion`, { outcome: 'refuted', reason: '查实' })
  const { body } = await representative.get(`/api/v1/declarations/${own.id}`)
  assert.deepEqual([body.standing, body.next], ['refuted', []])
  assert.equal(
    (
      await somebody(of)
        .post(`/api/v1/public/declarations/${own.number}/challenges`, { ground: 'value-wrong', text: '再次' })
    ).body.code,
    'wrong-state',
  )
})

test('a year without confirmation: it lapses on its own, its holder is told, and may still confirm', async () => {
  const own = await published()
  const officer = await signedIn(of, 'system-administrator')
  const clock = await officer.put('/api/v1/demo/clock', { to: '2027-03-03T09:00:00+08:00' })
  assert.equal(clock.status, 200, JSON.stringify(clock.body))
  await of.app.sweep()
  assert.equal((await somebody(of).get(`/api/v1/public/declarations/${own.number}`)).body.standing, 'lapsed')
  const again = await signedIn(of, 'enterprise-representative-tile')
  const tasks = (await again.get('/api/v1/tasks?limit=100')).body.items
  assert.ok(tasks.some(({ kind }: { kind: string }) => kind === 'declaration-confirmation'))
  const confirmed = await again.post(`/api/v1/declarations/${own.id}/confirmation`, {})
  assert.deepEqual([confirmed.body.standing, confirmed.body.confirmedUntil], ['public', '2028-03-02'])
})
