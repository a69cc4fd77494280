import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { cookieOf, DEMO_PASSWORD, freshCode, secretOf, signedIn, somebody } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { openPrivately } from '../../platform/outbox.ts'
import { demonstrationAccounts } from './demonstration.ts'

const MINUTE = 60_000
let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())
const signIn = (login: string, password: string, oneTimeCode?: string, address?: string) =>
  somebody(of, '', address).post('/api/v1/session', { login, password, ...(oneTimeCode && { oneTimeCode }) })

describe('signing in', () => {
  test('answers the session, sets a cookie that script cannot read, and the role is entered', async () => {
    const answer = await signIn('enterprise-agent', DEMO_PASSWORD)
    assert.equal(answer.status, 201)
    assert.match(String(answer.headers['set-cookie']), /^tianfu=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.equal(answer.body.membership, answer.body.memberships[0].id)
    assert.equal(answer.body.memberships[0].role, 'enterprise-agent')
    assert.equal(answer.body.officialToday, '2026-03-02')
    const session = await somebody(of, cookieOf(answer)).get('/api/v1/session')
    assert.deepEqual(session.body.grants, answer.body.grants)
  })

  test('an unknown login, a wrong password and a wrong code are one answer (B54)', async () => {
    const unknown = await signIn('nobody.here', 'wrong password', undefined, '10.0.0.1')
    const wrong = await signIn('body-decider', 'wrong password', undefined, '10.0.0.2')
    const code = await signIn('body-decider', DEMO_PASSWORD, '000000', '10.0.0.3')
    for (const answer of [unknown, wrong, code]) {
      assert.equal(answer.status, 401)
      assert.equal(answer.body.code, 'sign-in-failed')
      assert.equal(answer.body.detail, unknown.body.detail)
      assert.equal(answer.headers['set-cookie'], undefined)
    }
  })

  test('a role that decides needs its code, and only a right password learns so', async () => {
    const answer = await signIn('body-decider', DEMO_PASSWORD)
    assert.deepEqual([answer.status, answer.body.code], [403, 'second-factor-needed'])
  })

  test('twenty wrong passwords throttle this address, whatever is given then, and no other (B54)', async () => {
    const answers = []
    for (let i = 0; i < 20; i += 1)
      answers.push((await signIn('licensor-officer', 'wrong password', undefined, '10.0.1.1')).status)
    assert.deepEqual(answers, [...Array(5).fill(401), ...Array(15).fill(429)])
    const right = await signIn('licensor-officer', DEMO_PASSWORD, undefined, '10.0.1.1')
    assert.deepEqual([right.status, right.body.code], [429, 'sign-in-throttled'])
    assert.equal((await signIn('licensor-officer', DEMO_PASSWORD, undefined, '10.0.1.2')).status, 201)
    of.pass(31_000)
    assert.equal(
      (await signIn('licensor-officer', DEMO_PASSWORD, undefined, '10.0.1.1')).status,
      201,
      'half a minute later',
    )
  })

  test('an unknown login is throttled like a known one', async () => {
    for (let i = 0; i < 5; i += 1) await signIn('nobody.there', 'wrong password', undefined, '10.0.1.9')
    assert.equal((await signIn('nobody.there', 'wrong password', undefined, '10.0.1.9')).status, 429)
  })

  test('one password on many logins throttles the address (B54)', async () => {
    await of.world.db
      .insertInto('sign_in_failure')
      .values(
        Array.from({ length: 300 }, (_, i) => ({
          id: of.world.newId(),
          kind: 'password' as const,
          login_mac: `mac-${i}`,
          at: new Date(of.world.now()).toISOString(),
          address_mac: of.world.keys.mac('security-address', '10.0.2.1'),
        })),
      )
      .execute()
    assert.equal((await signIn('laboratory-tester', DEMO_PASSWORD, undefined, '10.0.2.1')).status, 429)
    assert.equal((await signIn('laboratory-tester', DEMO_PASSWORD, undefined, '10.0.2.2')).status, 201)
  })

  test('a cookie from before is not the session after (B55)', async () => {
    const first = cookieOf(await signIn('body-auditor', DEMO_PASSWORD))
    const again = await somebody(of, first).post('/api/v1/session', { login: 'body-auditor', password: DEMO_PASSWORD })
    assert.notEqual(cookieOf(again), first)
    assert.equal((await somebody(of, first).get('/api/v1/session')).status, 401)
    const planted = await somebody(of, `tianfu=${'A'.repeat(43)}`).post('/api/v1/session', {
      login: 'body-auditor',
      password: DEMO_PASSWORD,
    })
    assert.doesNotMatch(cookieOf(planted), /A{43}/)
    assert.equal((await somebody(of, `tianfu=${'A'.repeat(43)}`).get('/api/v1/session')).status, 401)
  })

  test('a one-time code is good once, and earlier ones with it (B57)', async () => {
    const code = freshCode(of, secretOf('body-reviewer'), 'body-reviewer')
    assert.equal((await signIn('body-reviewer', DEMO_PASSWORD, code, '10.0.3.1')).status, 201)
    assert.equal((await signIn('body-reviewer', DEMO_PASSWORD, code, '10.0.3.2')).status, 401)
  })

  test('a thousand guessed codes end after a few (B57)', async () => {
    const statuses = new Set<number>()
    for (let i = 0; i < 20; i += 1)
      statuses.add((await signIn('authority-city', DEMO_PASSWORD, String(100_000 + i), `10.0.4.${i}`)).status)
    assert.deepEqual([...statuses], [401])
    assert.equal((await signIn('authority-city', DEMO_PASSWORD, '123456', '10.0.4.99')).status, 429, 'from any address')
    of.pass(16 * MINUTE)
  })

  test('another site cannot post (B60)', async () => {
    const body = { login: 'enterprise-agent', password: DEMO_PASSWORD }
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const answer = await somebody(of).post('/api/v1/session', body, headers)
      assert.deepEqual([answer.status, answer.body.code], [403, 'foreign-origin'])
      assert.equal(answer.headers['access-control-allow-origin'], undefined)
    }
    assert.equal((await somebody(of).post('/api/v1/session', body, { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await somebody(of).post('/api/v1/session', body, { origin: of.world.origin })).status, 201)
  })
})

describe('a session ends (B56)', () => {
  test('when its owner signs out', async () => {
    const me = await signedIn(of, 'enterprise-agent')
    assert.equal((await me.delete('/api/v1/session')).status, 200)
    assert.equal((await me.get('/api/v1/session')).status, 401)
  })

  test('a firm’s after two hours without a request, an office’s after fifteen minutes', async () => {
    const firm = await signedIn(of, 'enterprise-agent')
    const office = await signedIn(of, 'authority-county')
    of.pass(14 * MINUTE)
    assert.equal((await office.get('/api/v1/session')).status, 200)
    of.pass(15 * MINUTE)
    assert.equal((await office.get('/api/v1/session')).status, 401)
    assert.equal((await firm.get('/api/v1/session')).status, 200)
    of.pass(120 * MINUTE)
    assert.equal((await firm.get('/api/v1/session')).status, 401)
  })

  test('an office’s after eight hours, however busy', async () => {
    const office = await signedIn(of, 'authority-county')
    for (let passed = 0; passed < 47; passed += 1) {
      of.pass(10 * MINUTE)
      assert.equal((await office.get('/api/v1/session')).status, 200, `${passed}`)
    }
    of.pass(10 * MINUTE)
    assert.equal((await office.get('/api/v1/session')).status, 401)
  })

  test('the others when the password changes; the new password counts from then on', async () => {
    const [one, two] = [await signedIn(of, 'enterprise-agent-care'), await signedIn(of, 'enterprise-agent-care')]
    const wrong = await one.put('/api/v1/account/password', { current: 'not this one', password: 'a better sentence' })
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'password-wrong'])
    const known = await one.put('/api/v1/account/password', { current: DEMO_PASSWORD, password: 'tianfu2026' })
    assert.deepEqual([known.status, known.body.code], [422, 'password-known'])
    assert.equal(
      (await one.put('/api/v1/account/password', { current: DEMO_PASSWORD, password: 'a better sentence' })).status,
      200,
    )
    assert.equal((await one.get('/api/v1/session')).status, 200)
    assert.equal((await two.get('/api/v1/session')).status, 401)
    assert.equal((await signIn('enterprise-agent-care', DEMO_PASSWORD)).status, 401)
    assert.equal((await signIn('enterprise-agent-care', 'a better sentence')).status, 201)
  })

  test('all of them when the account is disabled, and again when the second factor is reset', async () => {
    const security = await signedIn(of, 'security-administrator')
    const tester = await signedIn(of, 'laboratory-tester')
    const { account } = tester.session
    assert.equal((await security.post(`/api/v1/accounts/${account.id}/disabling`, { reason: '离岗' })).status, 200)
    assert.equal((await tester.get('/api/v1/session')).status, 401)
    assert.equal((await signIn('laboratory-tester', DEMO_PASSWORD)).status, 401)
    assert.equal((await security.post(`/api/v1/accounts/${account.id}/enabling`, { reason: '回岗' })).status, 200)
    assert.equal((await signIn('laboratory-tester', DEMO_PASSWORD)).status, 201)

    const signatory = await signedIn(of, 'laboratory-signatory')
    assert.equal(
      (
        await security.post(`/api/v1/accounts/${signatory.session.account.id}/second-factor-reset`, {
          reason: '丢失手机',
        })
      ).status,
      200,
    )
    assert.equal((await signatory.get('/api/v1/session')).status, 401)
    const without = await signIn('laboratory-signatory', DEMO_PASSWORD)
    assert.equal(without.status, 201)
    assert.equal(without.body.membership, undefined, 'the role stays closed until a second factor is enrolled')
    assert.deepEqual(without.body.grants, [])
    const own = await security.post(`/api/v1/accounts/${security.session.account.id}/second-factor-reset`, {
      reason: '自己',
    })
    assert.deepEqual([own.status, own.body.code], [403, 'own-account'])
  })

  test('one’s own others by hand, and nobody else’s', async () => {
    const [one, two] = [await signedIn(of, 'body-acceptor'), await signedIn(of, 'body-acceptor')]
    const stranger = await signedIn(of, 'body-auditor')
    const { body } = await one.get('/api/v1/sessions')
    const other = body.items.find((item: { current: boolean }) => !item.current)
    assert.equal(body.items.length, 2)
    assert.equal((await stranger.delete(`/api/v1/sessions/${other.id}`)).status, 404)
    assert.equal((await one.delete(`/api/v1/sessions/${other.id}`)).status, 200)
    assert.equal((await two.get('/api/v1/session')).status, 401)
  })
})

