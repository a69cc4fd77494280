import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  Company, DECLARED, THICK, TILE, audited, clausesOf, declared, drafted, ok, refused, reported, sampled, submitted,
  upload, url,
} from '../../../../../test/certification-file.ts'
import { paperOf, paperSays, pdfText, wordText } from '../../../../../test/paper-text.ts'
import { somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let tile: Company
let id: string
let number: string
before(async () => {
  of = await testWorld()
  tile = new Company(of, '-tile')
  const [product] = ok(await (await tile.agent()).get('/api/v1/products')).items
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  const declaration = await declared(tile, TILE, product.id, THICK, DECLARED)
  ;({ id, number } = await submitted(tile, await drafted(tile, TILE, product.id, body, declaration)))
})
after(() => closeSound(of))

const acceptor = () => tile.as('body-acceptor')
const address = (kind: string, query = ''): string => url(id, `/papers/${kind}${query}`)
const kindsOf = async (person: Person): Promise<Map<string, any>> =>
  new Map(ok(await person.get(url(id, '/papers'))).items.map((one: { kind: string }) => [one.kind, one]))

const says = (t: TestContext, person: Person, at: string, texts: readonly string[], formats?: readonly string[]) =>
  paperSays(t, of, person, at, texts, formats)

test('an application is a paper at once, with every answer in words, for both parties', async (t) => {
  for (const person of [await tile.agent(), await acceptor()]) {
    await says(t, person, address('application'), ['认证申请书', number, '联系电话', '13800000000', '未被抽查', '关键工序'])
  }
  const [entry] = [...(await kindsOf(await tile.agent())).values()]
  assert.deepEqual(entry.files.map(({ format }: { format: string }) => format), ['pdf', 'docx'])
  assert.equal(entry.number, `${number}-01`)
  assert.equal((await (await tile.agent()).get(entry.files[0].href)).status, 200)
})

test('a paper carries its number, its pages and the hash of what it says, the same in both formats', async (t) => {
  const person = await tile.agent()
  const footer = wordText(await paperOf(of, person, address('application', '?as=docx')), 'word/footer1.xml')
  const digest = /SHA-256 ([0-9a-f]{64})/.exec(footer)?.[1]
  assert.ok(digest && footer.includes(`${number}-01`), footer)
  const text = pdfText(await paperOf(of, person, address('application')))
  if (text === undefined) return t.diagnostic('no pdftotext here: the footer of the PDF was not read')
  assert.ok(text.includes(`SHA-256${digest}`) && text.includes(`${number}-01`) && /第1页共\d+页/.test(text))
})

test('what has not happened has no paper, and it says what must happen first', async () => {
  const sheet = await (await acceptor()).get(address('review-sheet'))
  refused(sheet, 'paper-not-yet')
  assert.equal(sheet.status, 409)
  assert.match(sheet.body.zh, /申请评审表.*受理或不予受理后/)
  assert.ok((await kindsOf(await acceptor())).get('review-sheet').notYet.en)
})

test('a paper is found by the parties of the file alone, the body\'s own sheet by the body', async () => {
  const stranger = await new Company(of, '-rice').agent()
  for (const path of [url(id, '/papers'), address('application')]) assert.equal((await stranger.get(path)).status, 404)
  refused(await somebody(of).get(address('application')), 'not-signed-in')
  refused(await (await tile.as('laboratory-tester')).get(address('application')), 'not-permitted')
  assert.equal((await (await tile.agent()).get(address('review-sheet'))).status, 404)
  assert.equal((await (await tile.agent()).get(address('no-such-paper'))).status, 404)
  assert.equal((await (await tile.agent()).get(address('application', '?of=nothing'))).status, 404)
  assert.equal((await kindsOf(await tile.agent())).has('review-sheet'), false)
})

test('the review sheet says what was attested, and by whom', async (t) => {
  ok(await (await acceptor()).post(url(id, '/acceptance'), { competent: true, impartial: true, note: '资料齐全' }))
  await says(t, await acceptor(), address('review-sheet'), ['申请评审表', '受理', '资料齐全', '评审人', '平台内无记录'])
})

const good = ({ id: indicator, kind }: { id: string; kind: string }) => (kind === 'yes-no' ? { result: 'yes' }
  : { result: 'measured', values: DECLARED.find((one) => one.indicator === indicator)?.values ?? ['0.1'] })

test('acceptance and contract: terms and fee, and the signature once it was given', async (t) => {
  const agent = await tile.agent()
  await says(t, agent, address('acceptance-notice'), ['受理通知书', '现场检查', '2026年3月2日'], ['pdf'])
  refused(await agent.get(address('acceptance-notice', '?as=docx')), 'paper-pdf-only')
  refused(await agent.get(address('refusal-notice')), 'paper-not-yet')
  refused(await agent.get(address('contract')), 'paper-not-yet')
  ok(await (await acceptor()).post(url(id, '/contract'), { feeFen: 1_234_567, text: '第一条 认证内容\n第二条 费用' }))
  const offered = wordText(await paperOf(of, agent, address('contract', '?as=docx')))
  assert.ok(!offered.includes('双因素'), 'nobody has signed yet')
  ok(await (await tile.representative()).post(url(id, '/contract/signature'), { agree: true }))
  await says(t, agent, address('contract'), ['认证合同', '12,345.67', '第二条费用', '双因素'])
})

test('the audit: plan and notice name the team, the sheet what was signed, the record what was found', async (t) => {
  const [auditor, agent] = [await tile.as('body-auditor'), await tile.agent()]
  ok(await auditor.post(url(id, '/document-review'), { impartial: true, clauses: await clausesOf(tile, id) }))
  const sampling = await sampled(tile, id, THICK)
  const laboratory = ok(await somebody(of).get('/api/v1/laboratories')).items[0].id
  ok(await auditor.post(url(id, '/test-orders'), { sampling, laboratory }))
  await reported(tile, ok(await auditor.get(url(id))).testOrders[0].id, 'CJ-P-1', good)
  refused(await agent.get(address('audit-plan')), 'paper-not-yet')
  await audited(tile, id)
  const { audit, samplings: [sheet] } = ok(await agent.get(url(id)))
  const name = audit.team[0].name
  await says(t, agent, address('audit-plan'), ['检查计划', name, '组长', '检查人日', '已声明，无冲突'])
  await says(t, agent, address('audit-notice'), ['检查通知书', name, '不收取费用'], ['pdf'])
  await says(t, auditor, address('sign-in-sheet'), ['签到表', name, '105.445', audit.opening.photographs[0], '末次会议'])
  await says(t, auditor, address('audit-record'), ['检查记录', sheet.sealNumber, sheet.lot, '文件审查', '符合'])
})

test('a nonconformity has its report, open to be answered and closed when verified', async (t) => {
  const [auditor, agent] = [await tile.as('body-auditor'), await tile.agent()]
  ok(await auditor.post(url(id, '/nonconformities'), { grade: 'minor', clause: '2.4', finding: '量具未校准' }))
  await says(t, agent, address('nonconformity-report'), ['不符合项报告', '量具未校准', '待受检查方填写'])
  const [open] = ok(await agent.get(url(id))).nonconformities
  const files = [await upload(of, agent)]
  ok(await agent.post(url(id, `/nonconformities/${open.id}/answer`),
    { cause: '遗漏', correction: '已校准', correctiveAction: '列入台账', files }))
  ok(await auditor.post(url(id, `/nonconformities/${open.id}/verification`), { outcome: 'verified', note: '有效' }))
  await says(t, agent, address('nonconformity-report', `?of=${open.id}`), ['列入台账', '有效，关闭', files[0] ?? '', '验证人'])
})

test('the client reads the report once the decision is taken, and never the sheet of those who decided', async (t) => {
  const [auditor, agent] = [await tile.as('body-auditor'), await tile.agent()]
  ok(await auditor.post(url(id, '/evaluation'),
    { conclusion: 'recommended', summary: '综述全文', clauses: await clausesOf(tile, id) }))
  await says(t, auditor, address('audit-report'), ['评价报告', '综述全文', 'CJ-P-1', '建议认证', '合格'])
  refused(await agent.get(address('audit-report')), 'paper-not-yet')
  ok(await (await tile.as('body-reviewer')).post(url(id, '/review'), { outcome: 'approve', note: '资料完整' }))
  const decider = await tile.as('body-decider')
  await says(t, decider, address('evaluation-sheet'), ['认证评定表', '资料完整', '尚未作出决定'])
  ok(await decider.post(url(id, '/decision'), { outcome: 'grant', scope: '所列型号', note: '批准发证' }))
  await says(t, decider, address('evaluation-sheet'), ['批准发证', '颁发证书', '决定人'])
  await says(t, agent, address('audit-report'), ['综述全文', '建议认证'])
  assert.equal((await agent.get(address('evaluation-sheet'))).status, 404)
})

test('a paper says what was so when its act was: later renaming and later acts change none of its bytes', async () => {
  const agent = await tile.agent()
  const before = await paperOf(of, agent, address('acceptance-notice'))
  const [{ id: site, name, region, address: at }] = ok(await agent.get('/api/v1/sites')).items
  of.pass(1000)
  const renamed = await agent.put(`/api/v1/sites/${site}`, { name: `${name}（改名）`, region, address: at })
  ok(renamed)
  assert.ok((await paperOf(of, agent, address('acceptance-notice'))).equals(before))
  const notice = wordText(await paperOf(of, agent, address('application', '?as=docx')))
  assert.ok(notice.includes(name) && !notice.includes('改名'))
  assert.ok(JSON.stringify(ok(await agent.get(url(id))).sites).includes('改名'), 'the page shows the present name')
})

const RICE = [
  ['cadmium', ['0.05']], ['chalkiness', ['1.2']], ['taste', Array<string>(5).fill('94')], ['amylose', ['16.4']],
  ['inorganic-arsenic', ['0.02']], ['aflatoxin-b1', ['0.5']],
].map(([indicator, values]) => ({ indicator, values }))

test('a supplement and a refusal are told with their ground, the fields in words', async (t) => {
  const rice = new Company(of, '-rice')
  const [agent, officer] = [await rice.agent(), await acceptor()]
  const product = ok(await agent.get(`/api/v1/products?q=${encodeURIComponent('优质籼米')}`)).items[0].id
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  const grain = [{ key: 'grade', value: '1' }, { key: 'harvest', value: '2026' }]
  const second = await submitted(rice, await drafted(rice, 'TFPZ-R1005', product, body,
    await declared(rice, 'TFPZ-R1005', product, grain, RICE)))
  const papers = (kind: string) => url(second.id, `/papers/${kind}`)
  const groundOf = async (list: string) => ok(await agent.get(`/api/v1/grounds?list=${list}`)).items[0]
  const [why, whyNot] = [await groundOf('supplement'), await groundOf('applicationRefusal')]
  ok(await officer.post(url(second.id, '/supplement-request'),
    { ground: why.id, fields: ['contact.phone'], text: '电话无法接通' }))
  await says(t, agent, papers('supplement-notice'), ['补正通知书', '联系方式：联系电话', '电话无法接通', why.name.zh], ['pdf'])
  ok(await agent.post(url(second.id, '/supplement'), { answers: { contact: { phone: '13900000009' } } }))
  await says(t, agent, papers('application'), ['13900000009', '补正前：13800000000'])
  ok(await officer.post(url(second.id, '/refusal'), { ground: whyNot.id, text: '缺少必要资料' }))
  await says(t, agent, papers('refusal-notice'), ['不予受理通知书', whyNot.name.zh, '缺少必要资料'], ['pdf'])
  await says(t, officer, papers('review-sheet'), ['不予受理', whyNot.name.zh, '联系方式：联系电话'])
})

test('each turn of a certificate is told its holder in a notice of its own, and nobody else reads it', async (t) => {
  const [decider, auditor, agent] = [await tile.as('body-decider'), await tile.as('body-auditor'), await tile.agent()]
  const certificate = ok(await agent.get(url(id))).certificate
  const at = (path: string) => `/api/v1/certificates/${certificate.id}${path}`
  const [due] = ok(await agent.get(at(''))).surveillance
  await says(t, agent, at(`/papers/surveillance-notice?of=${due.id}`), ['跟踪调查通知书', certificate.bodyNumber, '2027年3月2日'])
  refused(await agent.get(at('/papers/suspension-notice')), 'paper-not-yet')
  ok(await decider.post(at('/suspension'), { ground: 'spot-check-failed', text: '抽查不合格', until: '2026-05-02' }))
  await says(t, agent, at('/papers/suspension-notice'), ['暂停通知书', '抽查不合格', '至2026年5月2日', '申诉'], ['pdf'])
  const first = await paperOf(of, agent, at('/papers/suspension-notice'))
  ok(await decider.post(at('/suspension/extension'), { ground: 'retest-pending', text: '等待复检', until: '2026-06-02' }))
  const [one, two] = ok(await agent.get(at('/papers'))).items
    .filter(({ kind }: { kind: string }) => kind === 'suspension-notice')
  assert.deepEqual([one.number, two.number], [`${certificate.number}-22`, `${certificate.number}-22-2`])
  assert.ok((await paperOf(of, agent, one.files[0].href)).equals(first), 'the first notice says what it said')
  ok(await agent.post(at('/correction'), { text: '整改完成', files: [await upload(of, agent)] }))
  ok(await auditor.post(at('/correction/verification'), { outcome: 'verified', note: '有效' }))
  ok(await decider.post(at('/restoration'), { ground: 'corrected-verified', text: '整改有效' }))
  await says(t, agent, at('/papers/restoration-notice'), ['恢复通知书', '整改有效'], ['pdf'])
  const withdrawal = ok(await agent.get('/api/v1/grounds?list=withdrawal')).items[0]
  ok(await decider.post(at('/withdrawal'), { ground: withdrawal.id, text: '复查不合格' }))
  await says(t, agent, at('/papers/withdrawal-notice'), ['撤销通知书', withdrawal.name.zh, '复查不合格', '停止使用'], ['pdf'])
  const stranger = await new Company(of, '-rice').agent()
  for (const path of ['/papers', '/papers/withdrawal-notice']) assert.equal((await stranger.get(at(path))).status, 404)
  const province = await tile.as('authority-province')
  const index = ok(await province.get(at('/papers'))).items
  assert.deepEqual(index.map(({ kind }: { kind: string }) => kind), ['certificate'],
    'an authority reads the certificate, not the letters')
  assert.equal((await province.get(at('/papers/withdrawal-notice'))).status, 404)
})
