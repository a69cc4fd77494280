import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import {
  Company, DECLARED, THICK, TILE, actAs, audited, clausesOf, contracted, decided, declared, drafted, five, nextOf, ok,
  refused, reported, sampled, submitted, upload, url,
} from '../../../../../test/certification-file.ts'
import { somebody } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import type { Tables } from '../../tables.ts'

let of: TestWorld
let tile: Company
before(async () => {
  of = await testWorld()
  tile = new Company(of, '-tile')
})
after(() => closeSound(of))

const GOOD: Record<string, string[]> = Object.fromEntries(DECLARED.map(({ indicator, values }) => [indicator, values]))
const good = ({ id, kind }: { id: string; kind: string }) => (kind === 'yes-no' ? { result: 'yes' }
  : { result: 'measured', values: GOOD[id] ?? ['0.1'] })

const firstProduct = async (company: Company): Promise<string> => ok(await (await company.agent())
  .get('/api/v1/products')).items.at(-1).id
const bodyId = async (): Promise<string> => ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
const laboratory = async (): Promise<string> => ok(await somebody(of).get('/api/v1/laboratories')).items[0].id

let declaration: string
let draft: string
let id: string
let certificate: { id: string; number: string; bodyNumber: string }

test('an application needs a current public declaration, and says so before anybody fills in nine tasks', async () => {
  const product = await firstProduct(tile)
  const agent = await tile.agent()
  const begun = ok(await agent.post('/api/v1/application-drafts', { product, rule: TILE, body: await bodyId() }))
  assert.deepEqual(begun.problems.map(({ code }: { code: string }) => code), ['declaration-needed'])
  declaration = await declared(tile, TILE, product, THICK, DECLARED)
  draft = await drafted(tile, TILE, product, await bodyId(), declaration)
  assert.equal(draft, begun.id, 'one draft for a product, rule and body, whoever opens it')
  const check = ok(await agent.get(`/api/v1/application-drafts/${draft}/check`))
  assert.deepEqual(check.problems, [])
})

test('two people in one task: the second is refused with the fields that differ', async () => {
  const [agent, representative] = [await tile.agent(), await tile.representative()]
  const address = `/api/v1/application-drafts/${draft}/tasks/contact`
  const { version, answers } = ok(await agent.get(`/api/v1/application-drafts/${draft}`)).tasks[1]
  ok(await agent.put(address, { version, answers: { ...answers, phone: '13900000000' }, complete: true }))
  const late = await representative.put(address,
    { version, answers: { ...answers, phone: '13700000000' }, complete: true })
  refused(late, 'changed-meanwhile')
  assert.deepEqual(late.body.details.fields, ['phone'])
  refused(await agent.put(address, { version: version + 1, answers: { name: '甲' }, complete: true }), 'field-missing')
  const stranger = new Company(of, '-rice')
  assert.equal((await (await stranger.agent()).get(`/api/v1/application-drafts/${draft}`)).status, 404)
})

test('the receipt names number and due day; a supplement opens only what it names and stops the clock', async () => {
  const receipt = await submitted(tile, draft)
  id = receipt.id
  assert.match(receipt.number, /^TA01\d{4}\d{6}[0-9A-Z]$/)
  assert.equal(receipt.dueOn, '2026-03-09')
  const [acceptor, agent] = [await tile.as('body-acceptor'), await tile.agent()]
  assert.equal((await (await tile.as('body-acceptor-jincheng')).get(url(id))).status, 404)
  ok(await acceptor.post(url(id, '/supplement-request'),
    { ground: 'document-unclear', fields: ['quality.keySteps'], text: '请补充窑炉温控' }))
  const asked = ok(await agent.get(url(id)))
  assert.ok(asked.deadlines.find(({ kind }: { kind: string }) => kind === 'application-acceptance').paused)
  refused(await agent.post(url(id, '/supplement'), { answers: { contact: { name: '乙' } } }), 'field-not-open')
  refused(await agent.post(url(id, '/supplement'), { answers: {} }), 'field-missing')
  const refusal = { ground: 'supplement-overdue', text: '逾期' }
  refused(await acceptor.post(url(id, '/refusal'), refusal), 'step-not-due')
  ok(await agent.post(url(id, '/supplement'), { answers: { quality: { keySteps: '温控记录' } } }))
  const answered = ok(await acceptor.get(url(id))).answers.find(({ task }: { task: string }) => task === 'quality')
    .fields.find(({ field }: { field: string }) => field === 'keySteps')
  assert.deepEqual([answered.value, answered.before], ['温控记录', '关键工序'])
  refused(await acceptor.post(url(id, '/supplement-request'),
    { ground: 'document-unclear', fields: ['contact.name'], text: '再' }), 'supplement-once')
})

