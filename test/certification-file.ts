// A certification file driven over HTTP by the people of the demonstration, step by step.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { signedIn, somebody } from './people.ts'
import type { Answer, Person } from './people.ts'
import type { TestWorld } from './support.ts'
import { pdf, photograph } from './walk/papers.ts'

/** The rule of ceramic tiles, what their maker declares of each indicator, and the condition it holds under. */
export const TILE = 'TFPZ-R1002'
export const five = (value: string) => Array<string>(5).fill(value)
export const DECLARED = [
  { indicator: 'water-absorption', values: five('0.20') }, { indicator: 'modulus-of-rupture', values: five('45.0') },
  { indicator: 'breaking-strength-thick', values: five('1800') }, { indicator: 'internal-index', values: ['0.5'] },
  { indicator: 'external-index', values: ['0.6'] },
]
export const THICK = [{ key: 'thickness', value: '9.5' }]

/** The people of one enterprise with body and laboratory; each signs in once. */
export class Company {
  readonly of: TestWorld
  readonly suffix: string
  #people = new Map<string, Person>()
  constructor(of: TestWorld, suffix: '' | '-tile' | '-rice' | '-care') {
    this.of = of
    this.suffix = suffix
  }

  async as(login: string): Promise<Person> {
    const known = this.#people.get(login)
    if (known) return known
    const person = await signedIn(this.of, login)
    this.#people.set(login, person)
    return person
  }

  agent = () => this.as(`enterprise-agent${this.suffix}`)
  representative = () => this.as(`enterprise-representative${this.suffix}`)
}

/** Switches to the membership of this role, for an account that holds several. */
export async function actAs(person: Person, role: string): Promise<Person> {
  const other = ok(await person.get('/api/v1/session')).memberships.find((one: { role: string }) => one.role === role)
  ok(await person.put('/api/v1/session/membership', { membership: other.id }))
  return person
}

let files = 0
const BOUNDARY = 'tianfu-test'

/** Uploads bytes of their own into the person's cabinet; the answer is their hash. */
export async function upload(of: TestWorld, person: Person, kind: 'pdf' | 'png' = 'pdf',
  text = `paper ${(files += 1)}`): Promise<string> {
  const bytes = Buffer.from(kind === 'pdf' ? pdf(text) : photograph(text))
  const head =
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${files}.${kind}"\r\ncontent-type: `
    + 'application/octet-stream\r\n\r\n'
  const answer = await of.app.http.inject({
    method: 'POST', url: '/api/v1/files',
      payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
    headers: { cookie: person.cookie, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'idempotency-key': `file-${(files += 1)}` },
  })
  assert.ok(answer.statusCode < 300, answer.body)
  return createHash('sha256').update(bytes).digest('hex')
}

