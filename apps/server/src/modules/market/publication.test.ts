import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aProgramme, aRun, dayAt, gtinsOf, send, signedBy } from '../../../../../test/market.ts'
import { signedIn, somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { pdfText, wordText } from '../../../../../test/paper-text.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let secretariat: Person
let gtins: string[]
before(async () => {
  of = await testWorld()
  secretariat = await signedIn(of, 'alliance-secretariat')
  gtins = await gtinsOf(of)
})
after(() => closeSound(of))

const METHOD = { results: [
  { result: 'reputation', nodes: [
    { code: 'root', parent: null, weight: 1 }, { code: 'rating', parent: 'root', weight: 1 }] },
] }
const DAY = 86_400_000
const signed = (login = 'alliance-secretariat') => signedBy(of, login)
const later = async (days: number) => {
  of.pass(days * DAY)
  secretariat = await signedIn(of, 'alliance-secretariat')
}

/** A completed run in which the first product fails its inspections and is rated badly. */
async function evaluated(): Promise<{ run: Record<string, any>; number: string }> {
  const programme = await aProgramme(of, secretariat, METHOD)
  await send(secretariat, programme, 'ratings', gtins.flatMap((subject, p) => Array.from({ length: 40 }, (_, i) =>
    ({ subject, day: dayAt(i * 7), score: p === 0 ? String(1 + (i % 2)) : String(4 + (i % 2)), confirmed: '是' }))))
  await send(secretariat, programme, 'inspections', gtins.flatMap((subject, p) => Array.from({ length: 30 }, (_, i) =>
    ({ subject, day: dayAt(i * 9), passed: p === 0 && i % 2 === 0 ? '不合格' : '合格' }))))
  const run = await aRun(of, secretariat, programme)
  return { run, number: run.programmeNumber }
}

test('those evaluated are heard, then the results are public as data and as CSV', async () => {
  const { run, number } = await evaluated()
  const url = `/api/v1/market-runs/${run.id}`
  const publicUrl = `/api/v1/public/market-evaluations/${number}`
  assert.equal((await secretariat.post(`${url}/publication`, {}, signed())).body.code, 'reply-first')
  const representative = await signedIn(of, 'enterprise-representative')
  const early = await representative.get(`/api/v1/market-own-results/${run.id}`)
  assert.equal(early.status, 404, 'not shown before it is told')
  assert.equal((await secretariat.post(`${url}/reply-period`, {}, signed())).status, 200)
  assert.equal((await secretariat.post(`${url}/publication`, {}, signed())).body.code, 'reply-open')
  assert.equal((await somebody(of).get(publicUrl)).status, 404)

  const own = await representative.get(`/api/v1/market-own-results/${run.id}`)
  assert.equal(own.status, 200, JSON.stringify(own.body))
  const other = await signedIn(of, 'enterprise-representative-tile')
  const seen = new Set(own.body.ownResults.map((one: { subject: string }) => one.subject))
  const others = (await other.get(`/api/v1/market-own-results/${run.id}`)).body.ownResults
  assert.ok(others.length > 0 && others.every((one: { subject: string }) => !seen.has(one.subject)))
  const said = await representative.post(`/api/v1/market-own-results/${run.id}/replies`, { text: '抽查批次已更换包装。' })
  assert.equal(said.status, 200)
  const notices = (await representative.get('/api/v1/notices')).body.items
  assert.ok(notices.some(({ link }: { link: string }) => link === `/market-own-results/${run.id}`))

  await later(30)
  const late = await (await signedIn(of, 'enterprise-representative'))
    .post(`/api/v1/market-own-results/${run.id}/replies`, { text: '晚了' })
  assert.equal(late.body.code, 'reply-over')
  assert.equal((await secretariat.post(`${url}/publication`, {}, signed())).status, 200)
  assert.equal((await secretariat.post(`${url}/publication`, {}, signed())).body.code, 'wrong-state')
  const shown = await somebody(of).get(publicUrl)
  assert.equal(shown.status, 200)
  assert.deepEqual(shown.body.replies.map(({ text }: { text: string }) => text), ['抽查批次已更换包装。'])
  const kinds = new Set(shown.body.results.map(({ kind }: { kind: string }) => kind))
  assert.deepEqual([...kinds].toSorted(), ['brand', 'industry', 'product', 'region'], 'no public rating of enterprises')
  assert.ok(shown.body.demonstration && shown.body.methodHash && shown.body.snapshot)
  const csv = await somebody(of).get(`${publicUrl}/results.csv`)
  assert.ok(csv.body.startsWith('\ufeffkind,subject,name') && csv.body.trimEnd().split('\r\n').length
    === shown.body.results.length + 1)
  assert.ok((await somebody(of).get('/api/v1/public/market-evaluations')).body.items
    .some((one: { number: string }) => one.number === number))
})

test('a publication sets off a proposal with its evidence; a person of the region decides, and nothing else changes',
  async () => {
  const { run } = await evaluated()
  await secretariat.post(`/api/v1/market-runs/${run.id}/reply-period`, {}, signed())
  await later(30)
  await secretariat.post(`/api/v1/market-runs/${run.id}/publication`, {}, signed())
  const province = await signedIn(of, 'authority-province')
  const found = (await province.get('/api/v1/market-warnings')).body.items
  const rows = await of.world.db.selectFrom('market_warning').select(['id', 'region']).where('run', '=', run.id)
    .execute()
  assert.equal(rows.length, 1, 'only the product that failed')
  const [{ id, region }] = rows as [{ id: string; region: string }]
  assert.ok(found.some((one: { id: string }) => one.id === id))
  const { body } = await province.get(`/api/v1/market-warnings/${id}`)
  const pass = body.evidence.find((one: { rule: string }) => one.rule === 'pass-rate')
  assert.deepEqual([pass.figures.passed, pass.figures.tested, pass.kind], ['15', '30', 'statistical'])
  const task = await of.world.db.selectFrom('task').selectAll().where('subject', '=', id).executeTakeFirstOrThrow()
  assert.deepEqual([task.role, task.region, task.ended_at], ['authority-city', `${region.slice(0, 4)}00`, null])
  const act = await of.world.db.selectFrom('act').select('capacity').where('subject', '=', id).executeTakeFirstOrThrow()
  assert.equal(act.capacity, 'rule')

  const elsewhere = await signedIn(of, region.startsWith('5111') ? 'authority-city' : 'authority-city-511100')
  assert.equal((await elsewhere.get(`/api/v1/market-warnings/${id}`)).status, 404)
  assert.equal((await elsewhere.post(`/api/v1/market-warnings/${id}/decision`, { decision: 'dismissed', reason: '无' },
    signed(region.startsWith('5111') ? 'authority-city' : 'authority-city-511100'))).status, 404)
  const decided = await province.post(`/api/v1/market-warnings/${id}/decision`,
    { decision: 'pursued', reason: '核实抽查不合格' }, signed('authority-province'))
  assert.deepEqual([decided.status, decided.body.status, decided.body.reason], [200, 'pursued', '核实抽查不合格'])
  const ended = await of.world.db.selectFrom('task').select('ended_at').where('subject', '=', id)
    .executeTakeFirstOrThrow()
  assert.ok(ended.ended_at)
  assert.equal((await province.post(`/api/v1/market-warnings/${id}/decision`, { decision: 'dismissed', reason: '再' },
    signed('authority-province'))).body.code, 'wrong-state')
})

test('the report is the public page as PDF and docx: the same figures, and the same bytes again', async (t) => {
  const { run, number } = await evaluated()
  const url = `/api/v1/public/market-evaluations/${number}`
  const report = (as: string) => of.app.http.inject({ url: `${url}/report?as=${as}` })
  assert.equal((await report('pdf')).statusCode, 404, 'not before publication')
  await secretariat.post(`/api/v1/market-runs/${run.id}/reply-period`, {}, signed())
  await later(30)
  await secretariat.post(`/api/v1/market-runs/${run.id}/publication`, {}, signed())
  const { results, snapshot } = (await somebody(of).get(url)).body
  const word = await report('docx')
  const text = wordText(word.rawPayload)
  const scored = results.filter(({ score }: { score?: number }) => score !== undefined)
  assert.ok(scored.length > 0 && text.includes('演示') && text.includes(snapshot) && text.includes('示例来源 ratings'))
  for (const { name, score, low, high } of scored) {
    assert.ok(text.includes(name.zh) && text.includes(score.toFixed(1)))
    assert.ok(text.includes(`${low.toFixed(1)}–${high.toFixed(1)}`), `${name.zh} ${low}`)
  }
  const pdf = await report('pdf')
  assert.equal(pdf.headers['content-type'], 'application/pdf')
  assert.deepEqual((await report('pdf')).rawPayload, pdf.rawPayload)
  const printed = pdfText(pdf.rawPayload)
  if (printed === undefined) return t.diagnostic('no pdftotext here: the text of the PDF was not read')
  for (const { score } of scored) assert.ok(printed.includes(score.toFixed(1)))
})

test('a band at the boundary is kept from the publication before, and so is the recomputation', async () => {
  const [gtin] = gtins as [string]
  const rated = async (period: { from: string; until: string }, fives: number): Promise<string> => {
    const programme = await aProgramme(of, secretariat, METHOD, period)
    await send(secretariat, programme, 'ratings', Array.from({ length: 41 }, (_, i) =>
      ({ subject: gtin, day: `${period.from.slice(0, 8)}${String(1 + (i % 28)).padStart(2, '0')}`,
        score: i < fives ? '5' : '4', confirmed: '是' })))
    return programme
  }
  const bandOf = async (run: string) => {
    const { body } = await secretariat.get(`/api/v1/market-runs/${run}/results?kind=product`)
    return [body.items[0].band, body.items[0].boundary]
  }
  const before = await rated({ from: '2024-01-01', until: '2024-01-31' }, 21)
  const now = await rated({ from: '2024-02-01', until: '2024-02-29' }, 12)
  const alone = await aRun(of, secretariat, now)
  assert.deepEqual(await bandOf(alone.id), ['C', true])
  const first = await aRun(of, secretariat, before)
  assert.deepEqual(await bandOf(first.id), ['B', false])
  await secretariat.post(`/api/v1/market-runs/${first.id}/reply-period`, {}, signed())
  await later(30)
  assert.equal((await secretariat.post(`/api/v1/market-runs/${first.id}/publication`, {}, signed())).status, 200)
  const after = await aRun(of, secretariat, now)
  assert.deepEqual(await bandOf(after.id), ['B', true], 'the data do not decide: it stays')
  assert.equal((await secretariat.post(`/api/v1/market-runs/${after.id}/recomputation`, {})).body.same, true)
  assert.equal((await secretariat.post(`/api/v1/market-runs/${alone.id}/recomputation`, {})).body.same, true)
})