test('nothing of the evaluation begins before the contract, and a second application is refused meanwhile',
  async () => {
  refused(await (await tile.as('body-auditor'))
    .post(url(id, '/document-review'), { impartial: true, clauses: [{ clause: '1.1', finding: 'conforms' }] }),
    'wrong-state')
  await contracted(tile, id)
  const again = await drafted(tile, TILE, await firstProduct(tile), await bodyId(), declaration)
  const { version } = ok(await (await tile.agent()).get(`/api/v1/application-drafts/${again}`))
  refused(await (await tile.agent()).post(`/api/v1/application-drafts/${again}/submission`,
    { version, truthful: true }), 'already-applied')
})

test('documents first, by every clause; sampling by the rule, sealed once, signed by both', async () => {
  const auditor = await tile.as('body-auditor')
  refused(await auditor.post(url(id, '/samplings'), sheetOf()), 'step-not-due')
  const clauses = await clausesOf(tile, id)
  refused(await auditor.post(url(id, '/document-review'), { impartial: true, clauses: clauses.slice(1) }),
    'clauses-missing')
  ok(await auditor.post(url(id, '/document-review'), { impartial: true, clauses }))
  refused(await auditor.post(url(id, '/samplings'), { ...sheetOf(), baseQuantity: 1 }), 'base-too-small')
  refused(await auditor.post(url(id, '/samplings'), { ...sheetOf(), model: '其他' }), 'not-on-sheet')
  await sampled(tile, id, THICK, { sealNumber: 'ONCE-1', spareSealNumber: 'ONCE-2' })
})
const sheetOf = () => ({
  impartial: true, model: '800×800×9.5 mm', lot: 'L', place: '库', unit: '箱', baseQuantity: 100_000, samples: 1000,
  spares: 1000, sealNumber: 'ONCE-1',
  spareSealNumber: 'ONCE-3', conditions: [], photographs: ['0'.repeat(64)],
})

test('a failing value is judged by itself, corrected by the enterprise, and tested again on the spare sample',
  async () => {
  const auditor = await tile.as('body-auditor')
  const { initial } = (await nextOf(auditor, url(id))).get('orderTest')
  ok(await auditor.post(url(id, '/test-orders'), { ...initial, laboratory: await laboratory() }))
  const [order] = ok(await auditor.get(url(id))).testOrders
  const foreign = await (await tile.as('body-acceptor-jincheng')).get(`/api/v1/test-orders/${order.id}`)
  assert.equal(foreign.status, 403)
  refused(await (await tile.as('laboratory-tester')).put(`/api/v1/test-orders/${order.id}/report-draft`, {
    number: 'R-1', testedFrom: '2026-03-02', testedUntil: '2026-03-02', file: '0'.repeat(64),
    values: [{ indicator: 'water-absorption', method: 'x', result: 'yes' }],
  }), 'sample-not-received')
  const bad = await reported(tile, order.id, 'CJ-2026-001',
    (one) => (one.id === 'water-absorption' ? { result: 'measured', values: [...five('0.25').slice(1), '0.41'] }
    : good(one)))
  const wrong = bad.values.find(({ indicator }: { indicator: string }) => indicator === 'water-absorption')
  assert.deepEqual([bad.passed, wrong.verdict, wrong.reason.zh], [false, 'fail', '单值高于限值'])
  const failed = ok(await auditor.get(url(id)))
  const [failure] = failed.failures
  assert.deepEqual([failure.state, failure.indicators], ['unanswered', ['water-absorption']])
  const retest = { of: 'spare', laboratory: await laboratory() }
  refused(await auditor.post(url(id, `/test-failures/${failure.report}/retest`), retest), 'correction-first')
  ok(await (await tile.agent())
    .post(url(id, `/test-failures/${failure.report}`),
    { cause: '坯料水分', correction: '返工', correctiveAction: '改工艺', files: [] }))
  ok(await auditor.post(url(id, `/test-failures/${failure.report}/retest`), retest))
  const again = ok(await auditor.get(url(id))).testOrders.at(-1)
  await reported(tile, again.id, 'CJ-2026-002', good)
  const passed = ok(await auditor.get(url(id)))
  assert.deepEqual(passed.failures.map(({ state }: { state: string }) => state), ['passed'])
  assert.equal(passed.steps.find((step: { id: string }) => step.id === 'testing').state, 'done')
})

