// Work of an office handed on, over HTTP: batch assignment, hand-over, what happens when somebody leaves, filters.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { signedIn, somebody } from '../../../../test/people.ts'
import type { Person } from '../../../../test/people.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { byRule } from './command.ts'
import { releaseAllWork, releaseWork } from './handing-on.ts'
import { putTask } from './queue.ts'

const NOW = '2026-03-02T01:00:00Z'
let of: TestWorld
let agent: Person & { session: any }
let office: { organisation: string; role: string }
let colleague: string

before(async () => {
  of = await testWorld()
  agent = await signedIn(of, 'enterprise-agent')
  const { organisation, role } = await of.world.db.selectFrom('membership').select(['organisation', 'role'])
    .where('id', '=', agent.session.membership).executeTakeFirstOrThrow()
  office = { organisation, role }
  colleague = await anotherHolder()
})
after(() => of.close())

/** A second account with the same role in the same organisation, made from somebody of another one. */
async function anotherHolder(): Promise<string> {
  const other = await of.world.db.selectFrom('account').innerJoin('person', 'person.id', 'account.person')
    .where('login', '=', 'enterprise-agent-tile').select(['account.id', 'account.person']).executeTakeFirstOrThrow()
  await sql`insert into membership (id, version, official) select ${of.world.newId()}, 1, official || ${JSON.stringify({
    account: other.id, person: other.person,
  })}::jsonb from membership where id = ${agent.session.membership}`.execute(of.world.db)
  return other.id
}

async function tasks(count: number, where: { organisation?: string; role?: string } = {}): Promise<string[]> {
  const subjects = Array.from({ length: count }, () => of.world.newId())
  await byRule(of.world, 'rule', async (work) => {
    for (const id of subjects) {
      await putTask(work, { subject: { type: 'application', id }, kind: 'test', title: { zh: `事 ${id}` },
        role: where.role ?? office.role, organisation: where.organisation ?? office.organisation, link: '/' })
    }
  })
  const rows = await of.world.db.selectFrom('task').select('id').where('subject', 'in', subjects).execute()
  return rows.map(({ id }) => id)
}

const holderOf = async (id: string) => (await of.world.db.selectFrom('task').where('id', '=', id)
  .select('claimed_by').executeTakeFirstOrThrow()).claimed_by

test('chosen tasks go to a colleague at once, who is told and sees who gave them', async () => {
  const [first = '', second = ''] = await tasks(2)
  const { items } = (await agent.get('/api/v1/tasks/colleagues')).body
  assert.deepEqual(items.map(({ account }: { account: string }) => account).toSorted(),
    [agent.session.account.id, colleague].toSorted())
  const given = await agent.post('/api/v1/tasks/assignment', { tasks: [first, second], to: colleague })
  assert.deepEqual(given.body, { moved: 2, released: 0 })
  assert.equal(await holderOf(first), colleague)
  const listed = (await agent.get('/api/v1/tasks?limit=100')).body.items as { id: string; givenBy?: string }[]
  assert.ok(listed.find(({ id }) => id === first)?.givenBy)
  const told = await of.world.db.selectFrom('notice').where('account', '=', colleague).selectAll().execute()
  assert.match(told.at(-1)?.text.zh ?? '', /2 件/)
})

test('none is moved when one may not be: in other hands, of another office, to a stranger', async () => {
  const [mine = '', taken = ''] = await tasks(2)
  await agent.post(`/api/v1/tasks/${mine}/claim`)
  await of.world.db.updateTable('task').set({ claimed_by: colleague, claimed_name: 'x', claimed_at: NOW })
    .where('id', '=', taken).execute()
  const others = (await agent.post('/api/v1/tasks/assignment', { tasks: [mine, taken], to: agent.session.account.id }))
  assert.equal(others.body.code, 'task-in-other-hands')
  const foreign = await signedIn(of, 'enterprise-agent-care')
  const notThere = await foreign.post('/api/v1/tasks/assignment', { tasks: [mine], to: foreign.session.account.id })
  assert.deepEqual([notThere.status, notThere.body.code], [404, 'not-found'])
  const stranger = await agent.post('/api/v1/tasks/assignment', { tasks: [mine], to: foreign.session.account.id })
  assert.equal(stranger.body.code, 'colleague-unknown')
  assert.equal(await holderOf(mine), agent.session.account.id)
  assert.equal((await somebody(of).post('/api/v1/tasks/assignment', { tasks: [mine], to: colleague })).status, 401)
})

