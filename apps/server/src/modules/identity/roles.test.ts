import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { completeCreditCode, idNumberCheck } from '@tianfu/identifiers'
import { sql } from 'kysely'
import { DEMO_PASSWORD, cookieOf, freshCode, secretOf, signedIn, somebody, usccOf } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { fsck } from '../../platform/fsck.ts'
import { authentication } from './index.ts'

const DAY = 86_400_000
let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

let people = 0
/** An invented person of the unassigned division 519999. */
const someone = (name = '新来者') => {
  const first17 = `51999919900101${String(500 + (people += 1)).padStart(3, '0')}`
  return { name, idKind: 'resident' as const, idNumber: first17 + idNumberCheck(first17) }
}
let firms = 0
const enterprise = (name = '示例新登记企业') => ({
  uscc: completeCreditCode(`91519999MA0NEW${String((firms += 1)).padStart(3, '0')}`),
  name,
  region: '510502',
  industry: 'C1512',
  address: '四川省泸州市江阳区示例路9号',
  isRepresentative: true,
})
const PASSWORD = 'some words in a row'
const register = async (login: string, person = someone()) => {
  const answer = await somebody(of).post('/api/v1/accounts', { login, password: PASSWORD, ...person })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return person
}
const enter = async (login: string): Promise<Person & { session: any }> => {
  const answer = await somebody(of).post('/api/v1/session', { login, password: PASSWORD })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { ...somebody(of, cookieOf(answer)), session: answer.body }
}
/** Enrols a second factor; the session then enters its role. */
const enrol = async (me: Person, login: string) => {
  const { body } = await me.post('/api/v1/account/second-factor', { password: PASSWORD })
  return me.put('/api/v1/account/second-factor', { oneTimeCode: freshCode(of, body.secret, login) })
}

describe('registering an account (B61, B62)', () => {
  test('gives no role, whatever is asked for', async () => {
    const asked = { login: 'would.be', password: PASSWORD, ...someone() }
    for (const extra of [{ role: 'body-decider' }, { memberships: [] }, { kind: 'authority' }, { disabled: false }]) {
      const answer = await somebody(of).post('/api/v1/accounts', { ...asked, ...extra })
      assert.deepEqual([answer.status, answer.body.code], [400, 'unknown-field'])
    }
    await register('would.be')
    const me = await enter('would.be')
    assert.deepEqual([me.session.memberships, me.session.grants, me.session.membership], [[], [], undefined])
    assert.equal((await me.get('/api/v1/memberships')).status, 403)
    assert.equal((await me.get('/api/v1/authorisations')).status, 403)
    assert.deepEqual((await me.get('/api/v1/tasks')).body.items, [])
    assert.deepEqual((await me.get('/api/v1/files')).body.items, [])
  })
  for (const { password, status, why } of [
    { password: '密'.repeat(64), status: 422, why: 'one character sixty-four times is no secret' },
    { password: '春眠不觉晓处处闻啼鸟夜来风雨声花落知多少'.repeat(4), status: 201, why: 'eighty Chinese characters' },
    { password: ' 𠮷 tail and head ', status: 201, why: 'blanks and a character of four bytes' },
    { password: 'tianfu2026', status: 422, why: 'the place and the year' },
    { password: 'x'.repeat(300), status: 400, why: 'longer than the contract allows' },
  ]) {
    test(`${why} → ${status}`, async () => {
      const login = `pass-${(people += 1)}`
      const answer = await somebody(of).post('/api/v1/accounts', { login, password, ...someone() })
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      if (status !== 201) return
      assert.equal((await somebody(of).post('/api/v1/session', { login, password })).status, 201)
      assert.equal(
        (await somebody(of).post('/api/v1/session', { login, password: password.trim().slice(0, -1) })).status,
        401,
      )
    })
  }
  test('a login is taken once, a broken document is refused without repeating it (B28)', async () => {
    assert.equal(
      (await somebody(of).post('/api/v1/accounts', { login: 'body-decider', password: PASSWORD, ...someone() })).body
        .code,
      'login-taken',
    )
    const broken = await somebody(of).post('/api/v1/accounts', {
      login: 'broken-one',
      password: PASSWORD,
      name: '某',
      idKind: 'resident',
      idNumber: '519999199001019990',
    })
    assert.deepEqual([broken.status, broken.body.code], [400, 'identity-document-broken'])
    assert.ok(!JSON.stringify(broken.body).includes('19900101'))
  })
  test('a document known under another name is refused', async () => {
    const person = await register('right-name', someone('张三'))
    const answer = await somebody(of).post('/api/v1/accounts', {
      login: 'other-name',
      password: PASSWORD,
      ...person,
      name: '李四',
    })
    assert.deepEqual([answer.status, answer.body.code], [409, 'person-name-differs'])
  })
})

