// The desk of everybody who signs in, over HTTP: files, search, tasks and deadlines.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { signedIn } from '../../../../test/people.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { byRule } from './command.ts'
import { deadlinesOf, pauseDeadline, resumeDeadline, startDeadline, sweepDeadlines } from './deadlines.ts'
import { putTask } from './queue.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

const PDF = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\n')

async function upload(cookie: string, bytes: Buffer, key: string, name = '报告.pdf') {
  const boundary = 'x-boundary'
  const payload = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n`
      + 'content-type: text/html\r\n\r\n'),
    bytes, Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await of.app.http.inject({
    method: 'POST', url: '/api/v1/files', payload,
    headers: { cookie, 'idempotency-key': key, 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

test('a file is known by its bytes, kept encrypted, and readable by its own organisation alone', async () => {
  const agent = await signedIn(of, 'enterprise-agent')
  const other = await signedIn(of, 'enterprise-agent-tile')
  const stored = await upload(agent.cookie, PDF, 'file-1')
  assert.deepEqual([stored.status, stored.body.type, stored.body.state], [201, 'application/pdf', 'clean'])
  assert.equal((await agent.get(`/api/v1/files/${stored.body.sha256}`)).status, 200)
  assert.equal((await other.get(`/api/v1/files/${stored.body.sha256}`)).status, 404)
  assert.equal((await upload(agent.cookie, Buffer.from('<html></html>'), 'file-2')).body.code, 'file-type')
})

test('a key that was used for one file is not taken for another, and repeats the answer for the same', async () => {
  const agent = await signedIn(of, 'enterprise-agent')
  const first = await upload(agent.cookie, PDF, 'file-again')
  const again = await upload(agent.cookie, PDF, 'file-again')
  assert.deepEqual([again.status, again.headers['idempotent-replayed']], [201, 'true'])
  assert.deepEqual(again.body, first.body)
  const other = await upload(agent.cookie, Buffer.concat([PDF, PDF]), 'file-again')
  assert.deepEqual([other.status, other.body.code], [422, 'key-reused'])
})

test('a suspicious file is quarantined: nobody opens it', async () => {
  const agent = await signedIn(of, 'enterprise-agent')
  const bad = await upload(
    agent.cookie, Buffer.concat([PDF, Buffer.from('<< /OpenAction << /S /JavaScript >> >>')]), 'bad',
  )
  assert.equal(bad.body.state, 'quarantined')
  assert.equal((await agent.get(`/api/v1/files/${bad.body.sha256}`)).body.code, 'file-quarantined')
})

test('the cabinet is listed newest first, page by page', async () => {
  const agent = await signedIn(of, 'enterprise-agent-care')
  for (const i of [1, 2, 3]) {
    of.pass(1000)
    await upload(agent.cookie, Buffer.concat([PDF, Buffer.from(String(i))]), `care-${i}`, `${i}.pdf`)
  }
  const first = (await agent.get('/api/v1/files?limit=2')).body
  assert.deepEqual(first.items.map(({ name }: { name: string }) => name), ['3.pdf', '2.pdf'])
  const second = (await agent.get(`/api/v1/files?limit=2&after=${encodeURIComponent(first.next)}`)).body
  assert.equal(second.items[0].name, '1.pdf')
  assert.equal((await agent.get('/api/v1/files?after=nonsense')).status, 400)
})

test('a deadline says who must act, why its clock stood still, and is late only for its own office', async () => {
  const { world } = of
  const organisations = await world.db.selectFrom('organisation').select(['id', 'name']).execute()
  const idOf = (part: string) => organisations.find(({ name }) => name.includes(part))?.id ?? ''
  const [body, enterprise] = [idOf('蜀信认证'), idOf('江阳老窖')]
  const subject = { type: 'application', id: world.newId() }
  await byRule(world, 'rule', async (work) => {
    await startDeadline(work, { subject, kind: 'own', period: { count: 5, unit: 'working' },
      responsible: { organisation: body, role: 'body-acceptor' }, label: { zh: '评审', en: 'Review' } })
    await startDeadline(work, { subject, kind: 'theirs', period: { count: 1, unit: 'calendar' },
      responsible: { organisation: enterprise, role: 'enterprise-agent' }, label: { zh: '补正', en: 'Supplement' } })
    await pauseDeadline(work, subject, 'own', 'supplement')
    await putTask(work, { subject, kind: 'accept', role: 'body-acceptor', organisation: body, link: '/x',
      title: { zh: '评审' } })
  })
  const today = async () => byRule(world, 'rule', async (work) => work.at.today)
  of.pass(3 * 86_400_000)
  const paused = (await deadlinesOf(world, world.db, subject, await today())).find(({ kind }) => kind === 'own')
  assert.equal(paused?.paused?.zh, '等待补正')
  assert.match(paused?.responsible.zh ?? '', /蜀信认证.*申请评审员/)
  await byRule(world, 'rule', (work) => resumeDeadline(work, subject, 'own'))
  const [own, theirs] = await deadlinesOf(world, world.db, subject, await today())
    .then((all) => ['own', 'theirs'].map((kind) => all.find((one) => one.kind === kind)))
  assert.deepEqual([own?.late, own?.dueOn, own?.pauses?.[0]?.reason.en], [
    false, '2026-03-12', 'Waiting for a supplement',
  ])
  assert.equal(theirs?.late, true)
  const acceptor = await signedIn(of, 'body-acceptor')
  const { items } = (await acceptor.get('/api/v1/tasks?q=评审&limit=100')).body
  const task = items.find((one: { subject: string }) => one.subject === subject.id)
  assert.deepEqual([task.dueOn, task.late], ['2026-03-12', false], 'not the day of the enterprise')
})

test('one deadline that cannot be handed on does not hold up the others, and every open one is recalled', async () => {
  const { world } = of
  const { id: body } = await world.db.selectFrom('organisation').select('id').where('name', 'like', '%锦程认证%')
    .executeTakeFirstOrThrow()
  await byRule(world, 'rule', async (work) => {
    for (let i = 0; i < 230; i += 1) {
      await startDeadline(work, { subject: { type: 'body', id: work.world.newId() }, kind: 'many',
        period: { count: 40, unit: 'calendar' }, responsible: { organisation: body }, label: { zh: `第${i}件` } })
    }
    // Its subject does not exist: whoever subscribed refuses.
    await startDeadline(work, { subject: { type: 'declaration', id: work.world.newId() },
      kind: 'declaration-confirmation',
      period: { count: 1, unit: 'calendar' }, responsible: { organisation: body }, label: { zh: '坏' } })
  })
  of.pass(11 * 86_400_000)
  await sweepDeadlines(world)
  const { rows: [told] } = await sql<{ count: number }>`
    select count(*) as count from deadline where kind = 'many' and reminded = '[30]'::jsonb`.execute(world.db)
  assert.equal(told?.count, 230)
})