describe('a password reset (B59)', () => {
  const sent = () => {
    const last = of.outbox.findLast(({ kind }) => kind === 'private-letter')
    return openPrivately(of.world, last?.data.sealed ?? '')
  }
  test('tells whoever asks nothing, has the configured origin, works once, and keeps the second factor', async () => {
    const poisoned = { host: 'evil.example' }
    for (const login of ['nobody.at.all', 'body-decider']) {
      const answer = await somebody(of).post('/api/v1/password-resets', { login }, poisoned)
      assert.deepEqual([answer.status, answer.body], [200, {}])
    }
    const link = sent()
    assert.ok(link.startsWith(`${of.world.origin}/`))
    const token = link.split('#')[1] ?? ''
    const notices = await of.world.db.selectFrom('notice').selectAll().execute()
    assert.ok(!JSON.stringify([notices, of.outbox]).includes(token), 'nobody reads it in a notice or in the queue')
    const me = await signedIn(of, 'body-decider')
    const set = (password: string) => somebody(of).put('/api/v1/password-resets', { token, password })
    assert.equal((await set('short')).status, 422)
    assert.equal((await set('quite another sentence')).status, 200)
    assert.equal((await me.get('/api/v1/session')).status, 401)
    assert.deepEqual((await set('a third sentence here')).body.code, 'reset-not-valid')
    assert.equal((await signIn('body-decider', 'quite another sentence')).body.code, 'second-factor-needed')
  })
  test('is over after fifteen minutes', async () => {
    await somebody(of).post('/api/v1/password-resets', { login: 'body-auditor' })
    const token = sent().split('#')[1] ?? ''
    of.pass(15 * MINUTE)
    const answer = await somebody(of).put('/api/v1/password-resets', { token, password: 'quite another sentence' })
    assert.deepEqual([answer.status, answer.body.code], [410, 'reset-not-valid'])
  })
})