export const ok = (answer: Answer): any => { // `any`: each test knows its answer
  assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
export const refused = (answer: Answer, code: string): void =>
  assert.equal(answer.body.code, code, `${answer.status} ${JSON.stringify(answer.body)}`)

/** Publishes the declaration that an application rests on. */
export async function declared(company: Company, rule: string, product: string, facts: object[],
  values: object[]): Promise<string> {
  const draft = ok(await (await company.agent()).post('/api/v1/declaration-drafts', { product, rule }))
  const filled = ok(await (await company.agent()).put(`/api/v1/declaration-drafts/${draft.id}`, {
    version: draft.version, facts, values, statement: '本企业申明符合所列标准。',
    clauses: draft.clauses.map(({ clause }: { clause: string }) => ({ clause, answer: 'met' })) }))
  return ok(await (await company.representative()).post(`/api/v1/declaration-drafts/${draft.id}/publication`,
    { version: filled.version, truthful: true })).id
}

/** Fills in every task of a new draft; the answer is its id. */
export async function drafted(company: Company, rule: string, product: string, body: string,
  declaration: string): Promise<string> {
  const agent = await company.agent()
  const draft = ok(await agent.post('/api/v1/application-drafts', { product, rule, body }))
  const { models } = ok(await agent.get(`/api/v1/products/${product}`))
  const [site] = ok(await agent.get('/api/v1/sites')).items
  const [licence, manual] = [await upload(company.of, agent), await upload(company.of, agent)]
  const tasks: Record<string, object> = {
    basis: { declaration }, contact: { name: '联系人', phone: '13800000000', address: '示例路1号' },
    product: { models, yearlyOutput: 1000, outputUnit: '箱', description: '说明' },
    sites: { sites: [{ site: site.id, activities: '生产', staff: 40 }] },
    quality: { manual, keySteps: '关键工序', inspection: '检验', traceability: '追溯' },
    qualifications: { businessLicence: licence, permits: [] }, reports: { reports: [] },
    records: { spotChecks: 'none', penalties: 'no', incidents: 'no' }, elsewhere: { refusedOrWithdrawn: 'no' },
  }
  for (const [task, answers] of Object.entries(tasks)) {
    const version =
      ok(await agent.get(`/api/v1/application-drafts/${draft.id}`)).tasks.find((one: { task: string }) =>
      one.task === task).version
    ok(await agent.put(`/api/v1/application-drafts/${draft.id}/tasks/${task}`, { version, answers, complete: true }))
  }
  return draft.id
}

/** Submits a complete draft; the answer is the receipt. */
export async function submitted(company: Company,
  draft: string): Promise<{ id: string; number: string; dueOn: string }> {
  const agent = await company.agent()
  const { version } = ok(await agent.get(`/api/v1/application-drafts/${draft}`))
  return ok(await agent.post(`/api/v1/application-drafts/${draft}/submission`, { version, truthful: true }))
}

export const url = (id: string, path = ''): string => `/api/v1/applications/${id}${path}`

/** What a caller may do next with the file: endpoint → its parameters and the form's first values. */
export async function nextOf(person: Person, address: string): Promise<Map<string, any>> {
  const detail = ok(await person.get(address))
  return new Map(detail.next.map((one: { endpoint: string }) => [one.endpoint, one]))
}

/** From submitted to evaluation: accepted, contract offered and signed. */
export async function contracted(company: Company, id: string): Promise<void> {
  const acceptor = await company.as('body-acceptor')
  ok(await acceptor.post(url(id, '/acceptance'), { competent: true, impartial: true }))
  ok(await acceptor.post(url(id, '/contract'), { feeFen: 1_200_000, text: '合同条款' }))
  ok(await (await company.representative()).post(url(id, '/contract/signature'), { agree: true }))
}

/** Findings on every clause, all met. */
export async function clausesOf(company: Company, id: string): Promise<{ clause: string; finding: string }[]> {
  const next = await nextOf(await company.as('body-auditor'), url(id))
  const { initial } = next.get('reviewDocuments') ?? next.get('assessService') ?? next.get('evaluateApplication')
  return initial.clauses.map(({ clause }: { clause: string }) => ({ clause, finding: 'conforms' }))
}

let seals = 0

/** A sampling sheet, witnessed by the enterprise; the answer is its id. */
export async function sampled(company: Company, id: string, conditions: object[],
  change: object = {}): Promise<string> {
  const auditor = await company.as('body-auditor')
  const { initial } = (await nextOf(auditor, url(id))).get('writeSamplingSheet')
  ok(await auditor.post(url(id, '/samplings'), {
    impartial: true, model: initial.model, lot: `L${seals}`, place: '成品库', unit: initial.unit,
      baseQuantity: initial.baseQuantity,
    samples: initial.samples, spares: Math.max(1, initial.spares), sealNumber: `F${(seals += 1)}`,
      spareSealNumber: `F${(seals += 1)}`, conditions,
    photographs: [await upload(company.of, auditor, 'png')], ...change }))
  const sheet = ok(await auditor.get(url(id))).samplings.at(-1)
  ok(await (await company.agent()).post(url(id, `/samplings/${sheet.id}/witness`), { correct: true }))
  return sheet.id
}

/** Results of an order, entered and signed; `of` gives the values of an indicator. The answer is the report. */
export async function reported(
  company: Company, order: string, number: string, of: (indicator: { id: string; kind: string }) => object,
    change: object = {},
): Promise<any> {
  const tester = await company.as('laboratory-tester')
  const detail = ok(await tester.get(`/api/v1/test-orders/${order}`))
  if (!detail.receivedOn) ok(await tester.post(`/api/v1/test-orders/${order}/receipt`,
    { sealIntact: true, samples: detail.samples, condition: '完好' }))
  const { today } = ok(await tester.get('/api/v1/clock'))
  const draft = ok(await tester.put(`/api/v1/test-orders/${order}/report-draft`, {
    number, testedFrom: today, testedUntil: today, file: await upload(company.of, tester),
    values: detail.indicators.map((one: { id: string; kind: string; method: string }) =>
      ({ indicator: one.id, method: one.method, ...of(one) })), ...change }))
  ok(await (await company.as('laboratory-signatory'))
    .post(`/api/v1/test-orders/${order}/report`, { draftVersion: draft.draftVersion }))
  return draft
}

/** Plans, declares, confirms, opens and closes the audit with one auditor. */
export async function audited(company: Company, id: string, days = 3): Promise<void> {
  const auditor = await company.as('body-auditor')
  const { initial } = (await nextOf(auditor, url(id))).get('planAudit')
  const { today } = ok(await auditor.get('/api/v1/clock'))
  const until = new Date(Date.parse(today) + (days - 1) * 86_400_000).toISOString().slice(0, 10)
  const place = { site: initial.sites[0].site, from: today, until }
  ok(await auditor.post(url(id, '/audit-plan'), {
    sites: [{ ...place, startsAt: '09:00' }], team: [{ ...place, person: initial.team[0].person, function: 'lead' }] }))
  ok(await (await company.agent()).post(url(id, '/audit-plan/answer'), { answer: 'confirm' }))
  ok(await auditor.post(url(id, '/impartiality'), { consulted: 'no', interest: 'no' }))
  for (const which of ['opening', 'closing']) {
    const { initial: signIn } = (await nextOf(auditor, url(id))).get(which === 'opening' ? 'openAudit' : 'closeAudit')
    ok(await auditor.post(url(id, `/audit/${which}`), {
      present: signIn.present, photographs: [await upload(company.of, auditor, 'png')], longitude: '105.445',
        latitude: '28.879', explanation: '当日会议提前结束' }))
  }
}

/** Report and review: only the decision is left. */
export async function reviewed(company: Company, id: string): Promise<void> {
  const clauses = await clausesOf(company, id)
  ok(await (await company.as('body-auditor'))
    .post(url(id, '/evaluation'), { conclusion: 'recommended', summary: '综述', clauses }))
  ok(await (await company.as('body-reviewer')).post(url(id, '/review'), { outcome: 'approve', note: '同意' }))
}

/** Report, review and decision; the answer is the file. */
export async function decided(company: Company, id: string): Promise<any> {
  await reviewed(company, id)
  const decider = await company.as('body-decider')
  ok(await decider.post(url(id, '/decision'), { outcome: 'grant', scope: '所列型号', note: '批准' }))
  return ok(await decider.get(url(id)))
}

const FACTS = [{ key: 'grade', value: 'premium' }, { key: 'alcohol', value: '52' },
  { key: 'age', value: 'over-1-year' }, { key: 'material', value: 'grain' }]

/** A value well inside the limit of an indicator, as its standard writes it. */
export async function fitting(of: TestWorld): Promise<(indicator: { id: string; kind: string }) => object> {
  const { document } = (await of.world.db.selectFrom('standard').select('official').where('number', '=', 'T/TFPZ 1001')
    .executeTakeFirstOrThrow()).official
  if (document.kind !== 'B') throw new Error('a B standard')
  return ({ id, kind }) => {
    const indicator = document.indicators.find((one) => one.id === id)
    const bound = indicator?.limit?.least ?? indicator?.limit?.most ?? '0'
    const value = indicator?.direction === '<=' ? String(Number(bound) / 2) : String(Number(bound) + 0.5)
    return kind === 'yes-no' ? { result: 'yes' }
      : { result: 'measured', values: Array<string>(indicator?.values ?? 1).fill(value) }
  }
}

/** A file on liquor from declaration to certificate, with the laboratory's report behind it. */
export const granted = async (company: Company): Promise<{ id: string; number: string }> =>
  (await decided(company, await examined(company))).certificate

/** A file on liquor of which all but the evaluation report is done; the answer is its id. */
export async function examined(company: Company): Promise<string> {
  const { of } = company
  const fits = await fitting(of)
  const agent = await company.agent()
  const product = ok(await agent.get('/api/v1/products')).items[0].id
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  const { document } = (await of.world.db.selectFrom('standard').select('official').where('number', '=', 'T/TFPZ 1001')
    .executeTakeFirstOrThrow()).official
  const wanted = document.kind === 'B'
    ? document.indicators.filter(({ conditions }) => conditions.every(({ key, equals }) => equals === undefined ||
    FACTS.some((fact) => fact.key === key && fact.value === equals))) : []
  const declaration = await declared(company, 'TFPZ-R1001', product, FACTS,
    wanted.filter(({ limit }) => limit !== null).map((one) => ({
    indicator: one.id, values: (fits(one) as { values?: string[] }).values ?? ['yes'] })))
  const { id } = await submitted(company, await drafted(company, 'TFPZ-R1001', product, body, declaration))
  await contracted(company, id)
  const auditor = await company.as('body-auditor')
  ok(await auditor.post(url(id, '/document-review'), { impartial: true, clauses: await clausesOf(company, id) }))
  const sampling = await sampled(company, id, FACTS)
  const laboratory = ok(await somebody(of).get('/api/v1/laboratories')).items[0].id
  ok(await auditor.post(url(id, '/test-orders'), { sampling, laboratory }))
  await reported(company, ok(await auditor.get(url(id))).testOrders[0].id, 'CJ-1', fits)
  await audited(company, id)
  return id
}
