import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Company, granted, ok, refused } from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let certificate: { id: string; number: string }
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  certificate = await granted(company)
})
after(() => closeSound(of))

const own = (path = '') => `/api/v1/certificates/${certificate.id}${path}`
const tasks = async (): Promise<string[]> => (await of.world.db.selectFrom('task').select('kind')
  .where('subject', '=', certificate.id).where('ended_at', 'is', null).where('kind', '<>', 'national-number').execute())
  .map(({ kind }) => kind).filter((kind) => kind !== 'surveillance').sort()
const today = async (): Promise<string> => ok(await somebody(of).get('/api/v1/clock')).today
const plus = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)

async function changed(kind: string): Promise<void> {
  const asked = await (await company.agent()).post(own('/changes'), { kind, text: '变更', files: [] })
  const at = `/api/v1/certificate-changes/${ok(asked).id}`
  ok(await (await company.as('body-auditor')).post(`${at}/evaluation`,
    { impartial: true, note: '材料齐全', outcome: 'conforms' }))
  ok(await (await company.as('body-decider')).post(`${at}/decision`, { outcome: 'grant' }))
}

test('a holder that was renamed is told which certificates say the old name, until they are changed', async () => {
  const agent = await company.agent()
  const { organisation } = ok(await agent.get('/api/v1/session')).memberships[0]
  ok(await agent.post(`/api/v1/organisations/${organisation.id}/name`, { name: '示例新名酒业有限公司' }))
  assert.deepEqual(await tasks(), ['name-change'])
  await changed('name')
  assert.deepEqual(await tasks(), [])
})

test('a revised rule: from its first day every certificate has the scheme’s time to move; files under way stay pinned',
  async () => {
  const { document } = (await of.world.db.selectFrom('certification_rule').select('official')
    .where('number', '=', 'TFPZ-R1001')
    .executeTakeFirstOrThrow()).official
  const begins = plus(await today(), 30)
  const secretariat = await company.as('alliance-secretariat')
  ok(await secretariat.post('/api/v1/rules', { document: { ...document, edition: '2027', publishedOn: await today(),
    inForceFrom: begins, changes: { ...document.changes, standard: 'paper' } } }))
  const early = await (await company.agent()).post(own('/changes'), { kind: 'standard', text: '换版', files: [] })
  refused(early, 'change-nothing')
  assert.deepEqual(await tasks(), [])
  await days(of, 30)
  assert.deepEqual(await tasks(), ['standard-transition'])
  const { deadlines } = ok(await (await company.agent()).get(own()))
  const due = deadlines.find(({ kind }: { kind: string }) => kind === 'standard-transition')
  assert.deepEqual([due.dueOn.slice(0, 4), due.endedOn], [String(Number(begins.slice(0, 4)) + 1), undefined])
})

test('who missed it is put before the decider, who alone suspends; moving settles it', async () => {
  await days(of, 366)
  assert.deepEqual(await tasks(), ['standard-revised'])
  assert.equal(ok(await (await company.agent()).get(own())).certificate.status, 'valid', 'nothing falls by silence')
  await changed('standard')
  const { rule } = ok(await (await company.agent()).get(own())).certificate
  assert.equal(rule.edition, '2027')
  assert.deepEqual(await tasks(), [])
})