test('a corrected report takes the place of an older one; both are kept, and neither number nor bytes serve twice',
  async () => {
  const auditor = await tile.as('body-auditor')
  const [, order] = ok(await auditor.get(url(id))).testOrders
  const [, older] = ok(await auditor.get(url(id))).reports
  await reported(tile, order.id, 'CJ-2026-002-G', good, { replaces: older.id, correctionGround: 'clerical-error' })
  const { reports } = ok(await auditor.get(url(id)))
  assert.deepEqual(reports.map(({ replacedBy }: { replacedBy?: string }) => replacedBy !== undefined),
    [false, true, false])
  const tester = await tile.as('laboratory-tester')
  const detail = ok(await tester.get(`/api/v1/test-orders/${order.id}`))
  const used = ok(await tester.put(`/api/v1/test-orders/${order.id}/report-draft`, {
    number: 'CJ-2026-009', testedFrom: detail.receivedOn, testedUntil: detail.receivedOn, file: older.file.hash,
    replaces: reports[2].id,
    correctionGround: 'clerical-error',
    values: detail.indicators.map((one: { id: string; kind: string; method: string }) =>
    ({ indicator: one.id, method: one.method, ...good(one) })) }))
  refused(await (await tile.as('laboratory-signatory'))
    .post(`/api/v1/test-orders/${order.id}/report`, { draftVersion: used.draftVersion }), 'report-reused')
})

test('the audit has its person-days, everybody declares, and a place far away is flagged and never blocks',
  async () => {
  const auditor = await tile.as('body-auditor')
  const { initial } = (await nextOf(auditor, url(id))).get('planAudit')
  const short = { sites: initial.sites, team: initial.team }
  refused(await auditor.post(url(id, '/audit-plan'), short), 'person-days-too-few')
  await audited(tile, id)
  const { audit } = ok(await auditor.get(url(id)))
  assert.ok(audit.personDaysTenths >= audit.minimumTenths)
  assert.ok(audit.opening.deviationMetres > 5000)
  assert.ok(audit.opening.flags.some(({ code }: { code: string }) => code === 'too-far'))
  refused(await auditor.post(url(id, '/evaluation'),
    { conclusion: 'recommended', summary: '—', clauses: [{ clause: '0.1', finding: 'conforms' }] }), 'clauses-missing')
})