describe('what the door keeps', () => {
  test('the security log is for the audit administrator, and holds no address and no login that nobody owns',
    async () => {
    await signIn('zhangsan.mistyped', 'wrong password', undefined, '203.0.113.77')
    for (const login of ['security-administrator', 'system-administrator', 'body-auditor']) {
      assert.equal((await (await signedIn(of, login)).get('/api/v1/security-log')).status, 403, login)
    }
    const auditor = await signedIn(of, 'audit-administrator')
    const { body } = await auditor.get('/api/v1/security-log?limit=100')
    const events = new Set(body.items.map((item: { event: string }) => item.event))
    for (const event of ['signed-in', 'sign-in-failed', 'not-permitted']) assert.ok(events.has(event), event)
    const rows = JSON.stringify(await of.world.db.selectFrom('security_event').selectAll().execute())
    assert.ok(!rows.includes('zhangsan') && !rows.includes('203.0.113.77'))
  })
  test('the security log cannot be edited, nor shortened within six months (B71)', async () => {
    const id = of.world.newId()
    const at = new Date().toISOString() // the database's own clock counts the months
    await of.world.db
      .insertInto('security_event')
      .values({ id, at, event: 'signed-in', account: null, login_mac: null, address_mac: null, detail: null })
      .execute()
    await assert.rejects(
      of.world.db.updateTable('security_event').set({ event: 'signed-out' }).where('id', '=', id).execute(),
      /append-only/,
    )
    await assert.rejects(of.world.db.deleteFrom('security_event').where('id', '=', id).execute(), /append-only/)
  })
  test('no password, secret, token or document number is anywhere in plain text', async () => {
    await signedIn(of, 'enterprise-agent')
    const tables = [
      'account',
      'session',
      'person',
      'act',
      'act_text',
      'security_event',
      'organisation',
      'membership',
    ] as const
    for (const table of tables) {
      const rows = JSON.stringify(await of.world.db.selectFrom(table).selectAll().execute())
      assert.ok(
        !rows.includes(DEMO_PASSWORD) &&
          !rows.includes(secretOf('body-decider')) &&
          !/519999(19|20)\d{9}[\dX]/.test(rows),
        table,
      )
    }
  })
  test('one-time codes are listed in demonstration mode alone', async () => {
    const { status, body } = await somebody(of).get('/api/v1/demo/one-time-codes')
    assert.equal(status, 200)
    const entry = body.items.find((item: { login: string }) => item.login === 'authority-province')
    assert.equal((await signIn('authority-province', entry.password, entry.code)).status, 201)
    const changed = body.items.find((item: { login: string }) => item.login === 'enterprise-agent-care')
    assert.equal(changed.password, undefined, 'a password that was changed is nobody’s to show')
    const next = (await somebody(of).get('/api/v1/demo/one-time-codes')).body.items.find(
      (item: { login: string }) => item.login === 'authority-province',
    )
    assert.notEqual(next.code, entry.code)
    const production = { world: { ...of.world, mode: 'production' }, db: of.world.db } as never
    await assert.rejects(demonstrationAccounts(production), (error: Error) => error.message === 'not-found')
  })
})
