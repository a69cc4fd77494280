import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { completeCreditCode, idNumberCheck } from '@tianfu/identifiers'
import { DEMO_PASSWORD, cookieOf, freshCode, secretOf, signedIn, somebody } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

// Two at once. The embedded database has one connection and takes turns; on PostgreSQL these are real races.
let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()
const PASSWORD = 'some words in a row'
const person = (tail: string) => {
  const first17 = `51999919800808${tail}`
  return { name: '同时到', idKind: 'resident', idNumber: first17 + idNumberCheck(first17) }
}
const enter = async (login: string, tail: string) => {
  await somebody(of).post('/api/v1/accounts', { login, password: PASSWORD, ...person(tail) })
  return somebody(of, cookieOf(await somebody(of).post('/api/v1/session', { login, password: PASSWORD })))
}

test('one credit code is registered once', async () => {
  const [a, b] = [await enter('race-a', '201'), await enter('race-b', '202')]
  const firm = {
    uscc: completeCreditCode('91519999MA0RACE01'),
    name: '示例同名企业',
    region: '510502',
    industry: 'C1512',
    address: '示例路',
    isRepresentative: true,
  }
  assert.deepEqual(
    statuses(await Promise.all([a, b].map((one) => one.post('/api/v1/organisations', firm)))),
    [201, 409],
  )
})

test('one login is taken once', async () => {
  const answers = await Promise.all(['203', '204'].map((tail) =>
    somebody(of).post('/api/v1/accounts', { login: 'race-login', password: PASSWORD, ...person(tail) })))
  assert.deepEqual(statuses(answers), [201, 409])
})

test('one person with two accounts at once is one person', async () => {
  const answers = await Promise.all(['race-c', 'race-d'].map((login) =>
    somebody(of).post('/api/v1/accounts', { login, password: PASSWORD, ...person('205') })))
  assert.deepEqual(statuses(answers), [201, 201])
  const rows = await of.world.db
    .selectFrom('account')
    .select('person')
    .where('login', 'in', ['race-c', 'race-d'])
    .execute()
  assert.equal(new Set(rows.map((row) => row.person)).size, 1)
})

test('one code opens one session (B57)', async () => {
  const oneTimeCode = freshCode(of, secretOf('authority-province'), 'authority-province')
  const answers = await Promise.all(
    [1, 2, 3].map((i) =>
      somebody(of, '', `10.1.0.${i}`).post('/api/v1/session', {
        login: 'authority-province',
        password: DEMO_PASSWORD,
        oneTimeCode,
      }),
    ),
  )
  assert.deepEqual(statuses(answers), [201, 401, 401])
})

test('one request is decided once, and two incompatible roles are not both given', async () => {
  await enter('race-e', '206')
  const body = await signedIn(of, 'body-administrator')
  const jincheng = await signedIn(of, 'body-administrator-jincheng')
  const asked = await Promise.all(
    [body, jincheng].map((one) => one.post('/api/v1/memberships', { login: 'race-e', role: 'body-auditor' })),
  )
  assert.deepEqual(statuses(asked), [201, 409], 'a person practises in one body')
  const id = asked.find(({ status }) => status === 201)?.body.id as string
  const security = await signedIn(of, 'security-administrator')
  const decided = await Promise.all([
    security.post(`/api/v1/memberships/${id}/approval`),
    security.post(`/api/v1/memberships/${id}/refusal`, { reason: '不予' }),
  ])
  assert.deepEqual(statuses(decided), [200, 409])
  const row = await of.world.db
    .selectFrom('membership')
    .select(['status', 'version'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(row.version, 2)
})

test('the same key twenty times at once is one membership (B69)', async () => {
  await enter('race-f', '207')
  const body = await signedIn(of, 'body-administrator')
  const answers = await Promise.all(Array.from({ length: 20 }, () =>
    body.post('/api/v1/memberships', { login: 'race-f', role: 'body-auditor' }, { 'idempotency-key': 'once' })))
  assert.ok(answers.every(({ status }) => status === 201 || status === 409), JSON.stringify(statuses(answers)))
  assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body: { id } }) => id)).size, 1)
  const other = await body.post(
    '/api/v1/memberships',
    { login: 'race-e', role: 'body-auditor' },
    { 'idempotency-key': 'once' },
  )
  assert.deepEqual([other.status, other.body.code], [422, 'key-reused'])
})