test('nonconformities are answered with cause and action, returned, and verified before the report', async () => {
  const [auditor, agent] = [await tile.as('body-auditor'), await tile.agent()]
  ok(await auditor.post(url(id, '/nonconformities'), { grade: 'minor', clause: '2.4', finding: '量具未校准' }))
  const [open] = ok(await agent.get(url(id))).nonconformities
  const clauses = await clausesOf(tile, id)
  refused(await auditor.post(url(id, '/evaluation'), { conclusion: 'recommended', summary: '—', clauses }),
    'still-open')
  const answer = { cause: '遗漏', correction: '已校准', correctiveAction: '列入台账', files: [await upload(of, agent)] }
  ok(await agent.post(url(id, `/nonconformities/${open.id}/answer`), answer))
  ok(await auditor.post(url(id, `/nonconformities/${open.id}/verification`), { outcome: 'returned', note: '缺证书' }))
  ok(await agent.post(url(id, `/nonconformities/${open.id}/answer`), answer))
  ok(await auditor.post(url(id, `/nonconformities/${open.id}/verification`), { outcome: 'verified', note: '有效' }))
  refused(await auditor.post(url(id, '/evaluation'),
    { conclusion: 'recommended', summary: '—',
    clauses: clauses.map((one, i) => (i === 0 ? { ...one, finding: 'nonconforming' } : one)) }),
    'conclusion-contradicts')
})

test('whoever evaluated is refused at review and decision: by the same person\'s other account, and after reopening',
  async () => {
  const auditor = await tile.as('body-auditor')
  const clauses = await clausesOf(tile, id)
  const report = { conclusion: 'recommended', summary: '综述', clauses }
  ok(await auditor.post(url(id, '/evaluation'), report))
  const second = await tile.as('body-decider-second')
  await actAs(second, 'body-reviewer')
  refused(await second.post(url(id, '/review'), { outcome: 'approve', note: '—' }), 'separation-of-duties')
  const shown = (await nextOf(second, url(id))).get('reviewApplication')
  assert.equal(shown.refused.code, 'separation-of-duties')
  const reviewer = await tile.as('body-reviewer')
  ok(await reviewer.post(url(id, '/review'), { outcome: 'reopen', note: '补充条款记录' }))
  ok(await auditor.post(url(id, '/evaluation'), report))
  refused(await second.post(url(id, '/review'), { outcome: 'approve', note: '—' }), 'separation-of-duties')
  ok(await reviewer.post(url(id, '/review'), { outcome: 'approve', note: '同意' }))
  await actAs(second, 'body-decider')
  refused(await second.post(url(id, '/decision'), { outcome: 'grant', scope: '范围' }), 'separation-of-duties')
})

test('no official of government reads a file\'s evidence or decides anything about it', async () => {
  const official = await tile.as('authority-province')
  for (const path of ['', '/decision', '/review']) {
    const answer = path === '' ? await official.get(url(id)) : await official.post(url(id, path), {})
    assert.deepEqual([answer.status, answer.body.code], [403, 'not-permitted'])
  }
  const { items } = ok(await official.get('/api/v1/application-summaries'))
  assert.ok(items.some((one: { id: string }) => one.id === id))
  const summary = ok(await official.get(`/api/v1/application-summaries/${id}`))
  assert.deepEqual(['answers', 'documents', 'reports'].filter((name) => name in summary), [])
  assert.equal((await (await tile.as('authority-city')).get(`/api/v1/application-summaries/${id}`)).status, 404,
    'another prefecture')
})

test('the decider grants: the certificate has three numbers, its credential and print form, in one act', async () => {
  const decider = await tile.as('body-decider')
  refused(await decider.post(url(id, '/decision'), { outcome: 'grant', scope: '窑炉𠮷' }), 'glyph-missing')
  refused(await decider.post(url(id, '/decision'), { outcome: 'deny', ground: '随便' }), 'ground-unknown')
  ok(await decider.post(url(id, '/decision'), { outcome: 'grant', scope: '干压陶瓷砖', conditions: '按所列型号' }))
  certificate = ok(await decider.get(url(id))).certificate
  assert.match(certificate.number, /^TF[A-Z]012026\d{5}[0-9A-Z]$/)
  assert.match(certificate.bodyNumber, /^SXRZ/)
  const detail = ok(await decider.get(`/api/v1/certificates/${certificate.id}`))
  assert.equal(detail.certificate.status, 'valid')
  assert.equal(detail.certificate.validUntil, '2029-03-01')
  assert.deepEqual(detail.surveillance.map(({ dueOn }: { dueOn: string }) => dueOn), ['2027-03-02'])
  refused(await (await tile.as('body-administrator')).post(`/api/v1/certificates/${certificate.id}/national-number`,
    { nationalNumber: certificate.number }), 'national-number-taken')
  ok(await (await tile.as('body-administrator')).post(`/api/v1/certificates/${certificate.id}/national-number`,
    { nationalNumber: 'CN-2026-000123' }))
})