test('all of one’s own work is handed over; that of others only by whoever may end roles', async () => {
  const [one = '', two = ''] = await tasks(2)
  for (const id of [one, two]) await agent.post(`/api/v1/tasks/${id}/claim`)
  const done = (await agent.post('/api/v1/tasks/hand-over', { to: colleague })).body
  assert.ok(done.moved >= 2 && done.released === 0)
  assert.equal(await holderOf(two), colleague)
  assert.equal((await agent.post('/api/v1/tasks/hand-over', { from: colleague })).body.code, 'not-permitted')
  assert.equal((await agent.get('/api/v1/tasks/colleagues?everybody=true')).body.code, 'not-permitted')
})

test('an administrator of the body hands over what an auditor had in hand, nobody of elsewhere does', async () => {
  const administrator = await signedIn(of, 'body-administrator')
  const auditor = await signedIn(of, 'body-auditor')
  const { organisation } = await of.world.db.selectFrom('membership').select('organisation')
    .where('id', '=', auditor.session.membership).executeTakeFirstOrThrow()
  const [task = ''] = await tasks(1, { organisation, role: 'body-auditor' })
  assert.equal((await auditor.post(`/api/v1/tasks/${task}/claim`)).status, 200)
  const from = auditor.session.account.id
  const listed = (await administrator.get('/api/v1/tasks/colleagues?everybody=true')).body.items
  assert.equal(listed.find(({ account }: { account: string }) => account === from)?.claimed, 1)
  assert.deepEqual((await administrator.post('/api/v1/tasks/hand-over', { from })).body, { moved: 1, released: 0 })
  assert.equal(await holderOf(task), null)
  await auditor.post(`/api/v1/tasks/${task}/claim`)
  const province = await signedIn(of, 'authority-province')
  assert.deepEqual((await province.post('/api/v1/tasks/hand-over', { from })).body, { moved: 0, released: 0 })
  assert.equal(await holderOf(task), from)
})

test('a role that ends and an account that is closed leave their work to the office', async () => {
  const [here = '', elsewhere = ''] = [...await tasks(1), ...await tasks(1, { role: 'enterprise-representative' })]
  await of.world.db.updateTable('task').set({ claimed_by: colleague, claimed_name: 'x', claimed_at: NOW })
    .where('id', 'in', [here, elsewhere]).execute()
  await byRule(of.world, 'rule', (work) => releaseWork(work, { account: colleague, ...office }))
  assert.equal(await holderOf(here), null)
  assert.equal(await holderOf(elsewhere), colleague)
  await byRule(of.world, 'rule', (work) => releaseAllWork(work, colleague))
  assert.equal(await holderOf(elsewhere), null)
  const moves = await of.world.db.selectFrom('task_move').where('task', '=', here).select('cause').execute()
  assert.deepEqual(moves.map(({ cause }) => cause), ['left'])
})

test('a filter is kept under its name, replaced, deleted; nobody sees those of others', async () => {
  const query = { state: 'late', q: '泸州' }
  const saved = (await agent.put('/api/v1/saved-filters', { list: 'tasks', name: '逾期', query })).body
  assert.deepEqual(saved.query, query)
  const again = await agent.put('/api/v1/saved-filters', { list: 'tasks', name: '逾期', query: { state: 'mine' } })
  assert.equal(again.body.id, saved.id)
  const { items } = (await agent.get('/api/v1/saved-filters?list=tasks')).body
  assert.deepEqual(items, [{ id: saved.id, list: 'tasks', name: '逾期', query: { state: 'mine' } }])
  const other = await signedIn(of, 'enterprise-agent-care')
  assert.deepEqual((await other.get('/api/v1/saved-filters')).body.items, [])
  assert.equal((await other.delete(`/api/v1/saved-filters/${saved.id}`)).status, 404)
  const odd = await agent.put('/api/v1/saved-filters', { list: 'tasks', name: 'x', query: { 'a b': '1' } })
  assert.equal(odd.status, 400)
  assert.equal((await agent.delete(`/api/v1/saved-filters/${saved.id}`)).status, 200)
  for (let i = 0; i < 50; i += 1) await agent.put('/api/v1/saved-filters', { list: 'tasks', name: `f${i}`, query: {} })
  const over = await agent.put('/api/v1/saved-filters', { list: 'tasks', name: 'over', query: {} })
  assert.equal(over.body.code, 'filters-too-many')
})
