import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CCSI_QUESTIONS, normalVariate, stream } from '@tianfu/evaluation'
import { aLicenceInForce, as, done } from '../../../../../test/licence.ts'
import { aProgramme, aRun, signedBy } from '../../../../../test/market.ts'
import { signedIn, somebody } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { attentionOf, questionsOf, sheetOf, unanswered } from './survey.ts'
import type { Survey } from './survey.ts'

let of: TestWorld
let secretariat: Person
let gtin: string
let product: string
/** Serials of items on goods, one more that is not. */
let serials: string[]
let unused: string
const SHEETS = 45

before(async () => {
  of = await testWorld()
  const { id: licence, certificate } = await aLicenceInForce(of, 1000)
  gtin = certificate.gtin!
  product = certificate.product
  const agent = await as(of, 'enterprise-agent')
  const { batch } = done(await agent.post('/api/v1/code-orders', { licence, product, quantity: SHEETS + 20 })).body
  const csv = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body)
  serials = csv.trim().split('\r\n').slice(1).map((line) => line.split(',')[0]!)
  unused = serials.at(-1)!
  const today = (await somebody(of).get('/api/v1/clock')).body.today
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`,
    { quantity: serials.length - 1, lot: 'L1', producedOn: today }))
  secretariat = await signedIn(of, 'alliance-secretariat')
})
after(() => of.close())

const refused = (answer: Answer, status: number, code: string) =>
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))

async function aSurvey(
  change: object = {},
): Promise<{ programme: string; id: string; number: string; survey: Survey }> {
  const today = (await somebody(of).get('/api/v1/clock')).body.today as string
  const programme = await aProgramme(of, secretariat, {
    satisfaction: { ...CCSI, leastSheets: 40 },
    results: [{ result: 'satisfaction', nodes: [{ code: 'root', parent: null, weight: 1 },
      { code: 'csi', parent: 'root', weight: 1 }] }],
  }, { from: `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`.replace('-02-29', '-02-28'), until: today })
  const { body } = await secretariat.post(`/api/v1/market-programmes/${programme}/sources`, {
    name: '扫码问卷', kind: 'survey', tier: 2, basis: 'consent', basisDocument: '问卷首页说明', licence: '仅评价', lineage: '凭标识码填写',
  })
  const opened = await secretariat.post(`/api/v1/market-programmes/${programme}/surveys`,
    { source: body.sources.at(-1).id, until: '2099-12-31', quota: 500, ...change })
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  const { official } = await of.world.db.selectFrom('market_survey').select('official').where('id', '=', opened.body.id)
    .executeTakeFirstOrThrow()
  return { programme, id: opened.body.id, number: opened.body.number, survey: official }
}
const CCSI = {
  latent: ['image', 'expectation', 'quality', 'value', 'satisfaction', 'loyalty'].map((name) =>
    ({ name, items: CCSI_QUESTIONS.filter(({ latent }) => latent === name).map(({ code }) => code) })),
  paths: [['image', 'expectation'], ['image', 'quality'], ['image', 'satisfaction'], ['image', 'loyalty'],
    ['expectation', 'quality'], ['expectation', 'value'], ['expectation', 'satisfaction'], ['quality', 'value'],
    ['quality', 'satisfaction'], ['value', 'satisfaction'], ['satisfaction', 'loyalty']] as [string, string][],
  scheme: 'path' as const, convention: 'acsi' as const, scale: { low: 1, high: 10 },
}
/** A sheet of somebody who likes it by `level`, with an error for each question. */
function aSheet({ questions, attention }: Survey, level: number, place: number): Record<string, number> {
  const random = stream([7, place])
  const own = level + normalVariate(random)
  return { attention: attention.answer, ...Object.fromEntries(questions.map(({ code }) =>
    [code, Math.min(10, Math.max(1, Math.round(own + normalVariate(random))))])) }
}
const answer = (number: string, serial: string, answers: object) =>
  somebody(of).post(`/api/v1/public/market-surveys/${number}/answers`, { code: `${gtin}.${serial}`, answers })

test('a questionnaire has a question for each item of the model, and asks once whether it is read', () => {
  const questions = questionsOf(CCSI as never)
  assert.deepEqual(questions.map(({ code }) => code), CCSI_QUESTIONS.map(({ code }) => code))
  const attention = attentionOf(questions, CCSI.scale)
  assert.equal(attention.answer, 2)
  const of2 = { questions, scale: CCSI.scale, attention } as unknown as Survey
  const sheet = Object.fromEntries(questions.map(({ code }) => [code, 5]))
  assert.deepEqual(unanswered(of2, sheet), ['attention'])
  assert.deepEqual(unanswered(of2, { ...sheet, attention: 2, image1: 11, image2: 1.5 }), ['image1', 'image2'])
  assert.equal(sheetOf(of2, { ...sheet, attention: 2, stray: 3 }).attentive, true)
  assert.equal('stray' in sheetOf(of2, { ...sheet, attention: 2, stray: 3 }).answers, false)
  assert.equal(sheetOf(of2, { ...sheet, attention: 9 }).attentive, false)
  assert.throws(() => questionsOf({ ...CCSI, latent: [{ name: 'x', items: ['mine1'] }] } as never),
    { code: 'questions-missing' })
})

test('one answer per item on goods; who did not read does not count; quota and closing hold', async () => {
  const { id, number, survey } = await aSurvey({ quota: 2 })
  const [first, second, third, fourth] = serials as [string, string, string, string]
  refused(await answer(number, unused, aSheet(survey, 7, 0)), 422, 'code-not-genuine')
  refused(await answer(number, `${first.slice(0, 19)}${first.endsWith('0') ? '1' : '0'}`, aSheet(survey, 7, 0)), 422,
    'code-not-genuine')
  refused(await somebody(of).post(`/api/v1/public/market-surveys/${number}/answers`,
    { code: gtin, answers: aSheet(survey, 7, 0) }), 422, 'code-not-genuine')
  refused(await answer(number, first, { image1: 3 }), 422, 'sheet-incomplete')
  assert.equal((await answer(number, first, aSheet(survey, 7, 1))).status, 201)
  refused(await answer(number, first, aSheet(survey, 7, 1)), 409, 'survey-answered')
  assert.equal((await answer(number, second, { ...aSheet(survey, 7, 2), attention: 9 })).status, 201)
  assert.equal((await answer(number, third, aSheet(survey, 7, 3))).status, 201)
  refused(await answer(number, fourth, aSheet(survey, 7, 4)), 409, 'survey-full')
  const { body } = await secretariat.get(`/api/v1/market-surveys/${id}`)
  assert.deepEqual([body.counts[0].product, body.counts[0].counted, body.counts[0].inattentive], [product, 2, 1])
  const kept = await of.world.db.selectFrom('market_answer').selectAll().where('survey', '=', id).execute()
  assert.ok(kept.every((row) => !JSON.stringify(row).includes(first) && !JSON.stringify(row).includes(second)))
  assert.equal((await secretariat.post(`/api/v1/market-surveys/${id}/closure`, {})).status, 200)
  refused(await answer(number, fourth, aSheet(survey, 7, 4)), 409, 'survey-closed')
  refused(await secretariat.post(`/api/v1/market-surveys/${id}/closure`, {}), 409, 'wrong-state')
  refused(await answer('TMX9-Q9', fourth, {}), 404, 'not-found')
})

test('on a phone without script: notice, questions, what is missing, thanks', async () => {
  const { number, survey } = await aSurvey()
  const code = `${gtin}.${serials[9]}`
  const page = async (url: string) => (await of.app.http.inject({ url })).body
  assert.match(await page(`/survey/${number}`), /name="code"/)
  assert.match(await page(`/survey?code=${code}`), /隐私说明/)
  const english = await page(`/en/survey/${number}?code=${code}`)
  assert.match(english, /Privacy: we ask for no name/)
  assert.ok(!english.includes('[product]') && !english.includes('[brand]'))
  assert.equal((english.match(/<fieldset/g) ?? []).length, survey.questions.length + 1)
  assert.match(await page(`/survey/${number}?code=${gtin}.${unused}`), /不是本平台已启用的标识码/)
  const key = /name="key" value="([^"]+)"/.exec(english)![1]!
  const post = (fields: Record<string, unknown>) => {
    const boundary = 'x-boundary-of-the-test'
    const body = Object.entries(fields).map(([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`).join('')
    return of.app.http.inject({ method: 'POST', url: `/survey/${number}`, payload: `${body}--${boundary}--\r\n`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
  }
  const half = await post({ key, code, image1: 5 })
  assert.equal(half.statusCode, 422)
  assert.match(half.body, /还没有回答/)
  assert.match(half.body, /name="image1" value="5" checked/)
  const whole = await post({ key, code, ...aSheet(survey, 7, 9) })
  assert.equal(whole.statusCode, 201, whole.body.slice(0, 2000))
  const again = await post({ key: `${key}x`, code, ...aSheet(survey, 7, 9) })
  assert.equal(again.statusCode, 422)
  assert.match(again.body, /每个标识码只计一份/)
})

test('attentive answers become satisfaction in a run, with an interval by bootstrap, the same again', async () => {
  const { programme, number, survey } = await aSurvey()
  refused(await secretariat.post(`/api/v1/market-programmes/${programme}/runs`, {},
    signedBy(of, 'alliance-secretariat')), 409, 'no-data')
  for (let i = 0; i < SHEETS; i++) {
    assert.equal((await answer(number, serials[i + 10]!, aSheet(survey, 7.5, i))).status, 201)
  }
  const run = await aRun(of, secretariat, programme)
  assert.equal(run.status, 'completed', JSON.stringify(run.failure))
  const { body } = await secretariat.get(`/api/v1/market-runs/${run.id}/results/product/${product}`)
  const [result] = body.results
  const csi = body.indicators.find(({ indicator }: { indicator: string }) => indicator === 'csi')
  assert.ok(csi.rows === SHEETS && csi.value > 60 && csi.value < 85, JSON.stringify(csi))
  assert.ok(csi.error > 0.5 && csi.error < 4, JSON.stringify(csi))
  assert.ok(result.low < result.score && result.score < result.high)
  const again = await secretariat.post(`/api/v1/market-runs/${run.id}/recomputation`, {})
  assert.equal(again.body.same, true)
})