/** Values of a service that meets everything, as many as the standard asks for. */
const SERVICE: Record<string, string[]> = {
  'score-environment': ['110'], 'score-facilities': ['120'], 'score-operation': ['140'], 'score-service': ['560'],
  'call-response': Array<string>(10).fill('2'), satisfaction: Array<string>(30).fill('95'),
  'care-staff-certified': ['96'],
}

test('a service is certified without sampling: audit, clauses answered yes or no, scores', async () => {
  const care = new Company(of, '-care')
  const product = await firstProduct(care)
  const file = await submitted(care,
    await drafted(care, 'TFPZ-R1006', product, await bodyId(),
    await declared(care, 'TFPZ-R1006', product, [],
    Object.entries(SERVICE).map(([indicator, values]) => ({ indicator, values })))))
  await contracted(care, file.id)
  const auditor = await care.as('body-auditor')
  ok(await auditor.post(url(file.id, '/document-review'), { impartial: true, clauses: await clausesOf(care, file.id) }))
  refused(await auditor.post(url(file.id, '/samplings'), sheetOf()), 'step-not-in-type')
  const { initial: plan } = (await nextOf(auditor, url(file.id))).get('planAudit')
  const taken = { site: plan.sites[0].site, from: '2026-03-04', until: '2026-03-06' }
  refused(await auditor.post(url(file.id, '/audit-plan'), {
    sites: [{ ...taken, startsAt: '09:00' }], team: [{ ...taken, person: plan.team[0].person, function: 'lead' }],
  }), 'two-places')
  await pass(7)
  await audited(care, file.id)
  const { initial } = (await nextOf(auditor, url(file.id))).get('assessService')
  const assess = (change: object) => auditor.post(url(file.id, '/service-assessment'), {
    clauses: initial.clauses.map((one: object) => ({ ...one, finding: 'conforms' })),
    values: initial.values.map(({ indicator, result }: { indicator: string; result?: string }) => ({
      indicator, ...(result ? { result, values: SERVICE[indicator] } : { result: 'yes' }),
      ...(indicator === 'service-quality' && change) })) })
  ok(await assess({ result: 'no' }))
  const failed = ok(await auditor.get(url(file.id))).serviceAssessment
  assert.deepEqual(failed.values.filter(({ verdict }: { verdict: string }) => verdict !== 'pass')
    .map(({ values }: { values: string[] }) => values), [['no']])
  refused(await auditor.post(url(file.id, '/evaluation'),
    { conclusion: 'recommended', summary: '—',
    clauses: initial.clauses.map((one: object) => ({ ...one, finding: 'conforms' })) }), 'conclusion-contradicts')
  ok(await assess({}))
  assert.equal(ok(await auditor.get(url(file.id))).serviceAssessment.passed, true)
  assert.equal((await decided(care, file.id)).status, 'granted')
})

const RICE: Record<string, string[]> = {
  cadmium: ['0.05'], chalkiness: ['1.2'], taste: Array<string>(5).fill('94'), amylose: ['16.4'],
}
const riceValue = ({ id: indicator, kind }: { id: string; kind: string }) => kind === 'yes-no' ? { result: 'yes' }
  : RICE[indicator] ? { result: 'measured', values: RICE[indicator] }
    : { result: 'not-detected', detectionLimit: '0.02' }

