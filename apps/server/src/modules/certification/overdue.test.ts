// What the other side did not do in time: seen by its office and its region, and before whoever decides.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  Company, DECLARED, THICK, TILE, clausesOf, contracted, declared, drafted, ok, refused, submitted, upload, url,
} from '../../../../../test/certification-file.ts'
import { days } from '../../../../../test/licence.ts'
import { somebody } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let tile: Company
let body: string
let product: string
let declaration: string

before(async () => {
  of = await testWorld()
  tile = new Company(of, '-tile')
  body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0].id
  product = ok(await (await tile.agent()).get('/api/v1/products')).items.at(-1).id
  declaration = await declared(tile, TILE, product, THICK, DECLARED)
})
after(() => closeSound(of))

const apply = async () => (await submitted(tile, await drafted(tile, TILE, product, body, declaration))).id as string
const kinds = async (role: string) =>
  ok(await (await tile.as(role)).get('/api/v1/tasks')).items.map(({ kind }: { kind: string }) => kind) as string[]
type Row = { label: { zh: string }; late: boolean; responsible: { zh: string }; link?: string; dueOn: string }
const listed = async (role: string, query = ''): Promise<Row[]> =>
  ok(await (await tile.as(role)).get(`/api/v1/deadlines${query}`)).items

test('a contract that nobody signs in time comes before the acceptor, who may end the file then and not before',
  async () => {
  const id = await apply()
  const acceptor = await tile.as('body-acceptor')
  ok(await acceptor.post(url(id, '/acceptance'), { competent: true, impartial: true }))
  refused(await acceptor.post(url(id, '/unsigned-end'), { text: '未签' }), 'wrong-state')
  ok(await acceptor.post(url(id, '/contract'), { feeFen: 1_200_000, text: '合同条款' }))
  refused(await acceptor.post(url(id, '/unsigned-end'), { text: '未签' }), 'step-not-due')
  refused(await (await tile.agent()).post(url(id, '/end'), { ground: 'contract-not-signed' }), 'ground-unknown')
  assert.ok(!(await kinds('body-acceptor')).includes('contract-signature-overdue'))
  await days(of, 30)
  assert.ok((await kinds('body-acceptor')).includes('contract-signature-overdue'))
  const late = await listed('body-acceptor', '?state=late')
  const contract = late.find(({ label }) => label.zh === '签订认证合同')
  assert.deepEqual([contract?.late, contract?.link], [true, `/application/${id}`])
  ok(await acceptor.post(url(id, '/unsigned-end'), { text: '申请人未按期签订合同' }))
  assert.equal(ok(await acceptor.get(url(id))).status, 'ended')
  assert.ok(!(await kinds('body-acceptor')).includes('contract-signature-overdue'))
  assert.ok((await listed('body-acceptor')).every(({ label }) => label.zh !== '签订认证合同'))
})

test('a nonconformity that is not corrected in time comes before the auditor, and stays until it is', async () => {
  const id = await apply()
  await contracted(tile, id)
  const auditor = await tile.as('body-auditor')
  ok(await auditor.post(url(id, '/document-review'), { impartial: true, clauses: await clausesOf(tile, id) }))
  ok(await auditor.post(url(id, '/nonconformities'),
    { grade: 'minor', clause: '1.1', finding: '记录不全' }))
  const { nonconformities: [{ id: nonconformity }] } = ok(await auditor.get(url(id)))
  await days(of, 120)
  assert.ok((await kinds('body-auditor')).includes('nonconformity-answer-overdue'))
  const agent = await tile.agent()
  const isNonconformity = ({ label }: Row) => label.zh.startsWith('不符合项')
  assert.equal((await listed('enterprise-agent-tile', '?state=late')).filter(isNonconformity).length, 1)
  // The region knows that the firm is late, and opens no file by it; another firm knows nothing.
  const [seen] = (await listed('authority-province', '?state=late')).filter(isNonconformity)
  assert.ok(seen)
  assert.equal(seen.link, undefined)
  assert.equal((await listed('enterprise-agent-rice')).filter(isNonconformity).length, 0)
  ok(await agent.post(url(id, `/nonconformities/${nonconformity}/answer`),
    { cause: '疏忽', correction: '已补', correctiveAction: '培训', files: [await upload(of, agent)] }))
  assert.ok(!(await kinds('body-auditor')).includes('nonconformity-answer-overdue'))
})

test('a list of deadlines is read page by page, the earliest first', async () => {
  const province = await tile.as('authority-province')
  const whole = ok(await province.get('/api/v1/deadlines'))
  const days = whole.items.map(({ dueOn }: Row) => dueOn)
  assert.ok(days.length > 1)
  assert.deepEqual(days, days.toSorted())
  const first = ok(await province.get('/api/v1/deadlines?limit=1'))
  const rest = ok(await province.get(`/api/v1/deadlines?after=${first.next}`))
  assert.deepEqual([...first.items, ...rest.items], whole.items)
  assert.equal((await province.get('/api/v1/deadlines?after=x')).status, 400)
})