describe('an enterprise', () => {
  let boss: Person & { session: any }
  let organisation = ''
  test('is registered by its legal representative, whose role opens with a second factor', async () => {
    await register('new-boss', someone('钱立业'))
    boss = await enter('new-boss')
    const firm = enterprise()
    assert.equal(
      (await boss.post('/api/v1/organisations', { ...firm, isRepresentative: false })).body.code,
      'representative-statement-needed',
    )
    assert.equal(
      (await boss.post('/api/v1/organisations', { ...firm, uscc: `${firm.uscc.slice(0, 17)}?` })).body.code,
      'credit-code-broken',
    )
    assert.equal(
      (await boss.post('/api/v1/organisations', { ...firm, region: '510500' })).body.code,
      'region-not-county',
    )
    assert.equal((await boss.post('/api/v1/organisations', { ...firm, region: '510599' })).body.code, 'region-unknown')
    assert.equal(
      (await boss.post('/api/v1/organisations', { ...firm, industry: 'C9999' })).body.code,
      'industry-unknown',
    )
    const answer = await boss.post('/api/v1/organisations', firm)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    organisation = answer.body.id
    const session = (await boss.get('/api/v1/session')).body
    assert.equal(session.memberships[0].role, 'enterprise-representative')
    assert.equal(session.membership, undefined)
    const closed = await boss.put('/api/v1/session/membership', { membership: session.memberships[0].id })
    assert.deepEqual([closed.status, closed.body.code], [403, 'second-factor-not-enrolled'])
    const enrolled = await enrol(boss, 'new-boss')
    assert.equal(enrolled.status, 200, JSON.stringify(enrolled.body))
    assert.equal(enrolled.body.membership, session.memberships[0].id)
    assert.equal(enrolled.body.secondFactor, 'enrolled')
  })
  test('whose code is held is told to ask its administrator, and not who holds it', async () => {
    await register('second-boss', someone())
    const other = await enter('second-boss')
    const answer = await other.post('/api/v1/organisations', { ...enterprise(), uscc: usccOf('enterprise-baijiu') })
    assert.deepEqual([answer.status, answer.body.code], [409, 'organisation-registered'])
    assert.ok(!JSON.stringify(answer.body).includes('江'))
  })
  test('is itself changed by its own people alone; former names stay (B63)', async () => {
    assert.equal((await boss.post(`/api/v1/organisations/${organisation}/name`, { name: '示例新登记企业（更名）' })).status, 200)
    const { body } = await boss.get(`/api/v1/organisations/${organisation}`)
    assert.equal(body.formerNames[0].name.zh, '示例新登记企业')
    assert.equal(body.representative.name, '钱立业')
    assert.deepEqual(
      body.timeline.map(({ type }: { type: string }) => type),
      ['organisation.registered', 'organisation.renamed'],
    )
    assert.ok(body.next.some(({ endpoint }: { endpoint: string }) => endpoint === 'moveOrganisation'))
    const other = await signedIn(of, 'enterprise-agent')
    const seen = (await other.get(`/api/v1/organisations/${organisation}`)).body
    assert.deepEqual([seen.representative, seen.next, seen.timeline], [undefined, [], []])
    assert.equal((await other.post(`/api/v1/organisations/${organisation}/name`, { name: '改' })).status, 404)
    const near = await signedIn(of, 'authority-county')
    assert.equal((await near.get(`/api/v1/organisations/${organisation}`)).body.representative.name, '钱立业')
    const far = await signedIn(of, 'authority-county-511126')
    assert.equal((await far.get(`/api/v1/organisations/${organisation}`)).body.representative, undefined)
  })
  test('is listed to its region’s authority and not to another enterprise', async () => {
    const names = async (login: string) =>
      ((await (await signedIn(of, login)).get('/api/v1/organisations?limit=100')).body.items as { id: string }[]).map(
        ({ id }) => id,
      )
    assert.ok((await names('authority-city')).includes(organisation))
    assert.ok(!(await names('authority-city-511100')).includes(organisation))
    assert.ok(!(await names('enterprise-agent')).includes(organisation))
  })

  const letterOf = async (me: Person) => {
    const bytes = '%PDF-1.4\nletter\n%%EOF'
    const form =
      '--x\r\ncontent-disposition: form-data; name="file"; filename="letter.pdf"\r\ncontent-type: '
      + `application/pdf\r\n\r\n${bytes}\r\n--x--\r\n`
    const answer = await of.app.http.inject({
      method: 'POST',
      url: '/api/v1/files',
      headers: {
        cookie: me.cookie,
        'content-type': 'multipart/form-data; boundary=x',
        'idempotency-key': `letter-${(people += 1)}`,
      },
      payload: form,
    })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json().sha256 as string
  }

  test('invites an agent without an account; the invitation is completed when they register, and ends with the letter',
    async () => {
    const agent = someone('孙经办')
    const letter = await letterOf(boss)
    const request = { ...agent, letter, from: '2026-03-02', until: '2026-12-31' }
    assert.equal(
      (await boss.post('/api/v1/authorisations', { ...request, letter: 'a'.repeat(64) })).body.code,
      'file-unknown',
    )
    const granted = await boss.post('/api/v1/authorisations', request)
    assert.deepEqual([granted.status, granted.body.hasAccount], [201, false], JSON.stringify(granted.body))
    assert.equal((await boss.post('/api/v1/authorisations', request)).body.code, 'authorisation-stands')
    await register('new-agent', agent)
    const me = await enter('new-agent')
    assert.equal(me.session.memberships[0].role, 'enterprise-agent')
    assert.equal(me.session.memberships[0].organisation.id, organisation)
    assert.ok(me.session.grants.length > 0)
    const list = (await boss.get('/api/v1/authorisations')).body.items
    assert.deepEqual([list[0].agent.name, list[0].hasAccount, list[0].status], ['孙经办', true, 'granted'])
    assert.match(list[0].agent.idMask, /^519\*+\d{3}[\dX]$/)
    const other = await signedIn(of, 'enterprise-representative')
    assert.equal((await other.get(`/api/v1/authorisations/${granted.body.id}`)).status, 404)
    assert.equal(
      (await other.post(`/api/v1/authorisations/${granted.body.id}/revocation`, { reason: '越权' })).status,
      404,
    )
    assert.equal(
      (await boss.post(`/api/v1/authorisations/${granted.body.id}/revocation`, { reason: '离职' })).status,
      200,
    )
    assert.equal((await me.get('/api/v1/session')).status, 401, 'revocation ends the session')
    assert.deepEqual((await enter('new-agent')).session.memberships, [])
  })
  test('an agent’s role begins and ends with the days of the letter', async () => {
    const agent = await register('dated-agent', someone('周期'))
    const granted = await boss.post('/api/v1/authorisations', {
      ...agent,
      letter: await letterOf(boss),
      from: '2026-03-04',
      until: '2026-03-05',
    })
    assert.equal(granted.status, 201, JSON.stringify(granted.body))
    assert.deepEqual((await enter('dated-agent')).session.memberships, [])
    of.pass(2 * DAY)
    const me = await enter('dated-agent')
    assert.equal(me.session.memberships.length, 1)
    of.pass(2 * DAY - 60_000)
    assert.equal((await enter('dated-agent')).session.memberships.length, 0)
  })
  test('a new representative takes over; the former one’s sessions end', async () => {
    const heir = await register('the-heir', someone('赵继任'))
    const session = await enter('new-boss').catch(() => undefined)
    assert.equal(session, undefined, 'an enrolled account needs its code')
    const { body: asked } = await somebody(of).post('/api/v1/session', { login: 'new-boss', password: PASSWORD })
    assert.equal(asked.code, 'second-factor-needed')
    const representative = await signedIn(of, 'enterprise-representative-care')
    const { organisation: firm } = representative.session.memberships[0]
    assert.equal((await representative.post(`/api/v1/organisations/${firm.id}/representative`, heir)).status, 200)
    assert.equal((await representative.get('/api/v1/session')).status, 401)
    assert.equal((await enter('the-heir')).session.memberships[0].organisation.id, firm.id)
  })
})