test('a harvest batch is certified by its sample alone, lot and quantity; each batch has a certificate of its own',
  async () => {
  const rice = new Company(of, '-rice')
  const product = ok(await (await rice.agent()).get(`/api/v1/products?q=${encodeURIComponent('优质籼米')}`)).items[0].id
  const facts = [{ key: 'grade', value: '1' }, { key: 'harvest', value: '2026' }]
  const values = Object.entries({ ...RICE, 'inorganic-arsenic': ['0.02'], 'aflatoxin-b1': ['0.5'] })
    .map(([indicator, given]) => ({ indicator, values: given }))
  const declaration = await declared(rice, 'TFPZ-R1005', product, facts, values)
  for (const lot of ['H2026-1', 'H2026-2']) {
    const file = await submitted(rice, await drafted(rice, 'TFPZ-R1005', product, await bodyId(), declaration))
    await contracted(rice, file.id)
    const auditor = await rice.as('body-auditor')
    ok(await auditor.post(url(file.id, '/document-review'),
      { impartial: true, clauses: await clausesOf(rice, file.id) }))
    const sampling = await sampled(rice, file.id, facts, { lot, baseQuantity: 5000 })
    refused(await auditor.post(url(file.id, '/audit-plan'), { sites: [], team: [] }), 'bad-request')
    ok(await auditor.post(url(file.id, '/test-orders'), { sampling, laboratory: await laboratory() }))
    const [order] = ok(await auditor.get(url(file.id))).testOrders
    await reported(rice, order.id, `CJ-${lot}`, riceValue)
    const granted = await decided(rice, file.id)
    const { certificate: issued } = ok(await (await rice.agent()).get(`/api/v1/certificates/${granted.certificate.id}`))
    assert.deepEqual([issued.batch.lot, issued.batch.quantity, issued.schemeType], [lot, 5000, '1b'])
  }
})

const pass = (count: number) => of.world.db.updateTable('official_clock')
  .set((is) => ({ ahead_ms: is('ahead_ms', '+', count * 86_400_000) })).execute()

/** The constraint that refuses a statement, whatever the code before it let through. */
async function constraintOf(statement: (tx: Transaction<Tables>) => Promise<unknown>): Promise<string | undefined> {
  try {
    await of.world.db.transaction().execute(async (tx) => { await statement(tx); throw new Error('taken') })
  } catch (error) {
    return (error as { constraint?: string }).constraint
  }
  return undefined
}

test('the database itself refuses a person in two places and a second certificate in effect', async () => {
  const { person, site, from_day: from, until_day: until, application } =
    await of.world.db.selectFrom('audit_assignment').selectAll().limit(1).executeTakeFirstOrThrow()
  const row = { application, person, site, from_day: until, until_day: '2030-01-01' }
  assert.equal(
    await constraintOf((tx) => tx.insertInto('audit_assignment').values(row).execute()), 'audit_assignment_one_place',
  )
  const free = { ...row, from_day: '2029-12-31' }
  assert.ok(from <= until)
  assert.equal(await constraintOf((tx) => tx.insertInto('audit_assignment').values(free).execute()), undefined)
  const copy = (change: object) => constraintOf(async (tx) => {
    const id = of.world.newId()
    await sql`insert into application (id, version, official) select ${id}, 1,
      official || '{"number":"X","status":"denied"}'::jsonb
      from application where id = (select application from certificate where id = ${certificate.id})`.execute(tx)
    const numbers = { application: id, registerNumber: 'X', bodyNumber: 'X', nationalNumber: null, ...change }
    await sql`insert into certificate (id, version, official) select ${id}, 1,
      official || ${JSON.stringify(numbers)}::jsonb
      from certificate where id = ${certificate.id}`.execute(tx)
  })
  assert.equal(await copy({}), 'certificate_one_effective')
  assert.equal(await copy({ status: 'withdrawn' }), undefined)
  assert.equal(await copy({ validFrom: '2029-03-02', validUntil: '2032-03-01' }), undefined, 'the next term')
})
