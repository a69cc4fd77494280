import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Company, granted, nextOf, ok, refused } from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let id: string
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  id = (await granted(company)).id
})
after(() => closeSound(of))

const auditor = () => company.as('body-auditor')
const decider = () => company.as('body-decider')
const today = async (): Promise<string> => ok(await somebody(of).get('/api/v1/clock')).today
const own = (certificate: string, path = '') => `/api/v1/certificates/${certificate}${path}`

test('a pause for the season: asked for by the holder in time, ended by its report, nothing to correct', async () => {
  const [agent, decides] = [await company.agent(), await decider()]
  const pause = { ground: 'holder-request', text: '季节性停产', until: plus(await today(), 200) }
  refused(await decides.post(own(id, '/suspension'), pause), 'suspension-not-asked')
  refused(await agent.post(own(id, '/suspension-request'), { until: plus(await today(), 400), text: '停产' }),
    'until-too-late')
  ok(await agent.post(own(id, '/suspension-request'), { until: pause.until, text: '采茶季结束' }))
  refused(await agent.post(own(id, '/suspension-request'), { until: pause.until, text: '再' }), 'wrong-state')
  const { initial } = (await nextOf(decides, own(id))).get('suspendCertificate')
  assert.deepEqual([initial.ground, initial.until], ['holder-request', pause.until])
  ok(await decides.post(own(id, '/suspension'), pause))
  assert.equal(await tasks(id), 'resumption')
  refused(await agent.post(own(id, '/correction'), { text: '整改', files: [] }), 'wrong-state')
  const back = { ground: 'season-resumed', text: '恢复' }
  refused(await decides.post(own(id, '/restoration'), back), 'resumption-first')
  ok(await agent.post(own(id, '/resumption'), { text: '已恢复生产', files: [] }))
  assert.equal(await tasks(id), 'restoration')
  ok(await decides.post(own(id, '/restoration'), back))
  assert.equal(ok(await agent.get(own(id))).certificate.status, 'valid')
})

test('nobody escapes surveillance by resting: it comes before restoring, and a late request is refused', async () => {
  const [{ surveillanceDueOn }] = ok(await (await company.agent()).get('/api/v1/certificates?state=valid')).items
  const [agent, decides] = [await company.agent(), await decider()]
  ok(await agent.post(own(id, '/suspension-request'), { until: plus(await today(), 360), text: '停产' }))
  ok(await decides.post(own(id, '/suspension'), { ground: 'holder-request', text: '停产',
    until: plus(await today(), 360) }))
  ok(await agent.post(own(id, '/resumption'), { text: '已恢复生产', files: [] }))
  await days(of, daysFrom(await today(), surveillanceDueOn) + 1)
  refused(await decides.post(own(id, '/restoration'), { ground: 'season-resumed', text: '恢复' }), 'surveillance-first')
  ok(await (await auditor()).post(own(id, '/surveillance'), { outcome: 'passed', summary: '现场核实', findings: [],
    files: [] }))
  ok(await decides.post(own(id, '/restoration'), { ground: 'season-resumed', text: '恢复' }))
  ok(await decides.post(own(id, '/surveillance/conclusion'), { conclusion: 'maintained', note: '保持' }))
  const next = ok(await agent.get(own(id))).surveillance.at(-1).dueOn
  await days(of, daysFrom(await today(), next) - 10)
  const late = await agent.post(own(id, '/suspension-request'), { until: plus(await today(), 30), text: '停产' })
  refused(late, 'season-too-late')
})

const plus = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)
const daysFrom = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000
const tasks = async (id: string): Promise<string> => (await of.world.db.selectFrom('task').select('kind')
  .where('subject', '=', id).where('ended_at', 'is', null).where('kind', '<>', 'national-number').execute())
  .map(({ kind }) => kind).join()