describe('a role in a body or an authority', () => {
  test('is asked for by one, approved by another who gains nothing by it', async () => {
    await register('new-auditor', someone('吴检'))
    const administrator = await signedIn(of, 'body-administrator')
    const asked = await administrator.post('/api/v1/memberships', { login: 'new-auditor', role: 'body-auditor' })
    assert.deepEqual([asked.status, asked.body.status], [201, 'requested'], JSON.stringify(asked.body))
    assert.equal((await administrator.post(`/api/v1/memberships/${asked.body.id}/approval`)).status, 403)
    assert.deepEqual((await enter('new-auditor')).session.memberships, [])
    const security = await signedIn(of, 'security-administrator')
    assert.ok(
      (await security.get('/api/v1/tasks')).body.items.some(
        ({ subject }: { subject: string }) => subject === asked.body.id,
      ),
    )
    const approved = await security.post(`/api/v1/memberships/${asked.body.id}/approval`)
    assert.deepEqual([approved.status, approved.body.status], [200, 'active'], JSON.stringify(approved.body))
    assert.equal((await security.post(`/api/v1/memberships/${asked.body.id}/approval`)).body.code, 'wrong-state')
    const me = await enter('new-auditor')
    assert.equal(me.session.memberships[0].role, 'body-auditor')
    const other = await signedIn(of, 'body-administrator-jincheng')
    assert.equal((await other.post(`/api/v1/memberships/${asked.body.id}/revocation`, { reason: '别家的人' })).status, 404)
    assert.equal(
      (await administrator.post(`/api/v1/memberships/${asked.body.id}/revocation`, { reason: '离职' })).status,
      200,
    )
    assert.equal((await me.get('/api/v1/session')).status, 401)
  })
  for (const { asker, body, code, why } of [
    {
      asker: 'body-administrator',
      body: { login: 'body-auditor-jincheng', role: 'body-auditor' },
      code: 'one-body-only',
      why: 'somebody of another body',
    },
    {
      asker: 'body-administrator',
      body: { login: 'enterprise-agent', role: 'body-auditor' },
      code: 'roles-incompatible',
      why: 'an agent of a firm',
    },
    {
      asker: 'body-administrator',
      body: { login: 'laboratory-tester', role: 'laboratory-tester' },
      code: 'role-not-of-organisation',
      why: 'a laboratory’s role',
    },
    {
      asker: 'body-administrator',
      body: { login: 'nobody.known', role: 'body-auditor' },
      code: 'account-unknown',
      why: 'an unknown account',
    },
    {
      asker: 'body-administrator',
      body: { login: 'body-acceptor', role: 'body-acceptor' },
      code: 'membership-exists',
      why: 'a role that they have',
    },
    {
      asker: 'system-administrator',
      body: { login: 'security-administrator', role: 'system-administrator' },
      code: 'roles-incompatible',
      why: 'two of the three administrators',
    },
    {
      asker: 'system-administrator',
      body: { login: 'system-administrator', role: 'audit-administrator' },
      code: 'roles-incompatible',
      why: 'the same for oneself',
    },
    {
      asker: 'authority-province',
      body: { login: 'authority-county', role: 'authority-province' },
      code: 'region-needed',
      why: 'a regional role without region',
    },
  ]) {
    test(`${why} is refused`, async () => {
      const answer = await (await signedIn(of, asker)).post('/api/v1/memberships', body)
      assert.equal(answer.body.code, code, JSON.stringify(answer.body))
    })
  }
  test('an organisation’s administrator asks for their own organisation alone', async () => {
    const administrator = await signedIn(of, 'body-administrator')
    const other = await signedIn(of, 'body-administrator-jincheng')
    const organisation = other.session.memberships[0].organisation.id
    assert.equal(
      (
        await administrator.post('/api/v1/memberships', {
          login: 'body-acceptor',
          role: 'body-acceptor',
          organisation,
        })
      ).status,
      404,
    )
    const items = (await administrator.get('/api/v1/memberships?limit=100')).body.items as {
      organisation: { id: string }
    }[]
    assert.ok(
      items.length > 0 &&
        items.every((item) => item.organisation.id === administrator.session.memberships[0].organisation.id),
    )
  })
  test('is never approved by whoever asked, though they hold the right', async () => {
    const security = await signedIn(of, 'security-administrator')
    await register('for-platform', someone('冯平'))
    const system = await signedIn(of, 'system-administrator')
    const platform = system.session.memberships[0].organisation.id
    const asked = await system.post('/api/v1/memberships', {
      login: 'for-platform',
      role: 'audit-administrator',
      organisation: platform,
    })
    const { official } = await of.world.db
      .selectFrom('membership')
      .select('official')
      .where('id', '=', asked.body.id)
      .executeTakeFirstOrThrow()
    await of.world.db
      .updateTable('membership')
      .set({
        official:
          sql`jsonb_set(official, '{requestedBy}',
          to_jsonb((select person::text from account where login = 'security-administrator')))` as never,
      })
      .where('id', '=', asked.body.id)
      .execute()
    const refused = await security.post(`/api/v1/memberships/${asked.body.id}/approval`)
    assert.deepEqual([refused.status, refused.body.code], [403, 'approve-own-request'])
    const shown = (await security.get(`/api/v1/memberships/${asked.body.id}`)).body.next.find(
      ({ endpoint }: { endpoint: string }) => endpoint === 'approveMembership',
    )
    assert.equal(shown.refused.code, 'approve-own-request')
    await of.world.db
      .updateTable('membership')
      .set({ official: JSON.stringify(official) as never })
      .where('id', '=', asked.body.id)
      .execute()
  })
})

describe('a delegation', () => {
  test('lets somebody else of the organisation act for a person, as both; and ends at once', async () => {
    const decider = await signedIn(of, 'body-decider')
    const today = (await decider.get('/api/v1/session')).body.officialToday as string
    const request = { login: 'body-reviewer', from: today, until: '2026-12-31', reason: '出差' }
    assert.equal(
      (await decider.post('/api/v1/delegations', { ...request, login: 'body-decider-jincheng' })).body.code,
      'delegate-not-of-organisation',
    )
    assert.equal(
      (await decider.post('/api/v1/delegations', { ...request, until: '2028-12-31' })).body.code,
      'delegation-period',
    )
    const granted = await decider.post('/api/v1/delegations', request)
    assert.equal(granted.status, 201, JSON.stringify(granted.body))
    const reviewer = await signedIn(of, 'body-reviewer')
    const lent = reviewer.session.memberships.find(({ delegated }: { delegated?: boolean }) => delegated)
    assert.deepEqual([lent.id, lent.role], [granted.body.id, 'body-decider'])
    const acting = await reviewer.put('/api/v1/session/membership', { membership: lent.id })
    assert.equal(acting.status, 200, JSON.stringify(acting.body))
    assert.equal(acting.body.membership, lent.id)
    const actor = await authentication.actorOf(of.world, of.world.db, reviewer.cookie.split('=')[1] ?? '')
    assert.equal(actor?.role, 'body-decider')
    assert.equal(actor?.persons.length, 2)
    assert.equal(
      (await reviewer.post('/api/v1/delegations', { ...request, login: 'body-auditor' })).body.code,
      'role-not-delegable',
    )
    const explained = await reviewer.get(`/api/v1/explanations?subjectType=organisation&subject=${actor?.organisation}`)
    assert.equal(explained.body.delegatedBy, '段明决')
    assert.equal((await decider.post(`/api/v1/delegations/${granted.body.id}/end`)).status, 200)
    assert.equal((await reviewer.get('/api/v1/session')).status, 401)
  })
  test('lends nothing once its giver’s account is disabled', async () => {
    const decider = await signedIn(of, 'body-decider-jincheng')
    const { officialToday: today, account } = decider.session
    const granted = await decider.post('/api/v1/delegations', {
      login: 'body-reviewer-jincheng',
      from: today,
      until: today,
      reason: '休假',
    })
    assert.equal(granted.status, 201, JSON.stringify(granted.body))
    const reviewer = await signedIn(of, 'body-reviewer-jincheng')
    assert.equal((await reviewer.put('/api/v1/session/membership', { membership: granted.body.id })).status, 200)
    const security = await signedIn(of, 'security-administrator')
    assert.equal((await security.post(`/api/v1/accounts/${account.id}/disabling`, { reason: '调查' })).status, 200)
    assert.equal((await reviewer.get('/api/v1/session')).status, 401)
    assert.equal((await signedIn(of, 'body-reviewer-jincheng')).session.memberships.length, 1)
  })
  test('of an administrator is refused', async () => {
    const security = await signedIn(of, 'security-administrator')
    const today = (await security.get('/api/v1/session')).body.officialToday as string
    const answer = await security.post('/api/v1/delegations', {
      login: 'audit-administrator',
      from: today,
      until: today,
      reason: '休假',
    })
    assert.equal(answer.body.code, 'role-not-delegable')
  })
})

describe('signing', () => {
  test('takes a code of the last ten minutes, or a fresh one with the request, once', async () => {
    const decider = await signedIn(of, 'body-decider')
    const today = (await decider.get('/api/v1/session')).body.officialToday as string
    const request = { login: 'body-reviewer', from: today, until: '2026-12-31', reason: '出差' }
    of.pass(10 * 60_000)
    const late = await decider.post('/api/v1/delegations', request)
    assert.deepEqual([late.status, late.body.code], [403, 'second-factor-needed'])
    const wrong = await decider.post('/api/v1/delegations', request, { 'x-one-time-code': '000000' })
    assert.equal(wrong.body.code, 'second-factor-needed')
    const code = freshCode(of, secretOf('body-decider'), 'body-decider')
    const signed = await decider.post('/api/v1/delegations', request, { 'x-one-time-code': code })
    assert.equal(signed.status, 201, JSON.stringify(signed.body))
    const confirmed = await decider.post('/api/v1/session/confirmation', { oneTimeCode: code })
    assert.equal(confirmed.body.code, 'one-time-code-wrong', 'the same code again')
    assert.equal((await decider.post(`/api/v1/delegations/${signed.body.id}/end`)).status, 200)
  })
})

describe('why can I see this', () => {
  test('names membership, role, right and scope for what the caller’s page shows, else nothing', async () => {
    const agent = await signedIn(of, 'enterprise-agent')
    const organisation = agent.session.memberships[0].organisation.id
    const authorisations = (await agent.get('/api/v1/authorisations')).body.items
    const { status, body } = await agent.get(
      `/api/v1/explanations?subjectType=authorisation&subject=${authorisations[0].id}`,
    )
    assert.equal(status, 200)
    assert.deepEqual([body.membership, body.role.id, body.right, body.scope, body.organisation.id],
      [agent.session.membership, 'enterprise-agent', 'organisation:read', 'organisation', organisation])
    const other = await signedIn(of, 'enterprise-agent-tile')
    for (const query of [
      `subjectType=authorisation&subject=${authorisations[0].id}`,
      `subjectType=nothing&subject=${organisation}`,
    ]) {
      assert.equal((await other.get(`/api/v1/explanations?${query}`)).status, 404)
    }
    assert.equal(
      (await somebody(of).get(`/api/v1/explanations?subjectType=authorisation&subject=${authorisations[0].id}`))
        .status,
      401,
    )
  })
})

test('after all this rows equal the fold of their acts and every sentence holds', async () => {
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES)
  assert.deepEqual(findings, [])
  assert.ok((checked.rows ?? 0) > 100)
})

test('the demonstration’s password is refused for a real account', async () => {
  assert.equal((await somebody(of).post('/api/v1/session', { login: 'would.be', password: DEMO_PASSWORD })).status, 401)
})
